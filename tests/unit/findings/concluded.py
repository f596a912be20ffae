"""What is concluded of an incident world, as far as it is loaded, in the words of its truth."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from help.world_parts import (
    CHECKING,
    GIVEN_UP,
    GROWING,
    PATCHING,
    RECOVERED,
    RETRYING,
    ROLLED_BACK,
    STEADY,
)
from help.worlds import IncidentWorld
from hpev_tui.findings import Facts, Findings
from hpev_tui.findings.correlation import Share, Traits, correlate, traits_of_groups, traits_of_node
from hpev_tui.findings.groups import Verdict, verdict_of
from hpev_tui.findings.nodes import came_up
from hpev_tui.findings.signatures import SignatureRow
from hpev_tui.findings.timeline import Attempt, attempts_of
from hpev_tui.model.events import ClusterNode, Event
from hpev_tui.sources.aws import wire

VERDICTS = {
    STEADY: "steady",
    GROWING: "growing",
    RETRYING: "retrying",
    GIVEN_UP: "stuck",
    RECOVERED: "recovered",
    CHECKING: "checking",
    PATCHING: "patching",
    ROLLED_BACK: "rolled back",
}
"""The name of the verdict on a group that stands so."""

NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Loaded:
    """A world, what is loaded of it, and what is found in that."""

    world: IncidentWorld
    events: list[Event]
    """The oldest first."""
    facts: dict[str, Facts]
    nodes: tuple[ClusterNode, ...] | None
    covered_from: float
    findings: Findings

    @property
    def is_whole(self) -> bool:
        """Whether all of the world is loaded."""
        return self.covered_from == float("-inf")

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict on each group."""
        groups = wire.cluster_info(self.world.case["cluster"]).groups
        histories = self.findings.groups
        return {
            group.instance_group_name: verdict_of(
                group,
                histories.history(group.instance_group_name),
                self.world.now,
                self.covered_from,
                self.nodes,
            )
            for group in groups
        }

    def failed(self, group: str) -> list[tuple[str, float]]:
        """The failed attempts of a group: the node, and when it failed; the oldest first."""
        attempts = self.findings.groups.history(group).failed
        return [(attempt.node, attempt.event.event_time) for attempt in attempts]

    @cached_property
    def timelines(self) -> dict[str, list[Attempt]]:
        """The attempts in the timeline of each node."""
        nowhere, node_of = Facts(), self.findings.identities.of_instance
        events_of: dict[str, list[Event]] = {node: [] for node in self.world.nodes}
        for event in self.events:
            said = self.facts.get(event.event_id, nowhere).node_logical_id
            node = node_of(event.instance_id) if event.instance_id else said
            if node in events_of:
                events_of[node].append(event)
        return {node: attempts_of(events) for node, events in events_of.items()}

    def shares(self, row: SignatureRow) -> list[Share]:
        """What the nodes of a signature have in common, with the nodes that are up."""
        findings, info = self.findings, wire.cluster_info(self.world.case["cluster"])
        traits = traits_of_groups(
            {*findings.groups.histories, *(group.instance_group_name for group in info.groups)},
            {group.instance_group_name: group.instance_type for group in info.groups},
            (
                (event.instance_group_name, findings.facts[event.event_id])
                for event in findings.of_network
                if event.event_id in findings.facts
            ),
        )
        own: dict[str, list[Facts]] = {}
        for each in findings.facts.values():
            if each.node_logical_id:
                own.setdefault(each.node_logical_id, []).append(each)

        def of(node: str, group: str) -> Traits:
            return traits_of_node(traits.get(group, Traits({})), own.get(node, ()))

        group_of = findings.identities.groups
        ready = chain.from_iterable(each.ready for each in findings.groups.histories.values())
        up = came_up(self.nodes, ready, findings.identities)
        return correlate(
            [of(node, group_of.get(node, "")) for node in row.nodes],
            [of(node, group) for node, group in up if node not in row.nodes],
        )


def whole(world: IncidentWorld) -> Loaded:
    """All of a world is loaded."""
    return _loaded(world, len(world.case["events"]), 1.0, lists_nodes=True)


def newest(world: IncidentWorld) -> Loaded:
    """The newest events are loaded, with some of their details, and perhaps the nodes."""
    chance = random.Random(world.seed)  # noqa: S311 (nothing here is secret)
    count = int(len(world.case["events"]) * chance.uniform(0.03, 0.8))
    return _loaded(world, count, chance.uniform(0.3, 1.0), lists_nodes=chance.random() < 0.5)


def _loaded(world: IncidentWorld, count: int, details: float, *, lists_nodes: bool) -> Loaded:
    chance = random.Random(world.seed)  # noqa: S311 (nothing here is secret)
    cluster = world.case["cluster"]
    common = {name: cluster[name] for name in ("ClusterArn", "ClusterName")}
    rows = world.case["events"]
    newest = [row | common for row in rows[len(rows) - count :]]
    events = list(wire.events({"Events": newest}).items)
    findings = Findings()
    findings.add(events)
    facts = {}
    for event in events:
        if details >= 1.0 or chance.random() < details:
            inner = world.case["details"].get(event.event_id)
            fact = Facts.of({"EventDetails": {"EventDetails": inner}})
            facts[event.event_id] = fact
            findings.add_detail(event, fact)
    nodes = wire.nodes({"ClusterNodeSummaries": world.case["nodes"]}).items if lists_nodes else None
    findings.add_nodes(nodes or ())
    covered = float("-inf") if count == len(rows) else newest[0]["EventTime"]
    return Loaded(world, events, facts, nodes, covered, findings)
