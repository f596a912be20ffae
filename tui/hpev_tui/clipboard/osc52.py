"""OSC 52, the escape sequence that sets a terminal's clipboard, in the forms that reach one.

A sequence that reads the clipboard is never sent.
"""

from __future__ import annotations

import base64

LIMIT = 74_994
"""The most base64 bytes that are sent: hterm's and older xterms' limit, which vim keeps too.
Terminals drop or cut longer ones without a word."""

MOSH_LIMIT = 16_000
"""The most under mosh: mosh 1.4.0 cuts the sequence after 16,379 bytes, and sends what is left."""

SCREEN_LIMIT = 100_000
"""The most through GNU screen, which passes on more; terminals behind it seldom take more."""

SCREEN_PIECE = 240
"""The most bytes of one device control string below GNU screen. Screen 4.9 drops one of more
than about 750 bytes, and passes on 60 KB in pieces of this size."""


def encoded(text: str) -> str:
    """The text as the sequence carries it."""
    return base64.b64encode(text.encode()).decode()


def payload(limit: int) -> int:
    """How many bytes of text fit within a limit of base64 bytes."""
    return limit // 4 * 3


def raw(text: str) -> str:
    """The sequence as a terminal takes it. It ends with BEL, which more terminals know than ST."""
    return f"\x1b]52;c;{encoded(text)}\x07"


def through_tmux(text: str) -> str:
    """The sequence in tmux's own wrapping, which passes it on where `allow-passthrough` is on."""
    # Each escape character inside is doubled: there is one, at the start.
    return f"\x1bPtmux;\x1b{raw(text)}\x1b\\"


def through_screen(text: str) -> str:
    """The sequence in pieces, each in a device control string, which screen passes on."""
    sequence = raw(text)
    size = SCREEN_PIECE - len("\x1bP\x1b\\")
    pieces = (sequence[start : start + size] for start in range(0, len(sequence), size))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
