"""Events for tests, as the service sends them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

from hpev_tui.demo.plan import REGION
from hpev_tui.demo.world import World

NOW = datetime(2026, 5, 12, 14, 30, tzinfo=timezone.utc).timestamp()

LATER = NOW + 86400.0
"""When these tests happen: after all events, also those that have happened since `NOW`."""

NAME = "made-up"

CLUSTER_ID = "abcdefghijkl"
"""The last part of the cluster's ARN."""

Row = dict[str, Any]


def event_row(number: int, **fields: object) -> dict[str, Any]:
    """An event as ListClusterEvents sends it; a higher number is an older one."""
    return {
        "EventId": f"00000000-0000-4000-8000-{number:012x}",
        "ClusterArn": f"arn:aws:sagemaker:{REGION}:111122223333:cluster/{CLUSTER_ID}",
        "ClusterName": "made-up",
        "ResourceType": "Instance",
        "EventTime": NOW - 60 * number,
        "Description": f"Event number {number}",
        "EventLevel": "Info",
        **fields,
    }


def event_detail(number: int, details: object, **fields: object) -> bytes:
    """The body of a DescribeClusterEvent answer; `details` is its inner EventDetails."""
    body = {**event_row(number, **fields), "EventDetails": details}
    return json.dumps({"EventDetails": body}).encode()


def events_page(*rows: dict[str, Any], more: str | None = None) -> bytes:
    """The body of a ListClusterEvents answer; `more` is the token of the next page."""
    body: dict[str, Any] = {"Events": rows}
    if more is not None:
        body["NextToken"] = more
    return json.dumps(body).encode()


def mixed_rows(count: int) -> list[Row]:
    """Events of two groups and five nodes; of ten, number 3 is an error and number 6 a warning."""
    return [
        event_row(
            number,
            InstanceGroupName=("workers", "system")[number % 2],
            InstanceId=f"i-0{number % 5:07x}",
            EventLevel={3: "Error", 6: "Warn"}.get(number % 10, "Info"),
        )
        for number in range(count)
    ]


def node_row(**fields: object) -> dict[str, Any]:
    """A node as ListClusterNodes sends it."""
    return {
        "InstanceGroupName": "workers",
        "InstanceId": "i-00000000000000001",
        "InstanceType": "ml.p5.48xlarge",
        "LaunchTime": NOW - 3600,
        "InstanceStatus": {"Status": "Failure", "Message": "Lost its disk"},
        "NodeLogicalId": "00000000-0000-4000-8000-00000000000a",
        "PrivateDnsHostname": "ip-10-1-2-3.us-west-2.compute.internal",
        **fields,
    }


def quiet_rows(count: int, **levels: int) -> list[Row]:
    """Events of level Info but for one of each of these levels."""
    rows = [event_row(number) for number in range(count)]
    for level, number in levels.items():
        rows[number]["EventLevel"] = level
    return rows


_FAILED = "Failed to provision EC2 Instance in Cluster made-up and InstanceGroup workers"
_CREATION = "Instance creation {} in Cluster made-up and InstanceGroup workers failed"


def fault(number: int) -> tuple[Row, Row]:
    """The two events that one fault makes, a second apart; a higher number is an older one."""
    node = f"i-0{number:016x}"
    common = {"InstanceGroupName": "workers", "InstanceId": node, "EventLevel": "Error"}
    at = NOW - 60 * number
    return (
        event_row(2 * number + 1, Description=_FAILED, **{**common, "EventTime": at}),
        event_row(
            2 * number, Description=_CREATION.format(node), **{**common, "EventTime": at + 1}
        ),
    )


def ids(rows: list[Row]) -> list[str]:
    """The IDs, newest first."""
    return [row["EventId"] for row in sorted(rows, key=lambda row: -row["EventTime"])]


def clusters_of(account: str, *names: str) -> bytes:
    """The body of a ListClusters answer with clusters of an account."""
    rows = [
        {
            "ClusterArn": f"arn:aws:sagemaker:us-west-2:{account}:cluster/{name:x<12.12}",
            "ClusterName": name,
            "ClusterStatus": "InService",
            "CreationTime": NOW,
        }
        for name in names
    ]
    return json.dumps({"ClusterSummaries": rows}).encode()


def leaves(value: object, label: str = "") -> Iterator[tuple[str, str]]:
    """Each value inside, with the label that it has in the tree."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from leaves(member, name)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, f"[{number}]")
    else:
        yield label, value if isinstance(value, str) else json.dumps(value)


def one_of_each(world: World) -> dict[str, tuple[str, dict[str, Any], dict[str, Any]]]:
    """For each union member the fullest event of the demo: its cluster, row and metadata."""
    of_member: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {}
    for cluster in world.clusters():
        if not cluster.plan.continuous:
            continue
        log, count = cluster.log(NOW)
        for number in range(count):
            details = log.detail(number).get("EventDetails", {})
            for member, metadata in details.get("EventMetadata", {}).items():
                if member not in of_member or len(metadata) > len(of_member[member][2]):
                    of_member[member] = (cluster.plan.name, log.summary(number), metadata)
    return of_member
