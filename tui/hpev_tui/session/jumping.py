"""Going from one event to another, loading older ones where that is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hpev_tui.model.events import Event
from hpev_tui.query.values import parse_goto
from hpev_tui.rules.levels import infer_level
from hpev_tui.session.details import LoadedDetails
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.filtering import Filtering
from hpev_tui.session.loading import EventLoading, Goal
from hpev_tui.session.nodes import SameNode
from hpev_tui.text.times import TimeMode

Condition = Callable[[Event], bool]


class Cursor(NamedTuple):
    """Where the cursor of the list is."""

    event: Event | None = None
    at_newest: bool = True
    """Whether it is on the newest event, or on none."""


class Position(NamedTuple):
    """The cursor's event, "" where there was none, and the filter."""

    event_id: str
    filter_text: str


class Jumping:
    """Finds the rows that jumps go to, and remembers where jumps came from.

    Each method gives the row that the cursor is to go to, None where it stays for now.
    """

    def __init__(
        self,
        filtering: Filtering,
        loading: EventLoading,
        current: Callable[[], Event | None],
        notify: Callable[[str], object],
    ) -> None:
        """`current` gives the event under the cursor; `notify` says where a jump finds nothing."""
        self._filtering = filtering
        self._loading = loading
        self._current = current
        self._notify = notify
        self._behind: list[Position] = []
        """Where jumps came from."""
        self._ahead: list[Position] = []
        """What was gone back from."""
        self.target: Event | None = None
        """The event that a jump has found in older pages, until the cursor is on it."""

    @property
    def position(self) -> Position:
        """Where the cursor is."""
        current = self._current()
        return Position(current.event_id if current else "", self._filtering.text)

    def leave(self) -> None:
        """A jump begins here."""
        here = self.position
        if self._behind[-1:] != [here]:
            self._behind.append(here)
        self._ahead.clear()

    def back(self) -> Position | None:
        """Where the last jump came from; None where there was none."""
        return self._step(self._behind, self._ahead)

    def forward(self) -> Position | None:
        """Where the last step back came from."""
        return self._step(self._ahead, self._behind)

    def _step(self, source: list[Position], target: list[Position]) -> Position | None:
        here = self.position
        while source:
            position = source.pop()
            if position != here:
                target.append(here)
                return position
        return None

    def to_next(self, what: str, condition: Condition, step: int) -> int | None:
        """Jump to the next event below (`step` 1) or above (-1) that fulfils the condition."""
        start = self._current()
        if start is None:
            return None

        def find() -> int | None:
            view = self._filtering.view
            at = view.index(start)
            row = None if at is None else next_row(view.rows, at + step, step, condition)
            if row is not None:
                self.leave()
            return row

        row = find()
        if row is not None:
            return row
        if (step > 0) is self._filtering.view.oldest_first:
            self._notify(f"No newer {what} loaded")
            return None

        def missed() -> None:
            # What failed is said elsewhere.
            if self._loading.failure is None:
                loaded = " loaded, and no more events are kept" if self._loading.is_full else ""
                self._notify(f"No older {what}{loaded}")

        return self._loading.seek(Goal(f"looking for {what}", find, missed))

    def to_same_node(self, log: EventLog, details: LoadedDetails, step: int) -> int | None:
        """Jump to the next event of the node that the event under the cursor is about."""
        current = self._current()
        if current is None:
            return None
        node = SameNode.of(current, log, details)
        if node is None:
            self._notify("No InstanceId in this event")
            return None
        return self.to_next("event of this node", node.has, step)

    def read_time(self, text: str, now: float, mode: TimeMode) -> float:
        """Read a time that was typed, in seconds since the epoch; see `parse_goto`.

        Raises:
            ValueError: it is no time; the message says what to write.
        """
        current = self._current()
        return parse_goto(text, now, current.event_time if current else now, mode)

    def to_time(self, seconds: float) -> int | None:
        """Jump to a time, in seconds since the epoch, or to the nearest event after it."""

        def arrive() -> int:
            self.leave()
            return self._filtering.view.nearest(seconds)

        def find() -> int | None:
            is_loaded = self._loading.complete or self._loading.coverage.reaches(seconds)
            return arrive() if is_loaded else None

        row = find()
        return (
            self._loading.seek(Goal("loading older events", find, arrive)) if row is None else row
        )


def next_row(rows: Sequence[Event], start: int, step: int, condition: Condition) -> int | None:
    """The next row from `start` on, downwards (`step` 1) or upwards (-1), of such an event."""
    candidates = range(start, len(rows)) if step > 0 else range(min(start, len(rows) - 1), -1, -1)
    return next((row for row in candidates if condition(rows[row])), None)


def of_level(level: str) -> Condition:
    """Whether an event has that level, inferred where the service sent none."""
    return lambda event: (event.event_level or infer_level(event.description)) == level
