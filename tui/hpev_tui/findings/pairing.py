"""The known pairs of Errors among events that come one after the other, in any order."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from hpev_tui import noise
from hpev_tui.model import Event


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
