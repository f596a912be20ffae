"""Failed attempts to bring up a node, and which events report the same one."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple

from hpev_tui.findings.multidict import MultiDict
from hpev_tui.findings.steps import ROLLED_BACK, Step, reports_again, step_said
from hpev_tui.model.events import Event
from hpev_tui.rules import noise


def in_time(event: Event) -> tuple[float, str]:
    """An order that does not depend on the order in which events came."""
    return event.event_time, event.event_id


def add_in_time(events: list[Event], fresh: Iterable[Event]) -> None:
    """Add events where they belong among others, the oldest first."""
    added = sorted(fresh, key=in_time)
    end = bisect_left(added, in_time(events[0]), key=in_time) if events else len(added)
    # The usual older page: the others make room for it once.
    events[:0] = added[:end]
    for event in added[end:]:
        insort(events, event, key=in_time)


class FailedAttempt(NamedTuple):
    """An attempt to bring up a node that failed, however many events report it."""

    node: str
    """Its `NodeLogicalId` or, where that is not known, its instance; "" for neither."""
    event: Event
    """The first event that reports it."""


class FailedAttempts:
    """The failed attempts of one group, the oldest first.

    Failures of one node are one attempt's where they come at one time, or where the later one is
    said of the whole attempt of that instance; a step in between begins another attempt. What is
    added or dropped changes only the attempts next to it in its node's timeline.
    """

    def __init__(self) -> None:
        self.in_order: deque[FailedAttempt] = deque()
        """Most are added before all others, where a list would move these each time."""
        self.changes = 0
        """How often these have changed."""
        self._of_node = MultiDict[str, Event]()
        self._node_of: dict[str, str] = {}

    def put(self, event: Event, step: Step, node: str) -> None:
        """Add a step of that node, "" where the node is not known; or move it there.

        Steps that are no failures keep the attempts of a node apart. Of unknown nodes they do not.
        """
        before = self._node_of.get(event.event_id)
        if before == node or not (node or step.fails):
            return
        if before is not None:
            self.drop(event)
        self._node_of[event.event_id] = node
        steps, index = self._of_node.of(node), 0
        if steps and event.event_time >= steps[0].event_time:
            index = bisect_left(steps, in_time(event), key=in_time)
        previous = steps[index - 1] if index else None
        following = steps[index] if index < len(steps) else None
        self._of_node.insert(node, index, event)
        if step.fails:
            self._judge(node, previous, event)
        # Mostly the next one stands as it stood: to look for it among the attempts costs most.
        if following is not None and _step(following).fails:
            is_same = _is_same(node, previous, following)
            if is_same != _is_same(node, event, following):
                self._judge(node, event, following)

    def drop(self, event: Event) -> None:
        """Remove a step: it is no attempt of its own, another event reports that."""
        node = self._node_of.pop(event.event_id, None)
        if node is None:
            return
        steps = self._of_node.of(node)
        index = bisect_left(steps, in_time(event), key=in_time)
        previous = steps[index - 1] if index else None
        following = steps[index + 1] if index + 1 < len(steps) else None
        self._of_node.remove(node, index)
        self._note(event, None)
        if following is not None and _step(following).fails:
            self._judge(node, previous, following)

    def node_of(self, event_id: str) -> str:
        """The node that an event was put down for, "" where it is not known."""
        return self._node_of.get(event_id, "")

    def is_down(self, node: str) -> bool:
        """Whether a node has not come up again since it failed, as far as events are loaded."""
        latest = map(_step, reversed(self._of_node.of(node)))
        ends = (step for step in latest if step.fails or step.succeeds or step.name == ROLLED_BACK)
        return next((step.fails for step in ends), False)

    def join(self, node_of: Mapping[str, str]) -> bool:
        """It is known now of which node each of these instances is; whether steps are theirs.

        A node's steps stay as they were judged where its name is all that changes.
        """
        joined = [instance for instance in node_of if instance in self._of_node]
        renamed: dict[str, str] = {}
        for instance in joined:
            node, steps = node_of[instance], self._of_node.of(instance)
            if node in self._of_node:
                for event in tuple(steps):
                    self.put(event, _step(event), node)
                continue
            renamed[instance] = node
            self._of_node.rename(instance, node)
            self._node_of.update(dict.fromkeys([each.event_id for each in steps], node))
        if renamed:
            for index, (name, event) in enumerate(self.in_order):
                if name in renamed:
                    self.in_order[index] = FailedAttempt(renamed[name], event)
        return bool(joined)

    def _judge(self, node: str, before: Event | None, failure: Event) -> None:
        """Decide whether an attempt fails with a failure of a node, after the step before it."""
        is_same = _is_same(node, before, failure)
        self._note(failure, None if is_same else FailedAttempt(node, failure))

    def _note(self, event: Event, attempt: FailedAttempt | None) -> None:
        """Set the attempt that fails with an event, None for no attempt."""
        index = 0
        if self.in_order and event.event_time >= self.in_order[0].event.event_time:
            index = bisect_left(self.in_order, in_time(event), key=_key_of_attempt)
        is_there = index < len(self.in_order) and self.in_order[index].event is event
        if is_there and self.in_order[index] != attempt:
            if attempt:
                self.in_order[index] = attempt
            else:
                del self.in_order[index]
            self.changes += 1
        elif attempt and not is_there:
            self.in_order.insert(index, attempt)
            self.changes += 1


def _is_same(node: str, before: Event | None, failure: Event) -> bool:
    """Whether a failure of a node reports the attempt that the step before it does."""
    if not node or before is None:
        return False
    step = _step(before)
    return step.fails and reports_again(before, step, failure, _step(failure))


def _step(event: Event) -> Step:
    """Which step an event is. Looked up again: kept for each event it would take most memory."""
    step = step_said(event.description)
    assert step is not None, event  # noqa: S101 - only steps are put here
    return step


def _key_of_attempt(attempt: FailedAttempt) -> tuple[float, str]:
    return in_time(attempt.event)


class Pairing:
    """Keeps what `noise.pairs` says of all events so far, and looks again around those added.

    Only events of one group, each within seconds of the next, can make a pair.
    """

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], list[Event]] = {}
        self._first_of: dict[str, str] = {}
        self._second_of: dict[str, Event] = {}

    @property
    def seconds(self) -> Container[str]:
        """The `EventId` of each second event of a pair."""
        return self._first_of

    def first_of(self, event_id: str) -> str | None:
        """The first event of the pair whose second this is; None where it is none."""
        return self._first_of.get(event_id)

    def second_of(self, event_id: str) -> Event | None:
        """The second event of the pair whose first this is; None where it is none."""
        return self._second_of.get(event_id)

    def add(self, events: Iterable[Event]) -> list[tuple[Event, str | None]]:
        """Add events; those that can be no member of a pair are passed over.

        Returns:
            Each event that is now the second of a pair, or of another pair, or no longer of one,
            with the first one that it had before.
        """
        touched: dict[tuple[str, str], list[Event]] = {}
        for event in events:
            if noise.may_pair(event):
                group = (event.cluster_arn, event.instance_group_name)
                touched.setdefault(group, []).append(event)
        changed: list[tuple[Event, str | None]] = []
        for group, fresh in touched.items():
            add_in_time(self._groups.setdefault(group, []), fresh)
            for chain in _chains(self._groups[group], fresh):
                changed += self._pair(chain)
        return changed

    def drop(self, dropped: Container[str]) -> None:
        """Forget these events, by their `EventId`: all that are older than the others."""
        for group, events in list(self._groups.items()):
            gone = [event.event_id for event in events if event.event_id in dropped]
            for event_id in gone:
                self._first_of.pop(event_id, None)
                self._second_of.pop(event_id, None)
            events[:] = [event for event in events if event.event_id not in dropped]
            if not events:
                del self._groups[group]
            elif gone:
                # Those next to the dropped ones may make other pairs now.
                for chain in _chains(events, events[:1]):
                    list(self._pair(chain))

    def _pair(self, chain: list[Event]) -> Iterator[tuple[Event, str | None]]:
        pairs = noise.pairs(chain)
        for event in chain:
            self._second_of.pop(event.event_id, None)
        for event in chain:
            if first_id := pairs.get(event.event_id):
                self._second_of[first_id] = event
        for event in chain:
            first, before = pairs.get(event.event_id), self._first_of.get(event.event_id)
            if first != before:
                if first is None:
                    del self._first_of[event.event_id]
                else:
                    self._first_of[event.event_id] = first
                yield event, before


def _chains(events: list[Event], fresh: list[Event]) -> Iterator[list[Event]]:
    """The runs of events, each near the next, that have a fresh one among them; each run once."""
    apart = noise.farthest()
    index = end = -1
    for event in sorted(fresh, key=in_time):
        index += 1
        if events[index] is not event:
            index = bisect_left(events, in_time(event), index, key=in_time)
        if index < end:
            continue
        start, end = index, index + 1
        while start and events[start].event_time - events[start - 1].event_time <= apart:
            start -= 1
        while end < len(events) and events[end].event_time - events[end - 1].event_time <= apart:
            end += 1
        yield events[start:end]
