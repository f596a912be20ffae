"""The attempts of a group, and how it stands by them."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from hypothesis import given, settings

from help.examples import examples
from hpev_tui.findings import Facts, Findings
from hpev_tui.findings.groups import FILE_NAME, GroupHistory, Verdict, is_activity, verdict_of
from hpev_tui.model.events import ClusterNode, Event, GroupCount
from hpev_tui.rules import noise
from hpev_tui.system.files import data_file
from unit.findings.coming import Story, stories
from unit.query.samples import NOW, event

DATA = json.loads(data_file(FILE_NAME).read_text(encoding="utf-8"))
STUCK, LATELY, RECOVERED = (DATA["times"][name]["seconds"] for name in DATA["times"])
NODE, OTHER = "i-0391f86fa0fe0d465", "i-0aaaaaaaaaaaaaaaa"
LOGICAL = "df268d19-f035-4f28-9b80-b956b92ae21e"


def begins(name: str, ago: float) -> Event:
    """An attempt begins so many seconds before the present."""
    text = "Instance creation started successfully in Cluster c and IG g"
    return event(name, text, time=NOW - ago, group="g")


def fails(name: str, ago: float, node: str = "", group: str = "g") -> Event:
    """An attempt fails."""
    text = f"Failed to provision EC2 Instance in Cluster c and InstanceGroup {group}"
    return event(name, text, time=NOW - ago, level="Error", group=group, node=node)


def second_report(name: str, ago: float, node: str = "") -> Event:
    """The other wording for the same failure."""
    text = f"Instance creation {node} in Cluster c and IG g failed"
    return event(name, text, time=NOW - ago, level="Error", group="g", node=node)


def comes_up(name: str, ago: float) -> Event:
    """A node comes up."""
    text = f"Instance creation {NODE} in Cluster c and IG g completed successfully"
    return event(name, text, time=NOW - ago, group="g", node=NODE)


def changes(name: str, ago: float) -> Event:
    """A change of the group is asked for."""
    text = "InstanceGroup g scaling started successfully in Cluster c"
    return event(name, text, time=NOW - ago, group="g", kind="InstanceGroup")


def history_of(events: Iterable[Event], nodes: dict[str, str] | None = None) -> GroupHistory:
    """What happened to the group; `nodes` are the logical IDs of some events, by `EventId`."""
    rows = list(events)
    findings = Findings()
    findings.add(rows)
    for each in rows:
        if each.event_id in (nodes or {}):
            findings.add_detail(each, Facts(node_logical_id=(nodes or {})[each.event_id]))
    return findings.groups.history("g")


def stands(current: int, target: int, *events: Event, covered_from: float | None = 0.0) -> Verdict:
    """How the group stands with so many nodes."""
    return verdict_of(GroupCount("g", current, target), history_of(events), NOW, covered_from)


# Attempts


def test_both_events_of_a_pair_are_one_attempt() -> None:
    history = history_of(
        [fails("1", 60), second_report("2", 59), fails("3", 30), second_report("4", 29)]
    )
    assert [attempt.event.event_id for attempt in history.failed] == ["1", "3"]


@pytest.mark.parametrize("node", ["", NODE])
@pytest.mark.parametrize("apart", [0, 1, 2])
def test_a_pair_is_one_attempt_also_where_its_second_event_comes_first(
    node: str, apart: float
) -> None:
    # Where the times are equal, the IDs decide which comes first.
    events = [second_report("a", 60 + apart, node), fails("b", 60, node)]
    history = history_of(events, dict.fromkeys("ab", LOGICAL))
    assert [(a.node, a.event.event_id) for a in history.failed] == [(LOGICAL, "b")]
    assert [a.event.event_id for a in history_of(events).failed] == ["b"]


def test_all_failures_of_one_instance_are_one_attempt() -> None:
    script = event(
        "s",
        f"Instance lifecycle script execution for EC2 Instance {NODE} has Failed",
        time=NOW - 300,
        level="Error",
        group="g",
        node=NODE,
    )
    history = history_of([fails("1", 60, NODE), script, fails("2", 50, OTHER)])
    assert [(a.node, a.event.event_id) for a in history.failed] == [(NODE, "s"), (OTHER, "2")]


def test_failures_of_one_node_at_one_time_are_one_attempt_also_without_an_instance() -> None:
    events = [fails("1", 60), fails("2", 58), fails("3", 55)]
    nodes = dict.fromkeys("123", LOGICAL)
    assert [a.event.event_id for a in history_of(events, nodes).failed] == ["1", "3"]
    # Each is near the one before, if not near the first.
    near = [fails("1", 60), fails("2", 58.5), fails("3", 57), fails("4", 54)]
    attempts = history_of(near, dict.fromkeys("1234", LOGICAL)).failed
    assert [a.event.event_id for a in attempts] == ["1", "4"]
    # As long as it is not known whose they are, nothing says that they are one.
    assert [(a.node, a.event.event_id) for a in history_of(events).failed] == [
        *[("", "1"), ("", "2"), ("", "3")],
    ]


def test_an_attempt_is_its_node_s_once_that_is_known() -> None:
    findings = Findings()
    findings.add([fails("1", 600, NODE), fails("2", 60, OTHER)])
    assert [a.node for a in findings.groups.history("g").failed] == [NODE, OTHER]
    findings.add_nodes(
        [ClusterNode(OTHER, LOGICAL, "g", "", "Running", "", "", None) for _ in range(2)]
    )
    assert [a.node for a in findings.groups.history("g").failed] == [NODE, LOGICAL]
    findings.add_detail(event("3", "x", node=NODE), Facts(node_logical_id=LOGICAL))
    assert [a.node for a in findings.groups.history("g").failed] == [LOGICAL, LOGICAL]


def test_events_are_counted_for_their_own_group() -> None:
    findings = Findings()
    findings.add([fails("1", 60), fails("2", 50, group="h"), begins("3", 90), comes_up("4", 10)])
    histories = findings.groups.histories
    assert {name: len(history.failed) for name, history in histories.items()} == {"g": 1, "h": 1}
    assert (histories["g"].begun, histories["g"].came_up) == ([NOW - 90], [NOW - 10])
    assert (histories["h"].begun, histories["h"].came_up) == ([], [])


def test_of_a_group_without_events_nothing_is_known() -> None:
    findings = Findings()
    findings.add([event("1", "Failed to provision EC2 Instance", level="Error")])
    history = findings.groups.history("g")
    assert (history.failed, history.begun, history.came_up, history.changed) == ([], [], [], [])
    assert findings.groups.histories == {}


def recount(
    events: list[Event], facts: dict[str, Facts], node_of: dict[str, str]
) -> list[tuple[str, str]]:
    """The failed attempts of group g by node and event, from all that is known."""

    def node(each: Event) -> str:
        said = facts[each.event_id].node_logical_id if each.event_id in facts else ""
        return said or node_of.get(each.instance_id, each.instance_id)

    failures = [e for e in events if "ailed" in e.description and e.instance_group_name == "g"]
    failures.sort(key=lambda e: (e.event_time, e.event_id))
    firsts = noise.pairs(failures)
    # Of a pair the first one counts, whichever of the two comes first.
    counted = [e for e in failures if e.event_id not in firsts]
    attempts: list[tuple[str, str]] = []
    for number, each in enumerate(counted):
        before = [other for other in counted[:number] if node(other) and node(other) == node(each)]
        same = before and (
            each.instance_id == before[-1].instance_id != ""
            or each.event_time - before[-1].event_time <= 2
        )
        if not same:
            attempts.append((node(each), each.event_id))
    return attempts


@settings(max_examples=examples(200))
@given(stories())
def test_at_every_step_the_attempts_are_those_of_a_recount(story: Story) -> None:
    findings = Findings()
    for step, events, facts, node_of in story.after_each_step():
        step.to(findings)
        attempts = [(a.node, a.event.event_id) for a in findings.groups.history("g").failed]
        assert attempts == recount(events, facts, node_of)
        failed = [e for e in events if "ailed" in e.description and e.instance_group_name == "g"]
        assert bool(attempts) is bool(failed)
        started = [e.event_time for e in events if "started" in e.description]
        histories = findings.groups.histories.values()
        assert sorted(time for history in histories for time in history.begun) == sorted(started)


# Verdicts


@pytest.mark.parametrize(
    ("expected", "verdict"),
    [
        ("shrinking", stands(5, 4)),
        ("shrinking", stands(5, 4, fails("1", 60))),
        ("steady", stands(4, 4)),
        ("steady", stands(0, 0)),
        ("steady", stands(4, 4, fails("1", RECOVERED + 1))),
        ("recovered", stands(4, 4, fails("1", RECOVERED))),
        ("recovered", stands(4, 4, fails("1", 60), comes_up("2", 30))),
        ("stuck", stands(3, 4)),
        ("stuck", stands(3, 4, fails("1", STUCK + 1))),
        ("stuck", stands(3, 4, begins("1", STUCK + 1), changes("2", STUCK + 2))),
        ("retrying", stands(3, 4, fails("1", STUCK))),
        ("retrying", stands(3, 4, fails("1", LATELY + 100), begins("2", 60))),
        # What failed lately weighs more than that a node came up since.
        ("retrying", stands(3, 4, fails("1", LATELY), comes_up("2", 60))),
        ("growing", stands(3, 4, fails("1", LATELY + 1), comes_up("2", LATELY))),
        ("growing", stands(3, 4, begins("1", STUCK))),
        ("growing", stands(3, 4, changes("1", 60))),
        ("growing", stands(3, 4, comes_up("1", 60))),
    ],
)
def test_a_group_stands_by_its_counts_and_its_attempts(expected: str, verdict: Verdict) -> None:
    assert verdict.name == expected


@pytest.mark.parametrize(
    ("covered_from", "expected"),
    [
        (0.0, "stuck"),
        (NOW - STUCK, "stuck"),
        (NOW - STUCK + 1, "unknown"),
        (NOW, "unknown"),
        (None, "unknown"),
    ],
)
def test_whether_a_group_is_stuck_is_not_known_until_enough_is_loaded(
    covered_from: float | None, expected: str
) -> None:
    assert stands(3, 4, covered_from=covered_from).name == expected
    # What the counts alone say does not depend on it.
    assert stands(4, 4, covered_from=covered_from).name == "steady"
    assert stands(5, 4, covered_from=covered_from).name == "shrinking"


def test_an_old_attempt_says_nothing_of_those_that_may_not_be_loaded() -> None:
    old = fails("1", STUCK + 60)
    for covered_from in (None, NOW - STUCK + 1):
        assert stands(3, 4, old, covered_from=covered_from).name == "unknown"
    verdict = stands(3, 4, old, covered_from=NOW - STUCK)
    assert (verdict.name, verdict.last) == ("stuck", NOW - STUCK - 60)


def test_attempts_are_counted_since_the_last_long_pause() -> None:
    old = [fails("o1", 3 * STUCK), fails("o2", 2 * STUCK + 11)]
    new = [fails("n1", STUCK + 10), fails("n2", 900, OTHER), fails("n3", 10, NODE)]
    verdict = stands(3, 4, *new, *old)
    assert (verdict.attempts, verdict.nodes, verdict.last) == (3, 2, NOW - 10)
    joined = stands(3, 4, *new, *old, fails("between", 2 * STUCK + 5))
    assert joined.attempts == 6


def turns(*ago: float, node: str = LOGICAL) -> tuple[list[Event], dict[str, str]]:
    """Failures of one node so many seconds ago."""
    events = [fails(f"{node}{each}", each) for each in ago]
    return events, {each.event_id: node for each in events}


def next_of(*nodes: tuple[list[Event], dict[str, str]], current: int = 3) -> float | None:
    """When the next failure is due."""
    events = [event for each, _ in nodes for event in each]
    ids = {key: value for _, each in nodes for key, value in each.items()}
    history = history_of(events, ids)
    return verdict_of(GroupCount("g", current, 4), history, NOW, 0.0).next


def test_the_next_failure_is_due_one_turn_after_the_last_one_of_a_node() -> None:
    assert next_of(turns(1300, 700, 100)) == NOW + 500
    # The usual turn is the median of all nodes' turns, and the first node's is due first.
    two = next_of(turns(1300, 700, 100), turns(1250, 640, 400, node="other"))
    assert two == NOW - 400 + 600


def test_nothing_is_due_after_two_failures_or_of_unknown_nodes() -> None:
    assert next_of(turns(700, 100)) is None
    assert next_of(turns(1300, 700, node="a"), turns(1200, 600, node="b")) is None
    assert stands(3, 4, fails("1", 1300), fails("2", 700), fails("3", 100)).next is None


def test_a_node_that_is_long_overdue_is_waited_for_no_more() -> None:
    gone = turns(3000, 2400, 1800, node="gone")
    assert next_of(gone) is None
    assert next_of(gone, turns(1300, 700, 100)) == NOW + 500
    assert next_of(turns(2400, 1800, 1200)) == NOW - 600


def test_nothing_is_due_in_a_group_that_is_complete() -> None:
    assert next_of(turns(1300, 700, 100), current=4) is None


def test_every_verdict_says_its_rule_with_its_times_filled_in() -> None:
    named = {
        each.name: each
        for each in [
            *(stands(5, 4), stands(4, 4), stands(4, 4, fails("1", 1)), stands(3, 4)),
            *(stands(3, 4, fails("1", 1)), stands(3, 4, begins("1", 1))),
            stands(3, 4, covered_from=None),
        ]
    }
    assert named.keys() == DATA["verdicts"].keys()
    for name, verdict in named.items():
        assert verdict.rule
        assert "{" not in verdict.rule
        times = [key for key in DATA["times"] if f"{{{key}}}" in DATA["verdicts"][name]]
        assert bool(verdict.source) is bool(times)
        assert all(DATA["times"][key]["source"] in verdict.source for key in times)


def test_the_rules_say_what_they_are_made_of() -> None:
    assert stands(3, 4).rule == (
        "CurrentCount is below TargetCount, and no attempt is known from the last 1h 30m"
    )
    assert "mental model" in stands(3, 4).source
    assert stands(4, 4).source.endswith("(inferred)")
    assert "(inferred)" not in stands(3, 4).source


def test_every_time_of_the_rules_has_a_source() -> None:
    assert (STUCK, LATELY, RECOVERED) == (5400, 1800, 604800)
    for time in DATA["times"].values():
        assert time["seconds"] > 0
        assert time["source"].strip()
        assert isinstance(time["inferred"], bool)
    used = " ".join(DATA["verdicts"].values())
    assert all(f"{{{name}}}" in used for name in DATA["times"])


@pytest.mark.parametrize(
    ("description", "kind", "expected"),
    [
        ("InstanceGroup g scaling started successfully in Cluster c", "InstanceGroup", True),
        ("InstanceGroup g creation started successfully in Cluster c", "InstanceGroup", True),
        ("InstanceGroup g scaling started successfully in Cluster c", "Instance", False),
        ("Instance Group g scaling in Cluster c failed", "InstanceGroup", False),
        ("Instance creation started successfully in Cluster c and IG g", "Instance", False),
    ],
)
def test_a_group_changes_with_the_event_that_says_so(
    description: str, kind: str, expected: bool
) -> None:
    assert is_activity(event("1", description, kind=kind, group="g")) is expected
    history = history_of([event("1", description, kind=kind, group="g")])
    assert history.changed == [NOW] * expected
