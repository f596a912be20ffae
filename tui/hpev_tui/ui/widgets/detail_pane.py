"""The detail of an event, with what the documentation says of the value under its cursor."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical

from hpev_tui.ui.widgets.detail_tree import DetailTree
from hpev_tui.ui.widgets.inputs import SearchInput
from hpev_tui.ui.widgets.text import AboutLines

LEAST_ROWS = 6
"""In a pane of fewer rows the detail itself has all of them."""


class DetailPane(Vertical):
    """The tree or the JSON, and the documentation below it while the keys act on this pane."""

    def __init__(self, *, ascii_only: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._detail = DetailTree(ascii_only=ascii_only, id="detail")
        self._about = AboutLines(id="about")
        self._field = SearchInput(id="search")
        self._in_use = False

    def compose(self) -> ComposeResult:
        """From the top."""
        self._about.display = self._field.display = False
        yield self._detail
        yield self._about
        yield self._field

    def use(self, in_use: bool) -> None:
        """Whether the keys act on this pane."""
        if in_use != self._in_use:
            self._in_use = in_use
            self._field.display = self._field.display and in_use
            self._make_room()

    def on_resize(self) -> None:
        """Say no more than there is room for."""
        self._make_room()

    def _make_room(self) -> None:
        self._about.display = self._in_use and self.size.height >= LEAST_ROWS

    @on(DetailTree.Moved, "#detail")
    def _cursor_moved(self) -> None:
        self._about.show(self._detail.about)

    @on(DetailTree.SearchRequested)
    def _search_requested(self) -> None:
        self._field.value = ""
        self._field.display = True
        self.screen.set_focus(self._field, scroll_visible=False)

    @on(SearchInput.Applied)
    def _search_applied(self, message: SearchInput.Applied) -> None:
        if message.text is not None:
            self._detail.search(message.text)
        self.screen.set_focus(self._detail, scroll_visible=False)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The field is there while it is typed into."""
        self._field.display = event.widget is self._field
