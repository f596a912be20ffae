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
    """Says why a text was not saved, and asks for another name."""

    AUTO_FOCUS = "#save-name"

    def __init__(
        self, label: str, name: str, save: Callable[[SaveScreen, str, bool], object]
    ) -> None:
        """Ask; `save` takes this screen, a name, and whether a file of that name is replaced."""
        super().__init__()
        self.label = label
        self._first_name = name
        self._save = save
        self._there = ""
        """The name of a file that is there, as the screen says."""
        self._under_way = ""
        """The name that is being saved."""
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
        self._under_way, self._there = "", name if is_there else ""
        self._say(f"{problem}\n{_REPLACE if is_there else _OTHER}")

    def _say(self, said: str) -> None:
        self._said = said
        for shown in self.query("#question").results(Static):
            shown.update(said)

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        name = message.value.strip()
        if name and name != self._under_way:
            self._under_way = name
            self._say(f"Saving {name}")
            self._save(self, name, name == self._there)


class SaveInput(LineInput):
    """The field for the name of a file."""

    BINDINGS = bindings("save")
