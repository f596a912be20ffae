"""Keeps the list's rows up to date, and asks for what its cursor comes near to."""

from __future__ import annotations

from hpev_tui.model.events import Event
from hpev_tui.rules.levels import level_of
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.jumping import Cursor, Position
from hpev_tui.session.results import Added, Change, What
from hpev_tui.session.timing import Debounce, Throttle
from hpev_tui.session.view import REPEATS_SKIPPED
from hpev_tui.ui.browser.list_pane import ListPane

REST_SECONDS = 0.12
"""How long the cursor, or the view, must rest before details are asked for."""

HISTOGRAM_SECONDS = 0.5
"""So long the histogram stands at least, however fast pages come in."""


class ListController:
    """The rows of a cluster's list, and where its cursor is."""

    def __init__(self, model: ClusterModel, pane: ListPane) -> None:
        timers = model.account.host.timers
        self._model = model
        self._pane = pane
        self._list = pane.list
        self._rest = Debounce(timers, REST_SECONDS, self._rested)
        self._view_rest = Debounce(timers, REST_SECONDS, self._ask_in_view)
        self._histogram = Throttle(timers, HISTOGRAM_SECONDS, pane.draw_histogram)
        self._anchor: Event | None = None
        """The event that the user went to last."""
        self._stand_in: Event | None = None
        """Where the cursor is while a filter hides that event."""
        self._gaps: frozenset[int] = frozenset()
        self._newest: int | None = None
        """The row where the cursor is among the newest events; None until that is asked for."""
        self._kinds_drawn = model.log.findings.kinds.revision

    def begin(self) -> None:
        """The list is on the screen."""
        model, filtering = self._model, self._model.filtering
        why = filtering.drawn_why if model.account.settings.reasons else filtering.why
        self._list.explain(why, model.noise, lambda: model.details.refusal is None)
        self._model.cursor = lambda: Cursor(self._list.current, self._at_newest)

    def close(self) -> None:
        """Ask for nothing any more: nobody looks at it."""
        self._rest.cancel()
        self._view_rest.cancel()
        self._histogram.cancel()

    # Rows

    def show_view(self) -> None:
        """Other rows are listed: the cursor stays on its event, or near its time."""
        self._show_rows(self._model.row_of(self._anchor))
        self._stand_in = self._list.current

    def grow(self, added: Added) -> None:
        """There are more rows; the cursor stays on its event."""
        if (answered := self._model.last_answer) is not None:
            now = self._model.account.clock.ages_from(answered)
            self._pane.show_times(self._model.time_mode, now)
        gaps = self._model.gaps
        if added.events or gaps != self._gaps:
            self._gaps = gaps
            names, now = self._model.log.group_names, self._model.account.host.now()
            row = self._model.row_of(added.cursor)
            self._newest = None
            self._pane.grow(added.events, row, names, gaps, added.same, now)
            if self._model.loading.is_under_way:
                self._histogram.request()
            else:
                self._histogram.cancel()
                self._pane.draw_histogram()
        if added.events:
            self._ask_in_view()

    def show_all(self) -> None:
        """Show everything again, after it was covered by another screen."""
        now = self._model.account.clock.ages_from(self._model.answered)
        self._pane.show_times(self._model.time_mode, now)
        self._list.forget_noise()
        if (target := self._model.jumping.target) is not None:
            self._model.jumping.target = None
            self._show_rows(self._model.row_of(target))
        elif self._at_newest and self._model.polling.moves:
            self._show_rows(self._model.row_of(None))
        else:
            self._show_rows_around_cursor()
        self.load_more()

    def _show_rows_around_cursor(self) -> None:
        """The cursor stays on its event, or goes back to the one in whose place it is."""
        current = self._list.current
        event = self._anchor if current is self._stand_in else current
        self._show_rows(self._model.row_of(event))
        if self._list.current is not event:
            self._stand_in = self._list.current

    def _show_rows(self, row: int) -> None:
        self._gaps = self._model.gaps
        self._newest = None
        names, now = self._model.log.group_names, self._model.account.host.now()
        self._pane.show(self._model.rows, row, names, self._gaps, now)

    def refresh_row(self, event_id: str) -> None:
        """More is known of an event: draw its row again, where it is in view and says so.

        And the rows of its kind, where the cause that is drawn of them has changed.
        """
        # They may have been made again.
        if self._kinds_drawn != (revision := self._model.log.findings.kinds.revision):
            self._kinds_drawn = revision
            self._refresh_unread()
        rows = self._list.rows
        for row in self._list.in_view:
            if rows[row].event_id == event_id and any(self._model.filtering.why(rows[row])):
                self._list.refresh_line(row)

    def _refresh_unread(self) -> None:
        """Draw the failures in view again whose own detail is not read."""
        rows, details = self._list.rows, self._model.details
        for row in self._list.in_view:
            if level_of(rows[row])[0] != "Info" and details.missing([rows[row].event_id]):
                self._list.refresh_line(row)

    # The cursor

    @property
    def current(self) -> Event | None:
        """The event under the cursor."""
        return self._list.current

    @property
    def noise(self) -> str:
        """Why the event under the cursor says nothing new; "" where it does."""
        current = self._list.current
        return self._list.noise(current.event_id) if current else ""

    @property
    def _at_newest(self) -> bool:
        rows, cursor = self._list.row_count, self._list.cursor
        oldest_first = self._model.filtering.view.oldest_first
        from_newest = rows - 1 - cursor if oldest_first else cursor
        if from_newest <= 0 or from_newest >= REPEATS_SKIPPED:
            return from_newest <= 0
        if self._newest is None:
            self._newest = self._model.row_of(None)
        return cursor >= self._newest if oldest_first else cursor <= self._newest

    def moved(self) -> None:
        """The cursor is on another event."""
        current = self._list.current
        if current is not None and current is not self._stand_in:
            self._anchor, self._stand_in = current, None
        if self._at_newest:
            self._model.new_count = 0
        self._rest.restart()
        self.load_more()

    def viewed(self) -> None:
        """Other rows are in view."""
        self._view_rest.restart()
        self.load_more()

    def _rested(self) -> None:
        # The mark is far from the list, and each step would draw a line of bars up to it.
        self._pane.mark_cursor()
        self.ask_at_cursor()

    def ask_at_cursor(self) -> None:
        """Ask for the detail under the cursor, and then for those beside it."""
        current = self._list.current
        if current is None:
            # What a filter looks for may be in the reasons that have not come yet.
            self._ask_in_view()
            return
        row, rows = self._list.cursor, self._list.rows
        neighbours = (*rows[row + 1 : row + 2], *rows[max(0, row - 1) : row])
        details, event_id = self._model.details, current.event_id
        has_failed = event_id in details.failures
        details.rest_on(current, neighbours)
        if has_failed:
            # It is under way again.
            self._model.account.host.changed([Change(What.DETAIL, event_id)])

    def ask_again(self) -> None:
        """Ask for what is missing of what is on the screen, also where it has failed before."""
        self.ask_at_cursor()
        self._ask_in_view()

    def _ask_in_view(self) -> None:
        self._model.details.seen(self._list.rows, self._list.in_view, self._list.current)

    def load_more(self) -> None:
        """Ask for older events where the user nears the end."""
        seen = self._list.in_view
        if self._model.filtering.view.oldest_first:
            left = min(self._list.cursor, seen.start) - max(self._gaps, default=0)
        else:
            end = min(self._gaps, default=self._list.row_count)
            left = end - max(self._list.cursor, seen.stop)
        self._model.near_end(left)

    # Jumps

    def go_to(self, row: int) -> None:
        """Put the cursor on a row."""
        self._model.jumping.target = None
        self._list.go_to(row)

    def aim_at(self, event: Event | None) -> None:
        """The cursor is to be on that event, if any, among the rows that are listed next."""
        self._anchor = event or self._anchor

    def go_to_event(self, event: Event) -> None:
        """Jump to an event; a filter that hides it goes."""
        self._model.jumping.leave()
        self._anchor = event
        if self._model.view.index(event) is None:
            self._model.set_filter("")
        else:
            self._list.go_to(self._model.row_of(event))

    def go_to_position(self, position: Position) -> None:
        """Go back to where a jump came from."""
        self._anchor = self._model.log.event(position.event_id) or self._anchor
        if position.filter_text != self._model.filtering.text:
            self._model.set_filter(position.filter_text)
        else:
            self._list.go_to(self._model.row_of(self._anchor))

    def go_to_nearest(self, seconds: float) -> None:
        """Jump to the loaded event that is nearest to a time, in seconds since the epoch."""
        self._model.jumping.leave()
        self._list.go_to(self._model.view.nearest(seconds))

    # Marks

    def toggle_mark(self) -> None:
        """Mark the event under the cursor, or take its mark away, and go on to the next."""
        event = self._list.current
        if event is not None:
            self._model.toggle_mark(event)
            self._list.show_marks(self._model.marked)
            self._list.action_move(1)

    def clear_marks(self) -> bool:
        """Take all marks away; whether there were any."""
        if not self._model.marked:
            return False
        self._model.marked.clear()
        self._list.show_marks(self._model.marked)
        return True
