"""A text field for a filter that leaves the arrow keys to the list below it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message
from textual.widgets import Input

from hpev_tui.ui.commands import bindings


class FilterInput(Input):
    """Text that filters as it is typed; `esc` clears it, the arrows move in the list."""

    BINDINGS = bindings("filter")

    @dataclass
    class Steered(Message):
        """The person moves in the list without leaving the field."""

        rows: int

    @dataclass
    class Left(Message):
        """The person leaves the field; the filter is empty again."""

    def __init__(self, placeholder: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(placeholder=placeholder, id=id, select_on_focus=False)
        # A blinking cursor would send bytes for as long as nothing happens.
        self.cursor_blink = False

    def action_steer(self, rows: int) -> None:
        """Move in the list."""
        self.post_message(self.Steered(rows))

    def action_clear(self) -> None:
        """Empty the field and leave it."""
        self.value = ""
        self.post_message(self.Left())
