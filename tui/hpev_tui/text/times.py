"""Times and durations in words, and the ways in which the list shows a time."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from enum import Enum
from functools import lru_cache

from hpev_tui.text.clean import utc_iso

NO_TIME = "--:--:--"
"""Shown for a time outside the calendar."""

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86400, 365 * 86400
_MOST_DAYS = 1000
"""From so many days on, days and hours would take more than eight cells."""


class TimeMode(Enum):
    """How times are shown; the value is the heading of their column."""

    LOCAL = "TIME"
    UTC = "UTC"
    RELATIVE = "AGO"

    def heading_at(self, seconds: float) -> str:
        """The word above the times: local ones have the name of their zone at that moment."""
        return (zone_of(seconds) if self is TimeMode.LOCAL else "") or self.value


def moment_in(seconds: float, mode: TimeMode) -> datetime | None:
    """The moment (seconds since the epoch) in UTC in that mode, else in the local zone.

    None for a time outside the calendar.
    """
    try:
        moment = datetime.fromtimestamp(seconds, timezone.utc)
        return moment if mode is TimeMode.UTC else moment.astimezone()
    except (OverflowError, ValueError, OSError):
        return None


def zone_of(seconds: float, mode: TimeMode = TimeMode.LOCAL) -> str:
    """How the zone of shown times is called at that moment; "" for a local one that is UTC.

    A number, such as +0530, where the system has no name for it.
    """
    if mode is TimeMode.UTC:
        return "UTC"
    return _local_zone(seconds // 900, time.tzname)


@lru_cache(maxsize=64)
def _local_zone(quarter: float, names: tuple[str, str]) -> str:
    """The local zone in a quarter of an hour since the epoch: no zone changes within one.

    `names` are those of the local zone, as Python knows it.
    """
    del names
    when = moment_in(quarter * 900, TimeMode.LOCAL)
    return when.strftime("%Z") if when is not None and when.utcoffset() else ""


def with_zone(text: str, seconds: float, mode: TimeMode = TimeMode.LOCAL) -> str:
    """A time with the zone that it is of behind it."""
    zone = zone_of(seconds, mode)
    return f"{text} {zone}" if zone else text


def time_cell(seconds: float, mode: TimeMode, now: float) -> str:
    """A time (seconds since the epoch) in at most eight cells.

    The time of day, or how long before `now` it was ("42s", "12m", "3h 12m", "3d 4h", "2y"), or
    how long after it ("in 5m"). Parts of the smallest unit and a second unit of 0 are left out.
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
    """The date in the shown zone, YYYY-MM-DD; a dash for a time outside the calendar."""
    moment = moment_in(seconds, mode)
    # strftime() writes the year 987 with three digits on some systems.
    return moment.date().isoformat() if moment else "-"


def day_and_time(seconds: float, mode: TimeMode) -> str:
    """Month, day and time of day in the shown zone: MM-DD HH:MM:SS."""
    moment = moment_in(seconds, mode)
    return f"{moment:%m-%d %H:%M:%S}" if moment else f" {NO_TIME}"


_MOST_MINUTES = 120


def minutes(seconds: float) -> str:
    """How long something is, roughly, without seconds: "97 min", "3h 12m", "3d 4h"."""
    whole = max(0, round(seconds / _MINUTE))
    return f"{whole} min" if whole < _MOST_MINUTES else _length(whole * _MINUTE)


def whole_hours(seconds: float) -> str:
    """How long something is, in full hours, below one in full minutes: "11 h", "42 min"."""
    whole = max(0, int(seconds))
    return f"{whole // _HOUR} h" if whole >= _HOUR else f"{whole // _MINUTE} min"


def duration(seconds: float) -> str:
    """How long something took: "18s", "4m 10s", "1h 12m", "3d 4h"."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, _MINUTE)
    if 0 < minutes < _HOUR // _MINUTE:
        return f"{minutes}m {rest}s" if rest else f"{minutes}m"
    return _length(whole)


def _length(seconds: int) -> str:
    """Seconds in the greatest unit and, with hours and days, in the next as well."""
    days, rest = divmod(seconds, _DAY)
    if days >= _MOST_DAYS:
        return f"{seconds // _YEAR}y"
    hours, minutes = rest // _HOUR, rest % _HOUR // _MINUTE
    if days:
        return f"{days}d {hours}h" if hours else f"{days}d"
    if hours:
        return f"{hours}h {minutes}m" if minutes else f"{hours}h"
    return f"{minutes}m" if minutes else f"{seconds}s"


def clock_time(seconds: float) -> str:
    """The local time of day, HH:MM:SS; dashes for a time outside the calendar."""
    when = moment_in(seconds, TimeMode.LOCAL)
    return when.strftime("%H:%M:%S") if when else NO_TIME


def local_minute(seconds: float | None) -> str:
    """The local date and minute, YYYY-MM-DD HH:MM; a dash where there is none."""
    when = None if seconds is None else moment_in(seconds, TimeMode.LOCAL)
    return f"{when.date().isoformat()} {when:%H:%M}" if when else "-"


def both_times(seconds: float) -> str:
    """A time for the detail: UTC in full, and the local one beside it."""
    when = moment_in(seconds, TimeMode.LOCAL)
    local = f"  ({when.date().isoformat()} {when:%H:%M:%S %Z})" if when and when.utcoffset() else ""
    return f"{utc_iso(seconds)}{local}"


def exact_time(seconds: float, mode: TimeMode) -> str:
    """A time with its date and zone: UTC in full, local times to the minute."""
    return utc_iso(seconds) if mode is TimeMode.UTC else with_zone(local_minute(seconds), seconds)
