"""The list of events with its heading and, above it, the events over time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from textual import events, on

from hpev_tui.model.events import Event
from hpev_tui.text.times import TimeMode, date_in, time_cell
from hpev_tui.ui.widgets.event_list import EventList
from hpev_tui.ui.widgets.frame import Pane, TitleLine
from hpev_tui.ui.widgets.histogram import HistogramStrip
from hpev_tui.ui.widgets.text import TextLine

if TYPE_CHECKING:
    from hpev_tui.findings.histogram import Histogram

ROOM_FOR_HISTOGRAM = 30
"""From so many rows of the screen on, the histogram is shown unasked."""


class ListPane(Pane):
    """Shows rows, and how many there are over time."""

    def __init__(self, title: TitleLine, *, ascii_only: bool, id: str | None = None) -> None:  # noqa: A002
        self.strip = HistogramStrip(ascii_only=ascii_only)
        """The events over time, which stand above the panes."""
        self.strip.display = False
        self._heading = TextLine(id="heading", style="heading")
        self.list = EventList(ascii_only=ascii_only, id="events")
        super().__init__(title, self._heading, self.list, id=id)
        self._histogram: Histogram | None = None
        self._uncounted: list[Event] = []
        """Rows that have come in, and are not counted in the histogram yet."""
        self._is_chosen: bool | None = None
        self._zoomed = False
        self.time_mode = TimeMode.LOCAL

    def show(
        self,
        rows: Sequence[Event],
        cursor: int,
        group_names: Collection[str],
        below_gaps: Collection[int],
        now: float,
    ) -> None:
        """Show other rows."""
        self._forget_histogram()
        self.list.show_times(self.time_mode, now)
        self.list.show(rows, cursor, group_names, below_gaps)
        self.draw_histogram()

    def grow(
        self,
        fresh: Sequence[Event],
        cursor: int,
        group_names: Collection[str],
        below_gaps: Collection[int],
        same: int,
        now: float,
    ) -> None:
        """The rows that are shown have become more by these; the first `same` are as they were.

        They are in the histogram after the next `draw_histogram`.
        """
        self.list.show_times(self.time_mode, now)
        self.list.show(self.list.rows, cursor, group_names, below_gaps, same)
        if self._histogram is not None:
            self._uncounted += fresh

    def show_times(self, mode: TimeMode, now: float) -> None:
        """Show times in this way; how long ago they were is counted from `now`, in seconds."""
        self.list.show_times(mode, now)
        if mode is not self.time_mode:
            self.time_mode = mode
            self._show_heading()
            self._forget_histogram()
            self.draw_histogram()

    def switch_histogram(self) -> None:
        """Show the histogram, or hide it."""
        self._is_chosen = not self.strip.display
        self.make_room(zoomed=self._zoomed)

    def make_room(self, *, zoomed: bool) -> None:
        """Show the histogram where the user chose it or there is room."""
        self._zoomed = zoomed
        is_shown = self.app.size.height >= ROOM_FOR_HISTOGRAM
        if self._is_chosen is not None:
            is_shown = self._is_chosen
        if self.strip.display is not (is_shown and not zoomed):
            self.strip.display = not self.strip.display
            self.draw_histogram()

    def bar_time(self, step: int) -> float | None:
        """The time of the next bar with events, later (1) or earlier (-1) than the cursor's."""
        current = self.list.current
        if current is None:
            return None
        bars = HistogramStrip.bars_in(self.screen.size.width)
        histogram = self._counted() or self._count(bars)
        bar = histogram.next_filled(histogram.bar_of(current.event_time), step)
        return None if bar is None else histogram.time_of(bar)

    @on(events.Resize)
    def draw_histogram(self) -> None:
        """Show the rows over time, with those that have come in."""
        if not self.strip.display:
            self._forget_histogram()
            return
        bars, histogram = HistogramStrip.bars_in(self.screen.size.width), self._counted()
        if histogram is None or histogram.limit != bars:
            histogram = self._histogram = self._count(bars)
        self.strip.show(histogram, self._span())
        self.mark_cursor()

    def _span(self) -> str:
        """From when to when the rows are; from which day on, where that is another."""
        if not self.list.rows:
            return ""
        zone = TimeMode.UTC if self.time_mode is TimeMode.UTC else TimeMode.LOCAL
        ends = sorted((self.list.rows[0].event_time, self.list.rows[-1].event_time))
        first, last = (date_in(end, zone) for end in ends)
        begun, ended = (time_cell(end, zone, 0)[:5] for end in ends)
        return f"{begun} to {ended}" if first == last else f"from {first[5:]} {begun}"

    def _forget_histogram(self) -> None:
        self._histogram, self._uncounted = None, []

    def _counted(self) -> Histogram | None:
        """The histogram with all that has come in; None where nothing is counted yet."""
        if self._histogram is not None and self._uncounted:
            self._histogram, self._uncounted = self._histogram.added(self._uncounted), []
        return self._histogram

    def _count(self, bars: int) -> Histogram:
        # With the first bars: the first rows are drawn before them.
        from hpev_tui.findings.histogram import Histogram

        return Histogram.of(self.list.rows, bars, utc_offset=self._utc_offset())

    def _utc_offset(self) -> int:
        """Seconds that the shown clock is ahead of UTC at the newest row."""
        if self.time_mode is TimeMode.UTC or not self.list.rows:
            return 0
        newest = max(self.list.rows[0].event_time, self.list.rows[-1].event_time)
        try:
            local = datetime.fromtimestamp(newest, timezone.utc).astimezone()
        except (OverflowError, ValueError, OSError):
            return 0
        offset = local.utcoffset()
        return int(offset.total_seconds()) if offset else 0

    @property
    def undated(self) -> Event | None:
        """The event under the cursor where its row may not say of which day it is."""
        return None if self.list.shows_dates else self.list.current

    def mark_cursor(self) -> None:
        """Mark the bar of the event under the cursor."""
        current = self.list.current
        self.strip.mark(None if current is None else current.event_time)

    @on(EventList.Viewed)
    def _show_heading(self) -> None:
        self._heading.show([self.list.heading] if self.list.row_count else [])
