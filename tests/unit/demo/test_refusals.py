"""What the endpoint refuses, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from unit.demo.raw import Client, RawClient

STORM = "train-p5"
NO_SUCH_EVENT = "83ea0bb5-be77-45e8-a458-0a87f778a205"


def refusal(client: Client, method: str, **parameters: object) -> tuple[str, str]:
    """The code and the message of a call that fails."""
    with pytest.raises(ClientError) as caught:
        getattr(client, method)(**parameters)
    error = caught.value.response
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 400
    return error["Error"]["Code"], error["Error"]["Message"]


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("list_clusters", {}),
        ("list_cluster_events", {"ClusterName": STORM}),
        ("list_cluster_nodes", {"ClusterName": STORM}),
    ],
)
def test_more_than_a_hundred_a_page_is_too_many(
    reader: Client, method: str, parameters: dict[str, Any]
) -> None:
    assert refusal(reader, method, MaxResults=101, **parameters) == (
        "ValidationException",
        "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: "
        "Member must have value less than or equal to 100",
    )


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("describe_cluster", {}),
        ("list_cluster_nodes", {}),
        ("list_cluster_events", {}),
        ("describe_cluster_event", {"EventId": NO_SUCH_EVENT}),
    ],
)
@pytest.mark.parametrize(
    "name", ["no-such-cluster", "arn:aws:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd"]
)
def test_an_unknown_cluster(
    reader: Client, method: str, parameters: dict[str, Any], name: str
) -> None:
    code, message = refusal(reader, method, ClusterName=name, **parameters)
    assert (code, message) == ("ResourceNotFound", "Resource being access is not found.")


def test_an_unknown_event(reader: Client) -> None:
    for cluster in (STORM, "train-history"):
        with pytest.raises(reader.exceptions.ResourceNotFound):
            reader.describe_cluster_event(ClusterName=cluster, EventId=NO_SUCH_EVENT)


@pytest.mark.parametrize(
    ("method", "operation", "parameters"),
    [
        ("list_cluster_events", "ListClusterEvents", {}),
        ("describe_cluster_event", "DescribeClusterEvent", {"EventId": NO_SUCH_EVENT}),
    ],
)
def test_a_cluster_that_is_not_continuous_has_no_events(
    reader: Client, method: str, operation: str, parameters: dict[str, Any]
) -> None:
    assert refusal(reader, method, ClusterName="legacy-static", **parameters) == (
        "ValidationException",
        f"{operation} is only supported for cluster with NodeProvisioningMode set to Continuous",
    )


@pytest.mark.parametrize(
    ("parameters", "constraint"),
    [
        ({"NodeId": "worker-1"}, "'nodeId' failed to satisfy constraint: Member must satisfy reg"),
        ({"ResourceType": "Pod"}, "enum value set: [Cluster, InstanceGroup, Instance]"),
        ({"SortBy": "NAME"}, "enum value set: [EventTime]"),
        ({"SortOrder": "Up"}, "enum value set: [Ascending, Descending]"),
        ({"OperationId": "1"}, "'operationId' failed"),
        ({"InstanceGroupName": "g" * 64}, "length less than or equal to 63"),
        ({"ClusterName": "-x"}, "'clusterName' failed to satisfy constraint: Member must satisfy"),
        ({"SortOrder": "Up", "SortBy": "NAME"}, "2 validation errors detected: "),
    ],
)
def test_what_breaks_a_constraint(
    reader: Client, parameters: dict[str, Any], constraint: str
) -> None:
    code, message = refusal(reader, "list_cluster_events", **{"ClusterName": STORM, **parameters})
    assert code == "ValidationException"
    assert constraint in message


def test_a_page_of_none(raw: RawClient) -> None:
    status, _, body = raw.post("SageMaker.ListClusters", b'{"MaxResults": 0}')
    assert status == 400
    assert body["message"].endswith("Member must have value greater than or equal to 1")


def test_a_parameter_that_is_missing(raw: RawClient) -> None:
    for body in (b"{}", b'{"ClusterName": null}'):
        status, headers, answer = raw.post("SageMaker.ListClusterEvents", body)
        assert (status, answer["__type"]) == (400, "ValidationException")
        assert headers["x-amzn-errortype"] == "ValidationException"
        assert "Value null at 'clusterName'" in answer["message"]
        assert answer["message"].endswith("Member must not be null")


def test_the_token_of_another_query(reader: Client) -> None:
    token = reader.list_cluster_events(ClusterName=STORM, MaxResults=1)["NextToken"]
    other = {"ClusterName": STORM, "ResourceType": "Instance", "NextToken": token}
    code, _ = refusal(reader, "list_cluster_events", **other)
    assert code == "ValidationException"
    assert refusal(reader, "list_clusters", NextToken=token)[0] == "ValidationException"


@pytest.mark.parametrize("token", ["x", "AAAA", "bm90IGEgdG9rZW4gYXQgYWxs", "\N{SNOWMAN}", ""])
def test_a_token_that_is_none(reader: Client, token: str) -> None:
    code, message = refusal(reader, "list_cluster_events", ClusterName=STORM, NextToken=token)
    assert (code, message) == ("ValidationException", "The pagination token is not valid.")


def test_a_token_shows_nothing_of_the_query(reader: Client) -> None:
    answer = reader.list_cluster_events(ClusterName=STORM, MaxResults=1)
    assert STORM not in answer["NextToken"]
    assert answer["Events"][0]["EventId"] not in answer["NextToken"]


@pytest.mark.parametrize(
    "target", ["SageMaker.DescribeClusterNode", "ListClusters", "SageMaker.", "", "X.ListClusters"]
)
def test_an_unknown_operation(raw: RawClient, target: str) -> None:
    status, headers, answer = raw.post(target, b"{}")
    assert (status, answer["__type"]) == (400, "UnknownOperationException")
    assert headers["content-type"] == "application/x-amz-json-1.1"


def test_an_unknown_parameter(raw: RawClient) -> None:
    status, _, answer = raw.post("SageMaker.ListClusters", b'{"EventLevel": "Error"}')
    assert (status, answer["__type"]) == (400, "ValidationException")
    assert "EventLevel" in answer["message"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"text"',
        b"\xff",
        b'{"MaxResults": "5"}',
        b'{"MaxResults": 5.5}',
        b'{"MaxResults": true}',
        b'{"NameContains": 5}',
        b'{"CreationTimeAfter": "2026-01-01"}',
        b'{"CreationTimeAfter": NaN}',
        b"[" * 100_000,
    ],
)
def test_a_body_that_cannot_be_read(raw: RawClient, body: bytes) -> None:
    status, _, answer = raw.post("SageMaker.ListClusters", body)
    assert (status, answer["__type"]) == (400, "SerializationException")
