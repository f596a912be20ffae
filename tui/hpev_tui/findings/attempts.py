"""Failed attempts to bring up a node, and which events report the same one."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple

from hpev_tui.model.events import Event
from hpev_tui.rules import noise
from hpev_tui.rules.noise import farthest


class FailedAttempt(NamedTuple):
    """An attempt to bring up a node that failed, however many events report it."""

    node: str
    """Its `NodeLogicalId` or, where that is not known, its instance; "" for neither."""
    event: Event
    """The first event that reports it."""


class FailedAttempts:
    """The failed attempts of one group, the oldest first.

    Failures of one instance are one attempt's, and so are those of one node at the same time. A
    failure that is added or dropped changes only the attempts next to it in its node's timeline.
    """

    def __init__(self) -> None:
        self.in_order: list[FailedAttempt] = []
        self._of_node: dict[str, list[Event]] = {}
        self._node_of: dict[str, str] = {}

    def put(self, event: Event, node: str) -> None:
        """Add a failure of that node, "" where the node is not known; or move it there."""
        before = self._node_of.get(event.event_id)
        if before == node:
            return
        if before is not None:
            self.drop(event)
        self._node_of[event.event_id] = node
        events = self._of_node.setdefault(node, [])
        index = bisect_left(events, _key(event), key=_key)
        events.insert(index, event)
        self._judge(node, index)
        self._judge(node, index + 1)

    def drop(self, event: Event) -> None:
        """Remove a failure: it is no attempt of its own, another event reports that."""
        node = self._node_of.pop(event.event_id, None)
        if node is None:
            return
        events = self._of_node[node]
        index = bisect_left(events, _key(event), key=_key)
        del events[index]
        self._note(event, None)
        self._judge(node, index)

    def join(self, node_of: Mapping[str, str]) -> bool:
        """It is known now of which node each of these instances is; whether failures are theirs.

        A node's failures stay as they were judged where its name is all that changes.
        """
        joined = [instance for instance in node_of if self._of_node.get(instance)]
        renamed: dict[str, str] = {}
        for instance in joined:
            node, events = node_of[instance], self._of_node[instance]
            if self._of_node.get(node):
                for event in list(events):
                    self.put(event, node)
                continue
            renamed[instance] = node
            self._of_node[node] = self._of_node.pop(instance)
            self._node_of.update(dict.fromkeys([event.event_id for event in events], node))
        if renamed:
            self.in_order[:] = [
                FailedAttempt(renamed[each.node], each.event) if each.node in renamed else each
                for each in self.in_order
            ]
        return bool(joined)

    def _judge(self, node: str, index: int) -> None:
        """Decide whether an attempt begins with this event of a node, after the one before it."""
        events = self._of_node[node]
        if index < len(events):
            begins = not node or not index or not _is_same(events[index - 1], events[index])
            self._note(events[index], FailedAttempt(node, events[index]) if begins else None)

    def _note(self, event: Event, attempt: FailedAttempt | None) -> None:
        """Set the attempt that begins with an event, None for no attempt."""
        index = bisect_left(self.in_order, _key(event), key=_key_of_attempt)
        if index < len(self.in_order) and self.in_order[index].event is event:
            self.in_order[index : index + 1] = [attempt] if attempt else []
        elif attempt:
            self.in_order.insert(index, attempt)


def _is_same(before: Event, event: Event) -> bool:
    if before.instance_id and before.instance_id == event.instance_id:
        return True
    return event.event_time - before.event_time <= farthest()


def _key(event: Event) -> tuple[float, str]:
    return event.event_time, event.event_id


def _key_of_attempt(attempt: FailedAttempt) -> tuple[float, str]:
    return _key(attempt.event)


class Pairing:
    """Keeps what `noise.pairs` says of all events so far, and looks anew around those added.

    Only events of one group, each within seconds of the next, can make a pair.
    """

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], list[Event]] = {}
        self._first_of: dict[str, str] = {}

    @property
    def seconds(self) -> Container[str]:
        """The `EventId` of each second event of a pair."""
        return self._first_of

    def first_of(self, event_id: str) -> str | None:
        """The first event of the pair whose second this is; None where it is none."""
        return self._first_of.get(event_id)

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
                insort(self._groups.setdefault(group, []), event, key=_key)
                touched.setdefault(group, []).append(event)
        changed: list[tuple[Event, str | None]] = []
        for group, fresh in touched.items():
            for chain in _chains(self._groups[group], fresh):
                changed += self._pair(chain)
        return changed

    def _pair(self, chain: list[Event]) -> Iterator[tuple[Event, str | None]]:
        pairs = noise.pairs(chain)
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
    end = -1
    for event in sorted(fresh, key=_key):
        index = bisect_left(events, _key(event), key=_key)
        if index < end:
            continue
        start, end = index, index + 1
        while start and events[start].event_time - events[start - 1].event_time <= apart:
            start -= 1
        while end < len(events) and events[end].event_time - events[end - 1].event_time <= apart:
            end += 1
        yield events[start:end]
