"""What a storyline is made of: events, and what each one means for the cluster."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Metadata: TypeAlias = "dict[str, Any]"


@dataclass(frozen=True, slots=True)
class NodeChange:
    """What an event means for a node. The true answers are made of these, not of texts."""

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
    """One event as its storyline tells it, before the cluster's own names are put in."""

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
class FailedNode:
    """The truth about one node that failed: what a person should be able to find out."""

    node_logical_id: str
    instance_id: str
    """The last instance that this node is known to have had, or empty."""
    instance_group_name: str
    cause: str
    """The failure message of the last failed attempt."""
    first_failure: float
    """Seconds since the epoch."""
    attempts: int
    """How many attempts failed so far."""
    recovered: bool
    """Whether the node came up after its last failure."""


@dataclass(frozen=True, slots=True)
class TrueAttempt:
    """The truth about one attempt to bring a node up. Times are seconds since the epoch."""

    node_logical_id: str
    instance_group_name: str
    begun: float
    ended: float | None
    """When it failed or succeeded; None while it is under way."""
    cause: str
    """The failure message of one that failed; empty otherwise."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The true answers about one cluster."""

    cluster_name: str
    failed_nodes: tuple[FailedNode, ...]
    """Its failed nodes, in the order of first failure."""
    attempts: tuple[TrueAttempt, ...] = ()
    """The attempts whose beginning was told, in that order."""
