"""The question where to save a text, asked where it could not be saved as it was to be."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from hpev_tui.ui.commands import bindings
from hpev_tui.ui.screens.base import FramedScreen
from hpev_tui.ui.widgets.footer import Footer
from hpev_tui.ui.widgets.frame import Pane, TitleLine
from hpev_tui.ui.widgets.inputs import LineInput
from hpev_tui.ui.widgets.text import RoomNotice

_REPLACE = "enter overwrites it. Or type another name or path."
_OTHER = "Type another name or path, or press enter to try again."


class SaveScreen(FramedScreen):
    """Says why a text was not saved, and asks for another name; `save` takes the one typed."""

    AUTO_FOCUS = "#save-name"

    def __init__(self, label: str, name: str, save: Callable[[SaveScreen, str], object]) -> None:
        super().__init__()
        self.label = label
        self.replaces = False
        """Whether the file of the name that was typed last is to be replaced."""
        self._first_name = name
        self._save = save
        self._there = ""
        """The name of a file that is there, as the screen says."""
        self._said = ""

    def compose(self) -> ComposeResult:
        """A title, what went wrong, the field, the footer."""
        with Pane(TitleLine(f"Save: {self.label}", id="title")):
            yield Static(self._said, id="question", markup=False)
            yield SaveInput(self._first_name, id="save-name", select_on_focus=False)
        yield Footer(id="footer")
        yield RoomNotice()

    def refused(self, name: str, problem: str, *, is_there: bool) -> None:
        """Say why the file of that name was not written, and whether there is one already."""
        self._there = name if is_there else ""
        self._say(f"{problem}\n{_REPLACE if is_there else _OTHER}")

    def _say(self, said: str) -> None:
        self._said = said
        for shown in self.query("#question").results(Static):
            shown.update(said)

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        if name := message.value.strip():
            self.replaces = name == self._there
            self._say(f"Saving {name}")
            self._save(self, name)


class SaveInput(LineInput):
    """The field for the name of a file."""

    BINDINGS = bindings("save")
