"""The values of terms: wildcards, and times as they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum
from typing import NamedTuple

from hpev_tui.query.lexer import Char
from hpev_tui.text.clean import clean, parse_time
from hpev_tui.text.times import TimeMode, moment_in


class Wild(Enum):
    """A wildcard."""

    ANY = "*"
    """Any number of characters, or none."""
    ONE = "?"
    """One character."""


class Value(NamedTuple):
    """One of the alternatives of a term; no two texts stand side by side in `parts`."""

    parts: tuple[str | Wild, ...]

    @property
    def literal(self) -> str | None:
        """The text that it is, None where it has wildcards."""
        if not self.parts:
            return ""
        only = self.parts[0]
        return only if len(self.parts) == 1 and isinstance(only, str) else None

    @property
    def shown(self) -> str:
        """The text as it was typed, without quotes and backslashes."""
        return "".join(part if isinstance(part, str) else part.value for part in self.parts)

    @property
    def longest(self) -> str:
        """The longest text without a wildcard in it."""
        return max((part for part in self.parts if isinstance(part, str)), key=len, default="")

    def folded(self) -> Value:
        """The same for texts that were case-folded."""
        return Value(tuple(p.casefold() if isinstance(p, str) else p for p in self.parts))

    def whole(self) -> re.Pattern[str]:
        """A pattern whose `match` finds exactly the texts of one line that this value fits."""
        head, *rest = self._runs()
        if not rest:
            return re.compile(rf"{head}\Z")
        *middle, tail = rest
        return re.compile(rf"{head}{_atoms(middle)}.*{tail}\Z")

    def anywhere(self) -> re.Pattern[str]:
        """A pattern whose `search` finds the texts with a line that has this value in it."""
        *runs, last = self._runs()
        return re.compile(rf"^{_atoms(runs)}.*?{last}", re.MULTILINE)

    def _runs(self) -> list[str]:
        """The patterns of what stands between the `*`."""
        runs = [""]
        for part in self.parts:
            if part is Wild.ANY:
                runs.append("")
            elif part is Wild.ONE:
                runs[-1] += "."
            else:
                runs[-1] += re.escape(part)
        return runs


def values_of(body: Iterable[Char]) -> list[Value]:
    """The alternatives of a term: what stands between its bare commas.

    Two commas with nothing between them make no value; an empty pair of quotes is the empty text.
    """
    values: list[Value] = []
    chars: list[Char] = []
    for char in (*body, (",", True)):
        if char != (",", True):
            chars.append(char)
        elif chars:
            values.append(_value(chars))
            chars = []
    return list(dict.fromkeys(values))


def _value(chars: list[Char]) -> Value:
    parts: list[str | Wild] = []
    text = ""
    for char, bare in chars:
        if bare and char in "*?":
            parts += [text, Wild(char)] if text else [Wild(char)]
            text = ""
        else:
            text += char
    return Value((*parts, text) if text else tuple(parts))


def _atoms(runs: list[str]) -> str:
    """A pattern for runs with anything before each of them, which never goes back.

    The first place where a run is found is as good as any later one, so each is held fast: a
    look-ahead is not entered again, and the reference after it takes what it saw. That is an
    atomic group for Python 3.10. Without it the time grows with a power of the text's length.
    """
    return "".join(
        rf"(?=(?P<r{number}>.*?{run}))(?P=r{number})" for number, run in enumerate(runs) if run
    )


# Compiled when they are first used, and kept by `re`: the first frame needs none of them.
_AGO = r"(?:[0-9]+(?:\.[0-9]+)?[smhdw])+"
_PART = r"([0-9.]+)([smhdw])"
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}

_ISO = (
    r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})"
    r"(?P<clock>[T ][0-9:.,]+)?(?P<zone> ?(?:Z|UTC|[+-][0-9:]+))?"
)
_EPOCH = datetime(1970, 1, 1)


def parse_when(text: str, now: float) -> float:
    """Read a point in time: seconds since the epoch, as `now` is.

    `90m`, `24h` or `7d` (also `s` and `w`, and several at once: `1h30m`) is so long before
    `now`. Anything else is ISO 8601: a date, which is its first moment, or a date and a time,
    with or without seconds; without `Z` or an offset it is local time.

    Raises:
        ValueError: it is no time that a calendar knows; the message says what to write.
    """
    value = text.strip()
    try:
        seconds = _ago(value, now) if re.fullmatch(_AGO, value, re.IGNORECASE) else _moment(value)
    except (OverflowError, ValueError, OSError):
        seconds = None
    if seconds is None:
        raise ValueError(f'"{value}": use 90m, 24h, 7d or ISO 8601 (2026-11-20T10:00Z).')
    return seconds


def _ago(value: str, now: float) -> float:
    parts = re.findall(_PART, value, re.IGNORECASE)
    long = sum(float(number) * _SECONDS[unit.lower()] for number, unit in parts)
    return (timedelta(seconds=now - long) + _EPOCH - _EPOCH).total_seconds()


def _moment(value: str) -> float | None:
    match = re.fullmatch(_ISO, value, re.IGNORECASE)
    if match is None:
        return None
    # Bare digits would be a number of seconds to parse_time.
    date = "-".join(match.group(1, 2, 3))
    seconds = parse_time(f"{date}{match['clock'] or ''}{match['zone'] or ''}")
    if seconds is None or match["zone"]:
        return seconds
    # Read as UTC, the seconds are the local clock's own reading.
    return (_EPOCH + timedelta(seconds=seconds)).timestamp()


_CLOCK = r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?"


def parse_goto(text: str, now: float, near: float, mode: TimeMode) -> float:
    """Read where to go: seconds since the epoch, as are `now` and `near`, the cursor's event.

    "03:14" or "03:14:05" is a time of day in the shown zone, on the day of `near` or, where that
    is still to come, on the day before. Of two such times on a day when clocks go back it is the
    first. Anything else is read as in a filter (see `parse_when`).

    Raises:
        ValueError: it is no time that a calendar knows; the message says what to write.
    """
    value = text.strip()
    clock = re.fullmatch(_CLOCK, value)
    try:
        if clock is None:
            return parse_when(value, now)
        # An event's clock may be ahead; nothing is sought on a day that has not come yet.
        day = moment_in(min(near, now), mode)
        if day is not None:
            hour, minute, second = (int(part or 0) for part in clock.groups())
            at = time(hour, minute, second)
            seconds = _seconds(day.date(), at, mode)
            return seconds if seconds <= now else _seconds(day.date() - timedelta(days=1), at, mode)
    except (OverflowError, ValueError, OSError):
        pass
    raise ValueError(f'"{clean(value)}": use 03:14, 90m, 24h, 7d or ISO 8601 (2026-11-20T10:00Z).')


def _seconds(day: date, at: time, mode: TimeMode) -> float:
    """A time of a day in the shown zone, in seconds since the epoch."""
    zone = timezone.utc if mode is TimeMode.UTC else None
    return datetime.combine(day, at, zone).timestamp()
