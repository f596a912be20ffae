"""Commands of the app and of the screens that are laid over the others."""

from __future__ import annotations

from hpev_tui.ui.commands.command import Command

GENERAL: tuple[Command, ...] = (
    Command(
        "copies",
        "",
        "app.copies",
        "copies",
        "Copies: the last twenty, to copy again or to select",
        "app",
    ),
    Command(
        "copy-view",
        "Y",
        "app.copy_view",
        "copy view",
        "Show the last copy alone, to select it with the mouse",
        "app",
    ),
    Command(
        "copy-again", "enter", "copy_again", "copy again", "Copy it again", "copies", footer=True
    ),
    Command(
        "show-copy",
        "Y",
        "show_copy",
        "copy view",
        "Show it alone, to select it with the mouse",
        "copies",
        footer=True,
    ),
    Command(
        "info",
        "",
        "app.info",
        "info",
        "Info: versions, account, endpoint, calls, clipboard, files",
        "app",
    ),
    Command("copy-fact", "c,enter", "copy_fact", "copy", "Copy the value", "info", footer=True),
    Command("leave-info", "escape,q", "app.leave", "back", "Leave it", "info", footer=True),
    Command("palette", "colon,ctrl+p", "app.command_palette", "commands", "Find a command", "app"),
    Command(
        "demo",
        "d",
        "app.demo",
        "demo",
        "Open the demo, where no account is set up",
        "app",
        footer=True,
    ),
    Command(
        "mouse",
        "f2",
        "app.mouse",
        "mouse",
        "Leave the mouse to the terminal, to select with it; and take it back",
        "app",
    ),
    Command("redraw", "ctrl+l", "app.redraw", "redraw", "Draw the screen again", "app"),
    Command("leave-help", "escape,q", "app.leave", "back", "Leave the help", "help", footer=True),
    Command(
        "leave-copies", "escape,q", "app.leave", "back", "Leave the copies", "copies", footer=True
    ),
    Command("leave-copy-view", "escape,q", "app.leave", "back", "Leave the copy view", "copy-view"),
    Command(
        "leave", "q", "app.leave", "back/quit", "Leave this screen; quit from the first", "app"
    ),
    Command("interrupt", "ctrl+c", "app.interrupt", "quit", "Copy a selection; twice: quit", "app"),
    Command("quit", "ctrl+q", "app.quit", "quit", "Quit", "app"),
)
