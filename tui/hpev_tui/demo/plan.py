"""What a cluster is made of before its story begins, and what its story is made of: events.

`Stage` has the names of everything in one cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

from hpev_tui.demo.world import Seeded
from hpev_tui.system.files import data_of

ACCOUNT = "111122223333"
REGION = "us-west-2"
MINUTE = 60.0
HOUR = 3600.0
DAY = 86400.0

WORDINGS = "demo-wordings.json"
"""The file with the texts of events, which says of each where it comes from."""

_ZONES = 4
_EFA_CARDS = 4

Metadata: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """One instance group."""

    name: str
    instance_type: str
    running: int
    """How many nodes run when the story begins."""
    target: int
    subnets: Sequence[int] = (0,)
    """Which of the cluster's subnets it uses."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of its entry in DescribeCluster."""
    restricted: bool = False
    verdict: str = "steady"
    """How the group stands when the world starts, where its cluster has a story of its own. Of the
    many that only fill the list it says nothing."""


Story: TypeAlias = "Callable[[Stage], Iterable[StoryEvent]]"


@dataclass(frozen=True, slots=True)
class ClusterPlan:
    """One cluster."""

    name: str
    age: float
    """Seconds from its creation to the start of the world."""
    groups: tuple[GroupPlan, ...]
    story: Story
    """Makes its events in the order of time, without an end if it likes."""
    orchestrator: str = "Eks"
    status: str = "InService"
    continuous: bool = True
    subnets: int = 1
    training_plan: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of DescribeCluster."""

    @classmethod
    def of(cls, row: Mapping[str, Any], story: Story) -> ClusterPlan:
        """The plan of a row of the data files, with its story."""
        groups = tuple(GroupPlan(**group) for group in row["groups"])
        return cls(**{**row, "age": _age(row["age"]), "groups": groups, "story": story})


def _age(text: str) -> float:
    """The seconds of an age as the data files have it, such as 3.2h."""
    return float(text[:-1]) * {"m": MINUTE, "h": HOUR, "d": DAY}[text[-1]]


@dataclass(frozen=True, slots=True)
class Node:
    """One node, whatever instance it has at the time."""

    logical_id: str
    group: str
    number: int


@dataclass(frozen=True, slots=True)
class NodeChange:
    """What an event means for a node."""

    node: str
    """The `NodeLogicalId`, which stays when the instance is replaced."""
    group: str
    status: str | None
    """The node's status from now on; None leaves status and instance as they are."""
    instance_id: str = ""
    """The instance that the node has from now on, or empty."""
    message: str = ""
    cause: str = ""
    """Why one attempt failed, on the first event of each failed attempt and on no other."""


@dataclass(frozen=True, slots=True)
class GroupChange:
    """What an event means for an instance group: fields of its DescribeCluster entry."""

    group: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """One event as its story has it, before the cluster's own names are put in."""

    time: float
    wording: str
    """A key of the wordings file, which knows the text, level, type and metadata member."""
    group: str = ""
    instance_id: str = ""
    operation_id: str = ""
    texts: Mapping[str, object] = field(default_factory=dict)
    """What fills the wording's other placeholders."""
    metadata: Metadata | None = None
    """The metadata member's fields; None where the event comes without any details."""
    change: NodeChange | GroupChange | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """How one kind of event reads."""

    description: str
    level: str
    resource_type: str
    member: str
    """The member of the `EventMetadata` union that carries its details."""


@dataclass(frozen=True, slots=True)
class Wordings:
    """All texts that the stories use, by key."""

    events: Mapping[str, Wording]
    messages: Mapping[str, str]
    """Failure messages and advice."""

    def message(self, key: str, **texts: object) -> str:
        """A failure message with its placeholders filled."""
        return self.messages[key].format_map(texts)


@lru_cache(maxsize=1)
def wordings() -> Wordings:
    """The texts; the file is read for the first event, not when the server starts."""
    data = data_of(WORDINGS)
    return Wordings(
        events={
            key: Wording(row["description"], row["level"], row["resource_type"], row["member"])
            for key, row in data["events"].items()
        },
        messages={key: row["text"] for key, row in data["messages"].items()},
    )


class Stage:
    """Where a story happens: the names of one cluster's parts, and the means to make events."""

    def __init__(self, plan: ClusterPlan, seeded: Seeded, start: float) -> None:
        self.plan = plan
        self.seeded = seeded
        self.start = start

    @property
    def name(self) -> str:
        """The cluster's name."""
        return self.plan.name

    @cached_property
    def cluster_id(self) -> str:
        """The last part of the cluster's ARN."""
        return self.seeded.word(12, "cluster", self.name)

    @cached_property
    def arn(self) -> str:
        """The cluster's ARN."""
        return f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:cluster/{self.cluster_id}"

    @property
    def eks_name(self) -> str:
        """The name of the EKS cluster that orchestrates it."""
        return f"{self.name}-eks"

    @property
    def training_plan_arn(self) -> str:
        """The ARN of its training plan, or empty."""
        plan = self.plan.training_plan
        return plan and f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:training-plan/{plan}"

    def group(self, name: str) -> GroupPlan:
        """The plan of one instance group."""
        return next(group for group in self.plan.groups if group.name == name)

    def subnet(self, number: int) -> str:
        """The ID of the cluster's n-th subnet."""
        return self.seeded.resource("subnet", self.name, number)

    def zone(self, number: int) -> str:
        """The ID of the Availability Zone that the n-th subnet is in."""
        return f"usw2-az{number % _ZONES + 1}"

    def security_groups(self) -> list[str]:
        """The IDs of the cluster's security groups."""
        return [self.seeded.resource("sg", self.name, number) for number in range(2)]

    def role(self, name: str) -> str:
        """The ARN of an IAM role."""
        return f"arn:aws:iam::{ACCOUNT}:role/{name}"

    def node(self, group: str, number: int) -> Node:
        """The n-th node of a group. The first ones run when the story begins."""
        return Node(self.seeded.uuid("node", self.name, group, number), group, number)

    def nodes(self, group: str, first: int, last: int) -> list[Node]:
        """The nodes of a group from the number `first` up to, but not including, `last`."""
        return [self.node(group, number) for number in range(first, last)]

    def instance(self, node: Node, life: int = 0) -> str:
        """The ID of the n-th EC2 instance that a node has had."""
        return self.seeded.resource("i", self.name, node.group, node.number, life)

    def enis(self, instance: str) -> Metadata:
        """The network interfaces of an instance, as its events' metadata name them."""
        cards = [self.seeded.resource("eni", instance, card) for card in range(1, _EFA_CARDS + 1)]
        return {
            "CustomerEni": self.seeded.resource("eni", instance, 0),
            "AdditionalEnis": {"EfaEnis": cards},
        }

    def operation(self, key: str) -> str:
        """The ID of one scaling operation."""
        return self.seeded.uuid("operation", self.name, key)

    def message(self, key: str, **texts: object) -> str:
        """A failure message of the wordings file."""
        return wordings().message(key, **texts)

    def no_capacity(self, group: str) -> str:
        """The failure message of a launch that found no capacity."""
        return self.message("capacity", instance_type=self.group(group).instance_type)

    def event(
        self,
        at: float,
        wording: str,
        *,
        group: str = "",
        instance: str = "",
        operation: str = "",
        metadata: Metadata | None = None,
        failure: str = "",
        change: NodeChange | GroupChange | None = None,
        **texts: object,
    ) -> StoryEvent:
        """An event of no node in particular, `at` seconds after the start.

        `failure` is the failure message, which comes after the other fields of the metadata.
        """
        message = {"FailureMessage": failure} if failure else {}
        return StoryEvent(
            time=self.start + at,
            wording=wording,
            group=group,
            instance_id=instance,
            operation_id=operation,
            texts=texts,
            metadata={**(metadata or {}), **message},
            change=change,
        )

    def events_of(
        self, node: Node, instance: str, at: float = 0.0, operation: str = ""
    ) -> NodeEvents:
        """Makes events of a node while it has this instance, or none where that is empty."""
        return NodeEvents(self, node, instance, at, operation)


@dataclass(frozen=True, slots=True)
class NodeEvents:
    """Makes events of one node that has one instance, or none."""

    stage: Stage
    node: Node
    instance: str
    at: float
    """From when the events' times count, in seconds after the start."""
    operation: str

    def __call__(
        self,
        after: float,
        wording: str,
        status: str | None = None,
        failure: str = "",
        *,
        counts: bool = False,
        loses_instance: bool = False,
        script: str = "",
        fields: Metadata | None = None,
        **texts: object,
    ) -> StoryEvent:
        """One event, `after` seconds after `at`.

        The node has the `status` from now on, None leaves it as it is; its status shows the
        `failure` message, too. `counts` says that this is the first event of a failed attempt,
        `loses_instance` that the node has the instance no longer, `script` how its lifecycle
        script stands. `fields` are further ones of its metadata.
        """
        state = {"LcsExecutionState": script} if script else {}
        change = NodeChange(
            node=self.node.logical_id,
            group=self.node.group,
            status=status,
            instance_id="" if loses_instance else self.instance,
            message=failure,
            cause=failure if counts else "",
        )
        return self.stage.event(
            self.at + after,
            wording,
            group=self.node.group,
            instance=self.instance,
            operation=self.operation,
            metadata={**state, **(fields or {}), "NodeLogicalId": self.node.logical_id},
            failure=failure,
            change=change,
            state=script,
            **texts,
        )
