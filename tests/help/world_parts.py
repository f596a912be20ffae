"""What an incident world is made of: its groups and nodes, its events, and what is true of it.

Wordings are those of the event reference; times are seconds since the epoch.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from help.events import Row

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0

ACCOUNT = "111122223333"

STEADY = "its nodes are up, and no attempt has failed"
GROWING = "nodes come up, and none has failed"
RETRYING = "attempts fail, and go on"
GIVEN_UP = "no attempt is made any more"
RECOVERED = "attempts failed, and all nodes are up"
CHECKING = "nodes are in their deep health checks"
PATCHING = "its software is being updated"
ROLLED_BACK = "an update of its software failed, and was rolled back"

VERDICTS = {
    STEADY: "steady",
    GROWING: "growing",
    RETRYING: "retrying",
    GIVEN_UP: "stuck",
    RECOVERED: "recovered",
    CHECKING: "checking",
    PATCHING: "patching",
    ROLLED_BACK: "rolled back",
}
"""The name of the verdict on a group that stands so."""


class TrueAttempt(NamedTuple):
    """One attempt to bring a node up, or to update it."""

    node: str
    """Its `NodeLogicalId`."""
    group: str
    ended: float | None
    """When it failed or succeeded; None while it is under way."""
    failed: bool
    is_update: bool = False


@dataclass
class TrueFailure:
    """All events that report failures of one kind."""

    tag: str
    """The class of the cause; "" where none is documented."""
    events: dict[str, int] = field(default_factory=dict)
    """Each `EventId`, with a number that the events of the same failure have in common."""
    nodes: Counter[str] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """How many failures there were."""
        return len(set(self.events.values()))


class Network(NamedTuple):
    """Where instances are that are requested from some time on."""

    zone: str
    subnet: str
    security_groups: tuple[str, ...]

    def traits(self) -> dict[str, str]:
        """The values by which nodes are compared."""
        return {
            "availability zone": self.zone,
            "subnet": self.subnet,
            "security groups": ", ".join(sorted(self.security_groups)),
        }


@dataclass
class TrueNode:
    """One node, as it is now."""

    node: str
    group: TrueGroup
    network: Network
    """That of the request of its present instance, or of the one that failed last."""
    instance: str = ""
    coming: str = ""
    """The instance that it will have, where that is named already."""
    status: str = "Pending"
    message: str = ""
    launched: float = 0.0
    instances: list[str] = field(default_factory=list)
    """Every instance that it has had, in the order in which they were launched."""

    @property
    def traits(self) -> dict[str, str]:
        """The values by which nodes are compared."""
        kind = {"group": self.group.name, "instance type": self.group.instance_type}
        reserved = {"capacity reservation": self.group.reservation_arn}
        return kind | self.network.traits() | (reserved if self.group.reservation else {})


@dataclass
class TrueGroup:
    """One instance group, as it is now."""

    name: str
    instance_type: str
    network: Network
    state: str = STEADY
    nodes: list[TrueNode] = field(default_factory=list)
    extra: Row = field(default_factory=dict)
    """What else DescribeCluster says of it."""
    update: dict[str, str] = field(default_factory=dict)
    """What has become of each instance in the last update: updated, rolled back or skipped."""
    reservation: str = ""
    """The ID of the capacity reservation that its instances are from; "" for on demand."""

    @property
    def reservation_arn(self) -> str:
        """The ARN of its capacity reservation."""
        return f"arn:aws:ec2:us-west-2:{ACCOUNT}:capacity-reservation/{self.reservation}"

    @property
    def current(self) -> int:
        """How many nodes are up."""
        return sum(node.status == "Running" for node in self.nodes)


class Failing(NamedTuple):
    """Of which kind an event's failure is, and which of them."""

    kind: str
    tag: str
    number: int


class Making:
    """A world that is being made: each event is added together with what is true by it."""

    def __init__(self, seed: int, now: float) -> None:
        self.chance = random.Random(seed)  # noqa: S311 (nothing here is secret)
        self.now = now
        self.name = f"world-{seed}"
        self.arn = (
            f"arn:aws:sagemaker:us-west-2:{ACCOUNT}:cluster/{self.chance.getrandbits(47):012x}"
        )
        self.events: list[Row] = []
        self.details: dict[str, Row] = {}
        self.groups: list[TrueGroup] = []
        self.attempts: list[TrueAttempt] = []
        self.failures: dict[str, TrueFailure] = {}
        self._faults = 0

    def number(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        return self.chance.randint(least, most)

    def seconds(self, least: float, most: float) -> float:
        """A time span of whole milliseconds."""
        return round(self.chance.uniform(least, most), 3)

    def uuid(self) -> str:
        """An ID such as that of a node, an event or an operation."""
        digits = f"{self.chance.getrandbits(128):032x}"
        return "-".join(
            (digits[:8], digits[8:12], f"4{digits[13:16]}", f"8{digits[17:20]}", digits[20:])
        )

    def id(self, kind: str) -> str:
        """An ID of EC2's such as that of an instance or a subnet."""
        return f"{kind}-0{self.chance.getrandbits(64):016x}"

    def failing(self, kind: str, tag: str) -> Failing:
        """One more failure of a kind, of which there will be an event or two."""
        self._faults += 1
        return Failing(kind, tag, self._faults)

    def event(
        self,
        time: float,
        description: str,
        *,
        of: TrueNode | TrueGroup | None = None,
        instance: str = "",
        level: str = "Info",
        failing: Failing | None = None,
        member: str = "",
        metadata: Row | None = None,
    ) -> None:
        """Let something happen to a node, to a group, or else to the cluster as such."""
        node = of.node if isinstance(of, TrueNode) else ""
        group = (of.group if isinstance(of, TrueNode) else of) if of else None
        name = group.name if group else ""
        kind = "Instance" if node else "InstanceGroup" if group else "Cluster"
        row: Row = {
            "EventId": self.uuid(),
            "ResourceType": kind,
            "EventTime": round(time, 3),
            "Description": description.format(
                c=self.name, g=name, i=instance, where=f"in Cluster {self.name} and IG {name}"
            ),
            "EventLevel": level,
        }
        row |= {"InstanceGroupName": name} if name else {}
        row |= {"InstanceId": instance} if instance else {}
        own = {**({"NodeLogicalId": node} if node else {}), **(metadata or {})}
        if own:
            self.details[row["EventId"]] = {"EventMetadata": {member or kind: own}}
        self.events.append(row)
        if failing:
            self._count(row, failing, node)

    def _count(self, row: Row, failing: Failing, node: str) -> None:
        failure = self.failures.setdefault(failing.kind, TrueFailure(failing.tag))
        failure.events[row["EventId"]] = failing.number
        failure.times.append(row["EventTime"])
        if node:
            failure.nodes[node] += 1
        if row.get("InstanceGroupName"):
            failure.groups[row["InstanceGroupName"]] += 1

    def network(self, zone: int = 0) -> Network:
        """A subnet with its security group in one of the zones."""
        return Network(f"usw2-az{zone + 1}", self.id("subnet"), (self.id("sg"),))

    def group(self, name: str, zone: int = 0) -> TrueGroup:
        """Another group, without nodes."""
        kind = self.chance.choice(("ml.p5.48xlarge", "ml.p4d.24xlarge", "ml.g5.12xlarge"))
        group = TrueGroup(name, kind, self.network(zone))
        # Chosen apart, so that it changes nothing else of a seed's world.
        chance = random.Random(f"{self.arn} {name}")  # noqa: S311 (nothing here is secret)
        if chance.random() < 0.3:
            group.reservation = f"cr-0{chance.getrandbits(64):016x}"
        self.groups.append(group)
        return group

    def node(self, group: TrueGroup) -> TrueNode:
        """Another node of a group, which has no instance."""
        node = TrueNode(self.uuid(), group, group.network)
        group.nodes.append(node)
        return node

    def ended(
        self, of: TrueNode, time: float | None, *, failed: bool, update: bool = False
    ) -> None:
        """An attempt has come to its end, or is under way still where `time` is None."""
        at = time if time is None else round(time, 3)
        self.attempts.append(TrueAttempt(of.node, of.group.name, at, failed, update))

    def case(self) -> dict[str, Any]:
        """What the service says of it, in the shape of a case (see tests/cases/README.md)."""
        common = {
            "ExecutionRole": f"arn:aws:iam::{ACCOUNT}:role/hp-exec",
            "LifeCycleConfig": {"SourceS3Uri": "s3://lcs/scripts", "OnCreate": "on_create.sh"},
        }
        return {
            "title": self.name,
            "cluster": {
                "ClusterArn": self.arn,
                "ClusterName": self.name,
                "ClusterStatus": "InService",
                "CreationTime": self.now - 40 * DAY,
                "InstanceGroups": [
                    {
                        "InstanceGroupName": group.name,
                        "InstanceType": group.instance_type,
                        "CurrentCount": group.current,
                        "TargetCount": len(group.nodes),
                        "Status": "InService",
                        **common,
                        **group.extra,
                    }
                    for group in self.groups
                ],
                "Orchestrator": {
                    "Eks": {"ClusterArn": f"arn:aws:eks:us-west-2:{ACCOUNT}:cluster/eks"}
                },
                "NodeProvisioningMode": "Continuous",
                "NodeRecovery": "Automatic",
            },
            "events": self.events,
            "details": self.details,
            "nodes": [_listed(node) for group in self.groups for node in group.nodes],
        }


def _listed(node: TrueNode) -> Row:
    status = {"Status": node.status} | ({"Message": node.message} if node.message else {})
    row: Row = {
        "InstanceGroupName": node.group.name,
        "NodeLogicalId": node.node,
        "InstanceType": node.group.instance_type,
        "InstanceStatus": status,
    }
    if node.instance:
        row |= {"InstanceId": node.instance, "LaunchTime": node.launched}
    return row
