"""Finds the JSON values in a text, wherever they are in it.

The decoder of the standard library does the work. A value that it refuses may hold complete ones,
as a file that was cut off does: these are tried next. What it has read in vain is counted, so that
no text can make it read the same again and again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from hpev_tui.model.events import Json

_START = re.compile(r'\{\s*"|\[\s*["\[{]|"\s*[\[{](?:\s|\\[nrt]|[\[{]){0,80}\\"')
"""Where a value may begin that has an event in it: an object, an array of objects or of strings, or
a string that holds JSON."""

_WINDOWS = (1 << 12, 1 << 16, 1 << 20, 1 << 24, 1 << 26)
"""How many characters are decoded at first, and if they are not the whole value. An error costs as
much as there is before it, as its line is counted from the start of what is decoded."""

_SMALL = 2
"""How many of the windows are tried for what is inside of a value that is long and incomplete."""
_LONG = 1 << 20

_LAST = 16
"""An error so near to the end of what is decoded may be only that the rest is missing: the longest
word is -Infinity, and an escape has up to 12 characters."""

_LEAST_WORK = 1 << 9
"""What a failed attempt counts at least, in characters: to raise the error takes as long."""
_WORK_FOR_VALUE = 1 << 8
"""What a value counts, as no text has millions of events."""
_DEEP = 8
"""How many times as much what is nested too deeply counts: its lists are made, and let go."""
_WORK_TO_BEGIN_WITH = 1 << 22
_WORK_FOR_EACH = 8
"""Characters that may be read in vain for each of the text: what was cut off is incomplete at each
level, and all but the outer two of them are read in small windows."""
_MOST_WORK = 1 << 29
"""Some seconds."""

_MOST_FAULTS = 10
"""Those that are kept, of those with the name of a member of events and of the others."""
_OF_EVENTS = ('"EventId', '"EventTime', '"EventDetails', '"Events')
_BEHIND = 400
"""So many characters after an error such a name may be."""

_UNENDED = "Unterminated string"
_WORDS = ("true", "false", "null", "NaN", "Infinity", "-Infinity")


def _integer(digits: str) -> int | str:
    """A number, or its digits where they are more than Python reads."""
    try:
        return int(digits)
    except ValueError:
        return digits


# Line breaks within strings are taken: terminals break long lines.
_decode = json.JSONDecoder(strict=False).raw_decode
_decode_long_numbers = json.JSONDecoder(strict=False, parse_int=_integer).raw_decode


class Fault(NamedTuple):
    """A value that cannot be read to its end."""

    start: int
    """Where it begins in the text, as an index."""
    at: int
    """Where it cannot be read any more."""
    why: str
    """`cut`, where the text ends there; `deep`, where it is nested too deeply; else `invalid`."""
    is_of_events: bool
    """Whether it has names of an event's members."""


class Work:
    """What was read in vain, of a text and of those within it, in characters."""

    def __init__(self, length: int) -> None:
        """Begin with what may be read in vain for a text of that length."""
        self.left = _WORK_TO_BEGIN_WITH + min(_WORK_FOR_EACH * length, _MOST_WORK)

    def note(self, characters: int) -> None:
        """So many were read in vain."""
        self.left -= _LEAST_WORK + characters


class Values:
    """The values of one text, in their order. Those that are part of another do not come again."""

    def __init__(self, text: str, work: Work | None = None) -> None:
        """Read nothing yet.

        Args:
            text: what to look in.
            work: what may be read in vain; that of the text around it for one in a string.
        """
        self.faults: list[Fault] = []
        """What could not be read, when all values have come: the first ones, and none that is
        within another."""
        self.more_faults = 0
        """How many others there are."""
        self.given_up: int | None = None
        """Where reading has ended, as too much was read in vain; else None."""
        self._text = text
        self._end = len(text.rstrip())
        self.work = work or Work(len(text))
        self._small_until = 0
        """Up to here all is part of a value that is long and incomplete."""
        self._faulty_until = 0
        # Most texts are one value.
        self._windows: tuple[int, ...] = _WINDOWS[-1:]

    def __iter__(self) -> Iterator[tuple[int, Json]]:
        """Each value with the index where it begins."""
        at = 0
        while (match := _START.search(self._text, at)) is not None:
            start = match.start()
            if self.work.left < 0:
                self.given_up = start
                return
            value, length = self._value_at(start)
            if length:
                self.work.left -= _WORK_FOR_VALUE
                yield start, value
            at = start + max(1, length)

    def _value_at(self, start: int) -> tuple[Json, int]:
        """A value and its length; 0 where there is none."""
        windows = _WINDOWS[:_SMALL] if start < self._small_until else self._windows
        self._windows = _WINDOWS
        for size in windows:
            window = self._text[start : start + size]
            try:
                return _decoded(window)
            except json.JSONDecodeError as error:
                at, is_unended = error.pos, error.msg.startswith(_UNENDED)
            except RecursionError:
                self.work.note(_DEEP * len(window))
                self._note(start, start + len(window), "deep")
                return None, 0
            self.work.note(len(window) if is_unended else at)
            if start + size >= self._end:
                is_cut = is_unended or self._is_rest(start + at)
                self._note(start, start + at, "cut" if is_cut else "invalid")
                return None, 0
            if not is_unended and at < size - _LAST:
                self._note(start, start + at, "invalid")
                return None, 0
        if windows[-1] == _WINDOWS[-1]:
            self._small_until = start + _WINDOWS[-1]
        return None, 0

    def _is_rest(self, at: int) -> bool:
        """Whether the text ends at an error, but for the beginning of a word."""
        if self._end - at > _LAST:
            return False
        rest = self._text[at : self._end]
        return any(word.startswith(rest) for word in _WORDS) or rest.startswith("\\u")

    def _note(self, start: int, at: int, why: str) -> None:
        """Note what cannot be read; what is inside of it is read in small pieces."""
        if at - start > _LONG:
            self._small_until = max(self._small_until, at)
        if start >= self._faulty_until:
            self._faulty_until = len(self._text) if why == "cut" else at
            until = at + _BEHIND
            is_of_events = any(self._text.find(name, start, until) >= 0 for name in _OF_EVENTS)
            if (
                why == "cut"
                or sum(f.is_of_events == is_of_events for f in self.faults) < _MOST_FAULTS
            ):
                self.faults.append(Fault(start, at, why, is_of_events))
            else:
                self.more_faults += 1


def _decoded(window: str) -> tuple[Json, int]:
    """The value at the start of a text, and its length. Raises as the decoder does."""
    value: Json
    try:
        value, length = _decode(window)
    except json.JSONDecodeError:
        raise
    except ValueError:  # A number with more digits than Python reads.
        value, length = _decode_long_numbers(window)
    return value, length
