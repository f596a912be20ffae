"""The verdict on each instance group: what it says, by which rule, and on which events it rests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from hpev_tui.findings.attempts import FailedAttempt
from hpev_tui.findings.capacity import Capacity, capacity_of
from hpev_tui.findings.facts import is_instance
from hpev_tui.findings.history import GroupHistory
from hpev_tui.findings.patches import ENDED_BADLY, PATCHED, UNDER_WAY, Update, latest_update
from hpev_tui.findings.rollouts import Rollout, Scaling, rollout_of, scaling_of
from hpev_tui.findings.runs import at_least, last_run, next_due
from hpev_tui.model.events import ClusterNode, Event, GroupCount
from hpev_tui.rules.phrasebook import rule_file
from hpev_tui.text.times import duration, minutes

FILE_NAME = "verdicts.json"

RETRYING, STUCK, UNKNOWN = "retrying", "stuck", "not known"
GROWING, SHRINKING, RECOVERED, STEADY = "growing", "shrinking", "recovered", "steady"
WAITING, CHECKING, FAILED = "waiting", "checking", "failed"

IN_DEEP_CHECKS = "DeepHealthCheckInProgress"
SCHEDULED = "Scheduled"

MOST_EVIDENCE = 60
"""On how many events a verdict is said to rest, at most: the latest ones."""


class Verdict(NamedTuple):
    """How a group stands. Times are seconds since the epoch."""

    name: str
    """A key of the rules: growing, steady, retrying, stuck, recovered, not known …"""
    rule: str
    """The condition for it, in words."""
    source: str
    """Where the times in the rule come from."""
    reason: str = ""
    """Why it is not known; "" where it is."""
    is_silent: bool = False
    """Whether no event is known that could say it, such as of a cluster that has none."""
    attempts: int = 0
    """How many attempts failed in the latest run of attempts: at least so many, if `is_bound`."""
    is_bound: bool = False
    """Whether older attempts of that run may not be loaded, or two of them be one."""
    nodes: int = 0
    """For how many nodes, an instance whose node is not known counting as one."""
    instances: int = 0
    """How many of these are such instances, several of which may be one node's."""
    down: int = 0
    """How many of these have not come up since."""
    checking: int = 0
    """How many of its nodes are in deep health checks."""
    patch: str = ""
    """How its update stands, where that is under way or ended badly."""
    skipped: int = 0
    """How many nodes that update has skipped."""
    rollout: Rollout | None = None
    """How far that update is, and one that ended well lately."""
    scaling: Scaling | None = None
    """How a change of its size goes on, where it is not complete."""
    capacity: Capacity | None = None
    """Which capacity its attempts were given."""
    last: float | None = None
    """When there was the last sign: a step of a node, or a change of the group."""
    next: float | None = None
    """When the next one is due, where earlier ones came at regular intervals; it may be past."""
    events: tuple[Event, ...] = ()
    """The events that it rests on, the newest first."""


class VerdictRules(NamedTuple):
    """The times that verdicts depend on, by their names, and the rules in words."""

    seconds: Mapping[str, float]
    sources: Mapping[str, str]
    rules: Mapping[str, str]
    reasons: Mapping[str, str]


class _Basis(NamedTuple):
    """What a verdict is made of."""

    group: GroupCount
    history: GroupHistory
    now: float
    covered_from: float
    """From when on all events up to `now` are loaded; infinite where some are missing."""
    nodes: Sequence[ClusterNode] | None
    update: Update
    """The group's last update."""

    @property
    def failed_last(self) -> float:
        failed = self.history.failed
        return failed[-1].event.event_time if failed else float("-inf")

    @property
    def came_up_last(self) -> float:
        up = self.history.came_up
        return up[-1].event_time if up else float("-inf")

    @property
    def refused_last(self) -> float:
        refused = self.history.refused
        return refused[-1].event_time if refused else float("-inf")

    @property
    def asked_last(self) -> float:
        """When an attempt for a node, or a change of the group, last began."""
        asked = [*self.history.begun[-1:], *self.history.changed[-1:]]
        return max((event.event_time for event in asked), default=float("-inf"))

    @property
    def checking(self) -> int:
        name = self.group.instance_group_name
        return sum(
            node.instance_group_name == name and node.status == IN_DEEP_CHECKS
            for node in self.nodes or ()
        )

    @property
    def running(self) -> set[str]:
        """The nodes that run, as far as ListClusterNodes says."""
        up = [node for node in self.nodes or () if node.status == "Running"]
        return {name for node in up for name in (node.node_logical_id, node.instance_id) if name}

    def since(self, name: str) -> float:
        """When one of the rules' times began that ends now."""
        return self.now - verdict_rules().seconds[name]


def verdict_of(
    group: GroupCount,
    history: GroupHistory,
    now: float,
    covered_from: float | None,
    nodes: Sequence[ClusterNode] | None = None,
    *,
    has_events: bool = True,
) -> Verdict:
    """The verdict on a group.

    Args:
        group: What DescribeCluster says of it.
        history: What happened to it, as far as events are loaded.
        now: When the service answered last; what happened later is not known.
        covered_from: From when on all events up to `now` are loaded; None where some are missing.
        nodes: The cluster's nodes as ListClusterNodes gave them; None where that is not known.
        has_events: Whether the service records events of the cluster at all.
    """
    covered = float("inf") if covered_from is None else covered_from
    update = latest_update(history)
    basis = _Basis(group, history, now, covered, nodes, update)
    seconds = verdict_rules().seconds
    run = last_run(history.failed, seconds["stuck"])
    patch = update.stands(group, now, seconds["lately"])
    name, reason = _by_counts(basis)
    is_complete = group.current_count == group.target_count
    if (patch in UNDER_WAY and name not in (SHRINKING, RETRYING, WAITING)) or (
        patch in ENDED_BADLY and is_complete
    ):
        name, reason = patch, ""
    elif name in (STEADY, RECOVERED, UNKNOWN) and is_complete and _is_patched(basis):
        name, reason = PATCHED, ""
    named = {attempt.node for attempt in run} - {""}
    instances = sum(map(is_instance, named))
    # A node may have failed since with an instance that is not known to be its own.
    is_due = name == RETRYING and not (instances and len(named) > 1)
    begins = run[0].event.event_time - seconds["stuck"] if run else now
    least = at_least(run)
    return Verdict(
        name=name,
        rule=_in_words(name),
        source=_sources(name),
        reason=_reason(reason if has_events or not reason else "no events", basis),
        is_silent=bool(reason) and (not has_events or covered == float("inf")),
        attempts=least,
        is_bound=bool(run) and (covered > begins or least < len(run)),
        nodes=len(named),
        instances=instances,
        # Where others have come up in their place, they are no more missing.
        down=min(
            sum(map(history.attempts.is_down, named - basis.running)),
            max(0, group.target_count - group.current_count),
        ),
        checking=basis.checking,
        patch=patch,
        skipped=update.skipped if patch else 0,
        rollout=rollout_of(group, history, update, covered, nodes)
        if patch or name == PATCHED
        else None,
        scaling=scaling_of(group, history, covered, seconds["min count"]),
        capacity=capacity_of(group, history),
        last=None if history.last_sign is None else history.last_sign.event_time,
        next=next_due(run, now) if is_due else None,
        events=_evidence(name, basis, run),
    )


def _is_patched(basis: _Basis) -> bool:
    """Whether its update ended well lately, and nothing has failed since."""
    ended = basis.update.ended_well
    return ended is not None and ended >= max(basis.since("patched"), basis.failed_last)


def _by_counts(basis: _Basis) -> tuple[str, str]:
    """The verdict by counts, attempts and nodes, and the key of the reason why it is not known."""
    group = basis.group
    if group.current_count > group.target_count:
        return SHRINKING, ""
    if group.current_count == group.target_count:
        return _of_complete(basis)
    since_up, lately = basis.came_up_last, basis.since("lately")
    last = basis.history.last_sign
    is_quiet = last is None or last.event_time < basis.since("stuck")
    if not is_quiet and (basis.failed_last > since_up or basis.failed_last >= lately):
        return RETRYING, ""
    if not is_quiet and basis.refused_last > max(since_up, basis.asked_last):
        return FAILED, ""
    if group.training_plan_status == SCHEDULED:
        return WAITING, ""
    if basis.checking:
        return CHECKING, ""
    if is_quiet:
        return _of_quiet(basis)
    if basis.covered_from > min(lately, max(since_up, basis.since("stuck"))):
        return UNKNOWN, "loaded"
    return GROWING, ""


def _of_complete(basis: _Basis) -> tuple[str, str]:
    """Recovered or steady: each only where all is loaded that it would be wrong by."""
    begin = basis.since("recovered")
    if basis.failed_last < begin:
        return (STEADY, "") if basis.covered_from <= begin else (UNKNOWN, "loaded")
    if basis.covered_from > basis.failed_last:
        return UNKNOWN, "loaded"
    if basis.came_up_last < basis.failed_last:
        return UNKNOWN, "none in service"
    return RECOVERED, ""


def _of_quiet(basis: _Basis) -> tuple[str, str]:
    """Stuck, unless something may go on that is not known."""
    begin = basis.since("stuck")
    if basis.covered_from > begin:
        return UNKNOWN, "loaded"
    unread = basis.history.last_unknown
    if unread is not None and unread.event_time >= begin:
        return UNKNOWN, "unread"
    if basis.nodes is None and basis.group.deep_health_checks:
        return UNKNOWN, "nodes"
    return STUCK, ""


def _reason(key: str, basis: _Basis) -> str:
    if not key:
        return ""
    reasons = verdict_rules().reasons
    if key != "loaded":
        return reasons[key]
    if basis.covered_from == float("inf"):
        return reasons["gap"]
    return reasons["loaded"].format(loaded=minutes(basis.now - basis.covered_from))


def _evidence(name: str, basis: _Basis, run: list[FailedAttempt]) -> tuple[Event, ...]:
    """The events that a verdict rests on, the newest first."""
    history = basis.history
    failures = [attempt.event for attempt in run[-MOST_EVIDENCE:]]
    up, begun, changed = history.came_up[-1:], history.begun[-1:], history.changed[-1:]
    failures += history.refused[-1:] if name in (STUCK, FAILED) else []
    signs = [] if history.last_sign is None else [history.last_sign]
    if name in (*UNDER_WAY, *ENDED_BADLY, PATCHED):
        events = [event for event, _ in basis.update.events]
        first = events[0].event_time if events else float("inf")
        events += [each for each in failures if each.event_time >= first]
    elif name == RECOVERED:
        events = failures + [e for e in history.came_up if e.event_time >= basis.failed_last]
    elif name in (STEADY, SHRINKING):
        events = [*up, *changed]
    else:
        events = [*failures, *up, *begun, *changed, *signs]
        if name == UNKNOWN and history.last_unknown is not None:
            events.append(history.last_unknown)
    latest = sorted(
        {event.event_id: event for event in events}.values(),
        key=lambda event: (-event.event_time, event.event_id),
    )
    return tuple(latest[:MOST_EVIDENCE])


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
        reasons=data["unknown"],
    )


TROUBLED = (STUCK, FAILED, RETRYING, "rolling back", "patch failed", "rolled back")
"""Verdicts of groups that somebody has to look at, the gravest first."""

_GRAVEST = (
    *TROUBLED,
    *(UNKNOWN, "baking", "patching", CHECKING, WAITING, GROWING, SHRINKING, RECOVERED),
    *(PATCHED, STEADY),
)


def by_gravity(judged: Iterable[tuple[GroupCount, Verdict]]) -> list[tuple[GroupCount, Verdict]]:
    """Groups with their verdicts, the gravest first; of two alike, the one that lacks nodes."""

    def rank(each: tuple[GroupCount, Verdict]) -> tuple[int, bool]:
        group, verdict = each
        is_complete = group.current_count == group.target_count
        if verdict.name == UNKNOWN and is_complete:
            # What is not known of a complete group is whether all is well.
            return _GRAVEST.index(RECOVERED), is_complete
        return _GRAVEST.index(verdict.name), is_complete

    return sorted(judged, key=rank)
