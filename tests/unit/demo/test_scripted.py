"""What tests ask of their endpoint: which calls came, to hold replies, and to spoil them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import IncompleteRead

import pytest
from botocore.exceptions import ClientError

from help.scripted import ScriptedEndpoint
from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.world import World
from unit.demo.raw import Client, RawClient

STORM = "train-p5"


@pytest.fixture
def endpoint(world: World) -> Iterator[ScriptedEndpoint]:
    """The world's endpoint, for this file's tests and their client."""
    with ScriptedEndpoint(world) as served:
        yield served


def test_calls_are_recorded_with_their_parameters(
    endpoint: ScriptedEndpoint, client: Client
) -> None:
    client.list_clusters(NameContains="lab")
    client.describe_cluster(ClusterName=STORM)
    client.list_clusters()
    assert endpoint.calls.operations() == ("ListClusters", "DescribeCluster", "ListClusters")
    assert endpoint.calls.list("ListClusters") == [{"NameContains": "lab"}, {}]
    assert endpoint.calls.count("ListClusters") == 2
    assert endpoint.calls.count("ListClusterNodes") == 0
    endpoint.calls.clear()
    assert endpoint.calls.operations() == ()


def test_a_call_that_is_refused_counts_as_well(endpoint: ScriptedEndpoint, client: Client) -> None:
    with pytest.raises(ClientError):
        client.describe_cluster(ClusterName="no-such-cluster")
    assert endpoint.calls.list("DescribeCluster") == [{"ClusterName": "no-such-cluster"}]


def test_held_replies_wait_and_then_arrive(endpoint: ScriptedEndpoint, client: Client) -> None:
    with ThreadPoolExecutor(3) as pool:
        with endpoint.hold("DescribeCluster") as hold:
            replies = [pool.submit(client.describe_cluster, ClusterName=STORM) for _ in range(3)]
            hold.wait_for(3)
            assert hold.waiting == 3
            assert not any(reply.done() for reply in replies)
            # Other operations are answered meanwhile.
            assert client.list_clusters()["ClusterSummaries"]
        assert {reply.result(30)["ClusterName"] for reply in replies} == {STORM}
    assert endpoint.calls.most_in_flight("DescribeCluster") == 3
    assert endpoint.calls.most_in_flight("ListClusters") == 1
    assert client.describe_cluster(ClusterName=STORM)["ClusterName"] == STORM


def test_waiting_for_more_than_come_ends(endpoint: ScriptedEndpoint) -> None:
    hold = endpoint.hold("DescribeCluster")
    with pytest.raises(TimeoutError, match="0 of 1 replies to DescribeCluster"):
        hold.wait_for(1, timeout=0.01)
    hold.release()


def test_so_many_calls_fail_and_no_more(endpoint: ScriptedEndpoint, client: Client) -> None:
    endpoint.fail("ListClusters", 403, "AccessDeniedException", "You may not.", times=2)
    for _ in range(2):
        with pytest.raises(ClientError) as caught:
            client.list_clusters()
        error = caught.value.response
        assert error["Error"] == {"Code": "AccessDeniedException", "Message": "You may not."}
        assert error["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert client.list_clusters()["ClusterSummaries"]


def test_the_client_retries_what_the_service_says_may_be_retried(
    endpoint: ScriptedEndpoint, client: Client
) -> None:
    endpoint.fail("ListClusters", 400, "ThrottlingException", "Rate exceeded")
    assert client.list_clusters()["ClusterSummaries"]
    assert endpoint.calls.count("ListClusters") == 2


def test_a_prepared_body_is_sent_as_it_is(endpoint: ScriptedEndpoint, client: Client) -> None:
    endpoint.answer("ListClusters", b'{"ClusterSummaries": []}')
    assert client.list_clusters()["ClusterSummaries"] == []
    assert client.list_clusters()["ClusterSummaries"] != []


def test_a_prepared_body_can_be_shorter_than_announced(endpoint: ScriptedEndpoint) -> None:
    endpoint.answer("ListClusters", b'{"ClusterSumm', content_length=100)
    with RawClient(endpoint.url) as raw:
        with pytest.raises(IncompleteRead) as caught:
            raw.call("ListClusters")
        assert caught.value.partial == b'{"ClusterSumm'
    with RawClient(endpoint.url) as raw:
        assert raw.call("ListClusters")["ClusterSummaries"]


def test_replies_are_used_up_in_the_order_in_which_they_were_prepared(
    endpoint: ScriptedEndpoint, client: Client
) -> None:
    endpoint.answer("ListClusters", b'{"ClusterSummaries": []}')
    endpoint.fail("ListClusters", 400, "AccessDeniedException", "You may not.")
    assert client.list_clusters()["ClusterSummaries"] == []
    with pytest.raises(ClientError, match="You may not"):
        client.list_clusters()


def test_closing_drops_what_is_held(
    endpoint: ScriptedEndpoint, make_client: Callable[[DemoEndpoint], Client]
) -> None:
    client = make_client(endpoint)
    hold = endpoint.hold("ListClusters")
    outcome: list[Exception] = []

    def call() -> None:
        try:
            client.list_clusters()
        except Exception as error:
            outcome.append(error)

    caller = threading.Thread(target=call)
    caller.start()
    hold.wait_for(1)
    endpoint.close()
    caller.join(30)
    client.close()
    assert not caller.is_alive()
    assert len(outcome) == 1
