"""What happened to each instance group, as far as its events are loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TypeAlias

from hpev_tui.findings.attempts import FailedAttempts, Pairing, add_in_time, in_time
from hpev_tui.findings.facts import Facts, Identities
from hpev_tui.findings.steps import PATCH, UNHEALTHY, Step, step_said, step_that
from hpev_tui.model.events import Event
from hpev_tui.rules.phrasebook import masked
from hpev_tui.rules.says import Said, sentence_rules

MOST_UNKNOWN = 200
"""How many different sentences that are not known are remembered, at most."""

_GROUP = "InstanceGroup"
_OF_PATCH = ("patch", "rollback", "bake", "bake evaluation")

_Added: TypeAlias = defaultdict[tuple[str, str], list[Event]]
"""Events to be added to a list of a group, by the names of both."""


class GroupHistory:
    """What happened to one instance group: events, the oldest first."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.begun: list[Event] = []
        """With which attempts began."""
        self.came_up: list[Event] = []
        """With which nodes came up, or ended their update as themselves."""
        self.ready: list[str] = []
        """The instances that came up, in the order in which their events were added."""
        self.replaced: list[Event] = []
        """Of its instances, what was said as part of a replacement."""
        self.unhealthy: list[Event] = []
        """With which one of its nodes was found unhealthy."""
        self.pools: list[Event] = []
        """With which the capacity of attempts was said."""
        self.networks: list[Event] = []
        """With which its network was said: subnet and zone."""
        self.reservations: dict[str, None] = {}
        """The capacity reservations that details of the group name, in words."""
        self.changed: list[Event] = []
        """With which a change of the group as a whole was asked for."""
        self.refused: list[Event] = []
        """With which an operation on the group as a whole failed, but for its update."""
        self.patches: list[Event] = []
        """What was said of its update as a whole, and of nodes whose update failed, was skipped or
        was rolled back."""
        self.update_steps: list[Event] = []
        """With which updates of its nodes began, or ended well."""
        self.last_sign: Event | None = None
        """The latest step of one of its nodes, or change of itself or of the whole cluster."""
        self.last_unknown: Event | None = None
        """The latest event whose sentence is not known."""
        self.attempts = FailedAttempts()
        self.failed = self.attempts.in_order
        """The failed attempts, the oldest first."""
        self.revision = 0
        """Another number whenever something may have changed."""

    @property
    def has_tried(self) -> bool:
        """Whether an attempt has begun, ended, or been refused."""
        return bool(self.begun or self.came_up or self.failed or self.refused)


class GroupTable:
    """What happened to a cluster's groups, by `InstanceGroupName`."""

    def __init__(
        self, identities: Identities, facts: Mapping[str, Facts], pairing: Pairing
    ) -> None:
        self._identities = identities
        self._facts = facts
        self._pairing = pairing
        self.histories: dict[str, GroupHistory] = {}
        self.revision = 0
        """Another number whenever a history may have changed."""
        self._of_cluster: Event | None = None
        """With which a change of the whole cluster was last asked for."""
        self.unknown: dict[str, tuple[str, int]] = {}
        """Sentences that are not known, by their masked text: one of them, and how many came."""

    def history(self, name: str) -> GroupHistory:
        """The history of a group; an empty one where no event names it."""
        return self.histories.get(name) or self._new(name)

    def _new(self, name: str) -> GroupHistory:
        history = GroupHistory(name)
        history.last_sign = self._of_cluster
        return history

    def add(self, events: Sequence[Event]) -> None:
        """Add events."""
        if events:
            self.revision += 1
        added: _Added = defaultdict(list)
        said_by = sentence_rules().by_text
        for event in events:
            self._add(event, said_by[event.description], added)
        # Together: each list makes room once.
        for (group, name), fresh in added.items():
            add_in_time(getattr(self.histories[group], name), fresh)

    def _add(self, event: Event, said: Said | None, added: _Added) -> None:
        """Add an event; `added` is to have it under each list that it belongs to."""
        if said is None:
            self._note_unknown(event)
        name = event.instance_group_name
        if not name:
            # A group without a name is no group.
            if said is not None and (said.subject, said.outcome) == ("Cluster", "started"):
                self._add_of_cluster(event)
            return
        history = self.histories.get(name)
        if history is None:
            history = self.histories[name] = self._new(name)
        history.revision = self.revision
        kind = event.resource_type
        if kind == _GROUP:
            _add_of_group(history, event, said, added)
        elif kind != "Cluster" and said is not None:
            self._add_of_node(history, event, said, added)
        if said is None:
            history.last_unknown = _later(history.last_unknown, event)

    def _add_of_cluster(self, event: Event) -> None:
        """A change of the whole cluster is one of each group, as far as is known."""
        self._of_cluster = _later(self._of_cluster, event)
        for history in self.histories.values():
            history.last_sign = _later(history.last_sign, event)
            self._touch(history)

    def _add_of_node(self, history: GroupHistory, event: Event, said: Said, added: _Added) -> None:
        step, names, is_tried = _of_nodes(said)
        if step is None:
            return
        last = history.last_sign
        if last is None or event.event_time >= last.event_time:
            history.last_sign = _later(last, event)
        for name in names:
            added[history.name, name].append(event)
        if step.succeeds and not step.begins:
            history.ready.append(event.instance_id)
        if is_tried:
            self._note(history, event, step)

    def recount(self, event: Event) -> None:
        """Count an event again: its detail has come, or whether it is one of a pair has changed."""
        step = self._step(event)
        if step is None or not step.is_tried:
            self._note_reservation(event)
            return
        history = self.histories[event.instance_group_name]
        before = history.attempts.changes
        self._note(history, event, step)
        second = self._pairing.second_of(event.event_id) if step.fails else None
        if second is not None and (its := self._step(second)) is not None:
            self._note(history, second, its)
        if history.attempts.changes != before:
            self._touch(history)

    def _note_reservation(self, event: Event) -> None:
        """The detail of an event of a group may name its capacity reservation."""
        facts, history = (
            self._facts.get(event.event_id),
            self.histories.get(event.instance_group_name),
        )
        if (
            event.resource_type != _GROUP
            or not facts
            or not facts.capacity_reservation
            or not history
        ):
            return
        kind = f" ({facts.capacity_type})" if facts.capacity_type else ""
        name = facts.capacity_reservation.rpartition("/")[2]
        history.reservations[f"capacity reservation {name}{kind}"] = None
        self._touch(history)

    def _step(self, event: Event) -> Step | None:
        if event.instance_group_name not in self.histories:
            return None
        if event.resource_type in ("Cluster", _GROUP):
            return None
        return step_said(event.description)

    def joined(self, instance_ids: Iterable[str]) -> None:
        """It is known now of which node each of these instances is."""
        node_of = {instance: self._identities.of_instance(instance) for instance in instance_ids}
        for history in self.histories.values():
            if history.attempts.join(node_of):
                self._touch(history)

    def renumber(self, by: int) -> None:
        """Number all revisions higher by so much."""
        self.revision += by
        for history in self.histories.values():
            history.revision += by

    def _touch(self, history: GroupHistory) -> None:
        self.revision += 1
        history.revision = self.revision

    def _note(self, history: GroupHistory, event: Event, step: Step) -> None:
        facts = self._facts.get(event.event_id)
        attempts = history.attempts
        node = facts.node_logical_id if facts else ""
        node = node or self._identities.of_instance(event.instance_id)
        first = self._pairing.first_of(event.event_id) if step.fails else None
        # The first event of the pair reports the attempt, whichever of the two was added first:
        # unless details have said meanwhile that they are of two nodes.
        if first and (not node or attempts.node_of(first) in ("", node)):
            attempts.drop(event)
        else:
            attempts.put(event, step, node)

    def _note_unknown(self, event: Event) -> None:
        text = masked(event.description)
        example, count = self.unknown.get(text, (event.description, 0))
        if count or len(self.unknown) < MOST_UNKNOWN:
            self.unknown[text] = (example, count + 1)


def _add_of_group(history: GroupHistory, event: Event, said: Said | None, added: _Added) -> None:
    if said is None:
        return
    names = []
    if said.outcome in ("started", "scheduled", "progress"):
        names.append("changed")
        history.last_sign = _later(history.last_sign, event)
    if said.operation == "network configuration":
        names.append("networks")
    if said.operation in _OF_PATCH:
        names.append("patches")
    elif said.outcome == "failed" and not said.part_of:
        names.append("refused")
        history.last_sign = _later(history.last_sign, event)
    for name in names:
        added[history.name, name].append(event)


@cache
def _of_nodes(said: Said) -> tuple[Step | None, tuple[str, ...], bool]:
    """Of events of nodes that say this: the step, in which lists they are, whether it is tried."""
    step, names = step_that(said), []
    if step is None:
        return None, (), False
    if "replacement" in (said.operation, said.part_of):
        names.append("replaced")
    if said.operation == "capacity pool":
        names.append("pools")
    if step.phase == PATCH and (step.begins or step.succeeds):
        names.append("update_steps")
    if step.begins:
        names.append("begun")
    elif step.succeeds:
        names.append("came_up")
    elif said.operation in _OF_PATCH:
        names.append("patches")
    elif step.name == UNHEALTHY:
        names.append("unhealthy")
    return step, tuple(names), step.is_tried


def _later(one: Event | None, other: Event) -> Event:
    if one is None or other.event_time > one.event_time:
        return other
    # The usual older page.
    return one if other.event_time < one.event_time else max(other, one, key=in_time)
