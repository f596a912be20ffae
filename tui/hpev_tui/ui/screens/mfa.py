"""Asking for an MFA code, which the SDK wants before it can assume the profile's role."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input, Static

from hpev_tui.ui.commands import bindings
from hpev_tui.ui.terminal.workarounds import StarredInput
from hpev_tui.ui.widgets.footer import Footer
from hpev_tui.ui.widgets.inputs import LineInput
from hpev_tui.ui.widgets.text import RoomNotice, TextLine


class CodeScreen(Screen[None]):
    """Asks for one code and gives it to `answer`, or None where the user gives none."""

    AUTO_FOCUS = "#code"

    def __init__(self, question: str, answer: Callable[[str | None], None]) -> None:
        super().__init__()
        self._question = question
        self._answer = answer

    def compose(self) -> ComposeResult:
        """A title, the question, the field, the footer."""
        yield TextLine(id="header")
        yield Static(id="question", markup=False)
        yield CodeInput(id="code")
        yield Footer(id="footer")
        yield RoomNotice()

    def on_mount(self) -> None:
        """Ask."""
        self.query_one("#header", TextLine).show(["The profile's role wants an MFA code"])
        self.query_one("#question", Static).update(self._question)

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        if code := message.value.strip():
            self._end(code)

    def give_up(self) -> None:
        """Give no code."""
        self._end(None)

    def _end(self, code: str | None) -> None:
        self._answer(code)
        self.app.pop_screen()


class CodeInput(StarredInput, LineInput):
    """The field for the code. It is good for half a minute, but hidden all the same."""

    BINDINGS = bindings("code")

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, password=True, placeholder="six digits")

    def action_leave_code(self) -> None:
        """Give no code."""
        if isinstance(self.screen, CodeScreen):
            self.screen.give_up()
