"""What the findings need of a detail, and which instances are of one node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hpev_tui.detail.shapes import DETAILS, METADATA
from hpev_tui.detail.tree import failure_message, node_logical_id
from hpev_tui.model.events import ClusterNode, Event, Json
from hpev_tui.text.clean import clean

MOST_MESSAGE = 8_000
"""Characters of a `FailureMessage` that are kept for findings, filters and reports. Rules look at
the first 4,000; the detail has all of it."""


class Facts(NamedTuple):
    """Members of the metadata, cleaned; "" or empty for what the detail does not have.

    Which member of the union holds what follows the service model (botocore, `EventMetadata`).
    """

    failure_message: str = ""
    node_logical_id: str = ""
    subnet_id: str = ""
    availability_zone_id: str = ""
    security_group_ids: tuple[str, ...] = ()
    ami_override: str = ""
    capacity_reservation: str = ""
    """The ARN of the capacity reservation that was used."""
    capacity_type: str = ""
    """Its `Type`: ODCR or CRG."""

    @classmethod
    def of(cls, body: Json) -> Facts:
        """The facts of a DescribeClusterEvent answer."""
        member = _member(body)
        groups = member.get("SecurityGroupIds")
        reserved = member.get("CapacityReservation")
        reservation = reserved if isinstance(reserved, dict) else {}
        return cls(
            failure_message=_cut(failure_message(body)),
            node_logical_id=node_logical_id(body),
            subnet_id=_text(member.get("SubnetId")),
            availability_zone_id=_text(member.get("AvailabilityZoneId")),
            security_group_ids=tuple(filter(None, map(_text, groups)))
            if isinstance(groups, list)
            else (),
            ami_override=_text(member.get("AmiOverride")),
            capacity_reservation=_text(reservation.get("Arn")),
            capacity_type=_text(reservation.get("Type")) if _text(reservation.get("Arn")) else "",
        )


def _member(body: Json) -> Mapping[str, Json]:
    """The member of the metadata that is set; empty where none or several are."""
    metadata: Json = body
    for name in (DETAILS, DETAILS, METADATA):
        metadata = metadata.get(name) if isinstance(metadata, dict) else None
    if not isinstance(metadata, dict):
        return {}
    filled = [value for value in metadata.values() if isinstance(value, dict)]
    return filled[0] if len(filled) == 1 else {}


def _cut(message: str) -> str:
    """The beginning of a message, and how much of it is left out; mostly all of it."""
    left_out = len(message) - MOST_MESSAGE
    return message if left_out <= 0 else f"{message[:MOST_MESSAGE]} [+{left_out:,} characters]"


def _text(value: Json) -> str:
    return clean(value) if isinstance(value, str) else ""


def is_instance(node: str) -> bool:
    """Whether what stands for a node is an instance, as its `NodeLogicalId` is not known."""
    return node.startswith("i-")


class Identities:
    """A node keeps its `NodeLogicalId` when its instance is replaced (AWS service model).

    Events name the instance, details the `NodeLogicalId`; what names both joins them.
    """

    def __init__(self) -> None:
        self._logical_of: dict[str, str] = {}
        self._first_of: dict[str, str] = {}
        """Of each node the instance that was added first; most have no other."""
        self._others_of: dict[str, list[str]] = {}
        self.groups: dict[str, str] = {}
        """The group of each instance and of each `NodeLogicalId` that was named."""

    def add(self, instance_id: str, node_logical_id: str) -> bool:
        """An instance belongs to that node; whether that is new. The first node named stays."""
        if not instance_id or not node_logical_id or instance_id in self._logical_of:
            return False
        self._logical_of[instance_id] = node_logical_id
        if self._first_of.setdefault(node_logical_id, instance_id) != instance_id:
            self._others_of.setdefault(node_logical_id, []).append(instance_id)
        return True

    def add_nodes(self, nodes: Iterable[ClusterNode]) -> list[str]:
        """Add the nodes of ListClusterNodes; returns the instances whose node was not known."""
        return [
            node.instance_id for node in nodes if self.add(node.instance_id, node.node_logical_id)
        ]

    def node(self, event: Event, node_logical_id: str = "") -> str:
        """The node of an event: its `NodeLogicalId`, else its instance, else "".

        `node_logical_id` is what its own detail says.
        """
        return node_logical_id or self.of_instance(event.instance_id)

    def of_instance(self, instance_id: str) -> str:
        """The node of an instance: its `NodeLogicalId` where that is known, else the instance."""
        return self._logical_of.get(instance_id, instance_id)

    def instances(self, node: str) -> tuple[str, ...]:
        """The instances of a node, in the order in which they were added."""
        first = self._first_of.get(node, node)
        return (first, *self._others_of.get(node, ())) if first else ()
