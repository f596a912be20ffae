"""The last line: the keys that matter where the focus is."""

from __future__ import annotations

from textual.app import App

from hpev_tui.ui.commands import COMMANDS, key_text
from hpev_tui.ui.widgets.text_line import TextLine

_ORDER = [command.id for command in COMMANDS]
_KEYS = [name for command in COMMANDS for name in key_text(command.keys)]


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
    found: dict[str, tuple[str, str]] = {}
    keys: dict[str, list[str]] = {}
    for active in app.screen.active_bindings.values():
        binding = active.binding
        if binding.id not in _ORDER or (footer_only and not binding.show) or not active.enabled:
            continue
        keys.setdefault(binding.id, []).extend(key_text(binding.key))
        names = sorted(
            keys[binding.id], key=lambda name: _KEYS.index(name) if name in _KEYS else -1
        )
        shown = names[0] if footer_only else " ".join(names)
        found[binding.id] = (shown, binding.description if footer_only else binding.tooltip)
    return [found[name] for name in sorted(found, key=_ORDER.index)]


def _place(name: str) -> int:
    """Where a key stands in the command table; a key that was mapped comes first."""
    return _KEYS.index(name) if name in _KEYS else -1
