"""Textual's DataTable with the rows of a file: one a line, the columns parted by tabs."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import DataTable

_STYLES = {"E": "bold red", "W": "yellow"}


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
        table.add_columns(*lines[0].split("\t"))
        for line in lines[1:]:
            table.add_row(*(Text(cell, _STYLES.get(cell, "")) for cell in line.split("\t")))

    def action_down(self) -> None:
        """One row down."""
        self.query_one(DataTable).action_cursor_down()


TableApp().run()
