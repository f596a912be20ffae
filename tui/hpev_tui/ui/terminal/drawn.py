"""What the terminal shows, cell by cell, so that of an update only the cells that differ are sent.

Textual 8.2.8 sends each line that is drawn again from its widget's left edge to its last dirty
cell, and the whole screen where the layout changes. Over a slow line these bytes are most of what
a key waits for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

from rich.cells import cell_len, get_character_cell_size
from rich.console import Console
from rich.control import Control
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

SKIPPED = 8
"""From so many equal cells on, the cursor is moved over them: that takes five bytes, and mostly a
style that ends before and begins again behind them."""

Cell: TypeAlias = "tuple[str, Style | None, int]"
"""A character with its style, and 0. Of a text with characters that are not one cell wide each
cell has the whole text, and which cell of it this is: such a text is sent whole or not at all."""


class Drawn:
    """The cells that the terminal shows, as far as they were drawn by this program."""

    def __init__(self) -> None:
        self._rows: list[list[Cell] | Sequence[Strip]] = []
        """The lines from the top: cells or, until they are compared, what was drawn."""
        self._width = 0

    def forget(self) -> None:
        """Whatever the terminal shows, the next frame draws all of it."""
        self._rows = []

    def changes(self, update: LayoutUpdate | ChopsUpdate, console: Console) -> str:
        """The bytes that bring the terminal from what it shows to this update."""
        if isinstance(update, ChopsUpdate):
            if not self._rows:
                return update.render_segments(console)
            parts = _parts(update)
        else:
            lines = [tuple(line) for line in update.strips]
            if (len(lines), update.region.width) != (len(self._rows), self._width):
                self._rows, self._width = [*lines], update.region.width
                return update.render_segments(console)
            parts = _parts_of_lines(lines)
        return "".join([self._part(x, y, strip, console) for x, y, strip in parts])

    def _part(self, x: int, y: int, strip: Strip, console: Console) -> str:
        """What changes a part of a line into this strip."""
        row = self._row(y)
        before, after = row[x : x + strip.cell_length], _cells(strip)
        if before == after:
            return ""
        if len(before) != len(after):
            # It reaches over the edge, which no line of Textual's does.
            self.forget()
            return f"{_move_to(x, y)}{strip.render(console)}"
        row[x : x + len(after)] = after
        sent: list[str] = []
        for start, stop in _runs(before, after):
            # To a column of the same line (CHA), which is shorter and depends on nothing before.
            move = f"\x1b[{x + start + 1}G" if sent else _move_to(x + start, y)
            sent.append(f"{move}{strip.crop(start, stop).render(console)}")
        return "".join(sent)

    def _row(self, y: int) -> list[Cell]:
        if y >= len(self._rows):
            return []
        row = self._rows[y]
        if not isinstance(row, list):
            row = self._rows[y] = [cell for strip in row for cell in _cells(strip)]
        return row


class Changes(CompositorUpdate):
    """An update of which only what changes the terminal is sent."""

    def __init__(self, drawn: Drawn, update: LayoutUpdate | ChopsUpdate) -> None:
        self._drawn = drawn
        self._update = update

    def render_segments(self, console: Console) -> str:
        """The bytes to send; from here on they count as drawn."""
        return self._drawn.changes(self._update, console)


def _parts(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The parts of lines that are drawn again, with where each begins.

    They are taken whole, also where less of them was to be drawn again: what has not changed is
    not sent.
    """
    for y, first, last in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x < last and end > first:
                yield x, y, strip


def _parts_of_lines(lines: Iterable[Sequence[Strip]]) -> Iterator[tuple[int, int, Strip]]:
    for y, line in enumerate(lines):
        x = 0
        for strip in line:
            yield x, y, strip
            x += strip.cell_length


def _cells(strip: Strip) -> list[Cell]:
    cells: list[Cell] = []
    for text, style, _ in strip:
        if text.isascii() or _is_single(text):
            cells += [(character, style, 0) for character in text]
        else:
            cells += [(text, style, index + 1) for index in range(cell_len(text))]
    return cells


@lru_cache(maxsize=1024)
def _is_single(text: str) -> bool:
    """Whether each character is one cell wide."""
    return all(get_character_cell_size(character) == 1 for character in set(text))


def _runs(before: Sequence[Cell], after: Sequence[Cell]) -> Iterator[tuple[int, int]]:
    """From where to where the cells differ; a few equal ones between them are taken along."""
    start = stop = -1
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new or index < stop:
            continue
        first, end = _whole(after, index)
        if start < 0:
            start = first
        elif first - stop >= SKIPPED:
            yield start, stop
            start = first
        stop = end
    yield start, stop


def _whole(cells: Sequence[Cell], index: int) -> tuple[int, int]:
    """The cells that are sent together with this one."""
    _, _, number = cells[index]
    if not number:
        return index, index + 1
    start = index - (number - 1)
    stop = index + 1
    while stop < len(cells) and cells[stop][2] == number + stop - index:
        stop += 1
    return max(0, start), stop


def _move_to(x: int, y: int) -> str:
    return Control.move_to(x, y).segment.text
