"""What all overviews share: a table, a text about its row, what it was made of; the way back."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from textual import on
from textual.app import ComposeResult

from hpev_tui.export.listing import REPORT, TABLE
from hpev_tui.model.events import Event
from hpev_tui.model.failure import Failure
from hpev_tui.query import NOTHING_SENT
from hpev_tui.session.about import About
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.missing import Missing, missing_parts
from hpev_tui.session.paging import NodeList
from hpev_tui.session.results import Changes, What
from hpev_tui.session.tables.words import message_of
from hpev_tui.session.timing import Throttle
from hpev_tui.text.cells import cells
from hpev_tui.text.lists import many
from hpev_tui.ui.browser import status
from hpev_tui.ui.browser.copying import Copying
from hpev_tui.ui.browser.counts import chips, made_of
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.messages import CopyRequested, Notice
from hpev_tui.ui.overviews.messages import OverviewRequested
from hpev_tui.ui.overviews.panes import OverviewPanes, Paragraphs, missing_notes
from hpev_tui.ui.screens.base import DataScreen
from hpev_tui.ui.theme import Piece
from hpev_tui.ui.widgets.footer import CopyFooter
from hpev_tui.ui.widgets.header import HeaderLine
from hpev_tui.ui.widgets.inputs import FilterInput
from hpev_tui.ui.widgets.notes import Note, NoticeBar, failure_note
from hpev_tui.ui.widgets.table_list import MESSAGE_SHARE, Column, Row, TableList
from hpev_tui.ui.widgets.text import RoomNotice

_SIDES = 4
"""Cells that a line of a pane does not have: its sides, and a blank beside each."""

_ENOUGH_NEW = 20
"""How many more details it takes to work out again what costs much, unless they are the last."""

_OF_ROWS = ("open-row", "own-nodes", "why-row", "copy-row")
"""The commands that act on a row; no footer offers them where there is none."""

GROWTH_SECONDS = 0.7
"""So long a table stands at least while one page after the other comes in."""


class OverviewScreen(DataScreen):
    """A table over a cluster's screen. Kinds of it say what stands in it."""

    BINDINGS = bindings("overview")
    AUTO_FOCUS = "#table"
    NAME = ""
    """What its key asks for; "" where it is opened from another overview only."""
    HEADING = ""
    COLUMNS: Sequence[Column] = ()
    SHARE = MESSAGE_SHARE
    """So much of the width the last column keeps, while others can go."""
    MARKS = False
    """Whether each row has a mark in front of its columns."""
    BELOW = 0
    """Lines that are enough for what there is to say of a row, as far as it is known; else 0."""
    NEEDS_OLDER = False
    """Whether its numbers grow with older events: its footer then offers to load them."""

    def __init__(self, model: ClusterModel, at: Hashable | None = None) -> None:
        """Lie over a cluster's screen, with the cursor on the row of the key or `About` `at`."""
        super().__init__()
        self.model = model
        self._copying = Copying(model, lambda message: self.app.post_message(message))
        self._at = at
        # Made here: a key may come before the screen is composed.
        self._filter = FilterInput("text in a row, or a filter", id="filter")
        self._list = TableList(self.COLUMNS, id="table", marks=self.MARKS, share=self.SHARE)
        separator = model.account.settings.separator
        self._panes = OverviewPanes(self.HEADING, self._list, self._filter, separator)
        self._header, self._notice = HeaderLine(id="header"), NoticeBar(id="notice")
        self._footer = CopyFooter(id="footer", lists=(TABLE, REPORT))
        self._is_composed = False
        self._width = 0
        """What the rows were made for."""
        self._note: Note | str = ""
        """What stands in place of rows where there are none."""
        self._sent_to: Hashable | None = None
        """The row that the cursor was sent to for what another screen was about."""
        self._growth = Throttle(model.account.host.timers, GROWTH_SECONDS, self._show_and_gather)

    def _row_keys(self) -> Sequence[Hashable]:
        """The keys of the rows, from the top."""
        raise NotImplementedError

    def _make_row(self, key: Hashable) -> Row:
        """The row of a key."""
        raise NotImplementedError

    def _copied_row(self, key: Hashable) -> Row:
        """The row as it is copied: without what is only drawn."""
        return self._make_row(key)

    def _about(self, key: Hashable) -> Paragraphs:
        """The paragraphs about the row under the cursor."""
        raise NotImplementedError

    def _made_of(self, loaded_events: str) -> str:
        """What the table is made of, and what is missing; `loaded_events` says which events."""
        raise NotImplementedError

    def _summary(self) -> str:
        """How many rows there are of what, for the title line."""
        raise NotImplementedError

    def _title_name(self) -> str:
        """What the title line begins with."""
        return self.HEADING

    def _counts(self) -> Sequence[Piece]:
        """Counts by state with their tokens, for the title line."""
        return ()

    def _column_widths(self, keys: Sequence[Hashable]) -> Mapping[str, int]:
        """The cells that the texts of columns take at most, by the columns' titles."""
        del keys
        return {}

    def _loaded_ways(self) -> Sequence[str]:
        """A few ways to say in the title line what is loaded, the longest first."""
        return ()

    def _last_line(self) -> str:
        """What the pane of the row ends with, "" for nothing."""
        return self._fitting_basis()

    def _explanation(self) -> str:
        """What has to be said above the table, "" for nothing."""
        return ""

    def _title_of_row(self, key: Hashable) -> tuple[str, Sequence[Piece]]:
        """What the row is called and its counts, for the title line of what is said of it."""
        del key
        return "", ()

    def _missing_details(self) -> Sequence[str]:
        """The events whose details are wanted, the first ones first."""
        return ()

    def _events_of(self, key: Hashable) -> list[Event]:
        """The events that a copy of the row is about."""
        raise NotImplementedError

    def _about_of(self, key: Hashable) -> About:
        """What the row is about, for another screen."""
        events = self._events_of(key)
        return About.of_event(self.model, events[0]) if events else About()

    def _key_about(self, about: About) -> Hashable | None:
        """The key of the row that is about the same as another screen was."""
        del about
        return None

    def _copied(self, key: Hashable) -> tuple[str, str]:
        """What `c` copies of the row, with its name."""
        raise NotImplementedError

    def _open(self, key: Hashable) -> None:
        """Show more of the row."""
        raise NotImplementedError

    def _empty_note(self) -> Note | str:
        """What to show where there are no rows."""
        return ""

    def _note_of(self, failure: Failure | None, what: str) -> Note | str:
        """Why there is nothing, or that it is being loaded."""
        if failure is not None:
            return failure_note(failure, offers_demo=False, briefly=True)
        return f"Loading {what}{self.model.account.settings.ellipsis}"

    def _nodes_of_report(self) -> Sequence[str] | None:
        """The nodes that a report is of, where this is only of some; None for what is listed."""
        return None

    def compose(self) -> ComposeResult:
        """Header, the table with its filter, what there is to say of its row, keys."""
        yield self._header
        yield self._panes.upper
        yield self._panes.lower
        yield self._notice
        yield self._footer
        yield RoomNotice()

    def on_mount(self) -> None:
        """Show what is known, and fetch what is not."""
        self._is_composed = True
        self._show(self._at)
        self._gather()

    def on_screen_resume(self) -> None:
        """No other screen covers this one any more: the details that are missing are its own."""
        if self.is_outdated:
            self.is_outdated = False
            self._show()
        self._gather()

    def on_unmount(self) -> None:
        """Ask for no details any more; another overview asks for its own."""
        self._is_composed = False
        self._growth.cancel()
        if not isinstance(self.app.screen, OverviewScreen):
            self.model.details.gather(())

    def show_changes(self, changes: Changes) -> None:
        """Show what has changed."""
        kinds = {change.what for change in changes}
        if kinds == {What.STATUS}:
            self._show_around()
            return
        loading = self.model.loading
        if kinds == {What.ROWS} and (loading.is_filling or (loading.busy and loading.goal)):
            # Of many pages: each would have the whole table made again.
            self._growth.request()
            return
        self._growth.cancel()
        if What.DETAIL in kinds:
            self._gather()
        self._show_and_gather()

    def _show_and_gather(self) -> None:
        self._show()
        # What is shown now may lack others. While some are awaited, each of them has this looked
        # at again: among many events that costs more than to show what a page has brought.
        if not self.model.details.is_gathering:
            self._gather()

    def _gather(self) -> None:
        """Ask for the details that are missing of what is shown."""
        self.model.details.gather(self._missing_details())

    def _show(self, at: Hashable | None = None) -> None:
        self._width = self.size.width
        self._note = self._empty_note()
        self._list.set_note(self._note)
        keys = self._row_keys()
        if isinstance(self._at, About):
            # What comes in may have the row, or its key; until the user goes elsewhere.
            if self._list.current == self._sent_to:
                at = self._key_about(self._at)
            else:
                self._at = at = None
        self._list.show(keys, self._make_row, at, self._column_widths(keys))
        self._sent_to = self._list.current
        self._show_around()

    def _show_around(self) -> None:
        if not self._is_composed:
            return  # A size can come before the widgets are there.
        self._header.show(status.header(self.model))
        self._footer.show_labels(self._labels())
        self._footer.show_chips(chips(self.model))
        self._panes.title.title(
            self._title_name(), self._counts(), self._loaded_ways(), subject=self._summary()
        )
        self._panes.show_table(self._explanation(), self._last_line())
        self._panes.fit(self.size.height, self.BELOW or self.size.height)
        note = self._note if isinstance(self._note, Note) and not self._list.row_count else Note()
        # What the table says in place of its rows is not said once more.
        missing = [each for each in self._missing_parts() if each.failure.title != note.text]
        notes = missing_notes(missing, self.model.account.settings.ellipsis)
        failure = missing[0].failure if missing else None
        shown = self._notice.show_failure(failure, otherwise=self._otherwise(), instead=notes)
        if shown or note.failed:
            self.refresh_bindings()
            self.refresh_bindings()
        self._show_row()

    def _labels(self) -> Mapping[str, str]:
        """What the footer calls its commands now; "" for what it leaves out."""
        log = self.model.log
        has_older = self.NEEDS_OLDER and log.rows and not log.is_complete(NOTHING_SENT)
        absent = [*["load-rows"] * (not has_older), *["follow-rows"] * log.is_saved]
        if not self._list.row_count:
            absent += _OF_ROWS
        return {"leave-rows": self._under(), **dict.fromkeys(absent, "")}

    def _under(self) -> str:
        """What the footer calls the screen that this one lies over."""
        stack = self.app.screen_stack
        below = stack[stack.index(self) - 1] if self in stack else None
        return below.HEADING.lower() if isinstance(below, OverviewScreen) else "events"

    def on_resize(self) -> None:
        """What is shown depends on the size, and what is in the columns on the width."""
        if self._is_composed and self.size.width != self._width:
            self._show()
        else:
            self._show_around()

    def _otherwise(self) -> Sequence[str]:
        """What there is to say below the table where nothing is missing."""
        return ()

    def _missing_parts(self) -> list[Missing]:
        """The parts of what the table is made of that could not be loaded."""
        return missing_parts(self.model)

    @property
    def remedy(self) -> str:
        """See `DataScreen.remedy`: that of the failure whose advice is shown."""
        return missing[0].failure.remedy if (missing := self._missing_parts()) else ""

    @on(TableList.Moved)
    @on(TableList.Viewed)
    def _show_row(self) -> None:
        current = self._list.current
        named = ("", ()) if current is None else self._title_of_row(current)
        self._panes.show_row(*named, [] if current is None else self._about(current))

    @on(TableList.Opened)
    def _opened(self) -> None:
        if self._list.current is not None:
            self._open(self._list.current)

    def again(self) -> OverviewScreen:
        """This screen again, with the cursor on its row: a closed screen cannot come back."""
        return type(self)(self.model, self._list.current)

    def action_filter(self) -> None:
        """Type a filter; only some tables have one."""

    def action_own_nodes(self) -> None:
        """Show the nodes of the row; only some tables have rows of several."""

    def action_sort(self) -> None:
        """Sort the rows in another way; only some tables can be sorted."""

    def action_why(self) -> None:
        """Show what the row rests on; only some tables have that."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only some tables can be filtered or sorted, have rows of several nodes, or say why."""
        if action in ("filter", "sort", "own_nodes", "why"):
            name = f"action_{action}"
            return getattr(type(self), name) is not getattr(OverviewScreen, name)
        return super().check_action(action, parameters)

    def action_overview(self, name: str) -> None:
        """To another overview, or to the list where it is this one; on what the row is about."""
        current = self._list.current
        about = About() if current is None else self._about_of(current)
        self.app.post_message(OverviewRequested("" if name == self.NAME else name, about))

    def action_back(self) -> None:
        """Back to the cluster's screen."""
        if self.is_current:
            self.app.pop_screen()

    def action_refresh(self) -> None:
        """Ask for what is new, and again for what failed."""
        self.model.refresh()
        self.model.account.list_nodes(self.model.cluster)

    def action_follow(self) -> None:
        """Follow new events, or stop following."""
        self.model.follow()

    def action_load_all(self) -> None:
        """Load all older events."""
        self.model.load_all()

    def action_times(self) -> None:
        """Local times, UTC, or how long ago."""
        self.model.switch_times()

    def action_copy_menu(self) -> None:
        """Wait for the letter that says what to copy."""
        self._footer.ask()

    def action_copy_id(self) -> None:
        """Copy what names the row."""
        if self._list.current is not None:
            self.app.post_message(CopyRequested(*self._copied(self._list.current)))

    @on(CopyFooter.Chosen)
    def _copy_chosen(self, message: CopyFooter.Chosen) -> None:
        self.set_focus(self._list, scroll_visible=False)
        current, post = self._list.current, self.app.post_message
        if message.of_list is REPORT:
            self._copying.report(self._nodes_of_report())
        elif message.of_list is not None:
            post(CopyRequested(self.HEADING, self.markdown()))
        elif message.snippet is not None and current is not None:
            events = self._events_of(current)
            if events:
                self._copying.start(message.snippet, events)
            else:
                post(Notice("Not copied: no loaded event of this row", wrong=True))

    def markdown(self) -> str:
        """The table as it is copied."""
        return self._panes.markdown(status.header(self.model).texts, self.basis, self._copied_row)

    @property
    def basis(self) -> str:
        """Which loaded events and details the table is worked out from."""
        if not self.model.log.rows:
            return self._loaded_events.capitalize()
        return f"From {self._made_of(self._loaded_events)}"

    def _fitting_basis(self) -> str:
        """The same in one line: without the times of the events where these have no room."""
        has_room = cells(self.basis) <= self.size.width - _SIDES
        return self.basis if has_room else f"From {self._made_of(self._loaded_briefly)}"

    @property
    def _cluster_nodes(self) -> NodeList | None:
        """The cluster's nodes, or those of the first pages; None where none are known."""
        return None if isinstance(nodes := self.model.nodes, Failure) else nodes

    @property
    def _unknown_nodes(self) -> Failure | None:
        """Why the nodes are not known."""
        return nodes if isinstance(nodes := self.model.nodes, Failure) else None

    @property
    def state(self) -> tuple[int, int, bool]:
        """What is worked out of all events stays good while this stays the same."""
        log, is_gathering = self.model.log, self.model.details.is_gathering
        return len(log.rows), len(log.findings.facts) // _ENOUGH_NEW, is_gathering

    @property
    def _loaded_details(self) -> str:
        return many(len(self.model.log.findings.facts), "detail")

    @property
    def _loaded_briefly(self) -> str:
        """How many events are loaded, and whether there are others, without their times."""
        model, busy = self.model, status.busy(self.model)
        return made_of(model.log, model.time_mode, busy=busy, briefly=True)

    @property
    def _loaded_events(self) -> str:
        """How many events are loaded, and whether there are others."""
        model = self.model
        return made_of(model.log, model.time_mode, busy=status.busy(model))

    def _message_of(self, event: Event) -> str:
        return message_of(self.model, event)
