"""What is wrong of what is concluded of an incident world: a sentence for each wrong conclusion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TypeAlias

from help.incidents import capacity_in_zone, subnet_change_breaks_efa
from help.world_parts import GIVEN_UP, MINUTE, RECOVERED, RETRYING, VERDICTS, TrueAttempt
from help.worlds import IncidentWorld
from unit.session.concluded import NOT_KNOWN, Loaded

End: TypeAlias = tuple[float | None, str]
"""When an attempt ended, and its outcome."""

LONGEST_STEP = 3600.0
"""No step of these worlds lasts so long, in seconds."""

LATER = 2 * MINUTE
"""How long after the first event of a failure another may report it, in seconds, at most."""

TURN = 11 * MINUTE
"""How long after a failure for want of capacity the next one comes, in seconds."""


def wrong_verdicts(loaded: Loaded) -> Iterator[str]:
    """The verdict on each group is the true one, or that it is not known."""
    world = loaded.world
    for name, verdict in loaded.verdicts.items():
        true = VERDICTS[world.groups[name].state]
        if verdict.name != true and (loaded.is_whole or verdict.name != NOT_KNOWN):
            yield f"{_kind(world, name)}: {verdict.name}, and it is {true}"


def wrong_counts(loaded: Loaded) -> Iterator[str]:
    """A verdict says how many attempts failed, of how many nodes."""
    world = loaded.world
    for name, verdict in loaded.verdicts.items():
        nodes = [e.node for e in world.attempts if e.group == name and e.failed and not e.is_update]
        if world.groups[name].state not in (RETRYING, GIVEN_UP, RECOVERED):
            continue
        said, truth = (verdict.attempts, verdict.nodes), (len(nodes), len({*nodes}))
        # While details are missing an instance may be of a node that is counted already.
        least = (verdict.attempts, verdict.nodes - verdict.instances)
        if said != truth if loaded.is_whole else any(map(int.__gt__, least, truth)):
            yield f"{_kind(world, name)}: {said} attempts and nodes, in truth {truth}"


def wrong_turns(loaded: Loaded) -> Iterator[str]:
    """Where a zone has no capacity, the next failure is due when its turns say."""
    world = loaded.world
    for name, verdict in loaded.verdicts.items():
        group = world.groups[name]
        if (world.incidents[name], group.state) != (capacity_in_zone.__name__, RETRYING):
            continue
        last = {each.node: each.ended or 0.0 for each in world.attempts if each.failed}
        due = min(last[node.node] for node in group.nodes if node.node in last) + TURN
        if loaded.is_whole and (verdict.next is None or abs(verdict.next - due) > TURN / 4):
            yield f"{_kind(world, name)}: due at {verdict.next}, in truth about {due:.0f}"


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
        if loaded.is_whole:
            if Counter(said) != truth:
                yield (
                    f"{_kind(world, name)}: {len(said)} failed attempts of"
                    f" {len({node for node, _ in said})} nodes; in truth {truth.total()} of"
                    f" {len({node for node, _ in truth})}"
                )
            continue
        # The first event of a failure may be older than all that are loaded, a later one not.
        count = sum(time > (loaded.log.covered_from or 0.0) - LATER for _, time in truth.elements())
        if len(said) > count:
            yield f"{_kind(world, name)}: {len(said)} failed attempts; in truth {count} so far"


def wrong_ups(loaded: Loaded) -> Iterator[str]:
    """Only what came up is counted as a node that came up: not the end of its old instance."""
    world = loaded.world
    for name in world.groups:
        ended = [each for each in world.attempts if each.group == name and not each.failed]
        truth = Counter(each.ended for each in ended if each.ended and not each.is_update)
        updates = {each.ended for each in ended if each.is_update}
        said = Counter(event.event_time for event in loaded.findings.groups.history(name).came_up)
        for time in updates:
            del said[time]
        if said - truth or (loaded.is_whole and truth - said):
            yield f"{_kind(world, name)}: {said.total()} came up, in truth {truth.total()}"


def wrong_timelines(loaded: Loaded) -> Iterator[str]:
    """The attempts of each node came to the true ends."""
    world = loaded.world
    for node in world.nodes.values():
        own = [each for each in world.attempts if each.node == node.node]
        updates = {each.ended or 0.0 for each in own if each.is_update}
        truth = [(each.ended, _outcome(each)) for each in own if not each.is_update]
        ends = [
            (attempt.decided.event.event_time if attempt.decided else None, attempt.outcome)
            for attempt in loaded.timelines[node.node]
            if attempt.is_one
        ]
        ends = [end for end in ends if not any(0 <= (end[0] or 0.0) - u <= LATER for u in updates)]
        is_true = ends == truth
        if not loaded.is_whole:
            is_true = all(any(map(partial(_is_near, end), truth)) for end in ends if end[0])
        if not is_true:
            name = _kind(world, node.group.name)
            yield f"{name}: {_outcomes(ends)}; in truth {_outcomes(truth)}"


def _is_near(end: End, truth: End) -> bool:
    """Whether they may be one end: another event of the same failure may be the first loaded."""
    return end[1] == truth[1] and 0 <= (end[0] or 0.0) - (truth[0] or 0.0) < LATER


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
        if row.faults > len(numbers) or (loaded.is_whole and row.faults < len(numbers)):
            yield f"{name}: {row.faults} faults, in truth {len(numbers)}"
        if any(not group for group in row.groups):
            yield f"{name}: counts a group without a name"
        if not row.signature.detail_loaded:
            continue
        if len(kinds) > 1 or not truth:
            yield f"{name}: one signature"
        elif truth[0].tag and row.signature.tag != truth[0].tag:
            yield f"{name}: is {row.signature.tag}, in truth {truth[0].tag}"
        elif loaded.is_whole:
            said = (row.event_count, {*row.nodes}, {*row.groups} - {""})
            if said != (len(truth[0].events), {*truth[0].nodes}, {*truth[0].groups}):
                yield f"{name}: not of the true events, nodes and groups"


def wrong_shares(loaded: Loaded) -> Iterator[str]:
    """What sets failing nodes apart is true, said with the true numbers."""
    nodes = loaded.world.nodes
    for row in loaded.findings.signatures.rows:
        failed = [nodes[node] for node in row.nodes if node in nodes]
        if len(failed) < len(row.nodes):
            continue
        up = [node for node in nodes.values() if node.status == "Running" and node not in failed]
        groups = sorted({_kind(loaded.world, node.group.name) for node in failed})
        common = loaded.compared(row).common
        if groups == [subnet_change_breaks_efa.__name__]:
            said = {share.value for share in common.findings if share.dimension == "subnet"}
            if loaded.is_whole and said != {node.network.subnet for node in failed}:
                yield f"{row.signature.tag} in {groups}: the new subnet is no finding"
        for share in common.findings:
            having = [
                sum(node.traits.get(share.dimension) == share.value for node in side)
                for side in (failed, up)
            ]
            counts = [share.failed, share.healthy]
            is_wrong = counts != having if loaded.is_whole else any(map(int.__gt__, counts, having))
            if is_wrong:
                yield (
                    f"{row.signature.tag} in {groups}: {share.dimension} {counts[0]} failing and"
                    f" {counts[1]} up; in truth {having[0]} and {having[1]}"
                )


def _kind(world: IncidentWorld, group: str) -> str:
    return world.incidents[group] or "no incident"


def wrong_updates(loaded: Loaded) -> Iterator[str]:
    """What has become of each node in an update, and how many are left."""
    for name, verdict in loaded.verdicts.items():
        truth, rollout = loaded.world.groups[name].update, verdict.rollout
        if rollout is None:
            continue
        said = dict(rollout.states)
        for instance, state in said.items():
            if state != truth.get(instance) and (loaded.is_whole or state != "being updated"):
                yield f"an instance is {state}, in truth {truth.get(instance)}"
        left = rollout.total - len(truth)
        if rollout.left != left if not rollout.is_bound else rollout.left < left:
            yield f"{rollout.left} left, in truth {left}"
        if loaded.is_whole and (rollout.is_bound or said.keys() != truth.keys()):
            yield "not all of an update is known though all is loaded"


CHECKS = {
    "verdicts": wrong_verdicts,
    "updates": wrong_updates,
    "counts": wrong_counts,
    "turns": wrong_turns,
    "groups": wrong_groups,
    "attempts": wrong_attempts,
    "nodes that came up": wrong_ups,
    "timelines": wrong_timelines,
    "durations": wrong_durations,
    "signatures": wrong_signatures,
    "shares": wrong_shares,
}
