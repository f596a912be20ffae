"""One table of commands, which feeds bindings, footer, help, palette, key map and README."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from hpev_tui.ui.commands.cluster import CLUSTER
from hpev_tui.ui.commands.command import Command
from hpev_tui.ui.commands.general import GENERAL
from hpev_tui.ui.commands.lists import LISTS
from hpev_tui.ui.commands.overviews import OVERVIEWS

__all__ = ["COMMANDS", "Command", "bindings"]

COMMANDS: tuple[Command, ...] = (
    Command("help", "question_mark", "app.help", "help", "Show the keys", "app", footer=True),
    *LISTS,
    *CLUSTER,
    *OVERVIEWS,
    *GENERAL,
)


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
