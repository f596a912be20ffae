"""How much of what is loaded is kept, so that memory has a bound however long a run is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hpev_tui.model.events import Event


class Bounds(NamedTuple):
    """The constants of what is kept; see docs/performance.md, which says why."""

    most_events: int = 200_000
    """Events of the cluster that is looked at."""
    kept_events: int = 190_000
    """Where there are more than `most_events`, so many stay, the newest."""
    event_characters: int = 1_000
    """An event counts once more for each so many characters of its description."""
    other_events: int = 100_000
    """Events of the account's other clusters, and as many of the accounts that were left."""
    ready_details: int = 128
    """Details that are kept ready to draw, those that came or were shown last."""
    ready_bytes: int = 2_000_000
    """Bytes of their bodies, packed; ready to draw they take some ten times as much."""
    detail_bytes: int = 32_000_000
    """Bytes of all bodies of details of a cluster, packed."""

    def weight(self, events: Iterable[Event]) -> int:
        """For how many events these count."""
        size = self.event_characters
        lengths = [len(event.description) for event in events]
        if max(lengths, default=0) < size:  # As they mostly are.
            return len(lengths)
        return sum(1 + length // size for length in lengths)


BOUNDS = Bounds()
