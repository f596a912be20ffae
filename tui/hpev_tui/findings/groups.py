"""The attempts of each instance group, and the verdict that they lead to."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from hpev_tui.findings.attempts import FailedAttempt, FailedAttempts, Pairing
from hpev_tui.findings.facts import Facts, Identities
from hpev_tui.findings.timeline import READY, middle, step_of
from hpev_tui.model.events import Event, GroupCount
from hpev_tui.rules.phrasebook import Phrasebook, rule_file
from hpev_tui.text.times import duration


class GroupHistory:
    """What happened to one instance group. Times are seconds since the epoch."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.begun: list[float] = []
        """When attempts began, the oldest first."""
        self.came_up: list[float] = []
        """When nodes came up."""
        self.ready: list[str] = []
        """The instances that came up, in the order in which their events were added."""
        self.changed: list[float] = []
        """When a change of the group as a whole was asked for."""
        self.attempts = FailedAttempts()
        self.failed = self.attempts.in_order
        """The failed attempts, the oldest first."""
        self.revision = 0
        """Another number whenever something may have changed."""


class GroupTable:
    """What happened to a cluster's groups, by `InstanceGroupName`."""

    def __init__(
        self, identities: Identities, facts: Mapping[str, Facts], pairing: Pairing
    ) -> None:
        self._identities = identities
        self._facts = facts
        self._pairing = pairing
        self.histories: dict[str, GroupHistory] = {}
        self.revision = 0
        """Another number whenever a history may have changed."""

    def history(self, name: str) -> GroupHistory:
        """The history of a group; an empty one where no event names it."""
        return self.histories.get(name) or GroupHistory(name)

    def add(self, event: Event) -> None:
        """Add an event."""
        name = event.instance_group_name
        if not name:
            return
        history = self.histories.get(name)
        if history is None:
            history = self.histories[name] = GroupHistory(name)
        self._touch(history)
        step = step_of(event)
        if step is None:
            if is_activity(event):
                insort(history.changed, event.event_time)
        elif step.begins:
            insort(history.begun, event.event_time)
        elif step.name == READY:
            insort(history.came_up, event.event_time)
            history.ready.append(event.instance_id)
        elif step.fails:
            self._note(event)

    def recount(self, event: Event) -> None:
        """Count an event anew: its detail has come, or whether it is one of a pair has changed."""
        step = step_of(event) if event.instance_group_name in self.histories else None
        if step is not None and step.fails:
            self._note(event)

    def joined(self, instance_ids: Iterable[str]) -> None:
        """It is known now of which node each of these instances is."""
        node_of = {instance: self._identities.of_instance(instance) for instance in instance_ids}
        for history in self.histories.values():
            if history.attempts.join(node_of):
                self._touch(history)

    def _touch(self, history: GroupHistory) -> None:
        self.revision += 1
        history.revision = self.revision

    def _note(self, event: Event) -> None:
        facts = self._facts.get(event.event_id)
        history = self.histories[event.instance_group_name]
        self._touch(history)
        attempts = history.attempts
        if self._pairing.first_of(event.event_id):
            # The first event of the pair reports the attempt, whichever of the two was added first.
            attempts.drop(event)
        else:
            node = self._identities.node(event, facts.node_logical_id if facts else "")
            attempts.put(event, node)


FILE_NAME = "verdicts.json"

RETRYING, STUCK, UNKNOWN = "retrying", "stuck", "unknown"


class Verdict(NamedTuple):
    """How a group stands. Times are seconds since the epoch."""

    name: str
    """A key of the rules: growing, steady, retrying, stuck, recovered, shrinking or unknown."""
    rule: str
    """The condition for it, in words."""
    source: str
    """Where the times in the rule come from."""
    attempts: int = 0
    """How many attempts failed in the latest run of attempts."""
    nodes: int = 0
    """For how many nodes, as far as that is known."""
    last: float | None = None
    """When an attempt began, failed or succeeded last."""
    next: float | None = None
    """When the next one is due, where earlier ones came at regular intervals."""


class VerdictRules(NamedTuple):
    """The times that verdicts depend on, by their names, and the rules in words."""

    seconds: Mapping[str, float]
    sources: Mapping[str, str]
    rules: Mapping[str, str]
    activity: Phrasebook[bool]


def verdict_of(
    group: GroupCount, history: GroupHistory, now: float, covered_from: float | None
) -> Verdict:
    """The verdict on a group.

    Args:
        group: Its counts, as DescribeCluster gave them last.
        history: What happened to it, as far as events are loaded.
        now: When the service answered last; what happened later is not known.
        covered_from: From when on all events up to `now` are loaded; None where some are missing.
    """
    seconds = verdict_rules().seconds
    times = [*history.begun[-1:], *history.came_up[-1:], *history.changed[-1:]]
    times += [attempt.event.event_time for attempt in history.failed[-1:]]
    last = max(times, default=None)
    run = _last_run(history.failed, seconds["stuck"])
    failed_last = run[-1].event.event_time if run else float("-inf")
    name = _name(group, history, now, last, failed_last)
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
    group: GroupCount, history: GroupHistory, now: float, last: float | None, failed_last: float
) -> str:
    seconds = verdict_rules().seconds
    if group.current_count > group.target_count:
        return "shrinking"
    if group.current_count == group.target_count:
        return "recovered" if failed_last >= now - seconds["recovered"] else "steady"
    if last is None or last < now - seconds["stuck"]:
        return STUCK
    came_up = history.came_up[-1] if history.came_up else float("-inf")
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
    """When the next failure is due: a node's last one plus the usual time between two of one node.

    None where no node has failed three times. A node that is long overdue is left out.
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
    """Whether an event says that a change of a group was asked for."""
    return event.resource_type == "InstanceGroup" and bool(
        verdict_rules().activity.meaning(event.description)
    )


@cache
def _in_words(name: str) -> str:
    rules = verdict_rules()
    return rules.rules[name].format(**{key: duration(each) for key, each in rules.seconds.items()})


@cache
def _sources(name: str) -> str:
    rules = verdict_rules()
    used = [key for key in rules.seconds if f"{{{key}}}" in rules.rules[name]]
    return "; ".join(rules.sources[key] for key in used)


@rule_file(FILE_NAME)
def verdict_rules(data: dict[str, Any]) -> VerdictRules:
    """The rules of verdicts."""
    times = data["times"]
    return VerdictRules(
        seconds={name: each["seconds"] for name, each in times.items()},
        sources={
            name: f"{each['source']}{' (inferred)' * each['inferred']}"
            for name, each in times.items()
        },
        rules=data["verdicts"],
        activity=Phrasebook((wording, True) for wording in data["activity"]),
    )


_GRAVEST = (STUCK, RETRYING, UNKNOWN, "growing", "shrinking", "recovered", "steady")


def by_gravity(judged: Iterable[tuple[GroupCount, Verdict]]) -> list[tuple[GroupCount, Verdict]]:
    """Groups with their verdicts, the gravest first."""
    return sorted(judged, key=lambda each: _GRAVEST.index(each[1].name))
