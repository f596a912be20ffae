"""The source through boto3 over real HTTP: answers, faults, threads, and the environment."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from botocore import httpsession

from help.events import event_row
from help.scripted import ScriptedEndpoint
from hpev_tui.demo.world import World
from hpev_tui.model.events import Event, Json, Page
from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.query import NOTHING_SENT
from hpev_tui.sources.aws.client import MOST_ROWS, AwsSource

CLUSTER = "train-history"
UUID = "83ea0bb5-be77-45e8-a458-0a87f778a205"


def failure_of_call(call: Callable[[], object]) -> Failure:
    with pytest.raises(SourceError) as caught:
        call()
    return caught.value.failure


def all_events(source: AwsSource, cluster: str = CLUSTER) -> list[Event]:
    events: list[Event] = []
    token: str | None = None
    while True:
        page = source.events(cluster, NOTHING_SENT, token)
        events += page.items
        if page.next_token is None:
            return events
        token = page.next_token


# What the service says


def test_every_event_comes_page_by_page(source: AwsSource, endpoint: ScriptedEndpoint) -> None:
    events = all_events(source)
    assert len(events) == len({event.event_id for event in events}) == 230
    assert [event.event_time for event in events] == sorted(
        (event.event_time for event in events), reverse=True
    )
    calls = endpoint.calls.list("ListClusterEvents")
    assert [call["MaxResults"] for call in calls] == [100, 100, 100]
    assert [call["ClusterName"] for call in calls] == [CLUSTER] * 3
    assert "NextToken" not in calls[0]
    assert len({call.get("NextToken") for call in calls}) == 3


def test_every_cluster_comes_page_by_page(
    source: AwsSource, world: World, endpoint: ScriptedEndpoint
) -> None:
    first = source.clusters(None)
    names = [cluster.cluster_name for cluster in first.items]
    token = first.next_token
    while token is not None:
        page = source.clusters(token)
        names += [cluster.cluster_name for cluster in page.items]
        token = page.next_token
    assert sorted(names) == sorted(cluster.plan.name for cluster in world.clusters())
    assert endpoint.calls.list("ListClusters")[0] == {"MaxResults": 100}


def test_an_answer_beyond_the_limit_is_handed_on_page_by_page(
    source: AwsSource, endpoint: ScriptedEndpoint
) -> None:
    rows = [event_row(number) for number in range(2 * MOST_ROWS + 1)]
    endpoint.answer("ListClusterEvents", json.dumps({"Events": rows, "NextToken": "on"}).encode())
    pages, token = [], None
    for _ in range(3):
        page = source.events(CLUSTER, NOTHING_SENT, token)
        pages.append(page)
        token = page.next_token
    sizes = [len(page.items) for page in pages]
    assert sizes == [MOST_ROWS, MOST_ROWS, 1]
    ids = [event.event_id for page in pages for event in page.items]
    assert ids == [row["EventId"] for row in rows]
    assert endpoint.calls.count("ListClusterEvents") == 1
    # What follows is the service's. A page can be had twice, unless another one was too long.
    assert pages[-1].next_token == "on"  # noqa: S105 - no password
    assert source.events(CLUSTER, NOTHING_SENT, pages[0].next_token) == pages[1]
    endpoint.answer("ListClusterEvents", json.dumps({"Events": rows}).encode())
    source.events(CLUSTER, NOTHING_SENT, None)
    endpoint.calls.clear()
    failure_of_call(lambda: source.events(CLUSTER, NOTHING_SENT, pages[0].next_token))
    assert endpoint.calls.list("ListClusterEvents")[0]["NextToken"] == pages[0].next_token


def test_a_cluster_is_found_by_its_name_and_by_its_arn(source: AwsSource) -> None:
    by_name = source.cluster(CLUSTER)
    assert by_name.cluster_name == CLUSTER
    assert by_name.continuous
    assert source.cluster(by_name.cluster_arn) == by_name
    by_arn = source.events(by_name.cluster_arn, NOTHING_SENT, None)
    assert by_arn.items == source.events(CLUSTER, NOTHING_SENT, None).items


def test_a_detail_comes_with_the_whole_body(source: AwsSource) -> None:
    event = source.events(CLUSTER, NOTHING_SENT, None).items[0]
    detail = source.detail(CLUSTER, event.event_id)
    assert detail.event_id == event.event_id
    assert isinstance(detail.body, dict)
    inner = detail.body["EventDetails"]
    assert isinstance(inner, dict)
    assert inner["EventId"] == event.event_id
    assert inner["EventTime"] == event.event_time
    assert "EventMetadata" in str(inner["EventDetails"])


@pytest.mark.parametrize(
    "metadata",
    [
        {"Instance": {"FailureMessage": "a"}, "InstanceGroup": {"TargetCount": 3}},
        {},
        {"Instance": None, "Cluster": None},
        {"QuantumNode": {"Spin": "up"}},
        {"Instance": {"FailureMessage": "a", "Added": [1, {"b": None}]}},
        "not even a structure",
    ],
    ids=["two members", "none", "all null", "unknown", "unknown inside", "no structure"],
)
def test_a_union_arrives_whole(
    source: AwsSource, endpoint: ScriptedEndpoint, metadata: Json
) -> None:
    body: Json = {
        "EventDetails": {
            "EventId": UUID,
            "EventTime": "not a time",
            "EventDetails": {"EventMetadata": metadata},
        }
    }
    endpoint.answer("DescribeClusterEvent", json.dumps(body).encode())
    assert source.detail(CLUSTER, UUID).body == body


def test_a_listing_may_end_with_its_first_page(
    source: AwsSource, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer("ListClusterEvents", b'{"Events": []}')
    assert source.events(CLUSTER, NOTHING_SENT, None) == Page((), None)


def test_one_bad_row_spoils_no_page(source: AwsSource, endpoint: ScriptedEndpoint) -> None:
    body = (
        b'{"Events": [{"EventId": "a", "EventTime": 9}, {"EventId": "b", "EventTime": "soon"}, 7,'
        b' {"EventId": "c", "EventTime": 1780334425350, "Description": "\xff"}], "NextToken": "t"}'
    )
    endpoint.answer("ListClusterEvents", body)
    page = source.events(CLUSTER, NOTHING_SENT, None)
    assert [event.event_id for event in page.items] == ["a", "b", "c"]
    assert page.next_token == "t"  # noqa: S105 - a page's token


# What is no answer


@dataclass(frozen=True)
class Call:
    """One of the four calls, and what its answer must hold."""

    operation: str
    make: Callable[[AwsSource], object]
    key: str


CALLS = [
    Call("ListClusters", lambda source: source.clusters(None), "ClusterSummaries"),
    Call("DescribeCluster", lambda source: source.cluster(CLUSTER), "ClusterArn"),
    Call("ListClusterEvents", lambda source: source.events(CLUSTER, NOTHING_SENT, None), "Events"),
    Call("DescribeClusterEvent", lambda source: source.detail(CLUSTER, UUID), "EventDetails"),
]
each_call = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.operation)


@each_call
@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not JSON"),
        (b"<html><title>Sign in</title></html>", "not JSON: '<html><title>Sign in"),
        (b'{"Message": "no"}', ""),
        (b"[1]", ""),
    ],
)
def test_a_body_that_is_no_answer_is_a_failure(
    source: AwsSource, endpoint: ScriptedEndpoint, call: Call, body: bytes, why: str
) -> None:
    endpoint.answer(call.operation, body)
    failure = failure_of_call(lambda: call.make(source))
    assert failure.kind == "answer"
    assert failure.title.startswith(f"Invalid answer to {call.operation}: {why or call.key}")
    assert endpoint.calls.count(call.operation) == 1


@each_call
def test_a_body_that_was_cut_is_a_failure(
    source: AwsSource, endpoint: ScriptedEndpoint, call: Call
) -> None:
    """Even where what came is valid JSON. An older SDK asks again, and says it by itself."""
    body = json.dumps({call.key: None}).encode()
    endpoint.answer(call.operation, body, times=20, content_length=len(body) + 1)
    failure = failure_of_call(lambda: call.make(source))
    endpoint.forget(call.operation)
    if "enforce_content_length=False" in inspect.getsource(httpsession):
        assert failure.kind == "answer"
        assert f"cut off after {len(body)} of {len(body) + 1} bytes" in failure.title
    else:
        assert failure.kind == "network"
        assert "Connection was closed" in failure.title


@pytest.mark.parametrize("call", [CALLS[0], CALLS[2]], ids=lambda call: call.operation)
def test_a_listing_that_is_no_list_is_a_failure(
    source: AwsSource, endpoint: ScriptedEndpoint, call: Call
) -> None:
    endpoint.answer(call.operation, json.dumps({call.key: {}}).encode())
    assert f"{call.key} is not a list" in failure_of_call(lambda: call.make(source)).title


def test_a_token_that_leads_to_itself_is_a_failure(
    source: AwsSource, endpoint: ScriptedEndpoint
) -> None:
    endpoint.answer("ListClusterEvents", b'{"Events": [], "NextToken": "again"}', times=2)
    assert source.events(CLUSTER, NOTHING_SENT, None).next_token == "again"  # noqa: S105 - a page's token
    failure = failure_of_call(lambda: source.events(CLUSTER, NOTHING_SENT, "again"))
    assert failure.kind == "answer"


# Retries and threads


def test_throttling_is_retried(source: AwsSource, endpoint: ScriptedEndpoint) -> None:
    endpoint.fail("ListClusterEvents", 400, "ThrottlingException", "Rate exceeded", times=2)
    assert len(source.events(CLUSTER, NOTHING_SENT, None).items) == 100
    assert endpoint.calls.count("ListClusterEvents") == 3


def test_throttling_without_end_is_reported(source: AwsSource, endpoint: ScriptedEndpoint) -> None:
    endpoint.fail("ListClusterEvents", 400, "ThrottlingException", "Rate exceeded", times=3)
    failure = failure_of_call(lambda: source.events(CLUSTER, NOTHING_SENT, None))
    assert (failure.kind, failure.retryable) == ("throttled", True)
    assert endpoint.calls.count("ListClusterEvents") == 3


def test_threads_may_call_at_once_and_each_gets_its_own_answer(
    source: AwsSource, endpoint: ScriptedEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    ids = [event.event_id for event in source.events(CLUSTER, NOTHING_SENT, None).items[:8]]
    with (
        endpoint.hold("DescribeClusterEvent") as hold,
        ThreadPoolExecutor(len(ids)) as threads,
    ):
        asked = [threads.submit(source.detail, CLUSTER, event_id) for event_id in ids]
        hold.wait_for(len(ids))
        hold.release()
        bodies: list[Any] = [each.result().body for each in asked]
    assert [body["EventDetails"]["EventId"] for body in bodies] == ids
    assert endpoint.calls.most_in_flight("DescribeClusterEvent") == len(ids)
    # A pool that is too small throws connections away, and says so.
    assert not caplog.records
