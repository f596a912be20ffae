"""How a group stands by its counts, its attempts and its nodes."""

from __future__ import annotations

from typing import Any

import pytest

from help.cases import every
from hpev_tui.findings.groups import Verdict, by_gravity, verdict_of
from hpev_tui.findings.runs import of_nodes
from hpev_tui.model.events import Event, GroupCount
from unit.findings.group_events import (
    CHECKED,
    DATA,
    LATELY,
    LOGICAL,
    NODE,
    OTHER,
    RECOVERED,
    SCRIPT_STARTED,
    STUCK,
    begins,
    changes,
    comes_up,
    fails,
    history_of,
    node_in,
    of_group,
    of_node,
    stands,
)
from unit.query.samples import NOW, event


@pytest.mark.parametrize(
    ("expected", "verdict"),
    [
        ("shrinking", stands(5, 4)),
        ("shrinking", stands(5, 4, fails("1", 60))),
        ("steady", stands(4, 4)),
        ("steady", stands(0, 0)),
        ("steady", stands(4, 4, fails("1", RECOVERED + 1))),
        ("recovered", stands(4, 4, fails("1", RECOVERED), comes_up("2", 30))),
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
        # Every step is a sign of life.
        (
            "growing",
            stands(3, 4, of_node("1", 60, "Instance {} in IG g cordoned and pods evicted.")),
        ),
        ("growing", stands(3, 4, of_node("1", 60, SCRIPT_STARTED), begins("2", STUCK + 9))),
    ],
)
def test_a_group_stands_by_its_counts_and_its_attempts(expected: str, verdict: Verdict) -> None:
    assert verdict.name == expected


NOTHING = None


@every(
    ("covered_from", "verdict", "expected", "reason"),
    [
        # Stuck is what has no sign in a time of which all is loaded.
        *[(each, (3, 4), "stuck", "") for each in (0.0, NOW - STUCK)],
        (NOW - STUCK + 60, (3, 4), "not known", "89 min loaded"),
        (NOW, (3, 4), "not known", "0 min loaded"),
        (NOTHING, (3, 4), "not known", "not all events loaded"),
        (NOW - STUCK + 60, (3, 4, fails("1", STUCK + 60)), "not known", "89 min loaded"),
        (NOW - STUCK, (3, 4, fails("1", STUCK + 60)), "stuck", ""),
        # Steady and recovered are said of times that are loaded.
        (NOW - RECOVERED, (4, 4), "steady", ""),
        (NOW - 97 * 60, (4, 4), "not known", "97 min loaded"),
        (NOTHING, (4, 4), "not known", "not all events loaded"),
        (NOW - 3600, (4, 4, fails("1", 3600), comes_up("2", 60)), "recovered", ""),
        (NOW - 60, (4, 4, fails("1", 3600), comes_up("2", 60)), "not known", "1 min loaded"),
        (0.0, (4, 4, fails("1", 60)), "not known", "no node entered service since"),
        (0.0, (4, 4, comes_up("1", 90), fails("2", 60)), "not known", "no node entered service"),
        # That nothing has failed is known where it is loaded; that something has, everywhere.
        (NOW - LATELY, (3, 4, comes_up("1", 60)), "growing", ""),
        (NOW - 600, (3, 4, comes_up("1", 60)), "not known", "10 min loaded"),
        (NOTHING, (3, 4, fails("1", 60)), "retrying", ""),
        # What the counts alone say does not depend on it.
        *[(each, (5, 4), "shrinking", "") for each in (0.0, NOW, NOTHING)],
    ],
)
def test_what_rests_on_events_that_are_not_loaded_is_not_known(
    covered_from: float | None, verdict: tuple[Any, ...], expected: str, reason: str
) -> None:
    said = stands(*verdict, covered_from=covered_from)
    assert said.name == expected
    assert said.reason.startswith(reason)
    assert bool(said.reason) is (expected == "not known")


def test_of_a_cluster_without_events_nothing_is_known_but_its_counts() -> None:
    for current, name in ((3, "not known"), (4, "not known"), (5, "shrinking")):
        group = GroupCount("g", current, 4)
        verdict = verdict_of(group, history_of([]), NOW, None, has_events=False)
        reason = "the cluster has no events" if name == "not known" else ""
        assert (verdict.name, verdict.reason) == (name, reason)


def test_a_change_of_the_whole_cluster_is_a_sign_of_life_of_each_group() -> None:
    text = "Cluster c update started successfully"
    for others in ([], [begins("1", STUCK + 60)]):
        change = event("c", text, time=NOW - 60, kind="Cluster")
        for events in ([change, *others], [*others, change]):
            assert stands(3, 4, *events).name == "growing"
        assert stands(3, 4, change._replace(event_time=NOW - STUCK - 1), *others).name == "stuck"


def test_an_operation_on_the_whole_group_that_failed_is_no_attempt_for_a_node() -> None:
    refused = of_group("r", 1200, "Failed to create FSx for")
    verdict = stands(0, 2, refused)
    assert (verdict.name, verdict.attempts, verdict.events) == ("failed", 0, (refused,))
    assert stands(0, 2, refused, begins("b", 600)).name == "growing"
    assert stands(0, 2, refused, changes("c", 600)).name == "growing"
    assert stands(0, 2, refused, fails("f", 600)).name == "retrying"
    assert stands(2, 2, refused, comes_up("u", 600)).name == "steady"
    old = refused._replace(event_time=NOW - STUCK - 1)
    assert (stands(0, 2, old).name, stands(0, 2, old).events) == ("stuck", (old,))


def test_a_group_with_a_sentence_that_is_not_known_is_not_stuck() -> None:
    odd = event("odd", f"Instance {NODE} was hibernated", time=NOW - 60, group="g", node=NODE)
    verdict = stands(3, 4, odd)
    assert (verdict.name, verdict.events) == ("not known", (odd,))
    assert "an unknown sentence" in verdict.reason
    assert stands(3, 4, odd._replace(event_time=NOW - STUCK - 1)).name == "stuck"


@every(
    ("expected", "verdict"),
    [
        ("checking", stands(2, 4, nodes=[node_in(CHECKED), node_in(CHECKED, OTHER)])),
        ("checking", stands(2, 4, begins("1", 7000), nodes=[node_in(CHECKED)])),
        ("checking", stands(2, 4, comes_up("1", 70), nodes=[node_in(CHECKED)])),
        ("retrying", stands(2, 4, fails("1", 60), nodes=[node_in(CHECKED)])),
        ("stuck", stands(2, 4, nodes=[node_in(CHECKED, group="h"), node_in("Running")])),
        ("steady", stands(4, 4, nodes=[node_in(CHECKED)])),
        # Whether they are checked is not known without the nodes.
        ("not known", stands(2, 4, deep_health_checks=("InstanceStress",))),
        ("stuck", stands(2, 4, deep_health_checks=("InstanceStress",), nodes=[])),
        # Nodes of a plan come when it starts.
        ("waiting", stands(0, 8, training_plan_status="Scheduled")),
        ("waiting", stands(0, 8, training_plan_status="Scheduled", covered_from=None)),
        ("stuck", stands(0, 8, training_plan_status="Active")),
        ("retrying", stands(0, 8, fails("1", 60), training_plan_status="Scheduled")),
        ("steady", stands(8, 8, training_plan_status="Scheduled")),
    ],
)
def test_a_group_that_is_checked_or_waits_for_its_plan_is_not_stuck(
    expected: str, verdict: Verdict
) -> None:
    assert verdict.name == expected


def test_the_nodes_that_are_checked_are_counted() -> None:
    nodes = [node_in(CHECKED), node_in(CHECKED, OTHER), node_in(CHECKED, group="h")]
    assert stands(2, 4, nodes=[*nodes, node_in("Running")]).checking == 2


def test_a_verdict_says_on_which_events_it_rests() -> None:
    failures = [fails("f1", 900), fails("f2", 300, OTHER)]
    up = comes_up("up", 60)
    assert [e.event_id for e in stands(3, 4, *failures, up).events] == ["up", "f2", "f1"]
    assert [e.event_id for e in stands(4, 4, *failures, up).events] == ["up", "f2", "f1"]
    assert [e.event_id for e in stands(3, 4, begins("b", 90), up).events] == ["up", "b"]
    assert stands(3, 4).events == ()
    many = [fails(f"{each}", each) for each in range(3, 500, 3)]
    assert len(stands(3, 4, *many).events) == 60


def test_what_may_be_more_is_a_bound() -> None:
    run = [fails("1", 600), fails("2", 300, OTHER)]
    assert not stands(3, 4, *run).is_bound
    assert not stands(3, 4, *run, covered_from=NOW - 600 - STUCK).is_bound
    assert stands(3, 4, *run, covered_from=NOW - 600).is_bound
    assert stands(3, 4, *run, covered_from=None).is_bound
    # Failures at one time may be of one node, until details say that they are not.
    events = [fails("1", 60), fails("2", 59), fails("3", 30)]
    verdict = stands(3, 4, *events)
    assert (verdict.attempts, verdict.is_bound, verdict.nodes) == (2, True, 0)
    history = history_of(events, {"1": LOGICAL, "2": "another"})
    verdict = verdict_of(GroupCount("g", 3, 4), history, NOW, 0.0)
    assert (verdict.attempts, verdict.is_bound, verdict.nodes) == (3, False, 2)


def test_nodes_that_failed_are_not_those_that_are_still_down() -> None:
    failures = [fails(f"{node}{at}", at, node) for node in (NODE, OTHER) for at in (900, 100)]
    verdict = stands(3, 4, *failures, comes_up("up", 30))
    assert (verdict.attempts, verdict.nodes, verdict.down) == (4, 2, 1)
    verdict = stands(3, 4, *failures, nodes=[node_in("Running"), node_in("Pending", OTHER)])
    assert (verdict.nodes, verdict.down) == (2, 1)


def test_while_nodes_are_not_known_no_more_is_said_than_stays_true() -> None:
    verdict = stands(3, 4, fails("1", 900, NODE), fails("2", 100, OTHER))
    assert (verdict.nodes, verdict.instances) == (2, 2)
    assert of_nodes(verdict) == "on at least 1 node"
    # Both instances may have been one node's, and are here.
    events = [fails("1", 900, NODE), fails("2", 100, OTHER), fails("3", 50, "i-0c3")]
    history = history_of(events, {"1": LOGICAL, "2": LOGICAL, "3": "another"})
    assert of_nodes(verdict_of(GroupCount("g", 2, 4), history, NOW, 0.0)) == (
        "on 2 known nodes, 2 still down"
    )
    assert of_nodes(stands(3, 4)) == ""


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


BAKES = "Baking period started for"
PATCHED = "UpdateClusterSoftware completed successfully for"


def test_every_verdict_says_its_rule_with_its_times_filled_in() -> None:
    verdicts = [
        *(stands(5, 4), stands(4, 4), stands(4, 4, fails("1", 9), comes_up("2", 1)), stands(3, 4)),
        *(
            stands(3, 4, fails("1", 1)),
            stands(3, 4, begins("1", 1)),
            stands(3, 4, covered_from=None),
            stands(3, 4, of_group("1", 1, "Failed to create FSx for")),
        ),
        *(stands(3, 4, nodes=[node_in(CHECKED)]), stands(3, 4, training_plan_status="Scheduled")),
        *(stands(4, 4, of_group("1", 9, BAKES)), stands(4, 4, of_group("1", 9, PATCHED))),
        *(
            stands(4, 4, software_update_status=each)
            for each in ("InProgress", "RollbackInProgress", "RollbackComplete", "Failed")
        ),
    ]
    named = {each.name: each for each in verdicts}
    assert named.keys() == DATA["verdicts"].keys()
    for name, verdict in named.items():
        assert verdict.rule
        assert "{" not in verdict.rule
        times = [key for key in DATA["times"] if f"{{{key}}}" in DATA["verdicts"][name]]
        assert bool(verdict.source) is bool(times)
        assert all(DATA["times"][key]["source"] in verdict.source for key in times)


def test_the_gravest_come_first_and_of_two_alike_the_one_that_lacks_nodes() -> None:
    judged = [
        (GroupCount(name, *counts), stands(*counts, *events))
        for name, counts, events in [
            ("steady", (4, 4), ()),
            ("retrying", (3, 4), (fails("1", 60),)),
            ("growing", (3, 4), (begins("1", 60),)),
            ("stuck", (3, 4), ()),
        ]
    ]
    unknown = (GroupCount("unknown", 4, 4), stands(4, 4, covered_from=None))
    lacks = (GroupCount("lacks", 3, 4), stands(3, 4, covered_from=None))
    names = [group.instance_group_name for group, _ in by_gravity([unknown, *judged, lacks])]
    assert names == ["stuck", "retrying", "lacks", "growing", "unknown", "steady"]


def test_the_rules_say_what_they_are_made_of() -> None:
    assert stands(3, 4).rule == (
        "CurrentCount is below TargetCount, and no event of a node in the last 1h 30m"
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
    assert set(DATA["unknown"]) == {
        *("loaded", "gap", "no events", "nodes", "unread", "none in service"),
    }
    used = " ".join(DATA["verdicts"].values())
    assert all(f"{{{name}}}" in used for name in DATA["times"])
