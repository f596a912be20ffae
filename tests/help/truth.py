"""What is true of the demo's clusters: by what their stories mean, not by the texts of events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hpev_tui.demo.cluster import Cluster, StoryLog
from hpev_tui.demo.history import EPISODE_EVENTS, HistoryLog
from hpev_tui.demo.plan import NodeChange, StoryEvent, wordings
from hpev_tui.demo.world import World

_BEGINS = ("creation-started", "replacement-started")
_SUCCEEDS = ("creation-completed", "replacement-completed")
"""The wordings with which an attempt to bring a node up begins, and with which it succeeds."""


@dataclass(frozen=True, slots=True)
class FailedNode:
    """One node that failed: what the user should be able to find out."""

    node_logical_id: str
    instance_id: str
    """The last instance that its events name, or empty."""
    instance_group_name: str
    cause: str
    """The failure message of the last failed attempt."""
    first_failure: float
    """Seconds since the epoch."""
    attempts: int
    """How many attempts failed so far."""
    recovered: bool
    """Whether the node came up after its last failure."""


@dataclass(frozen=True, slots=True)
class TrueAttempt:
    """One attempt to bring a node up. Times are seconds since the epoch."""

    node_logical_id: str
    instance_group_name: str
    begun: float
    ended: float | None
    """When it failed or succeeded; None while it is under way."""
    cause: str
    """The failure message of one that failed; empty otherwise."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The true answers about one cluster."""

    cluster_name: str
    failed_nodes: tuple[FailedNode, ...]
    """Its failed nodes, in the order of first failure."""
    attempts: tuple[TrueAttempt, ...] = ()
    """The attempts whose beginning is among the events, in that order; none of the long history."""


def answers_of(world: World, cluster_name: str) -> Answers:
    """The true answers about a cluster at this moment.

    Raises:
        KeyError: there is no such cluster.
    """
    cluster = world.cluster(cluster_name)
    if cluster is None:
        raise KeyError(cluster_name)
    return true_answers(cluster, world.now())


def true_answers(cluster: Cluster, now: float) -> Answers:
    """Which nodes failed, why, since when, how often, and whether they came up since."""
    log, count = cluster.log(now)
    assert isinstance(log, StoryLog | HistoryLog)
    events = [log.event(number) for number in range(count)]
    if isinstance(log, HistoryLog):
        return Answers(cluster.plan.name, _by_first_failure(_failed_in_episodes(events)))
    nodes = _by_first_failure(_failed_in_story(events))
    return Answers(cluster.plan.name, nodes, tuple(_attempts(events)))


def _by_first_failure(nodes: list[FailedNode]) -> tuple[FailedNode, ...]:
    return tuple(sorted(nodes, key=lambda node: node.first_failure))


def _node_changes(events: Sequence[StoryEvent]) -> Iterator[tuple[StoryEvent, NodeChange]]:
    for event in events:
        if isinstance(event.change, NodeChange):
            yield event, event.change


def _failed_in_story(events: Sequence[StoryEvent]) -> list[FailedNode]:
    nodes: dict[str, FailedNode] = {}
    for event, change in _node_changes(events):
        before = nodes.get(change.node)
        if change.cause:
            nodes[change.node] = FailedNode(
                node_logical_id=change.node,
                instance_id=change.instance_id or (before.instance_id if before else ""),
                instance_group_name=change.group,
                cause=change.cause,
                first_failure=before.first_failure if before else round(event.time, 3),
                attempts=before.attempts + 1 if before else 1,
                recovered=False,
            )
        elif before:
            nodes[change.node] = replace(
                before,
                instance_id=change.instance_id or before.instance_id,
                recovered=before.recovered or change.status == "Running",
            )
    return list(nodes.values())


def _failed_in_episodes(events: Sequence[StoryEvent]) -> list[FailedNode]:
    """Of the long history, whose changes have no causes: each episode is one failed attempt."""
    nodes: dict[str, FailedNode] = {}
    types = wordings().events
    for start in range(0, len(events), EPISODE_EVENTS):
        episode = events[start : start + EPISODE_EVENTS]
        errors = [event for event in episode if types[event.wording].level == "Error"]
        for event, change in _node_changes(errors[:1]):
            before = nodes.get(change.node)
            nodes[change.node] = FailedNode(
                node_logical_id=change.node,
                instance_id=change.instance_id,
                instance_group_name=change.group,
                cause=change.message,
                first_failure=before.first_failure if before else round(event.time, 3),
                attempts=before.attempts + 1 if before else 1,
                recovered=len(episode) == EPISODE_EVENTS,
            )
    return list(nodes.values())


def _attempts(events: Sequence[StoryEvent]) -> list[TrueAttempt]:
    attempts: list[TrueAttempt] = []
    under_way: dict[str, int] = {}
    """Which attempt each node's latest one is, while it is under way."""
    for event, change in _node_changes(events):
        time = round(event.time, 3)
        if event.wording in _BEGINS:
            under_way[change.node] = len(attempts)
            attempts.append(TrueAttempt(change.node, change.group, time, None, ""))
        elif event.wording in _SUCCEEDS or change.cause:
            index = under_way.pop(change.node, None)
            if index is not None:
                attempts[index] = replace(attempts[index], ended=time, cause=change.cause)
    return attempts
