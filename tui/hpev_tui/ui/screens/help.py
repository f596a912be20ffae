"""The help screen: the keys that work where the focus was, in groups; and what marks mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from hpev_tui.rules.causes import TAGS
from hpev_tui.text.cells import cells, fit
from hpev_tui.text.glyphs import Glyphs
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.commands.groups import Keys, Line, keys_at, lines_of, matching, pane_name
from hpev_tui.ui.screens.base import FramedScreen
from hpev_tui.ui.theme import Piece, glyphs_of
from hpev_tui.ui.widgets.footer import Footer
from hpev_tui.ui.widgets.frame import Pane, TitleLine
from hpev_tui.ui.widgets.header import Header, HeaderLine
from hpev_tui.ui.widgets.inputs import LineInput
from hpev_tui.ui.widgets.lines import LineView
from hpev_tui.ui.widgets.text import RoomNotice

Row = list[tuple[str, str, int]]
"""Texts, each with its style and the cells that it takes."""

WIDE = 100
"""From so many columns of the screen on there are three columns of keys."""

GAP = 2


class PaneKeys(NamedTuple):
    """A part of the screen, and the keys that work while it has the focus."""

    name: str
    keys: Keys


def panes_of(screen: Screen[object]) -> list[PaneKeys]:
    """Where the focus is, then the other panes."""
    panes = [view for view in screen.query(LineView) if view.can_focus]
    focused: Widget = screen.focused or screen
    widgets = [focused, *(pane for pane in panes if pane is not focused and focused in panes)]
    heading = getattr(screen, "HEADING", "")
    return [PaneKeys(heading.lower() or pane_name(keys), keys) for keys in map(keys_at, widgets)]


def header_of(screen: Screen[object]) -> Header:
    """What the first line of a screen says."""
    return next((line.header for line in screen.query(HeaderLine)), Header("hpev-tui"))


class HelpScreen(FramedScreen):
    """Lists keys and what they do, of one place at a time."""

    BINDINGS = bindings("help")
    AUTO_FOCUS = "#keys"

    def __init__(self, panes: Sequence[PaneKeys], header: Header) -> None:
        """Show the keys of these places, the first one first, below this header."""
        super().__init__(name="help")
        self._panes = panes
        self._header = header
        self._shown = 0

    def compose(self) -> ComposeResult:
        """The header, the field to find a key, the keys, the footer."""
        yield HeaderLine(id="header")
        with Pane(TitleLine("Keys", id="title")):
            yield KeyInput(id="find")
            yield KeyLines(id="keys")
        yield Footer(id="footer")
        yield RoomNotice()

    def on_mount(self) -> None:
        """Show the keys of the place where the focus was."""
        self.query_one(HeaderLine).show(self._header)
        self.query_one(KeyInput).display = False
        self._show()

    def _show(self) -> None:
        pane = self._panes[self._shown]
        groups = lines_of(pane.keys, ascii_only=self.app.has_class("-ascii"))
        self.query_one(KeyLines).show(groups, self.query_one(KeyInput).value)

    @on(LineView.Viewed)
    def _rows_viewed(self, message: LineView.Viewed) -> None:
        """Say which of the lines are in view, where not all of them are."""
        rows, total = message.view.in_view, message.view.row_count
        part = f"{rows.start + 1}-{rows.stop} of {total}" if len(rows) < total else ""
        subject = self._panes[self._shown].name
        self.query_one(TitleLine).title("Keys", loaded=part or "/ find a key", subject=subject)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is another pane's keys only where there is another pane."""
        if action == "other_keys":
            return len(self._panes) > 1
        return super().check_action(action, parameters)

    def action_other_keys(self) -> None:
        """Show the other pane's keys."""
        self._shown = (self._shown + 1) % len(self._panes)
        self._show()

    def action_find(self) -> None:
        """Type a key or what it does."""
        field = self.query_one(KeyInput)
        field.display = True
        self.set_focus(field, scroll_visible=False)

    def action_to_keys(self) -> None:
        """Back to the keys that are found."""
        field = self.query_one(KeyInput)
        field.display = bool(field.value)
        self.set_focus(self.query_one(KeyLines), scroll_visible=False)

    def action_leave_help(self) -> None:
        """Show all keys again, or leave."""
        if self.query_one(KeyInput).display:
            self.query_one(KeyInput).value = ""
            self.action_to_keys()
        elif self.is_current:
            self.app.pop_screen()


class KeyInput(LineInput):
    """The field in which a key, or what it does, is typed."""

    BINDINGS = bindings("find")

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, placeholder="a key, or what it does", select_on_focus=False)


class KeyLines(LineView):
    """Groups of keys in as many columns as there is room for, and the legend below them."""

    _groups: Mapping[str, Sequence[Line]] = {}
    _rows: Sequence[Row] = ()
    _has_legend = True

    def show(self, groups: Mapping[str, Sequence[Line]], typed: str) -> None:
        """Show the keys that are found for what is typed; all of them, where that is nothing."""
        self._groups = matching(groups, typed)
        self._has_legend = not typed.strip()
        self.set_note("No key found")
        self._arrange()
        self.scroll_to(y=0, animate=False, force=True)

    @on(events.Resize)
    def _resized(self) -> None:
        """The width says how many columns there are."""
        self._arrange()

    def _arrange(self) -> None:
        width = self.size.width
        if not width:
            return
        rows = in_columns(self._groups, width)
        if self._has_legend:
            rows += legend(width, glyphs_of(self))
        self._rows = rows
        self.set_rows(len(rows), 0)
        # There is nothing to choose: no row has the cursor.
        self.cursor = -1

    def row_pieces(self, row: int, width: int) -> list[Piece]:
        """See `LineView.row_pieces`."""
        pieces: list[Piece] = []
        ellipsis, room = glyphs_of(self).ellipsis, width
        for text, style, size in self._rows[row]:
            pieces.append((fit(text, min(size, room), ellipsis), style))
            room -= min(size, room)
        return pieces

    def go_to(self, row: int) -> None:
        """There is no cursor."""

    def action_move(self, rows: int) -> None:
        """Scroll by some rows."""
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False, force=True)

    def action_move_to(self, row: int) -> None:
        """Scroll to the top, or with -1 to the end."""
        self.scroll_to(y=self.row_count if row < 0 else row, animate=False, force=True)


def in_columns(groups: Mapping[str, Sequence[Line]], width: int) -> list[Row]:
    """The groups in rows of this width: in three columns, in two, or in one."""
    if not groups:
        return []
    lines = [line for each in groups.values() for line in each]
    names = max((cells(" ".join(line.keys)) for line in lines), default=0)
    column = names + 2 + max((cells(line.says) for line in lines), default=0)
    count = max(1, min(3 if width >= WIDE - 2 else 2, (width - 1 + GAP) // (column + GAP)))
    room = max(1, (width - 1) // count)
    blocks: list[list[Row]] = []
    for name, entries in groups.items():
        block: list[Row] = [[(name, "heading", room)]]
        for line in entries:
            block.append(
                [
                    (" ".join(line.keys), "key", names),
                    (f"  {line.says}", "", max(0, room - names)),
                ]
            )
        blocks.append(block)
    columns = _balanced(blocks, count)
    height = max(map(len, columns), default=0)
    rows: list[Row] = [[]]
    for index in range(height):
        row: Row = [("", "", 1)]
        for each in columns:
            row += each[index] if index < len(each) and each[index] else [("", "", room)]
        rows.append(row)
    return rows


def _balanced(blocks: Sequence[list[Row]], count: int) -> list[list[Row]]:
    """The blocks one after the other in at most so many columns, the highest as low as can be."""
    lowest = max(map(len, blocks), default=0)
    for height in range(lowest, sum(map(len, blocks)) + len(blocks) + 1):
        columns: list[list[Row]] = [[]]
        for block in blocks:
            if columns[-1] and len(columns[-1]) + 1 + len(block) > height:
                columns.append([])
            columns[-1] += [[], *block] if columns[-1] else block
        if len(columns) <= count:
            return columns
    return []


def legend(width: int, shown: Glyphs) -> list[Row]:
    """The meanings of marks, letters and causes, in rows of this width."""
    levels = [
        (f"{shown.error_stripe} E error", "error"),
        (f"{shown.warn_stripe} W warning", "warn"),
        ("I info", "dim"),
        ("lower case: level inferred", ""),
    ]
    states = [
        (f"{shown.failed} failed", "error"),
        (f"{shown.short} short of nodes", "warn"),
        (f"{shown.busy} changing", "busy"),
        (f"{shown.ok} OK", "ok"),
        (f"{shown.off} no events, ended", "dim"),
    ]
    causes = [*((tag, "cause") for tag in TAGS), ("cause:NAME filters", "")]
    rows: list[Row] = [[]]
    for name, entries in (("LEVELS", levels), ("STATES", states), ("CAUSES", causes)):
        head = f" {name}  "
        row: Row = [(head, "heading", cells(head))]
        for text, style in entries:
            size = cells(text) + GAP
            if sum(each[2] for each in row) + size - GAP > width and len(row) > 1:
                rows.append(row)
                row = [("", "", cells(head))]
            row.append((text, style, size))
        rows.append(row)
    return rows
