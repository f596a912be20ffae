"""Which loaded events are about the same node, and what is loaded of the others to compare with."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import islice
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from hpev_tui.findings.nodes import BEFORE_SECONDS, asked_for_nearby
from hpev_tui.model.events import Event
from hpev_tui.session.details import LoadedDetails
from hpev_tui.session.event_log import EventLog

if TYPE_CHECKING:
    from hpev_tui.findings.timeline import Usual

MOST_COMPARED = 300
"""With how many other instances a node is compared, those that were named last."""

MOST_MISSING = 600
"""How many details are asked for, at most, to find what else is of one node."""


class SameNode(NamedTuple):
    """One node: its instances, and the events whose details name it.

    Events of one instance are of one node. A node keeps its `NodeLogicalId` when its instance is
    replaced: details that are loaded, and ListClusterNodes, join its instances.
    """

    instance_ids: frozenset[str]
    event_ids: frozenset[str]
    """The events whose details name it, but for those that name one of its instances."""

    @classmethod
    def of(cls, event: Event, log: EventLog, details: LoadedDetails) -> SameNode | None:
        """The node that an event is about; None where it names none."""
        detail = details.get(event.event_id)
        key = log.findings.identities.node(event, detail.facts.node_logical_id if detail else "")
        return cls.called(key, log, details) if key else None

    @classmethod
    def called(cls, key: str, log: EventLog, details: LoadedDetails) -> SameNode:
        """The node of that `NodeLogicalId` or, where that is not known, instance."""
        instance_ids = frozenset(log.findings.identities.instances(key))
        further = [
            event_id
            for event_id in details.of_node(key)
            if (event := log.event(event_id)) is None or event.instance_id not in instance_ids
        ]
        return cls(instance_ids, frozenset(further))

    def has(self, event: Event) -> bool:
        """Whether an event is about this node."""
        return event.instance_id in self.instance_ids or event.event_id in self.event_ids

    def events(self, log: EventLog) -> list[Event]:
        """Its loaded events, the oldest first; equal times in the order of the list, upwards."""
        by_id = {each: event for each in self.event_ids if (event := log.event(each))}
        for instance_id in self.instance_ids:
            by_id |= {event.event_id: event for event in log.of_instance(instance_id)}
        return upwards(by_id.values(), log)


def upwards(events: Iterable[Event], log: EventLog) -> list[Event]:
    """Loaded events in the order of the list from its oldest one upwards."""
    rows = list(events)
    times = Counter([event.event_time for event in rows])

    def position(event: Event) -> tuple[float, int]:
        # Only equal times leave the order open. Looking up indexes costs more than all else.
        is_one = times[event.event_time] == 1
        return event.event_time, 0 if is_one else -(log.index(event.event_id) or 0)

    return sorted(rows, key=position)


def by_time(events: Sequence[Event], log: EventLog) -> list[Event]:
    """The events that are of a node by its group and their time only.

    `events` are those that are known to be of it, the oldest first.
    """
    facts, rows = log.findings.facts, log.rows

    def names_its_node(event_id: str) -> bool:
        return event_id in facts and facts[event_id].node_logical_id != ""

    nearby: dict[str, Event] = {}
    seen: set[str] = set()
    for event in events:
        if event.instance_id and event.instance_id not in seen:
            seen.add(event.instance_id)
            row = log.index(event.event_id) or 0
            before = (rows[number] for number in range(row + 1, len(rows)))
            for each in asked_for_nearby(event, before, names_its_node):
                nearby[each.event_id] = each
    of_node = {event.event_id for event in events}
    return [event for event_id, event in nearby.items() if event_id not in of_node]


def may_be_of(events: Sequence[Event], log: EventLog, details: LoadedDetails) -> list[str]:
    """The `EventId` of each event whose detail, which is not loaded, may show more of a node.

    `events` are those that are known to be of it, the oldest first. Of its groups they are, of
    each instance whose node is not known, the latest event, and all that name no instance near
    the node's time. Those come first that are nearest to the node's events.
    """
    if not events:
        return []
    groups = {event.instance_group_name for event in events}
    times = [event.event_time for event in events]
    near = [
        event
        for event in log.within(times[0] - BEFORE_SECONDS, times[-1] + BEFORE_SECONDS)
        if not event.instance_id and event.resource_type == "Instance"
    ]
    missing: list[str] = []
    for candidates in (without_node(log, groups), near):
        lacking = [
            event
            for event in candidates
            if event.instance_group_name in groups and event.event_id not in details
        ]
        lacking.sort(key=lambda event: _nearness(event.event_time, times))
        missing += [event.event_id for event in lacking]
    return missing[:MOST_MISSING]


def replacements(events: Sequence[Event], log: EventLog, details: LoadedDetails) -> list[str]:
    """The `EventId` of what reports a replacement in a node's groups, and may be of this node.

    One of each instance whose node is not known, and all that name no instance, the nearest to
    the node's beginning first: there its earlier instance has ended. `events` are those that are
    known to be of it, the oldest first.
    """
    identities = log.findings.identities
    reports: dict[str, Event] = {}
    for group in {event.instance_group_name for event in events}:
        for event in log.findings.groups.history(group).replaced:
            instance = event.instance_id
            if event.event_id not in details and identities.of_instance(instance) == instance:
                reports[instance or event.event_id] = event
    begun = events[0].event_time if events else 0.0
    near = sorted(reports.values(), key=lambda event: abs(event.event_time - begun))
    return [event.event_id for event in near]


def without_node(log: EventLog, groups: Container[str]) -> Iterator[Event]:
    """The latest event, whose detail may name the node, of each instance whose node is not known.

    What ListClusterNodes names needs no detail for that. Only those of the `groups` are looked at.
    """
    identities = log.findings.identities
    for instance_id in log.instance_ids:
        unknown = identities.of_instance(instance_id) == instance_id
        if unknown and identities.groups.get(instance_id) in groups:
            yield max(log.of_instance(instance_id), key=lambda event: event.event_time)


def _nearness(time: float, times: Sequence[float]) -> float:
    """Seconds to the next of these ascending times; a time after all of them comes last."""
    index = bisect_left(times, time)
    return times[index] - time if index < len(times) else inf


def usual_of_others(
    key: str, log: EventLog, details: LoadedDetails
) -> dict[tuple[str, str], Usual]:
    """How long each step took on the cluster's other nodes, as far as is loaded."""
    from hpev_tui.findings.timeline import usual_times

    return usual_times(_others(key, log, details))


def _others(key: str, log: EventLog, details: LoadedDetails) -> Iterator[Sequence[Event]]:
    identities = log.findings.identities
    latest = islice(reversed(list(log.instance_ids)), MOST_COMPARED)
    for other in dict.fromkeys(map(identities.of_instance, latest)):
        if other != key:
            yield SameNode.called(other, log, details).events(log)
