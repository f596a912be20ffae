"""From the bytes of a file to its text, in whatever encoding a shell has written it."""

from __future__ import annotations

import codecs

_MARKS = (
    # The longer ones first: that of UTF-32 begins as that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_LOOKED_AT = 400
"""Bytes at the start that show UTF-16 without a mark, which some tools of Windows write."""

_TEXT = frozenset(b"\t\n\v\f\r\b\x1b")
"""The control characters that texts and terminals have."""
_FEW = 50
"""Of so many bytes one may be of no text: a damaged one spoils no file."""


def text_of(data: bytes) -> str:
    """The text; what is none of its encoding is U+FFFD."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    start = data[:_LOOKED_AT]
    most = len(start) * 0.4
    if start[1::2].count(0) > most:
        return data.decode("utf-16-le", "replace")
    if start[::2].count(0) > most:
        return data.decode("utf-16-be", "replace")
    return data.decode("utf-8", "replace")


def first_odd_byte(data: bytes) -> int | None:
    """Where a file is no text, as an offset; None where it is one."""
    if any(data.startswith(mark) for mark, _ in _MARKS[2:]):
        return None
    start = data[: _LOOKED_AT * 10]
    odd = [at for at, byte in enumerate(start) if byte < 0x20 and byte not in _TEXT]
    if not odd:
        text = start.decode("utf-8", "replace")
        # Not the last ones, which may be the half of a character.
        odd = [len(text[:at].encode()) for at, char in enumerate(text[:-4]) if char == "\ufffd"]
    return odd[0] if len(odd) * _FEW > len(start) else None
