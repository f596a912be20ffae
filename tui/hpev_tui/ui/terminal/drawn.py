"""What the terminal shows, cell by cell, so that of an update only the cells that differ are sent.

Textual 8.2.8 sends each line that is drawn again from its widget's left edge to its last dirty
cell, and the whole screen where the layout changes. Over a slow line these bytes are most of what
a key waits for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

SKIPPED = 8
"""From so many equal cells on, the cursor is moved over them: that takes five bytes, and mostly a
style that ends before and begins again behind them."""

MOST_STYLES = 4096
"""So many styles have a number. Then it is unknown what is drawn, and the numbers begin again."""


class Cells(NamedTuple):
    """Cells beside one another: the character of each, and the number of its style.

    Of a text with characters that are not one cell wide each cell has the whole text, behind the
    number of the cell in it: such a text is sent whole or not at all.
    """

    characters: list[str]
    styles: list[int]


class Drawn:
    """The cells that the terminal shows, as far as they were drawn by this program."""

    def __init__(self) -> None:
        self._rows: list[Cells | tuple[Strip, ...]] = []
        """The lines from the top: cells or, until they are compared, what was drawn."""
        self._width = 0
        self._styles: dict[Style | None, int] = {}

    def forget(self) -> None:
        """Whatever the terminal shows, the next frame draws all of it."""
        self._rows = []

    def changes(self, update: LayoutUpdate | ChopsUpdate, console: Console) -> str:
        """The bytes that bring the terminal from what it shows to this update."""
        if len(self._styles) > MOST_STYLES:
            self._styles.clear()
            self.forget()
        if isinstance(update, ChopsUpdate):
            if not self._rows:
                return update.render_segments(console)
            parts = _parts(update)
        else:
            lines = [tuple(line) for line in update.strips]
            if (len(lines), update.region.width) != (len(self._rows), self._width):
                self._rows = [*lines]
                self._width = update.region.width
                return update.render_segments(console)
            parts = _parts_of_lines(lines)
        sent: list[Segment] = []
        for x, y, strip in parts:
            sent += self._part(x, y, strip)
        return Strip(sent, 0).render(console)

    def _part(self, x: int, y: int, strip: Strip) -> Sequence[Segment]:
        """What changes a part of a line into this strip, with the moves of the cursor."""
        row, after = self._row(y), self._cells((strip,))
        stop = x + len(after.characters)
        before = Cells(row.characters[x:stop], row.styles[x:stop])
        if before == after:
            return ()
        move = f"\x1b[{y + 1};{{}}H"
        if len(before.styles) != len(after.styles):
            # It reaches over the edge, which no line of Textual's does.
            self.forget()
            return (Segment(move.format(x + 1)), *strip)
        row.characters[x:stop], row.styles[x:stop] = after
        sent: list[Segment] = []
        for start, end in _runs(before, after):
            sent.append(Segment(move.format(x + start + 1)))
            sent += _cut(strip, start, end)
            # To a column of the same line (CHA), which is shorter and depends on nothing before.
            move = "\x1b[{}G"
        return sent

    def _row(self, y: int) -> Cells:
        if y >= len(self._rows):
            return Cells([], [])
        row = self._rows[y]
        if not isinstance(row, Cells):
            row = self._rows[y] = self._cells(row)
        return row

    def _cells(self, strips: Iterable[Strip]) -> Cells:
        characters: list[str] = []
        styles: list[int] = []
        numbers = self._styles
        for strip in strips:
            for text, style, _ in strip:
                before = len(characters)
                if text.isascii() or _is_single(text):
                    characters += text
                else:
                    characters += [f"{index} {text}" for index in range(cell_len(text))]
                number = numbers.setdefault(style, len(numbers))
                styles += [number] * (len(characters) - before)
        return Cells(characters, styles)


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


@lru_cache(maxsize=1024)
def _is_single(text: str) -> bool:
    """Whether each character is one cell wide."""
    return all(get_character_cell_size(character) == 1 for character in set(text))


def _runs(before: Cells, after: Cells) -> Iterator[tuple[int, int]]:
    """From where to where the cells differ; a few equal ones between them are taken along."""
    cells = zip(before.characters, after.characters, before.styles, after.styles, strict=True)
    changed = [
        i for i, (old, new, style, other) in enumerate(cells) if old != new or style != other
    ]
    start = stop = changed[0]
    for index in changed:
        if index - stop >= SKIPPED:
            yield _whole(after, start, stop)
            start = index
        stop = index + 1
    yield _whole(after, start, stop)


def _whole(cells: Cells, start: int, stop: int) -> tuple[int, int]:
    """These cells and the others of texts that are sent whole."""
    characters = cells.characters
    first, last = characters[start], characters[stop - 1]
    if len(first) > 1:
        start = max(0, start - int(first.partition(" ")[0]))
    while len(last) > 1 and stop < len(characters) and characters[stop] == _next(last):
        last = characters[stop]
        stop += 1
    return start, stop


def _next(cell: str) -> str:
    """The cell after this one in a text that is sent whole."""
    number, _, text = cell.partition(" ")
    return f"{int(number) + 1} {text}"


def _cut(strip: Strip, start: int, stop: int) -> Iterator[Segment]:
    """The cells of a strip from one to another. Not by its own method, which makes a strip."""
    at = 0
    for segment in strip:
        text, style, _ = segment
        is_single = text.isascii() or _is_single(text)
        end = at + (len(text) if is_single else cell_len(text))
        if end > start and at < stop:
            if is_single:
                text = text[max(0, start - at) : stop - at]
            yield Segment(text, style)
        at = end
