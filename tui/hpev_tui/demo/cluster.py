"""One cluster as it stands: its plan, changed by every event that has happened so far."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hpev_tui.demo.log import StoryLog
from hpev_tui.demo.told import Answers, FailedNode, GroupChange, NodeChange, TrueAttempt

if TYPE_CHECKING:
    from hpev_tui.demo.log import EventLog
    from hpev_tui.demo.plan import GroupPlan, Stage
    from hpev_tui.demo.told import StoryEvent

_BEGINS = ("creation-started", "replacement-started")
_SUCCEEDS = ("creation-completed", "replacement-completed")
"""The wordings with which an attempt to bring a node up begins, and with which it succeeds."""


@dataclass(slots=True)
class NodeState:
    """How a node stands."""

    logical_id: str
    group: str
    status: str
    since: float
    """When its instance was launched, or when it was asked for."""
    instance_id: str = ""
    message: str = ""


class Cluster:
    """A cluster, its events and its present state. Safe to use from several threads."""

    def __init__(self, stage: Stage, log: EventLog | None = None) -> None:
        """Raise a cluster.

        Args:
            stage: its plan and its names.
            log: its events, where they do not come from the plan's story.
        """
        self.stage = stage
        self.plan = stage.plan
        self._lock = threading.RLock()
        self._nodes: dict[str, NodeState] = {}
        self._fields: dict[str, dict[str, Any]] = {}
        self._failed: dict[str, FailedNode] = {}
        self._attempts: list[TrueAttempt] = []
        self._under_way: dict[str, int] = {}
        """The place of each node's latest attempt, while it is under way."""
        self._peopled = False
        self._log = log or StoryLog(stage, self._hear)

    @property
    def created(self) -> float:
        """When the cluster was created."""
        return round(self.stage.start - self.plan.age, 3)

    def log(self, now: float) -> tuple[EventLog, int]:
        """The cluster's events, and how many of them have happened."""
        with self._lock:
            return self._log, self._catch_up(now)

    def nodes(self, now: float) -> list[NodeState]:
        """Its nodes at this moment, those without an instance included."""
        with self._lock:
            self._catch_up(now)
            return [replace(node) for node in self._nodes.values()]

    def group_fields(self, now: float) -> dict[str, dict[str, Any]]:
        """What has changed in the groups' entries since the story began."""
        with self._lock:
            self._catch_up(now)
            return {group: dict(fields) for group, fields in self._fields.items()}

    def answers(self, now: float) -> Answers:
        """Which nodes failed, why, since when, how often, and whether they came up since."""
        with self._lock:
            self._catch_up(now)
            nodes = sorted(self._failed.values(), key=lambda node: node.first_failure)
            return Answers(self.plan.name, tuple(nodes), tuple(self._attempts))

    def _catch_up(self, now: float) -> int:
        if not self._peopled:
            self._peopled = True
            for group in self.plan.groups:
                self._people(group)
        return self._log.count(now)

    def _people(self, group: GroupPlan) -> None:
        for node in self.stage.nodes(group.name, 0, group.running):
            # Nodes of one group come up within some minutes of each other.
            after = self.stage.seeded.between(400, 1500, "launch", node.logical_id)
            self._nodes[node.logical_id] = NodeState(
                logical_id=node.logical_id,
                group=group.name,
                status="Running",
                since=round(self.created + after, 3),
                instance_id=self.stage.instance(node),
            )

    def _hear(self, event: StoryEvent) -> None:
        if isinstance(event.change, GroupChange):
            self._fields.setdefault(event.change.group, {}).update(event.change.fields)
        elif isinstance(event.change, NodeChange):
            self._change_node(event.change, event.time)
            self._note_failure(event.change, event.time)
            self._note_attempt(event, event.change)

    def _change_node(self, change: NodeChange, time: float) -> None:
        if change.status is None:
            return
        node = self._nodes.setdefault(
            change.node, NodeState(change.node, change.group, change.status, round(time, 3))
        )
        if change.instance_id != node.instance_id:
            node.instance_id, node.since = change.instance_id, round(time, 3)
        node.status = change.status
        if change.message or change.status == "Running":
            node.message = change.message

    def _note_failure(self, change: NodeChange, time: float) -> None:
        known = self._failed.get(change.node)
        if change.cause:
            self._failed[change.node] = FailedNode(
                node_logical_id=change.node,
                instance_id=change.instance_id or (known.instance_id if known else ""),
                instance_group_name=change.group,
                cause=change.cause,
                first_failure=known.first_failure if known else round(time, 3),
                attempts=known.attempts + 1 if known else 1,
                recovered=False,
            )
        elif known:
            self._failed[change.node] = replace(
                known,
                instance_id=change.instance_id or known.instance_id,
                recovered=known.recovered or change.status == "Running",
            )

    def _note_attempt(self, event: StoryEvent, change: NodeChange) -> None:
        if event.wording in _BEGINS:
            self._under_way[change.node] = len(self._attempts)
            begun = round(event.time, 3)
            self._attempts.append(TrueAttempt(change.node, change.group, begun, None, ""))
        elif event.wording in _SUCCEEDS or change.cause:
            place = self._under_way.pop(change.node, None)
            if place is not None:
                ended = round(event.time, 3)
                self._attempts[place] = replace(
                    self._attempts[place], ended=ended, cause=change.cause
                )
