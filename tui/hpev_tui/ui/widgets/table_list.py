"""A list of rows in columns, whose cursor stays with its row when others come and go."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from hpev_tui.text.cells import cells, fit, shorten_middle
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.theme import Piece
from hpev_tui.ui.widgets.lines import GAP, LineView
from hpev_tui.ui.widgets.text import ellipsis_of


class Column(NamedTuple):
    """One column. The last one of a table has what is left of the width."""

    title: str
    width: int
    """Cells, unless `show` gives how many it needs."""
    right: bool = False
    """Whether its texts stand at its right edge."""
    from_width: int = 0
    """It is shown in lists at least so wide."""
    goes: int = 0
    """The step at which it goes, where the last column has less than its share; 0 for never."""
    cut: int = 0
    """The step at which it is cut to `least` cells; 0 for never."""
    least: int = 0


_MOST_MEASURED = 100
"""The columns are as wide as so many rows need."""

MESSAGE_SHARE = 0.4
"""So much of the width the last column has, as long as others can go or be cut."""


class Row(NamedTuple):
    """The texts of a row, one for each column, and the token that it is drawn in."""

    texts: Sequence[str]
    style: str = ""
    mark: Piece = ("", "")
    """In front of the texts, in tables with marks."""
    tokens: Mapping[int, str] = {}
    """Those of texts that are drawn in others, by the numbers of the columns."""
    cause: str = ""
    """What the last text begins with, where that is the cause of a failure."""
    line: Sequence[Piece] = ()
    """What stands right of the first column, in place of the other columns."""


class TableList(LineView):
    """Rows that are known by their keys and made when they are drawn."""

    BINDINGS = bindings("table")

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        id: str,  # noqa: A002
        marks: bool = False,
        share: float = MESSAGE_SHARE,
    ) -> None:
        """Make a table of these columns; with `marks` each row has one in front of them.

        The last column keeps that `share` of the width, while others can go.
        """
        super().__init__(id=id)
        self._columns = columns
        self._share = share
        self._before = "   " if marks else " "
        """What stands before the first column of the heading."""
        self._widths: Mapping[str, int] = {}
        self._laid_out: tuple[int, Sequence[tuple[int, Column]]] = (-1, ())
        """The columns that are shown in a list that wide."""
        self._keys: Sequence[Hashable] = ()
        self._row: Callable[[Hashable], Row] = lambda _: Row(())
        self._at: Hashable | None = None
        """The row that the cursor was sent to, not moved to."""

    @property
    def current(self) -> Hashable | None:
        """The key of the row under the cursor."""
        return self._keys[self.cursor] if self.row_count else None

    def show(
        self,
        keys: Sequence[Hashable],
        row: Callable[[Hashable], Row],
        at: Hashable | None = None,
        widths: Mapping[str, int] | None = None,
    ) -> None:
        """Show the rows of these keys; the cursor goes to `at`, or stays with its row.

        `widths` are the cells that the texts of columns take at most, by the columns' titles.

        On the first row it stays at the top, where what matters most comes to stand, unless it
        was sent to that row.
        """
        self._at = self._at if at is None else at
        stays = self.cursor > 0 or self.current == self._at
        target = (self.current if stays else None) if at is None else at
        self._keys, self._row = keys, row
        self._widths, self._laid_out = widths or {}, (-1, ())
        index = next((index for index, key in enumerate(keys) if key == target), self.cursor)
        self.set_rows(len(keys), index)

    @property
    def _shown(self) -> Sequence[tuple[int, Column]]:
        width = self.row_width
        if self._laid_out[0] != width:
            self._laid_out = (width, self._columns_in(width))
        return self._laid_out[1]

    def _columns_in(self, width: int) -> Sequence[tuple[int, Column]]:
        """The columns that a list that wide shows, each as wide as it is shown."""
        steps = [max(column.goes, column.cut) for column in self._columns]
        shown: list[tuple[int, Column]] = []
        for step in range(max(steps) + 1):
            shown = [
                (index, column._replace(width=self._width_of(column, step)))
                for index, column in enumerate(self._columns)
                if width >= column.from_width
                and not 0 < column.goes <= step
                and not self._is_empty(column)
            ]
            used = len(self._before) + sum(column.width + GAP for _, column in shown[:-1])
            if width - used >= self._share * width:
                break
        return shown

    def _is_empty(self, column: Column) -> bool:
        """Whether no row has anything in it."""
        return bool(self._keys) and self._widths.get(column.title) == 0

    def _width_of(self, column: Column, step: int) -> int:
        needed = max(len(column.title), self._widths.get(column.title, column.width))
        return min(needed, column.least) if 0 < column.cut <= step else needed

    def shows(self, title: str) -> bool:
        """Whether the column of that title has room now."""
        return any(column.title == title for _, column in self._shown)

    @property
    def heading(self) -> str:
        """The columns' titles, as wide as the columns."""
        titles = self._cells_of([column.title for column in self._columns], self.row_width)
        return (self._before + "".join([text for _, text in titles])).rstrip()

    def texts(self, row: Callable[[Hashable], Row] | None = None) -> list[list[str]]:
        """All columns of all rows, the titles first; of each the `row`, else as it is drawn."""
        rows, row = [[column.title for column in self._columns]], row or self._row
        return rows + [list(row(key).texts) for key in self._keys]

    def row_pieces(self, row: int, width: int) -> list[Piece]:
        """See `LineView.row_pieces`."""
        made = self._row(self._keys[row])
        glyph, token = made.mark
        pieces: list[Piece] = [(" ", made.style)]
        if len(self._before) > 1:
            pieces.append((f"{glyph or ' '} ", token if glyph else made.style))
        room = width - len(self._before)
        if made.line:
            first = self._shown[0][1].width
            pieces.append((fit(made.texts[0], first, ellipsis_of(self)), made.style))
            return pieces + _cut(made.line, room - first, ellipsis_of(self))
        for index, text in self._cells_of(made.texts, room):
            token, cause = made.tokens.get(index, made.style), made.cause
            if cause and index == len(made.texts) - 1 and text.startswith(cause):
                pieces.append((cause, "cause"))
                text = text.removeprefix(cause)
            pieces.append((text, token))
        return pieces

    def _cells_of(self, texts: Sequence[str], width: int) -> list[tuple[int, str]]:
        """The texts of the columns that are shown, with their numbers and the gaps behind them."""
        ellipsis, shown = ellipsis_of(self), self._shown
        made: list[tuple[int, str]] = []
        for index, column in shown[:-1]:
            text = texts[index]
            if cells(text) > column.width:
                text = shorten_middle(text, column.width, ellipsis)
            blanks = " " * (column.width - cells(text))
            made.append((index, (blanks + text if column.right else text + blanks) + " " * GAP))
        index, _ = shown[-1]
        used = sum(column.width + GAP for _, column in shown[:-1])
        return [*made, (index, fit(texts[index], max(0, width - used), ellipsis))]


def widths_of(columns: Sequence[Column], rows: Iterable[Row]) -> dict[str, int]:
    """How many cells the texts of the first rows take, but for the last column, by its title."""
    widths = {column.title: cells(column.title) for column in columns[:-1]}
    for row in islice(rows, _MOST_MEASURED):
        for column, text in zip(columns[:-1], row.texts, strict=False):
            widths[column.title] = min(column.width, max(widths[column.title], cells(text)))
    return widths


def _cut(pieces: Sequence[Piece], width: int, ellipsis: str) -> list[Piece]:
    """As much of these pieces as has room."""
    shown: list[Piece] = []
    for index, (text, token) in enumerate(pieces):
        is_last = index == len(pieces) - 1
        if is_last or cells(text) > width:
            shown.append((fit(text, max(0, width), ellipsis), token))
            break
        shown.append((text, token))
        width -= cells(text)
    return shown
