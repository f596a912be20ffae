"""Going from one event to another, loading older ones where that is needed."""

from __future__ import annotations

from collections.abc import Callable

from hpev_tui.session import Session
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.nodes import SameNode
from hpev_tui.ui.browser.filtering import Filtering
from hpev_tui.ui.browser.jumps import Place, Places, Wanted, next_row
from hpev_tui.ui.browser.loading import EventLoading, Goal
from hpev_tui.ui.widgets.event_list import EventList


class Jumping:
    """Moves the cursor of `view`, and remembers where jumps came from.

    `tell` gets a line for the person where a jump finds nothing.
    """

    def __init__(
        self,
        filtering: Filtering,
        loading: EventLoading,
        view: Callable[[], EventList],
        tell: Callable[[str], object],
    ) -> None:
        self._filtering = filtering
        self._loading = loading
        self._list = view
        self._tell = tell
        self._places = Places()

    @property
    def place(self) -> Place:
        """Where the cursor is."""
        current = self._list().current
        return Place(current.event_id if current else "", self._filtering.text)

    def leave(self) -> None:
        """A jump begins here."""
        self._places.leave(self.place)

    def back(self) -> Place | None:
        """Where the last jump came from."""
        return self._places.back(self.place)

    def forward(self) -> Place | None:
        """Where the last step back came from."""
        return self._places.forward(self.place)

    def go_to(self, row: int) -> None:
        """Jump to a row."""
        self.leave()
        self._list().go_to(row)

    def to_next(self, what: str, wanted: Wanted, step: int) -> None:
        """Jump to the next event below (`step` 1) or above (-1) that is wanted."""
        start = self._list().current
        if start is None:
            return

        def reached() -> bool:
            view = self._filtering.view
            place = view.index(start)
            row = None if place is None else next_row(view.rows, place + step, step, wanted)
            if row is not None:
                self.go_to(row)
            return row is not None

        if reached():
            return
        if (step > 0) is self._filtering.view.oldest_first:
            self._tell(f"No newer {what} is loaded")
        else:
            self._seek(f"looking for {what}", reached, f"There is no older {what}")

    def to_same_node(self, log: EventLog, session: Session, step: int) -> None:
        """Jump to the next event of the node that the event under the cursor is about."""
        current = self._list().current
        if current is None:
            return
        node = SameNode.of(current, log, session)
        if node is None:
            self._tell("This event names no instance")
        else:
            self.to_next("event of this node", node.has, step)

    def to_time(self, seconds: float) -> None:
        """Jump to a time, in seconds since the epoch, or to the nearest event after it."""

        def reached() -> bool:
            if not self._loading.complete and not self._loading.coverage.reaches(seconds):
                return False
            self._arrive(seconds)
            return True

        if not reached():
            self._seek("going back", reached, "", lambda: self._arrive(seconds))

    def _arrive(self, seconds: float) -> None:
        self.go_to(self._filtering.view.nearest(seconds))

    def _seek(
        self,
        what: str,
        reached: Callable[[], bool],
        nothing: str,
        otherwise: Callable[[], object] = lambda: None,
    ) -> None:
        def missed() -> None:
            otherwise()
            # What failed is told elsewhere.
            if nothing and self._loading.failure is None:
                self._tell(nothing)

        self._loading.seek(Goal(what, reached, missed))
