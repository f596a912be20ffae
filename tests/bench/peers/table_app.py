"""Textual's DataTable with the rows of a file: one a line, the columns parted by tabs."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import DataTable

_STYLES = {"E": "red", "W": "yellow", "I": "dim"}
"""The style of a row's cells up to its cause, or, where it says no more than Info, of them all."""


class TableApp(App[None]):
    """The table alone, with its own look."""

    BINDINGS = [("j", "down")]  # noqa: RUF012
    CSS = "DataTable { overflow-x: hidden; }"

    def compose(self) -> ComposeResult:
        """The table."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Fill it."""
        self.animation_level = "none"
        table = self.query_one(DataTable)
        lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
        titles = lines[0].split("\t")
        table.add_columns(*titles)
        level, first = titles.index("L"), titles.index("GROUP")
        for line in lines[1:]:
            cells = line.split("\t")
            styled = len(cells) if cells[level] == "I" else first
            style = _STYLES[cells[level]]
            table.add_row(*(Text(cell, style * (i < styled)) for i, cell in enumerate(cells)))

    def action_down(self) -> None:
        """One row down."""
        self.query_one(DataTable).action_cursor_down()


TableApp().run()
