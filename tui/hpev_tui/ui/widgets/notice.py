"""A few lines about what is wrong, above the footer."""

from __future__ import annotations

from textual import events
from textual.widgets import Static

from hpev_tui.errors import Failure
from hpev_tui.text import fit
from hpev_tui.ui.browser.texts import problem
from hpev_tui.ui.widgets.text_line import ellipsis_of, show_notice

TITLE_LINES = 2
"""Of what happened, which may be long, so much is shown: what to do must be seen as well."""


class Notice(Static):
    """Says what is wrong, or takes no room."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, markup=False)
        self._failure: Failure | None = None
        self._offers_demo = False

    def say(self, text: str) -> None:
        """Say this, or nothing; already clean text."""
        self._failure = None
        show_notice(self, text)

    def tell(self, failure: Failure | None, *, offers_demo: bool = False) -> bool:
        """Say what went wrong, or nothing; whether that is something else than before."""
        changed = failure != self._failure
        self._failure, self._offers_demo = failure, offers_demo
        self._draw()
        return changed

    def on_resize(self, _: events.Resize) -> None:
        """There is room for more of it, or for less."""
        if self._failure is not None:
            self._draw()

    def _draw(self) -> None:
        if self._failure is None:
            show_notice(self, "")
            return
        lines = problem(self._failure, offers_demo=self._offers_demo).split("\n")
        # Its words wrap at blanks, so that the lines are not filled to their ends.
        room = TITLE_LINES * max(20, self.screen.size.width - 2) - 12
        lines[0] = fit(lines[0], room, ellipsis_of(self)).rstrip()
        show_notice(self, "\n".join(lines))
