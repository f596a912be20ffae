"""A cluster's nodes as ListClusterNodes sends them, whatever it sends, page by page."""

from __future__ import annotations

import json

import pytest

from help.scripted import ScriptedEndpoint
from hpev_tui.demo.world import World
from hpev_tui.model.events import ClusterNode, Json
from hpev_tui.model.failure import SourceError
from hpev_tui.sources.aws import wire
from hpev_tui.sources.aws.client import AwsSource

CLUSTER = "health-g5"
ROW: dict[str, Json] = {
    "InstanceGroupName": "workers",
    "InstanceId": "i-00000000000000001",
    "InstanceType": "ml.p5.48xlarge",
    "LaunchTime": 1780334425.35,
    "InstanceStatus": {"Status": "Failure", "Message": "Lost its disk"},
    "NodeLogicalId": "00000000-0000-4000-8000-00000000000a",
    "PrivateDnsHostname": "ip-10-1-2-3.us-west-2.compute.internal",
    "UltraServerInfo": {"Id": "us-1", "Type": "ml.u-p6e-gb200x72"},
    "LastSoftwareUpdateTime": 1780334400.0,
    "CurrentImageReleaseVersion": "1.4.2",
    "ImageVersionStatus": "UpToDate",
}
NODE = ClusterNode(
    instance_id="i-00000000000000001",
    node_logical_id="00000000-0000-4000-8000-00000000000a",
    instance_group_name="workers",
    instance_type="ml.p5.48xlarge",
    status="Failure",
    message="Lost its disk",
    private_dns_hostname="ip-10-1-2-3.us-west-2.compute.internal",
    launch_time=1780334425.35,
    ultra_server_id="us-1",
    ultra_server_type="ml.u-p6e-gb200x72",
    last_software_update_time=1780334400.0,
    image_release_version="1.4.2",
    image_version_status="UpToDate",
)
NOTHING = ClusterNode("", "", "", "", "", "", "", None)


def read(*rows: Json) -> list[ClusterNode]:
    return list(wire.nodes({"ClusterNodeSummaries": list(rows)}).items)


def test_a_node_is_read_whole() -> None:
    assert read(ROW, {**ROW, "Added": {"a": 1}}) == [NODE, NODE]


@pytest.mark.parametrize("row", [{}, dict.fromkeys(ROW), {"InstanceStatus": "Running"}])
def test_what_is_missing_or_of_another_kind_is_empty(row: Json) -> None:
    assert read(row) == [NOTHING]


def test_rows_that_are_no_nodes_are_left_out() -> None:
    assert read("x", None, 7, [ROW], ROW) == [NODE]
    assert wire.nodes({"ClusterNodeSummaries": None}).items == ()


def test_a_message_is_shown_clean() -> None:
    (node,) = read({"InstanceStatus": {"Status": "a\x1b[2J", "Message": "b\u202ec"}})
    assert (node.status, node.message) == ("a␛[2J", "b\\u202ec")


@pytest.mark.parametrize(("token", "then"), [("more", "more"), ("", None), (None, None), (7, None)])
def test_the_next_page(token: Json, then: str | None) -> None:
    page = wire.nodes({"ClusterNodeSummaries": [], "NextToken": token})
    assert page.next_token == then


def test_the_nodes_are_those_of_the_cluster(
    source: AwsSource, world: World, endpoint: ScriptedEndpoint
) -> None:
    cluster = world.cluster(CLUSTER)
    assert cluster is not None
    page = source.nodes(CLUSTER, None)
    expected = {node.logical_id: node for node in cluster.nodes(world.now())}
    assert page.next_token is None
    assert {node.node_logical_id for node in page.items} == set(expected)
    for node in page.items:
        state = expected[node.node_logical_id]
        assert (node.instance_id, node.status) == (state.instance_id, state.status)
        assert node.launch_time == state.since
    assert endpoint.calls.list("ListClusterNodes") == [
        {"ClusterName": CLUSTER, "IncludeNodeLogicalIds": True, "MaxResults": 100}
    ]


def test_the_token_of_a_page_is_sent_for_the_next(
    source: AwsSource, endpoint: ScriptedEndpoint
) -> None:
    for token in ("second", None):
        body = {"ClusterNodeSummaries": [ROW], "NextToken": token}
        endpoint.answer("ListClusterNodes", json.dumps(body).encode())
    first = source.nodes(CLUSTER, None)
    last = source.nodes(CLUSTER, first.next_token)
    assert (first.items, last.items, last.next_token) == ((NODE,), (NODE,), None)
    calls = endpoint.calls.list("ListClusterNodes")
    assert [call.get("NextToken") for call in calls] == [None, "second"]


def test_a_token_that_leads_to_itself_ends_it(
    source: AwsSource, endpoint: ScriptedEndpoint
) -> None:
    body = {"ClusterNodeSummaries": [ROW], "NextToken": "same"}
    endpoint.answer("ListClusterNodes", json.dumps(body).encode())
    with pytest.raises(SourceError) as caught:
        source.nodes(CLUSTER, "same")
    assert "NextToken" in caught.value.failure.title


def test_a_refusal_names_the_call(source: AwsSource, endpoint: ScriptedEndpoint) -> None:
    endpoint.fail("ListClusterNodes", 400, "AccessDeniedException", "no")
    with pytest.raises(SourceError) as caught:
        source.nodes(CLUSTER, None)
    assert "Access denied: sagemaker:ListClusterNodes" in caught.value.failure.title
