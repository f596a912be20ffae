"""The command palette: every command that works right now, by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial

from textual import on
from textual.app import App, SystemCommand
from textual.await_complete import AwaitComplete
from textual.command import (
    Command,
    CommandInput,
    CommandList,
    CommandPalette,
    DiscoveryHit,
    Hit,
    Hits,
    Provider,
)
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.theme import ThemeProvider
from textual.widgets import Input

from hpev_tui.ui.commands import COMMANDS, key_text

_NAMED = 0.9
"""The score of a hit whose name begins with what is typed; one that is typed whole has 1.0."""

_MENTIONED = 0.5
"""The score of a hit in whose sentence words begin so."""


class Palette(CommandPalette):
    """Textual's palette, standing still; styles/30-palette.tcss gives it our own frame.

    As Textual has it, an emoji stands in front of the field, and the cursor blinks, which sends
    bytes for as long as nothing happens. Enter takes what is listed at that moment, which may be
    what was found for half of the text.
    """

    def __init__(self, providers: Iterable[type[Provider]] | None = None, **more: str) -> None:
        super().__init__(None if providers is None else list(providers), **more)
        self._chooses = False
        """Whether the cursor was moved since the text was changed."""

    def on_mount(self) -> None:
        """Keep the cursor from blinking."""
        self.query_one(CommandInput).cursor_blink = False

    def _action_command_list(self, action: str) -> None:
        self._chooses = True
        # A list that has had no room yet does not know how much a page is (Textual 8.2.8).
        with suppress(KeyError):
            super()._action_command_list(action)

    def on_input_changed(self) -> None:
        """What was chosen was chosen for another text."""
        self._chooses = False

    @on(Input.Submitted)
    async def _entered(self, event: Input.Submitted) -> None:
        """Run what the text names, or what was chosen among what is found for it."""
        event.stop()
        event.prevent_default()
        text = event.value.strip()
        hits = [hit for each in self._providers async for hit in each.search(text)] if text else []
        hit = self._chosen(text, hits) if self._chooses else _named(hits)
        if hit is not None:
            self.app.post_message(CommandPalette.Closed(option_selected=True))
            self.dismiss()
            self.app.call_later(hit.command)
        elif hits:
            self.notify(f"Unknown command {text}: choose one from the list", markup=False)
        elif text:
            self.notify(f"Unknown command {text}", severity="warning", markup=False)

    def _chosen(self, text: str, hits: Iterable[Hit | DiscoveryHit]) -> Hit | DiscoveryHit | None:
        """What the cursor is on, unless the list is still that of another text."""
        commands = self.query_one(CommandList)
        if commands.highlighted is None:
            return None
        option = commands.get_option_at_index(commands.highlighted)
        hit = option.hit if isinstance(option, Command) else None
        is_found = hit is not None and any(each.text == hit.text for each in hits)
        return hit if is_found or not text else None

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close the palette once: a second click beside it must not close what is below."""
        if self.is_current:
            return super().dismiss(result)
        return AwaitComplete()


def _named(hits: Iterable[Hit | DiscoveryHit]) -> Hit | DiscoveryHit | None:
    """The first of the best hits, if it is called so."""
    best = max(hits, key=lambda hit: hit.score, default=None)
    return best if best is not None and best.score >= _NAMED else None


class CommandProvider(Provider):
    """Finds commands by their names and by the words of their sentences.

    Textual's own finds letters anywhere, as long as they come in this order: `groupz` in a
    sentence with a z far behind its groups.
    """

    def _commands(self) -> Iterable[SystemCommand]:
        return self.app.get_system_commands(self.screen)

    async def discover(self) -> Hits:
        """Every command, as long as nothing is typed."""
        for command in sorted(self._commands(), key=lambda command: command.title):
            yield DiscoveryHit(command.title, command.callback, help=command.help)

    async def search(self, query: str) -> Hits:
        """The commands that what is typed names or mentions."""
        for title, help_text, callback, *_ in self._commands():
            if score := score_of(query, title):
                yield hit_of(query, score, title, callback, self.match_style, help_text)


class ThemeNames(ThemeProvider):
    """Finds themes by their names, as commands are found."""

    async def search(self, query: str) -> Hits:
        """The themes that what is typed names."""
        for name, callback in self.commands:
            if score := score_of(query, name):
                yield hit_of(query, score, name, callback, self.match_style)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


_NAMES: dict[str, set[str]] = {}
"""How each command is called, by its sentence: its label and its ID."""
for _command in COMMANDS:
    _labels = (*_command.label.split("/"), _command.label, _command.id)
    _NAMES.setdefault(_command.help, set()).update(" ".join(_words(each)) for each in _labels)


def score_of(query: str, title: str) -> float:
    """How well what is typed fits a command of this title, from 0, not at all, to 1."""
    typed = _words(query)
    name = " ".join(typed)
    names = {*_NAMES.get(title, ()), " ".join(_words(title))}
    if not typed or name in names:
        return 1.0 if typed else 0.0
    if any(each.startswith(name) for each in names):
        return _NAMED
    words = {word for each in names for word in each.split()}
    return _MENTIONED if all(any(w.startswith(each) for w in words) for each in typed) else 0.0


def hit_of(
    query: str,
    score: float,
    title: str,
    callback: Callable[[], object],
    match_style: Style | None,
    help_text: str | None = None,
) -> Hit:
    """A hit whose title shows the words that fit what is typed."""
    shown = Content(title)
    for typed in _words(query):
        for match in re.finditer(rf"\b{re.escape(typed)}", title, re.IGNORECASE):
            shown = shown.stylize(match_style or Style(reverse=True), *match.span())
    return Hit(score, shown, callback, title, help_text)


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
