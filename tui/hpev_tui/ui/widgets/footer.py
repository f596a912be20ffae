"""The last line: the keys that matter where the focus is."""

from __future__ import annotations

from textual.app import App

from hpev_tui.ui.commands import COMMANDS
from hpev_tui.ui.key_names import KEY_NAMES, key_text
from hpev_tui.ui.widgets.text_line import TextLine

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
