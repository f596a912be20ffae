"""What is concluded of an incident world, as far as it is loaded, in the words of its truth."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from typing import TypeAlias

from help.world_parts import (
    CHECKING,
    GIVEN_UP,
    GROWING,
    PATCHING,
    RECOVERED,
    RETRYING,
    ROLLED_BACK,
    STEADY,
    TrueAttempt,
)
from help.worlds import IncidentWorld
from hpev_tui.findings import Facts, Findings
from hpev_tui.findings.correlation import Share, Traits, correlate, traits_of_groups, traits_of_node
from hpev_tui.findings.groups import verdict_of
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

NOT_KNOWN = "unknown"

End: TypeAlias = tuple[float | None, str]
"""When an attempt ended, and its outcome."""


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

    def verdicts(self) -> dict[str, str]:
        """The verdict on each group."""
        groups = wire.cluster_info(self.world.case["cluster"]).groups
        histories = self.findings.groups
        return {
            group.instance_group_name: verdict_of(
                group,
                histories.history(group.instance_group_name),
                self.world.now,
                self.covered_from,
            ).name
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


# What is wrong: each yields a sentence for each conclusion that is not the truth


def wrong_verdicts(loaded: Loaded) -> Iterator[str]:
    """The verdict on each group is the true one, or that it is not known."""
    world = loaded.world
    for name, verdict in loaded.verdicts().items():
        true = VERDICTS[world.groups[name].state]
        if verdict != true and (is_whole(loaded) or verdict != NOT_KNOWN):
            yield f"{_kind(world, name)}: {verdict}, and it is {true}"


def wrong_groups(loaded: Loaded) -> Iterator[str]:
    """Only the groups that there are have a history."""
    for name in loaded.findings.groups.histories.keys() - loaded.world.groups.keys():
        yield f"a group named {name!r}"


def wrong_attempts(loaded: Loaded) -> Iterator[str]:
    """The failed attempts of each group are the true ones, each once, of the right node."""
    world = loaded.world
    for name in world.groups:
        truth = Counter(
            (each.node, each.ended or 0.0)
            for each in world.attempts
            if each.group == name and each.failed
        )
        said = loaded.failed(name)
        if is_whole(loaded):
            if Counter(said) != truth:
                yield (
                    f"{_kind(world, name)}: {len(said)} failed attempts of"
                    f" {len({node for node, _ in said})} nodes; in truth {truth.total()} of"
                    f" {len({node for node, _ in truth})}"
                )
            continue
        # The first event of a failure may be older than all that are loaded, its second one not.
        count = sum(time > loaded.covered_from - 2 for _, time in truth.elements())
        if len(said) > count:
            yield f"{_kind(world, name)}: {len(said)} failed attempts; in truth {count} so far"


def wrong_ups(loaded: Loaded) -> Iterator[str]:
    """Only what came up is counted as a node that came up: not the end of its old instance."""
    world = loaded.world
    for name in world.groups:
        ended = [each for each in world.attempts if each.group == name and not each.failed]
        truth = Counter(each.ended for each in ended if each.ended and not each.is_update)
        updates = {each.ended for each in ended if each.is_update}
        said = Counter(
            time for time in loaded.findings.groups.history(name).came_up if time not in updates
        )
        if said - truth or (is_whole(loaded) and truth - said):
            yield f"{_kind(world, name)}: {said.total()} came up, in truth {truth.total()}"


def wrong_timelines(loaded: Loaded) -> Iterator[str]:
    """The attempts of each node came to the true ends."""
    world = loaded.world
    for node in world.nodes.values():
        own = [each for each in world.attempts if each.node == node.node]
        updates = {each.ended for each in own if each.is_update}
        truth = [(each.ended, _outcome(each)) for each in own if not each.is_update]
        ends = [
            (attempt.decided.event.event_time if attempt.decided else None, attempt.outcome)
            for attempt in loaded.timelines[node.node]
            if attempt.is_one
        ]
        ends = [each for each in ends if each[0] not in updates or not each[0]]
        is_true = ends == truth
        if not is_whole(loaded):
            is_true = all(any(map(partial(_is_near, end), truth)) for end in ends if end[0])
        if not is_true:
            name = _kind(world, node.group.name)
            yield f"{name}: {_outcomes(ends)}; in truth {_outcomes(truth)}"


def _is_near(end: End, truth: End) -> bool:
    """Whether they may be one end: another event of the same failure may be the first loaded."""
    return end[1] == truth[1] and 0 <= (end[0] or 0.0) - (truth[0] or 0.0) < 2


def wrong_durations(loaded: Loaded) -> Iterator[str]:
    """No step of a node runs across its life: none of these worlds takes so long."""
    for node in loaded.world.nodes.values():
        for attempt in loaded.timelines[node.node]:
            for moment in attempt.moments:
                if moment.took is not None and moment.took > LONGEST_STEP:
                    label = moment.step.label if moment.step else "a step without a name"
                    yield f"{_kind(loaded.world, node.group.name)}: {label} took over an hour"


def _outcome(attempt: TrueAttempt) -> str:
    return "failed" if attempt.failed else "under way" if attempt.ended is None else "ready"


LONGEST_STEP = 3600.0
"""No step of these worlds lasts so long, in seconds."""


def _outcomes(ends: Sequence[End]) -> str:
    return ", ".join(outcome for _, outcome in ends) or "none"


def wrong_signatures(loaded: Loaded) -> Iterator[str]:
    """Failures of one kind, whose details are loaded, are one signature with the true counts."""
    truths = loaded.world.failures
    kind_of = {event: kind for kind, each in truths.items() for event in each.events}
    for row in loaded.findings.signatures.rows:
        kinds = sorted({kind_of.get(event, "no failure") for event in row.events})
        name = " and ".join(kinds)
        truth = [truths[kind] for kind in kinds if kind in truths]
        numbers = {each.events.get(event) for event in row.events for each in truth} - {None}
        # While details are missing, two events may look like those of one failure.
        if row.faults > len(numbers) or (is_whole(loaded) and row.faults < len(numbers)):
            yield f"{name}: {row.faults} faults, in truth {len(numbers)}"
        if any(not group for group in row.groups):
            yield f"{name}: counts a group without a name"
        if not row.signature.detail_loaded:
            continue
        if len(kinds) > 1 or not truth:
            yield f"{name}: one signature"
        elif truth[0].tag and row.signature.tag != truth[0].tag:
            yield f"{name}: is {row.signature.tag}, in truth {truth[0].tag}"
        elif is_whole(loaded):
            said = (row.event_count, {*row.nodes}, {*row.groups} - {""})
            if said != (len(truth[0].events), {*truth[0].nodes}, {*truth[0].groups}):
                yield f"{name}: not of the true events, nodes and groups"


def wrong_shares(loaded: Loaded) -> Iterator[str]:
    """What failing nodes have in common is said with the true numbers."""
    nodes = loaded.world.nodes
    for row in loaded.findings.signatures.rows:
        failed = {node for node in row.nodes if node in nodes}
        if len(failed) < len(row.nodes):
            continue
        up = [
            each for each in nodes.values() if each.status == "Running" and each.node not in failed
        ]
        for share in loaded.shares(row):
            having = [
                sum(each.traits.get(share.dimension) == share.value for each in side)
                for side in ([nodes[node] for node in failed], up)
            ]
            said = [share.failed, share.healthy]
            is_wrong = said != having if is_whole(loaded) else any(map(int.__gt__, said, having))
            if is_wrong:
                groups = sorted({_kind(loaded.world, nodes[node].group.name) for node in failed})
                yield (
                    f"{row.signature.tag} in {groups}: {share.dimension} {said[0]} failing and"
                    f" {said[1]} up; in truth {having[0]} and {having[1]}"
                )


def is_whole(loaded: Loaded) -> bool:
    """Whether all of the world is loaded."""
    return loaded.covered_from == float("-inf")


def _kind(world: IncidentWorld, group: str) -> str:
    return world.incidents[group] or "no incident"


CHECKS = {
    "verdicts": wrong_verdicts,
    "groups": wrong_groups,
    "attempts": wrong_attempts,
    "nodes that came up": wrong_ups,
    "timelines": wrong_timelines,
    "durations": wrong_durations,
    "signatures": wrong_signatures,
    "shares": wrong_shares,
}
