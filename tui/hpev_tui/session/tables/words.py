"""Words that the tables share: times, counts, attempts, and what becomes of a group."""

from __future__ import annotations

from typing import NamedTuple

from hpev_tui.export.lifecycle_log import LIFECYCLE, lifecycle_log
from hpev_tui.findings.described import group_problems
from hpev_tui.findings.groups import (
    CHECKING,
    FAILED,
    GROWING,
    IN_DEEP_CHECKS,
    RETRYING,
    SHRINKING,
    STUCK,
    UNKNOWN,
    WAITING,
    Verdict,
)
from hpev_tui.findings.history import GroupHistory
from hpev_tui.findings.patches import BAKING, ENDED_BADLY, PATCHING, UNDER_WAY
from hpev_tui.findings.rollouts import BACK, NOT_UPDATED, SKIPPED, UPDATED, UPDATING, Rollout
from hpev_tui.findings.runs import of_nodes
from hpev_tui.model.events import Event, GroupCount
from hpev_tui.rules.causes import cause_of_event
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.text.lists import listed, many
from hpev_tui.text.times import TimeMode, date_in, duration, minutes, time_cell

_ENDED = (STUCK, FAILED, *ENDED_BADLY)
_CHANGING = (GROWING, SHRINKING, CHECKING, WAITING, *UNDER_WAY)


class Labelled(NamedTuple):
    """A line below a table: a label, and what there is to say."""

    label: str
    text: str
    cause: str = ""
    """The cause of a failure, which stands before the text."""
    weight: str = ""
    """"strong" for what needs somebody, "dim" for a remark."""


def moment(model: ClusterModel, seconds: float | None, *, exact: bool = False) -> str:
    """A time as the list shows times; of another day than the last answer's with its date.

    Such a time has no seconds, unless it is to be `exact`.
    """
    if seconds is None:
        return ""
    mode, now = model.time_mode, model.answered
    if mode is TimeMode.RELATIVE:
        return time_cell(seconds, mode, model.account.clock.ages_from(now))
    cell = time_cell(seconds, mode, now)
    day = date_in(seconds, mode)
    return cell if day == date_in(now, mode) else f"{day[5:]} {cell if exact else cell[:5]}"


def ago(model: ClusterModel, seconds: float) -> str:
    """How long before the last answer something was; of what was saved, before now."""
    return duration(model.account.clock.ages_from(model.answered) - seconds)


def message_of(model: ClusterModel, event: Event) -> str:
    """The message of a failure, "" where its detail has none or is not loaded."""
    facts = model.log.findings.facts.get(event.event_id)
    return facts.failure_message if facts else ""


def due(model: ClusterModel, seconds: float | None) -> str:
    """When something is due, or for how long it has been."""
    if seconds is not None and seconds < model.answered:
        return f"overdue by {minutes(model.answered - seconds)}"
    return moment(model, seconds)


def least_sign(model: ClusterModel) -> str:
    """What stands before a number that may be more."""
    return ">= " if model.account.settings.ascii else "\u2265 "


def at_least(model: ClusterModel, verdict: Verdict) -> str:
    """How many attempts failed, marked where it may be more."""
    return f"{least_sign(model) * verdict.is_bound}{verdict.attempts:,}"


def attempts_words(model: ClusterModel, history: GroupHistory, verdict: Verdict) -> list[str]:
    """What a group's attempts come to, in words."""
    said: list[str] = []
    if verdict.attempts:
        run = f"{at_least(model, verdict)} failed in a row"
        said.append(" ".join(filter(None, (run, of_nodes(verdict)))))
    if not history.has_tried:
        return said
    failed = len(history.failed)
    up = f"{many(len(history.came_up), 'node')} entered service in the loaded events"
    said.append(up if failed == verdict.attempts else f"{failed:,} failed, {up}")
    if verdict.last is not None:
        said.append(f"last {ago(model, verdict.last)} ago")
    if verdict.next is not None:
        is_past = verdict.next < model.answered
        about = "" if is_past else "about "
        said.append(f"next {about}{due(model, verdict.next)}")
    return said


def waits_for(group: GroupCount, verdict: Verdict) -> str:
    """What a group waits for that is neither stuck nor tried."""
    if verdict.name == CHECKING:
        return f"{many(verdict.checking, 'node')} in {IN_DEEP_CHECKS}"
    plan = group.training_plan_arn.rpartition("/")[2]
    return (
        f"training plan {plan} is {group.training_plan_status}; DescribeTrainingPlan has its start"
    )


def sourced(text: str, where: str) -> str:
    """What is usual, and where that was published, in one pair of parentheses."""
    if not text:
        return where
    return f"{text[:-1]}; {where})" if text.endswith(")") else f"{text} ({where})"


def rollout_words(model: ClusterModel, verdict: Verdict) -> list[str]:
    """How far a group's update is, part by part; none where there is nothing to say of one.

    A number that may be more, as not all events of the update are loaded, is marked.
    """
    rollout = verdict.rollout
    if rollout is None:
        return []
    is_under_way = verdict.patch in UNDER_WAY
    words = [f"since {moment(model, rollout.begun) or '?'}"]
    words += [rollout.strategy] if rollout.strategy else []
    words += [f"batch {_at_least(model, rollout, rollout.batches)}"] if rollout.batches else []
    words.append(f"updated {_updated(model, rollout)} of {rollout.total:,}")
    names = ((BACK, "rolled back"), (NOT_UPDATED, "failed"), (SKIPPED, "skipped"))
    for state, name in (*names, (UPDATING, "in progress")):
        if (count := rollout.count(state)) and (state != UPDATING or is_under_way):
            why = " (PodDisruptionBudget)" if state == SKIPPED else ""
            words.append(f"{name} {_at_least(model, rollout, count)}{why}")
    if verdict.patch in (PATCHING, BAKING):
        words.append(f"left {_at_most(model, rollout)}")
    if rollout.baking_until is not None:
        words.append(f"baking until {moment(model, rollout.baking_until)}")
    if rollout.alarming:
        words.append(f"in ALARM: {listed(rollout.alarming)}")
    elif rollout.alarms and is_under_way:
        words.append(f"alarms {listed(rollout.alarms)}")
    return words


def _updated(model: ClusterModel, rollout: Rollout) -> str:
    if rollout.updated is not None:
        return f"{rollout.updated:,}"
    count = rollout.count(UPDATED)
    return _at_least(model, rollout, count) if count or not rollout.is_bound else "?"


def _at_least(model: ClusterModel, rollout: Rollout, count: int) -> str:
    return f"{least_sign(model) * rollout.is_bound}{count:,}"


def _at_most(model: ClusterModel, rollout: Rollout) -> str:
    sign = "<= " if model.account.settings.ascii else "\u2264 "
    return f"{sign * (rollout.is_bound and rollout.left > 0)}{rollout.left:,}"


def scaling_words(model: ClusterModel, group: GroupCount, verdict: Verdict) -> list[str]:
    """How a group's scaling goes on, part by part; none where its size does not change."""
    scaling = verdict.scaling
    if scaling is None or verdict.name not in (GROWING, SHRINKING, RETRYING, STUCK):
        return []
    words = [f"since {moment(model, scaling.begun)}"] if scaling.begun is not None else []
    if not group.min_count:
        return words
    if not scaling.is_below_least:
        return [*words, f"MinCount {group.min_count:,} reached"]
    if scaling.stops is None:
        stops = "rolled back 3h after the change, which is not loaded"
    elif scaling.stops < model.answered:
        stops = f"rollback due {ago(model, scaling.stops)} ago"
    else:
        stops = f"rolled back at {moment(model, scaling.stops)}"
    return [*words, f"below MinCount {group.min_count:,}: {stops}"]


def log_lines(event: Event, message: str, which: str = "log stream") -> list[str]:
    """Where the log of a failed lifecycle script is, in lines; none for another cause.

    `message` is the failure's own; the stream is called `which`.
    """
    cause = cause_of_event(event, message)
    log = lifecycle_log(event, message) if cause and cause.tag == LIFECYCLE else None
    said = (("log group", log.group), (which, log.stream)) if log else ()
    return [f"{label} {name}" for label, name in said if name]


def mark_of(verdict: Verdict, *, troubled: bool) -> str:
    """The mark of a verdict, as `text.glyphs` names it: failed, short, busy, ok or off."""
    if verdict.name in _ENDED:
        return "failed"
    if troubled or verdict.name == RETRYING:
        return "short"
    if verdict.name in _CHANGING:
        return "busy"
    return "off" if verdict.name == UNKNOWN else "ok"


def in_short(
    model: ClusterModel, group: GroupCount, verdict: Verdict, *, narrow: bool = False
) -> list[str]:
    """What there is to say of a group beside its counts and its verdict, in parts.

    "12 nodes missing", "25 tries failed", "last 14:29:28"; `narrow` ones are shorter.
    """
    missing = group.target_count - group.current_count
    more = _unsaid(group, verdict)
    if verdict.is_silent and not missing:
        # Its counts are all that there is to say.
        return more
    if verdict.name in (RETRYING, STUCK):
        more.append(f"{missing:,} missing" if narrow else f"{many(missing, 'node')} missing")
        if verdict.attempts:
            tried = at_least(model, verdict)
            more.append(f"{tried} tries" if narrow else f"{tried} tries failed")
        if verdict.last is not None and not (narrow and verdict.next is not None):
            more.append(f"last {moment(model, verdict.last)}")
    if verdict.name in (CHECKING, WAITING):
        more.append(waits_for(group, verdict))
    if verdict.name == UNKNOWN:
        more.append(verdict.reason)
    if verdict.next is not None:
        is_past = verdict.next < model.answered
        more.append(f"next {'' if is_past else '~'}{due(model, verdict.next)}")
    if verdict.patch not in ("", verdict.name):
        more.append(f"update: {verdict.patch}")
    if verdict.scaling is not None and verdict.scaling.is_below_least:
        more += scaling_words(model, group, verdict)
    if verdict.patch in UNDER_WAY:
        more += rollout_words(model, verdict)
    return more


def cause_in(model: ClusterModel, verdict: Verdict) -> str:
    """The cause of the latest failure that a verdict rests on, where its detail is read."""
    if verdict.name not in (RETRYING, STUCK, FAILED):
        return ""
    causes = (model.filtering.why(event).cause for event in verdict.events)
    return next((cause for cause in causes if cause), "")


def _unsaid(group: GroupCount, verdict: Verdict) -> list[str]:
    """What DescribeCluster says is wrong with a group, and its verdict does not say."""
    is_said = "software update" if verdict.patch else "training plan"
    if not verdict.patch and verdict.name != WAITING:
        return [*group_problems(group)]
    return [each for each in group_problems(group) if not each.startswith(is_said)]
