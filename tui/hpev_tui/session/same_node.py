"""Which loaded events are about the same node, and what is loaded of the others to compare with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from hpev_tui.findings.lives import Usual, usual_times
from hpev_tui.findings.nodes import asked_for_nearby
from hpev_tui.model import Event
from hpev_tui.session import Session
from hpev_tui.session.event_log import EventLog

MOST_COMPARED = 300
"""So many other instances, those that were heard of last, are compared with."""


@dataclass(frozen=True, slots=True)
class SameNode:
    """One node, by what is known of it: its instances, and the events whose details name it.

    Events of one instance are of one node. A node keeps its `NodeLogicalId` when its instance is
    replaced: details that are loaded, and ListClusterNodes, join its instances.
    """

    instance_ids: frozenset[str]
    event_ids: frozenset[str]

    @classmethod
    def of(cls, event: Event, log: EventLog, session: Session) -> SameNode | None:
        """The node that an event is about; None where it names none."""
        detail = session.details.get(event.event_id)
        key = log.findings.identities.node(event, detail.facts.node_logical_id if detail else "")
        return cls.called(key, log, session) if key else None

    @classmethod
    def called(cls, key: str, log: EventLog, session: Session) -> SameNode:
        """The node of that `NodeLogicalId` or, where that is not known, instance."""
        return cls(
            frozenset(log.findings.identities.instances(key)),
            frozenset(session.of_logical_node(key)),
        )

    def has(self, event: Event) -> bool:
        """Whether an event is about this node."""
        return event.instance_id in self.instance_ids or event.event_id in self.event_ids

    def events(self, log: EventLog) -> list[Event]:
        """Its loaded events, the oldest first; equal times in the order of the list, upwards."""
        found = {each: event for each in self.event_ids if (event := log.event(each))}
        for instance_id in self.instance_ids:
            found.update((event.event_id, event) for event in log.of_instance(instance_id))
        return upwards(found.values(), log)


def upwards(events: Iterable[Event], log: EventLog) -> list[Event]:
    """Loaded events in the order of the list from its oldest one upwards."""
    return sorted(events, key=lambda event: -(log.index(event.event_id) or 0))


def by_time(events: Sequence[Event], log: EventLog) -> list[Event]:
    """The events that are of a node by its group and their time only.

    `events` are those that are known to be of it, the oldest first.
    """
    facts, rows = log.findings.facts, log.rows

    def names_its_node(event_id: str) -> bool:
        return event_id in facts and facts[event_id].node_logical_id != ""

    found: dict[str, Event] = {}
    seen: set[str] = set()
    for event in events:
        if event.instance_id and event.instance_id not in seen:
            seen.add(event.instance_id)
            place = log.index(event.event_id) or 0
            before = (rows[number] for number in range(place + 1, len(rows)))
            for each in asked_for_nearby(event, before, names_its_node):
                found[each.event_id] = each
    known = {event.event_id for event in events}
    return [event for event_id, event in found.items() if event_id not in known]


def usual_of_others(key: str, log: EventLog, session: Session) -> dict[tuple[str, str], Usual]:
    """How long each step took on the cluster's other nodes, as far as is loaded."""
    return usual_times(_others(key, log, session))


def _others(key: str, log: EventLog, session: Session) -> Iterator[Sequence[Event]]:
    identities = log.findings.identities
    latest = islice(reversed(list(log.instance_ids)), MOST_COMPARED)
    for other in dict.fromkeys(map(identities.of_instance, latest)):
        if other != key:
            yield SameNode.called(other, log, session).events(log)
