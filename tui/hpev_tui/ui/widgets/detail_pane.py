"""The detail of an event, with what the documentation says of the value under its cursor."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from hpev_tui.ui.widgets.about_lines import AboutLines
from hpev_tui.ui.widgets.detail_tree import DetailTree

LEAST_ROWS = 6
"""In a pane of fewer rows the detail itself has all of them."""


class DetailPane(Vertical):
    """The tree or the JSON, and the documentation below it while the keys act on this pane."""

    def __init__(self, *, ascii_only: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._detail = DetailTree(ascii_only=ascii_only, id="detail")
        self._about = AboutLines(id="about")
        self._in_use = False

    def compose(self) -> ComposeResult:
        """From the top."""
        self._about.display = False
        yield self._detail
        yield self._about

    def use(self, in_use: bool) -> None:
        """Whether the keys act on this pane."""
        if in_use != self._in_use:
            self._in_use = in_use
            self._make_room()

    def on_resize(self) -> None:
        """Say no more than there is room for."""
        self._make_room()

    def _make_room(self) -> None:
        self._about.display = self._in_use and self.size.height >= LEAST_ROWS

    @on(DetailTree.Moved, "#detail")
    def _cursor_moved(self) -> None:
        self._about.show(self._detail.about)
