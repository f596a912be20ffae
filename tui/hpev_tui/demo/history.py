"""A very long history, in which each event is computed from its number when it is asked for.

Eight events, of which two are errors and two are warnings, make an episode. Each episode is about
one node; the nodes take turns. The episodes of a node or of a group can therefore be counted off
without computing the others. They are data (`data/demo-history.json`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from hpev_tui.demo.cluster import EventQuery, render, render_details
from hpev_tui.demo.plan import ClusterPlan, Node, Stage, StoryEvent, wordings
from hpev_tui.system.files import data_of

EPISODE_EVENTS = 8

_EPISODE_SECONDS = 600.0
# An episode begins up to this much late; it still ends before the next one begins.
_LATENESS = 100.0
# The event's number is in its ID, so that the event can be found by its ID alone.
_ID_SPACE = "history"
_LATEST = 64
"""How many episodes are remembered: those of a few pages that several clients read."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One event of an episode."""

    offset: float
    """Seconds after the episode's beginning."""
    wording: str
    about: str
    """What the event names: `cluster`, `group`, `node` (without an instance) or `instance`."""
    failure: str = ""
    """The key of its failure message."""
    script: str = ""
    """How the lifecycle script stands."""
    texts: Mapping[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _data() -> tuple[ClusterPlan, list[list[Beat]]]:
    """The plan of the cluster, and the episodes."""
    data = data_of("demo-history.json")
    episodes = [[Beat(**beat) for beat in episode] for episode in data["episodes"]]
    return ClusterPlan.of(data["cluster"], lambda _: ()), episodes


def history_plan() -> ClusterPlan:
    """The cluster with the long history. Its events come from `HistoryLog`, not from a story."""
    plan, _ = _data()
    return plan


class HistoryLog:
    """So many events, the newest of them some minutes before the start."""

    def __init__(self, stage: Stage, events: int) -> None:
        self._stage = stage
        self._events = events
        self._episodes = -(-events // EPISODE_EVENTS)
        self._nodes = [
            node
            for group in stage.plan.groups
            for node in stage.nodes(group.name, 0, group.running)
        ]
        _, self._kinds = _data()
        self._instances = [stage.instance(node) for node in self._nodes]
        # The events of a page are those of a few episodes.
        self._begin = lru_cache(maxsize=_LATEST)(self._begin_of)
        self._kind = lru_cache(maxsize=_LATEST)(self._kind_of)
        # As many as there are events in the episodes of each kind for each node.
        self._row = lru_cache(maxsize=None)(self._row_of)

    def count(self, now: float) -> int:
        """How many events there are: none come any more."""
        del now
        return self._events

    def event(self, number: int) -> StoryEvent:
        """An event as its episode has it."""
        episode, at = divmod(number, EPISODE_EVENTS)
        turn = episode % len(self._nodes)
        beat = self._beats(episode)[at]
        moment = self._begin(episode) + beat.offset
        return _beat_event(self._stage, beat, self._nodes[turn], self._instances[turn], moment)

    def time(self, number: int) -> float:
        """When an event happened."""
        episode, at = divmod(number, EPISODE_EVENTS)
        beat = self._beats(episode)[at]
        return round(self._stage.start + self._begin(episode) + beat.offset, 3)

    def summary(self, number: int) -> dict[str, Any]:
        """An event as ListClusterEvents shows it."""
        episode, at = divmod(number, EPISODE_EVENTS)
        row = self._row(episode % len(self._nodes), self._kind(episode), at)
        event_id = self._stage.seeded.numbered_uuid(_ID_SPACE, number)
        return {**row, "EventId": event_id, "EventTime": self.time(number)}

    def detail(self, number: int) -> dict[str, Any]:
        """An event as DescribeClusterEvent shows it."""
        return {**self.summary(number), **render_details(self.event(number))}

    def number_of(self, event_id: str) -> int | None:
        """The number of an event, or None if the cluster has no such event."""
        number = self._stage.seeded.number_of(_ID_SPACE, event_id)
        return number if number is not None and number < self._events else None

    def matching(self, query: EventQuery, numbers: range) -> Iterator[int]:
        """Those of the numbers whose events pass the filters, in that order."""
        if query.operation_id is not None or not numbers:
            return
        turns = [
            turn
            for turn, node in enumerate(self._nodes)
            if query.group in (None, node.group)
            and query.instance_id in (None, self._instances[turn])
        ]
        for episode in self._episodes_of(turns, numbers):
            beats = self._beats(episode)
            for at in range(EPISODE_EVENTS)[:: 1 if numbers.step > 0 else -1]:
                number = episode * EPISODE_EVENTS + at
                if number in numbers and _passes(query, beats[at]):
                    yield number

    def _episodes_of(self, turns: list[int], numbers: range) -> Iterator[int]:
        """The episodes of the nodes that have these turns, in the numbers' order."""
        first, last = sorted((numbers[0] // EPISODE_EVENTS, numbers[-1] // EPISODE_EVENTS))
        rounds = range(first // len(self._nodes), last // len(self._nodes) + 1)
        way = 1 if numbers.step > 0 else -1
        for each in rounds[::way]:
            for turn in turns[::way]:
                episode = each * len(self._nodes) + turn
                if first <= episode <= last:
                    yield episode

    def _begin_of(self, episode: int) -> float:
        late = self._stage.seeded.between(0, _LATENESS, "history", episode)
        return (episode - self._episodes) * _EPISODE_SECONDS + late

    def _beats(self, episode: int) -> list[Beat]:
        return self._kinds[self._kind(episode)]

    def _kind_of(self, episode: int) -> int:
        return self._stage.seeded.pick(range(len(self._kinds)), "episode", episode)

    def _row_of(self, turn: int, kind: int, at: int) -> dict[str, Any]:
        """A row of ListClusterEvents but for its ID and its time: many events have the same."""
        beat = self._kinds[kind][at]
        event = _beat_event(self._stage, beat, self._nodes[turn], self._instances[turn], 0.0)
        return render(self._stage, event, "-", 0.0)


def _passes(query: EventQuery, beat: Beat) -> bool:
    """Whether an event of an episode whose node passes the filters passes them itself."""
    if query.instance_id is not None and beat.about != "instance":
        return False
    if query.group is not None and beat.about == "cluster":
        return False
    resource_type = wordings().events[beat.wording].resource_type
    return query.resource_type in (None, resource_type)


def _beat_event(stage: Stage, beat: Beat, node: Node, instance: str, at: float) -> StoryEvent:
    """The event of one beat of the episode of a node, `at` seconds after the start."""
    instance_type = stage.group(node.group).instance_type
    message = beat.failure and stage.message(beat.failure, instance_type=instance_type)
    if beat.about in ("cluster", "group"):
        group = node.group if beat.about == "group" else ""
        return stage.event(at, beat.wording, group=group, failure=message, **beat.texts)
    of_node = stage.events_of(node, instance if beat.about == "instance" else "", at)
    return of_node(0, beat.wording, failure=message, script=beat.script, **beat.texts)
