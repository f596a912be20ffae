"""The second key of a copy: which part of the event."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen

from hpev_tui.snippets import SNIPPETS, Snippet
from hpev_tui.ui.widgets.text_line import TextLine

HINT_DELAY = 0.6
"""Seconds after which the letters are shown: who knows them sees nothing."""


class CopyMenu(ModalScreen[Snippet | None]):
    """Waits for one key; any key that is no letter of the menu closes it."""

    def compose(self) -> ComposeResult:
        """The hint, shown when the key is slow in coming."""
        yield TextLine(id="copy-hint-1", separator="   ")
        yield TextLine(id="copy-hint-2", separator="   ")

    def on_mount(self) -> None:
        """Start waiting."""
        self.set_timer(HINT_DELAY, self._show_hint)

    def _show_hint(self) -> None:
        letters = [f"{snippet.letter} {snippet.label}" for snippet in SNIPPETS]
        half = len(letters) // 2
        self.query_one("#copy-hint-1", TextLine).show(["copy:", *letters[:half]])
        self.query_one("#copy-hint-2", TextLine).show(["     ", *letters[half:], "esc back"])
        self.add_class("-hint")

    def on_key(self, event: events.Key) -> None:
        """Take the letter, or close."""
        event.stop()
        event.prevent_default()
        chosen = [snippet for snippet in SNIPPETS if snippet.letter == event.key]
        self.dismiss(chosen[0] if chosen else None)
