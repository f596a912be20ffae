"""Questions of an account: which profile, which region, and which MFA code."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from hpev_tui.detail.layout import Piece
from hpev_tui.model.failure import Failure
from hpev_tui.sources.processes import SdkProcesses
from hpev_tui.system.recent import read_used
from hpev_tui.text.cells import cells, fit
from hpev_tui.text.clean import clean
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.screens.base import FramedScreen
from hpev_tui.ui.terminal.workarounds import StarredInput
from hpev_tui.ui.widgets.footer import Footer
from hpev_tui.ui.widgets.frame import Pane, TitleLine
from hpev_tui.ui.widgets.inputs import FilterInput, LineInput
from hpev_tui.ui.widgets.lines import LineView
from hpev_tui.ui.widgets.notes import Note, failure_note
from hpev_tui.ui.widgets.text import RoomNotice, ellipsis_of


class PickItem(NamedTuple):
    """One thing to choose: what it is, how it reads, and what else there is to say of it."""

    value: str
    label: str
    remark: str = ""


class ChooseScreen(FramedScreen):
    """Shows choices when they have come; `picked` takes the one that was chosen.

    With `takes_other` any other text can be chosen as well.
    """

    AUTO_FOCUS = "#choice"

    def __init__(
        self, title: str, picked: Callable[[str], None], *, takes_other: bool = False
    ) -> None:
        super().__init__()
        self._title = title
        self._picked = picked
        self._takes_other = takes_other
        self._choices: Sequence[PickItem] | None = None
        self._shown: Sequence[PickItem] = ()
        self._problem: Note | None = None
        self._chosen_early = False
        """Whether enter came before the choices."""

    def compose(self) -> ComposeResult:
        """A title, the field, the choices, the footer."""
        with Pane(TitleLine(self._title, id="title")):
            yield ChoiceInput("name", id="choice")
            yield ChoiceLines(id="choices")
        yield Footer(id="footer")
        yield RoomNotice()

    def choices_ready(self, result: Sequence[PickItem] | Failure) -> None:
        """The choices have come, or have failed; the user may have left meanwhile."""
        if self not in self.app.screen_stack:
            return
        if isinstance(result, Failure):
            self._choices, self._problem = (), failure_note(result)
        else:
            self._choices = result
        self._show()
        if self._chosen_early:
            self._submitted()

    @on(Input.Changed)
    def _changed(self) -> None:
        self._chosen_early = False
        self._show()

    @on(events.Mount)
    def _show(self) -> None:
        choices = self._choices or ()
        field = self.query_one(ChoiceInput)
        self._shown = [each for each in choices if field.keeps(each.label)]
        view = self.query_one(ChoiceLines)
        view.set_note(self._note())
        view.show(self._shown)
        count = "" if self._choices is None else f"{len(self._shown)} of {len(choices)}"
        self.query_one(TitleLine).title(self._title, [(count, "")] if count else ())

    def _note(self) -> Note | str:
        if self._choices is None:
            return "Loading..." if self.app.has_class("-ascii") else "Loading…"
        if self._problem:
            return self._problem
        if self._takes_other and self.query_one(ChoiceInput).value.strip():
            return Note("No match.", keys=(("enter", "use it as typed"),))
        return Note("No match.", keys=(("esc", "back"),))

    @on(Input.Submitted)
    @on(LineView.Opened)
    def _submitted(self) -> None:
        typed = self.query_one(ChoiceInput).value.strip()
        if self._choices is None:
            self._chosen_early = True
        elif self._shown:
            self._choose(self._shown[self.query_one(ChoiceLines).cursor].value)
        elif self._takes_other and typed:
            self._choose(typed)

    def _choose(self, value: str) -> None:
        if not self.is_current:
            return
        self.app.pop_screen()
        self.app.call_later(self._picked, value)


class ChoiceInput(FilterInput):
    """The field above the choices, in which every key is typed."""

    BINDINGS = bindings("choice")


class ChoiceLines(LineView, can_focus=False):
    """A choice and what there is to say of it on each line."""

    LOOKS_FOCUSED = True

    _choices: Sequence[PickItem] = ()
    _width = 0

    def show(self, choices: Sequence[PickItem]) -> None:
        """Show these choices, with the cursor on the first."""
        self._choices = choices
        self._width = max((cells(each.label) for each in choices), default=0)
        self.set_rows(len(choices), 0)

    def row_pieces(self, row: int, width: int) -> list[Piece]:
        """See `LineView.row_pieces`."""
        choice, ellipsis = self._choices[row], ellipsis_of(self)
        label = fit(choice.label, min(self._width, max(10, width - 12)), ellipsis)
        style = "strong" if choice.remark == "current" else ""
        return [(fit(f" {label}  {choice.remark}", width, ellipsis), style)]


def profile_choices(processes: SdkProcesses, current: str) -> list[PickItem]:
    """The profiles, in a background thread.

    Raises:
        SourceError: the AWS configuration cannot be read.
    """
    names = processes.ask("profiles")
    chain = "environment, default profile or instance role"
    choices = [PickItem("", "(no profile)", chain if current else "current")]
    return choices + _ordered(names, read_used(os.environ).profiles, current)


def region_choices(processes: SdkProcesses, current: str) -> list[PickItem]:
    """The regions of the current one's partition, in a background thread.

    Raises:
        SourceError: they cannot be had.
    """
    names = processes.ask("regions", current)
    return _ordered(names, read_used(os.environ).regions, current)


def _ordered(names: list[str], used: Sequence[str], current: str) -> list[PickItem]:
    used = [name for name in used if name in names]
    remarks = {**dict.fromkeys(used, "recent"), current: "current"}
    ordered = [*used, *(name for name in names if name not in used)]
    return [PickItem(name, clean(name), remarks.get(name, "")) for name in ordered]


class CodeScreen(FramedScreen):
    """Asks for the code that the SDK wants before it can assume the profile's role.

    It goes to `answer`, or None where the user gives none.
    """

    AUTO_FOCUS = "#code"

    def __init__(self, question: str, answer: Callable[[str | None], None]) -> None:
        super().__init__()
        self._question = question
        self._answer = answer

    def compose(self) -> ComposeResult:
        """A title, the question, the field, the footer."""
        with Pane(TitleLine("MFA code for the profile's role", id="title")):
            yield Static(id="question", markup=False)
            yield CodeInput(id="code")
        yield Footer(id="footer")
        yield RoomNotice()

    def on_mount(self) -> None:
        """Ask."""
        self.query_one("#question", Static).update(self._question)

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        if code := message.value.strip():
            self._end(code)

    def action_leave_code(self) -> None:
        """Give no code."""
        self._end(None)

    def _end(self, code: str | None) -> None:
        if self.is_current:
            self._answer(code)
            self.app.pop_screen()


class CodeInput(StarredInput, LineInput):
    """The field for the code. It is good for half a minute, but hidden all the same."""

    BINDINGS = bindings("code")

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, password=True, placeholder="6 digits")
