"""How much of a cluster's past is loaded by itself, once its first page is shown."""

from __future__ import annotations

from typing import NamedTuple


class Day(NamedTuple):
    """The constants of what is loaded in the background; see docs/performance.md.

    Loading ends when both `day_seconds` and `day_events` are reached, or `most_events`, or the end
    of what the service has.
    """

    day_seconds: float = 86_400
    """What operators ask is mostly about the night before."""
    day_events: int = 1_000
    """As much of a quiet cluster as can be had by ten calls, and more than all that one report from
    the field found kept (500)."""
    most_events: int = 5_000
    """As much of a storm as can be had by fifty calls, which takes ten seconds or more."""

    def is_loaded(self, events: int, seconds: float) -> bool:
        """Whether so many events, which reach so far back, are enough."""
        is_day = seconds >= self.day_seconds and events >= self.day_events
        return is_day or events >= self.most_events


DAY = Day()
