"""The data file with the demo's texts: where they come from, and that all of them are used."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.plan import WORDINGS
from hpev_tui.demo.world import World
from hpev_tui.system.files import data_file
from unit.demo.raw import Clock, RawClient

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = {"documented", "observed", "inferred"}


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(data_file(WORDINGS).read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def details() -> list[dict[str, Any]]:
    """Every event that happens in the world's first three hours, with its details."""
    clock = Clock()
    events = []
    with (
        DemoEndpoint(World(now=clock, extra_events=400)) as endpoint,
        RawClient(endpoint.url) as raw,
    ):
        clock.advance(3 * 3600)
        for name in names_with_events(raw):
            events += [raw.detail(event) for event in raw.events(name)]
    return events


def names_with_events(raw: RawClient) -> Iterator[str]:
    for page in raw.pages("ListClusters"):
        for row in page["ClusterSummaries"]:
            name = row["ClusterName"]
            if "NodeProvisioningMode" in raw.call("DescribeCluster", ClusterName=name):
                yield name


def template(text: str) -> re.Pattern[str]:
    """A pattern for what a text with placeholders can become."""
    return re.compile("(.+)".join(re.escape(part) for part in re.split(r"\{\w+\}", text)), re.S)


def test_every_text_says_where_it_comes_from(data: dict[str, Any]) -> None:
    for row in data["events"].values():
        assert row["source"]
        assert row["level_source"] in SOURCES
        assert row["metadata_source"] in SOURCES
    assert all(row["source"] for row in data["messages"].values())


@pytest.mark.parametrize(
    "key", ["provision-failed-late", "creation-failed-late", "database-failed", "slurm-unhealthy"]
)
def test_what_is_inferred_is_marked(data: dict[str, Any], key: str) -> None:
    assert data["events"][key]["source"] == "inferred"
    assert data["events"][key]["note"]


def test_every_event_happens_somewhere(data: dict[str, Any], details: list[dict[str, Any]]) -> None:
    sent = {
        (detail["Description"], detail["EventLevel"], detail["ResourceType"]) for detail in details
    }
    missing = [
        key
        for key, row in data["events"].items()
        if not any(
            template(row["description"]).fullmatch(text)
            and (row["level"], row["resource_type"]) == (level, kind)
            for text, level, kind in sent
        )
    ]
    assert missing == []


def test_every_event_has_its_text_from_the_file(
    data: dict[str, Any], details: list[dict[str, Any]]
) -> None:
    patterns = [template(row["description"]) for row in data["events"].values()]
    texts = {detail["Description"] for detail in details}
    assert [text for text in texts if not any(each.fullmatch(text) for each in patterns)] == []


def test_every_message_is_sent_somewhere(
    data: dict[str, Any], details: list[dict[str, Any]]
) -> None:
    sent = {
        text
        for detail in details
        for fields in detail.get("EventDetails", {}).get("EventMetadata", {}).values()
        for name, text in fields.items()
        if name in ("FailureMessage", "Advisory")
    }
    unsent = [
        key
        for key, row in data["messages"].items()
        if not any(template(row["text"]).fullmatch(text) for text in sent)
    ]
    assert unsent == []
