"""The attempts of each instance group: begun, failed, and nodes that came up.

Kept as events and details come, in any order and in pieces.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping
from dataclasses import dataclass

from hpev_tui.findings.facts import Facts
from hpev_tui.findings.identity import Identities
from hpev_tui.findings.pairing import Pairing
from hpev_tui.findings.steps import READY, step_of
from hpev_tui.findings.verdicts import is_activity
from hpev_tui.model import Event
from hpev_tui.noise import farthest


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """An attempt to bring up a node that failed, however many events told of it."""

    node: str
    """Its `NodeLogicalId` or, where that is not known, its instance; "" for neither."""
    event: Event
    """The first event that told of it."""


class GroupTally:
    """What happened to one instance group. Times are seconds since the epoch."""

    def __init__(self, name: str, pairing: Pairing) -> None:
        self.name = name
        self.begun: list[float] = []
        """When attempts began, the oldest first."""
        self.came_up: list[float] = []
        """When nodes came up."""
        self.ready: list[str] = []
        """The instances that came up, in the order in which that was heard."""
        self.changed: list[float] = []
        """When the group as a whole was told to change."""
        self._failures: dict[str, tuple[Event, str]] = {}
        self._pairing = pairing
        self._failed: list[FailedAttempt] | None = None

    @property
    def failed(self) -> list[FailedAttempt]:
        """The failed attempts, the oldest first."""
        if self._failed is None:
            self._failed = self._attempts()
        return self._failed

    def _attempts(self) -> list[FailedAttempt]:
        """Failures of one instance are one attempt's, and so are those of a node at the same time.

        Seconds of known pairs are no attempts of their own, of whatever node they are.
        """
        found: list[FailedAttempt] = []
        last: dict[str, Event] = {}
        passed: set[str] = set()
        entries = sorted(
            self._failures.values(), key=lambda entry: (entry[0].event_time, entry[0].event_id)
        )
        for event, node in entries:
            passed.add(event.event_id)
            first = self._pairing.first_of(event.event_id)
            if first and first not in passed:
                # The first of the pair happened after it, and is the one that counts.
                continue
            before = last.get(node) if node else None
            if node:
                last[node] = event
            if first or (before and _is_same(before, event)):
                continue
            found.append(FailedAttempt(node, event))
        return found

    def note_failure(self, event: Event, node: str) -> None:
        """An event tells that an attempt for a node failed."""
        self._failures[event.event_id] = (event, node)
        self._failed = None


def _is_same(before: Event, event: Event) -> bool:
    if before.instance_id and before.instance_id == event.instance_id:
        return True
    return event.event_time - before.event_time <= farthest()


class GroupTable:
    """The tallies of a cluster's groups, by `InstanceGroupName`."""

    def __init__(
        self, identities: Identities, facts: Mapping[str, Facts], pairing: Pairing
    ) -> None:
        self._identities = identities
        self._facts = facts
        self._pairing = pairing
        self._failures: dict[str, list[Event]] = {}
        """The failed attempts' events by their instance."""
        self.tallies: dict[str, GroupTally] = {}

    def tally(self, name: str) -> GroupTally:
        """What is known of a group; an empty one where that is nothing."""
        return self.tallies.get(name) or GroupTally(name, self._pairing)

    def add(self, event: Event) -> None:
        """Take in an event."""
        name = event.instance_group_name
        if not name:
            return
        tally = self.tallies.get(name)
        if tally is None:
            tally = self.tallies[name] = GroupTally(name, self._pairing)
        step = step_of(event)
        if step is None:
            if is_activity(event):
                insort(tally.changed, event.event_time)
        elif step.begins:
            insort(tally.begun, event.event_time)
        elif step.name == READY:
            insort(tally.came_up, event.event_time)
            tally.ready.append(event.instance_id)
        elif step.fails:
            if event.instance_id:
                self._failures.setdefault(event.instance_id, []).append(event)
            self._note(event)

    def learned(self, event: Event) -> None:
        """The detail of an event has come."""
        step = step_of(event) if event.instance_group_name else None
        if step is not None and step.fails:
            self._note(event)

    def joined(self, instance_id: str) -> None:
        """It has come out of which node this instance is."""
        for event in self._failures.get(instance_id, ()):
            self._note(event)

    def _note(self, event: Event) -> None:
        facts = self._facts.get(event.event_id)
        node = self._identities.node(event, facts.node_logical_id if facts else "")
        self.tallies[event.instance_group_name].note_failure(event, node)
