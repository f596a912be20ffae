"""The events of one cluster: what comes in, and what is shown of it. What keys do is elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from hpev_tui.model.events import ClusterInfo, Event
from hpev_tui.model.failure import Failure
from hpev_tui.session.coverage import newest_time
from hpev_tui.session.view import View
from hpev_tui.sources.loader import Priority
from hpev_tui.text.times import TimeMode, date_in
from hpev_tui.ui.browser import summary, texts
from hpev_tui.ui.browser.copying import Copying
from hpev_tui.ui.browser.details import Details
from hpev_tui.ui.browser.explaining import Explaining
from hpev_tui.ui.browser.fetching import Fetching
from hpev_tui.ui.browser.filtering import Filtering
from hpev_tui.ui.browser.following import Following
from hpev_tui.ui.browser.jumps import of_level
from hpev_tui.ui.browser.loading import EventLoading
from hpev_tui.ui.browser.sections import Sections
from hpev_tui.ui.context import Context
from hpev_tui.ui.messages import ClusterReady, DetailReady, NodesReady, PagesReady
from hpev_tui.ui.settle import Debounce
from hpev_tui.ui.widgets.detail_pane import DetailPane
from hpev_tui.ui.widgets.detail_tree import DetailTree
from hpev_tui.ui.widgets.event_list import EventList
from hpev_tui.ui.widgets.footer import CopyFooter
from hpev_tui.ui.widgets.inputs import FilterBar
from hpev_tui.ui.widgets.list_pane import ListPane
from hpev_tui.ui.widgets.text import NoticeBar, RoomNotice, TextLine

NEAR_END = 50
"""Rows left below the cursor or the screen when older events are asked for."""

TYPED_SECONDS = 0.4
"""How long a filter must stand while it is typed before the service is asked for its events."""


class EventsScreen(Screen[None]):
    """Shows one cluster's events. `cluster` is the name or ARN that was asked for."""

    AUTO_FOCUS = "#events"

    def __init__(self, context: Context, cluster: str, filter_text: str = "") -> None:
        super().__init__()
        self.cluster = cluster
        self._shared = context
        self._log = context.session.log(cluster)
        self._info: ClusterInfo | None = None
        self._cluster_failure: Failure | None = None
        self._answered: float | None = None
        self._marked: dict[str, Event] = {}
        self._new = 0
        self._rings = False
        self._anchor: Event | None = None
        """The event that the person went to last."""
        self._stand_in: Event | None = None
        """Where the cursor is while a filter hides that event."""
        self._gaps: frozenset[int] = frozenset()
        self._is_typed = False
        """Whether the filter changes with every key, so that nothing is asked for it yet."""
        self._fetching = Fetching(context, cluster)
        self._copying = Copying(context, cluster, self._fetching)
        sections = Sections(context, cluster, self._log, lambda: self._pane.time_mode)
        self._details = Details(self, context, cluster, self._fetching, self._panes, sections)
        self._filtering = Filtering(context.session, self._log, context.now, self._filtered)
        self._filtering.text = filter_text
        self._explaining = Explaining(self._filtering)
        self._loading = EventLoading(context, cluster, self._log)
        self._following = Following(self, self._loading.poll)
        self._typed = Debounce(self, TYPED_SECONDS, self._narrow)

    def compose(self) -> ComposeResult:
        """Header, filter, list beside or above the detail, notice, footer."""
        ascii_only = self._shared.ascii_only
        history = self._shared.session.filter_history
        yield TextLine(id="header", separator=self._shared.separator)
        yield FilterBar(self._filtering.suggestion, history, id="filter-bar")
        yield TextLine(id="groups-strip", separator=self._shared.separator)
        with Container(id="panes"):
            yield ListPane(ascii_only=ascii_only, id="list-pane")
            yield DetailPane(ascii_only=ascii_only, id="detail-pane")
        yield NoticeBar(id="notice")
        yield CopyFooter(id="footer")
        yield RoomNotice()

    def on_mount(self) -> None:
        """Show what is loaded already, and ask for the newest events."""
        self._list.explain(self._explaining.why, self._explaining.noise)
        self._filtering.apply(self._filtering.text)
        self._loading.listing = self._filtering.query.pushdown()
        self._ask_again()

    def _ask_again(self) -> None:
        self._cluster_failure = None
        # Not as a demand: it must not take the last free thread from the events.
        self._shared.describe_cluster(self.cluster, Priority.VISIBLE)
        self._loading.restart()
        self._show_state()

    @property
    def _pane(self) -> ListPane:
        return self.query_one(ListPane)

    @property
    def _list(self) -> EventList:
        return self._pane.list

    @property
    def _view(self) -> View:
        return self._filtering.view

    def _panes(self) -> tuple[EventList, DetailTree]:
        return self._list, self.query_one(DetailTree)

    # Results

    def connected(self) -> None:
        """The region and the profile are known."""
        self._show_state()

    def cluster_ready(self, message: ClusterReady) -> None:
        """The cluster's state has come."""
        if message.key != self.cluster:
            return
        if isinstance(message.result, Failure):
            # The events may still be readable; what stops them is shown on their own account.
            self._cluster_failure = message.result
        else:
            self._info = message.result
            self._answered = self._shared.now()
            self._explaining.counted(self._answered, message.result.groups)
            self._list.forget_noise()
        self._show_state()

    def pages_ready(self, message: PagesReady) -> None:
        """Pages of events have come; the cursor stays on its event."""
        if message.key != self.cluster:
            return
        # Before the rows change, which the list shares with the log.
        before = list(self._view.rows[-1:])
        current, at_newest = self._list.current, self._at_newest
        count, newest = len(self._view.rows), newest_time(self._log.rows)
        # Otherwise what comes is how things were, and no news.
        begun = bool(self._log.coverage.covered())
        fresh = self._loading.take(message)
        kept = self._filtering.add(fresh)
        if message.answers:
            self._answered = self._shared.now()
            self._pane.show_times(self._answered)
        # What only comes in above the cursor, far below the newest, is no reason to go on for ever.
        if any(current is None or event.event_time <= current.event_time for event in kept):
            self._loading.fruitful()
        polled = self._loading.is_poll(message.run)
        news = fresh if polled and begun else [e for e in fresh if e.event_time > newest]
        if at_newest and self._following.moves:
            current = None
        elif count:
            self._new += len({e.event_id for e in kept} & {e.event_id for e in news})
        appended = self._view.rows[count - 1 : count] == before and not self._view.oldest_first
        self._grow(kept, current, count if appended else 0)
        if kept:
            self._details.grown()
        if message.last and polled:
            self._heard(news if begun else [], message.failure)
        self._loading.go_on()
        self._load_more()
        self._show_state()

    def _heard(self, news: Sequence[Event], failure: Failure | None) -> None:
        self._following.heard(
            len(news), throttled=failure is not None and failure.kind == "throttled"
        )
        if self._rings and any(map(of_level("Error"), news)):
            self.app.bell()

    def detail_ready(self, message: DetailReady) -> None:
        """An event's detail has come; it is shown if the cursor is still there."""
        self._details.ready(message)
        self._show_header()
        self._fetching.detail_ready(message)
        self._filtering.recheck(message.event_id)
        self._refresh_row(message.event_id)

    def nodes_ready(self, message: NodesReady) -> None:
        """The cluster's nodes have come."""
        if message.key == self.cluster:
            self._details.show()
            self._show_state()

    def _refresh_row(self, event_id: str) -> None:
        event = self._log.event(event_id)
        row = None if event is None else self._view.index(event)
        if event is None or row is None or row not in self._list.in_view:
            return
        if self._explaining.why(event):
            self._list.refresh_line(row)

    # Rows

    @property
    def _at_newest(self) -> bool:
        last = self._list.row_count - 1
        return self._list.cursor == (max(0, last) if self._view.oldest_first else 0)

    def _grow(self, kept: Sequence[Event], current: Event | None, same: int) -> None:
        """The view has taken in some events; the first `same` rows are as they were."""
        gaps = self._view.starts_of_gaps(self._log.gaps(self._loading.listing))
        if kept or gaps != self._gaps:
            self._gaps = gaps
            self._pane.grow(
                kept, self._row_of(current), self._log.group_names, gaps, same, self._shared.now()
            )

    def _filtered(self) -> None:
        """Other rows are to be shown: the cursor stays on its event, or near its time."""
        self._new = 0
        self._gaps = self._view.starts_of_gaps(self._log.gaps(self._loading.listing))
        row = self._row_of(self._anchor)
        self._pane.show(self._view.rows, row, self._log.group_names, self._gaps, self._shared.now())
        self._stand_in = self._list.current
        self._is_typed = self.query_one(FilterBar).typing
        if self._is_typed:
            self._typed.disturb()
        else:
            self._narrow()

    def _row_of(self, event: Event | None) -> int:
        """Where an event stands, or the one nearest to its time; without one, the newest."""
        view = self._view
        if event is None:
            return max(0, len(view.rows) - 1) if view.oldest_first else 0
        row = view.index(event)
        return view.nearest(event.event_time) if row is None else row

    def _narrow(self) -> None:
        """Ask the service for what the filter keeps, where it can filter that."""
        if self.query_one(FilterBar).typing and self._filtering.problems:
            # What could be read of a half-typed line is not what is looked for.
            return
        self._is_typed = False
        self._loading.narrow(self._filtering.query.pushdown())
        self._load_more()
        self._show_state()

    def _load_more(self) -> None:
        """Ask for older events where the person nears the end, and close gaps at once."""
        seen = self._list.in_view
        if self._view.oldest_first:
            left = min(self._list.cursor, seen.start) - max(self._gaps, default=0)
        else:
            end = min(self._gaps, default=self._list.row_count)
            left = end - max(self._list.cursor, seen.stop)
        wanted = left < NEAR_END or self._loading.has_gap
        if wanted and not self._is_typed and not self._filtering.busy:
            self._loading.more()

    @on(EventList.Viewed, "#events")
    def _rows_viewed(self) -> None:
        self._details.scrolled()
        self._load_more()

    @on(EventList.Moved, "#events")
    def _cursor_moved(self) -> None:
        current = self._list.current
        if current is not None and current is not self._stand_in:
            self._anchor, self._stand_in = current, None
        if self._at_newest:
            self._new = 0
        self._details.moved()
        self._load_more()
        self._show_summary()

    # Showing

    def _show_state(self) -> None:
        """Header, filter line, notice, and what stands in an empty list."""
        failure = self._loading.failure or self._cluster_failure
        identity = self._shared.session.identity
        self._show_header()
        notice = self.query_one(NoticeBar)
        if self._filtering.problems:
            notice.say(self._filtering.problems[0].reason)
        elif notice.show_failure(failure if self._view.rows else None):
            self.refresh_bindings()
        self.query_one(FilterBar).underline(self._filtering.problems)
        if self._log.rows and not self._filtering.query.is_empty and failure is None:
            note = texts.nothing_kept(self._filtering.query, self._loading.complete, self._busy)
        else:
            note = texts.empty_note(self.cluster, self._info, failure, identity, self._busy)
        self._list.set_note(note)
        self._show_summary()

    def header(self) -> tuple[list[str], str]:
        """The cluster and whose it is, in parts; and how many calls were made."""
        identity = self._shared.session.identity
        answered = texts.answered(self._shared.connection.stats.calls, self._answered)
        arn = self._log.rows[0].cluster_arn if self._log.rows else ""
        return texts.header_parts(self.cluster, self._info, identity, arn), answered

    def _show_header(self) -> None:
        self.query_one("#header", TextLine).show(*self.header())

    @property
    def _busy(self) -> str:
        return f"loading{self._shared.ellipsis}" if self._loading.busy else ""

    def _show_summary(self) -> None:
        """The filter and what else is in force on the left, how much is loaded on the right."""
        current, mode = self._list.current, self._pane.time_mode
        zone = " UTC" if mode is TimeMode.UTC else ""
        left = summary.in_force(
            self._view,
            self._loading.listing,
            new=self._new,
            marked=len(self._marked),
            following=self._following.words,
            unreadable=len(self._log.unreadable),
            date=f"{date_in(current.event_time, mode)}{zone}" if current else "",
        )
        right = summary.loaded(self._view, self._log, self._loading, self._busy)
        self.query_one(FilterBar).show(left, right, summary.counted(self._view, self._log))
