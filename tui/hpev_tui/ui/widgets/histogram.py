"""Events over time in two lanes: all of them, and the errors."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events, on
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from hpev_tui.text.glyphs import glyphs, sparks
from hpev_tui.text.lists import many
from hpev_tui.ui.theme import Piece, strip_of, styles_of

if TYPE_CHECKING:
    from hpev_tui.findings.histogram import Histogram

_NAMES = (" all ", " err ")
_MARGIN = len(_NAMES[0])
_LABEL = 30
"""Cells for what is said at the right: "05-12 14:09 to 14:30, 15 min"."""
_GAP = 2
_LABEL_FROM = 60
"""The width from which that is said; below it the bars need the room."""

_WARNS_ONLY = "w"
"""In the lane of errors, where a bar has warnings and no error."""


class HistogramStrip(Widget):
    """The bars of a histogram, oldest on the left, and a mark on one of them."""

    ALLOW_SELECT = False

    @dataclass(eq=False, repr=False)
    class Clicked(Message):
        """The user asks to go to a bar's time: that of its newest event, if it has any."""

        event_time: float
        """Seconds since the epoch. Textual's messages have a `time` of their own."""

    def __init__(self, *, ascii_only: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._glyphs = glyphs(ascii_only)
        self._histogram: Histogram | None = None
        self._span = ""
        self._time: float | None = None
        self._lines = ("", "")
        self._mark: int | None = None
        self._hidden = 0
        """How many bars, the oldest, there is no room for."""

    @property
    def bars(self) -> int:
        """How many bars there is room for at the present width."""
        return self.bars_in(self.size.width)

    @staticmethod
    def bars_in(width: int) -> int:
        """How many bars there is room for in so many cells."""
        label = _GAP + _LABEL if width >= _LABEL_FROM else 0
        return max(1, width - _MARGIN - 1 - label)

    def show(self, histogram: Histogram | None, span: str = "") -> None:
        """Show these bars, or none; the mark stays at its time. `span` says from when to when.

        Where there are more bars than there is room for, the newest are shown.
        """
        self._histogram, self._span = histogram, span
        self._draw_changes()

    def mark(self, time: float | None) -> None:
        """Mark the bar that this time is in, or none."""
        self._time = time
        self._move_mark()

    def on_click(self, event: events.Click) -> None:
        """Post the time of the bar that was clicked."""
        histogram, bar = self._histogram, event.x - _MARGIN + self._hidden
        if histogram is not None and event.x >= _MARGIN and bar < len(histogram.bars):
            self.post_message(self.Clicked(histogram.time_of(bar)))

    @on(events.Resize)
    def _draw_changes(self) -> None:
        """Draw again from the first column that differs to the last."""
        count = len(self._histogram.bars) if self._histogram else 0
        self._hidden = max(0, count - self.bars)
        old, self._lines = self._lines, self._arranged()
        changed = {
            column
            for was, now in zip(old, self._lines, strict=True)
            for column, (one, other) in enumerate(zip_longest(was, now, fillvalue=" "))
            if one != other
        }
        self._refresh_columns(changed)
        self._move_mark()

    def _move_mark(self) -> None:
        """Draw again from the column that the mark leaves to the one it goes to."""
        old, self._mark = self._mark, self._column(self._time)
        if old != self._mark:
            self._refresh_columns([x for x in (old, self._mark) if x is not None])

    def _refresh_columns(self, columns: Collection[int]) -> None:
        """Draw some columns again, and what is between them.

        As one region: for each region that changed, Textual (8.2.8, `ChopsUpdate`) writes the
        line from the widget's left edge to the region's end, so that two cost more than one.
        """
        if columns:
            first = min(columns)
            self.refresh(Region(first, 0, max(columns) - first + 1, 2))

    def _column(self, time: float | None) -> int | None:
        """The column of the bar that a time is in, None where no such bar is shown."""
        if time is None or self._histogram is None:
            return None
        bar = self._histogram.bar_of(time)
        if not self._hidden <= bar < len(self._histogram.bars):
            return None
        return bar - self._hidden + _MARGIN

    def _arranged(self) -> tuple[str, str]:
        """The two lines at the present width, without what is blank at their ends."""
        histogram = self._histogram
        if histogram is None or not histogram.bars:
            return "", ""
        bars = histogram.bars[self._hidden :]
        errors = sparks([bar.errors for bar in bars], self._glyphs)
        marked = [
            _WARNS_ONLY if bar.warns and not bar.errors else drawn
            for bar, drawn in zip(bars, errors, strict=True)
        ]
        lanes = (
            sparks([bar.errors + bar.warns + bar.others for bar in bars], self._glyphs),
            "".join(marked),
        )
        lines = [f"{name}{lane}" for name, lane in zip(_NAMES, lanes, strict=True)]
        if self.size.width >= _LABEL_FROM:
            end = _MARGIN + self.bars + _GAP
            span = f"{self._span}, " if self._span else ""
            labels = (f"{span}{histogram.width_text} a bar", self._counts())
            lines = [
                f"{line.ljust(end)}{label:>{_LABEL}}"
                for line, label in zip(lines, labels, strict=True)
            ]
        return lines[0], lines[1]

    def _counts(self) -> str:
        bars = self._histogram.bars if self._histogram else ()
        errors, warns = sum([bar.errors for bar in bars]), sum([bar.warns for bar in bars])
        return f"{many(errors, 'error')}, {many(warns, 'warning')}{' (w)' if warns else ''}"

    def render_line(self, y: int) -> Strip:
        """A lane, with its name and what is said of it."""
        width = self.size.width
        styles = styles_of(self.app)
        if y > 1:
            return strip_of([], styles, width)
        line = self._lines[y][:width].ljust(width)
        end = _MARGIN + self.bars
        runs: list[Piece] = [(line[:_MARGIN], ""), *_lane(line[_MARGIN:end], y), (line[end:], "")]
        strip = strip_of(runs, styles, width)
        if self._mark is None or self._mark >= width:
            return strip
        before, _, after = strip.divide([self._mark, self._mark + 1, width])
        marked = Strip([Segment(line[self._mark], styles["match"])], 1)
        return Strip.join([before, marked, after])


def _lane(bars: str, lane: int) -> list[Piece]:
    """The bars of a lane; errors are red, and the letters among them yellow."""
    if lane == 0:
        return [(bars, "bars")]
    runs: list[Piece] = []
    for index, part in enumerate(bars.split(_WARNS_ONLY)):
        runs += [(_WARNS_ONLY, "warn"), (part, "error")] if index else [(part, "error")]
    return runs
