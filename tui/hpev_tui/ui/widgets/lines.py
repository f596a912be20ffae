"""The base of every list: a virtual view of many one-line rows with a cursor.

Built on Textual's line API, so that a key costs the same whatever the number of rows: only the
rows on the screen are made, and only the changed ones are drawn again.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from hpev_tui.ui.commands import bindings
from hpev_tui.ui.theme import Piece, glyphs_of, strip_of, styles_of, under_cursor
from hpev_tui.ui.widgets.frame import OutsidePanes, is_boxed
from hpev_tui.ui.widgets.notes import Note

GAP = 2
"""Blank cells between two columns, in lists that have some."""


@dataclass(eq=False, repr=False)
class _ViewMessage(Message):
    """What has become of a view."""

    view: LineView

    def can_replace(self, message: Message) -> bool:
        """Only the newest of its kind counts."""
        return isinstance(message, type(self)) and message.view is self.view


class LineView(ScrollView, can_focus=True):
    """Rows 0 … `row_count` - 1, drawn by `row_pieces`, and a cursor on one of them.

    While there are no rows the `note` is shown in their place.
    """

    ALLOW_SELECT = False
    BINDINGS = bindings("lines")
    ROOM_BELOW = 0
    """Blank rows below the last one, for what may lie over the list. Always there: a virtual size
    that changes with the layout would have the whole list drawn again."""
    LOOKS_FOCUSED = False
    """Whether the cursor looks as with the focus, also while a field above the rows has it."""

    # A list that grows changes neither the layout nor what is on the screen by that alone.
    virtual_size = Reactive(Size(0, 0), layout=False, repaint=False)

    class Moved(_ViewMessage):
        """The cursor is on another row, or the row under it has changed."""

    class Viewed(_ViewMessage):
        """Other rows have come into view."""

    class Opened(Message):
        """The user asks to see more of the row under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.cursor = 0
        """The row under the cursor, which `go_to` moves; 0 where there are no rows."""
        self._note = Note()
        self._note_lines: tuple[int, list[list[Piece]]] = (-1, [])
        """The lines of the note, and the width that they are folded to."""
        self._margin = 0
        """Cells at the right that stay blank: beside the side of a box. A region that reaches
        the side would have it drawn again, which takes eight bytes more for each line."""
        self._looks_focused = False
        self._covered = 0
        """Rows at the bottom that another widget lies over."""
        self._compares = False
        """Whether the rows are drawn again one by one, where they differ from those before."""
        self.row_count = 0
        """How many rows there are."""

    @property
    def in_view(self) -> range:
        """The rows on the screen."""
        top = self.scroll_offset.y
        return range(top, min(self.row_count, top + self.size.height - self._covered))

    @property
    def row_width(self) -> int:
        """Cells that a row has: in a box the last one stays blank."""
        return self.size.width - self._margin

    def row_pieces(self, row: int, width: int) -> list[Piece]:
        """What row `row` shows, with tokens of `ui/theme.py`; no wider than `width` cells.

        The first cell is blank or a mark: `▶` stands there while another pane has the focus.
        """
        raise NotImplementedError

    def set_rows(self, count: int, cursor: int, same: int = 0) -> None:
        """There are `count` rows now, drawn again but for the first `same`; the cursor's is given.

        The cursor's row keeps its line on the screen, so that rows which come in above it
        do not make it jump.
        """
        shift = cursor - self.cursor if self.row_count else 0
        if self.row_count == 0 or shift:
            same = 0
        seen = self.in_view.stop if same else 0
        self.row_count = count
        self.cursor = max(0, min(cursor, count - 1))
        self.virtual_size = Size(self.size.width, count + self.ROOM_BELOW)
        if shift:
            self.scroll_to(y=self.scroll_offset.y + shift, animate=False, force=True)
        self._show_cursor()
        if same and self.in_view.stop == seen <= same:
            # What is new stands below the screen. Nearness to the end has changed, though.
            self.post_message(self.Viewed(self))
            return
        self.refresh_rows()
        self.post_message(self.Moved(self))
        self.post_message(self.Viewed(self))

    def set_note(self, note: Note | str) -> None:
        """What to show while there are no rows; already clean text."""
        note = Note(note) if isinstance(note, str) else note
        if note != self._note:
            self._note, self._note_lines = note, (-1, [])
            if not self.row_count:
                self.refresh_rows()

    def go_to(self, row: int) -> None:
        """Put the cursor on a row, as near as there is one."""
        row = max(0, min(row, self.row_count - 1))
        if row == self.cursor or not self.row_count:
            return
        old, self.cursor = self.cursor, row
        self.refresh_line(old)
        self.refresh_line(row)
        self._show_cursor()
        self.post_message(self.Moved(self))

    def _show_cursor(self) -> None:
        if self.row_count and self.size.height:
            region = Region(0, self.cursor, 1, 1 + self._covered)
            self.scroll_to_region(region, animate=False, force=True, x_axis=False)

    def action_move(self, rows: int) -> None:
        """Move the cursor by some rows."""
        self.go_to(self.cursor + rows)

    def action_move_to(self, row: int) -> None:
        """Move to a row; -1 is the last."""
        self.go_to(self.row_count - 1 if row < 0 else row)

    def action_page(self, pages: float) -> None:
        """Move by a part of the page, the view with the cursor."""
        rows = int(pages * max(1, self.size.height - self._covered)) or (1 if pages > 0 else -1)
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False, force=True)
        self.go_to(self.cursor + rows)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Post that other rows are in view."""
        if round(old_value) != round(new_value):
            self.refresh_rows()
            self.post_message(self.Viewed(self))

    def refresh_rows(self) -> None:
        """Draw all rows in view again, but not what is beside them."""
        if self._compares:
            return
        width, height = self.size
        self.refresh(Region(0, 0, width - self._margin, height))

    def refresh_line(self, y: int) -> None:
        """Draw one row again, if it is in view."""
        y -= self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width - self._margin, 1))

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in view, and the virtual width equal to the real one."""
        if (margin := int(is_boxed(self))) != self._margin:
            self._margin = margin
            self.refresh()
        self.virtual_size = Size(event.size.width, self.row_count + self.ROOM_BELOW)
        self._show_cursor()
        self.post_message(self.Viewed(self))

    def cover(self, rows: int) -> None:
        """So many rows at the bottom are under another widget: the cursor stays above them.

        No more than `ROOM_BELOW`.
        """
        if rows != self._covered:
            self._covered = rows
            self._show_cursor()

    def on_focus(self, event: events.Focus) -> None:
        """Draw the cursor's row again, and not the whole list as Textual does."""
        self._focus_moved(event, events.DescendantFocus(self))

    def on_blur(self, event: events.Blur) -> None:
        """The same without the focus."""
        self._focus_moved(event, events.DescendantBlur(self))

    def _focus_moved(self, event: events.Event, message: events.Event) -> None:
        event.prevent_default()
        self.has_focus = isinstance(event, events.Focus)
        looks = self.has_focus or isinstance(self.screen.focused, OutsidePanes)
        if looks is not self._looks_focused:
            self._looks_focused = looks
            self.refresh_line(self.cursor)
        if self.parent is not None:
            self.parent.post_message(message)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on the row, a second one opens it."""
        row = event.y + self.scroll_offset.y
        if row >= self.row_count:
            return
        if event.chain == 2:
            self.open_row()
        else:
            self.go_to(row)

    def open_row(self) -> None:
        """Ask for more of the row under the cursor."""
        self.post_message(self.Opened())

    def action_open(self) -> None:
        """Open the row under the cursor."""
        self.open_row()

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        width = self.size.width
        row = y + self.scroll_offset.y
        styles = styles_of(self.app)
        if row >= self.row_count:
            pieces = [] if self.row_count else self._note_line(y, width)
        else:
            pieces = self.row_pieces(row, self.row_width)
            if row == self.cursor:
                pieces = self._under_cursor(pieces)
        return strip_of(pieces, styles, width)

    def _under_cursor(self, pieces: list[Piece]) -> list[Piece]:
        """The cursor's row, in as few runs as can be."""
        if self._looks_focused or self.LOOKS_FOCUSED:
            return under_cursor(pieces)
        text = "".join([text for text, _ in pieces])
        return [(f"{glyphs_of(self).away}{text[1:]}", "cursor-away")]

    def _note_line(self, y: int, width: int) -> list[Piece]:
        if self._note_lines[0] != width:
            self._note_lines = (width, self._note.lines(width, glyphs_of(self)))
        lines = self._note_lines[1]
        return lines[y] if y < len(lines) else []
