"""What the environment and the AWS files say: nothing to the demo, all to the account."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import botocore.loaders
import pytest

from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.sources import Identity
from hpev_tui.sources.aws.client import AwsSource
from hpev_tui.sources.aws.opening import open_demo, open_source

NOWHERE = "http://127.0.0.1:1"
CONFIG = """
[profile plain]
region = eu-west-1
aws_access_key_id = an-id
aws_secret_access_key = a-key
"""
GARBAGE = b"\xff\x00[[[profile\n=\n"

Closing = Callable[[AwsSource], AwsSource]


def failure_of_call(call: Callable[[], object]) -> Failure:
    with pytest.raises(SourceError) as caught:
        call()
    return caught.value.failure


@pytest.mark.parametrize(
    "settings",
    [
        {"HTTP_PROXY": NOWHERE, "HTTPS_PROXY": NOWHERE, "http_proxy": NOWHERE},
        {"AWS_PROFILE": "nope"},
        {"AWS_DEFAULT_PROFILE": "nope"},
        {"AWS_CONFIG_FILE": "garbage", "AWS_SHARED_CREDENTIALS_FILE": "garbage"},
        {"AWS_MAX_ATTEMPTS": "abc"},
        {"AWS_RETRY_MODE": "bad"},
        {"AWS_ENDPOINT_URL": NOWHERE, "AWS_ENDPOINT_URL_SAGEMAKER": NOWHERE},
        {"AWS_DEFAULTS_MODE": "bad"},
        {"AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true"},
        {"AWS_STS_REGIONAL_ENDPOINTS": "bad", "AWS_ACCOUNT_ID_ENDPOINT_MODE": "bad"},
        {"AWS_REQUEST_CHECKSUM_CALCULATION": "bad", "AWS_RESPONSE_CHECKSUM_VALIDATION": "bad"},
        {"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "abc"},
        {"AWS_METADATA_SERVICE_TIMEOUT": "abc"},
        {"AWS_CA_BUNDLE": "garbage", "REQUESTS_CA_BUNDLE": "garbage"},
        {"AWS_DEFAULT_REGION": "no region", "AWS_REGION": "no region"},
        {"AWS_SESSION_TOKEN": "with a line\nbreak"},
    ],
    ids=lambda settings: ",".join(settings),
)
def test_the_environment_cannot_break_the_demo(
    environment: pytest.MonkeyPatch,
    tmp_path: Path,
    endpoint: DemoEndpoint,
    closing: Closing,
    settings: dict[str, str],
) -> None:
    (tmp_path / "garbage").write_bytes(GARBAGE)
    for name, value in settings.items():
        environment.setenv(name, str(tmp_path / value) if value == "garbage" else value)
    source = closing(open_demo(endpoint.url))
    assert len(source.clusters(None).items) == 100
    assert source.identity == Identity("us-west-2", "demo", endpoint.url, demo=True)


def test_the_home_folder_cannot_break_the_demo(
    environment: pytest.MonkeyPatch, tmp_path: Path, endpoint: DemoEndpoint, closing: Closing
) -> None:
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "config").write_bytes(GARBAGE)
    (folder / "credentials").write_bytes(GARBAGE)
    environment.setenv("HOME", str(tmp_path))
    assert closing(open_demo(endpoint.url)).clusters(None).items


def test_a_model_in_the_home_folder_cannot_break_the_demo(
    environment: pytest.MonkeyPatch, tmp_path: Path, endpoint: DemoEndpoint, closing: Closing
) -> None:
    model = tmp_path / "sagemaker" / "2099-01-01" / "service-2.json"
    model.parent.mkdir(parents=True)
    model.write_text("{}")
    environment.setattr(botocore.loaders.Loader, "CUSTOMER_DATA_PATH", str(tmp_path))
    assert closing(open_demo(endpoint.url)).clusters(None).items


def test_the_endpoint_may_be_given(
    account: pytest.MonkeyPatch, endpoint: DemoEndpoint, closing: Closing
) -> None:
    account.setenv("AWS_ENDPOINT_URL", NOWHERE)
    source = closing(open_source(None, None, endpoint.url))
    assert source.clusters(None).items
    assert source.identity == Identity("us-east-2", "", endpoint.url)


def test_the_endpoint_may_come_from_the_environment(
    account: pytest.MonkeyPatch, endpoint: DemoEndpoint, closing: Closing
) -> None:
    account.setenv("AWS_ENDPOINT_URL", endpoint.url)
    for _ in range(2):
        source = closing(open_source(None, None, None))
        assert source.clusters(None).items
        # For commands that are pasted where these variables are not set.
        assert source.identity.endpoint_url == endpoint.url
        account.setenv("AWS_ENDPOINT_URL", NOWHERE)
        account.setenv("AWS_ENDPOINT_URL_SAGEMAKER", endpoint.url)


def test_an_endpoint_that_botocore_is_set_to_ignore_is_not_named(
    account: pytest.MonkeyPatch, closing: Closing
) -> None:
    account.setenv("AWS_ENDPOINT_URL", NOWHERE)
    account.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
    source = closing(open_source(None, None, None))
    assert source.identity.endpoint_url == ""
    assert source._client.meta.endpoint_url != NOWHERE


@pytest.mark.usefixtures("account")
def test_the_region_may_be_given(closing: Closing) -> None:
    source = closing(open_source(None, "ap-south-1", None))
    assert source.identity == Identity("ap-south-1", "", "")


@pytest.mark.parametrize("given", [True, False])
def test_a_profile_brings_its_region_and_keys(
    environment: pytest.MonkeyPatch,
    tmp_path: Path,
    endpoint: DemoEndpoint,
    closing: Closing,
    given: bool,
) -> None:
    (tmp_path / "config").write_text(CONFIG)
    if not given:
        environment.setenv("AWS_PROFILE", "plain")
    source = closing(open_source("plain" if given else None, None, endpoint.url))
    assert source.identity == Identity("eu-west-1", "plain", endpoint.url)
    assert source.clusters(None).items


def test_a_profile_is_named_in_clean_text(tmp_path: Path, closing: Closing) -> None:
    (tmp_path / "config").write_text("[profile a\x1bb]\nregion = eu-west-1\n")
    assert closing(open_source("a\x1bb", None, None)).identity.profile == "a␛b"


@pytest.mark.usefixtures("account")
def test_a_model_without_events_is_a_failure(account: pytest.MonkeyPatch, tmp_path: Path) -> None:
    model = tmp_path / "sagemaker" / "2017-07-24" / "service-2.json"
    model.parent.mkdir(parents=True)
    metadata = {
        "endpointPrefix": "api.sagemaker",
        "jsonVersion": "1.1",
        "protocol": "json",
        "protocols": ["json"],
        "serviceId": "SageMaker",
        "signatureVersion": "v4",
        "signingName": "sagemaker",
        "targetPrefix": "SageMaker",
    }
    model.write_text(json.dumps({"metadata": metadata, "operations": {}, "shapes": {}}))
    account.setenv("AWS_DATA_PATH", str(tmp_path))
    account.setattr(botocore.loaders.Loader, "CUSTOMER_DATA_PATH", str(tmp_path))
    failure = failure_of_call(lambda: open_source(None, None, None))
    assert failure.kind == "other"
    assert "has no ListClusterEvents" in failure.title
