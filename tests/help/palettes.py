"""The colours of two terminals, a dark and a light one, for pictures and for tests of contrast."""

from __future__ import annotations

from rich.color import blend_rgb
from rich.terminal_theme import TerminalTheme

Colour = tuple[int, int, int]


def _palette(background: str, foreground: str, colours: str, faint: str) -> TerminalTheme:
    """A palette of hexadecimal colours: red, green, yellow, blue, magenta and cyan."""
    six = [_colour(word) for word in colours.split()]
    back, fore = _colour(background), _colour(foreground)
    return TerminalTheme(back, fore, [back, *six, fore], [_colour(faint), *six, fore])


def _colour(word: str) -> Colour:
    red, green, blue = bytes.fromhex(word)
    return red, green, blue


DARK = _palette("14181f", "d3d7de", "e06c75 98c379 e5c07b 61a0e8 c792ea 56c7d4", "7c828d")
LIGHT = _palette("fbfaf7", "24292f", "c4232d 2a7d2e 8f5e00 2563b8 8a3fb0 0b6f80", "6b7078")


FAINT = 8
"""Which of a palette's colours dim text has."""


def with_faint(svg: str, palette: TerminalTheme) -> str:
    """A picture of rich's, its dim text in the palette's own colour for it.

    Rich blends the foreground with the background, which is too faint on a light one.
    """
    blended = blend_rgb(palette.foreground_color, palette.background_color, 0.4)
    return svg.replace(blended.hex, palette.ansi_colors[FAINT].hex)
