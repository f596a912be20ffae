"""The command palette: every command that works right now, by name."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from textual.app import App, SystemCommand
from textual.await_complete import AwaitComplete
from textual.command import CommandInput, CommandPalette
from textual.screen import Screen

from hpev_tui.ui.commands import COMMANDS, key_text


class Palette(CommandPalette):
    """Textual's palette, standing still; styles/30-palette.tcss gives it our own frame.

    As Textual has it, an emoji stands in front of the field, and the cursor blinks, which sends
    bytes for as long as nothing happens.
    """

    def on_mount(self) -> None:
        """Keep the cursor from blinking."""
        self.query_one(CommandInput).cursor_blink = False

    def _action_command_list(self, action: str) -> None:
        # A list that has had no room yet does not know how much a page is (Textual 8.2.8).
        with suppress(KeyError):
            super()._action_command_list(action)

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close the palette once: a second click beside it must not close what is below."""
        if self.is_current:
            return super().dismiss(result)
        return AwaitComplete()


def palette_commands(app: App[None], screen: Screen[object]) -> Iterable[SystemCommand]:
    """The live commands of `screen`, in the order of the command table."""
    live = {active.binding.id: active for active in screen.active_bindings.values()}
    ascii_only = app.has_class("-ascii")
    for command in COMMANDS:
        active = live.get(command.id)
        if active is not None and active.enabled and command.action != "app.command_palette":
            run = partial(app.run_action, command.action, active.node)
            keys = " ".join(key_text(command.keys, ascii_only=ascii_only))
            yield SystemCommand(command.help, keys, run)
        elif not command.keys and _can(app, screen, command.action):
            run = partial(app.run_action, command.action, screen)
            yield SystemCommand(command.help, command.label, run)


def _can(app: App[None], screen: Screen[object], action: str) -> bool:
    """Whether there is such an action, of the app or of the screen."""
    name = action.partition("(")[0]
    owner = app if name.startswith("app.") else screen
    name = name.removeprefix("app.")
    return hasattr(owner, f"action_{name}") and bool(owner.check_action(name, ()))
