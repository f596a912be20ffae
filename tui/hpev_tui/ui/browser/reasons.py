"""Fetching the details of failures before anybody asks, so that the list can say the reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from hpev_tui.model.events import Event
from hpev_tui.rules.levels import level_of
from hpev_tui.sources.loader import Priority
from hpev_tui.ui.context import Context
from hpev_tui.ui.widgets.event_list import EventList

AHEAD = 4
"""How many details are asked for at a time: the order of the next ones may change meanwhile."""

REACH = 500
"""How many rows above and below the screen are seen to. In a long history the rest would go on
for hours, and a screen that nobody touches is to do nothing."""


class Reasons:
    """Asks for the details of the Error and Warn rows of `view`: those in view, then the nearest.

    After them come those that a filter hides, as it may be their reasons that it looks for.

    How fast that goes is the loader's to decide. `failed` tells of what could not be had, which
    is not asked for again.
    """

    def __init__(
        self,
        context: Context,
        cluster: str,
        view: Callable[[], EventList],
        failed: Callable[[str], bool],
    ) -> None:
        self._context = context
        self._cluster = cluster
        self._view = view
        self._failed = failed
        self._nearest: Iterator[Event] = iter(())
        self._asked: set[str] = set()

    def begin(self) -> None:
        """Other rows are in view: theirs come first."""
        if not self._context.reasons:
            return
        view = self._view()
        self._asked.clear()
        self._nearest = chain(_outwards(view.rows, view.in_view), self._hidden(view.current))
        for event in view.rows[view.in_view.start : view.in_view.stop]:
            if self._lacks(event):
                self._ask(event, Priority.VISIBLE)
        self._fill()

    def _hidden(self, current: Event | None) -> Iterator[Event]:
        """All that is loaded, from the cursor's event outwards, with what is shown of it."""
        log = self._context.session.log(self._cluster)
        place = (log.index(current.event_id) if current else None) or 0
        yield from _outwards(log.rows, range(place, place))

    def came(self, event_id: str) -> None:
        """A detail has come or failed, and there is room for another."""
        self._asked.discard(event_id)
        if self._context.reasons:
            self._fill()

    def _fill(self) -> None:
        while len(self._asked) < AHEAD:
            event = next((each for each in self._nearest if self._lacks(each)), None)
            if event is None:
                return
            self._ask(event, Priority.PREFETCH)

    def _ask(self, event: Event, priority: Priority) -> None:
        self._asked.add(event.event_id)
        self._context.describe_event(self._cluster, event.event_id, priority)

    def _lacks(self, event: Event) -> bool:
        event_id = event.event_id
        return (
            level_of(event)[0] in ("Error", "Warn")
            and event_id not in self._context.session.details
            and event_id not in self._asked
            and not self._failed(event_id)
        )


def _outwards(rows: Sequence[Event], seen: range) -> Iterator[Event]:
    """The rows beside those in view, the nearest first. What comes in meanwhile may be missed."""
    above, below = seen.start - 1, seen.stop
    for _ in range(REACH):
        if below < len(rows):
            yield rows[below]
        if 0 <= above < len(rows):
            yield rows[above]
        above, below = above - 1, below + 1
