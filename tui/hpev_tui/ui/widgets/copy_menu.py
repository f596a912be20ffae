"""The second key of a copy: which part of the event."""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from hpev_tui.snippets import SNIPPETS, Snippet
from hpev_tui.text import fit, wrap

HINT_DELAY = 0.6
"""Seconds after which the letters are shown: who knows them sees one quiet line."""

_TITLE = "copy"
# A blank inside a label that is not to be broken there.
_LETTERS = "   ".join(
    f"{snippet.letter} {snippet.label}".replace(" ", "\N{NO-BREAK SPACE}") for snippet in SNIPPETS
)


class CopyMenu(Widget, can_focus=True):
    """Over the last lines of the screen; waits for one key, and any key closes it."""

    ALLOW_SELECT = False

    @dataclass
    class Chosen(Message):
        """A letter was typed, or another key, which is None."""

        snippet: Snippet | None

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.display = False
        self._lines: list[str] = []
        self._delay: Timer | None = None

    def open(self) -> None:
        """Take the focus and wait."""
        self._lines = [_TITLE]
        self.styles.height = 1
        self.display = True
        self.screen.set_focus(self, scroll_visible=False)
        self._delay = self.set_timer(HINT_DELAY, self._show_letters)

    def _show_letters(self) -> None:
        self._lines = wrap(_LETTERS, max(20, self.screen.size.width - 2))
        self.styles.height = len(self._lines)
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Take the letter, or close."""
        event.stop()
        event.prevent_default()
        chosen = [snippet for snippet in SNIPPETS if snippet.letter == event.key]
        self._close(chosen[0] if chosen else None)

    def on_blur(self) -> None:
        """A click elsewhere closes it."""
        if self.display:
            self._close(None)

    def _close(self, snippet: Snippet | None) -> None:
        if self._delay is not None:
            self._delay.stop()
        self.display = False
        self.post_message(self.Chosen(snippet))

    def render_line(self, y: int) -> Strip:
        """One line of the letters."""
        text = self._lines[y] if y < len(self._lines) else ""
        shown = fit(f" {text}", self.size.width).replace("\N{NO-BREAK SPACE}", " ")
        return Strip([Segment(shown, self.rich_style)])
