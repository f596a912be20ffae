"""The same event as EventBridge sends it: metadata without its wrapper, times in milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, cast

import botocore.session
import pytest

from hpev_tui.detail.shapes import Shape, documentation
from hpev_tui.detail.tree import build, failure_message, flatten, node_logical_id
from hpev_tui.model.events import Json
from hpev_tui.sources.aws.documentation import shape_of

CAPACITY = "We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances."
UUID = "df268d19-f035-4f28-9b80-b956b92ae21e"
INSTANCE: Json = {"FailureMessage": CAPACITY, "NodeLogicalId": UUID}
EVENT: dict[str, Json] = {
    "EventId": "83ea0bb5-be77-45e8-a458-0a87f778a205",
    "ClusterArn": "arn:aws:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd",
    "ClusterName": "ml-cluster",
    "InstanceGroupName": "p5Inst",
    "InstanceId": "i-0391f86fa0fe0d465",
    "ResourceType": "Instance",
    "Description": "Instance creation in Cluster ml-cluster and InstanceGroup p5Inst failed",
    "EventLevel": "Error",
}
OTHERS = ("Cluster", "InstanceGroup", "InstanceGroupScaling", "InstanceMonitor", "InstanceHealth")
ALL_KEYS = dict.fromkeys(OTHERS)


@cache
def model() -> Shape:
    service = botocore.session.Session().get_service_model("sagemaker")
    return shape_of(service.operation_model("DescribeClusterEvent").output_shape)


def wrapped(metadata: Json, time: Json) -> Json:
    return {
        "EventDetails": {
            **EVENT,
            "EventTime": time,
            "EventDetails": {"EventMetadata": metadata},
        }
    }


def direct(metadata: Json, time: Json) -> Json:
    """As the bridge of the health monitoring agent writes it."""
    return {"EventDetails": {**EVENT, "EventTime": time, "EventMetadata": metadata}}


def outline(body: Json) -> list[str]:
    return [
        f"{'  ' * depth}{node.label} {node.value}".rstrip() + (f" <{node.mark}>" * bool(node.mark))
        for node, depth, _, _ in flatten(build(body, model()), lambda _: True)
    ]


@pytest.mark.parametrize(
    "time",
    [1748794825350, "1748794825350", 1748794825.35, "2025-06-01T09:20:25.350000-07:00"],
)
def test_both_kinds_are_the_same_tree_whatever_the_time_is_written_in(time: Json) -> None:
    metadata: Json = {"Instance": INSTANCE}
    one, other = outline(wrapped(metadata, time)), outline(direct(metadata, time))
    assert one == other
    assert one[:3] == ["Instance", f"  FailureMessage {CAPACITY}", f"  NodeLogicalId {UUID}"]
    assert "EventTime 2025-06-01T16:20:25.350Z" in one
    assert not any("<" in line for line in one)


@pytest.mark.parametrize("made", [wrapped, direct])
def test_reason_and_node_are_found_in_both(made: Callable[[Json, Json], Json]) -> None:
    body = made({**ALL_KEYS, "Instance": INSTANCE}, 1748794825350)
    assert failure_message(body) == CAPACITY
    assert node_logical_id(body) == UUID
    lines = outline(body)
    assert lines[0] == "Instance"
    # The keys that EventBridge sends as null stand at the end; two of them no SDK knows.
    assert lines[-6:] == [
        "EventMetadata",
        *(f"  {name} null" for name in OTHERS[:3]),
        *(f"  {name} null <not in this SDK's model>" for name in OTHERS[3:]),
    ]


@pytest.mark.parametrize("made", [wrapped, direct])
def test_all_keys_null_two_set_and_none(made: Callable[[Json, Json], Json]) -> None:
    assert outline(made(ALL_KEYS, 1))[:2] == [
        "EventMetadata <no member set>",
        "  Cluster null",
    ]
    two: Json = {"Instance": INSTANCE, "Cluster": {"FailureMessage": "also"}}
    assert outline(made(two, 1))[0] == "EventMetadata <two members set>"
    assert outline(made({}, 1))[0] == "EventMetadata {} <no member set>"
    assert outline(made(None, 1))[0] == "EventMetadata null <no member set>"


def test_a_copy_with_both_shows_both() -> None:
    body = cast("dict[str, Any]", wrapped({"Instance": INSTANCE}, 1))
    body["EventDetails"]["EventMetadata"] = {"Cluster": {"SlrAccessEntry": "slr"}}
    lines = outline(body)
    assert (lines[0], lines[3]) == ("Instance", "Cluster")
    body["EventDetails"]["EventDetails"] = None
    assert outline(body)[:2] == ["EventDetails null", "Cluster"]


def test_what_is_unknown_inside_a_twin_is_marked() -> None:
    info: Json = {"HealthStatus": "Unhealthy", "RepairAction": "Replace"}
    assert outline(direct({"Instance": {"NodeHealthInfo": info}}, 1))[:3] == [
        "Instance",
        "  NodeHealthInfo <not in this SDK's model>",
        "    HealthStatus Unhealthy",
    ]


def test_the_documentation_reaches_a_twin_and_says_which_id_is_which() -> None:
    said = documentation(model(), ("EventDetails", "EventMetadata", "Instance", "NodeLogicalId"))
    assert said.startswith("NodeLogicalId: string, 1 to 128 characters. The unique logical")
    said = documentation(model(), ("EventDetails", "EventId"))
    assert "Not the id of the event's EventBridge copy." in said
