"""How far the update of a group's software is, and its scaling: by its counts, events and nodes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import chain, repeat
from typing import NamedTuple

from hpev_tui.findings.history import GroupHistory
from hpev_tui.findings.patches import Update
from hpev_tui.model.events import ClusterNode, GroupCount
from hpev_tui.rules.says import says

UPDATING, UPDATED, SKIPPED = "being updated", "updated", "skipped"
BACK, NOT_UPDATED = "rolled back", "failed"

IN_UPDATE = "SystemUpdating"
"""The status of a node whose software is updated (AWS service model)."""

_STRATEGY = re.compile(r"using (?:the )?([\w-]+) strategy", re.IGNORECASE)
_ALARMS = re.compile(r"Alarms \[([^\]]*)\]", re.IGNORECASE)
_BAKES = re.compile(r"for (\d{1,9})[- ]seconds?", re.IGNORECASE)


class Rollout(NamedTuple):
    """How far a group's last update is. Times are seconds since the epoch."""

    begun: float | None
    """When it began; None where that is not loaded."""
    total: int
    """The group's `TargetCount`."""
    strategy: str = ""
    """How it goes on, such as Rolling; "" where no event says it."""
    batches: int = 0
    """How many batches were selected."""
    updated: int | None = None
    """`TargetStateCount`; None where none was sent, or where it does not count these."""
    states: tuple[tuple[str, str], ...] = ()
    """What has become of each instance that its events, or ListClusterNodes, name."""
    is_bound: bool = True
    """Whether events of it may be missing, so that there may be more of each state."""
    baking_until: float | None = None
    """When the alarms have been watched for long enough; None while they are not."""
    alarms: tuple[str, ...] = ()
    """The alarms that are watched."""
    alarming: tuple[str, ...] = ()
    """Those that have entered the state ALARM."""

    def count(self, state: str) -> int:
        """How many instances are known to be in that state."""
        return sum(its == state for _, its in self.states)

    @property
    def left(self) -> int:
        """How many nodes nothing is known to have become of: at most so many, if `is_bound`."""
        counts = Counter(state for _, state in self.states)
        updated = counts.pop(UPDATED, 0) if self.updated is None else self.updated
        counts.pop(UPDATED, 0)
        return max(0, self.total - updated - sum(counts.values()))


def rollout_of(
    group: GroupCount,
    history: GroupHistory,
    update: Update,
    covered_from: float,
    nodes: Sequence[ClusterNode] | None,
) -> Rollout:
    """How far a group's last update is, as far as that is known.

    Args:
        group: What DescribeCluster says of it.
        history: What happened to it.
        update: Its last update.
        covered_from: From when on all events are loaded, in seconds since the epoch.
        nodes: The cluster's nodes; None where they are not known.
    """
    events = update.events
    since = events[0][0].event_time if events else float("-inf")
    has_begun = bool(events) and events[0][1].outcome in ("started", "scheduled")
    begun = since if has_begun else None
    strategy, batches, until = "", 0, None
    alarms = group.rollback_alarms
    alarming: tuple[str, ...] = ()
    for event, said in update.of_group:
        text = event.description
        if said.operation == "bake":
            named, seconds = _names(text), _BAKES.search(text)
            until = None
            if said.outcome == "started":
                alarms = named or alarms
                until = event.event_time + int(seconds[1]) if seconds else None
            elif said.outcome == "failed":
                alarming = named
        elif said.operation == "patch":
            strategy = match[1] if (match := _STRATEGY.search(text)) else strategy
            batches += said.outcome == "progress"
            until = None
    return Rollout(
        begun,
        group.target_count,
        strategy,
        batches,
        _updated_by_count(group, update),
        tuple(sorted(_states(group, history, update, since, nodes).items())),
        begun is None or covered_from > begun,
        until,
        alarms,
        alarming,
    )


def _updated_by_count(group: GroupCount, update: Update) -> int | None:
    """`TargetStateCount`, as long as the update goes forward.

    With a rollback the desired image is the one from before, whose nodes it counts then (AWS
    service model: the current and the desired image ID swap).
    """
    of_group = {(its.operation, its.outcome) for _, its in update.of_group}
    is_back = ("bake", "failed") in of_group or any(name == "rollback" for name, _ in of_group)
    is_forward = group.software_update_status in ("", "Pending", "InProgress", "Succeeded")
    return group.target_state_count if is_forward and not is_back else None


def _names(text: str) -> tuple[str, ...]:
    match = _ALARMS.search(text)
    return tuple(filter(None, (each.strip() for each in match[1].split(",")))) if match else ()


_STATES = {
    ("patch", "skipped"): SKIPPED,
    ("patch", "failed"): UPDATING,
    ("patch", "succeeded"): UPDATED,
    ("update", "succeeded"): UPDATED,
    ("rollback", "succeeded"): BACK,
    ("rollback", "failed"): NOT_UPDATED,
    ("cordon", "failed"): NOT_UPDATED,
    ("root volume replacement", "failed"): NOT_UPDATED,
}
"""What has become of an instance after each of its events. One whose update failed is rolled back
next (AWS documentation, SageMaker HyperPod cluster events reference)."""


def _states(
    group: GroupCount,
    history: GroupHistory,
    update: Update,
    since: float,
    nodes: Sequence[ClusterNode] | None,
) -> dict[str, str]:
    steps = history.update_steps
    first = bisect_left(steps, since, key=lambda event: event.event_time)
    latest: dict[str, tuple[float, str]] = {}
    # The newest first, so that most of the others need not be read.
    for event, of_update in chain(
        zip(reversed(steps[first:]), repeat(None)), reversed(update.events)
    ):
        its_latest = latest.get(event.instance_id)
        if its_latest is not None and event.event_time < its_latest[0]:
            continue
        said = of_update or says(event.description)
        if said is None or said.subject != "Instance" or not event.instance_id:
            continue
        state = _STATES.get((said.operation, said.outcome), UPDATING)
        # Of what comes at one time, the end counts.
        if its_latest is None or event.event_time > its_latest[0] or state == UPDATED:
            latest[event.instance_id] = event.event_time, state
    states = {instance: state for instance, (_, state) in latest.items()}
    for node in nodes or ():
        if node.instance_group_name == group.instance_group_name and node.status == IN_UPDATE:
            states.setdefault(node.instance_id, UPDATING)
    return states


class Scaling(NamedTuple):
    """A change of a group's size that is under way. Times are seconds since the epoch."""

    begun: float | None
    """When it was asked for; None where that is not loaded."""
    stops: float | None
    """When the service gives it up and rolls it back; None where it does not, or not known when."""
    is_below_least: bool
    """Whether the group has fewer nodes than its `MinCount`."""


def scaling_of(
    group: GroupCount, history: GroupHistory, covered_from: float, gives_up: float
) -> Scaling | None:
    """The scaling of a group that is not complete; None for others.

    Args:
        group: What DescribeCluster says of it.
        history: What happened to it.
        covered_from: From when on all events are loaded, in seconds since the epoch.
        gives_up: After so many seconds a group below its `MinCount` is rolled back.
    """
    if group.current_count == group.target_count:
        return None
    begun = None
    for event in reversed(history.changed):
        said = says(event.description)
        if said is not None and said.operation in ("scaling", "update", "creation"):
            begun = event.event_time if event.event_time >= covered_from else None
            break
    is_below = group.min_count is not None and group.current_count < group.min_count
    stops = begun + gives_up if is_below and begun is not None else None
    return Scaling(begun, stops, is_below)
