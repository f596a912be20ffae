"""The detail of one event, as a tree or as JSON, in lines that wrap."""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from textual import events
from textual.geometry import Region
from textual.message import Message

from hpev_tui.detail.layout import (
    MARK,
    Detail,
    DetailLine,
    Layout,
    Piece,
    changed_rows,
    holder_of,
    json_view,
    marked,
    matching_rows,
    pattern_of,
    to_open_in_json,
    to_open_in_tree,
    tree_lines,
)
from hpev_tui.detail.shapes import documentation
from hpev_tui.detail.tree import NODE, Path, branches, copy_at, member_of, value_at
from hpev_tui.text.cells import cells, fit
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.messages import Notice
from hpev_tui.ui.widgets.lines import LineView
from hpev_tui.ui.widgets.notes import Note

MOST_LAID_OUT, MOST_LINES = 64, 1_000
"""So many details keep their lines while nothing changes how they look, each at most so many."""


@dataclass(slots=True)
class _Position:
    """What is open in the details of one kind, and where the cursor stands in them."""

    toggled: dict[tuple[bool, Path], bool] = field(default_factory=dict)
    """The branches that were opened or closed: in the JSON (True) or in the tree, and where."""
    path: Path = ()
    screen_row: int = 0


class DetailTree(LineView):
    """The tree of one event's detail.

    What is open and where the cursor stands stays so between the events whose metadata are of
    the same kind, so that moving down the list compares like with like.
    """

    BINDINGS = bindings("detail")
    ROOM_BELOW = 2

    class Moved(LineView.Moved):
        """The cursor is on another line of the detail."""

    @dataclass(eq=False, repr=False)
    class Opened(Message):
        """The user wants to go where a line leads."""

        path: Path

    class SearchRequested(Message):
        """The user wants to type a text to search for."""

    def __init__(self, *, ascii_only: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._line_layout = Layout(0, wraps=True, ascii_only=ascii_only)
        self._detail: Detail | None = None
        self._positions: dict[Path, _Position] = {}
        self._position = _Position()
        self._lines: list[DetailLine] = []
        self._laid_out: dict[int, tuple[Detail, list[DetailLine]]] = {}
        """The lines of the details that were looked at last, by the identity of their body."""
        self.is_json = False
        """Whether the JSON is shown, and not the tree."""
        self._pattern: re.Pattern[str] | None = None
        """What is searched for, and is in these lines."""
        self._matches: list[int] = []

    @property
    def value(self) -> tuple[str, str | Callable[[], str]]:
        """The label of the value under the cursor; its text in a copy, which may be made then."""
        line, detail = self._line, self._detail
        if line is None or detail is None:
            return "", ""
        node, path = line.node, line.path
        label = node.label if node is not None else str(path[-1]) if path else "JSON"
        if detail.whole is not detail.body and (text := copy_at(detail.body, path)):
            return label, lambda: copy_at(detail.whole, path) or text
        return label, node.copy if node is not None else copy_at(detail.body, path)

    @property
    def about(self) -> str:
        """What the SDK's model says of the value under the cursor, in one line."""
        line, detail = self._line, self._detail
        if line is None or detail is None:
            return ""
        try:
            return documentation(detail.shape, line.path, value_at(detail.body, line.path))
        except LookupError:
            return ""  # It is none of the service's.

    def show(self, detail: Detail) -> None:
        """Show another event's detail, or more of the same event's."""
        if detail is not self._detail:
            self._remember()
            self._detail = detail
            kind = member_of(detail.root)
            position = self._position = self._positions.setdefault(kind, _Position())
            self._lay_out(position.path, position.screen_row)
            self._refresh_keys()

    def show_note(self, note: Note | str) -> None:
        """Show this in place of a detail: it loads, or it failed."""
        self.set_note(note)
        if self._detail is not None:
            self._remember()
            self._detail = None
            self._lines = []
            self.set_rows(0, 0)
            self._refresh_keys()

    def _remember(self) -> None:
        line = self._line
        if line is not None:
            position, top = self._position, self.scroll_offset.y
            # At the top it stays at the top, whatever stands there in another detail.
            position.path = line.path if self.cursor else ()
            position.screen_row = self.cursor - top

    def _refresh_keys(self) -> None:
        """The footer is to show other keys, if it shows this view's."""
        if self.has_focus:
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Branches open and close where there are any."""
        if action in ("enter_line", "expand", "collapse"):
            return self._detail is not None
        return super().check_action(action, parameters)

    def on_resize(self, event: events.Resize) -> None:
        """Wrap again for the new width."""
        super().on_resize(event)
        if self.row_width != self._line_layout.width:
            self._line_layout = self._line_layout._replace(width=self.row_width)
            self._lay_out_anew(self._path)

    @property
    def _line(self) -> DetailLine | None:
        return self._lines[self.cursor] if self.row_count else None

    @property
    def _path(self) -> Path:
        return self._line.path if self._line else ()

    def _lay_out(self, keep: Path, screen_row: int | None = None) -> None:
        """Show the detail's lines, the cursor on the value `keep` or on what is left around it.

        Args:
            keep: Where the value is.
            screen_row: Where on the screen to show it; else where the cursor was.
        """
        if self._detail is None:
            return
        before, top, cursor = self._lines, self.scroll_offset.y, self.cursor
        self._lines = self._lines_of(self._detail)
        self._matches = matching_rows(self._lines, self._pattern) if self._pattern else []
        # What is searched for is marked in lines that are the same otherwise.
        self._compares = bool(before) and self._pattern is None
        self.set_rows(len(self._lines), self._row_of(keep))
        if screen_row is not None:
            self.scroll_to(y=self.cursor - screen_row, animate=False, force=True)
            self._show_cursor()
        if self._compares:
            self._compares = False
            was, is_now = (before, top, cursor), (self._lines, self.scroll_offset.y, self.cursor)
            width, height = self.size
            rows = changed_rows(was, is_now, height)
            self.refresh(*[Region(0, y, width - self._margin, 1) for y in rows])

    def _lines_of(self, detail: Detail) -> list[DetailLine]:
        """The lines of a detail; those that were looked at last need not be laid out again."""
        laid_out = self._laid_out.pop(id(detail.body), None)
        if laid_out is None or laid_out[0] is not detail:
            if self.is_json:
                lines = list(json_view(detail.json_lines, self._is_expanded, self._line_layout))
            else:
                lines = tree_lines(detail.root, self._open_branches(detail), self._line_layout)
            laid_out = (detail, lines)
        if len(laid_out[1]) <= MOST_LINES:
            self._laid_out[id(detail.body)] = laid_out
        if len(self._laid_out) > MOST_LAID_OUT:
            del self._laid_out[next(iter(self._laid_out))]
        return laid_out[1]

    def _open_branches(self, detail: Detail) -> set[Path]:
        """The branches of the tree that are open: as at first, but for what the user toggled."""
        branches = set(detail.expanded)
        for (in_json, path), is_open in self._position.toggled.items():
            if not in_json:
                (branches.add if is_open else branches.discard)(path)
        return branches

    def _lay_out_anew(self, keep: Path) -> None:
        """Make the lines again, as some have to look different."""
        self._laid_out.clear()
        self._lay_out(keep)

    def _row_of(self, path: Path) -> int:
        """The first line of the value at `path`, or of the nearest around it; else the top."""
        if not path:
            return 0
        nearest, depth = 0, -1
        for row, line in enumerate(self._lines):
            if depth < len(line.path) <= len(path) and path[: len(line.path)] == line.path:
                nearest, depth = row, len(line.path)
        return nearest

    def _is_expanded(self, path: Path) -> bool:
        is_open = self.is_json or (self._detail is not None and path in self._detail.expanded)
        return self._position.toggled.get((self.is_json, path), is_open)

    def row_pieces(self, row: int, width: int) -> list[Piece]:
        """See `LineView.row_pieces`."""
        pieces: list[Piece] = []
        room = width
        drawn: Sequence[Piece] = self._lines[row].pieces
        if self._pattern is not None:
            (first, style), *rest = marked(drawn, self._pattern)
            begins = bisect(self._matches, row) > bisect(self._matches, row - 1)
            drawn = [(f"{MARK}{first[1:]}" if begins else first, style), *rest]
        for text, name in drawn:
            shown = text if cells(text) <= room else fit(text, room, self._line_layout.ellipsis)
            room -= cells(shown)
            pieces.append((shown, name))
        return pieces

    def action_enter_line(self) -> None:
        """Go where the line leads, if it does; else open the branch under the cursor."""
        line = self._line
        if line is None:
            return
        if line.node is not None and (not line.branch or line.path == (NODE,)):
            self.post_message(self.Opened(line.path))
        else:
            self._toggle(True)

    def action_expand(self) -> None:
        """Open the branch under the cursor."""
        self._toggle(True)

    def action_collapse(self) -> None:
        """Close the branch under the cursor, or go up to the branch that holds the value."""
        line = self._line
        if line is None:
            return
        if line.branch and self._is_expanded(line.path):
            self._toggle(False)
        elif line.node is not None:
            self.go_to(holder_of(self._lines, self.cursor, line.node))
        elif line.path:
            self.go_to(self._row_of(line.path[:-1]))

    def expand_all(self) -> None:
        """Open every branch."""
        if self._detail is not None:
            toggled = self._position.toggled
            for key in [key for key in toggled if key[0] is self.is_json]:
                del toggled[key]
            if not self.is_json:
                toggled.update(((False, path), True) for path in branches(self._detail.root))
            self._lay_out_anew(self._path)

    def action_search(self) -> None:
        """Ask for a text to search for."""
        self.post_message(self.SearchRequested())

    @property
    def searching(self) -> bool:
        """Whether matches are marked."""
        return self._pattern is not None

    def search(self, text: str) -> None:
        """Mark where a text stands, and go to the first place from the cursor on; "" ends it."""
        self._pattern = pattern_of(text) if text else None
        self._lay_out(self._path)
        self.refresh_rows()
        if text:
            self._go_to_match(0)

    def action_match(self, step: int) -> None:
        """Go to the next match (1) or to the previous one (-1), round the end."""
        if self._pattern is None:
            self.app.post_message(Notice("No search. / search in the detail"))
        else:
            self._go_to_match(step)

    def _go_to_match(self, step: int) -> None:
        if self._detail is None or self._pattern is None:
            return
        if self.is_json:
            closing = to_open_in_json(self._detail.json_lines, self._pattern)
        else:
            closing = to_open_in_tree(self._detail.root, self._pattern)
        closed = [path for path in closing if not self._is_expanded(path)]
        if closed:
            self._position.toggled.update(((self.is_json, path), True) for path in closed)
            self._lay_out_anew(self._path)
        if not self._matches:
            self.app.post_message(Notice("No match in this detail", wrong=True))
        elif step < 0:
            self.go_to(self._matches[bisect_left(self._matches, self.cursor) - 1])
        else:
            index = bisect_left(self._matches, self.cursor + step)
            self.go_to(self._matches[index % len(self._matches)])

    def switch_view(self) -> None:
        """Show JSON instead of the tree, or the tree again."""
        keep, self.is_json = self._path, not self.is_json
        self._lay_out_anew(keep)
        self._refresh_keys()

    def switch_wrap(self) -> None:
        """Cut long values at the edge instead of wrapping them, or wrap them again."""
        self._line_layout = self._line_layout._replace(wraps=not self._line_layout.wraps)
        self._lay_out_anew(self._path)

    def open_row(self) -> None:
        """Open or close the branch that was clicked."""
        if self._line is not None:
            self._toggle(not self._is_expanded(self._line.path))

    def _toggle(self, expanded: bool) -> None:
        if (line := self._line) is not None and line.branch:
            self._position.toggled[self.is_json, line.path] = expanded
            self._lay_out_anew(line.path)
