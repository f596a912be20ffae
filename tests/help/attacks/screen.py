"""A screen that counts cells as terminals do that add up the characters' own."""

from __future__ import annotations

import unicodedata

import pyte
from wcwidth import wcwidth

from help.terminal import Terminal


class Screen(pyte.Screen):
    """Pyte's screen, which stops drawing at a character that takes no cell and is no mark."""

    def draw(self, data: str) -> None:
        """Draw a text."""
        if not data.isascii():
            data = "".join(char for char in data if wcwidth(char) or unicodedata.combining(char))
        super().draw(data)

    @property
    def display(self) -> list[str]:
        """The lines of text; pyte's own fails at half of a wide character."""
        lines: list[str] = self.__dict__.setdefault("drawn", [""] * self.lines)
        for y in self.dirty:
            lines[y] = "".join(self.buffer[y][x].data for x in range(self.columns))
        self.dirty.clear()
        return lines


def cells(terminal: Terminal) -> list[list[str]]:
    """What each cell of the screen shows, row by row; the right half of a wide character is ""."""
    with terminal._changed:
        screen = terminal._screen
        return [
            [screen.buffer[y][x].data for x in range(screen.columns)] for y in range(screen.lines)
        ]
