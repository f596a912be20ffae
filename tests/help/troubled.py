"""A made-up cluster in trouble: failures of two kinds, their details, its groups and its nodes."""

from __future__ import annotations

import json
from typing import Any

from help.endpoint import MadeUp
from help.events import NOW, Row, event_row

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


class Troubled(MadeUp):
    """Five nodes of worker-b fail for capacity, two attempts each; one of worker-a for its script.

    Ten nodes of worker-a run. The details come as they are asked for.
    """

    def __init__(self) -> None:
        rows = [
            *(
                failure(1 + 10 * turn + node, node, "worker-b")
                for turn in (0, 1)
                for node in range(5)
            ),
            failure(8, 20, "worker-a", script=True),
            failure(18, 21, "worker-a", script=True),
            network(60, "worker-a", "subnet-0aaaaaaa"),
            network(61, "worker-b", "subnet-0bbbbbbb"),
            *(event_row(number) for number in range(62, 120)),
        ]
        super().__init__(*rows)
        for row in rows[:10]:
            number = int(row["EventId"][-4:], 16)
            self.rows.details[row["EventId"]] = detail(SHORT, (number - 1) % 10)
        for row, node in zip(rows[10:12], (20, 21), strict=True):
            self.rows.details[row["EventId"]] = detail(SCRIPT.format(instance_id(node)), node)
        for row, subnet in zip(rows[12:14], ("subnet-0aaaaaaa", "subnet-0bbbbbbb"), strict=True):
            self.rows.details[row["EventId"]] = {
                "EventMetadata": {
                    "InstanceGroup": {
                        "SubnetId": subnet,
                        "AvailabilityZoneId": "usw2-az1",
                        "SecurityGroupIds": ["sg-0ccccccc"],
                    }
                }
            }
        self.answer("DescribeCluster", cluster_body(worker_a=(10, 10), worker_b=(0, 5)), times=20)
        running = [(number, "worker-a", "Running") for number in range(30, 40)]
        pending = [(number, "worker-b", "Pending") for number in range(5)]
        self.answer("ListClusterNodes", nodes_body(*running, *pending), times=20)
