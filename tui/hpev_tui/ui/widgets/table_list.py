"""A list of rows in columns, whose cursor stays with its row when others come and go."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from hpev_tui.detail.layout import Piece
from hpev_tui.text.cells import cells, fit, shorten_middle
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.widgets.lines import GAP, LineView
from hpev_tui.ui.widgets.text import ellipsis_of


class Column(NamedTuple):
    """One column. The last one of a table has what is left of the width."""

    title: str
    width: int
    right: bool = False
    """Whether its texts stand at its right edge."""
    from_width: int = 0
    """It is shown in lists at least so wide."""


class Row(NamedTuple):
    """The texts of a row, one for each column, and the component class that it is drawn in."""

    texts: Sequence[str]
    style: str = ""


class TableList(LineView):
    """Rows that are known by their keys and made when they are drawn."""

    BINDINGS = bindings("table")

    def __init__(self, columns: Sequence[Column], *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._columns = columns
        self._keys: Sequence[Hashable] = ()
        self._row: Callable[[Hashable], Row] = lambda _: Row(())
        self._at: Hashable | None = None
        """The row that the cursor was sent to, not moved to."""

    @property
    def current(self) -> Hashable | None:
        """The key of the row under the cursor."""
        return self._keys[self.cursor] if self.row_count else None

    def show(
        self, keys: Sequence[Hashable], row: Callable[[Hashable], Row], at: Hashable | None = None
    ) -> None:
        """Show the rows of these keys; the cursor goes to `at`, or stays with its row.

        On the first row it stays at the top, where what matters most comes to stand, unless it
        was sent to that row.
        """
        self._at = self._at if at is None else at
        stays = self.cursor > 0 or self.current == self._at
        target = (self.current if stays else None) if at is None else at
        self._keys, self._row = keys, row
        index = next((index for index, key in enumerate(keys) if key == target), self.cursor)
        self.set_rows(len(keys), index)

    @property
    def _shown(self) -> list[tuple[int, Column]]:
        width = self.row_width
        return [
            (index, column)
            for index, column in enumerate(self._columns)
            if width >= column.from_width
        ]

    @property
    def heading(self) -> str:
        """The columns' titles, as wide as the columns."""
        return self._line([column.title for column in self._columns], self.row_width).rstrip()

    def texts(self) -> list[list[str]]:
        """All columns of all rows, the titles first."""
        rows = [[column.title for column in self._columns]]
        return rows + [list(self._row(key).texts) for key in self._keys]

    def row_pieces(self, row: int, width: int) -> list[Piece]:
        """See `LineView.row_pieces`."""
        made = self._row(self._keys[row])
        return [(self._line(made.texts, width), made.style)]

    def _line(self, texts: Sequence[str], width: int) -> str:
        ellipsis, line = ellipsis_of(self), " "
        shown = self._shown
        for index, column in shown[:-1]:
            text = texts[index]
            if cells(text) > column.width:
                text = shorten_middle(text, column.width, ellipsis)
            blanks = " " * (column.width - cells(text))
            line += f"{blanks}{text}" if column.right else f"{text}{blanks}"
            line += " " * GAP
        index, _ = shown[-1]
        return line + fit(texts[index], max(0, width - cells(line)), ellipsis)
