"""Events over time, counted by level in bars of a round width. Pure numbers, no terminal."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import floor
from operator import attrgetter
from typing import NamedTuple

from hpev_tui.model.events import Event
from hpev_tui.rules.levels import infer_level

_HOUR, _DAY, _WEEK = 3_600, 86_400, 604_800

# Each divides the next, so that bars of one width can be put together to bars of any wider one.
# The last is wider than all the time from year 1 to year 9999, so that one always fits.
_WIDTHS = (
    *(1, 5, 15, 60, 300, 900, 1_800),
    *(_HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY),
    *(_WEEK << doubling for doubling in range(21)),
)
_UNITS = ((_DAY, "d"), (_HOUR, "h"), (60, "min"), (1, "s"))

# Where bars of every width begin: a Monday, at midnight, before the first time there is.
_MONDAY = -62_135_596_800 - _WEEK

_OLDEST_FIRST = attrgetter("event_time")


class Bar(NamedTuple):
    """What happened from `start` to the next bar's start. Times are seconds since the epoch."""

    start: int
    errors: int = 0
    warns: int = 0
    others: int = 0
    newest: float | None = None
    """The time of the newest event in it."""

    @property
    def total(self) -> int:
        """How many events of any level."""
        return self.errors + self.warns + self.others


class Histogram(NamedTuple):
    """Bars of `width` seconds without a gap between them, oldest first, from `start` on.

    Without events there are no bars; otherwise the first and the last bar have events.
    """

    bars: tuple[Bar, ...]
    start: int
    width: int
    limit: int
    """How many bars there may be."""
    utc_offset: int

    @classmethod
    def of(cls, rows: Sequence[Event], bars: int, *, utc_offset: int = 0) -> Histogram:
        """Count events in at most `bars` bars, of the smallest round width that fits.

        Args:
            rows: events sorted by time, the newest or the oldest first.
            bars: how many bars there is room for; 1 where there is less.
            utc_offset: seconds that the clock on the screen is ahead of UTC. Hours, days and
                weeks (from Monday on) begin where that clock says; a change of that clock
                within the rows is not followed.
        """
        limit = max(1, bars)
        if not rows:
            return cls((), 0, 1, limit, utc_offset)
        newest_first = rows[0].event_time > rows[-1].event_time
        ends = rows[0].event_time, rows[-1].event_time
        span = floor(min(ends)), floor(max(ends))
        width, starts = _grid(*span, limit, _MONDAY - utc_offset)
        # Only the ends of each bar are looked for. That leaves the levels, whose counting
        # `list.count` does in a fraction of the time that a loop would take.
        if newest_first:
            cuts = [_older_from(rows, start) for start in starts]
        else:
            cuts = [bisect_left(rows, start, key=_OLDEST_FIRST) for start in starts]
        levels = _levels(rows)
        counted = []
        for start, (low, high) in zip(starts, pairwise(cuts), strict=False):
            if newest_first:
                low, high = high, low
            if low == high:
                counted.append(Bar(start))
                continue
            within = levels[low:high]
            errors, warns = within.count("Error"), within.count("Warn")
            newest = rows[low if newest_first else high - 1].event_time
            counted.append(Bar(start, errors, warns, high - low - errors - warns, newest))
        return cls(tuple(counted), starts[0], width, limit, utc_offset)

    def added(self, fresh: Iterable[Event]) -> Histogram:
        """The histogram of these events too, in any order; the old ones are not counted again.

        Equal to what `of` makes of all of them.
        """
        rows = sorted(fresh, key=_OLDEST_FIRST)
        more = Histogram.of(rows, self.limit, utc_offset=self.utc_offset)
        if not more.bars:
            return self
        filled = [bar for bar in (*self.bars, *more.bars) if bar.total]
        # At a bar's own width and at any wider one, its start is in the same bar as its events.
        ends = min(bar.start for bar in filled), max(bar.start for bar in filled)
        monday = _MONDAY - self.utc_offset
        width, starts = _grid(*ends, self.limit, monday, max(self.width, more.width))
        bars = [Bar(start) for start in starts[:-1]]
        for bar in filled:
            index = (bar.start - starts[0]) // width
            bars[index] = _together(bars[index], bar)
        return Histogram(tuple(bars), starts[0], width, self.limit, self.utc_offset)

    @property
    def width_text(self) -> str:
        """How long a bar lasts, such as "15 min"."""
        return next(
            f"{self.width // seconds} {unit}"
            for seconds, unit in _UNITS
            if self.width % seconds == 0
        )

    def bar_of(self, time: float) -> int:
        """The index of the bar that a time is in; below 0 or past the last bar for none."""
        return (floor(time) - self.start) // self.width

    def time_of(self, bar: int) -> float:
        """The time of the newest event in a bar, or the bar's start where it is empty."""
        newest = self.bars[bar].newest
        return self.bars[bar].start if newest is None else newest

    def next_filled(self, bar: int, step: int) -> int | None:
        """The index of the next bar with events, later (`step` 1) or earlier (-1), or None.

        `bar` need not be one of the bars: the search begins at the nearest.
        """
        last = len(self.bars) - 1
        order = range(max(bar + 1, 0), last + 1) if step > 0 else range(min(bar - 1, last), -1, -1)
        return next((index for index in order if self.bars[index].total), None)


def _older_from(rows: Sequence[Event], start: float) -> int:
    """The first of the rows, newest first, that is older than `start`.

    As `bisect_right` by the negative time, without a call for each look.
    """
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high) // 2
        if rows[middle].event_time < start:
            high = middle
        else:
            low = middle + 1
    return low


def _grid(
    oldest: int, newest: int, limit: int, monday: int, least: int = 1
) -> tuple[int, list[int]]:
    """The width of the bars from `oldest` to `newest`; where each begins, and the last ends."""
    width = next(
        (
            width
            for width in _WIDTHS
            if width >= least and (newest - monday) // width - (oldest - monday) // width < limit
        ),
        _WIDTHS[-1],
    )
    first = oldest - (oldest - monday) % width
    return width, list(range(first, newest + width + 1, width))


def _levels(rows: Sequence[Event]) -> list[str]:
    """The level of each row, inferred where the service sent none."""
    levels = [event.event_level for event in rows]
    if "" in levels:
        return [
            level or infer_level(event.description)
            for level, event in zip(levels, rows, strict=True)
        ]
    return levels


def _together(one: Bar, other: Bar) -> Bar:
    """What is in the two bars; the first one's start."""
    times = [bar.newest for bar in (one, other) if bar.newest is not None]
    return Bar(
        one.start,
        one.errors + other.errors,
        one.warns + other.warns,
        one.others + other.others,
        max(times, default=None),
    )
