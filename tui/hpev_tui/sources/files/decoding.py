"""From the bytes of a file to its text, in whatever encoding a shell has written it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from html import unescape

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


_COLOUR = re.compile(r"\x1b\[[0-9;:]{0,30}[mK]")
"""What `jq -C` and others colour with."""

_QUOTED_LINE = re.compile(r"^(?:> ?){1,9}", re.MULTILINE)
"""How mails begin the lines that they repeat."""


def text_of(data: bytes) -> str:
    """The text without colours; what is none of its encoding is U+FFFD."""
    text = _decoded(data)
    return _COLOUR.sub("", text) if "\x1b[" in text else text


def other_forms(text: str, name: str) -> Iterator[str]:
    """What a text says that was put into another one, which has changed its quotes.

    Args:
        text: a text that says nothing as it is.
        name: what is looked for, in quotes.
    """
    if name not in text:
        return
    if f'\\"{name}\\"' in text:  # A string of JSON without what is around it.
        yield text.replace('\\"', '"')
    if f'""{name}""' in text:  # A cell of CSV, as consoles export it.
        yield text.replace('""', '"')
    if f"&quot;{name}&quot;" in text or f"&#34;{name}&#34;" in text:  # HTML.
        yield unescape(text)
    if "\n>" in text:
        yield _QUOTED_LINE.sub("", text)


def _decoded(data: bytes) -> str:
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
