"""The known pairs of Errors among events that come one after the other, in any order."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from hpev_tui import noise
from hpev_tui.model import Event

_Entry: TypeAlias = tuple[float, str, Event]


class Pairing:
    """Keeps what `noise.pairs` says of all events so far, and looks at the new ones' surroundings.

    Only events of one group, each within seconds of the next, can have to do with each other.
    """

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], list[_Entry]] = {}
        self._first_of: dict[str, str] = {}

    def first_of(self, event_id: str) -> str | None:
        """The first event of the pair whose second this is; None where it is none."""
        return self._first_of.get(event_id)

    def add(self, events: Iterable[Event]) -> set[str]:
        """Take in events; returns the `EventId` of each that has become, or ceased to be, a second.

        What is no possible member of a pair is passed over.
        """
        touched: dict[tuple[str, str], list[_Entry]] = {}
        for event in events:
            if noise.may_pair(event):
                group = (event.cluster_arn, event.instance_group_name)
                entry = (event.event_time, event.event_id, event)
                insort(self._groups.setdefault(group, []), entry, key=_place)
                touched.setdefault(group, []).append(entry)
        changed: set[str] = set()
        for group, entries in touched.items():
            for chain in _chains(self._groups[group], entries):
                changed |= self._pair(chain)
        return changed

    def _pair(self, chain: list[Event]) -> set[str]:
        found = noise.pairs(chain)
        changed = set()
        for event in chain:
            first = found.get(event.event_id)
            if first != self._first_of.get(event.event_id):
                changed.add(event.event_id)
                if first is None:
                    del self._first_of[event.event_id]
                else:
                    self._first_of[event.event_id] = first
        return changed


def _chains(entries: list[_Entry], fresh: list[_Entry]) -> Iterator[list[Event]]:
    """The runs of entries, each near the next, that have a fresh one in them; each once."""
    apart = noise.farthest()
    end = -1
    for entry in sorted(fresh, key=_place):
        place = bisect_left(entries, _place(entry), key=_place)
        if place < end:
            continue
        start = end = place
        while start and entries[start][0] - entries[start - 1][0] <= apart:
            start -= 1
        while end < len(entries) and (
            end == place or entries[end][0] - entries[end - 1][0] <= apart
        ):
            end += 1
        yield [event for _, _, event in entries[start:end]]


def _place(entry: _Entry) -> tuple[float, str]:
    return entry[0], entry[1]
