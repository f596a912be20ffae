"""Times as the list shows them, in one of three ways, and as `:goto` reads them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum

from hpev_tui.query import parse_when
from hpev_tui.text import clean

NO_TIME = "--:--:--"
"""Stands for a time that no calendar knows."""

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86400, 365 * 86400
_MOST_DAYS = 1000
"""From so many days on, days and hours take more than the eight cells that there are."""

_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")


class TimeMode(Enum):
    """How times are shown; the value is the heading of their column."""

    LOCAL = "TIME"
    UTC = "UTC"
    RELATIVE = "AGO"

    @property
    def heading(self) -> str:
        """The word above the times."""
        return self.value


def moment_in(seconds: float, mode: TimeMode) -> datetime | None:
    """The moment (seconds since the epoch) in the shown zone, which is the local one but in UTC.

    None for a time that no calendar knows.
    """
    try:
        moment = datetime.fromtimestamp(seconds, timezone.utc)
        return moment if mode is TimeMode.UTC else moment.astimezone()
    except (OverflowError, ValueError, OSError):
        return None


def time_cell(seconds: float, mode: TimeMode, now: float) -> str:
    """A time (seconds since the epoch) in at most eight cells.

    The time of day, or how long before `now` it was: "42s", "12m", "3h 12m", "3d 4h", "2y"; how
    long after it: "in 5m". Parts of the smallest unit are left out, and so is a second unit of 0.
    """
    moment = moment_in(seconds, mode)
    if moment is None:
        return NO_TIME
    if mode is not TimeMode.RELATIVE:
        return moment.strftime("%H:%M:%S")
    if seconds - now >= 1:
        # Two units and "in" do not fit.
        return f"in {_length(int(seconds - now)).split()[0]}"
    return _length(int(now - seconds))


def date_in(seconds: float, mode: TimeMode) -> str:
    """The date in the shown zone, YYYY-MM-DD; a dash for a time that no calendar knows."""
    moment = moment_in(seconds, mode)
    # strftime() writes the year 987 with three digits on some systems.
    return moment.date().isoformat() if moment else "-"


def parse_goto(text: str, now: float, near: float, mode: TimeMode) -> float:
    """Read where to go: seconds since the epoch.

    "03:14" or "03:14:05" is a time of day in the shown zone, on the day of `near` or, where that
    is still to come, on the day before. Of two such times on a day when clocks go back it is the
    first. Anything else is read as in a filter (see `query.parse_when`).

    Args:
        text: What was written.
        now: The present, in seconds since the epoch.
        near: The time of the event under the cursor, in seconds since the epoch.
        mode: How times are shown.

    Raises:
        ValueError: it is no time that a calendar knows; the message says what to write.
    """
    value = text.strip()
    clock = _CLOCK.fullmatch(value)
    try:
        if clock is None:
            return parse_when(value, now)
        # Nothing is sought on a day that has not come yet, whatever the event's clock says.
        day = moment_in(min(near, now), mode)
        if day is not None:
            hour, minute, second = (int(part or 0) for part in clock.groups())
            at = time(hour, minute, second)
            found = _seconds(day.date(), at, mode)
            return found if found <= now else _seconds(day.date() - timedelta(days=1), at, mode)
    except (OverflowError, ValueError, OSError):
        pass
    raise ValueError(
        f'"{clean(value)}" is no time: write 03:14 for a time of day, 90m, 24h or 7d for so long '
        "ago, or a time such as 2026-11-20T10:00Z."
    )


def duration(seconds: float) -> str:
    """How long something took: "18s", "4m 10s", "1h 12m", "3d 4h"."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, _MINUTE)
    if 0 < minutes < _HOUR // _MINUTE:
        return f"{minutes}m {rest}s" if rest else f"{minutes}m"
    return _length(whole)


def _length(seconds: int) -> str:
    """So many seconds in the greatest unit and, with hours and days, in the next."""
    days, rest = divmod(seconds, _DAY)
    if days >= _MOST_DAYS:
        return f"{seconds // _YEAR}y"
    hours, minutes = rest // _HOUR, rest % _HOUR // _MINUTE
    if days:
        return f"{days}d {hours}h" if hours else f"{days}d"
    if hours:
        return f"{hours}h {minutes}m" if minutes else f"{hours}h"
    return f"{minutes}m" if minutes else f"{seconds}s"


def _seconds(day: date, at: time, mode: TimeMode) -> float:
    """A time of a day in the shown zone, in seconds since the epoch."""
    zone = timezone.utc if mode is TimeMode.UTC else None
    return datetime.combine(day, at, zone).timestamp()
