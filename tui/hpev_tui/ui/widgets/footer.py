"""The keys at the foot of a screen, and the menu of copies in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import App
from textual.message import Message
from textual.timer import Timer

from hpev_tui.export.listing import LISTS, ListSnippet
from hpev_tui.export.snippets import SNIPPETS, Snippet
from hpev_tui.ui.commands import COMMANDS
from hpev_tui.ui.key_names import KEY_NAMES, key_text
from hpev_tui.ui.widgets.text import TextLine

_BY_ID = {command.id: command for command in COMMANDS}
_ORDER = list(_BY_ID)
_KEYS = [key for command in COMMANDS for key in command.keys.split(",")]

_BEHIND = {"ctrl+c": "interrupt"}
"""Commands behind a key of Textual's own, which hands over where it has nothing to do."""


class Footer(TextLine):
    """Shows the footer commands among the live bindings, in the order of the command table."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, separator="  ")

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.update())
        self.update()

    def update(self) -> None:
        """Show the keys that work now."""
        self.show([f"{keys} {label}" for keys, label in live_commands(self.app, footer_only=True)])


def live_commands(app: App[None], *, footer_only: bool = False) -> list[tuple[str, str]]:
    """The keys and the label or, for help, the sentence of every command that works right now."""
    keys: dict[str, list[str]] = {}
    typed_into = app.screen.focused
    for active in app.screen.active_bindings.values():
        binding = active.binding
        name = binding.id or _BEHIND.get(binding.key, "")
        if typed_into and typed_into.check_consume_key(binding.key, _character(binding.key)):
            continue
        if name in _BY_ID and active.enabled and (binding.show or not footer_only):
            keys.setdefault(name, []).append(binding.key)
    ascii_only = app.has_class("-ascii")
    found = []
    for name in sorted(keys, key=_ORDER.index):
        command = _BY_ID[name]
        shown = key_text(",".join(sorted(keys[name], key=_place)), ascii_only=ascii_only)
        if footer_only:
            found.append((shown[0], command.label))
        else:
            found.append((" ".join(shown), command.help))
    return found


def _character(key: str) -> str | None:
    """The character that a key types; None for one that types none."""
    name = KEY_NAMES.get(key, key)
    return name if len(name) == 1 and name.isascii() else None


def _place(key: str) -> int:
    """Where a key stands in the command table; a key that was mapped comes first."""
    return _KEYS.index(key) if key in _KEYS else -1


HINT_DELAY = 0.6
"""Seconds after which the letters are shown: who knows them sees nothing."""


class CopyFooter(Footer):
    """A footer that can be asked to wait for one key; any key ends the waiting.

    In the footer's own line, so that nothing on the screen moves and few bytes are sent.
    """

    @dataclass
    class Chosen(Message):
        """A letter was typed, of an event's texts or of the list's, or something else."""

        snippet: Snippet | None
        of_list: ListSnippet | None

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
        lists: Sequence[ListSnippet] = LISTS,
    ) -> None:
        """Take the letters of events and of these `lists`."""
        super().__init__(id=id)
        self._lists = lists
        self._delay: Timer | None = None

    def ask(self) -> None:
        """Take the focus and wait for a letter."""
        self.can_focus = True
        self.screen.set_focus(self, scroll_visible=False)
        self._delay = self.set_timer(HINT_DELAY, self._show_letters)

    def _show_letters(self) -> None:
        letters = [f"{snippet.letter}={snippet.short}" for snippet in SNIPPETS]
        letters += [f"{snippet.letter}={snippet.short}" for snippet in self._lists]
        # As one text, so that all of them fit into 80 columns.
        self.show([" ".join(letters)])

    def update(self) -> None:
        """Show the live keys, but not while a letter is awaited."""
        if not self.can_focus:
            super().update()

    def on_key(self, event: events.Key) -> None:
        """Take the letter, or give up."""
        event.stop()
        event.prevent_default()
        self._end(event.key)

    def on_blur(self) -> None:
        """A click elsewhere gives up."""
        if self.can_focus:
            self._end("")

    def _end(self, letter: str) -> None:
        self.can_focus = False
        if self._delay is not None:
            self._delay.stop()
        self.update()
        snippet = next((each for each in SNIPPETS if each.letter == letter), None)
        of_list = next((each for each in self._lists if each.letter == letter), None)
        self.post_message(self.Chosen(snippet, of_list))
