"""The line in which a text to search for is typed."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message
from textual.widgets import Input

from hpev_tui.ui.commands import bindings


class SearchInput(Input):
    """One line of plain text."""

    BINDINGS = bindings("search")

    @dataclass
    class Applied(Message):
        """The person searches for the text; None gives the line up."""

        text: str | None

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, placeholder="search in the detail", select_on_focus=False)
        # A blinking cursor would send bytes for as long as nothing happens.
        self.cursor_blink = False

    def action_apply(self) -> None:
        """Search."""
        self.post_message(self.Applied(self.value))

    def action_leave_line(self) -> None:
        """Search for nothing else than before."""
        self.post_message(self.Applied(None))
