"""How keys are written for people."""

from __future__ import annotations

KEY_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "plus": "+",
    "asterisk": "*",
    "number_sign": "#",
    "exclamation_mark": "!",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "escape": "esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "f2": "F2",
}
"""How Textual's key names are written for people."""


def key_text(keys: str, *, ascii_only: bool = False) -> list[str]:
    """The keys of a command as people write them."""
    names = [KEY_NAMES.get(key, key) for key in keys.split(",")]
    if not ascii_only:
        return names
    return [
        name if name.isascii() else key.capitalize()
        for key, name in zip(keys.split(","), names, strict=True)
    ]
