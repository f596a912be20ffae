"""A made-up cluster in trouble: failures of two kinds, their details, its groups and its nodes."""

from __future__ import annotations

import json
from typing import Any

from help.endpoint import MadeUp
from help.events import NOW, Row, event_row
from help.model import ModelRun
from hpev_tui.sources.aws import wire

SHORT = "We currently do not have sufficient capacity in the Availability Zone you requested."
SCRIPT = "Lifecycle scripts did not run successfully on {}."
GROUPS = ("worker-a", "worker-b")


def node_id(number: int) -> str:
    """The NodeLogicalId of a node."""
    return f"11111111-0000-4000-8000-{number:012x}"


def instance_id(number: int) -> str:
    """The instance of a node."""
    return f"i-{number:017x}"


def failure(number: int, node: int, group: str, *, script: bool = False) -> Row:
    """A failed attempt for a node; a higher number is an older one."""
    text = (
        f"Instance creation {instance_id(node)} in Cluster made-up and IG {group} failed"
        if script
        else f"Failed to provision EC2 Instance in Cluster made-up and IG {group}"
    )
    return event_row(
        number,
        Description=text,
        EventLevel="Error",
        InstanceGroupName=group,
        InstanceId=instance_id(node) if script else "",
    )


def detail(message: str, node: int) -> dict[str, Any]:
    """The inner EventDetails of a failure."""
    return {
        "EventMetadata": {
            "Instance": {"FailureMessage": message, "NodeLogicalId": node_id(node)},
        }
    }


def network(number: int, group: str, subnet: str) -> Row:
    """A group's network is found."""
    return event_row(
        number,
        Description=f"Found Subnet {subnet} in AZ usw2-az1 with SecurityGroupIds sg-0ccccccc"
        f" for IG {group} in Cluster made-up",
        ResourceType="InstanceGroup",
        InstanceGroupName=group,
    )


def cluster_body(**counts: tuple[int, int]) -> bytes:
    """A DescribeCluster answer with the current and the target count of each group."""
    groups = [
        {
            "InstanceGroupName": name.replace("_", "-"),
            "CurrentCount": current,
            "TargetCount": target,
            "InstanceType": "ml.p5.48xlarge",
            "Status": "InService",
        }
        for name, (current, target) in counts.items()
    ]
    return json.dumps(
        {
            "ClusterArn": "arn:aws:sagemaker:us-west-2:111122223333:cluster/abcdefghijkl",
            "ClusterName": "made-up",
            "ClusterStatus": "InService",
            "NodeProvisioningMode": "Continuous",
            "InstanceGroups": groups,
        }
    ).encode()


def nodes_body(*nodes: tuple[int, str, str]) -> bytes:
    """A ListClusterNodes answer: the number, the group and the status of each node."""
    rows = [
        {
            "InstanceGroupName": group,
            "InstanceId": instance_id(number),
            "NodeLogicalId": node_id(number),
            "InstanceType": "ml.p5.48xlarge",
            "LaunchTime": NOW - 3600,
            "InstanceStatus": {
                "Status": status,
                "Message": "it broke" if status == "Failure" else "",
            },
        }
        for number, group, status in nodes
    ]
    return json.dumps({"ClusterNodeSummaries": rows}).encode()


def troubled_events() -> tuple[list[Row], dict[str, Any]]:
    """Five nodes of worker-b fail for capacity, two attempts each; two of worker-a for a script.

    The rows, and the details of the failures and of the groups' networks by `EventId`.
    """
    turns = [(turn, node) for turn in (0, 1) for node in range(5)]
    failed = [failure(1 + 10 * turn + node, node, "worker-b") for turn, node in turns]
    scripts = [
        failure(8, 20, "worker-a", script=True),
        failure(18, 21, "worker-a", script=True),
    ]
    subnets = {"worker-a": "subnet-0aaaaaaa", "worker-b": "subnet-0bbbbbbb"}
    networks = [network(60 + at, *each) for at, each in enumerate(subnets.items())]
    details = {
        row["EventId"]: detail(SHORT, node) for row, (_, node) in zip(failed, turns, strict=True)
    }
    for row, node in zip(scripts, (20, 21), strict=True):
        details[row["EventId"]] = detail(SCRIPT.format(instance_id(node)), node)
    for row, subnet in zip(networks, subnets.values(), strict=True):
        details[row["EventId"]] = {
            "EventMetadata": {
                "InstanceGroup": {
                    "SubnetId": subnet,
                    "AvailabilityZoneId": "usw2-az1",
                    "SecurityGroupIds": ["sg-0ccccccc"],
                }
            }
        }
    others = [event_row(number) for number in range(62, 120)]
    return [*failed, *scripts, *networks, *others], details


def troubled_cluster() -> tuple[bytes, bytes]:
    """Its DescribeCluster and ListClusterNodes answers: ten nodes of worker-a run."""
    running = [(number, "worker-a", "Running") for number in range(30, 40)]
    pending = [(number, "worker-b", "Pending") for number in range(5)]
    return cluster_body(worker_a=(10, 10), worker_b=(0, 5)), nodes_body(*running, *pending)


class Troubled(MadeUp):
    """An endpoint with these events, whose details come as they are asked for."""

    def __init__(self) -> None:
        rows, details = troubled_events()
        super().__init__(*rows)
        self.rows.details.update(details)
        cluster, nodes = troubled_cluster()
        self.answer("DescribeCluster", cluster, times=20)
        self.answer("ListClusterNodes", nodes, times=20)


def troubled_run() -> ModelRun:
    """A model of the same, without an endpoint; no detail is loaded yet."""
    rows, details = troubled_events()
    cluster, nodes = map(json.loads, troubled_cluster())
    it = ModelRun(*rows, now=NOW)
    it.service.details = details
    it.service.groups = cluster["InstanceGroups"]
    it.service.node_pages = [wire.nodes(nodes)]
    it.model.ask_for_nodes()
    it.answer_all()
    return it


_STEPS = (
    ("Instance creation started successfully in Cluster made-up and IG g", False),
    ("EC2 Instance {} successfully provisioned in Cluster made-up and IG g", True),
    ("Instance lifecycle script execution for EC2 Instance {} has Started", True),
    ("Instance lifecycle script execution for EC2 Instance {} has Succeeded", True),
    ("Instance creation {} in Cluster made-up and IG g completed successfully", True),
)


def comes_up(node: int, begun: float, script: float) -> list[Row]:
    """A node comes up, so many seconds after `NOW`, with a script of that many seconds."""
    times = (0.0, 40.0, 70.0, 70.0 + script, 90.0 + script)
    return [
        event_row(
            10 * node + number,
            Description=text.format(instance_id(node)),
            EventTime=NOW + begun + time,
            InstanceGroupName="g",
            InstanceId=instance_id(node) if named else "",
        )
        for number, ((text, named), time) in enumerate(zip(_STEPS, times, strict=True))
    ]
