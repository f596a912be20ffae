"""Words that the overviews share."""

from __future__ import annotations

from collections.abc import Sequence

from hpev_tui.text.times import TimeMode, date_in, duration, time_cell
from hpev_tui.ui.overviews.watched import Watched

MOMENT = 11
"""Cells of the longest time: a month, a day, an hour and a minute."""

EXACT_MOMENT = MOMENT + 3
"""The same with seconds."""

_BARS = " ▁▂▃▄▅▆▇█"
_ASCII_BARS = " .:-=+*%#"


def moment(watched: Watched, seconds: float | None, *, exact: bool = False) -> str:
    """A time as the list shows times; of another day than the last answer's with its date.

    Such a time has no seconds, unless it is to be `exact`.
    """
    if seconds is None:
        return ""
    mode, now = watched.time_mode, watched.answered
    cell = time_cell(seconds, mode, now)
    if mode is TimeMode.RELATIVE:
        return cell
    day = date_in(seconds, mode)
    return cell if day == date_in(now, mode) else f"{day[5:]} {cell if exact else cell[:5]}"


def ago(watched: Watched, seconds: float) -> str:
    """How long before the last answer something was."""
    return duration(watched.answered - seconds)


def bars(counts: Sequence[int], *, ascii_only: bool) -> str:
    """A small picture of how many there were over time; something is never drawn as nothing."""
    glyphs = _ASCII_BARS if ascii_only else _BARS
    most = max(counts, default=0)
    top = len(glyphs) - 1
    return "".join(glyphs[-(-count * top // most)] if count else glyphs[0] for count in counts)


def many(count: int, word: str) -> str:
    """How many there are: "1 node", "2 nodes"."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"
