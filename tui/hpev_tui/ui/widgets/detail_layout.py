"""The lines of a detail at some width: of its tree, or of its JSON. Plain functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hpev_tui.detail import JsonLine, Kind, Node, Path, flatten
from hpev_tui.detail_lines import one_line_json
from hpev_tui.readings import counts, reading
from hpev_tui.text import ASCII_ELLIPSIS, ELLIPSIS, cells, wrap
from hpev_tui.ui.widgets.lines import Piece

"""Where the lines below a tree are. No member of the service's has such a name."""

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

IsExpanded = Callable[[Path], bool]


@dataclass(frozen=True, slots=True)
class DetailLine:
    """One line: how it is drawn, and which value it belongs to.

    `node` is None in the JSON view. `branch` says that the value can be opened and closed.
    """

    pieces: tuple[Piece, ...]
    path: Path
    node: Node | None = None
    branch: bool = False

    @property
    def text(self) -> str:
        """All that the line says."""
        return "".join(text for text, _ in self.pieces)


class Look(NamedTuple):
    """How lines are laid out."""

    width: int
    wraps: bool
    ascii_only: bool

    @property
    def ellipsis(self) -> str:
        """Stands for what is left out."""
        return ASCII_ELLIPSIS if self.ascii_only else ELLIPSIS

    def marker(self, expanded: bool) -> str:
        """Stands before a branch."""
        opened, closed = ("-", "+") if self.ascii_only else ("▾", "▸")
        return opened if expanded else closed

    def wrapped(self, text: str, width: int) -> list[str]:
        """The text in lines of that width, or in one that is cut when it is drawn."""
        if not self.wraps:
            return [" ".join(text.split("\n"))]
        return wrap(text, max(8, width)) or [""]


def tree_lines(root: Node, is_expanded: IsExpanded, look: Look) -> Iterator[DetailLine]:
    """The lines of a tree."""
    label_widths: dict[tuple[Path, int], int] = {}
    rows = flatten(root, is_expanded)
    for row in rows:
        if not row.expandable:
            beside = (row.node.path[:-1], row.depth)
            longest = max(label_widths.get(beside, 0), cells(row.node.label))
            label_widths[beside] = min(_LABEL_LIMIT, longest)
    for row in rows:
        indent, label = "  " * row.depth, row.node.label
        if row.expandable:
            yield from _branch(row.node, f" {indent}", row.expanded, look)
        else:
            label = label.ljust(label_widths[row.node.path[:-1], row.depth])
            yield from _leaf(row.node, f" {indent}  {label}", look)


def _mark(node: Node) -> Piece:
    return (f"  ({node.mark})" if node.mark else "", "dim")


def _branch(node: Node, indent: str, expanded: bool, look: Look) -> Iterator[DetailLine]:
    name = "strong" if node.kind in (Kind.UNION, Kind.STRUCTURE, Kind.LIST) else ""
    head = (f"{indent}{look.marker(expanded)} {node.label}", name)
    hidden = ("" if expanded else f"  {len(node.children)}", "dim")
    yield DetailLine((head, hidden, _mark(node)), node.path, node, branch=True)
    if change := counts(node, "->" if look.ascii_only else "→"):
        yield DetailLine(((f"{indent}    {change}", "strong"),), node.path, node, branch=True)


def _leaf(node: Node, head: str, look: Look) -> Iterator[DetailLine]:
    style = _STYLES.get(node.kind, "")
    indent = " " * min(cells(head) + 2, max(0, look.width // 2))
    first, *rest = look.wrapped(reading(node), look.width - len(indent) - 1)
    yield DetailLine(((f"{head}  ", ""), (first, style), _mark(node)), node.path, node)
    for text in rest:
        yield DetailLine(((indent, ""), (text, style)), node.path, node)


def json_view(
    lines: Sequence[JsonLine], is_expanded: IsExpanded, look: Look
) -> Iterator[DetailLine]:
    """The lines of the JSON, where a closed branch takes one."""
    place = 0
    while place < len(lines):
        line = lines[place]
        text = line.text.strip()
        opens = text[-1] in "{["
        if opens and not is_expanded(line.path):
            place = _end(lines, place)
            text += f"{look.ellipsis}{lines[place].text.strip()}"
        yield from _json_line(line, text, look, branch=opens or text[0] in "}]")
        place += 1


def _end(lines: Sequence[JsonLine], place: int) -> int:
    """Where the branch that begins at `place` ends."""
    path = lines[place].path
    return next(row for row in range(place + 1, len(lines)) if lines[row].path == path)


def _json_line(line: JsonLine, text: str, look: Look, *, branch: bool) -> Iterator[DetailLine]:
    indent = " " * (min(2 * line.depth, look.width // 2) + 1)
    style = _STYLES.get(line.kind, "")
    name = line.path[-1] if line.path else 0
    key = f"{one_line_json(name)}: " if isinstance(name, str) else ""
    first, *rest = look.wrapped(text, look.width - len(indent) - 1)
    if not first.startswith(key):
        key = ""
    pieces = ((f"{indent}{key}", ""), (first[len(key) :], style))
    yield DetailLine(pieces, line.path, branch=branch)
    for more in rest:
        yield DetailLine(((indent, ""), (more, style)), line.path, branch=branch)
