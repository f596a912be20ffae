"""The tree of an event: what it shows, in which order, as what kind, and what it marks."""

from __future__ import annotations

from functools import cache
from typing import cast

import botocore.session
import pytest

from hpev_tui.detail.tree import Shape, build, flatten
from hpev_tui.model.events import Json
from hpev_tui.sources.aws.documentation import shape_of

UUID = "df268d19-f035-4f28-9b80-b956b92ae21e"
CAPACITY = "We currently do not have sufficient capacity. Please try again."
EVENT: dict[str, Json] = {
    "EventId": "83ea0bb5-be77-45e8-a458-0a87f778a205",
    "ClusterArn": "arn:aws:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd",
    "ClusterName": "ml-cluster",
    "InstanceGroupName": "p5Inst",
    "InstanceId": "i-0391f86fa0fe0d465",
    "ResourceType": "Instance",
    "EventTime": 1780334425.35,
    "Description": "Instance creation failed",
    "EventLevel": "Error",
}
OWN = """
EventId 83ea0bb5-be77-45e8-a458-0a87f778a205 (id)
ClusterArn arn:aws:sagemaker:us-west-2:111122223333:cluster/lw12e0dn1hhd (arn)
ClusterName ml-cluster (id)
InstanceGroupName p5Inst (id)
InstanceId i-0391f86fa0fe0d465 (id)
ResourceType Instance (enum)
EventTime 2026-06-01T17:20:25.350Z (time)
Description Instance creation failed (text)
EventLevel Error (enum)
"""


@cache
def model() -> Shape:
    service = botocore.session.Session().get_service_model("sagemaker")
    return shape_of(service.operation_model("DescribeClusterEvent").output_shape)


def members() -> dict[str, Shape]:
    event = model().members["EventDetails"]
    return dict(event.members["EventDetails"].members["EventMetadata"].members)


def body(metadata: Json, **fields: Json) -> Json:
    return {"EventDetails": {**fields, "EventDetails": {"EventMetadata": metadata}}}


def outline(value: Json) -> str:
    """All rows of a body's tree, as text."""
    lines = [""]
    for node, depth, _, _ in flatten(build(value, model()), lambda _: True):
        text = f"{'  ' * depth}{node.label} {node.value}".rstrip()
        lines.append(f"{text} ({node.kind.value})" + (f" <{node.mark}>" if node.mark else ""))
    return "\n".join([*lines, ""])


CASES: dict[str, tuple[Json, str]] = {
    "Cluster": (
        {
            "EksRoleAccessEntries": ["arn:aws:iam::111122223333:role/a", "no ARN"],
            "SlrAccessEntry": "arn:aws:iam::111122223333:role/slr",
            "FailureMessage": "Access failed:\r\n  no\x1b[31m access",
        },
        """
Cluster (union)
  FailureMessage Access failed:
  no␛[31m access (text)
  EksRoleAccessEntries (list)
    [0] arn:aws:iam::111122223333:role/a (arn)
    [1] no ARN (text)
  SlrAccessEntry arn:aws:iam::111122223333:role/slr (arn)
""",
    ),
    "InstanceGroup": (
        {
            "FailureMessage": "No subnets in the capacity AZ",
            "AvailabilityZoneId": "usw2-az1",
            "CapacityReservation": {
                "Arn": "arn:aws:ec2:us-west-2:111122223333:capacity-reservation/cr-0a1b2c3d",
                "Type": "ODCR",
            },
            "SubnetId": "subnet-0a1b2c3d4e5f60718",
            "SecurityGroupIds": ["sg-0a1b2c3d", "sg-0a1b2c3e"],
            "AmiOverride": "ami-0a1b2c3d4e5f60718",
        },
        """
InstanceGroup (union)
  FailureMessage No subnets in the capacity AZ (text)
  AvailabilityZoneId usw2-az1 (id)
  CapacityReservation (structure)
    Arn arn:aws:ec2:us-west-2:111122223333:capacity-reservation/cr-0a1b2c3d (arn)
    Type ODCR (enum)
  SubnetId subnet-0a1b2c3d4e5f60718 (id)
  SecurityGroupIds (list)
    [0] sg-0a1b2c3d (id)
    [1] sg-0a1b2c3e (id)
  AmiOverride ami-0a1b2c3d4e5f60718 (id)
""",
    ),
    "InstanceGroupScaling": (
        {"InstanceCount": 0, "TargetCount": 16, "MinCount": None, "FailureMessage": ""},
        """
InstanceGroupScaling (union)
  FailureMessage "" (empty)
  InstanceCount 0 (number)
  TargetCount 16 (number)
  MinCount null (null)
""",
    ),
    "Instance": (
        {
            "CustomerEni": "eni-0a1b2c3d4e5f60718",
            "AdditionalEnis": {"EfaEnis": []},
            "InstanceRequirementsEniConfigurations": [
                {
                    "CustomerEni": "eni-00000000000000001",
                    "AdditionalEnis": {"EfaEnis": ["eni-00000000000000002"]},
                },
                {},
                None,
            ],
            "CapacityReservation": None,
            "LcsExecutionState": "Failed",
            "NodeLogicalId": UUID,
            "FailureMessage": CAPACITY,
        },
        f"""
Instance (union)
  FailureMessage {CAPACITY} (text)
  CustomerEni eni-0a1b2c3d4e5f60718 (id)
  AdditionalEnis (structure)
    EfaEnis [] (empty)
  InstanceRequirementsEniConfigurations (list)
    [0] (structure)
      CustomerEni eni-00000000000000001 (id)
      AdditionalEnis (structure)
        EfaEnis (list)
          [0] eni-00000000000000002 (id)
    [1] {{}} (empty)
    [2] null (null)
  CapacityReservation null (null)
  LcsExecutionState Failed (text)
  NodeLogicalId {UUID} (id)
""",
    ),
    "DatabaseConfiguration": (
        {"RollbackStatus": "RevertFailed", "Advisory": "Look at it", "FailureMessage": "No"},
        """
DatabaseConfiguration (union)
  FailureMessage No (text)
  RollbackStatus RevertFailed (enum)
  Advisory Look at it (text)
""",
    ),
    "SlurmHealth": (
        {"Component": "Slurmdbd", "Status": "Unhealthy", "Reason": "DaemonEaten"},
        """
SlurmHealth (union)
  Component Slurmdbd (enum)
  Status Unhealthy (enum)
  Reason DaemonEaten (enum) <not in this SDK's model>
""",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_member_that_is_set_is_the_heading(name: str) -> None:
    value, shown = CASES[name]
    lines = outline(body({name: value}, **EVENT))
    if name in members():
        assert lines == shown.rstrip("\n") + OWN
    else:
        # The installed botocore is older than this member.
        assert f"\n{name} (" in lines
        assert "<not in this SDK's model>" in lines


def test_the_services_order_and_unknown_fields_are_kept() -> None:
    fields: dict[str, Json] = {"Zone\x1b": {"A": [1]}, "InstanceId": None, "EventId": "x", "": 1.5}
    assert (
        outline({"Trace": "t", **cast("dict[str, Json]", body({"Cluster": {}}, **fields))})
        == """
Cluster {} (empty)
Zone␛ (structure) <not in this SDK's model>
  A (list)
    [0] 1 (number)
InstanceId null (null)
EventId x (id)
"" 1.5 (number) <not in this SDK's model>
Trace t (text) <not in this SDK's model>
"""
    )


def test_a_member_that_the_sdk_does_not_know_is_shown_and_marked() -> None:
    metadata: Json = {"InstanceHealth": {"FaultType": "NvidiaGPUUnhealthy", "Healthy": False}}
    assert (
        outline(body(metadata))
        == """
InstanceHealth (union) <not in this SDK's model>
  FaultType NvidiaGPUUnhealthy (text)
  Healthy false (boolean)
"""
    )
    health: Json = {"Instance": {"NodeHealthInfo": {"RepairAction": "Replace"}}}
    assert (
        outline(body(health))
        == """
Instance (union)
  NodeHealthInfo (structure) <not in this SDK's model>
    RepairAction Replace (text)
"""
    )


def test_null_members_come_last() -> None:
    metadata: Json = {"Cluster": None, "Instance": {"CustomerEni": None}, "InstanceMonitor": None}
    assert (
        outline(body(metadata, EventId="x"))
        == """
Instance (union)
  CustomerEni null (null)
EventId x (id)
EventMetadata (union)
  Cluster null (null)
  InstanceMonitor null (null) <not in this SDK's model>
"""
    )


def test_two_members_and_more() -> None:
    two: Json = {"Cluster": {"SlrAccessEntry": "a", "FailureMessage": "b"}, "Instance": {}}
    assert (
        outline(body(two, EventId="x"))
        == """
EventMetadata (union) <two members set>
  Cluster (structure)
    FailureMessage b (text)
    SlrAccessEntry a (text)
  Instance {} (empty)
EventId x (id)
"""
    )
    three: Json = {"Cluster": {}, "Instance": {}, "New": 0}
    assert "EventMetadata (union) <3 members set>" in outline(body(three))


@pytest.mark.parametrize(
    ("metadata", "shown"),
    [
        ({}, "EventMetadata {} (empty) <no member set>"),
        (None, "EventMetadata null (null) <no member set>"),
        (
            {"Cluster": None},
            "EventMetadata (union) <no member set>\n  Cluster null (null)",
        ),
        ("text", "EventMetadata text (text) <the model has structure>"),
        (["a"], "EventMetadata (list) <the model has structure>\n  [0] a (text)"),
        ({"Instance": "i-0391f86f"}, "Instance i-0391f86f (id) <the model has structure>"),
        ({"Instance": ["a"]}, "Instance (union) <the model has structure>\n  [0] a (text)"),
    ],
)
def test_metadata_that_is_no_union_of_one(metadata: Json, shown: str) -> None:
    assert outline(body(metadata, EventId="x")) == f"\n{shown}\nEventId x (id)\n"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({}, "body {} (empty)"),
        (None, "body null (null)"),
        ("text", "body text (text) <the model has structure>"),
        ([1], "body (list) <the model has structure>\n  [0] 1 (number)"),
        ({"Other": True}, "Other true (boolean) <not in this SDK's model>"),
        ({"EventDetails": None}, "EventDetails null (null)"),
        ({"EventDetails": {}}, "EventDetails {} (empty)"),
        ({"EventDetails": 5}, "EventDetails 5 (number) <the model has structure>"),
        (
            {"EventDetails": [None]},
            "EventDetails (list) <the model has structure>\n  [0] null (null)",
        ),
        ({"EventDetails": {"EventId": "x"}}, "EventId x (id)"),
        (
            {"EventDetails": {"EventId": "x", "EventDetails": None}},
            "EventDetails null (null)\nEventId x (id)",
        ),
        (
            {"EventDetails": {"EventDetails": "text", "EventId": "x"}},
            "EventDetails text (text) <the model has structure>\nEventId x (id)",
        ),
        (
            {"EventDetails": {"EventDetails": {"EventMetadata": {"Cluster": {}}, "B": 1}}},
            "EventDetails (structure)\n  EventMetadata (union)\n    Cluster {} (empty)\n"
            "  B 1 (number) <not in this SDK's model>",
        ),
    ],
)
def test_a_wrapper_that_holds_something_else_is_shown(value: Json, shown: str) -> None:
    assert outline(value) == f"\n{shown}\n"


def test_a_number_that_came_as_text_is_marked() -> None:
    metadata: Json = {"InstanceGroupScaling": {"TargetCount": "16", "MinCount": True}}
    assert (
        outline(body(metadata))
        == """
InstanceGroupScaling (union)
  TargetCount 16 (text) <the model has integer>
  MinCount true (boolean) <the model has integer>
"""
    )
