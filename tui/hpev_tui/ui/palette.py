"""The command palette: every command that works right now, by name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from textual.app import App, SystemCommand
from textual.screen import Screen

from hpev_tui.ui.commands import COMMANDS

_BY_ID = {command.id: command for command in COMMANDS}


def palette_commands(app: App[None], screen: Screen[object]) -> Iterable[SystemCommand]:
    """The live commands of `screen`, in the order of the command table."""
    live = {active.binding.id: active for active in screen.active_bindings.values()}
    for name, command in _BY_ID.items():
        active = live.get(name)
        if active is not None and active.enabled and command.action != "app.command_palette":
            run = partial(app.run_action, command.action, active.node)
            yield SystemCommand(command.help, ", ".join(command.keys.split(",")), run)
