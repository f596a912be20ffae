"""Incident worlds: what is true first, and the events that the service would have for it.

world = incident_world(seed)
world.case      # what the service says, in the shape of a case: it can be served
world.groups    # what is true

incident_world(seed, time.time(), live=600) has events of the next ten minutes, too. They appear
with time where it is served by a clock (see help/served.py); what is true is that of its present.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeAlias

from help import incidents, incidents_of_nodes, live_incidents
from help.events import NOW, Row
from help.world_parts import Making, TrueAttempt, TrueFailure, TrueGroup, TrueNode

Incident: TypeAlias = Callable[[Making, TrueGroup], None]

INCIDENTS: tuple[Incident, ...] = (
    incidents.capacity_in_zone,
    incidents.sibling_succeeds,
    incidents.subnet_change_breaks_efa,
    incidents.script_fails_five_times,
    incidents_of_nodes.node_replaced_twice,
    incidents_of_nodes.patch_in_progress,
    incidents_of_nodes.patch_rolled_back,
    incidents_of_nodes.recovered_group,
    incidents_of_nodes.deep_health_check,
)

NAMES = ("workers", "trainers", "gpu-a", "gpu-b", "efa-pool", "inference", "dev", "batch")


@dataclass(frozen=True)
class IncidentWorld:
    """A cluster in trouble. Times are seconds since the epoch."""

    seed: int
    now: float
    case: dict[str, Any]
    """What the service says (see tests/cases/README.md)."""
    groups: dict[str, TrueGroup]
    """How each group stands."""
    incidents: dict[str, str]
    """The kind of incident of each group, by the name of its function; "" for none."""
    attempts: tuple[TrueAttempt, ...]
    """All attempts to bring up or to update a node, in the order in which they ended."""
    failures: dict[str, TrueFailure]
    """What failed, by its kind."""
    live: tuple[Row, ...] = ()
    """The events after `now`, the oldest first; the case has them, too."""

    @property
    def nodes(self) -> dict[str, TrueNode]:
        """The nodes, by their `NodeLogicalId`."""
        return {node.node: node for group in self.groups.values() for node in group.nodes}


def incident_world(seed: int, now: float = NOW, live: float = 0.0) -> IncidentWorld:
    """The world of a seed: four to eight groups, all but the quiet ones with an incident.

    The incidents overlap: all are of the last hours before `now`. They go on for `live` seconds.
    """
    making = Making(seed, now)
    kinds = _kinds(making)
    for number, kind in enumerate(kinds):
        # Siblings are in two zones; a group without incidents is in any.
        zone = INCIDENTS.index(kind) if kind in INCIDENTS[:2] else number % 3
        group = making.group(NAMES[number], zone)
        if kind is incidents.capacity_in_zone:
            group.reservation = ""
        incidents.born(making, group, making.number(4, 7 if len(kinds) < 8 else 6))
    for group, kind in zip(making.groups, kinds, strict=True):
        if kind:
            kind(making, group)
    if making.chance.random() < 0.5:
        incidents_of_nodes.access_denied(making)
    incidents_of_nodes.noise(making)
    making.events.sort(key=lambda row: row["EventTime"])
    news = _news(making, live) if live else ()
    return IncidentWorld(
        seed,
        now,
        making.case(),
        {group.name: group for group in making.groups},
        {
            group.name: kind.__name__ if kind else ""
            for group, kind in zip(making.groups, kinds, strict=True)
        },
        tuple(sorted(making.attempts, key=lambda each: each.ended or now)),
        making.failures,
        news,
    )


def _news(making: Making, live: float) -> tuple[Row, ...]:
    """The events of the time after the present, which are added; all else stays as it is."""
    later = deepcopy(making)
    live_incidents.go_on(later, making.now + live)
    added = later.events[len(making.events) :]
    news = [row for row in added if row["EventTime"] <= making.now + live]
    news.sort(key=lambda row: row["EventTime"])
    making.events += news
    making.details = later.details
    return tuple(news)


def _kinds(making: Making) -> list[Incident | None]:
    """The incident of each group: each kind once at most, capacity with its sibling."""
    others = [*INCIDENTS[2:]]
    making.chance.shuffle(others)
    pair = INCIDENTS[:2] if making.chance.random() < 0.6 else ()
    kinds = [*pair, *others][: making.number(4, 7)]
    return [*kinds, None] if len(kinds) < 7 or making.chance.random() < 0.5 else [*kinds]
