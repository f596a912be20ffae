"""The bytes that leave the program for its terminal, taken apart."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterator

SEQUENCE = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"
    rb"|\x1b[]PX^_].*?(?:\x07|\x1b\\)"
    rb"|\x1b[ -/]+[0-~]"
    rb"|\x1b[0-OQ-WYZ`-~\\]",
    re.DOTALL,
)
_OSC52 = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


def sequences(raw: bytes) -> list[bytes]:
    """The escape sequences, whole."""
    return [match[0] for match in SEQUENCE.finditer(raw)]


PIECE = 12
"""So many characters of a secret in a row are too many."""


def held(secret: str, text: str) -> bool:
    """Whether a part of a secret is in a text, wherever its lines are broken."""
    packed = re.sub(r"\s", "", text)
    return any(secret[start : start + PIECE] in packed for start in range(len(secret) - PIECE + 1))


def kind(sequence: bytes) -> bytes:
    """A sequence without what varies within the program: positions, colours, the copied text."""
    if _OSC52.fullmatch(sequence):
        return b"OSC 52"
    if re.fullmatch(rb"\x1b\[[0-9;]*[mHABCDGJK]", sequence):
        return b"CSI that draws"
    return sequence


def kinds(raw: bytes) -> set[bytes]:
    """The kinds of sequences; modes and control strings count as they are."""
    return {kind(sequence) for sequence in sequences(raw)}


def copies(raw: bytes | bytearray) -> list[str]:
    """What was sent to the terminal's clipboard."""
    return [base64.b64decode(match[1]).decode() for match in _OSC52.finditer(raw)]


def unsafe(raw: bytes) -> Iterator[str]:
    """What is neither a whole escape sequence nor text: controls, C1, what is invisible, bad UTF-8.

    The terminal's own line breaks are no harm.
    """
    text = SEQUENCE.sub(b"", raw).decode("utf-8", "surrogateescape")
    for char in sorted(set(text) - {"\r", "\n"}):
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            yield f"{char!r} in {text[max(0, text.index(char) - 30) :][:60]!r}"
