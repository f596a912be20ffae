"""Failed attempts to bring up a node, and which events report the same one."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hpev_tui.model.events import Event
from hpev_tui.rules import noise
from hpev_tui.rules.noise import farthest


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """An attempt to bring up a node that failed, however many events told of it."""

    node: str
    """Its `NodeLogicalId` or, where that is not known, its instance; "" for neither."""
    event: Event
    """The first event that told of it."""


class FailedAttempts:
    """The failed attempts of one group, the oldest first.

    Failures of one instance are one attempt's, and so are those of a node at the same time. What
    comes in changes the attempts around it in its node's life, and no others.
    """

    def __init__(self) -> None:
        self.found: list[FailedAttempt] = []
        self._of_node: dict[str, list[Event]] = {}
        self._node_of: dict[str, str] = {}

    def put(self, event: Event, node: str) -> None:
        """A failure is of that node, "" for none that is known."""
        before = self._node_of.get(event.event_id)
        if before == node:
            return
        if before is not None:
            self.drop(event)
        self._node_of[event.event_id] = node
        events = self._of_node.setdefault(node, [])
        place = bisect_left(events, _key(event), key=_key)
        events.insert(place, event)
        self._judge(node, place)
        self._judge(node, place + 1)

    def drop(self, event: Event) -> None:
        """A failure is none of its own: another event tells of it."""
        node = self._node_of.pop(event.event_id, None)
        if node is None:
            return
        events = self._of_node[node]
        place = bisect_left(events, _key(event), key=_key)
        del events[place]
        self._note(event, None)
        self._judge(node, place)

    def _judge(self, node: str, place: int) -> None:
        """See whether an attempt begins with an event of a node's, after the one before it."""
        events = self._of_node[node]
        if place < len(events):
            begins = not node or not place or not _is_same(events[place - 1], events[place])
            self._note(events[place], FailedAttempt(node, events[place]) if begins else None)

    def _note(self, event: Event, attempt: FailedAttempt | None) -> None:
        """Have that attempt begin with an event, or none."""
        place = bisect_left(self.found, _key(event), key=_key_of_attempt)
        if place < len(self.found) and self.found[place].event is event:
            self.found[place : place + 1] = [attempt] if attempt else []
        elif attempt:
            self.found.insert(place, attempt)


def _is_same(before: Event, event: Event) -> bool:
    if before.instance_id and before.instance_id == event.instance_id:
        return True
    return event.event_time - before.event_time <= farthest()


def _key(event: Event) -> tuple[float, str]:
    return event.event_time, event.event_id


def _key_of_attempt(attempt: FailedAttempt) -> tuple[float, str]:
    return _key(attempt.event)


class Pairing:
    """Keeps what `noise.pairs` says of all events so far, and looks at the new ones' surroundings.

    Only events of one group, each within seconds of the next, can have to do with each other.
    """

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], list[Event]] = {}
        self._first_of: dict[str, str] = {}

    def first_of(self, event_id: str) -> str | None:
        """The first event of the pair whose second this is; None where it is none."""
        return self._first_of.get(event_id)

    def add(self, events: Iterable[Event]) -> list[tuple[Event, str | None]]:
        """Take in events.

        What is no possible member of a pair is passed over.

        Returns:
            Each event that has become the second of a pair, or of another one, or has ceased to
            be, with the first one that it had before.
        """
        touched: dict[tuple[str, str], list[Event]] = {}
        for event in events:
            if noise.may_pair(event):
                group = (event.cluster_arn, event.instance_group_name)
                insort(self._groups.setdefault(group, []), event, key=_place)
                touched.setdefault(group, []).append(event)
        changed: list[tuple[Event, str | None]] = []
        for group, fresh in touched.items():
            for chain in _chains(self._groups[group], fresh):
                changed += self._pair(chain)
        return changed

    def _pair(self, chain: list[Event]) -> Iterator[tuple[Event, str | None]]:
        found = noise.pairs(chain)
        for event in chain:
            first, before = found.get(event.event_id), self._first_of.get(event.event_id)
            if first != before:
                if first is None:
                    del self._first_of[event.event_id]
                else:
                    self._first_of[event.event_id] = first
                yield event, before


def _chains(events: list[Event], fresh: list[Event]) -> Iterator[list[Event]]:
    """The runs of events, each near the next, that have a fresh one in them; each once."""
    apart = noise.farthest()
    end = -1
    for event in sorted(fresh, key=_place):
        place = bisect_left(events, _place(event), key=_place)
        if place < end:
            continue
        start, end = place, place + 1
        while start and events[start].event_time - events[start - 1].event_time <= apart:
            start -= 1
        while end < len(events) and events[end].event_time - events[end - 1].event_time <= apart:
            end += 1
        yield events[start:end]


def _place(event: Event) -> tuple[float, str]:
    return event.event_time, event.event_id
