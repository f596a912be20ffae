"""What is made from the table of commands: bindings, lines of footer and help, names of keys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from textual.app import App
from textual.binding import Binding, BindingType

from hpev_tui.ui.commands.table import COMMANDS, FOOTER_ORDER, Command

__all__ = ["BEHIND", "COMMANDS", "Command", "bindings", "key_text", "live_commands"]

_BY_ID = {command.id: command for command in COMMANDS}
_ORDER = list(_BY_ID)
_FOOTER_ORDER = [*FOOTER_ORDER, *(name for name in _ORDER if name not in FOOTER_ORDER)]
_KEYS = [key for command in COMMANDS for key in command.keys.split(",")]

BEHIND = {"ctrl+c": "interrupt"}
"""Commands behind a key of Textual's own, which hands over where it has nothing to do."""

_KEY_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "plus": "+",
    "asterisk": "*",
    "number_sign": "#",
    "exclamation_mark": "!",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "escape": "esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "f2": "F2",
}
"""How Textual's key names are written for people."""


_OWN: Mapping[str, str] = MappingProxyType({})
"""No labels but the table's."""


def bindings(scope: str) -> list[BindingType]:
    """The Textual bindings of one scope, each with the command's ID, so that keys can be mapped."""
    return [
        Binding(
            command.keys,
            command.action,
            command.label,
            show=command.footer,
            tooltip=command.help,
            id=command.id,
            priority=command.id == "quit",
        )
        for command in COMMANDS
        if command.scope == scope and command.keys
    ]


@cache
def key_text(keys: str, *, ascii_only: bool = False) -> tuple[str, ...]:
    """The keys of a command as people write them."""
    names = [(key, _KEY_NAMES.get(key, key)) for key in keys.split(",")]
    if ascii_only:
        names = [(key, name if name.isascii() else key.capitalize()) for key, name in names]
    return tuple([name for _, name in names])


def live_commands(
    app: App[None], *, footer_only: bool = False, labels: Mapping[str, str] = _OWN
) -> list[tuple[str, str]]:
    """The keys and the label or, for help, the sentence of every command that works right now.

    `labels` are those of a place, by the commands' IDs, in place of the table's; "" leaves one out.
    """
    keys: dict[str, list[str]] = {}
    typed_into = app.screen.focused
    for active in app.screen.active_bindings.values():
        binding = active.binding
        name = binding.id or BEHIND.get(binding.key, "")
        if name not in _BY_ID or not active.enabled or not (binding.show or not footer_only):
            continue
        if typed_into and typed_into.check_consume_key(binding.key, _character(binding.key)):
            continue
        keys.setdefault(name, []).append(binding.key)
    ascii_only = app.has_class("-ascii")
    rows = []
    for name in sorted(keys, key=(_FOOTER_ORDER if footer_only else _ORDER).index):
        command = _BY_ID[name]
        if len(its := keys[name]) > 1:
            its.sort(key=_index)
        shown = key_text(",".join(its), ascii_only=ascii_only)
        if footer_only:
            if label := labels.get(name, command.label):
                rows.append((shown[0], label))
        else:
            rows.append((" ".join(shown), command.help))
    return rows


@cache
def _character(key: str) -> str | None:
    """The character that a key types; None for one that types none."""
    name = _KEY_NAMES.get(key, key)
    return name if len(name) == 1 and name.isascii() else None


def _index(key: str) -> int:
    """Where a key stands in the table; a key that was mapped comes first."""
    return _KEYS.index(key) if key in _KEYS else -1
