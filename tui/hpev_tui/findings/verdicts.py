"""How an instance group stands, by rules that are data (`data/verdicts.json`).

It is a reading of what is loaded, not a promise of the service's; each verdict has its rule.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from hpev_tui.findings.middle import middle
from hpev_tui.model import Event, GroupCount
from hpev_tui.paths import data_file
from hpev_tui.phrases import Phrasebook
from hpev_tui.times import duration

if TYPE_CHECKING:
    from hpev_tui.findings.attempts import FailedAttempt
    from hpev_tui.findings.groups import GroupTally

FILE_NAME = "verdicts.json"

RETRYING, STUCK, UNKNOWN = "retrying", "stuck", "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a group stands. Times are seconds since the epoch."""

    name: str
    """A key of the rules: growing, steady, retrying, stuck, recovered, shrinking or unknown."""
    rule: str
    """What has to be so for it, in words."""
    source: str
    """Where the times in the rule come from."""
    attempts: int = 0
    """How many attempts failed in the run of attempts that goes on, or went on last."""
    nodes: int = 0
    """For how many nodes, as far as that is known."""
    last: float | None = None
    """When an attempt began, failed or succeeded last."""
    next: float | None = None
    """When the next one is to be expected, where earlier ones came in regular turns."""


@dataclass(frozen=True, slots=True)
class _Rules:
    seconds: Mapping[str, float]
    sources: Mapping[str, str]
    rules: Mapping[str, str]
    activity: Phrasebook[bool]


def verdict_of(
    group: GroupCount, tally: GroupTally, now: float, covered_from: float | None
) -> Verdict:
    """The verdict on a group.

    Args:
        group: Its counts, as DescribeCluster gave them last.
        tally: Its attempts, as far as events are loaded.
        now: When the service last answered: what has happened since is not known.
        covered_from: From when on all events are loaded up to then; None where that is not so.
    """
    seconds = _rules().seconds
    times = [*tally.begun[-1:], *tally.came_up[-1:], *tally.changed[-1:]]
    times += [attempt.event.event_time for attempt in tally.failed[-1:]]
    last = max(times, default=None)
    run = _last_run(tally.failed, seconds["stuck"])
    failed_last = run[-1].event.event_time if run else float("-inf")
    name = _name(group, tally, now, last, failed_last)
    if name == STUCK and (covered_from is None or covered_from > now - seconds["stuck"]):
        name = UNKNOWN
    return Verdict(
        name=name,
        rule=_in_words(name),
        source=_sources(name),
        attempts=len(run),
        nodes=len({attempt.node for attempt in run} - {""}),
        last=last,
        next=_next(run, now) if name == RETRYING else None,
    )


def _name(
    group: GroupCount, tally: GroupTally, now: float, last: float | None, failed_last: float
) -> str:
    seconds = _rules().seconds
    if group.current_count > group.target_count:
        return "shrinking"
    if group.current_count == group.target_count:
        return "recovered" if failed_last >= now - seconds["recovered"] else "steady"
    if last is None or last < now - seconds["stuck"]:
        return STUCK
    came_up = tally.came_up[-1] if tally.came_up else float("-inf")
    if failed_last > came_up or failed_last >= now - seconds["lately"]:
        return RETRYING
    return "growing"


def _last_run(failed: list[FailedAttempt], apart: float) -> list[FailedAttempt]:
    """The failed attempts since the last pause that was longer than `apart` seconds."""
    start = len(failed) - 1
    while (
        start > 0 and failed[start].event.event_time - failed[start - 1].event.event_time <= apart
    ):
        start -= 1
    return failed[max(start, 0) :]


def _next(run: list[FailedAttempt], now: float) -> float | None:
    """When the next failure is due: each node's last one and the usual time between two of one.

    None where no node has failed three times; a node that is long overdue is waited for no more.
    """
    of_node: dict[str, list[float]] = {}
    for attempt in run:
        if attempt.node:
            of_node.setdefault(attempt.node, []).append(attempt.event.event_time)
    turns = [b - a for times in of_node.values() for a, b in pairwise(times)]
    if max(map(len, of_node.values()), default=0) < 3:
        return None
    turn = middle(turns)
    due = [times[-1] + turn for times in of_node.values() if now - times[-1] <= 2 * turn]
    return min(due, default=None)


def is_activity(event: Event) -> bool:
    """Whether an event tells that a group was told to change."""
    return event.resource_type == "InstanceGroup" and bool(
        _rules().activity.meaning(event.description)
    )


def _in_words(name: str) -> str:
    rules = _rules()
    return rules.rules[name].format(**{key: duration(each) for key, each in rules.seconds.items()})


def _sources(name: str) -> str:
    rules = _rules()
    used = [key for key in rules.seconds if f"{{{key}}}" in rules.rules[name]]
    return "; ".join(rules.sources[key] for key in used)


def load_rules() -> None:
    """Read the rules now rather than with the first event that is looked at."""
    _rules()


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    data = json.loads(data_file(FILE_NAME).read_text(encoding="utf-8"))
    times = data["times"]
    return _Rules(
        seconds={name: each["seconds"] for name, each in times.items()},
        sources={
            name: f"{each['source']}{' (inferred)' * each['inferred']}"
            for name, each in times.items()
        },
        rules=data["verdicts"],
        activity=Phrasebook((wording, True) for wording in data["activity"]),
    )
