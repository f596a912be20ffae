"""Words that the overviews share."""

from __future__ import annotations

from collections.abc import Sequence

from hpev_tui.findings.described import group_problems
from hpev_tui.findings.groups import RETRYING, STUCK, Verdict
from hpev_tui.model.events import GroupCount
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.text.times import TimeMode, date_in, duration, time_cell

MOMENT = 11
"""Cells of the longest time: a month, a day, an hour and a minute."""

EXACT_MOMENT = MOMENT + 3
"""The same with seconds."""

_BARS = " ▁▂▃▄▅▆▇█"
_ASCII_BARS = " .:-=+*%#"


def moment(model: ClusterModel, seconds: float | None, *, exact: bool = False) -> str:
    """A time as the list shows times; of another day than the last answer's with its date.

    Such a time has no seconds, unless it is to be `exact`.
    """
    if seconds is None:
        return ""
    mode, now = model.time_mode, model.answered
    cell = time_cell(seconds, mode, now)
    if mode is TimeMode.RELATIVE:
        return cell
    day = date_in(seconds, mode)
    return cell if day == date_in(now, mode) else f"{day[5:]} {cell if exact else cell[:5]}"


def ago(model: ClusterModel, seconds: float) -> str:
    """How long before the last answer something was."""
    return duration(model.answered - seconds)


def bars(counts: Sequence[int], *, ascii_only: bool) -> str:
    """A small picture of how many there were over time; something is never drawn as nothing."""
    glyphs = _ASCII_BARS if ascii_only else _BARS
    most = max(counts, default=0)
    top = len(glyphs) - 1
    return "".join(glyphs[-(-count * top // most)] if count else glyphs[0] for count in counts)


def many(count: int, word: str) -> str:
    """How many there are: "1 node", "2 nodes"."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def counts(group: GroupCount) -> str:
    """A group's `CurrentCount` and `TargetCount`."""
    return f"{group.current_count:,}/{group.target_count:,}"


def as_counted(group: GroupCount, verdict: Verdict) -> str:
    """One group in few words: "worker-p5 16/28 retrying"."""
    return f"{group.instance_group_name} {counts(group)} {verdict.name}"


def in_short(model: ClusterModel, group: GroupCount, verdict: Verdict) -> str:
    """One group in the strip: "worker-p5 16/28 retrying (243 failed, last 14:29:28)"."""
    more = list(group_problems(group))
    if verdict.name in (RETRYING, STUCK) and verdict.attempts:
        more.append(f"{verdict.attempts:,} failed")
    if verdict.name in (RETRYING, STUCK) and verdict.last is not None:
        more.append(f"last {moment(model, verdict.last)}")
    if verdict.next is not None:
        more.append(f"next {moment(model, verdict.next)}")
    behind = f" ({', '.join(more)})" if more else ""
    return f"{as_counted(group, verdict)}{behind}"
