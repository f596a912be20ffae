"""Every answer of every operation, held against the shapes of the installed SDK's model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from unit.demo.shapes import Shape, faults, fields, output_shape, shape_fields

if TYPE_CHECKING:
    from unit.demo.raw import RawClient


@pytest.fixture(scope="module")
def clusters(raw: RawClient) -> list[dict[str, Any]]:
    pages = list(raw.pages("ListClusters"))
    _hold("ListClusters", pages)
    return [cluster for page in pages for cluster in page["ClusterSummaries"]]


@pytest.fixture(scope="module")
def with_events(raw: RawClient, clusters: list[dict[str, Any]]) -> list[str]:
    names = [cluster["ClusterName"] for cluster in clusters]
    return [
        name
        for name in names
        if "NodeProvisioningMode" in raw.call("DescribeCluster", ClusterName=name)
    ]


def _hold(operation: str, answers: list[Any]) -> None:
    shape = output_shape(operation)
    assert [fault for answer in answers for fault in faults(answer, shape)] == []


def test_list_clusters(clusters: list[dict[str, Any]]) -> None:
    assert len(clusters) > 100


def test_describe_cluster(raw: RawClient, clusters: list[dict[str, Any]]) -> None:
    answers = [raw.call("DescribeCluster", ClusterName=each["ClusterName"]) for each in clusters]
    _hold("DescribeCluster", answers)
    orchestrators = {name for answer in answers for name in answer["Orchestrator"]}
    assert orchestrators == {"Eks", "Slurm"}
    assert any("RestrictedInstanceGroups" in answer for answer in answers)


@pytest.mark.parametrize("logical_ids", [False, True])
def test_list_cluster_nodes(
    raw: RawClient, clusters: list[dict[str, Any]], logical_ids: bool
) -> None:
    pages = [
        page
        for cluster in clusters
        for page in raw.pages(
            "ListClusterNodes",
            ClusterName=cluster["ClusterName"],
            IncludeNodeLogicalIds=logical_ids,
        )
    ]
    _hold("ListClusterNodes", pages)
    nodes = [node for page in pages for node in page["ClusterNodeSummaries"]]
    assert {"NodeLogicalId" in node for node in nodes} == {logical_ids}


def test_list_cluster_events(raw: RawClient, with_events: list[str]) -> None:
    pages = [
        page for name in with_events for page in raw.pages("ListClusterEvents", ClusterName=name)
    ]
    _hold("ListClusterEvents", pages)
    sent = {path for page in pages for path in fields(page)}
    assert set(shape_fields(output_shape("ListClusterEvents"))) == sent


def test_describe_cluster_event_shows_every_field_that_there_is(
    raw: RawClient, with_events: list[str]
) -> None:
    answers = [
        raw.call("DescribeClusterEvent", ClusterName=name, EventId=event["EventId"])
        for name in with_events
        for event in raw.events(name)
    ]
    _hold("DescribeClusterEvent", answers)
    sent = {path for answer in answers for path in fields(answer)}
    assert set(shape_fields(output_shape("DescribeClusterEvent"))) == sent
    assert any("EventDetails" not in answer["EventDetails"] for answer in answers)


def test_an_event_and_its_detail_agree(raw: RawClient) -> None:
    for event in raw.events("patch-rollback"):
        detail = raw.detail(event)
        assert {name: detail[name] for name in event} == event


def test_the_check_itself_finds_faults() -> None:
    shape = output_shape("ListClusterEvents")
    good = {
        "EventId": "83ea0bb5-be77-45e8-a458-0a87f778a205",
        "ClusterArn": "arn:aws:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd",
        "ClusterName": "a",
        "ResourceType": "Instance",
        "EventTime": 1.5,
    }
    assert list(faults({"Events": [good]}, shape)) == []
    for spoiled in (
        {**good, "EventId": "no-uuid"},
        {**good, "ResourceType": "Pod"},
        {**good, "EventTime": "yesterday"},
        {**good, "ClusterName": ""},
        {**good, "New": 1},
        {name: good[name] for name in good if name != "ClusterArn"},
    ):
        assert list(faults({"Events": [spoiled]}, shape)) != []
    union = shape_of_metadata()
    assert list(faults({"Cluster": {}, "Instance": {}}, union)) != []


def shape_of_metadata() -> Shape:
    detail = output_shape("DescribeClusterEvent").members["EventDetails"]
    return detail.members["EventDetails"].members["EventMetadata"]
