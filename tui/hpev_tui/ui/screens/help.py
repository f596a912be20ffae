"""The help screen: the keys that work where the focus was."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from hpev_tui.detail.layout import Piece
from hpev_tui.text.cells import cells, fit
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.screens.base import FramedScreen
from hpev_tui.ui.widgets.footer import Footer
from hpev_tui.ui.widgets.frame import Pane, TitleLine
from hpev_tui.ui.widgets.lines import LineView
from hpev_tui.ui.widgets.text import ellipsis_of


class HelpScreen(FramedScreen):
    """Lists keys and what they do, as `live_commands` names them."""

    BINDINGS = bindings("help")
    AUTO_FOCUS = "#keys"

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__(name="help")
        self._keys = keys

    def compose(self) -> ComposeResult:
        """A title, the keys, the footer."""
        with Pane(TitleLine("Keys that work here", place=True)):
            yield KeyLines(self._keys, id="keys")
        yield Footer(id="footer")

    @on(LineView.Moved)
    def _show_place(self, message: LineView.Moved) -> None:
        self.query_one(TitleLine).place(message.view.cursor, message.view.row_count)


class KeyLines(LineView):
    """A key and what it does on each line."""

    def __init__(self, keys: Sequence[tuple[str, str]], *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._keys = keys
        self._width = max((cells(names) for names, _ in keys), default=0)

    def on_mount(self) -> None:
        """Show them."""
        self.set_rows(len(self._keys), 0)

    def row_pieces(self, row: int, width: int) -> list[Piece]:
        """See `LineView.row_pieces`."""
        names, does = self._keys[row]
        return [(fit(f" {fit(names, self._width)}  {does}", width, ellipsis_of(self)), "")]
