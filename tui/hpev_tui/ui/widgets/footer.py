"""The keys at the foot of a screen, and the menu of copies in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from hpev_tui.export.listing import LISTS, ListSnippet
from hpev_tui.export.snippets import NAMES, SNIPPETS, Snippet
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
        self._chips: Sequence[str] = ()
        self._text = ""
        """What is shown in place of the keys."""

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.update())
        self.update()

    def update(self) -> None:
        """Show the keys that work now."""
        keys = live_commands(self.app, footer_only=True)
        if keys != self._keys or self._text:
            self._keys, self._text = keys, ""
            self.refresh()

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

    def render_line(self, y: int) -> Strip:
        """The keys on the left, the chips on the right."""
        del y
        width, styles = self.size.width, styles_of(self.app)
        if self._text:
            return strip_of(
                [(fit(f" {self._text}", width, glyphs_of(self).ellipsis), "")], styles, width
            )
        chips = [piece for chip in self._chips for piece in ((f" {chip} ", "chip"), (" ", ""))]
        room = width - sum(cells(text) for text, _ in chips) - 1
        pieces: list[Piece] = []
        for key, label in _fitting(self._keys, room):
            pieces += [("  " if pieces else " ", ""), (key, "key"), (f" {label}", "")]
        taken = sum(cells(text) for text, _ in pieces)
        gap = width - taken - sum(cells(text) for text, _ in chips)
        return strip_of([*pieces, (" " * gap, ""), *chips] if chips else pieces, styles, width)


def _fitting(keys: Sequence[tuple[str, str]], room: int) -> list[tuple[str, str]]:
    """As many of the pairs as there is room for, the help's among them."""
    kept = list(keys)
    while len(kept) > 1 and sum(cells(f"  {key} {label}") for key, label in kept) > room + 1:
        last = next(pair for pair in reversed(kept) if pair[0] != HELP_KEY)
        kept.remove(last)
    return kept


HINT_DELAY = 0.6
"""Seconds after which the letters are shown: who knows them sees nothing."""


MARGIN = 2
"""Cells of the line that have no text."""


def _labelled(snippets: Sequence[Snippet | ListSnippet]) -> str:
    """The letters, each with its label; as one text, so that as many as can fit."""
    return " ".join(f"{each.letter}={each.short}" for each in snippets)


class CopyFooter(Footer, OutsidePanes):
    """A footer that can be asked to wait for one key; any key ends the waiting.

    In the footer's own line, so that nothing on the screen moves and few bytes are sent.
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
        self._delay: Timer | None = None

    def ask(self) -> None:
        """Take the focus and wait for a letter."""
        self.can_focus = True
        self.screen.set_focus(self, scroll_visible=False)
        self._delay = self.set_timer(HINT_DELAY, self._show_letters)

    def _show_letters(self) -> None:
        letters = _labelled((*SNIPPETS, *self._lists))
        if len(letters) > self.size.width - MARGIN:
            # In 80 columns one word stands for all IDs and names.
            names = "".join(each.letter for each in SNIPPETS if each.letter in NAMES)
            others = [each for each in SNIPPETS if each.letter not in NAMES]
            letters = f"{names}=IDs {_labelled((*others, *self._lists))}"
        self.show_text(letters)

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
        if self._delay is not None:
            self._delay.stop()
        snippet = next((each for each in SNIPPETS if each.letter == letter), None)
        of_list = next((each for each in self._lists if each.letter == letter), None)
        self.post_message(self.Chosen(snippet, of_list))
