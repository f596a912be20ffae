"""ListClusterEvents and DescribeClusterEvent: filters, order, pages, and what comes later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from unit.demo.raw import RawClient

if TYPE_CHECKING:
    from collections.abc import Callable

    from hpev_tui.demo.endpoint import DemoEndpoint
    from unit.demo.raw import Client, Clock

STORM = "train-p5"
HISTORY = "train-history"


def listed(client: Client, cluster: str, **parameters: object) -> list[dict[str, Any]]:
    """Every event of a cluster."""
    pages = client.get_paginator("list_cluster_events").paginate(ClusterName=cluster, **parameters)
    return [event for page in pages for event in page["Events"]]


def test_the_newest_event_comes_first_unless_asked_otherwise(reader: Client) -> None:
    rows = listed(reader, STORM)
    times = [row["EventTime"] for row in rows]
    assert len(rows) > 200
    assert times == sorted(times, reverse=True)
    assert len({row["EventId"] for row in rows}) == len(rows)
    assert listed(reader, STORM, SortBy="EventTime", SortOrder="Descending") == rows
    assert listed(reader, STORM, SortOrder="Ascending") == rows[::-1]


def test_without_a_size_a_page_holds_a_hundred(reader: Client) -> None:
    page = reader.list_cluster_events(ClusterName=STORM)
    assert len(page["Events"]) == 100
    assert page["NextToken"]


@pytest.mark.parametrize("order", ["Ascending", "Descending"])
@pytest.mark.parametrize("size", [1, 17, 100])
def test_pages_of_any_size_hold_each_event_once(reader: Client, size: int, order: str) -> None:
    paged = listed(reader, "patch-rollback", SortOrder=order, PaginationConfig={"PageSize": size})
    assert paged == listed(reader, "patch-rollback", SortOrder=order)


def test_a_full_last_page_has_no_token(reader: Client) -> None:
    whole = len(listed(reader, "patch-rollback"))
    answer = reader.list_cluster_events(ClusterName="patch-rollback", MaxResults=whole)
    assert len(answer["Events"]) == whole
    assert "NextToken" not in answer


FILTERS: dict[str, Callable[[dict[str, Any]], tuple[str, Any]]] = {
    "InstanceGroupName": lambda row: ("InstanceGroupName", row.get("InstanceGroupName")),
    "NodeId": lambda row: ("InstanceId", row.get("InstanceId")),
    "ResourceType": lambda row: ("ResourceType", row["ResourceType"]),
}


@pytest.mark.parametrize("cluster", [STORM, HISTORY, "slurm-hpc", "scale-up"])
@pytest.mark.parametrize("order", ["Ascending", "Descending"])
@pytest.mark.parametrize("name", sorted(FILTERS))
def test_a_filter_leaves_what_a_look_at_every_event_finds(
    reader: Client, cluster: str, order: str, name: str
) -> None:
    rows = listed(reader, cluster, SortOrder=order)
    values = {FILTERS[name](row)[1] for row in rows} - {None}
    assert values
    for value in sorted(values)[:3]:
        expected = [row for row in rows if FILTERS[name](row)[1] == value]
        parameters = {name: value, "SortOrder": order, "PaginationConfig": {"PageSize": 70}}
        assert listed(reader, cluster, **parameters) == expected


def test_operations(reader: Client) -> None:
    rows = listed(reader, STORM)
    (operation,) = {row["OperationId"] for row in rows if "OperationId" in row}
    expected = [row for row in rows if row.get("OperationId") == operation]
    assert 0 < len(expected) < len(rows)
    assert listed(reader, STORM, OperationId=operation) == expected
    assert listed(reader, HISTORY, OperationId=operation) == []


@pytest.mark.parametrize("cluster", [STORM, HISTORY])
def test_time_limits_split_the_list(raw: RawClient, cluster: str) -> None:
    rows = raw.events(cluster)
    # After is inclusive and Before is exclusive, so that two windows that meet share nothing.
    at = rows[250]["EventTime"]
    newer = [row for row in rows if row["EventTime"] >= at]
    assert raw.events(cluster, EventTimeAfter=at) == newer
    assert raw.events(cluster, EventTimeBefore=at) == rows[len(newer) :]
    until = rows[100]["EventTime"]
    window = raw.events(cluster, EventTimeAfter=at, EventTimeBefore=until, SortOrder="Ascending")
    assert window == [row for row in rows if at <= row["EventTime"] < until][::-1]
    assert raw.events(cluster, EventTimeAfter=rows[0]["EventTime"] + 1) == []
    assert raw.events(cluster, EventTimeBefore=rows[-1]["EventTime"]) == []


@pytest.mark.parametrize("cluster", [STORM, HISTORY])
def test_filters_and_time_limits_together(raw: RawClient, cluster: str) -> None:
    rows = raw.events(cluster)
    after, before = rows[400]["EventTime"], rows[20]["EventTime"]
    group = next(row["InstanceGroupName"] for row in rows[100:] if "InstanceGroupName" in row)
    expected = [
        row
        for row in rows
        if after <= row["EventTime"] < before
        and row.get("InstanceGroupName") == group
        and row["ResourceType"] == "Instance"
    ]
    assert len(expected) > 20
    filtered = raw.events(
        cluster,
        EventTimeAfter=after,
        EventTimeBefore=before,
        InstanceGroupName=group,
        ResourceType="Instance",
        MaxResults=7,
    )
    assert filtered == expected


@pytest.mark.parametrize(("cluster", "seconds"), [(STORM, 20), ("scale-up", 20)])
def test_new_events_arrive_with_time_and_only_with_time(
    endpoint: DemoEndpoint, clock: Clock, cluster: str, seconds: float
) -> None:
    with RawClient(endpoint.url) as raw:
        rows = raw.events(cluster)
        assert raw.events(cluster) == rows
        for _ in range(30):
            clock.advance(seconds)
            later = raw.events(cluster)
            new = len(later) - len(rows)
            assert 1 <= new <= 12
            assert later[new:] == rows
            rows = later


def test_events_that_arrive_between_two_pages_move_nothing(client: Client, clock: Clock) -> None:
    rows = listed(client, STORM)
    first = client.list_cluster_events(ClusterName=STORM, MaxResults=50)
    clock.advance(120)
    second = client.list_cluster_events(
        ClusterName=STORM, MaxResults=50, NextToken=first["NextToken"]
    )
    assert first["Events"] + second["Events"] == rows[:100]


def test_ascending_pages_meet_what_arrived_meanwhile(client: Client, clock: Clock) -> None:
    page = client.list_cluster_events(
        ClusterName="patch-rollback", SortOrder="Ascending", MaxResults=10
    )
    assert len(page["Events"]) == 10
    rows = page["Events"]
    while "NextToken" in page:
        clock.advance(60)
        page = client.list_cluster_events(
            ClusterName="patch-rollback",
            SortOrder="Ascending",
            MaxResults=10,
            NextToken=page["NextToken"],
        )
        rows += page["Events"]
    assert rows == listed(client, "patch-rollback", SortOrder="Ascending")


def test_a_cluster_without_events(reader: Client) -> None:
    assert reader.list_cluster_events(ClusterName="empty-new")["Events"] == []


def test_an_event_of_another_cluster_is_not_found(reader: Client) -> None:
    event = reader.list_cluster_events(ClusterName=STORM, MaxResults=1)["Events"][0]
    with pytest.raises(reader.exceptions.ResourceNotFound):
        reader.describe_cluster_event(ClusterName="scale-up", EventId=event["EventId"])
    with pytest.raises(reader.exceptions.ResourceNotFound):
        reader.describe_cluster_event(ClusterName=HISTORY, EventId=event["EventId"])
