"""What the loaded events say together: signatures, what failures share, groups, nodes, attempts.

The service says none of this: it is read from events, and whatever is shown of it says from which.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from threading import Lock

from hpev_tui import rules
from hpev_tui.findings import steps
from hpev_tui.findings.facts import Facts, Identities
from hpev_tui.findings.history import GroupTable
from hpev_tui.findings.kinds import FailureKinds
from hpev_tui.findings.signatures import SignatureTable
from hpev_tui.findings.steps import is_of_network
from hpev_tui.model.events import ClusterNode, Event

__all__ = ["Facts", "Findings", "load_event_rules", "load_rules"]


_reading = Lock()


def load_event_rules() -> None:
    """Read the files that a page of events is judged by, by one thread only."""
    with _reading:
        rules.load_all()
        steps.step_rules()


def load_rules() -> None:
    """Read the files of rules now rather than with the first event, by one thread only."""
    load_event_rules()
    with _reading:
        # Not with this module: no page of events needs it, and it takes long to import.
        from hpev_tui.findings import groups

        groups.verdict_rules()


class Findings:
    """The findings of one cluster, brought up to date by each event, detail and list of nodes."""

    def __init__(self) -> None:
        self.facts: dict[str, Facts] = {}
        """What the loaded details say, by `EventId`."""
        self.identities = Identities()
        self.signatures = SignatureTable(self.identities, self.facts)
        self.groups = GroupTable(self.identities, self.facts, self.signatures.pairing)
        self.kinds = FailureKinds(self.facts)
        self.of_network: list[Event] = []
        """The events whose details describe the network or the image of a group."""
        self.nodes: Sequence[ClusterNode] = ()
        """Those of ListClusterNodes."""
        self.is_stale = False
        """Whether they are of what some events were before they came again."""

    def add(self, events: Sequence[Event]) -> None:
        """Add events, each once, in any order."""
        changed = self.signatures.add(events)
        self.kinds.add(events)
        self.groups.add(events)
        for event in events:
            if event.resource_type == "InstanceGroup":
                if is_of_network(event):
                    self.of_network.append(event)
            elif event.instance_id:
                self.identities.groups[event.instance_id] = event.instance_group_name
        for event in changed:
            self.groups.recount(event)

    def start_again(self, events: Sequence[Event], changed: Container[str]) -> None:
        """Start again from these events; the details of the `changed` ones are forgotten."""
        facts, revision, nodes = self.facts, self.groups.revision, self.nodes
        self.__init__()  # type: ignore[misc] # what each table knows is in it alone
        # What was made of the tables before must not pass for what is made of these.
        self.groups.revision = revision + 1
        self.add(events)
        for event in events:
            if event.event_id in facts and event.event_id not in changed:
                self.add_detail(event, facts[event.event_id])
        self.add_nodes(nodes)

    def take_over(self, other: Findings) -> None:
        """Be what other findings are, which were made of fewer events."""
        groups, kinds = self.groups.revision, self.kinds.revision
        self.__dict__.update(other.__dict__)
        # What was made of the tables before must not pass for what is made of these.
        self.groups.renumber(groups + 1)
        self.kinds.revision += kinds + 1

    def add_detail(self, event: Event, facts: Facts) -> None:
        """Add the detail of an event that was added before.

        Stale findings know the event as it was, and cannot count it again as it is: they keep the
        detail for those that are made in their place.
        """
        self.facts[event.event_id] = facts
        if self.is_stale:
            return
        if facts.node_logical_id:
            self.identities.groups[facts.node_logical_id] = event.instance_group_name
        # Before the event is counted: its pair may be an event of the same instance.
        if self.identities.add(event.instance_id, facts.node_logical_id):
            self._joined([event.instance_id])
        self.signatures.recount(event)
        self.groups.recount(event)

    def changed(self, event_ids: Iterable[str]) -> None:
        """These events have come again as others: forget their details, and be stale from now on.

        What was made of them stays until other findings are taken over.
        """
        self.is_stale = True
        gone = self.facts.keys() & set(event_ids)
        self.kinds.forget(gone)
        for event_id in gone:
            del self.facts[event_id]

    def add_nodes(self, nodes: Sequence[ClusterNode]) -> None:
        """Add the nodes of ListClusterNodes."""
        self.nodes = nodes
        self._joined(self.identities.add_nodes(nodes))

    def _joined(self, instance_ids: Sequence[str]) -> None:
        for instance_id in instance_ids:
            self.signatures.joined(instance_id)
        self.groups.joined(instance_ids)
