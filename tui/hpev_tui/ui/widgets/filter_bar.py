"""The line of the filter: its terms and the counts, or the field in which it is typed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal

from hpev_tui.query import Problem
from hpev_tui.ui.widgets.query_input import QueryInput, Suggest
from hpev_tui.ui.widgets.text_line import TextLine


class FilterBar(Horizontal):
    """Says what the list shows; `open` makes it a text field, with the counts beside it."""

    def __init__(self, suggest: Suggest, history: list[str], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._input = QueryInput(suggest, history, id="query")
        self._line = TextLine(id="summary")

    def compose(self) -> ComposeResult:
        """The field, which is hidden, and the line."""
        self._input.display = False
        yield self._input
        yield self._line

    @property
    def typing(self) -> bool:
        """Whether the field is open."""
        return self._input.display

    def open(self, text: str) -> None:
        """Edit this text."""
        self.set_class(True, "-typing")
        self._input.display = True
        self._input.begin(text)
        self.screen.set_focus(self._input, scroll_visible=False)

    def close(self) -> None:
        """Show the line alone again. The focus is the caller's to give."""
        self.set_class(False, "-typing")
        self._input.display = False

    def show(self, left: Sequence[str], right: str, count: str) -> None:
        """Say this; beside the field there is room for the `count` only."""
        if self.typing:
            self._line.show([], count)
        else:
            self._line.show(left, right)

    def underline(self, problems: Sequence[Problem]) -> None:
        """Underline what cannot be read."""
        self._input.underline(problems)
