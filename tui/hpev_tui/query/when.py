"""Points in time as a person writes them, on every supported Python."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from hpev_tui.text import parse_time

_AGO = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?[smhdw])+", re.IGNORECASE)
_PART = re.compile(r"([0-9.]+)([smhdw])", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}

_ISO = re.compile(
    r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})"
    r"(?P<clock>[T ][0-9:.,]+)?(?P<zone> ?(?:Z|UTC|[+-][0-9:]+))?",
    re.IGNORECASE,
)
_EPOCH = datetime(1970, 1, 1)


def parse_when(text: str, now: float) -> float:
    """Read a point in time: seconds since the epoch.

    `90m`, `24h` or `7d` (also `s` and `w`, and several at once: `1h30m`) is so long before
    `now`. Anything else is ISO 8601: a date, which is its first moment, or a date and a time,
    with or without seconds; without `Z` or an offset it is local time.

    Args:
        text: What was written.
        now: The present, in seconds since the epoch.

    Raises:
        ValueError: it is no time that a calendar knows; the message says what to write.
    """
    value = text.strip()
    try:
        seconds = _ago(value, now) if _AGO.fullmatch(value) else _moment(value)
    except (OverflowError, ValueError, OSError):
        seconds = None
    if seconds is None:
        raise ValueError(
            f'"{value}" is no time: write 90m, 24h or 7d for so long ago, '
            "or a time such as 2026-11-20T10:00Z."
        )
    return seconds


def _ago(value: str, now: float) -> float:
    long = sum(float(number) * _SECONDS[unit.lower()] for number, unit in _PART.findall(value))
    return (timedelta(seconds=now - long) + _EPOCH - _EPOCH).total_seconds()


def _moment(value: str) -> float | None:
    match = _ISO.fullmatch(value)
    if match is None:
        return None
    # Bare digits would be a number of seconds to parse_time.
    date = "-".join(match.group(1, 2, 3))
    seconds = parse_time(f"{date}{match['clock'] or ''}{match['zone'] or ''}")
    if seconds is None or match["zone"]:
        return seconds
    # Read as UTC, the seconds are the local clock's own reading.
    return (_EPOCH + timedelta(seconds=seconds)).timestamp()
