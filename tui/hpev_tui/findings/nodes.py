"""The nodes of a cluster: those that ListClusterNodes names, and those that only events name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from hpev_tui.findings.facts import Facts, Identities
from hpev_tui.findings.history import GroupTable
from hpev_tui.findings.steps import READY, step_of
from hpev_tui.model.events import ClusterNode, Event, GroupCount
from hpev_tui.rules.noise import farthest

BEFORE_SECONDS = 900.0
"""An instance is requested at most so long before its first event: no longer than a scale-up takes
(15 to 25 minutes for a batch: awslabs/awsome-distributed-ai)."""


class NodeRow(NamedTuple):
    """One node."""

    key: str
    """Its `NodeLogicalId`, else its instance."""
    node: ClusterNode | None
    """What ListClusterNodes says of it; None where it does not name it."""
    instance_group_name: str

    @property
    def is_gone(self) -> bool:
        """Whether only events name it."""
        return self.node is None


def node_rows(nodes: Sequence[ClusterNode] | None, identities: Identities) -> list[NodeRow]:
    """Every node: those that do not run first, then the others, then those that are gone.

    `nodes` is what ListClusterNodes says; None where that is not known, so that none is gone.
    """
    rows: dict[str, NodeRow] = {}
    for number, node in enumerate(nodes or ()):
        key = node.node_logical_id or identities.of_instance(node.instance_id) or f"node {number}"
        rows[key] = NodeRow(key, node, node.instance_group_name)
    for name, group in identities.groups.items():
        key = identities.of_instance(name)
        if key not in rows:
            rows[key] = NodeRow(key, None, group)
    return sorted(rows.values(), key=_rank)


def _rank(row: NodeRow) -> tuple[int, str, str]:
    rank = 2 if row.node is None else int(row.node.status == "Running")
    return rank, row.instance_group_name, row.node.instance_id if row.node else row.key


def message_of(
    node: ClusterNode, events: Sequence[Event], facts: Mapping[str, Facts]
) -> tuple[float | None, bool]:
    """From when a node's status message is, and whether it is of before what happened last.

    The service keeps a message across retries, and sends no time with it. The latest event whose
    own reason is in the message has one: seconds since the epoch, else None.

    Args:
        node: What ListClusterNodes says of it.
        events: All that is loaded of the node, the oldest first.
        facts: Those of the details that are loaded, by `EventId`.
    """
    said = _words(node.message)
    for event in reversed(events):
        its = facts.get(event.event_id)
        if its is not None and its.failure_message and _words(its.failure_message) in said:
            later = events[-1].event_time > event.event_time + farthest()
            return event.event_time, later or node.status == "Running"
    return None, node.status == "Running"


def _words(text: str) -> str:
    """A text without what differs between the two places where the service puts it."""
    return " ".join(text.translate(_QUOTES).split())


_QUOTES = str.maketrans(dict.fromkeys("'\"\u2018\u2019\u201c\u201d"))


def came_up(
    nodes: Sequence[ClusterNode] | None, ready: Iterable[str], identities: Identities
) -> list[tuple[str, str]]:
    """The nodes that are up, each with its group.

    `nodes` is what ListClusterNodes says. Where it is None, as that is not known, those count whose
    instances are `ready`: that came up by the events.
    """
    if nodes is not None:
        return [
            (node.node_logical_id or node.instance_id, node.instance_group_name)
            for node in nodes
            if node.status == "Running"
        ]
    nearby = {identities.of_instance(instance): instance for instance in ready}
    return [(key, identities.groups.get(instance, "")) for key, instance in nearby.items()]


def still_down(
    names: Iterable[str],
    nodes: Sequence[ClusterNode] | None,
    identities: Identities,
    groups: GroupTable,
    counts: Iterable[GroupCount] = (),
) -> int:
    """How many of these nodes do not run, and have not come up since they failed.

    `nodes` is what ListClusterNodes says, which names none between two attempts; where it is None,
    as that is not known, events alone say it. Of no group there are more than it lacks by its
    `counts`: others have come up in their place.
    """
    running = {
        name
        for node in nodes or ()
        if node.status == "Running"
        for name in (node.node_logical_id, node.instance_id)
    }
    down: Counter[str] = Counter()
    for name in names:
        group = identities.groups.get(name, "")
        if name not in running and groups.history(group).attempts.is_down(name):
            down[group] += 1
    missing = {each.instance_group_name: each.target_count - each.current_count for each in counts}
    return sum(min(count, max(0, missing.get(group, count))) for group, count in down.items())


def asked_for_nearby(
    first: Event, rows: Iterable[Event], is_known: Callable[[str], bool]
) -> list[Event]:
    """The events before an instance's first one that can only be of its own request.

    They name no instance, and their details no node; only their group and their time say that they
    are of this one. Where two attempts of the group were under way, none is returned.

    Args:
        first: The first event of the instance.
        rows: The events before it, the newest first.
        is_known: Whether the detail of the event of an `EventId` names its node.
    """
    nearby: list[Event] = []
    has_begun = False
    for event in rows:
        if event.event_time < first.event_time - BEFORE_SECONDS:
            break
        step = step_of(event)
        if event.instance_group_name != first.instance_group_name or step is None:
            continue
        if event.instance_id or is_known(event.event_id):
            # Another node's. Which events are of its request is not known either, unless it was up.
            if has_begun or step.name == READY:
                continue
            return []
        if has_begun and step.begins:
            return []
        if not has_begun:
            nearby.append(event)
            has_begun = step.begins
    return nearby[::-1] if has_begun else []
