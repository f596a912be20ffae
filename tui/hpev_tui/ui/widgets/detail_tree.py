"""The detail of one event, as a tree or as JSON, in lines that wrap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.message import Message

from hpev_tui.detail import JsonLine, Kind, Node, Path, copy_at, flatten
from hpev_tui.session import LoadedDetail
from hpev_tui.text import ASCII_ELLIPSIS, ELLIPSIS, cells, fit, wrap
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.widgets.lines import LineView, Piece

_STYLES = {
    Kind.ID: "id",
    Kind.ARN: "arn",
    Kind.NUMBER: "number",
    Kind.BOOLEAN: "number",
    Kind.TIME: "number",
    Kind.ENUM: "enum",
    Kind.NULL: "dim",
    Kind.EMPTY: "dim",
    Kind.UNION: "strong",
}

_LABEL_LIMIT = 18
"""Labels are padded to the longest of their siblings, but never beyond this many cells."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the view: how it is drawn, and which value it belongs to.

    `node` is None in the JSON view.
    """

    pieces: tuple[Piece, ...]
    path: Path
    node: Node | None


class DetailTree(LineView):
    """The tree of one event's detail. What is expanded stays so from event to event."""

    BINDINGS = bindings("detail")
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--id",
        "lines--arn",
        "lines--number",
        "lines--enum",
    }

    @dataclass
    class Opened(Message):
        """The person wants to go where a line leads."""

        path: Path

    def __init__(self, *, ascii_only: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._marker_open, self._marker_closed = ("-", "+") if ascii_only else ("▾", "▸")
        self._ellipsis = ASCII_ELLIPSIS if ascii_only else ELLIPSIS
        self._detail: LoadedDetail | None = None
        self._remark = ""
        self._toggled: dict[Path, bool] = {}
        self._lines: list[_Line] = []
        self._json = False
        self._wrap = True
        self._width = 0

    @property
    def value(self) -> tuple[str, str]:
        """The label of the value under the cursor, and the text that stands for it in a copy."""
        if not self.row_count:
            return "", ""
        line = self._lines[self.cursor]
        if line.node is not None:
            return line.node.label, line.node.copy
        if not self._json:
            return "remark", self._remark
        body = self._detail.body if self._detail else None
        return str(line.path[-1]) if line.path else "JSON", copy_at(body, line.path)

    def show(self, detail: LoadedDetail, remark: str = "") -> None:
        """Show another event's detail, from its top; below the tree what else there is to say."""
        if detail is not self._detail:
            self._detail, self._remark = detail, remark
            self._lay_out(keep=None)
            self._tell_keys()

    def show_note(self, note: str) -> None:
        """Show a line in place of a detail: it loads, or it failed."""
        self._detail = None
        self._lines = []
        self.set_note(note)
        self.set_rows(0, 0)
        self._tell_keys()

    def _tell_keys(self) -> None:
        """The footer is to show other keys, if it shows this view's."""
        if self.has_focus:
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Branches open and close in the tree only."""
        if action in ("expand", "collapse"):
            return self._detail is not None and not self._json
        return super().check_action(action, parameters)

    def on_resize(self, event: events.Resize) -> None:
        """Wrap again for the new width."""
        super().on_resize(event)
        if self.size.width != self._width:
            self._lay_out(keep=self._path)

    @property
    def _path(self) -> Path | None:
        return self._lines[self.cursor].path if self.row_count else None

    def _lay_out(self, keep: Path | None) -> None:
        """Make the lines anew, with the cursor on the first line of the value `keep`."""
        self._width = self.size.width
        if self._detail is None:
            return
        width = max(1, self._width)
        if self._json:
            self._lines = list(self._json_lines(self._detail.json_lines, width))
        else:
            self._lines = list(self._tree_lines(self._detail.root, width))
            self._lines += [
                _Line(((f"   {text}", "dim"),), (), None)
                for text in wrap(self._remark, max(8, width - 4))
                if text
            ]
        cursor = next((row for row, line in enumerate(self._lines) if line.path == keep), 0)
        self.set_rows(len(self._lines), cursor)

    def _is_expanded(self, path: Path) -> bool:
        at_first = self._detail.expanded if self._detail else frozenset()
        return self._toggled.get(path, path in at_first)

    def _tree_lines(self, root: Node, width: int) -> Iterable[_Line]:
        label_widths: dict[tuple[Path, int], int] = {}
        rows = flatten(root, self._is_expanded)
        for row in rows:
            if not row.expandable:
                beside = (row.node.path[:-1], row.depth)
                longest = max(label_widths.get(beside, 0), cells(row.node.label))
                label_widths[beside] = min(_LABEL_LIMIT, longest)
        for row in rows:
            node = row.node
            marker = (
                (self._marker_open if row.expanded else self._marker_closed)
                if row.expandable
                else " "
            )
            label = node.label
            if not row.expandable:
                label = label.ljust(label_widths[node.path[:-1], row.depth])
            yield from self._node_lines(node, f" {'  ' * row.depth}{marker} {label}", width)

    def _node_lines(self, node: Node, head: str, width: int) -> Iterable[_Line]:
        style = _STYLES.get(node.kind, "")
        mark = f"  ({node.mark})" if node.mark else ""
        if node.children:
            shown = "" if self._is_expanded(node.path) else f"  {len(node.children)}"
            name = "strong" if node.kind in (Kind.UNION, Kind.STRUCTURE, Kind.LIST) else ""
            pieces = ((head, name), (f"{shown}{mark}", "dim"))
            yield _Line(pieces, node.path, node)
            return
        indent = " " * min(cells(head) + 2, max(0, width // 2))
        first, *rest = self._wrapped(node.value, width - len(indent) - 1)
        yield _Line(((f"{head}  ", ""), (first, style), (mark, "dim")), node.path, node)
        for text in rest:
            yield _Line(((indent, ""), (text, style)), node.path, node)

    def _json_lines(self, lines: list[JsonLine], width: int) -> Iterable[_Line]:
        for line in lines:
            indent = " " * (min(2 * line.depth, width // 2) + 1)
            style = _STYLES.get(line.kind, "")
            for text in self._wrapped(line.text.strip(), width - len(indent) - 1):
                yield _Line(((indent, ""), (text, style)), line.path, None)

    def _wrapped(self, text: str, width: int) -> list[str]:
        if not self._wrap:
            return [" ".join(text.split("\n"))]
        return wrap(text, max(8, width)) or [""]

    def row_pieces(self, row: int, width: int) -> list[Piece]:
        """See `LineView.row_pieces`."""
        pieces: list[Piece] = []
        room = width
        for text, name in self._lines[row].pieces:
            shown = text if cells(text) <= room else fit(text, room, self._ellipsis)
            room -= cells(shown)
            pieces.append((shown, name))
        return pieces

    def action_expand(self) -> None:
        """Open the branch under the cursor; a line without branches may lead somewhere."""
        node = self._node
        if node is not None and not node.children:
            self.post_message(self.Opened(node.path))
        self._toggle(True)

    def action_collapse(self) -> None:
        """Close the branch under the cursor, or go up to the branch that holds the value."""
        node = self._node
        if node is None:
            return
        if node.children and self._is_expanded(node.path):
            self._toggle(False)
            return
        for row in range(self.cursor, -1, -1):
            above = self._lines[row].path
            if len(above) < len(node.path) and node.path[: len(above)] == above:
                self.go_to(row)
                return

    def expand_all(self) -> None:
        """Open every branch."""
        if self._detail is not None:
            self._toggled.update(dict.fromkeys(_branches(self._detail.root), True))
            self._lay_out(keep=self._path)

    def switch_view(self) -> None:
        """Show JSON instead of the tree, or the tree again."""
        keep = self._path
        self._json = not self._json
        self._lay_out(keep)
        self._tell_keys()

    def switch_wrap(self) -> None:
        """Cut long values at the edge instead of wrapping them, or wrap them again."""
        keep = self._path
        self._wrap = not self._wrap
        self._lay_out(keep)

    def open_row(self) -> None:
        """Open or close the branch that was clicked."""
        if self._node is not None:
            self._toggle(not self._is_expanded(self._node.path))

    @property
    def _node(self) -> Node | None:
        return self._lines[self.cursor].node if self.row_count else None

    def _toggle(self, expanded: bool) -> None:
        node = self._node
        if node is not None and node.children:
            self._toggled[node.path] = expanded
            self._lay_out(keep=node.path)


def _branches(root: Node) -> Iterable[Path]:
    stack = [root]
    while stack:
        node = stack.pop()
        if node.children:
            yield node.path
            stack.extend(node.children)
