"""Makes untrusted text fit for where it goes.

All text of a service, a file or the environment passes `clean()` before it reaches the screen, and
`plain()` before it reaches the clipboard. Errors and the log pass `redacted()`: messages of
services and of the SDK may repeat the headers of a request, and a program that hands out keys may
print what it has. What is to be a value in a command line is looked at by `is_value()`.
"""

from __future__ import annotations

import math
import re
import shlex
from datetime import datetime, timedelta, timezone

MOST_MARKS = 4
"""How many combining marks in a row are drawn; further ones are written as escapes."""

# Blanks that look like a space; all of them are shown as one.
_BLANKS = r"\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"

# Everything else that a terminal obeys or does not draw: C0 (but \n), DEL and C1; Unicode's
# Default_Ignorable_Code_Point property, but for what emoji have; every other format character
# (category Cf); the line and paragraph separators; lone surrogates; noncharacters.
# Written out because `unicodedata` differs between Python versions.
_CONTROLS = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    r"\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f"
    r"\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    r"\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff"
) + "".join(f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(1, 17))

# What joins or changes emoji, and the letters of flags. Terminals differ in how many cells these
# make of an emoji (wcwidth adds up the characters, Rich and others do not), and all that stands
# to the right of it would be out of its column.
_EMOJI = r"\xa9\xae\u203c\u2049\u2100-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
# Compiled when they are first used, and kept by `re`: the first frame needs none of them.
_JOINS = (
    rf"(?<=[{_EMOJI}0-9#*])[\ufe0e\ufe0f](?:\u200d(?=[{_EMOJI}]))?"
    rf"|(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])"
)
_CHANGES = r"\u200d\ufe0e\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff"
# Marks that go with any letter: long rows of them, which no language needs, grow into the lines
# above and below.
_MARKS = r"\u0300-\u034e\u0350-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_UNSAFE = rf"[{_BLANKS}{_CONTROLS}{_CHANGES}]|(?<=[{_MARKS}]{{{MOST_MARKS}}})[{_MARKS}]"
_INVISIBLE = rf"[{_BLANKS}{_CONTROLS}\u200d\ufe0e\ufe0f]"
_BLANK = rf"[{_BLANKS}]"

_ISO_TIME = (
    r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})"
    r"(?:[T ]([0-9]{2}):?([0-9]{2})(?::?([0-9]{2})(?:[.,]([0-9]{1,9}))?)?)?"
    r" ?(?:(Z|UTC)|([+-])([0-9]{2}):?([0-9]{2})?)?"
)
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECONDS_FROM = 1e11
"""A time of this size or more is in milliseconds: 1e11 seconds would be the year 5138."""


def clean(value: str, *, newlines: bool = False) -> str:
    r"""Make untrusted text printable: nothing in the result acts on a terminal or is invisible.

    Control characters become pictures (ESC is `␛`), other unsafe characters escapes such as
    `\u202e`, lone surrogates U+FFFD, and every kind of blank a space. Of emoji the joiners and
    selectors are left out, so that they take the same cells in every terminal.

    With `newlines`, line breaks are kept, as `\n`. Without it each is folded, with the blanks
    around it, into one space.
    """
    if value.isascii() and value.isprintable():
        return value
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = re.sub(_UNSAFE, _visible, re.sub(_JOINS, "", value))
    if newlines or "\n" not in value:
        return value
    return " ".join(part for line in value.split("\n") if (part := line.strip(" ")))


def plain(value: str) -> str:
    """Make untrusted text safe to copy: invisible characters are left out.

    Inner line breaks stay, trailing ones go; tabs and other blanks become spaces.
    """
    if value.isascii() and value.isprintable():
        return value
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(_INVISIBLE, _left_out, value).rstrip("\n")


def printable_json(document: str) -> str:
    """Write the unsafe characters of a JSON document as JSON escapes: it stays the same JSON."""
    if document.isascii() and "\x7f" not in document:
        return document
    return re.sub(_UNSAFE, _json_escape, document)


def parse_time(value: object) -> float | None:
    """Read a time as the service or EventBridge sends it: seconds since the epoch, or None.

    Numbers and strings of digits are seconds, or milliseconds from 1e11 up (EventBridge sends
    those); other strings are ISO 8601, in UTC where no offset is given. None means that it is
    no time, or not in the years 1 to 9999.
    """
    if isinstance(value, str):
        text = value.strip()
        if not re.fullmatch(_NUMBER, text):
            return _parse_iso(text)
        value = float(text)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        seconds = value / 1000 if abs(value) >= _MILLISECONDS_FROM else float(value)
        _datetime(seconds)
    except (OverflowError, ValueError):
        return None
    return seconds


def utc_iso(seconds: float) -> str:
    """A time in UTC, such as 2026-06-01T17:20:25.350Z; the bare number outside the calendar."""
    try:
        return _datetime(seconds).isoformat(timespec="milliseconds") + "Z"
    except (OverflowError, ValueError):
        return str(seconds)


def _visible(match: re.Match[str]) -> str:
    char = match[0]
    code = ord(char)
    if re.match(_BLANK, char):
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _left_out(match: re.Match[str]) -> str:
    char = match[0]
    if re.match(_BLANK, char):
        return " "
    return "\ufffd" if "\ud800" <= char <= "\udfff" else ""


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _parse_iso(text: str) -> float | None:
    match = re.fullmatch(_ISO_TIME, text, re.IGNORECASE)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, _, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        moment = datetime(
            *(int(year), int(month), int(day)),
            *(int(hour or 0), int(minute or 0), int(second or 0)),
            tzinfo=timezone(-offset if sign == "-" else offset),
        )
        seconds = (moment - _EPOCH).total_seconds() + float(f"0.{fraction or 0}")
        _datetime(seconds)
    except (OverflowError, ValueError):
        return None
    return seconds


def _datetime(seconds: float) -> datetime:
    """The moment, rounded to milliseconds; raises for one outside the calendar."""
    if not math.isfinite(seconds):
        raise ValueError(seconds)
    return datetime(1970, 1, 1) + timedelta(milliseconds=round(seconds * 1000))


# The AWS CLI reads the file, and its version 1 the address, that a value names, and takes a value
# that begins with a dash for an option.
_NO_VALUE = re.compile(r"-|(?:fileb?|https?)://")


def is_value(text: str) -> bool:
    """Whether the AWS CLI takes a text as the value of an option, unchanged."""
    return bool(text) and _NO_VALUE.match(text) is None


def aws_options(region: str, profile: str, endpoint_url: str) -> str:
    """The options that make an `aws` command ask where this program asks; starts with a blank."""
    given = (("--region", region), ("--profile", profile), ("--endpoint-url", endpoint_url))
    return "".join([f" {name} {shlex.quote(value)}" for name, value in given if value])
