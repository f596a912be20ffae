"""The list of events: its rows, and how wide its columns are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from textual.message import Message

from hpev_tui.model.events import Event
from hpev_tui.rules.causes import Reason
from hpev_tui.rules.levels import level_letter, level_of, short_description
from hpev_tui.text.cells import cells, fit, shorten_middle
from hpev_tui.text.glyphs import glyphs
from hpev_tui.text.times import TimeMode, date_in, time_cell
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.theme import Piece
from hpev_tui.ui.widgets.lines import GAP, LineView

Noise = Callable[[Sequence[Event], int, int], dict[str, str]]
"""Of rows, from one to before another: which events say nothing new, and why."""

_LEVEL_STYLES = {"Error": "error", "Warn": "warn", "Info": "dim"}

GAP_ABOVE = "[gap: L loads] "
"""Before the message of a row above which events are missing."""


class EventList(LineView):
    """Events, newest first, one a row."""

    BINDINGS = bindings("events")

    class Moved(LineView.Moved):
        """The cursor is on another event."""

    class Viewed(LineView.Viewed):
        """Other events are in view."""

    @dataclass(eq=False, repr=False)
    class MarkToggled(Message):
        """The user marks the event under the cursor, or takes its mark away."""

    def __init__(self, *, ascii_only: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._why: Callable[[Event], Reason] = lambda _: Reason()
        self._noise_in: Noise = lambda *_: {}
        self._noise: dict[str, str] = {}
        self._noise_of: object = None
        shown = self._glyphs = glyphs(ascii_only)
        self._ellipsis = shown.ellipsis
        self._stripes = {"Error": shown.error_stripe, "Warn": shown.warn_stripe}
        self.rows: Sequence[Event] = ()
        """What is shown, from the top."""
        self.current: Event | None = None
        """The event under the cursor, also while the rows change before they are shown."""
        self._marked: Collection[str] = ()
        self._below_gaps: Collection[int] = ()
        self._longest_group = 0
        self._time_mode = TimeMode.LOCAL
        self._now = 0.0

    def show(
        self,
        rows: Sequence[Event],
        cursor: int,
        group_names: Collection[str],
        below_gaps: Collection[int] = (),
        same: int = 0,
    ) -> None:
        """Show these rows, among which those groups occur; the first `same` are as they were.

        `below_gaps` are the rows above which something is not loaded. The sequence of rows is
        kept, not copied: whoever changes it calls this again at once.
        """
        longest = max(map(cells, group_names), default=0)
        if longest != self._longest_group or below_gaps != self._below_gaps:
            same = 0
        self.rows, self._below_gaps, self._longest_group = rows, below_gaps, longest
        self.set_rows(len(rows), cursor, same)
        self.current = rows[self.cursor] if rows else None

    def go_to(self, row: int) -> None:
        """See `LineView.go_to`."""
        super().go_to(row)
        self.current = self.rows[self.cursor] if self.row_count else None

    def explain(self, why: Callable[[Event], Reason], noise: Noise) -> None:
        """Say this of an event: its cause, the message of its failure, and its node.

        Of the rows from one to another, `noise` names the events that say nothing new, and why.
        """
        self._why, self._noise_in = why, noise
        self.forget_noise()

    def forget_noise(self) -> None:
        """Ask again which rows say nothing new."""
        self._noise_of = None
        self.refresh_rows()

    def noise(self, event_id: str) -> str:
        """Why an event in view says nothing new; "" where it does."""
        seen = self.in_view
        state = (seen.start, seen.stop, self.row_count, id(self.rows))
        if state != self._noise_of:
            self._noise_of = state
            self._noise = self._noise_in(self.rows, seen.start, seen.stop)
        return self._noise.get(event_id, "")

    def show_times(self, mode: TimeMode, now: float) -> None:
        """Show times in this way; how long ago they were is counted from `now`, in seconds."""
        redraw = mode is not self._time_mode or (mode is TimeMode.RELATIVE and now != self._now)
        self._time_mode, self._now = mode, now
        if redraw:
            self.refresh_rows()

    def show_marks(self, marked: Collection[str]) -> None:
        """Show other marks on the same rows."""
        self._marked = marked
        self.refresh_rows()

    @property
    def shows_dates(self) -> bool:
        """Whether each day's first row has its date."""
        return bool(event_columns(self.row_width, self._longest_group).date)

    @property
    def heading(self) -> str:
        """The columns' titles, as wide as the columns."""
        columns = event_columns(self.row_width, self._longest_group)
        parts = [
            ("DATE", columns.date - 1, 1),
            (self._time_mode.heading_at(self._now), TIME, GAP),
            ("L", LEVEL, 1 if columns.cause else GAP),
            ("CAUSE", columns.cause, 1),
            ("GROUP", columns.group, GAP),
            ("NODE", columns.node, GAP),
            ("MESSAGE", max(columns.message, 1), 0),
        ]
        line = [
            fit(title, width, self._ellipsis) + " " * gap
            for title, width, gap in parts
            if width > 0
        ]
        return "".join(line).rstrip()

    def row_pieces(self, row: int, width: int) -> list[Piece]:
        """See `LineView.row_pieces`."""
        event = self.rows[row]
        columns = event_columns(width, self._longest_group)
        why, noise = self._why(event), self.noise(event.event_id)
        shown = event.odd_time or time_cell(event.event_time, self._time_mode, self._now)
        level, inferred = level_of(event)
        letter = level_letter(level)
        if inferred:
            letter = letter.lower()
        mark = "*" if event.event_id in self._marked else ""
        mark = mark or (" " if noise else self._stripes.get(level, " "))
        date, time = self._date(row, columns.date), fit(shown, TIME, self._ellipsis)
        before = f"{mark}{date}{time}  {letter}"
        if columns.cause:
            before += f" {fit(why.cause, columns.cause, self._ellipsis)}"
        cause = f"{why.cause}: " if why.cause and not columns.cause else ""
        gap = GAP_ABOVE if row in self._below_gaps else ""
        names = f"{' ' if columns.cause else '  '}{self._names(event, why, columns)}{gap}"
        room = max(0, columns.message - cells(gap) - cells(cause))
        after = fit(self._message(event, why, noise, room, columns), room, self._ellipsis)
        style = "dim" if noise else _LEVEL_STYLES.get(level, "")
        if style in ("", "dim"):
            return [(f"{before}{names}{cause}{after}", style)]
        return [(before, style), (names, ""), (cause, "cause"), (after, "")]

    def _date(self, row: int, width: int) -> str:
        """The month and day on the first row of a day, blank on the others."""
        if not width:
            return ""
        date = date_in(self.rows[row].event_time, self._time_mode)
        if row and date_in(self.rows[row - 1].event_time, self._time_mode) == date:
            return " " * width
        return fit(date[5:], width)

    def _names(self, event: Event, why: Reason, columns: EventColumns) -> str:
        node = event.instance_id
        if not node and why.node and columns.node:
            node = f"node {why.node[:8]}"
        names = ((event.instance_group_name, columns.group), (node, columns.node))
        return "".join(
            fit(shorten_middle(name, width, self._ellipsis), width) + " " * GAP
            for name, width in names
            if width
        )

    def _message(
        self, event: Event, why: Reason, noise: str, room: int, columns: EventColumns
    ) -> str:
        if noise:
            return f"({noise.partition(':')[0]}) {self._description(event, columns)}"
        if not why.message:
            return self._description(event, columns)
        if cells(why.message) + GAP >= room:
            return why.message
        return f"{why.message} {self._glyphs.dot} {self._description(event, columns)}"

    def _description(self, event: Event, columns: EventColumns) -> str:
        """The description without what the other columns show."""
        where = (event.cluster_name, event.instance_group_name)
        # Also where the column has only the ends of the ID: what became of the node matters more.
        return short_description(event.description, *where, event.instance_id * bool(columns.node))

    def action_mark(self) -> None:
        """Mark the event under the cursor, or take the mark away, and go on to the next."""
        self.post_message(self.MarkToggled())


TIME, LEVEL, MONTH_DAY = 8, 1, 6
CAUSE = len("~lifecycle")
"""Cells of the longest cause, taken from another event of its kind."""

CAUSE_FROM = 96
"""From so many cells on the cause is a column; below, it stands before the message."""

INSTANCE_ID = 19
"""`i-` and 17 hexadecimal digits."""

_MOST_GROUP = 24


class EventColumns(NamedTuple):
    """Cells for each column; 0 leaves a column out. The message takes what is left."""

    date: int
    cause: int
    group: int
    node: int
    message: int


@lru_cache(maxsize=64)
def event_columns(width: int, longest_group: int) -> EventColumns:
    """The columns of a list `width` cells wide, whose longest group name has that many cells.

    When the room runs out the date goes first, then NODE and GROUP are shortened. The message
    never has less than two fifths of the width. Where the cause stands before it, it has half, or a
    little less for a group whose whole name then has room.
    """
    group = max(5, min(longest_group, _MOST_GROUP))
    cause = CAUSE if width >= CAUSE_FROM else 0
    least = width * 2 // 5 if cause else width // 2
    # A mark's cell, the time, the level and the cause with their gaps.
    fixed = 1 + TIME + GAP + LEVEL + (1 + cause + 1 if cause else GAP)
    for date in (MONTH_DAY, 0):
        used = fixed + date + group + GAP + INSTANCE_ID + GAP
        if width - used >= least:
            return EventColumns(date, cause, group, INSTANCE_ID, width - used)
    room = max(0, width - least - fixed - 2 * GAP)
    node = min(INSTANCE_ID, max(room - group, room * 3 // 5))
    if not cause and room < node + group <= width - fixed - 2 * GAP - width * 2 // 5:
        room = node + group
    group = max(0, min(group, room - node))
    used = fixed + (group + GAP if group else 0) + (node + GAP if node else 0)
    return EventColumns(0, cause, group, node, max(0, width - used))
