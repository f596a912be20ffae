"""Events over time in two rows: how many, and the gravest level of each bar as a letter."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import zip_longest

from rich.segment import Segment
from textual import events, on
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from hpev_tui.findings.histogram import Histogram
from hpev_tui.ui.theme import strip_of, styles_of

# Eight steps each. No event at all is a blank.
_STEPS = "▁▂▃▄▅▆▇█"
_ASCII_STEPS = ".:-=+*#@"

_MARGIN = 1
_LABEL = len("15 min a bar")
_GAP = 2
_LABEL_FROM = 40
"""The width from which the label is shown; below it the bars need the room."""

# Blanks look alike in every style, and go with the letters before or after them.
_RUNS = re.compile(r"[E ]*E[E ]*|[W ]*W[W ]*| +")
_RUN_STYLES = {"E": "error", "W": "warn", "": ""}


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
        self._steps = _ASCII_STEPS if ascii_only else _STEPS
        self._histogram: Histogram | None = None
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
        return max(1, width - 2 * _MARGIN - label)

    def show(self, histogram: Histogram | None) -> None:
        """Show these bars, or none; the mark stays at its time.

        Where there are more bars than there is room for, the newest are shown.
        """
        self._histogram = histogram
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
        totals = [bar.errors + bar.warns + bar.others for bar in bars]
        steps, peak = self._steps, max(totals)
        # In proportion, rounded up: one event beside a thousand can still be seen.
        heights = " " * _MARGIN + "".join(
            [steps[-(-total * len(steps) // peak) - 1] if total else " " for total in totals]
        )
        # The gravest level in a bar that needs attention.
        letters = " " * _MARGIN + "".join(
            ["E" if bar.errors else "W" if bar.warns else " " for bar in bars]
        )
        width = self.size.width
        if width >= _LABEL_FROM:
            label = f"{histogram.width_text} a bar"
            heights = heights.ljust(width - _MARGIN - len(label)) + label
        return heights, letters

    def render_line(self, y: int) -> Strip:
        """The heights, and the letters below them."""
        width = self.size.width
        styles = styles_of(self.app)
        if y > 1:
            return strip_of([], styles, width)
        line = self._lines[y][:width].ljust(width)
        end = _MARGIN + self.bars
        runs = (
            [(line[:end], ""), (line[end:], "dim")]
            if y == 0
            else [(run, _RUN_STYLES[run.strip()[:1]]) for run in _RUNS.findall(line)]
        )
        strip = strip_of(runs, styles, width)
        if self._mark is None or self._mark >= width:
            return strip
        before, _, after = strip.divide([self._mark, self._mark + 1, width])
        marked = Strip([Segment(line[self._mark], styles["match"])], 1)
        return Strip.join([before, marked, after])
