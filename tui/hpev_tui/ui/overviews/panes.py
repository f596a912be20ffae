"""The two panes of an overview: a table, and what there is to say of its row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from hpev_tui.export.listing import table
from hpev_tui.session.missing import Missing
from hpev_tui.text.cells import cells
from hpev_tui.ui.theme import Piece
from hpev_tui.ui.widgets.frame import Pane, TitleLine, stack
from hpev_tui.ui.widgets.inputs import FieldTitle, FilterInput
from hpev_tui.ui.widgets.notes import Note, failure_note
from hpev_tui.ui.widgets.table_list import Row, TableList
from hpev_tui.ui.widgets.text import Field, Line, Paragraph, TextBlock

MOMENT = 11
"""Cells of the longest time: a month, a day, an hour and a minute."""

EXACT_MOMENT = MOMENT + 3
"""The same with seconds."""

AROUND = 2
"""Rows of the screen for the header and the keys."""

_ABOVE_ROWS = 2
"""Rows of a table's pane for its title and its heading."""

_EXPLAINED = 3
"""So many lines an explanation above the rows has at most."""

_LEAST_ROWS = 3
"""A table has room for so many rows at least."""

Paragraphs = list[Paragraph]
"""What is said of a row: texts with the tokens they are drawn in, lines and labelled texts."""


_MOST_TITLE = 80
"""So many characters say why something is missing, so that there is room for what is."""


def missing_notes(missing: Sequence[Missing], ellipsis: str) -> list[Note]:
    """What to say of the parts that are missing: which, and why; what to do of the first reason.

    Parts that are missing for the same reason are said together.
    """
    reasons: dict[str, list[Missing]] = {}
    for each in missing:
        reasons.setdefault(each.failure.title, []).append(each)
    notes: list[Note] = []
    for title, parts in reasons.items():
        note = failure_note(parts[0].failure, offers_demo=False, briefly=True)
        # In brackets is the service's own text, which may be long.
        head, _, own = title.partition(" (") if title.endswith(")") else (title, "", "")
        head = f"{head[:_MOST_TITLE]}{ellipsis}" if len(head) > _MOST_TITLE else head
        named = ", ".join([each.part for each in parts])
        text = f"{head} ({named} not loaded{f'; {own}' if own else ')'}"
        notes.append(note._replace(text=text) if not notes else Note(text, failed=True))
    return notes


def fields_of(facts: Sequence[tuple[str, str]]) -> list[Field]:
    """Facts as lines, their values in a column behind the longest of their names."""
    widest = max((cells(name) for name, _ in facts), default=0) + 2
    return [Field(name, value, width=widest) for name, value in facts]


class OverviewPanes:
    """The widgets of both panes, which share an edge."""

    def __init__(self, name: str, rows: TableList, field: FilterInput, separator: str) -> None:
        self._name, self._separator = name, separator
        self.title = FieldTitle(name, field, id="title")
        self._row_title = TitleLine(id="row-title")
        self._explanation = TextBlock(id="summary")
        self._heading = TextBlock(id="heading")
        self._about = TextBlock(id="about-row")
        self._basis = TextBlock(id="made-of")
        self._table = rows
        self._height = 0
        self.upper = Pane(self.title, self._explanation, self._heading, rows, id="table-pane")
        self.lower = Pane(self._row_title, self._about, self._basis, id="row-pane")
        stack((self.upper, self.lower))

    def show_table(self, explanation: str, last: str) -> None:
        """What is said above the table, and at the end of the other pane; "" for nothing."""
        self._explanation.display = bool(explanation)
        self._explanation.show([(explanation, "")])
        self._basis.display = bool(last)
        self._basis.show([(last, "dim")])

    def show_row(self, name: str, counts: Sequence[Piece], about: Paragraphs) -> None:
        """The row under the cursor: what it is called, its counts, and what there is to say."""
        self._heading.show([Line(((self._table.heading.removeprefix(" "), "heading"),))])
        self.title.position(self._table.cursor, self._table.row_count)
        self._row_title.title(name, counts)
        self._about.show(about)

    def markdown(self, header: Sequence[str], basis: str, row: Callable[[Hashable], Row]) -> str:
        """The table with what it is of, as the header says it, and what it is made of.

        `row` gives a row as it is copied, by its key.
        """
        title = f"{self._name}: {self._separator.join(header)}"
        return table(self._table.texts(row), above=title, below=basis)

    def fit(self, screen_height: int, below: int) -> None:
        """Give the table the room of its rows, up to half of what there is.

        It may have more, where `below` lines are enough for what there is to say of a row.
        """
        room = screen_height - AROUND
        above = _ABOVE_ROWS + _EXPLAINED * bool(self._explanation.display)
        most = max(room // 2, room - below)
        # Without rows the other pane is empty: what the table says instead may take more lines.
        rows = self._table.row_count or most
        height = min(most, above + max(_LEAST_ROWS, rows))
        if 0 < height != self._height:
            self._height = height
            self.upper.styles.height = height
