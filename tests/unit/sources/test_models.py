"""The SDK's great files are kept trimmed, say the same, and nothing depends on them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.regions import EndpointResolver

from hpev_tui.detail.shapes import Shape
from hpev_tui.sources.aws import models
from hpev_tui.sources.aws.documentation import shape_of
from hpev_tui.sources.aws.models import SdkFiles

MODEL = "sagemaker/2017-07-24/service-2"
OPERATIONS = models.OPERATIONS


@pytest.fixture
def cache(environment: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of the trimmed files, of which there are none yet."""
    environment.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "hpev-tui" / "sdk"


def read(name: str) -> tuple[dict[str, Any], SdkFiles]:
    """A file of the SDK, as a start of the program reads it, and what read it."""
    files = SdkFiles()
    data: dict[str, Any] = Loader(file_loader=files).load_data(name)
    return data, files


def second_reading(name: str) -> dict[str, Any]:
    """The file as the second start reads it."""
    read(name)[1].save()
    data, files = read(name)
    assert not files._unsaved
    return data


def in_full(name: str) -> dict[str, Any]:
    data: dict[str, Any] = Loader().load_data(name)
    return data


def test_the_first_start_reads_all_and_the_second_what_is_needed(cache: Path) -> None:
    assert read(MODEL)[0] == in_full(MODEL)
    assert not cache.exists()
    data = second_reading(MODEL)
    assert set(data["operations"]) == set(OPERATIONS)
    assert {file.stat().st_mode & 0o777 for file in cache.iterdir()} == {0o600}
    assert sum(file.stat().st_size for file in cache.iterdir()) < 100_000


@pytest.mark.usefixtures("cache")
def test_each_call_is_described_as_in_full() -> None:
    trimmed, full = (
        ServiceModel(data, "sagemaker") for data in (second_reading(MODEL), in_full(MODEL))
    )
    assert trimmed.metadata == full.metadata
    for name in OPERATIONS:
        ours, theirs = trimmed.operation_model(name), full.operation_model(name)
        assert ours.http == theirs.http
        for part in ("input_shape", "output_shape"):
            assert bare(shape_of(getattr(ours, part))) == bare(shape_of(getattr(theirs, part)))
        assert [each.name for each in ours.error_shapes] == [
            each.name for each in theirs.error_shapes
        ]


def bare(shape: Shape) -> Shape:
    """A shape without what only one answer is shown with."""
    return shape._replace(
        documentation="",
        members={name: bare(each) for name, each in shape.members.items()},
        element=None if shape.element is None else bare(shape.element),
    )


@pytest.mark.usefixtures("cache")
def test_the_documentation_that_is_shown_stays() -> None:
    described = [
        shape_of(
            ServiceModel(data, "sagemaker").operation_model("DescribeClusterEvent").output_shape
        )
        for data in (second_reading(MODEL), in_full(MODEL))
    ]
    assert described[0] == described[1]


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("service", ["api.sagemaker", "sts", "oidc", "portal.sso"])
def test_every_endpoint_of_what_is_called_stays(service: str) -> None:
    trimmed, full = (
        EndpointResolver(data) for data in (second_reading("endpoints"), in_full("endpoints"))
    )
    assert trimmed.get_available_partitions() == full.get_available_partitions()
    for partition in full.get_available_partitions():
        regions = full.get_available_endpoints(service, partition)
        assert trimmed.get_available_endpoints(service, partition) == regions
        for region in regions:
            assert trimmed.construct_endpoint(service, region) == full.construct_endpoint(
                service, region
            )


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: "",
        lambda text: text[:-9],
        lambda text: text.replace("ListClusters", "LostClusters", 1),
        lambda text: "1-of-another-version " + text.partition(" ")[2],
        lambda _: "\x00\xff",
    ],
    ids=["empty", "cut", "changed", "of another version", "no text"],
)
def test_a_file_that_is_damaged_is_written_anew(cache: Path, damage: Callable[[str], str]) -> None:
    expected = second_reading(MODEL)
    (file,) = cache.iterdir()
    file.write_text(damage(file.read_text("utf-8")), "latin-1")
    assert read(MODEL)[0] == in_full(MODEL)
    assert second_reading(MODEL) == expected


def test_where_nothing_can_be_kept_all_is_read(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    environment.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    for _ in range(2):
        data, files = read(MODEL)
        files.save()
        assert data == in_full(MODEL)


@pytest.mark.usefixtures("cache")
def test_the_users_own_model_goes_before(tmp_path: Path) -> None:
    second_reading(MODEL)
    own = tmp_path / "own" / f"{MODEL}.json"
    own.parent.mkdir(parents=True)
    own.write_text(json.dumps({"operations": {}}))
    loader = Loader(extra_search_paths=[os.fspath(tmp_path / "own")], file_loader=SdkFiles())
    assert loader.load_data(MODEL) == {"operations": {}}
