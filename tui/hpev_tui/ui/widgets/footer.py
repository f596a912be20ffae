"""The keys at the foot of a screen, and the menu of copies in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from hpev_tui.export.listing import LISTS, ListSnippet
from hpev_tui.export.snippets import SNIPPETS, Snippet
from hpev_tui.text.cells import cells, fit
from hpev_tui.ui.commands import live_commands
from hpev_tui.ui.theme import Piece, glyphs_of, strip_of, styles_of
from hpev_tui.ui.widgets.frame import OutsidePanes

HELP_KEY = "?"
"""How the key of the help is written; its pair is never dropped."""


class Footer(Widget):
    """Shows the footer commands among the live bindings, and what is switched on.

    Pairs of a key and its label are dropped whole, from the last one on; the key of the help,
    which lists all, stays.
    """

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._keys: Sequence[tuple[str, str]] = ()
        self._labels: Mapping[str, str] = {}
        self._chips: Sequence[str] = ()
        self._text = ""
        """What is shown in place of the keys."""
        self._problem = ""
        """What is wrong with what is typed, before the keys."""

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.update())
        self.update()

    def update(self) -> None:
        """Show the keys that work now."""
        keys = live_commands(self.app, footer_only=True, labels=self._labels)
        if keys != self._keys or self._text:
            self._keys, self._text = keys, ""
            self.refresh()

    def show_labels(self, labels: Mapping[str, str]) -> None:
        """Name commands, by their IDs, as this place does; "" leaves one out."""
        if labels != self._labels:
            self._labels = labels
            self.update()

    def show_chips(self, chips: Sequence[str]) -> None:
        """What is switched on, to be shown at the end of the line."""
        if chips != self._chips:
            self._chips = chips
            self.refresh()

    def show_text(self, text: str) -> None:
        """Show this until the keys change, or are asked for."""
        if text != self._text:
            self._text = text
            self.refresh()

    def show_problem(self, text: str) -> None:
        """Say what is wrong with what is typed, the keys at the right of it; "" for nothing."""
        if text != self._problem:
            self._problem = text
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The keys on the left, the chips on the right; or what is wrong, and the keys."""
        del y
        width, styles = self.size.width, styles_of(self.app)
        if self._text:
            return strip_of(
                [(fit(f" {self._text}", width, glyphs_of(self).ellipsis), "")], styles, width
            )
        if self._problem:
            return strip_of(self._problem_with_keys(width), styles, width)
        chips = [piece for chip in self._chips for piece in ((f" {chip} ", "chip"), (" ", ""))]
        room = width - sum(cells(text) for text, _ in chips) - 1
        pieces = _key_pieces(_fitting(self._keys, room))
        taken = sum(cells(text) for text, _ in pieces)
        gap = width - taken - sum(cells(text) for text, _ in chips)
        return strip_of([*pieces, (" " * gap, ""), *chips] if chips else pieces, styles, width)

    def _problem_with_keys(self, width: int) -> list[Piece]:
        """What is wrong, and as many keys as have room beside it, at the right end."""
        room = width - 2
        said = fit(self._problem, min(cells(self._problem), room), glyphs_of(self).ellipsis)
        left = room - cells(said) - 1
        keys = _fitting(self._keys, left - 1)
        # Not even one may have room.
        pieces = _key_pieces(keys if _width(keys) <= left else ())
        taken = 1 + cells(said) + sum(cells(text) for text, _ in pieces)
        return [(f" {said}", "error"), (" " * (width - taken - 1), ""), *pieces]


def _key_pieces(keys: Sequence[tuple[str, str]]) -> list[Piece]:
    pieces: list[Piece] = []
    for key, label in keys:
        pieces += [("  " if pieces else " ", ""), (key, "key"), (f" {label}", "")]
    return pieces


def _width(keys: Sequence[tuple[str, str]]) -> int:
    return sum(cells(f"  {key} {label}") for key, label in keys)


def _fitting(keys: Sequence[tuple[str, str]], room: int) -> list[tuple[str, str]]:
    """As many of the pairs as there is room for, the help's among them."""
    pairs = list(keys)
    while len(pairs) > 1 and _width(pairs) > room + 1:
        last = next(pair for pair in reversed(pairs) if pair[0] != HELP_KEY)
        pairs.remove(last)
    return pairs


@cache
def menu_lines(
    snippets: tuple[Snippet | ListSnippet, ...], width: int
) -> Sequence[Sequence[Piece]]:
    """The copy menu: each letter with its label, in as few lines of this width as can be."""
    head, gap = " copy:  ", "  "
    lines: list[list[Piece]] = [[(head, "heading")]]
    taken = len(head)
    # Letters and labels are ASCII. A plain loop: this is on the path of a key.
    for each in (*snippets, None):
        letter, label = ("esc", "") if each is None else (each.letter, f" {each.short}")
        size = len(letter) + len(label)
        if taken + size > width - 1 and taken > len(head):
            lines.append([(" ", "")])
            taken = 1
        lines[-1] += [(letter, "key"), (label, ""), (gap, "")]
        taken += size + len(gap)
    return lines


class CopyMenu(Widget):
    """The lines of the copy menu that have no room in the footer's, over what is above it."""

    ALLOW_SELECT = False

    _lines: Sequence[Sequence[Piece]] = ()

    def show(self, lines: Sequence[Sequence[Piece]]) -> None:
        """Show these lines."""
        self._lines = lines
        self.styles.height = len(lines)
        self.display = True

    def render_line(self, y: int) -> Strip:
        """One of the lines."""
        pieces = self._lines[y] if y < len(self._lines) else ()
        return strip_of(pieces, styles_of(self.app), self.size.width)


class CopyFooter(Footer, OutsidePanes):
    """A footer that can be asked to wait for one key; any key ends the waiting.

    The letters are shown at once: in the footer's own line, and, where that is too short, over
    the lines above it, so that nothing on the screen moves and few bytes are sent.
    """

    @dataclass(eq=False, repr=False)
    class Chosen(Message):
        """A letter was typed, of an event's texts or of the list's, or something else."""

        snippet: Snippet | None
        of_list: ListSnippet | None

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
        lists: Sequence[ListSnippet] = LISTS,
    ) -> None:
        """Take the letters of events and of these `lists`."""
        super().__init__(id=id)
        self._lists = lists
        self._snippets: tuple[Snippet | ListSnippet, ...] = (*SNIPPETS, *lists)
        self._menu: CopyMenu | None = None

    def ask(self) -> None:
        """Take the focus, show the letters and wait for one."""
        self.can_focus = True
        self.screen.set_focus(self, scroll_visible=False)
        *above, _ = menu_lines(self._snippets, self.size.width)
        if above:
            if self._menu is None:
                self._menu = CopyMenu()
                self.screen.mount(self._menu)
            # A toast would lie over it.
            self.app.clear_notifications()
            self._menu.show(above)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The last line of the menu, while a letter is awaited."""
        if not self.can_focus:
            return super().render_line(y)
        pieces = menu_lines(self._snippets, self.size.width)[-1]
        return strip_of(pieces, styles_of(self.app), self.size.width)

    def update(self) -> None:
        """Show the live keys, but not while a letter is awaited."""
        if not self.can_focus:
            super().update()

    def on_key(self, event: events.Key) -> None:
        """Take the letter, or give up. The keys are shown again when the focus goes back."""
        event.stop()
        event.prevent_default()
        self._end(event.key)

    def on_blur(self) -> None:
        """A click elsewhere gives up."""
        if self.can_focus:
            self._end("")
            self.update()

    def _end(self, letter: str) -> None:
        self.can_focus = False
        if self._menu is not None:
            self._menu.display = False
        self.refresh()
        snippet = next((each for each in SNIPPETS if each.letter == letter), None)
        of_list = next((each for each in self._lists if each.letter == letter), None)
        self.post_message(self.Chosen(snippet, of_list))
