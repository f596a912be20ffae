"""Many events of all wordings, in any order and pieces: all is counted as if they came at once.

The lists of a group have each event that is on them where it comes alone.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable

import pytest

from hpev_tui.demo.plan import wordings
from hpev_tui.findings import Facts, Findings
from hpev_tui.findings.attempts import in_time
from hpev_tui.findings.history import GroupHistory
from hpev_tui.model.events import ClusterNode, Event
from hpev_tui.rules import noise
from unit.findings.coming import GROUPS, MESSAGES, NODE_OF, WORDINGS, Coming, Story, listed
from unit.query.samples import NOW, event

LISTS = (
    *("begun", "came_up", "replaced", "unhealthy", "pools", "networks", "changed", "refused"),
    *("patches", "update_steps"),
)
SEEDS = 120
HAS_NO_INSTANCE = ("Cluster", "InstanceGroup")


def story_of_many(seed: int) -> Story:
    """Some dozens of events, half of them of the wordings of pairs and within seconds."""
    chance = random.Random(seed)  # noqa: S311 (nothing here is secret)
    every = [(each.description, each.resource_type) for each in wordings().events.values()]
    pairs = [(text, "Instance") for text in WORDINGS]
    seconds = chance.choice([20, 600, 50_000])
    events = [
        _made(chance, number, *chance.choice(chance.choice([every, pairs])), seconds)
        for number in range(chance.choice([30, 60, 120]))
    ]
    if chance.random() < 0.5:
        # As they mostly come.
        events.sort(key=lambda each: -each.event_time)
    steps: list[Coming] = []
    unread: list[Event] = []
    nodes: list[str] = list(NODE_OF)
    while events:
        size = chance.choice([1, 5, 40, 120])
        piece, events = events[:size], events[size:]
        steps.append(Coming(events=tuple(piece)))
        unread += piece
        chance.shuffle(unread)
        for _ in range(chance.randint(0, len(unread))):
            steps.append(Coming(detail=_detail(chance, unread.pop())))
        if nodes and chance.random() < 0.3:
            instance = nodes.pop()
            steps.append(Coming(node=listed(instance, NODE_OF[instance])))
    return Story(tuple(steps))


def _made(chance: random.Random, number: int, text: str, kind: str, seconds: int) -> Event:
    group = chance.choice(["g", *GROUPS])
    instance = "" if kind in HAS_NO_INSTANCE else chance.choice(["", *NODE_OF])
    texts = defaultdict(lambda: "x", group=group, instance=instance or "i-0", cluster="c")
    return event(
        f"e{number}",
        text.format_map(texts),
        time=NOW + chance.choice([chance.randrange(seconds), 0, 1, 2.5]),
        level=chance.choice(["Error", ""]) if "ailed" in text else "Info",
        kind=kind,
        group=group,
        node=instance,
    )


def _detail(chance: random.Random, of: Event) -> tuple[Event, Facts]:
    nodes = [NODE_OF[of.instance_id]] if of.instance_id else sorted({*NODE_OF.values()})
    node = "" if of.resource_type in HAS_NO_INSTANCE else chance.choice(["", *nodes])
    return of, Facts(failure_message=chance.choice(MESSAGES), node_logical_id=node)


def counted(findings: Findings) -> dict[str, object]:
    """All that is counted, in whatever order it came."""
    nodes = [*NODE_OF, *NODE_OF.values()]
    table = findings.signatures
    return {
        "signatures": {
            row.signature: (
                *(row.faults, dict(row.nodes), dict(row.groups), row.level),
                *({each.event_id for each in row.in_time}, row.first, row.last),
            )
            for row in table.rows
        },
        "waiting": {each.event_id for each in table.waiting},
        "pairs": {each: table.pairing.first_of(each) for row in table.rows for each in row.events},
        "network": {each.event_id for each in findings.of_network},
        "unknown": {text: count for text, (_, count) in findings.groups.unknown.items()},
        "nodes": {each: findings.identities.of_instance(each) for each in NODE_OF},
        **{name: _of_group(each, nodes) for name, each in findings.groups.histories.items()},
    }


def _of_group(history: GroupHistory, nodes: Iterable[str]) -> dict[str, object]:
    return {
        **{name: list(getattr(history, name)) for name in LISTS},
        "failed": list(history.failed),
        "down": [history.attempts.is_down(node) for node in nodes],
        "ready": sorted(history.ready),
        "last": (history.last_sign, history.last_unknown),
    }


@pytest.mark.parametrize("part", range(4))
def test_what_is_found_of_many_does_not_depend_on_how_they_came(part: int) -> None:
    chance = random.Random(part)  # noqa: S311 (nothing here is secret)
    for seed in range(part, SEEDS, 4):
        findings, at_once, nodes = Findings(), Findings(), list[ClusterNode]()
        story, events = story_of_many(seed), list[Event]()
        for step in story.steps:
            step.to(findings)
            events += step.events
            nodes += [step.node] if step.node else []
            if chance.random() < 0.1:
                # What is kept of it must not be out of date later.
                counted(findings)
        at_once.add(sorted(events, key=in_time))
        for step in story.steps:
            if step.detail:
                at_once.add_detail(*step.detail)
        at_once.add_nodes(nodes)
        actual, expected = counted(findings), counted(at_once)
        for name, value in expected.items():
            assert actual[name] == value, (seed, name)
        _check_faults(findings)
        _check_lists(findings, events, seed)


def _check_faults(findings: Findings) -> None:
    for row in findings.signatures.rows:
        pairs = noise.pairs(row.in_time) if row.signature.detail_loaded else ()
        assert row.faults == len(row.in_time) - len(pairs), row.signature


def _check_lists(findings: Findings, events: list[Event], seed: int) -> None:
    expected: dict[tuple[str, str], list[Event]] = {}
    for each in events:
        alone = Findings()
        alone.add([each])
        for group, history in alone.groups.histories.items():
            for name in LISTS:
                expected.setdefault((group, name), []).extend(getattr(history, name))
    for (group, name), among in expected.items():
        actual = getattr(findings.groups.history(group), name)
        assert list(actual) == sorted(among, key=in_time), (seed, group, name)


def test_every_list_of_a_group_is_among_what_is_compared() -> None:
    lists = {name for name, value in vars(GroupHistory("g")).items() if isinstance(value, list)}
    assert lists - {"ready"} == set(LISTS)
    filled = {
        name
        for seed in range(SEEDS)
        for step in story_of_many(seed).steps[:1]
        for name in LISTS
        if any(getattr(each, name) for each in _histories(step.events))
    }
    assert filled == set(LISTS)


def _histories(events: Iterable[Event]) -> Iterable[GroupHistory]:
    findings = Findings()
    findings.add(list(events))
    return findings.groups.histories.values()
