"""Points in time as a person writes them, on every supported Python."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from hpev_tui.text import parse_time

_AGO = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?[smhdw])+")
_PART = re.compile(r"([0-9.]+)([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}

_DATE = r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}"
_ISO = re.compile(rf"{_DATE}(?:[T ][0-9:.,]+)?(?P<zone> ?(?:Z|UTC|[+-][0-9:]+))?", re.IGNORECASE)

_EPOCH = datetime(1970, 1, 1)

_WANTED = "write 90m, 24h or 7d for so long ago, or a time such as 2026-11-20T10:00Z"


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
        if _AGO.fullmatch(value.lower()):
            return _ago(value.lower(), now)
        if match := _ISO.fullmatch(value):
            return _moment(value, local=match["zone"] is None)
    except OverflowError:
        raise ValueError(f'No calendar knows the time "{value}".') from None
    raise ValueError(f'"{value}" is no time: {_WANTED}.')


def _ago(value: str, now: float) -> float:
    long = sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(value))
    return (_EPOCH + timedelta(seconds=now) - timedelta(seconds=long) - _EPOCH).total_seconds()


def _moment(value: str, *, local: bool) -> float:
    # Without its dashes, a date is a number of seconds to parse_time.
    if value.isdigit():
        value = f"{value[:4]}-{value[4:6]}-{value[6:]}"
    seconds = parse_time(value)
    if seconds is None:
        raise OverflowError(value)
    # Read as UTC, the seconds are the local clock's own reading.
    return (_EPOCH + timedelta(seconds=seconds)).timestamp() if local else seconds
