"""Laying out the lines of a detail for a width, and what a search finds in them."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple, Protocol, TypeAlias

from hpev_tui.detail.json_lines import one_line_json
from hpev_tui.detail.shapes import Shape
from hpev_tui.detail.tree import JsonLine, Kind, Node, Path, flatten
from hpev_tui.model.events import Json
from hpev_tui.text.cells import ASCII_ELLIPSIS, ELLIPSIS, cells, wrap
from hpev_tui.text.clean import parse_time
from hpev_tui.text.times import both_times

Piece = tuple[str, str]
"""Text, and the name of the component class (without the `lines--`) it is drawn in, or ``""``."""

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

_LEVELS = {"Error": "failed", "Warn": "warn"}
"""How a level is drawn, where it is not as other words."""

_LABEL_LIMIT = 18
"""Labels are padded to the longest of their siblings, but never beyond this many cells or, where
that is more, a third of the width."""

_SECTION_WIDTH = 13
"""Cells of a section's name, with the blanks before what is said beside it."""

_LEAST_WIDTH = 8
"""Values are wrapped to at least so many cells, and cut when they are drawn with less room."""


class Detail(Protocol):
    """What the tree shows of an event."""

    @property
    def body(self) -> Json:
        """The detail as it came, as much of it as is shown."""

    @property
    def whole(self) -> Json:
        """All of it."""

    @property
    def root(self) -> Node:
        """The same as a tree."""

    @property
    def expanded(self) -> frozenset[Path]:
        """The branches of the tree that are open at first."""

    @property
    def json_lines(self) -> Sequence[JsonLine]:
        """The same as lines of JSON."""

    @property
    def shape(self) -> Shape:
        """What the installed SDK's model says of the body."""


IsExpanded = Callable[[Path], bool]


class DetailLine(NamedTuple):
    """One line: how it is drawn, and which value it belongs to.

    `node` is None in the JSON view. `branch` says that the value can be opened and closed.
    """

    pieces: tuple[Piece, ...]
    path: Path
    node: Node | None = None
    branch: bool = False

    @property
    def text(self) -> str:
        """The line without its styles."""
        return "".join(text for text, _ in self.pieces)


class Layout(NamedTuple):
    """How lines are laid out."""

    width: int
    wraps: bool
    ascii_only: bool

    @property
    def ellipsis(self) -> str:
        """The sign for text that is left out."""
        return ASCII_ELLIPSIS if self.ascii_only else ELLIPSIS

    def marker(self, expanded: bool) -> str:
        """The sign before a branch."""
        opened, closed = ("-", "+") if self.ascii_only else ("▾", "▸")
        return opened if expanded else closed

    def wrapped(self, text: str, width: int) -> list[str]:
        """The text in lines of that width, or in one line, which is cut when it is drawn."""
        return wrap(text, max(_LEAST_WIDTH, width)) if self.wraps else [" ".join(text.split("\n"))]


def tree_lines(
    root: Node, expanded: IsExpanded | AbstractSet[Path], layout: Layout
) -> list[DetailLine]:
    """The lines of a tree; `expanded` are the branches that are open."""
    label_widths: dict[tuple[Path, int], int] = {}
    holders: dict[int, Path] = {}
    besides: list[tuple[Path, int]] = []
    rows = flatten(root, expanded)
    limit = max(_LABEL_LIMIT, layout.width // 3)
    for row in rows:
        # Not by its own path: a section has fields of more than one structure.
        beside = (holders.get(row.depth - 1, ()), row.depth)
        besides.append(beside)
        if row.expandable:
            holders[row.depth] = row.node.path
        else:
            label = row.node.label
            width = len(label) if label.isascii() else cells(label)
            longest = max(label_widths.get(beside, 0), width)
            label_widths[beside] = min(limit, longest)
    lines: list[DetailLine] = []
    for row, beside in zip(rows, besides, strict=True):
        indent = "  " * row.depth
        if row.expandable:
            lines += _branch(row.node, f" {indent}", row.expanded, layout)
        else:
            label = row.node.label.ljust(label_widths[beside])
            lines += _leaf(row.node, f" {indent}  {label}", layout)
    return lines


def _branch(node: Node, indent: str, expanded: bool, layout: Layout) -> list[DetailLine]:
    name = "strong" if node.kind in (Kind.UNION, Kind.STRUCTURE, Kind.LIST) else ""
    if node.summary:
        head = (f"{indent}{layout.marker(expanded)} ", "")
        label = (node.label.ljust(_SECTION_WIDTH), "strong")
        return [DetailLine((head, label, *node.summary), node.path, node, branch=True)]
    head = (f"{indent}{layout.marker(expanded)} {node.label}", name)
    hidden = ("" if expanded else f"  {len(node.children)}", "dim")
    mark = (f"  ({node.mark})" if node.mark else "", "dim")
    lines = [DetailLine((head, hidden, mark), node.path, node, branch=True)]
    if change := counts(node, "->" if layout.ascii_only else "→"):
        pieces = ((f"{indent}    {change}", "strong"),)
        lines.append(DetailLine(pieces, node.path, node, branch=True))
    return lines


def _leaf(node: Node, head: str, layout: Layout) -> list[DetailLine]:
    style = _STYLES.get(node.kind, "")
    if node.label == "EventLevel":
        style = _LEVELS.get(node.value, style)
    width = len(head) if head.isascii() else cells(head)
    indent = " " * min(width + 2, max(0, layout.width // 2))
    room = layout.width - len(indent) - 1
    says_more = node.kind is Kind.TIME or (node.label, node.value) in _WORDS
    text = value_text(node) if says_more else node.value
    # Not by `wrapped`: what is done for each line of a detail counts at every key.
    if not layout.wraps or node.kind is Kind.ONE_LINE:
        parts = [" ".join(text.split("\n"))]
    elif len(text) <= room and text.isascii() and "\n" not in text:
        parts = [text]
    else:
        parts = wrap(text, max(_LEAST_WIDTH, room))
    first, *rest = parts
    mark = (f"  ({node.mark})" if node.mark else "", "dim")
    lines = [DetailLine(((f"{head}  ", "dim"), (first, style), mark), node.path, node)]
    lines += [DetailLine(((indent, ""), (more, style)), node.path, node) for more in rest]
    return lines


def json_view(
    lines: Sequence[JsonLine], is_expanded: IsExpanded, layout: Layout
) -> Iterator[DetailLine]:
    """The lines of the JSON, with one line for a closed branch."""
    index = 0
    while index < len(lines):
        line = lines[index]
        text = line.text.strip()
        opens = text[-1] in "{["
        if opens and not is_expanded(line.path):
            index = _end(lines, index)
            text += f"{layout.ellipsis}{lines[index].text.strip()}"
        yield from _json_line(line, text, layout, branch=opens or text[0] in "}]")
        index += 1


def _end(lines: Sequence[JsonLine], index: int) -> int:
    """The row at which the branch that begins at `index` ends."""
    path = lines[index].path
    return next(row for row in range(index + 1, len(lines)) if lines[row].path == path)


def _json_line(line: JsonLine, text: str, layout: Layout, *, branch: bool) -> Iterator[DetailLine]:
    indent = " " * (min(2 * line.depth, layout.width // 2) + 1)
    style = _STYLES.get(line.kind, "")
    name = line.path[-1] if line.path else 0
    key = f"{one_line_json(name)}: " if isinstance(name, str) else ""
    first, *rest = layout.wrapped(text, layout.width - len(indent) - 1)
    if not first.startswith(key):
        key = ""
    pieces = ((f"{indent}{key}", "dim" if key else ""), (first[len(key) :], style))
    yield DetailLine(pieces, line.path, branch=branch)
    for more in rest:
        yield DetailLine(((indent, ""), (more, style)), line.path, branch=branch)


_WORDS = {
    # The service model says no more than "string"; these two were seen in live answers. The
    # words are those of the event reference and of the failure message that comes with it.
    ("LcsExecutionState", "Started"): "lifecycle script started",
    ("LcsExecutionState", "Failed"): "lifecycle script did not run successfully",
}


def value_text(node: Node) -> str:
    """A leaf's value as it is shown: as it was sent, a time in both zones, a state in words."""
    if node.kind is Kind.TIME and isinstance(node.source, (int, float, str)):
        seconds = parse_time(node.source)
        return node.value if seconds is None else both_times(seconds)
    words = _WORDS.get((node.label, node.value), "")
    return f"{node.value}  ({words})" if words else node.value


def counts(node: Node, arrow: str) -> str:
    """How a group is to grow or to shrink, such as "12 → 16 (min 8)"; empty for other nodes."""
    numbers = {each.label: each.value for each in node.children if each.kind is Kind.NUMBER}
    if not numbers.keys() >= {"InstanceCount", "TargetCount"}:
        return ""
    least = f" (min {numbers['MinCount']})" if "MinCount" in numbers else ""
    return f"{numbers['InstanceCount']} {arrow} {numbers['TargetCount']}{least}"


MARK = ">"
"""At the edge of each line with a match: a style alone does not show on every terminal."""


def pattern_of(text: str) -> re.Pattern[str]:
    """What finds this text, in upper or lower case."""
    return re.compile(re.escape(text), re.IGNORECASE)


def matching_rows(lines: Sequence[DetailLine], pattern: re.Pattern[str]) -> list[int]:
    """The lines in which a match begins; it may go on in the next line of the same value."""
    matching: set[int] = set()
    for _, group in groupby(enumerate(lines), key=lambda pair: pair[1].path):
        rows, texts = zip(*((row, line.text.strip()) for row, line in group), strict=True)
        # Where a value was wrapped there was a blank in between, or none.
        for gap in ("", " ") if len(texts) > 1 else ("",):
            starts = list(accumulate((len(text) + len(gap) for text in texts[:-1]), initial=0))
            for match in pattern.finditer(gap.join(texts)):
                matching.add(rows[bisect(starts, match.start()) - 1])
    return sorted(matching)


def to_open_in_tree(root: Node, pattern: re.Pattern[str]) -> set[Path]:
    """The branches of a tree that have to be open for every match to be seen."""
    to_open: set[Path] = set()

    def search(node: Node, above: tuple[Path, ...]) -> None:
        if pattern.search(
            f"{node.label}  {'' if node.children else value_text(node)}  ({node.mark})"
        ):
            to_open.update(above)
        for child in node.children:
            search(child, (*above, node.path))

    search(root, ())
    return to_open


def to_open_in_json(lines: Iterable[JsonLine], pattern: re.Pattern[str]) -> set[Path]:
    """The same for the lines of the JSON."""
    matching = (line.path for line in lines if pattern.search(line.text))
    return {path[:depth] for path in matching for depth in range(len(path))}


View: TypeAlias = "tuple[Sequence[DetailLine], int, int]"
"""All lines, which of them is the first on the screen, and which has the cursor."""


def holder_of(lines: Sequence[DetailLine], row: int, node: Node) -> int:
    """The line of the branch that holds a value, above row `row`; that row where none does."""
    for number in range(row - 1, -1, -1):
        above = lines[number].node
        if above is not None and any(child is node for child in above.children):
            return number
    return row


def changed_rows(was: View, is_now: View, height: int) -> list[int]:
    """Which rows of a screen so high look different now."""
    (old, old_top, old_cursor), (new, new_top, new_cursor) = was, is_now
    changed: list[int] = []
    for y in range(height):
        one, other = old_top + y, new_top + y
        before = old[one].pieces if one < len(old) else ()
        after = new[other].pieces if other < len(new) else ()
        if before != after or (one == old_cursor) is not (other == new_cursor):
            changed.append(y)
    return changed


def marked(pieces: Sequence[Piece], pattern: re.Pattern[str]) -> list[Piece]:
    """The pieces of a line, with what matches in a style of its own."""
    text = "".join(piece for piece, _ in pieces)
    edges = [edge for match in pattern.finditer(text) for edge in match.span()]
    parts: list[Piece] = []
    start = 0
    for piece, name in pieces:
        end = start + len(piece)
        cuts = [start, *(edge for edge in edges if start < edge < end), end]
        for begin, stop in pairwise(cuts):
            # An odd number of edges up to here: a match has begun and not ended.
            inside = bisect(edges, begin) % 2
            parts.append((text[begin:stop], "match" if inside else name))
        start = end
    return parts
