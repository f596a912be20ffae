"""docs/facts.md has each member of the answers once, and what it says is shown is decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.model import ServiceModel, Shape, StructureShape

from hpev_tui.model.events import Json
from hpev_tui.sources.aws import wire

PAGE = Path(__file__).parents[2] / "docs" / "facts.md"
SECTIONS = PAGE.read_text().split("\n## ")[1:]
TABLES = {
    section.split("\n", 1)[0]: dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", section, re.MULTILINE))
    for section in SECTIONS
}
READERS: dict[str, Any] = {
    "DescribeCluster": wire.cluster_info,
    "ListClusterNodes": wire.nodes,
    "ListClusters": wire.clusters,
}


@pytest.fixture(scope="module")
def model() -> ServiceModel:
    """The service model of the installed SDK."""
    return botocore.session.get_session().get_service_model("sagemaker")


def leaves(shape: StructureShape, path: str = "") -> Iterator[tuple[str, Shape]]:
    """Each member without members of its own, by its path."""
    for name, member in shape.members.items():
        here, inner = f"{path}{name}", member
        while inner.type_name == "list":
            here, inner = f"{here}[]", inner.member
        if isinstance(inner, StructureShape):
            yield from leaves(inner, f"{here}.")
        else:
            yield here, inner


def members(model: ServiceModel, operation: str) -> dict[str, Shape]:
    """The leaves of an operation's answer."""
    shape = model.operation_model(operation).output_shape
    assert isinstance(shape, StructureShape)
    return dict(leaves(shape))


def row_of(member: str, table: dict[str, str]) -> str:
    """The row that a member belongs to: its own, else the narrowest with a `*`."""
    if member in table:
        return member
    patterns = [row for row in table if fnmatchcase(member, row.replace("[]", "[[][]]"))]
    return max(patterns, key=len, default="")


def shown(member: str, table: dict[str, str]) -> str:
    """What the table says of a member; a restricted group's may be said of the other groups'."""
    said = table[row_of(member, table)]
    if said.startswith("as the same member"):
        said = table[row_of(member.removeprefix("Restricted"), table)]
    return said


def test_each_member_of_the_model_has_a_row_and_each_row_a_member(model: ServiceModel) -> None:
    assert set(TABLES) == set(READERS)
    for operation, table in TABLES.items():
        rows = {member: row_of(member, table) for member in members(model, operation)}
        assert [member for member, row in rows.items() if not row] == []
        assert set(table) - set(rows.values()) == set()


def put(body: dict[str, Any], path: str, value: Json) -> None:
    """Put a value where a path leads to, making what is on the way."""
    *way, last = path.split(".")
    for name in way:
        key, is_list = name.removesuffix("[]"), name.endswith("[]")
        inner = body.setdefault(key, [{}] if is_list else {})
        body = inner[0] if is_list else inner
    body[last.removesuffix("[]")] = [value] if last.endswith("[]") else value


def values(record: object) -> Iterator[object]:
    """All that is in a record."""
    if isinstance(record, (tuple, list)):
        for each in record:
            yield from values(each)
    else:
        yield record


@pytest.mark.parametrize("operation", READERS)
def test_what_is_shown_is_decoded(model: ServiceModel, operation: str) -> None:
    table = TABLES[operation]
    body: dict[str, Any] = {}
    sent: dict[str, Json] = {}
    for number, (member, shape) in enumerate(members(model, operation).items(), 1):
        if "not shown" in shown(member, table) or member == "NodeProvisioningMode":
            continue  # The latter becomes whether the cluster has events.
        value: Json = f"<{member}>"
        if shape.type_name in ("integer", "timestamp"):
            value = 1_000_000 + number
        elif shape.type_name == "map":
            value = {f"<{member}>": 1}
        sent[member] = value
        put(body, member, value)
    result = READERS[operation](body)
    record = tuple(result.items) if operation != "DescribeCluster" else result
    said = list(values(record))
    text = " ".join(each for each in said if isinstance(each, str))
    for member, value in sent.items():
        if isinstance(value, int):
            assert value in said, member
        else:
            assert f"<{member}>" in text, member
