"""The screen of one cluster's events."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Input

from hpev_tui.detail.tree import NODE
from hpev_tui.export.listing import LISTS
from hpev_tui.export.snippets import EVENT_ID
from hpev_tui.model.events import Event
from hpev_tui.query import with_term, without_key
from hpev_tui.session.about import About
from hpev_tui.session.account import Account
from hpev_tui.session.jumping import of_level
from hpev_tui.session.opening import model_of
from hpev_tui.session.results import Changes, What
from hpev_tui.session.section_lines import TIMELINE
from hpev_tui.ui.browser import status
from hpev_tui.ui.browser.copying import Copying
from hpev_tui.ui.browser.detail import DetailPane
from hpev_tui.ui.browser.list_controller import ListController
from hpev_tui.ui.browser.list_pane import ListPane
from hpev_tui.ui.browser.notes import note
from hpev_tui.ui.browser.others import OtherClusters
from hpev_tui.ui.browser.status import StatusLines
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.messages import CopyRequested, PickerRequested
from hpev_tui.ui.overviews.ways import WayBack
from hpev_tui.ui.screens.base import DataScreen
from hpev_tui.ui.widgets.detail_tree import DetailTree
from hpev_tui.ui.widgets.event_list import EventList
from hpev_tui.ui.widgets.footer import CopyFooter
from hpev_tui.ui.widgets.frame import stack_by_size
from hpev_tui.ui.widgets.histogram import HistogramStrip
from hpev_tui.ui.widgets.inputs import QueryInput
from hpev_tui.ui.widgets.text import RoomNotice


class BrowserScreen(DataScreen):
    """One cluster's events, with the keys that act on them. Overviews can lie over it."""

    AUTO_FOCUS = "#events"
    BINDINGS = bindings("browser")

    def __init__(self, account: Account, cluster: str, filter_text: str = "") -> None:
        super().__init__()
        self.model = model = model_of(account, cluster, filter_text)
        self._lines = StatusLines(model)
        self._pane = ListPane(self._lines.title, ascii_only=account.settings.ascii, id="list-pane")
        self._rows = ListController(model, self._pane)
        self._detail = DetailPane(model, id="detail-pane")
        self._copying = Copying(model, lambda message: self.app.post_message(message))
        self._way_back = WayBack(self, model.filtering)
        self._filter_before = ""
        self._others = OtherClusters(model)
        self._zoomed = False
        self._in_detail = False

    def compose(self) -> ComposeResult:
        """Header, groups, histogram, list beside or above the detail, notice, footer."""
        stack_by_size((self._pane, self._detail), self.app.size)  # Later they are styled twice.
        yield self._lines.header
        yield self._lines.strip
        yield self._pane.strip
        with Container(id="panes"):
            yield self._pane
            yield self._detail
        yield self._lines.notice
        yield self._lines.footer
        yield RoomNotice()

    def on_mount(self) -> None:
        """Show what is loaded already, and ask for the newest events."""
        self._arrange()  # Before the first layout, which would else be made twice.
        self._rows.begin()
        self.model.open()
        self._rows.show_view()
        self._show_state()

    def on_unmount(self) -> None:
        """Ask for nothing any more: nobody looks at it."""
        self._rows.close()
        self._lines.close()
        self._detail.close()
        self.model.close()

    # What is shown

    def show_changes(self, changes: Changes) -> None:
        """Show what has changed."""
        for change in changes:
            if change.what is What.ROWS and change.added is not None:
                self._rows.grow(change.added)
            elif change.what is What.VIEW:
                self._rows.show_view()
                # In the same frame; the message that the cursor has moved would come after it.
                self._show_detail()
            elif change.what is What.CURSOR:
                self._rows.go_to(change.row)
            elif change.what is What.DETAIL:
                self._detail_arrived(change.key)
            elif change.what is What.CLUSTER:
                self._pane.list.forget_noise()
            elif change.what is What.NODES:
                self._show_detail()
            elif change.what is What.TIMES:
                self._pane.show_times(self.model.time_mode, self.model.account.host.now())
                self._lines.show_groups()
        kinds = {change.what for change in changes}
        if kinds == {What.ROWS} and self.model.loading.busy and self.model.loading.goal:
            # Of many pages: what has come is said when the last one is here, and now and then.
            self._lines.pages_come(self._pane.undated)
        elif kinds - {What.DETAIL}:
            self._rows.load_more()
            self._show_state()

    @on(events.ScreenResume)
    def _catch_up(self) -> None:
        """Show what has changed while another screen covered this one."""
        if self.is_outdated:
            self.is_outdated = False
            self._rows.show_all()
            self._show_detail()
            self._show_state()
            self._lines.show_groups()

    def _detail_arrived(self, event_id: str) -> None:
        current = self._rows.current
        if current is not None and current.event_id == event_id:
            self._show_detail()
        self._rows.refresh_row(event_id)
        if self._lines.show_refusal(self._pane.undated):
            # Each failure's cause is `-` now, or may come.
            self._pane.list.refresh_rows()
        self._lines.request_groups()

    def _show_detail(self) -> None:
        self._detail.show(self._rows.current, self._rows.noise)

    def _show_state(self) -> None:
        had_other, self.has_other = self.has_other, self._others.are_there
        model, undated = self.model, self._pane.undated
        if self._lines.show(undated) or had_other is not self.has_other:
            self.refresh_bindings()
        self._pane.list.set_note(note(model, status.failure(model), status.busy(model)))
        self._lines.show_position(self._pane.list, undated)

    @on(EventList.Moved)
    def _cursor_moved(self) -> None:
        self._rows.moved()
        self._show_detail()
        self._lines.show_position(self._pane.list, self._pane.undated)

    @on(EventList.Viewed)
    def _rows_viewed(self) -> None:
        self._rows.viewed()

    # The panes

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which pane the keys act on, whoever gave it the focus."""
        if isinstance(event.widget, (EventList, DetailTree)):
            self._in_detail = isinstance(event.widget, DetailTree)
            self._detail.use(self._in_detail)

    @on(events.Resize)
    def _arrange(self) -> None:
        """Show both panes, or the focused one alone where it is zoomed or the room is short."""
        # The screen has its size only from its first layout on, the app has it before.
        alone = stack_by_size((self._pane, self._detail), self.app.size, zoomed=self._zoomed)
        self._pane.display = not (alone and self._in_detail)
        self._pane.make_room(zoomed=self._zoomed)
        self._detail.display = self._in_detail or not alone
        self._detail.use(self._in_detail)
        self._lines.strip.make_room(zoomed=self._zoomed)

    def _focus(self, *, detail: bool) -> None:
        self._in_detail = detail
        self._arrange()
        # Not `focus()`, which comes into force later: the next key may be here already.
        self.set_focus(self._detail.detail if detail else self._pane.list, scroll_visible=False)

    @on(EventList.Opened)
    def _opened(self) -> None:
        self._rows.ask_again()
        self._focus(detail=True)

    def action_other_pane(self) -> None:
        """Go to the other pane."""
        self._focus(detail=not self._in_detail)

    def action_zoom(self) -> None:
        """Give the pane all the room, or give it back."""
        self._zoomed = not self._zoomed
        self._arrange()

    def action_switch_view(self) -> None:
        """Tree or JSON."""
        self._detail.switch_view()

    def action_wrap(self) -> None:
        """Wrap long values or cut them."""
        self._detail.detail.switch_wrap()

    def action_expand_all(self) -> None:
        """Open every branch of the detail."""
        self._detail.detail.expand_all()

    def action_differences(self) -> None:
        """Show what differs between the two marked events."""
        if self._detail.compare_marked(lambda: self._rows.current):
            self._focus(detail=True)

    # The filter

    def action_filter(self) -> None:
        """Type a filter."""
        self._filter_before = self.model.filtering.text
        self.model.is_typing = True
        self._lines.title.open(self._filter_before)
        self._lines.show_summary(self._pane.undated)

    @on(Input.Changed, "#query")
    def _query_typed(self, message: Input.Changed) -> None:
        if self.model.is_typing:
            self.model.set_filter(message.value)

    @on(QueryInput.Applied)
    def _query_applied(self, message: QueryInput.Applied) -> None:
        self._end_typing()
        if message.text != self.model.filtering.query.text:  # What began a key is a word now.
            self.model.set_filter(message.text)
        self.model.narrow()

    @on(QueryInput.Left)
    def _query_left(self) -> None:
        self._end_typing()
        self.model.set_filter(self._filter_before)

    def _end_typing(self) -> None:
        self.model.is_typing = False
        self._lines.title.close()
        self._focus(detail=False)

    def _filter_by_key(self, text: str, event: Event | None = None) -> None:
        """Set a filter; the cursor goes to an event, where one is given."""
        if text != self.model.filtering.text:
            self.model.jumping.leave()
            self._rows.aim_at(event)
            self.model.set_filter(text)
        elif event is not None:
            self._rows.go_to_event(event)

    def action_levels(self, levels: str = "") -> None:
        """Show only these levels, separated by commas, or all."""
        text = self.model.filtering.text
        self._filter_by_key(
            with_term(text, "level", *levels.split(",")) if levels else without_key(text, "level")
        )

    def action_alike(self, hidden: bool) -> None:
        """Show only the events that say the same as this one, or hide those."""
        if (current := self._rows.current) is not None:
            self._filter_by_key(self.model.filtering.alike(current, hidden=hidden))

    # Jumps

    def _go_to(self, row: int | None) -> None:
        if row is not None:
            self._rows.go_to(row)
        self._lines.show_summary(self._pane.undated)

    def action_jump(self, level: str, step: int) -> None:
        """To the next event of a level."""
        what = "error" if level == "Error" else "warning"
        self._go_to(self.model.jumping.to_next(what, of_level(level), step))

    def action_jump_same(self, step: int) -> None:
        """To the next event of the same node."""
        self._go_to(self.model.to_same_node(step))

    def action_jump_list(self, step: int) -> None:
        """Back to where the last jump came from, or forward again."""
        jumping = self.model.jumping
        position = jumping.back() if step < 0 else jumping.forward()
        if position is not None:
            self._rows.go_to_position(position)

    @on(DetailTree.Opened)
    def _line_opened(self, message: DetailTree.Opened) -> None:
        current = self._rows.current
        if message.path == (NODE,) and current is not None:
            from hpev_tui.ui.overviews.ways import push_timeline

            push_timeline(self.app, self.model, About.of_event(self.model, current).node)
            return
        leads = len(message.path) == 2 and message.path[0] == TIMELINE
        event = self.model.log.event(str(message.path[1])) if leads else None
        if event is not None:
            self._rows.go_to_event(event)

    def action_bar(self, step: int) -> None:
        """To the next bar of the histogram, later or earlier."""
        seconds = self._pane.bar_time(step)
        if seconds is not None:
            self._rows.go_to_nearest(seconds)

    @on(HistogramStrip.Clicked)
    def _time_chosen(self, message: HistogramStrip.Clicked) -> None:
        self._rows.go_to_nearest(message.event_time)

    def go_to_time(self, seconds: float) -> None:
        """Go to the event at that time, or the nearest before it."""
        self._go_to(self.model.jumping.to_time(seconds))

    # What is loaded, and how it is shown

    def action_refresh(self) -> None:
        """Ask for what is new, and again for what failed, with fresh keys where those failed."""
        self.model.refresh()
        self._show_detail()
        self._rows.ask_again()

    def action_follow(self) -> None:
        """Follow new events, or stop following."""
        self.model.follow()

    def action_load_all(self) -> None:
        """Load all older events."""
        self.model.load_all()

    def action_times(self) -> None:
        """Local times, UTC, or how long ago."""
        self.model.switch_times()

    def action_pause(self) -> None:
        """Let the list stand, or go on following."""
        self.model.pause()

    def action_bell_on_error(self) -> None:
        """Ring the bell on a new error, or no more."""
        self.model.switch_bell()

    def action_order(self) -> None:
        """The oldest first, or the newest."""
        self.model.set_order()

    def action_fold(self) -> None:
        """Show one row for the two events of a fault, or both."""
        self.model.set_folded()

    def action_histogram(self) -> None:
        """Show the histogram or hide it."""
        self._pane.switch_histogram()

    @on(EventList.MarkToggled)
    def _mark_toggled(self) -> None:
        self._rows.toggle_mark()
        self._lines.show_summary(self._pane.undated)

    # From here to other screens, and back.

    def action_overview(self, name: str) -> None:
        """Failures, groups or nodes, with the cursor on what this one's is on."""
        self.show_overview(name, About.of_cursor(self.model))

    def show_overview(self, name: str, about: About | None, filter_text: str = "") -> None:
        """Lay an overview over the list, in place of those that lie there; "" is the list alone."""
        if not name and about is not None and about.event is not None:
            self.show_event(about.event)
            return
        if not name:
            self._way_back.leave(self.model.filtering.text)
            return
        from hpev_tui.ui.overviews.ways import overview

        self._way_back.replace(overview(name, self.model, about, filter_text))

    def show_filtered(self, text: str, event: Event | None = None) -> None:
        """Show the events that a filter keeps, in place of the overviews; `esc` comes back."""
        self._catch_up()
        self._way_back.leave(text)
        self._filter_by_key(text, event)

    def show_event(self, event: Event) -> None:
        """Show one event among all, in place of the overviews; `esc` comes back."""
        self._catch_up()
        keeps = self.model.view.index(event) is not None
        self._way_back.leave(self.model.filtering.text if keeps else "")
        self._rows.go_to_event(event)

    def action_other(self) -> None:
        """To the cluster of this name before it, or to the ARN's own region."""
        self.app.post_message(self._others.leading_to())

    def action_pick_cluster(self) -> None:
        """Pick another cluster."""
        self.app.post_message(PickerRequested())

    def action_back(self) -> None:
        """Undo one layer: see the help of the command."""
        if self.model.stop() or (self._in_detail and self._detail.leave_search()):
            pass
        elif self._detail.leave_comparison():
            self._show_detail()
        elif self._rows.clear_marks():
            self._lines.show_summary(self._pane.undated)
        elif self._way_back.go_back(self._filter_by_key):
            pass
        elif self.model.filtering.text.strip():
            self._filter_by_key("")
        elif self._zoomed:
            self.action_zoom()
        elif self._in_detail:
            self._focus(detail=False)
        else:
            self.app.post_message(self._others.later or PickerRequested(only_back=True))

    # Copies

    def action_copy_menu(self) -> None:
        """Wait for the letter that says what to copy."""
        self.query_one(CopyFooter).ask()

    def action_copy_id(self) -> None:
        """Copy the value under the cursor: of the detail's line, or the event's ID."""
        if self._in_detail:
            self.app.post_message(CopyRequested(*self._detail.detail.value))
        else:
            self._copying.copy(EVENT_ID, self._rows.current)

    @property
    def remedy(self) -> str:
        """See `DataScreen.remedy`."""
        return status.remedy(self.model, self._detail.failure)

    @on(CopyFooter.Chosen)
    def _copy_chosen(self, message: CopyFooter.Chosen) -> None:
        self._focus(detail=self._in_detail)
        if message.snippet is not None:
            self._copying.copy(message.snippet, self._rows.current)
        elif message.of_list is not None:
            self._copying.copy_list(message.of_list)

    def action_save(self, letter: str) -> None:
        """Write what a letter copies of the whole list to a file."""
        self._copying.save_list(next(each for each in LISTS if each.letter == letter))
