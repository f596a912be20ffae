"""The browser's last line, which also takes the second key of a copy."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.timer import Timer

from hpev_tui.snippets import SNIPPETS, Snippet
from hpev_tui.ui.widgets.footer import Footer

HINT_DELAY = 0.6
"""Seconds after which the letters are shown: who knows them sees nothing."""


class CopyFooter(Footer):
    """A footer that can be asked to wait for one key; any key ends the waiting.

    In the footer's own line, so that nothing on the screen moves and few bytes are sent.
    """

    @dataclass
    class Chosen(Message):
        """A letter was typed, or something else, which is None."""

        snippet: Snippet | None

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._delay: Timer | None = None

    def ask(self) -> None:
        """Take the focus and wait for a letter."""
        self.can_focus = True
        self.screen.set_focus(self, scroll_visible=False)
        self._delay = self.set_timer(HINT_DELAY, self._show_letters)

    def _show_letters(self) -> None:
        letters = [f"{snippet.letter} {snippet.short}" for snippet in SNIPPETS]
        self.show(letters)

    def update(self) -> None:
        """Show the live keys, but not while a letter is awaited."""
        if not self.can_focus:
            super().update()

    def on_key(self, event: events.Key) -> None:
        """Take the letter, or give up."""
        event.stop()
        event.prevent_default()
        chosen = [snippet for snippet in SNIPPETS if snippet.letter == event.key]
        self._end(chosen[0] if chosen else None)

    def on_blur(self) -> None:
        """A click elsewhere gives up."""
        if self.can_focus:
            self._end(None)

    def _end(self, snippet: Snippet | None) -> None:
        self.can_focus = False
        if self._delay is not None:
            self._delay.stop()
        self.update()
        self.post_message(self.Chosen(snippet))
