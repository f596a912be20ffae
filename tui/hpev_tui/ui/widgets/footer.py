"""The keys at the foot of a screen, and the menu of copies in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from hpev_tui.export.listing import LISTS, ListSnippet
from hpev_tui.export.snippets import SNIPPETS, Snippet
from hpev_tui.ui.commands import live_commands
from hpev_tui.ui.theme import Piece, strip_of, styles_of
from hpev_tui.ui.widgets.text import TextLine


class Footer(TextLine):
    """Shows the footer commands among the live bindings, in the order of the command table.

    Those that have no room are not counted: the first key, which always has room, lists all.
    """

    COUNTS = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, separator="  ")

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.update())
        self.update()

    def update(self) -> None:
        """Show the keys that work now."""
        self.show([f"{keys} {label}" for keys, label in live_commands(self.app, footer_only=True)])


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


class CopyFooter(Footer):
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
