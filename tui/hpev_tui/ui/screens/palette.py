"""The command palette: every command that works now, one on a line, found by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from textual import on
from textual.app import App, ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from hpev_tui.text.cells import cells, fit
from hpev_tui.text.clean import clean
from hpev_tui.ui.commands import COMMANDS, Command, bindings, key_text
from hpev_tui.ui.commands.groups import GROUPS
from hpev_tui.ui.theme import Piece
from hpev_tui.ui.widgets.footer import Footer
from hpev_tui.ui.widgets.frame import Pane, TitleLine
from hpev_tui.ui.widgets.inputs import LineInput
from hpev_tui.ui.widgets.lines import LineView
from hpev_tui.ui.widgets.text import RoomNotice, ellipsis_of

_STARTED = 0.9
"""The score of a command whose name begins with what is typed; its whole name has 1.0."""

_MENTIONED = 0.5
"""The score of a command in whose name or sentence words begin so."""

_AROUND = 8
"""Rows of the screen that are not the palette's rows: what is above and below it, and its box."""

_NAME_WIDTH = 20
"""Cells that a name has at most."""


_ORDER = {
    command: index
    for index, command in enumerate(
        command for entries in GROUPS.values() for entry in entries for command in entry.commands
    )
}


class Item(NamedTuple):
    """A line of the palette, clean already, and what it runs."""

    name: str
    does: str
    key: str
    run: Callable[[], object]


Offer = tuple[float, Item]
"""An item with how well it fits what is typed, from 0 to 1."""

Source = Callable[[str], Iterable[Offer]]
"""What there is for a text: for "" all that can be listed."""


class Palette(ModalScreen[None]):
    """Lists what its sources offer for what is typed; enter runs the line under the cursor."""

    AUTO_FOCUS = "#typed"

    def __init__(self, title: str, sources: Sequence[Source]) -> None:
        super().__init__(name="palette")
        self._title = title
        self._sources = sources
        self._total = 0

    def compose(self) -> ComposeResult:
        """A box with a title, the field and the lines; the footer."""
        with Pane(TitleLine(self._title, id="palette-title"), id="palette"):
            yield PaletteInput(id="typed")
            yield PaletteLines(id="offered")
        yield Footer(id="footer")
        yield RoomNotice()

    def on_mount(self) -> None:
        """Show all commands."""
        self.query_one(TitleLine).add_class("-dialog")
        self._total = len(self._offered(""))
        self._show()

    def _offered(self, text: str) -> list[Item]:
        offers = [offer for source in self._sources for offer in source(text) if offer[0]]
        # Equal ones stay in the order of the table.
        return [item for _, item in sorted(offers, key=lambda offer: -offer[0])]

    @on(Input.Changed)
    def _show(self) -> None:
        text = self.query_one(PaletteInput).value.strip()
        items = self._offered(text)
        lines = self.query_one(PaletteLines)
        lines.set_note(f"No command {clean(text)}")
        lines.show(items, max(1, self.size.height - _AROUND))
        count = f"{len(items)} of {self._total}" if text else f"{self._total}"
        self.query_one(TitleLine).title(self._title, loaded=count)

    def on_resize(self) -> None:
        """There is room for more lines, or for fewer."""
        # A size can come when the widgets have gone.
        for lines in self.query(PaletteLines):
            lines.make_room(max(1, self.size.height - _AROUND))

    @on(Input.Submitted)
    @on(LineView.Opened)
    def _run(self) -> None:
        item = self.query_one(PaletteLines).current
        if item is not None and self.is_current:
            self.app.pop_screen()
            # After the screen below has its focus again: most commands act on what has it.
            self.app.call_later(item.run)

    def action_close(self) -> None:
        """Run nothing."""
        if self.is_current:
            self.app.pop_screen()


class PaletteInput(LineInput):
    """The field in which a command is typed."""

    BINDINGS = bindings("palette")

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, placeholder="part of a command", select_on_focus=False)

    def action_steer(self, rows: int) -> None:
        """Move in the list without leaving the field."""
        self.screen.query_one(LineView).action_move(rows)

    def action_steer_page(self, pages: float) -> None:
        """Move by a page without leaving the field."""
        self.screen.query_one(LineView).action_page(pages)


class PaletteLines(LineView, can_focus=False):
    """A name, what it does and its key on each line."""

    LOOKS_FOCUSED = True

    _items: Sequence[Item] = ()
    _widths = (0, 0)

    def show(self, items: Sequence[Item], room: int) -> None:
        """Show these, in so many rows at most, with the cursor on the first."""
        self._items = items
        self._widths = (
            min(_NAME_WIDTH, max((cells(item.name) for item in items), default=0)),
            max((cells(item.key) for item in items), default=0),
        )
        self.make_room(room)
        self.set_rows(len(items), 0)

    def make_room(self, room: int) -> None:
        """Be as high as the lines, but no higher than this."""
        # Where nothing is found the note has a blank line above it and below it.
        self.styles.height = min(len(self._items) or 3, room)

    @property
    def current(self) -> Item | None:
        """The line under the cursor."""
        return self._items[self.cursor] if self._items else None

    def row_pieces(self, row: int, width: int) -> list[Piece]:
        """See `LineView.row_pieces`."""
        item, ellipsis = self._items[row], ellipsis_of(self)
        name, key = self._widths
        room = max(0, width - name - key - 6)
        text = f" {fit(item.name, name, ellipsis)}  {fit(item.does, room, ellipsis)}"
        return [(text, ""), (f"  {' ' * (key - cells(item.key))}{item.key} ", "key")]


def command_source(app: App[None], screen: Screen[object]) -> Source:
    """The commands that work on a screen: those without a key first, then as in the help."""
    live = {active.binding.id: active for active in screen.active_bindings.values()}
    ascii_only = app.has_class("-ascii")
    offers: list[tuple[frozenset[str], Item]] = []
    for command in sorted(COMMANDS, key=lambda command: _ORDER.get(command.id, -1)):
        active = live.get(command.id)
        if command.action == "app.command_palette":
            continue
        if active is not None and active.enabled:
            run = partial(app.run_action, command.action, active.node)
            keys = " ".join(key_text(command.keys, ascii_only=ascii_only))
        elif not command.keys and _can(app, screen, command.action):
            run = partial(app.run_action, command.action, screen)
            keys = ""
        else:
            continue
        offers.append((_names(command), Item(command.label, command.help, keys, run)))
    themes = Item("theme", "Choose other colors", "", app.action_change_theme)
    offers.append((frozenset({"theme"}), themes))

    def offer(text: str) -> Iterable[Offer]:
        for names, item in offers:
            yield (score_of(text, names, item.does) if text else 1.0), item

    return offer


def theme_source(app: App[None]) -> Source:
    """The themes."""

    def choose(name: str) -> None:
        app.theme = name

    def offer(text: str) -> Iterable[Offer]:
        for name in sorted(app.available_themes):
            score = score_of(text, {" ".join(_words(name))}, "") if text else 1.0
            yield (
                score,
                Item(name, "", "current" if name == app.theme else "", partial(choose, name)),
            )

    return offer


def _can(app: App[None], screen: Screen[object], action: str) -> bool:
    """Whether there is such an action, of the app or of the screen."""
    name = action.partition("(")[0]
    owner = app if name.startswith("app.") else screen
    name = name.removeprefix("app.")
    return hasattr(owner, f"action_{name}") and bool(owner.check_action(name, ()))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _names(command: Command) -> frozenset[str]:
    """How a command is called: its label, each half of it, its ID, and its sentence."""
    labels = (*command.label.split("/"), command.label, command.id, command.help)
    return frozenset(" ".join(_words(each)) for each in labels)


def score_of(typed: str, names: Iterable[str], does: str) -> float:
    """How well what is typed fits a command, from 0, not at all, to 1, by its name."""
    words = _words(typed)
    name = " ".join(words)
    if not words:
        return 0.0
    if name in names:
        return 1.0
    if any(each.startswith(name) for each in names):
        return _STARTED
    mentioned = {word for each in (*names, " ".join(_words(does))) for word in each.split()}
    fits = all(any(word.startswith(each) for word in mentioned) for each in words)
    return _MENTIONED if fits else 0.0
