"""Screens as text, without the boxes around what they say."""

from __future__ import annotations

import re

_SIDES = re.compile(r"^[│|]|[│|]$", re.MULTILINE)


def without_sides(text: str) -> str:
    """A screen's text without the sides of the boxes at its edges, and the blanks before them."""
    return re.sub(r" +$", "", _SIDES.sub("", text), flags=re.MULTILINE)
