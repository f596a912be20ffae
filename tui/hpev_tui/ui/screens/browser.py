"""The screen of one cluster's events: what its keys do."""

from __future__ import annotations

from textual import on
from textual.widgets import Input

from hpev_tui.export.listing import LISTS
from hpev_tui.export.snippets import EVENT_ID
from hpev_tui.model.events import Event
from hpev_tui.query import with_term, without_key
from hpev_tui.query.values import parse_goto
from hpev_tui.session.sections import TIMELINE
from hpev_tui.text.clean import utc_iso
from hpev_tui.text.times import TimeMode, local_minute
from hpev_tui.ui.browser.copying import Shown
from hpev_tui.ui.browser.goto import GotoProvider
from hpev_tui.ui.browser.jumping import Jumping
from hpev_tui.ui.browser.jumps import of_level
from hpev_tui.ui.browser.overviewing import OverviewingScreen
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.context import Context
from hpev_tui.ui.messages import CopyRequested, PickerRequested
from hpev_tui.ui.widgets.detail_tree import DetailTree
from hpev_tui.ui.widgets.event_list import EventList
from hpev_tui.ui.widgets.footer import CopyFooter
from hpev_tui.ui.widgets.inputs import FilterBar, QueryInput
from hpev_tui.ui.widgets.list_pane import ListPane


class BrowserScreen(OverviewingScreen):
    """One cluster's events, with the keys that act on them."""

    BINDINGS = bindings("browser")
    COMMANDS = {GotoProvider}  # noqa: RUF012 - as Textual declares it

    def __init__(self, context: Context, cluster: str, filter_text: str = "") -> None:
        super().__init__(context, cluster, filter_text)
        self._filter_before = ""
        self._jumping = Jumping(self._filtering, self._loading, lambda: self._list, self._tell)

    # The filter

    def action_filter(self) -> None:
        """Type a filter."""
        self._filter_before = self._filtering.text
        self.query_one(FilterBar).open(self._filtering.text)
        self._show_summary()

    @on(Input.Changed, "#query")
    def _query_typed(self, message: Input.Changed) -> None:
        if self.query_one(FilterBar).typing:
            self._filter(message.value)

    @on(QueryInput.Applied)
    def _query_applied(self, message: QueryInput.Applied) -> None:
        self._end_typing()
        if message.text != self._filtering.text:
            self._filter(message.text)
        self._narrow()

    @on(QueryInput.Left)
    def _query_left(self) -> None:
        self._end_typing()
        self._filter(self._filter_before)

    def _end_typing(self) -> None:
        self.query_one(FilterBar).close()
        self._focus(detail=False)

    def _filter(self, text: str) -> None:
        """Show what another filter keeps."""
        self._loading.stop()
        self._filtering.apply(text)
        self._show_state()

    def _filter_by_key(self, text: str) -> None:
        if text != self._filtering.text:
            self._jumping.leave()
            self._filter(text)

    def action_levels(self, levels: str = "") -> None:
        """Show these levels only, which commas part, or all."""
        text = self._filtering.text
        self._filter_by_key(
            with_term(text, "level", *levels.split(",")) if levels else without_key(text, "level")
        )

    def action_alike(self, hidden: bool) -> None:
        """Show only the events that tell the same as this one, or hide those."""
        current = self._list.current
        if current is not None:
            short = current.event_id[:8]
            exact = len(self._log.starting_with(short)) == 1
            event_id = short if exact else current.event_id
            self._filter_by_key(with_term(self._filtering.text, "like", event_id, negated=hidden))

    # Jumps

    def action_jump(self, level: str, step: int) -> None:
        """To the next event of a level."""
        self._jumping.to_next("error" if level == "Error" else "warning", of_level(level), step)
        self._show_summary()

    def action_jump_same(self, step: int) -> None:
        """To the next event of the same node."""
        self._jumping.to_same_node(self._log, self._shared.session, step)
        self._show_summary()

    def action_place(self, step: int) -> None:
        """Back to where the last jump came from, or forward again."""
        place = self._jumping.back() if step < 0 else self._jumping.forward()
        if place is None:
            return
        self._anchor = self._log.event(place.event_id) or self._anchor
        if place.filter_text != self._filtering.text:
            self._filter(place.filter_text)
        else:
            self._list.go_to(self._row_of(self._anchor))

    @on(DetailTree.Opened)
    def _line_opened(self, message: DetailTree.Opened) -> None:
        leads = len(message.path) == 2 and message.path[0] == TIMELINE
        event = self._log.event(str(message.path[1])) if leads else None
        if event is not None:
            self._go_to_event(event)

    def _go_to_event(self, event: Event) -> None:
        """Put the cursor on an event; a filter that hides it goes."""
        self._jumping.leave()
        self._anchor = event
        if self._view.index(event) is None:
            self._filter("")
        else:
            self._list.go_to(self._row_of(event))

    def action_bar(self, step: int) -> None:
        """To the next bar of the histogram, later or earlier."""
        seconds = self._pane.bar_time(step)
        if seconds is not None:
            self._jumping.go_to(self._view.nearest(seconds))

    @on(ListPane.TimeChosen)
    def _time_chosen(self, message: ListPane.TimeChosen) -> None:
        self._jumping.go_to(self._view.nearest(message.event_time))

    def read_time(self, text: str) -> float:
        """A time that was typed, in seconds since the epoch; ValueError says what to write."""
        current, now = self._list.current, self._shared.now()
        near = current.event_time if current else now
        return parse_goto(text, now, near, self._pane.time_mode)

    def time_words(self, seconds: float) -> str:
        """How such a time reads as the list shows times."""
        return utc_iso(seconds) if self._pane.time_mode is TimeMode.UTC else local_minute(seconds)

    def go_to_time(self, seconds: float) -> None:
        """Go to the event at that time, or the nearest before it."""
        self._jumping.to_time(seconds)
        self._show_summary()

    # Loading

    def action_pause(self) -> None:
        """Let the list stand, or go on following."""
        self._following.pause()
        self._show_state()

    def action_bell_on_error(self) -> None:
        """Ring the bell on a new error, or no more."""
        self._rings = not self._rings
        self._tell(
            "The bell rings on a new error while following"
            if self._rings
            else "The bell rings no more"
        )

    # What is shown, and how

    def action_order(self) -> None:
        """The oldest first, or the newest."""
        self._filtering.turn_round()
        self._filtered()
        self._show_summary()

    def action_fold(self) -> None:
        """Show one row for the two events of a fault, or both."""
        self._filtering.fold()
        self._filtered()
        self._show_summary()

    def action_histogram(self) -> None:
        """Show the histogram or hide it."""
        self._pane.switch_histogram()

    @on(EventList.MarkToggled)
    def _mark_toggled(self) -> None:
        event = self._list.current
        if event is not None:
            if self._marked.pop(event.event_id, None) is None:
                self._marked[event.event_id] = event
            self._list.show_marks(self._marked)
            self._list.action_move(1)
            self._show_summary()

    def action_pick_cluster(self) -> None:
        """Pick another cluster."""
        self._shared.post(PickerRequested())

    def action_back(self) -> None:
        """Undo one layer: see the help of the command."""
        if self._fetching.cancel() or self._loading.stop():
            self._show_state()
        elif self._leave_layer_of_detail():
            pass
        elif self._marked:
            self._marked.clear()
            self._list.show_marks(self._marked)
            self._show_summary()
        elif self._return_to_overviews():
            pass
        elif self._filtering.text.strip():
            self._filter_by_key("")
        elif self._zoomed:
            self.action_zoom()
        elif self._in_detail:
            self._focus(detail=False)
        else:
            self._shared.post(PickerRequested(only_back=True))

    # Copies

    def action_copy_id(self) -> None:
        """Copy the value under the cursor: of the detail's line, or the event's ID."""
        if self._in_detail:
            label, text = self.query_one(DetailTree).value
            self._shared.post(CopyRequested(label, text))
        else:
            self._copying.start(EVENT_ID, self._subjects())

    def action_remedy(self) -> None:
        """Copy what the failure names to mend it."""
        if remedy := self._remedy:
            self._shared.post(CopyRequested("remedy", remedy))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A remedy is copied where there is one."""
        if action == "remedy":
            return bool(self._remedy)
        return super().check_action(action, parameters)

    @property
    def _remedy(self) -> str:
        """What would mend the failure that is shown."""
        shown = (self._loading.failure, self._cluster_failure, self._details.failure)
        return next((each.remedy for each in shown if each and each.remedy), "")

    def action_copy_menu(self) -> None:
        """Wait for the letter that says what to copy."""
        self.query_one(CopyFooter).ask()

    @on(CopyFooter.Chosen)
    def _copy_chosen(self, message: CopyFooter.Chosen) -> None:
        self._focus(detail=self._in_detail)
        if message.snippet is not None:
            self._copying.start(message.snippet, self._subjects())
        elif message.of_list is not None:
            self._copying.copy_list(message.of_list, self._shown)

    def action_save(self, letter: str) -> None:
        """Write what a letter copies of the whole list to a file."""
        chosen = next(each for each in LISTS if each.letter == letter)
        self._copying.save_list(chosen, self._shown)

    @property
    def _shown(self) -> Shown:
        """All that the list shows, or the marked events."""
        rows = self._marked.values() or self._view.rows
        view = self._view
        return Shown(tuple(rows), view.query, oldest_first=view.oldest_first)

    def _subjects(self) -> list[Event]:
        """The marked events, newest first, or the one under the cursor."""
        current = self._list.current
        marked = sorted(self._marked.values(), key=lambda event: -event.event_time)
        return marked or ([] if current is None else [current])
