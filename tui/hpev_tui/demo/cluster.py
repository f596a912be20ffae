"""One cluster: its events by number in the order of time, and how it stands after them."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from hpev_tui.demo.plan import GroupChange, GroupPlan, NodeChange, Stage, StoryEvent, wordings


@dataclass(frozen=True, slots=True)
class EventQuery:
    """The filters of ListClusterEvents. What is None does not filter."""

    group: str | None = None
    instance_id: str | None = None
    resource_type: str | None = None
    operation_id: str | None = None
    after: float | None = None
    """Inclusive, as pollers of the service observe it, whatever its documentation says."""
    before: float | None = None
    """Exclusive."""


class DemoLog(Protocol):
    """Numbered events: 0 is the oldest, and a number stays with its event for ever."""

    def count(self, now: float) -> int:
        """How many events there are by now."""

    def time(self, number: int) -> float:
        """When an event happened."""

    def summary(self, number: int) -> dict[str, Any]:
        """An event as ListClusterEvents shows it."""

    def detail(self, number: int) -> dict[str, Any]:
        """An event as DescribeClusterEvent shows it."""

    def number_of(self, event_id: str) -> int | None:
        """The number of an event, or None if the cluster has no such event."""

    def matching(self, query: EventQuery, numbers: range) -> Iterator[int]:
        """Those of the numbers whose events pass the filters (other than time), in that order."""


def within_times(log: DemoLog, query: EventQuery, count: int) -> range:
    """The numbers of the first `count` events that are within the query's limits of time."""
    numbers = range(count)
    first = 0 if query.after is None else bisect_left(numbers, query.after, key=log.time)
    last = count if query.before is None else bisect_left(numbers, query.before, key=log.time)
    return range(first, last)


class StoryLog:
    """The events of a story, as far as the clock has come."""

    def __init__(self, stage: Stage, on_event: Callable[[StoryEvent], None]) -> None:
        """Take the plan's story; `on_event` is called with each event that happens."""
        self._stage = stage
        self._coming = self._story()
        self._on_event = on_event
        self._next: StoryEvent | None = None
        self._past: list[StoryEvent] = []
        self._numbers: dict[str, int] = {}

    def _story(self) -> Iterator[StoryEvent]:
        # A generator, so that the story is not begun before somebody asks for its first event.
        yield from self._stage.plan.story(self._stage)

    def count(self, now: float) -> int:
        """How many events there are by now; those that were due happen. One thread at a time."""
        if self._next is None:
            self._next = next(self._coming, None)
        while self._next is not None and self._next.time <= now:
            self._numbers[self._event_id(len(self._past))] = len(self._past)
            self._past.append(self._next)
            self._on_event(self._next)
            self._next = next(self._coming, None)
        return len(self._past)

    def event(self, number: int) -> StoryEvent:
        """An event as its story has it."""
        return self._past[number]

    def time(self, number: int) -> float:
        """When an event happened, to the millisecond that the service sends."""
        return round(self._past[number].time, 3)

    def number_of(self, event_id: str) -> int | None:
        """The number of an event, or None if the cluster has no such event."""
        return self._numbers.get(event_id)

    def matching(self, query: EventQuery, numbers: range) -> Iterator[int]:
        """Those of the numbers whose events pass the filters, in that order."""
        types = wordings().events
        for number in numbers:
            event = self._past[number]
            if (
                query.group in (None, event.group)
                and query.instance_id in (None, event.instance_id)
                and query.operation_id in (None, event.operation_id)
                and query.resource_type in (None, types[event.wording].resource_type)
            ):
                yield number

    def summary(self, number: int) -> dict[str, Any]:
        """An event as ListClusterEvents shows it."""
        return render(self._stage, self._past[number], self._event_id(number), self.time(number))

    def detail(self, number: int) -> dict[str, Any]:
        """An event as DescribeClusterEvent shows it."""
        event = self._past[number]
        return {**self.summary(number), **render_details(event)}

    def _event_id(self, number: int) -> str:
        return self._stage.seeded.uuid("event", self._stage.name, number)


def render(stage: Stage, event: StoryEvent, event_id: str, time: float) -> dict[str, Any]:
    """A story's event in the service's form, without its details."""
    wording = wordings().events[event.wording]
    texts = {
        "cluster": stage.name,
        "cluster_id": stage.cluster_id,
        "eks": stage.eks_name,
        "group": event.group,
        "instance": event.instance_id,
        **event.texts,
    }
    row = {
        "EventId": event_id,
        "ClusterArn": stage.arn,
        "ClusterName": stage.name,
        "InstanceGroupName": event.group,
        "InstanceId": event.instance_id,
        "ResourceType": wording.resource_type,
        "EventTime": time,
        "Description": wording.description.format_map(texts),
        "EventLevel": wording.level,
        "OperationId": event.operation_id,
    }
    return {name: value for name, value in row.items() if value != ""}


def render_details(event: StoryEvent) -> dict[str, Any]:
    """The part of an event that only DescribeClusterEvent has; some events have none."""
    if event.metadata is None:
        return {}
    member = wordings().events[event.wording].member
    return {"EventDetails": {"EventMetadata": {member: event.metadata}}}


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

    def __init__(self, stage: Stage, log: DemoLog | None = None) -> None:
        """Make a cluster; `log` has its events where they do not come from the plan's story."""
        self.stage = stage
        self.plan = stage.plan
        self._lock = threading.RLock()
        self._nodes: dict[str, NodeState] = {}
        self._fields: dict[str, dict[str, Any]] = {}
        self._populated = False
        self._log = log or StoryLog(stage, self._apply)

    @property
    def created(self) -> float:
        """When the cluster was created."""
        return round(self.stage.start - self.plan.age, 3)

    def log(self, now: float) -> tuple[DemoLog, int]:
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

    def _catch_up(self, now: float) -> int:
        if not self._populated:
            self._populated = True
            for group in self.plan.groups:
                self._populate(group)
        return self._log.count(now)

    def _populate(self, group: GroupPlan) -> None:
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

    def _apply(self, event: StoryEvent) -> None:
        if isinstance(event.change, GroupChange):
            self._fields.setdefault(event.change.group, {}).update(event.change.fields)
        elif isinstance(event.change, NodeChange):
            self._change_node(event.change, event.time)

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
