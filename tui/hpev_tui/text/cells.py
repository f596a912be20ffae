"""Cuts, pads, shortens and wraps printable text by terminal cells.

These functions expect text that has passed `clean()`. A cell is one column of the terminal; wide
characters take two.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ELLIPSIS = "…"

ASCII_ELLIPSIS = "~"

# All but ASCII, Latin letters, dashes, quotes and arrows, whose characters take one cell each.
_MAYBE_NOT_ONE_CELL = re.compile(
    r"[^\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2193]"
)

_SPACES = re.compile(" *")

_WORD = re.compile("[^ ]+")


def cells(value: str) -> int:
    """How many terminal cells a text takes."""
    if value.isascii():
        return len(value)
    # Not at the top: Rich's tables cost about 10 ms, and --version needs none of them.
    from rich.cells import cell_len

    return cell_len(value)


def fit(value: str, width: int, ellipsis: str = ELLIPSIS) -> str:
    """Cut or pad one line to exactly `width` cells, with the ellipsis at the end when cut."""
    if width <= 0:
        return ""
    if value.isascii():
        if len(value) <= width:
            return value.ljust(width)
        return value[: width - 1] + ellipsis
    # A text that cannot fit is not measured to its end: it may be a megabyte long.
    if len(value) <= 4 * width and (taken := cells(value)) <= width:
        return value + " " * (width - taken)
    head = _head(value, width)
    if len(head) == len(value):
        return head + " " * (width - cells(head))
    head = _head(value, width - 1)
    return head + ellipsis + " " * (width - 1 - cells(head))


def shorten_middle(value: str, width: int, ellipsis: str = ELLIPSIS) -> str:
    """Shorten one line to at most `width` cells by leaving out its middle."""
    if width <= 0:
        return ""
    if cells(value) <= width:
        return value
    tail_cells = (width - 1) // 2
    head = _head(value, width - 1 - tail_cells)
    if value.isascii():
        return head + ellipsis + value[len(value) - tail_cells :]
    start = len(value)
    for cluster, taken in reversed(list(clusters(value))):
        tail_cells -= taken
        if tail_cells < 0:
            break
        start -= len(cluster)
    return head + ellipsis + value[start:]


def clusters(value: str) -> Iterator[tuple[str, int]]:
    """The parts of a text between which it may be cut, each with its cells.

    A part is a character with the marks that belong to it, so that the parts' cells add up to
    the whole.
    """
    from rich.cells import cell_len

    start = 0
    for index, char in enumerate(value):
        if index > start and cell_len(char):
            part = value[start:index]
            yield part, cell_len(part)
            start = index
    if part := value[start:]:
        yield part, cell_len(part)


def wrap(value: str, width: int) -> list[str]:
    """Wrap a text to lines of at most `width` cells.

    Lines break at blanks where they can; longer words are cut, behind a `/` where there is one.
    Only the blanks at a break are lost. A wide character in a width of one keeps its two cells.
    """
    width = max(width, 1)
    lines: list[str] = []
    for line in value.split("\n"):
        if _MAYBE_NOT_ONE_CELL.search(line):
            _wrap_cells(line, width, lines)
            continue
        start, end = 0, len(line)
        while end - start > width:
            cut = line.rfind(" ", start, start + width + 1)
            piece = line[start:cut].rstrip(" ") if cut >= 0 else ""
            if not piece and not line[start : start + width].isspace():
                # No blank to break at, or only the line's own indentation.
                cut = _cut(line, start, start + width)
                piece = line[start:cut]
            lines.append(piece)
            match = _SPACES.match(line, cut)
            start = match.end() if match else cut
        if start < end or not end:
            lines.append(line[start:])
    return lines


def _cut(line: str, start: int, end: int) -> int:
    """Where to cut a word that is too long: behind a `/` of a path or an ARN, else anywhere."""
    behind = line.rfind("/", start, end) + 1
    # A few cells alone would be lost between two long lines.
    return behind if behind > start + (end - start) // 4 else end


def _head(value: str, width: int) -> str:
    """The longest start of a text that fits into `width` cells."""
    if value.isascii():
        return value[:width]
    end = 0
    for cluster, taken in clusters(value):
        width -= taken
        if width < 0:
            break
        end += len(cluster)
    return value[:end]


def _wrap_cells(line: str, width: int, lines: list[str]) -> None:
    """Wrap one line that may hold characters of no cell or of two."""
    if len(line) <= width and cells(line) <= width:
        lines.append(line)
        return
    start = end = taken = 0  # The line that is being filled: line[start:end], `taken` cells.
    for match in _WORD.finditer(line):
        gap = match.start() - end
        size = cells(match[0])
        if taken + gap + size <= width:
            end = match.end()
            taken += gap + size
            continue
        if end > start:
            lines.append(line[start:end])
            start, taken = match.start(), 0
        elif gap >= width:
            # The line begins with more blanks than there is room for.
            lines.append("")
            start, taken = match.start(), 0
        else:
            taken = gap
        end = match.start()
        for cluster, size in clusters(match[0]):
            if taken + size > width and end > start:
                lines.append(line[start:end])
                start, taken = end, 0
            end += len(cluster)
            taken += size
    lines.append(line[start:end])
