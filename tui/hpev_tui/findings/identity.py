"""Which node an event is about, as far as what is loaded tells."""

from __future__ import annotations

from collections.abc import Iterable

from hpev_tui.model import ClusterNode, Event


class Identities:
    """A node keeps its `NodeLogicalId` when its instance is replaced (AWS service model).

    Events name the instance, details the `NodeLogicalId`; what names both joins them.
    """

    def __init__(self) -> None:
        self._logical_of: dict[str, str] = {}
        self._instances_of: dict[str, list[str]] = {}
        self.groups: dict[str, str] = {}
        """The group of each instance and of each `NodeLogicalId` that was named."""

    def learn(self, instance_id: str, node_logical_id: str) -> bool:
        """An instance is of that node; whether that is news. What was known first stays."""
        if not instance_id or not node_logical_id or instance_id in self._logical_of:
            return False
        self._logical_of[instance_id] = node_logical_id
        self._instances_of.setdefault(node_logical_id, []).append(instance_id)
        return True

    def learn_nodes(self, nodes: Iterable[ClusterNode]) -> list[str]:
        """Take in what ListClusterNodes says; returns the instances of which that is news."""
        return [
            node.instance_id for node in nodes if self.learn(node.instance_id, node.node_logical_id)
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
        """The instances that a node is known to have had, in the order in which that came out."""
        return tuple(self._instances_of.get(node, ())) or ((node,) if node else ())
