"""What is loaded of a node's life, and of others' to compare with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from hpev_tui.findings.lives import Usual, usual_times
from hpev_tui.findings.nodes import asked_for_nearby
from hpev_tui.model import Event
from hpev_tui.session import Session
from hpev_tui.session.event_log import EventLog

MOST_COMPARED = 300
"""So many other instances, those that were heard of last, are compared with."""


def events_of_node(key: str, log: EventLog, session: Session) -> list[Event]:
    """Its loaded events, the oldest first; equal times in the order of the list, upwards.

    `key` is its `NodeLogicalId` or, where that is not known, its instance.
    """
    found = {each: event for each in session.of_logical_node(key) if (event := log.event(each))}
    for instance in log.findings.identities.instances(key):
        found.update((event.event_id, event) for event in log.of_instance(instance))
    return sorted(found.values(), key=lambda event: -(log.index(event.event_id) or 0))


def by_time(events: Sequence[Event], log: EventLog) -> list[Event]:
    """The events that are of a node by its group and their time only, the oldest first."""
    facts = log.findings.facts

    def names_its_node(event_id: str) -> bool:
        return event_id in facts and facts[event_id].node_logical_id != ""

    found: list[Event] = []
    seen: set[str] = set()
    for event in events:
        if event.instance_id and event.instance_id not in seen:
            seen.add(event.instance_id)
            place = log.index(event.event_id) or 0
            rows = log.rows
            before = (rows[number] for number in range(place + 1, len(rows)))
            found += asked_for_nearby(event, before, names_its_node)
    known = {event.event_id for event in events}
    return [event for event in found if event.event_id not in known]


def usual_of_others(key: str, log: EventLog, session: Session) -> dict[tuple[str, str], Usual]:
    """How long each step took on the cluster's other nodes, as far as is loaded."""
    return usual_times(_others(key, log, session))


def _others(key: str, log: EventLog, session: Session) -> Iterator[Sequence[Event]]:
    identities = log.findings.identities
    latest = islice(reversed(list(log.instance_ids)), MOST_COMPARED)
    for other in dict.fromkeys(map(identities.of_instance, latest)):
        if other != key:
            yield events_of_node(other, log, session)
