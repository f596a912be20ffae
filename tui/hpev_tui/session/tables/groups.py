"""The instance groups of a cluster, a row each: counts, attempts, verdict, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hpev_tui.findings.capacity import in_words, missed_in_words
from hpev_tui.findings.described import Fact, group_facts, group_problems
from hpev_tui.findings.groups import CHECKING, TROUBLED, UNKNOWN, WAITING, Verdict
from hpev_tui.findings.history import GroupHistory
from hpev_tui.findings.patches import ROLLED_BACK, UNDER_WAY
from hpev_tui.model.events import Event, GroupCount
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.groups import Standing
from hpev_tui.session.tables.words import (
    Labelled,
    attempts_words,
    due,
    least_sign,
    mark_of,
    message_of,
    moment,
    rollout_words,
    scaling_words,
    sourced,
    waits_for,
)
from hpev_tui.text.times import minutes

COLUMNS = (
    ("GROUP", "instance_group_name"),
    ("NODES", "current_count"),
    ("STATUS", "status"),
    ("VERDICT", "verdict"),
    ("FAILED", "failed"),
    ("LAST", "last"),
    ("NEXT", "next"),
    ("LAST RESULT", "result"),
)
"""The title of each column, and the field that it is mostly made of; see `cells`."""

STALE_SECONDS = 600.0
"""From that age on an answer is marked with it, in seconds."""


class GroupRow(NamedTuple):
    """An instance group. Times are seconds since the epoch; what is not known is "" or None."""

    instance_group_name: str
    current_count: int
    target_count: int
    min_count: int | None
    status: str
    instance_types: tuple[str, ...]
    is_restricted: bool
    """Whether it is one of `RestrictedInstanceGroups`."""
    problems: tuple[str, ...]
    """What DescribeCluster says is wrong with it."""
    verdict: str
    reason: str
    """Why the verdict is "not known"; "" for others."""
    rule: str
    """The condition for the verdict."""
    source: str
    """Where the times in the rule come from."""
    mark: str
    """How grave that is: failed, short, busy, ok or off."""
    failed: int | None
    """How many attempts failed in a row; None where none is known, and not all is loaded."""
    is_bound: bool
    """Whether it may be more."""
    last: float | None
    """When the last attempt was seen to do something."""
    next: float | None
    """When the next one is due; it may be past."""
    update: str
    """How its update stands, where that is under way or ended badly."""
    progress: tuple[str, ...]
    """How far that update is, in words."""
    cause: str
    """Of what failed last; with a "~" the likely one, before its reason is loaded."""
    result: str
    """What became of the last attempt: of a failure its message."""
    result_event_id: str
    """Of what failed last, where no attempt has begun or succeeded since."""
    event_ids: tuple[str, ...]
    """The events that the verdict rests on, the newest first."""


def ordered(model: ClusterModel) -> list[Standing]:
    """The groups: those in trouble first; an update that goes on before one rolled back."""
    standings = model.groups()

    def rank(number: int) -> int:
        verdict = standings[number][1].name
        if number < standings.troubled and verdict != ROLLED_BACK:
            return 0
        return 1 if verdict in UNDER_WAY else 2

    return [standings[number] for number in sorted(range(len(standings)), key=rank)]


def rows(model: ClusterModel) -> list[GroupRow]:
    """All groups, in that order."""
    return [_row(model, *standing) for standing in ordered(model)]


def row_of(model: ClusterModel, name: str) -> GroupRow | None:
    """That of the group of that name; None where DescribeCluster names no such group."""
    standing = standing_of(model, name)
    return None if standing is None else _row(model, *standing)


def standing_of(model: ClusterModel, name: str) -> Standing | None:
    """The counts and the verdict of the group of that name."""
    return next((each for each in model.groups() if each[0].instance_group_name == name), None)


def _row(model: ClusterModel, group: GroupCount, verdict: Verdict) -> GroupRow:
    name, history = group.instance_group_name, _history(model, group)
    failed = _last_failed(history)
    is_unknown = not verdict.attempts and verdict.name == UNKNOWN
    return GroupRow(
        instance_group_name=name,
        current_count=group.current_count,
        target_count=group.target_count,
        min_count=group.min_count,
        status=group.status,
        instance_types=group.instance_types,
        is_restricted=group.is_restricted,
        problems=tuple(group_problems(group)),
        verdict=verdict.name,
        reason=verdict.reason,
        rule=verdict.rule,
        source=verdict.source,
        mark=_mark(group, verdict),
        failed=None if is_unknown else verdict.attempts,
        is_bound=verdict.is_bound,
        last=verdict.last if history.has_tried else None,
        next=verdict.next,
        update=verdict.patch,
        progress=tuple(rollout_words(model, verdict)),
        cause=model.filtering.drawn_why(failed).cause if failed else "",
        result=_result(model, history, failed),
        result_event_id=failed.event_id if failed else "",
        event_ids=tuple([event.event_id for event in verdict.events]),
    )


def _history(model: ClusterModel, group: GroupCount) -> GroupHistory:
    return model.log.findings.groups.history(group.instance_group_name)


def _mark(group: GroupCount, verdict: Verdict) -> str:
    """How grave it is how a group stands: failed, short, busy, ok or off."""
    is_troubled = verdict.name in TROUBLED or bool(group_problems(group))
    return mark_of(verdict, troubled=is_troubled)


def _last_failed(history: GroupHistory) -> Event | None:
    """What failed last, where no attempt has begun or succeeded since."""
    failed = history.failed[-1].event if history.failed else None
    decided = [*history.begun[-1:], *history.came_up[-1:], *([failed] if failed else [])]
    refused = history.refused[-1:]
    if refused and all(each.event_time <= refused[0].event_time for each in decided):
        return refused[0]
    if failed and failed.event_time >= max(each.event_time for each in decided):
        return failed
    return None


def _result(model: ClusterModel, history: GroupHistory, failed: Event | None) -> str:
    """What became of the last attempt: of a failure its message."""
    if failed is not None:
        return message_of(model, failed) or failed.description
    decided = [*history.begun[-1:], *history.came_up[-1:]]
    if not decided:
        return "no attempt in the loaded events"
    last = max(decided, key=lambda event: event.event_time)
    return "a node entered service" if last in history.came_up[-1:] else "in progress"


# In words


def cells(model: ClusterModel, row: GroupRow) -> list[str]:
    """The words for each of the `COLUMNS`."""
    about = "" if row.next is None or row.next < model.answered else "~"
    return [
        row.instance_group_name,
        f"{row.current_count:,}/{row.target_count:,}",
        row.status,
        row.verdict,
        "?" if row.failed is None else f"{least_sign(model) * row.is_bound}{row.failed:,}",
        moment(model, row.last) or "-",
        f"{about}{due(model, row.next)}" or "-",
        "; ".join([*_beside_status(row), _how_far(row) or _with_cause(row)]),
    ]


def first_cause(row: GroupRow) -> str:
    """The cause that the last cell begins with, "" where it begins with something else."""
    # What DescribeCluster says is wrong stands before what became of an attempt.
    return "" if _beside_status(row) or _how_far(row) else row.cause


def _beside_status(row: GroupRow) -> list[str]:
    """What DescribeCluster says is wrong, but for the status, which has its column."""
    return [each for each in row.problems if each != f"status {row.status}"]


def _how_far(row: GroupRow) -> str:
    """How far an update is that is under way; "" where none is."""
    return ", ".join(row.progress) if row.verdict in UNDER_WAY else ""


def _with_cause(row: GroupRow) -> str:
    if not row.result_event_id:
        return row.result
    return f"{row.cause or 'failed'}: {row.result}"


def facts(model: ClusterModel, name: str) -> list[Labelled]:
    """What there is to say of the group of that name, but for what `described` has."""
    standing = standing_of(model, name)
    if standing is None:
        return []
    (group, verdict), row = standing, _row(model, *standing)
    history, capacity = _history(model, group), verdict.capacity
    missed = missed_in_words(capacity) if capacity and capacity.is_missed else ""
    updated = group.software_update_status
    update = [
        f"SoftwareUpdateStatus {updated}" if updated else "",
        row.update if row.update != row.verdict else "",
        *row.progress,
    ]
    waiting = waits_for(group, verdict) if verdict.name in (CHECKING, WAITING) else ""
    where, _, usual = verdict.source.partition(": ")
    is_failure = bool(row.result_event_id)
    result = row.result if row.cause or not is_failure else _with_cause(row)
    said = [
        Labelled("Problem", ", ".join(row.problems), weight="strong"),
        Labelled("Capacity", missed, weight="strong"),
        Labelled("Nodes", _nodes(row)),
        Labelled("Waiting", waiting),
        Labelled("Attempts", ", ".join(attempts_words(model, history, verdict))),
        Labelled("Failed" if is_failure else "Result", result, row.cause),
        Labelled("Update", ", ".join(filter(None, update))),
        Labelled("Scaling", ", ".join(scaling_words(model, group, verdict))),
        Labelled("Capacity", in_words(capacity) if capacity else ""),
        Labelled("Usual", sourced(usual, where)),
        Labelled("Rule", f"{row.rule}."),
        Labelled("", "Worked out from events; not a service status.", weight="dim"),
    ]
    return [each for each in said if each.text]


def described(model: ClusterModel, name: str) -> list[Fact]:
    """What DescribeCluster says of the group of that name beside its counts."""
    standing = standing_of(model, name)
    return [] if standing is None else group_facts(model.info, standing[0])


def _nodes(row: GroupRow) -> str:
    """Its counts in a sentence."""
    missing, status = row.target_count - row.current_count, f"status {row.status}"
    said = [
        f"{row.current_count:,} of {row.target_count:,}",
        f"{missing:,} missing" if missing > 0 else "",
        "" if row.min_count is None else f"MinCount {row.min_count:,}",
        status if row.status and status not in row.problems else "",
    ]
    return ", ".join(filter(None, said))


# All of them


def totals(model: ClusterModel) -> list[tuple[str, int, str]]:
    """How many groups need a look: the mark of each kind, its number, and what is said of it."""
    standings = model.groups()
    marks = [_mark(*standing) for standing in standings]
    short = sum(
        group.current_count < group.target_count
        for (group, _), each in zip(standings, marks, strict=True)
        if each == "short"
    )
    said = [("failed", marks.count("failed"), "failed"), ("short", short, "short of nodes")]
    said.append(("busy", marks.count("busy"), "changing"))
    return [each for each in said if each[1]]


def stale(model: ClusterModel) -> str:
    """How old the counts are, where they are older than what else is known; "" elsewhere."""
    seen = model.info_seen
    age = 0.0 if seen is None else model.answered - seen
    return f"counts from {minutes(age)} ago" if age >= STALE_SECONDS else ""


def missing_details(model: ClusterModel) -> Sequence[str]:
    """The failures whose details name the nodes, by their `EventId`; the newest first."""
    waiting = model.log.findings.signatures.waiting
    return [each.event_id for each in sorted(waiting, key=lambda each: -each.event_time)]
