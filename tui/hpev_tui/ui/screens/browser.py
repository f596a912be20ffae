"""The events of one cluster: the list, and the detail of the event under the cursor."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.screen import Screen
from textual.widgets import Static

from hpev_tui.errors import Failure
from hpev_tui.loader import Priority
from hpev_tui.model import ClusterInfo, Event
from hpev_tui.session.coverage import Request
from hpev_tui.snippets import EVENT_ID
from hpev_tui.ui import browser_texts as texts
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.context import Context
from hpev_tui.ui.messages import ClusterReady, CopyWanted, DetailReady, PageReady, PickerWanted
from hpev_tui.ui.screens.copying import Copying
from hpev_tui.ui.settle import Settle
from hpev_tui.ui.widgets.copy_footer import CopyFooter
from hpev_tui.ui.widgets.detail_tree import DetailTree
from hpev_tui.ui.widgets.event_list import EventList
from hpev_tui.ui.widgets.room_notice import RoomNotice
from hpev_tui.ui.widgets.text_line import TextLine, show_notice
from hpev_tui.wording import clock_time, local_date

REST = 0.12
"""Seconds that the cursor must rest on an event before its detail is asked for."""

NEAR_END = 50
"""Rows left below the cursor or the screen when older events are asked for."""


class BrowserScreen(Screen[None]):
    """One cluster's events. `cluster` is the name or ARN that was asked for."""

    BINDINGS = bindings("browser")
    AUTO_FOCUS = "#events"

    def __init__(self, context: Context, cluster: str) -> None:
        super().__init__()
        self.cluster = cluster
        self._shared = context
        self._log = context.session.log(cluster)
        self._info: ClusterInfo | None = None
        self._waiting: Request | None = None
        self._failure: Failure | None = None
        self._detail_failures: dict[str, Failure] = {}
        self._answered: float | None = None
        self._marked: dict[str, Event] = {}
        self._zoomed = False
        self._in_detail = False
        self._rest = Settle(self, REST, self._rested)
        self._copying = Copying(context, cluster)

    def compose(self) -> ComposeResult:
        """Header, summary, list beside or above the detail, notice, footer."""
        ascii_only = self._shared.ascii_only
        yield TextLine(id="header", separator=self._shared.separator)
        yield TextLine(id="summary")
        with Container(id="panes"):
            with Vertical(id="list-pane"):
                yield TextLine(id="heading")
                yield EventList(ascii_only=ascii_only, id="events")
            yield DetailTree(ascii_only=ascii_only, id="detail")
        yield Static(id="notice", markup=False)
        yield CopyFooter(id="footer")
        yield RoomNotice()

    def on_mount(self) -> None:
        """Show what is loaded already, and ask for the newest events."""
        self._show_rows(None)
        self._ask_again()
        self._arrange()

    def _ask_again(self) -> None:
        self._failure = None
        # Not as a demand: it must not take the last free thread from the events.
        self._shared.describe_cluster(self.cluster, Priority.VISIBLE)
        self._ask(self._log.coverage.head())

    def _ask(self, request: Request | None) -> None:
        if request is not None:
            self._waiting = request
            self._shared.list_events(self.cluster, request)
        self._show_state()

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
            self._failure = self._failure or message.result
        else:
            self._info = message.result
            self._answered = self._shared.now()
        self._show_state()

    def page_ready(self, message: PageReady) -> None:
        """A page of events has come; the cursor stays on its event."""
        if message.key != self.cluster:
            return
        if message.request == self._waiting:
            self._waiting = None
        if isinstance(message.result, Failure):
            self._failure = message.result
            self._show_state()
            return
        self._answered = self._shared.now()
        # Before the rows change, which the list shares with the log.
        current = self.query_one(EventList).current
        self._log.add(message.request, message.result)
        self._show_rows(current)
        self._load_more()
        self._show_state()

    def detail_ready(self, message: DetailReady) -> None:
        """An event's detail has come; it is shown if the cursor is still there."""
        if isinstance(message.result, Failure):
            self._detail_failures[message.event_id] = message.result
        current = self.query_one(EventList).current
        if current is not None and current.event_id == message.event_id:
            self._show_detail(current)
            self._prefetch()
        self._copying.detail_ready(message)

    # Loading

    def _load_more(self) -> None:
        """Ask for older events where the person nears the end, and close gaps at once."""
        if self._waiting is not None or self._failure is not None:
            return
        view = self.query_one(EventList)
        left = view.row_count - max(view.cursor, view.in_view.stop)
        if self._log.coverage.has_gap or left < NEAR_END:
            self._ask(self._log.coverage.further())

    @on(EventList.Viewed, "#events")
    def _rows_viewed(self) -> None:
        self._load_more()
        self.query_one("#heading", TextLine).show([self.query_one(EventList).heading])

    @on(EventList.Moved, "#events")
    def _cursor_moved(self) -> None:
        current = self.query_one(EventList).current
        if current is None:
            return
        self._show_detail(current)
        self._rest.disturb()
        self._load_more()
        self._show_summary()

    def _rested(self) -> None:
        """Ask for the detail under the cursor, and drop those the cursor only passed by."""
        current = self.query_one(EventList).current
        if current is None:
            return
        self._shared.forget("detail", self._copying.wanted)
        if current.event_id in self._shared.session.details:
            self._prefetch()
        else:
            self._detail_failures.pop(current.event_id, None)
            self._show_detail(current)
            self._shared.describe_event(self.cluster, current.event_id, Priority.DEMAND)

    def _prefetch(self) -> None:
        """Ask for the neighbours' details, when nothing else waits."""
        row = self.query_one(EventList).cursor
        for event in (*self._log.rows[row + 1 : row + 2], *self._log.rows[max(0, row - 1) : row]):
            if event.event_id not in self._shared.session.details:
                self._shared.describe_event(self.cluster, event.event_id, Priority.PREFETCH)

    # Showing

    def _show_rows(self, current: Event | None) -> None:
        """Show the rows anew, with the cursor on the event that it was on."""
        place = None if current is None else self._log.index(current.event_id)
        view = self.query_one(EventList)
        view.show(self._log.rows, place or 0, self._marked, self._log.group_names)

    def _show_detail(self, event: Event) -> None:
        tree = self.query_one(DetailTree)
        detail = self._shared.session.details.get(event.event_id)
        failure = self._detail_failures.get(event.event_id)
        if detail is not None:
            tree.show(detail)
        elif failure is not None:
            tree.show_note(texts.problem(failure))
        else:
            tree.show_note(f"Loading{self._shared.ellipsis}")

    def _show_state(self) -> None:
        """Header, summary, notice, and what stands in an empty list."""
        rows, failure = self._log.rows, self._failure
        identity = self._shared.session.identity
        answered = "" if self._answered is None else f"as of {clock_time(self._answered)}"
        arn = rows[0].cluster_arn if rows else ""
        self.query_one("#header", TextLine).show(
            texts.header_parts(self.cluster, self._info, identity, arn), answered
        )
        notice = texts.problem(failure) if failure is not None and rows else ""
        show_notice(self.query_one("#notice", Static), notice)
        self.query_one(EventList).set_note(
            texts.empty_note(self.cluster, self._info, failure, identity, self._loading)
        )
        self._show_summary()

    @property
    def _loading(self) -> str:
        return f"loading{self._shared.ellipsis}" if self._waiting else ""

    def _show_summary(self) -> None:
        """The cursor's date on the left; on the right how much is loaded."""
        current = self.query_one(EventList).current
        date = local_date(current.event_time) if current else ""
        marked = f"{len(self._marked):,} marked" if self._marked else ""
        state = texts.loaded(len(self._log.rows), self._log.coverage, self._loading)
        self.query_one("#summary", TextLine).show([date, marked], state)

    # Panes

    def on_resize(self) -> None:
        """Room for both panes, or for one."""
        self._arrange()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which pane the keys act on, whoever gave it the focus."""
        if isinstance(event.widget, (EventList, DetailTree)):
            self._in_detail = isinstance(event.widget, DetailTree)

    def _arrange(self) -> None:
        """Show both panes, or the focused one alone where it is zoomed or the room is short."""
        alone = self._zoomed or self.size.width < 80 or self.size.height < 24
        self.query_one("#list-pane").display = not (alone and self._in_detail)
        self.query_one(DetailTree).display = self._in_detail or not alone

    def _focus(self, detail: bool) -> None:
        self._in_detail = detail
        self._arrange()
        # Not `focus()`, which comes into force later: the next key may be here already.
        pane = self.query_one(DetailTree) if detail else self.query_one(EventList)
        self.set_focus(pane, scroll_visible=False)

    # What the person wants

    @on(EventList.Opened)
    def _opened(self) -> None:
        if self.query_one(EventList).row_count:
            self._rested()
            self._focus(detail=True)

    @on(EventList.MarkToggled)
    def _mark_toggled(self) -> None:
        view = self.query_one(EventList)
        if view.current is not None:
            event = view.current
            if self._marked.pop(event.event_id, None) is None:
                self._marked[event.event_id] = event
            view.show_marks(self._marked)
            view.action_move(1)
            self._show_summary()

    def action_other_pane(self) -> None:
        """Go to the other pane."""
        self._focus(detail=not self._in_detail)

    def action_zoom(self) -> None:
        """Give the pane all the room, or give it back."""
        self._zoomed = not self._zoomed
        self._arrange()

    def action_switch_view(self) -> None:
        """Tree or JSON."""
        self.query_one(DetailTree).switch_view()

    def action_wrap(self) -> None:
        """Wrap long values or cut them."""
        self.query_one(DetailTree).switch_wrap()

    def action_expand_all(self) -> None:
        """Open every branch of the detail."""
        self.query_one(DetailTree).expand_all()

    def action_refresh(self) -> None:
        """Ask for what is new, and again for what failed."""
        self._detail_failures.clear()
        self._rested()
        self._ask_again()

    def action_pick_cluster(self) -> None:
        """Pick another cluster."""
        self._shared.post(PickerWanted())

    def action_back(self) -> None:
        """Undo one layer: the marks, the zoom, the focus in the detail, this screen."""
        if self._copying.cancel():
            return
        if self._marked:
            self._marked.clear()
            self.query_one(EventList).show_marks(self._marked)
            self._show_summary()
        elif self._zoomed:
            self.action_zoom()
        elif self._in_detail:
            self._focus(detail=False)
        else:
            self._shared.post(PickerWanted(only_back=True))

    # Copies

    def action_copy_id(self) -> None:
        """Copy the value under the cursor: of the detail's line, or the event's ID."""
        if self._in_detail:
            label, text = self.query_one(DetailTree).value
            self._shared.post(CopyWanted(label, text))
        else:
            self._copying.start(EVENT_ID, self._subjects())

    def action_copy_menu(self) -> None:
        """Wait for the letter that says what to copy."""
        self.query_one(CopyFooter).ask()

    @on(CopyFooter.Chosen)
    def _copy_chosen(self, message: CopyFooter.Chosen) -> None:
        self._focus(detail=self._in_detail)
        if message.snippet is not None:
            self._copying.start(message.snippet, self._subjects())

    def _subjects(self) -> list[Event]:
        """The marked events, newest first, or the one under the cursor."""
        current = self.query_one(EventList).current
        marked = sorted(self._marked.values(), key=lambda event: -event.event_time)
        return marked or ([] if current is None else [current])
