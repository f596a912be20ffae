"""The two panes of an overview: a table, and what there is to say of its row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from hpev_tui.export.listing import table
from hpev_tui.ui.theme import Piece
from hpev_tui.ui.widgets.frame import Pane, TitleLine, stack
from hpev_tui.ui.widgets.inputs import FilterInput
from hpev_tui.ui.widgets.table_list import Row, TableList
from hpev_tui.ui.widgets.text import TextBlock, TextLine

AROUND = 2
"""Rows of the screen for the header and the keys."""

_ABOVE_ROWS = 2
"""Rows of a table's pane for its title and its heading."""

Paragraphs = list[tuple[str, str]]
"""Texts with the tokens that they are drawn in."""


class OverviewPanes:
    """The widgets of both panes, which share an edge."""

    def __init__(self, name: str, rows: TableList, field: FilterInput, separator: str) -> None:
        self._name, self._separator = name, separator
        self.title = TitleLine(name, place=True, id="title")
        self._row_title = TitleLine(id="row-title")
        self._explanation = TextBlock(id="summary")
        self._heading = TextLine(id="heading", style="heading")
        self._about = TextBlock(id="about-row")
        self._basis = TextBlock(id="made-of")
        self._table = rows
        self._height = 0
        self.upper = Pane(
            self.title, self._explanation, field, self._heading, rows, id="table-pane"
        )
        self.lower = Pane(self._row_title, self._about, self._basis, id="row-pane")
        stack((self.upper, self.lower))

    def show_table(self, explanation: str, basis: str) -> None:
        """What has to be said above the table, "" for nothing, and what it is made of."""
        self._explanation.display = bool(explanation)
        self._explanation.show([(explanation, "")])
        self._basis.show([(basis, "dim")])

    def show_row(self, name: str, counts: Sequence[Piece], about: Paragraphs) -> None:
        """The row under the cursor: what it is called, its counts, and what there is to say."""
        self._heading.show([self._table.heading.removeprefix(" ")])
        self.title.place(self._table.cursor, self._table.row_count)
        self._row_title.title(name, counts)
        self._about.show(about)

    def markdown(self, header: Sequence[str], basis: str, row: Callable[[Hashable], Row]) -> str:
        """The table with what it is of, as the header says it, and what it is made of.

        `row` gives a row as it is copied, by its key.
        """
        title = f"{self._name}: {self._separator.join(header)}"
        return table(self._table.texts(row), above=title, below=basis)

    def fit(self, screen_height: int) -> None:
        """Give the table the room of its rows, up to half of what there is."""
        room, rows = (screen_height - AROUND) // 2, self._table.row_count
        height = min(room, rows + _ABOVE_ROWS + 1) if rows else room
        if 0 < height != self._height:
            self._height = height
            self.upper.styles.height = height
