"""The help screen: the keys that work where the focus was."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen

from hpev_tui.detail.layout import Piece
from hpev_tui.text.cells import cells, fit
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.widgets.footer import Footer
from hpev_tui.ui.widgets.lines import LineView
from hpev_tui.ui.widgets.text import TextLine, ellipsis_of


class HelpScreen(Screen[None]):
    """Lists keys and what they do, as `live_commands` names them."""

    BINDINGS = bindings("help")
    AUTO_FOCUS = "#keys"

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        super().__init__(name="help")
        self._keys = keys

    def compose(self) -> ComposeResult:
        """A title, the keys, the footer."""
        yield TextLine(id="header")
        yield KeyLines(self._keys, id="keys")
        yield Footer(id="footer")

    @on(LineView.Viewed)
    def _rows_viewed(self, message: LineView.Viewed) -> None:
        """Say which of the keys are in view, where not all of them are."""
        rows, total = message.view.in_view, message.view.row_count
        part = f"{rows.start + 1}-{rows.stop} of {total}" if len(rows) < total else ""
        self.query_one("#header", TextLine).show(["Keys"], part)


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
