"""Words that the overviews share."""

from __future__ import annotations

from collections.abc import Sequence

from hpev_tui.export.lifecycle_log import LIFECYCLE, lifecycle_log
from hpev_tui.findings.described import group_problems
from hpev_tui.findings.groups import (
    CHECKING,
    IN_DEEP_CHECKS,
    RETRYING,
    STUCK,
    UNKNOWN,
    WAITING,
    Verdict,
)
from hpev_tui.model.events import Event, GroupCount
from hpev_tui.rules.causes import cause_of_event
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.text.times import TimeMode, date_in, duration, minutes, time_cell

MOMENT = 11
"""Cells of the longest time: a month, a day, an hour and a minute."""

EXACT_MOMENT = MOMENT + 3
"""The same with seconds."""

OVERDUE = 17
"""Cells of how long something is overdue: "overdue by 12 min"."""

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


def due(model: ClusterModel, seconds: float | None) -> str:
    """When something is due, or for how long it has been."""
    if seconds is not None and seconds < model.answered:
        return f"overdue by {minutes(model.answered - seconds)}"
    return moment(model, seconds)


def at_least(model: ClusterModel, verdict: Verdict) -> str:
    """How many attempts failed, marked where it may be more."""
    sign = ">= " if model.account.settings.ascii else "\u2265 "
    return f"{sign * verdict.is_bound}{verdict.attempts:,}"


def waits_for(group: GroupCount, verdict: Verdict) -> str:
    """What a group waits for that is neither stuck nor tried."""
    if verdict.name == CHECKING:
        return f"{many(verdict.checking, 'node')} in {IN_DEEP_CHECKS}"
    plan = group.training_plan_arn.rpartition("/")[2]
    return (
        f"training plan {plan} is {group.training_plan_status}; DescribeTrainingPlan says from when"
    )


def as_counted(group: GroupCount, verdict: Verdict) -> str:
    """One group in few words: "worker-p5 16/28 retrying"."""
    return f"{group.instance_group_name} {counts(group)} {verdict.name}"


def log_lines(event: Event, message: str, which: str = "log stream") -> list[tuple[str, str]]:
    """Where the log of a failed lifecycle script is, in paragraphs; none for another cause.

    `message` is the failure's own; the stream is called `which`.
    """
    cause = cause_of_event(event, message)
    log = lifecycle_log(event, message) if cause and cause.tag == LIFECYCLE else None
    said = (("log group", log.group), (which, log.stream)) if log else ()
    return [(f"{label} {name}", "") for label, name in said if name]


def in_short(model: ClusterModel, group: GroupCount, verdict: Verdict) -> str:
    """One group in the line of groups.

    "worker-p5 16/28 retrying (12 nodes missing, 25 tries failed, last 14:29:28)"
    """
    missing = group.target_count - group.current_count
    more = _unsaid(group, verdict)
    if verdict.is_silent and not missing:
        # Its counts are all that there is to say.
        return f"{group.instance_group_name} {counts(group)}{_behind(more)}"
    if verdict.name in (RETRYING, STUCK):
        more.append(f"{many(missing, 'node')} missing")
        if verdict.attempts:
            more.append(f"{at_least(model, verdict)} tries failed")
        if verdict.last is not None:
            more.append(f"last {moment(model, verdict.last)}")
    if verdict.name in (CHECKING, WAITING):
        more.append(waits_for(group, verdict))
    if verdict.name == UNKNOWN:
        more.append(verdict.reason)
    if verdict.next is not None:
        more.append(f"next {due(model, verdict.next)}")
    if verdict.patch not in ("", verdict.name):
        more.append(f"update: {verdict.patch}")
    return f"{as_counted(group, verdict)}{_behind(more)}"


def _unsaid(group: GroupCount, verdict: Verdict) -> list[str]:
    """What DescribeCluster says is wrong with a group, and its verdict does not say."""
    is_said = "software update" if verdict.patch else "training plan"
    if not verdict.patch and verdict.name != WAITING:
        return [*group_problems(group)]
    return [each for each in group_problems(group) if not each.startswith(is_said)]


def _behind(more: list[str]) -> str:
    return f" ({', '.join(more)})" if more else ""
