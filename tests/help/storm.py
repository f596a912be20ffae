"""Random keys, clicks, pasted text, noise and resizes, as a terminal sends them; from a seed."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from typing import TypeAlias

from help.codes import KEYS

Size: TypeAlias = tuple[int, int]
"""Rows and columns."""

_PRINTABLE = string.printable[:94]
_CONTROLS = [bytes([code]) for code in range(0x20)]
_NAMED = [sequence.encode() for sequence in KEYS.values()]

# Other keys that terminals have: function keys, with modifiers, with alt, in the kitty protocol.
_MORE_KEYS = [
    *(f"\x1b[{number}~".encode() for number in range(1, 35)),
    *(f"\x1bO{letter}".encode() for letter in "ABCDFHPRSMjk"),
    *(f"\x1b[1;{modifier}{letter}".encode() for modifier in range(2, 9) for letter in "ABCDFHPS"),
    *(f"\x1b{letter}".encode() for letter in "abcdefjkl[]O"),
    *(f"\x1b[{code};{modifier}u".encode() for code in (9, 13, 27, 97, 106, 57399)
      for modifier in (1, 2, 3, 6)),
]  # fmt: skip

# Begun and never ended, ended and never begun, wrong, and from a terminal that answers.
NOISE = [
    b"\x1b[",
    b"\x1b[<",
    b"\x1b[<0;",
    b"\x1b[1;",
    b"\x1bO",
    b"\x1b[M",
    b"\x1b[M !!",
    b"\x1b[1::2;3u",
    b"\x1b[99999999999u",
    b"\x1b[55296;1u",
    b"\x1b[;;u",
    b"\x1b[<1;-1;-1M",
    b"\x1b[201~",
    b"\x1b[I",
    b"\x1b[O",
    b"\x1b[12;40R",
    b"\x1b[?2026;2$y",
    b"\x1b]52;c;aGVsbG8=\x07",
    b"\x1bP1$r0m\x1b\\",
    b"\x1b[?62;22c",
    b"\xff\xfe",
    b"\xc3",
    b"\xf0\x9f\x98",
    b"\xed\xa0\x80",
    b"\x00",
]
"""What is no key, or the answer of a terminal to what nobody has asked."""

_TEXTS = [
    "level:error,warn group:worker-* ",
    "since:2h until:2026-11-20T10:00Z ",
    'node:i-0391f86fa0fe0d465 "a phrase" ',
    "/(a+)+$/ -not ",
    "id:83ea cause:capacity",
    "train-p5",
    "goto 03:14",
    "héllo 漢字 🙂 e\u0301",
    "[/foo] [red] [@click=app.bell]",
    "\u202e\u2066\u200d",
    "x" * 100,
]

_BUTTONS = (0, 0, 0, 1, 2, 32, 35, 35, 4, 8, 16, 64, 65, 64, 65, 66, 67)


def pieces(seed: int, count: int) -> Iterator[bytes | Size]:
    """Keys, clicks, texts and sizes, in the order in which they come, until so many are made.

    Each character of a text counts as a key.
    """
    rng = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    size = (24, 80)
    made = 0
    while made < count:
        piece = _piece(rng, size)
        if isinstance(piece, tuple):
            size = piece
            made += 1
        else:
            made += 1 if piece.startswith(b"\x1b") else len(piece)
        yield piece


def _piece(rng: random.Random, size: Size) -> bytes | Size:
    kind = rng.random()
    if kind < 0.50:
        return rng.choice(_PRINTABLE).encode()
    if kind < 0.70:
        return rng.choice(_NAMED)
    if kind < 0.76:
        return rng.choice(_CONTROLS)
    if kind < 0.80:
        return rng.choice(_MORE_KEYS)
    if kind < 0.94:
        return _mouse(rng, size)
    if kind < 0.96:
        return rng.choice(NOISE)
    if kind < 0.975:
        return rng.choice(_TEXTS).encode()
    if kind < 0.99:
        return b"\x1b[200~" + rng.choice(_TEXTS).encode() + b"\r\n\x1b[201~"
    return rng.randint(1, 60), rng.randint(1, 200)


def _mouse(rng: random.Random, size: Size) -> bytes:
    """A click, a move or a turn of the wheel, as SGR mice report it; at times outside."""
    rows, columns = size
    x, y = rng.randint(1, columns + 2), rng.randint(1, rows + 2)
    button = rng.choice(_BUTTONS)
    ended = f"\x1b[<{button};{x};{y}m" if button < 3 and rng.random() < 0.9 else ""
    return f"\x1b[<{button};{x};{y}M{ended}".encode()
