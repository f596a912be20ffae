"""The copy view: nothing but what was copied, to be selected with the terminal's own mouse."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen

from hpev_tui.clipboard import Copy, Route
from hpev_tui.clipboard.copies import path_words
from hpev_tui.text.clean import clean
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.messages import CopySaved
from hpev_tui.ui.widgets.selectable import Selectable
from hpev_tui.ui.widgets.text import NoticeBar, TextLine

HINT = "esc goes back. Select with the mouse, copy as in a shell"


class CopyView(Screen[None]):
    """A copy's lines from the top left corner on, without frame or blanks; below them, why.

    It says to `release_mouse` whether it is the screen that is shown, and the mouse the terminal's.
    """

    BINDINGS = bindings("copy-view")
    AUTO_FOCUS = "#values"

    def __init__(self, copy: Copy, release_mouse: Callable[[bool], None]) -> None:
        super().__init__()
        self._copy = copy
        self._release_mouse = release_mouse

    def compose(self) -> ComposeResult:
        """The lines, why they are shown, and what to do."""
        yield Selectable(id="values")
        yield NoticeBar(id="why")
        yield TextLine(id="hint")

    def on_mount(self) -> None:
        """Show the copy."""
        self.query_one("#hint", TextLine).show([HINT])
        self.show_copy(self._copy)

    def on_screen_resume(self) -> None:
        """The terminal selects."""
        self._release_mouse(True)

    def on_screen_suspend(self) -> None:
        """The mouse is as it was."""
        self._release_mouse(False)

    def show_copy(self, copy: Copy) -> None:
        """Show another copy."""
        self._copy = copy
        self.query_one(Selectable).show(copy.text)
        self._explain()

    def saved(self, message: CopySaved) -> None:
        """The file has been written, or cannot be."""
        if message.copy is self._copy:
            self._explain(
                f"also in {path_words(message.file)}" if message.file else message.problem
            )

    def _explain(self, file: str = "") -> None:
        outcome = self._copy.outcome
        said = []
        if outcome.route is Route.VIEW and outcome.notes:
            said = [f"No clipboard reached: {'; '.join(outcome.notes)}", *outcome.also]
        if outcome.file:
            file = f"also in {path_words(outcome.file)}"
        said += [file] if file else []
        sentences = (f"{words[0].upper()}{words[1:]}." for words in said)
        self.query_one(NoticeBar).say(clean(" ".join(sentences)))

    @on(Selectable.Viewed)
    def _rows_viewed(self, message: Selectable.Viewed) -> None:
        """Say which of the lines are in view, where not all of them are."""
        rows, total = message.view.in_view, message.view.row_count
        part = f"{rows.start + 1}-{rows.stop} of {total:,}" if len(rows) < total else ""
        self.query_one("#hint", TextLine).show([HINT], part)
