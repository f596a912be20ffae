"""The long history: as long as asked for, and computed event by event."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.history import HistoryLog
from hpev_tui.demo.world import World
from unit.demo.raw import Clock, RawClient

if TYPE_CHECKING:
    from collections.abc import Iterator


NAME = "train-history"
DAY = 86400.0


@pytest.fixture(scope="module")
def long_world() -> World:
    return World(now=Clock(), extra_events=100_000)


@pytest.fixture(scope="module")
def long(long_world: World) -> Iterator[RawClient]:
    with DemoEndpoint(long_world) as endpoint, RawClient(endpoint.url) as client:
        yield client


@pytest.mark.parametrize("amount", [1, 7, 8, 9, 250])
def test_there_are_as_many_events_as_were_asked_for(amount: int) -> None:
    world = World(now=Clock(), extra_events=amount)
    with DemoEndpoint(world) as endpoint, RawClient(endpoint.url) as raw:
        rows = raw.events(NAME)
        assert len(rows) == len({row["EventId"] for row in rows}) == amount
        times = [row["EventTime"] for row in rows]
        assert times == sorted(times, reverse=True)
        assert times[0] <= world.start


def test_without_a_length_there_is_no_such_cluster(world: World) -> None:
    assert world.cluster(NAME) is None


def test_one_fourth_of_the_events_are_errors_and_one_fourth_warnings(raw: RawClient) -> None:
    levels = Counter(row["EventLevel"] for row in raw.events(NAME))
    assert levels == {"Error": 600, "Warn": 600, "Info": 1200}


def test_nothing_is_added_with_time() -> None:
    clock = Clock()
    world = World(now=clock, extra_events=200)
    with DemoEndpoint(world) as endpoint, RawClient(endpoint.url) as raw:
        before = raw.events(NAME)
        clock.advance(DAY)
        assert raw.events(NAME) == before


def test_a_hundred_thousand_events_reach_back_for_months(long: RawClient) -> None:
    newest = long.call("ListClusterEvents", ClusterName=NAME, MaxResults=1)
    oldest = long.call("ListClusterEvents", ClusterName=NAME, MaxResults=1, SortOrder="Ascending")
    span = newest["Events"][0]["EventTime"] - oldest["Events"][0]["EventTime"]
    assert 60 * DAY < span < 120 * DAY


def test_only_the_events_of_the_page_are_computed(
    long: RawClient, long_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _count_rows(long_world, monkeypatch)
    group = {"InstanceGroupName": "system-m5", "MaxResults": 50}
    page = long.call("ListClusterEvents", ClusterName=NAME, **group)
    assert made.pop("rows") == len(page["Events"]) == 50
    instance = next(event["InstanceId"] for event in page["Events"] if "InstanceId" in event)
    rows = long.call("ListClusterEvents", ClusterName=NAME, NodeId=instance, MaxResults=100)
    assert made.pop("rows") == 100
    middle = rows["Events"][-1]["EventTime"] - 30 * DAY
    long.call("ListClusterEvents", ClusterName=NAME, EventTimeBefore=middle, MaxResults=100)
    assert made.pop("rows") == 100
    assert long.detail(rows["Events"][0])["InstanceId"] == instance
    assert made.pop("rows") == 1


def _count_rows(world: World, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count how many rows of events are computed from now on."""
    made: Counter[str] = Counter()
    cluster = world.cluster(NAME)
    assert cluster
    log, _ = cluster.log(world.now())
    assert isinstance(log, HistoryLog)
    compute = log.summary

    def counted(number: int) -> dict[str, Any]:
        made["rows"] += 1
        return compute(number)

    monkeypatch.setattr(log, "summary", counted)
    return made


def test_the_last_page_of_a_long_history_is_reached_by_time(long: RawClient) -> None:
    oldest = long.call("ListClusterEvents", ClusterName=NAME, MaxResults=40, SortOrder="Ascending")[
        "Events"
    ]
    older = long.events(NAME, EventTimeBefore=oldest[-1]["EventTime"])
    assert older == oldest[-2::-1]
