"""The attempts of each instance group: begun, failed, and nodes that came up.

Kept as events and details come, in any order and in pieces.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping

from hpev_tui.findings.attempts import FailedAttempt, FailedAttempts
from hpev_tui.findings.facts import Facts
from hpev_tui.findings.identity import Identities
from hpev_tui.findings.pairing import Pairing
from hpev_tui.findings.steps import READY, step_of
from hpev_tui.findings.verdicts import is_activity
from hpev_tui.model import Event


class GroupTally:
    """What happened to one instance group. Times are seconds since the epoch."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.begun: list[float] = []
        """When attempts began, the oldest first."""
        self.came_up: list[float] = []
        """When nodes came up."""
        self.ready: list[str] = []
        """The instances that came up, in the order in which that was heard."""
        self.changed: list[float] = []
        """When the group as a whole was told to change."""
        self.attempts = FailedAttempts()

    @property
    def failed(self) -> list[FailedAttempt]:
        """The failed attempts, the oldest first."""
        return self.attempts.found


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
        return self.tallies.get(name) or GroupTally(name)

    def add(self, event: Event) -> None:
        """Take in an event."""
        name = event.instance_group_name
        if not name:
            return
        tally = self.tallies.get(name)
        if tally is None:
            tally = self.tallies[name] = GroupTally(name)
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
        """The detail of an event has come, or it has become one of a pair, or is none any more."""
        step = step_of(event) if event.instance_group_name in self.tallies else None
        if step is not None and step.fails:
            self._note(event)

    def joined(self, instance_id: str) -> None:
        """It has come out of which node this instance is."""
        for event in self._failures.get(instance_id, ()):
            self._note(event)

    def _note(self, event: Event) -> None:
        facts = self._facts.get(event.event_id)
        attempts = self.tallies[event.instance_group_name].attempts
        if self._pairing.first_of(event.event_id):
            # Its first event tells of the attempt, whichever of the two comes first.
            attempts.drop(event)
        else:
            node = self._identities.node(event, facts.node_logical_id if facts else "")
            attempts.put(event, node)
