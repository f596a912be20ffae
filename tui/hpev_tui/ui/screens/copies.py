"""The last copies, to copy again; and the copy view, to select one of them with the mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult

from hpev_tui.clipboard import Copy, Route
from hpev_tui.clipboard.copies import path_words, short
from hpev_tui.clipboard.service import BY_OSC52
from hpev_tui.detail.layout import Piece
from hpev_tui.text.cells import cells, fit, shorten_middle
from hpev_tui.text.clean import clean
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.messages import CopyRequested
from hpev_tui.ui.screens.base import FramedScreen
from hpev_tui.ui.widgets.footer import Footer
from hpev_tui.ui.widgets.frame import Pane, TitleLine
from hpev_tui.ui.widgets.lines import LineView
from hpev_tui.ui.widgets.notes import Note, NoticeBar
from hpev_tui.ui.widgets.selectable import Selectable
from hpev_tui.ui.widgets.text import TextLine, ellipsis_of

_LABEL_WIDTH = 24

HINT = "esc back. Select with the mouse, copy as in a shell"


class CopiesScreen(FramedScreen):
    """The last copies, the newest first, each with what became of it; `show` shows one of them."""

    BINDINGS = bindings("copies")
    AUTO_FOCUS = "#copies"

    def __init__(self, copies: Sequence[Copy], show: Callable[[Copy], None]) -> None:
        super().__init__(name="copies")
        self._copies = copies
        self._show = show

    def compose(self) -> ComposeResult:
        """A title, the copies, the footer."""
        with Pane(TitleLine("Copies", position=True)):
            yield CopyLines(id="copies")
        yield Footer(id="footer")

    def on_mount(self) -> None:
        """Show them."""
        self.show_copies(self._copies)

    def show_copies(self, copies: Sequence[Copy]) -> None:
        """Show these copies, with the cursor on the newest."""
        self._copies = copies
        self.query_one(CopyLines).show(copies)
        self._show_position()

    @on(LineView.Moved)
    def _show_position(self) -> None:
        self.query_one(TitleLine).position(self.query_one(CopyLines).cursor, len(self._copies))

    @on(LineView.Opened)
    def action_copy_again(self) -> None:
        """Copy the one under the cursor again."""
        if copy := self._current:
            self.app.post_message(CopyRequested(copy.label, copy.text))

    def action_show_copy(self) -> None:
        """Show the one under the cursor, to select it."""
        if copy := self._current:
            self._show(copy)

    @property
    def _current(self) -> Copy | None:
        cursor = self.query_one(CopyLines).cursor
        return self._copies[cursor] if cursor < len(self._copies) else None


class CopyLines(LineView):
    """What became of each copy, what it is called, and its first line."""

    _copies: Sequence[Copy] = ()

    def show(self, copies: Sequence[Copy]) -> None:
        """Show these copies."""
        self._copies = copies
        self.set_note(Note("No copies yet.", keys=(("c", "copy ID"), ("y", "copy menu"))))
        self.set_rows(len(copies), 0)

    def row_pieces(self, row: int, width: int) -> list[Piece]:
        """See `LineView.row_pieces`."""
        copy, ellipsis = self._copies[row], ellipsis_of(self)
        label = min(_LABEL_WIDTH, max(cells(clean(each.label)) for each in self._copies))
        head = f" {_fate(copy):7}  {fit(clean(copy.label), label, ellipsis)}  "
        room = max(0, width - cells(head))
        value = shorten_middle(clean(short(copy, ellipsis)), room, ellipsis)
        return [(fit(head + value, width, ellipsis), "")]


def _fate(copy: Copy) -> str:
    outcome = copy.outcome
    if outcome.confirmed:
        return "copied"
    return "sent" if outcome.route in BY_OSC52 else "written" if outcome.file else "shown"


class CopyView(FramedScreen):
    """A copy's lines from the top left corner on, without frame or blanks; below them, why.

    It says to `release_mouse` whether it is the screen that is shown, and the mouse the terminal's.
    """

    BINDINGS = bindings("copy-view")
    AUTO_FOCUS = "#values"

    def __init__(self, copy: Copy, release_mouse: Callable[[bool], None]) -> None:
        super().__init__(name="copy_view")
        self._copy = copy
        self._release_mouse = release_mouse

    def compose(self) -> ComposeResult:
        """The lines, why they are shown, and what to do."""
        yield Selectable(id="values")
        yield NoticeBar(id="why")
        yield TextLine(id="hint", style="dim")

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

    def saved(self, copy: Copy, file: Path | None, problem: str) -> None:
        """A copy is in a file as well; or it is not, for a `problem`."""
        if copy is self._copy:
            self._explain(f"also in {path_words(file)}" if file else problem)

    def _explain(self, file: str = "") -> None:
        outcome = self._copy.outcome
        said = []
        if outcome.route is Route.VIEW and outcome.notes:
            said = [f"Not in the clipboard: {'; '.join(outcome.notes)}", *outcome.also]
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
