"""What is made from the table of commands: bindings, lines of footer and help, names of keys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from types import MappingProxyType

from textual.app import App
from textual.binding import Binding, BindingType

from hpev_tui.ui.commands.table import COMMANDS, FOOTER_ORDER, LABELS, Command

__all__ = ["BEHIND", "COMMANDS", "Command", "bindings", "key_text", "live_commands"]

_BY_ID = {command.id: command for command in COMMANDS}
_ORDER = list(_BY_ID)
HELP = "help"
"""The ID of the command that shows all keys: the last one in each footer, and never dropped."""

_OTHERS = [name for name in _ORDER if name not in FOOTER_ORDER and name != HELP]
_FOOTER_ORDER = [*FOOTER_ORDER, *_OTHERS, HELP]

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

    `labels` are those of the moment, by the commands' IDs, in place of the table's; "" leaves one
    out.
    """
    keys: dict[str, list[str]] = {}
    typed_into = app.screen.focused
    named = {**LABELS.get(type(app.screen).__name__, {}), **labels}
    for active in app.screen.active_bindings.values():
        binding = active.binding
        name = binding.id or BEHIND.get(binding.key, "")
        is_shown = binding.show or not footer_only or name in named
        if name not in _BY_ID or not active.enabled or not is_shown:
            continue
        if typed_into and typed_into.check_consume_key(binding.key, _character(binding.key)):
            continue
        keys.setdefault(name, []).append(binding.key)
    ascii_only = app.has_class("-ascii")
    rows = []
    for name in sorted(keys, key=(_FOOTER_ORDER if footer_only else _ORDER).index):
        command = _BY_ID[name]
        if len(its := keys[name]) > 1:
            its.sort(key=partial(_index, command))
        shown = key_text(",".join(its), ascii_only=ascii_only)
        if footer_only:
            if label := named.get(name, command.label):
                rows.append((shown[0], label))
        else:
            rows.append((" ".join(shown), command.help))
    return rows


@cache
def _character(key: str) -> str | None:
    """The character that a key types; None for one that types none."""
    name = _KEY_NAMES.get(key, key)
    return name if len(name) == 1 and name.isascii() else None


def _index(command: Command, key: str) -> int:
    """Where a key stands among a command's; a key that was mapped comes first."""
    own = command.keys.split(",")
    return own.index(key) if key in own else -1
