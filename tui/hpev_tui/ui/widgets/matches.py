"""Where a searched text stands in a detail. Plain functions."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby, pairwise

from hpev_tui.detail import JsonLine, Node, Path
from hpev_tui.readings import reading
from hpev_tui.ui.widgets.detail_layout import DetailLine
from hpev_tui.ui.widgets.lines import Piece

MARK = ">"
"""Stands at the edge of a line with a match: a style alone would not show everywhere."""


def pattern_of(text: str) -> re.Pattern[str]:
    """What finds this text, in upper or lower case."""
    return re.compile(re.escape(text), re.IGNORECASE)


def matching_rows(lines: Sequence[DetailLine], wanted: re.Pattern[str]) -> list[int]:
    """The lines in which a match begins; it may go on in the next line of the same value."""
    found: set[int] = set()
    for _, group in groupby(enumerate(lines), key=lambda pair: pair[1].path):
        rows, texts = zip(*((row, line.text.strip()) for row, line in group), strict=True)
        # Where a value was wrapped a blank may have gone, or none was there.
        for gap in ("", " ") if len(texts) > 1 else ("",):
            starts = list(accumulate((len(text) + len(gap) for text in texts[:-1]), initial=0))
            for match in wanted.finditer(gap.join(texts)):
                found.add(rows[bisect(starts, match.start()) - 1])
    return sorted(found)


def closing_in_tree(root: Node, wanted: re.Pattern[str]) -> set[Path]:
    """The branches of a tree that have a match inside, which closed ones would hide."""
    found: set[Path] = set()

    def look(node: Node, above: tuple[Path, ...]) -> None:
        if wanted.search(f"{node.label}  {'' if node.children else reading(node)}  ({node.mark})"):
            found.update(above)
        for child in node.children:
            look(child, (*above, node.path))

    look(root, ())
    return found


def closing_in_json(lines: Iterable[JsonLine], wanted: re.Pattern[str]) -> set[Path]:
    """The same of the JSON."""
    matching = (line.path for line in lines if wanted.search(line.text))
    return {path[:depth] for path in matching for depth in range(len(path))}


def marked(pieces: Sequence[Piece], wanted: re.Pattern[str]) -> list[Piece]:
    """The pieces of a line, with what matches in a style of its own."""
    text = "".join(piece for piece, _ in pieces)
    edges = [edge for match in wanted.finditer(text) for edge in match.span()]
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
