"""Which loaded events are about the same node."""

from __future__ import annotations

from dataclasses import dataclass

from hpev_tui.model import Event
from hpev_tui.session import Session
from hpev_tui.session.event_log import EventLog


@dataclass(frozen=True, slots=True)
class SameNode:
    """One node, by what is known of it: its instances, and the events whose details name it.

    Events of one instance are of one node. A node keeps its `NodeLogicalId` when its instance is
    replaced, but only details have it: through those that are loaded its instances are joined.
    """

    node_logical_id: str
    instance_ids: frozenset[str]
    event_ids: frozenset[str]

    @classmethod
    def of(cls, event: Event, log: EventLog, session: Session) -> SameNode | None:
        """The node that an event is about; None where it names none."""
        detail = session.details.get(event.event_id)
        logical_id = detail.facts.node_logical_id if detail else ""
        if not logical_id and not event.instance_id:
            return None
        event_ids = frozenset({event.event_id, *session.of_logical_node(logical_id)})
        named = {other.instance_id for each in event_ids if (other := log.event(each))}
        return cls(logical_id, frozenset(named - {""}), event_ids)

    def has(self, event: Event) -> bool:
        """Whether an event is about this node."""
        return event.instance_id in self.instance_ids or event.event_id in self.event_ids

    def events(self, log: EventLog) -> list[Event]:
        """Its loaded events, the oldest first; equal times in the order of the list, upwards."""
        found = {each: event for each in self.event_ids if (event := log.event(each))}
        for instance_id in self.instance_ids:
            found.update((event.event_id, event) for event in log.of_instance(instance_id))
        return sorted(found.values(), key=lambda event: -(log.index(event.event_id) or 0))
