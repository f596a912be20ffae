"""What is counted of the failures of one signature, and which of them report one fault twice."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from operator import attrgetter

from hpev_tui.model.events import Event
from hpev_tui.rules import noise
from hpev_tui.rules.levels import infer_level, level_of

_time = attrgetter("event_time")

_FEW = 20
"""Around how many events pairs are looked for one by one, at most."""


class CountedEvents:
    """What is counted of several events."""

    __slots__ = ("_events", "_is_sorted", "_pairs", "_touched", "groups", "levels", "nodes")

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._is_sorted = True
        self.nodes: Counter[str] = Counter()
        self.groups: Counter[str] = Counter()
        self.levels: Counter[str] = Counter()
        self._pairs: dict[str, str] = {}
        """The second event of each pair among them, and its first."""
        self._touched: list[Event] = []
        """Added or removed since the pairs were looked for."""

    @property
    def events(self) -> list[Event]:
        """The oldest first, those of one time in the order in which they came."""
        # When they are asked for: sorted one by one, each older one would move all others.
        if not self._is_sorted:
            self._events.sort(key=_time)
            self._is_sorted = True
        return self._events

    @property
    def event_count(self) -> int:
        """How many events there are."""
        return len(self._events)

    def add(self, event: Event, node: str) -> None:
        """Count an event as one of that node, "" for none."""
        self._touch(event)
        self._events.append(event)
        self._is_sorted = False
        self.levels[event.event_level or infer_level(event.description)] += 1
        if event.instance_group_name:
            # A group without a name is no group.
            self.groups[event.instance_group_name] += 1
        if node:
            self.nodes[node] += 1

    def remove(self, event: Event, node: str) -> None:
        """Count an event no longer, which was counted as one of that node."""
        self._touch(event)
        events = self.events
        index = bisect_left(events, event.event_time, key=_time)
        while events[index].event_id != event.event_id:
            index += 1
        del events[index]
        counts = [(self.levels, level_of(event)[0])]
        if event.instance_group_name:
            counts.append((self.groups, event.instance_group_name))
        if node:
            counts.append((self.nodes, node))
        for counter, key in counts:
            counter[key] -= 1
            if not counter[key]:
                del counter[key]

    def _touch(self, event: Event) -> None:
        if len(self._touched) <= _FEW:  # Of more it need not be known which.
            self._touched.append(event)

    def pair_count(self) -> int:
        """How many pairs of one fault are among the events; looked for again where they changed."""
        if len(self._touched) > _FEW:
            self._pairs = noise.pairs(self.events)
            self._touched.clear()
        while self._touched:
            self._pair_around(self._touched.pop())
        return len(self._pairs)

    def _pair_around(self, event: Event) -> None:
        """Look for pairs among the events that are near to one, each to the next."""
        events, apart = self.events, noise.farthest()
        start = end = bisect_left(events, event.event_time, key=_time)
        sooner = later = event.event_time
        while start and sooner - events[start - 1].event_time <= apart:
            start -= 1
            sooner = events[start].event_time
        while end < len(events) and events[end].event_time - later <= apart:
            later = events[end].event_time
            end += 1
        near = events[start:end]
        for each in (event, *near):
            self._pairs.pop(each.event_id, None)
        self._pairs |= noise.pairs(near)
