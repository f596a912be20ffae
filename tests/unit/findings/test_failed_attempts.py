"""The attempts of a group: which failures are one, and whose they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from help.examples import examples
from hpev_tui.findings import Facts, Findings
from hpev_tui.model.events import ClusterNode, Event
from hpev_tui.rules import noise
from unit.findings.coming import Story, stories
from unit.findings.group_events import (
    LOGICAL,
    NODE,
    OTHER,
    SCRIPT_FAILED,
    SCRIPT_STARTED,
    UPDATE_FAILED,
    begins,
    comes_up,
    fails,
    history_of,
    of_node,
    second_report,
)
from unit.query.samples import event


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


def failed_in(*events: Event) -> list[str]:
    """The events that the failed attempts are counted by."""
    return [attempt.event.event_id for attempt in history_of(events).failed]


def test_a_failure_of_the_whole_attempt_reports_that_of_its_step_on_one_instance_again() -> None:
    script = of_node("s", 300, SCRIPT_FAILED)
    whole = second_report("w", 60, NODE)
    assert failed_in(script, whole, fails("2", 50, OTHER)) == ["s", "2"]
    # Of another instance, or after another step, it is another one.
    assert failed_in(script, second_report("w", 60, OTHER)) == ["s", "w"]
    assert failed_in(script, of_node("b", 100, SCRIPT_STARTED), whole) == ["s", "w"]
    assert failed_in(script, comes_up("b", 100), whole) == ["s", "w"]
    # And so is the next one of the same kind.
    assert failed_in(script, whole, second_report("w2", 10, NODE)) == ["s", "w2"]


def test_a_script_that_runs_again_on_one_instance_fails_again() -> None:
    runs = [of_node(f"s{ago}", ago, SCRIPT_FAILED) for ago in (1600, 880, 160)]
    assert failed_in(*runs, of_node("u", 40, UPDATE_FAILED)) == ["s1600", "s880", "s160"]


def test_a_second_report_of_another_node_is_a_failure_of_its_own() -> None:
    events = [fails("1", 60), second_report("2", 59)]
    assert [a.event.event_id for a in history_of(events, {"1": LOGICAL}).failed] == ["1"]
    attempts = history_of(events, {"1": LOGICAL, "2": "another"}).failed
    assert [(a.node, a.event.event_id) for a in attempts] == [(LOGICAL, "1"), ("another", "2")]
    # In whatever order details come
    attempts = history_of(events[::-1], {"2": "another", "1": LOGICAL}).failed
    assert [a.node for a in attempts] == [LOGICAL, "another"]


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
    assert [e.event_id for e in histories["g"].begun + histories["g"].came_up] == ["3", "4"]
    assert (histories["h"].begun, histories["h"].came_up) == ([], [])


def test_of_a_group_without_events_nothing_is_known() -> None:
    findings = Findings()
    findings.add([event("1", "Failed to provision EC2 Instance", level="Error")])
    history = findings.groups.history("g")
    assert not any((history.failed, history.begun, history.came_up, history.changed))
    assert findings.groups.histories == {}


def recount(
    events: list[Event], facts: dict[str, Facts], node_of: dict[str, str]
) -> list[tuple[str, str]]:
    """The failed attempts of group g by node and event, from all that is known."""

    def node(each: Event) -> str:
        said = facts[each.event_id].node_logical_id if each.event_id in facts else ""
        return said or node_of.get(each.instance_id, each.instance_id)

    steps = [
        e
        for e in events
        if ("ailed" in e.description or ("started" in e.description and node(e)))
        and e.instance_group_name == "g"
    ]
    steps.sort(key=lambda e: (e.event_time, e.event_id))
    firsts = noise.pairs([e for e in steps if failed(e)])
    by_id = {e.event_id: e for e in steps}
    # Of a pair the first one counts, unless details say that they are of two nodes.
    counted = []
    for each in steps:
        first = by_id.get(firsts.get(each.event_id, ""))
        if first is None or (node(each) and node(first) not in ("", node(each))):
            counted.append(each)
    attempts: list[tuple[str, str]] = []
    for number, each in enumerate(counted):
        before = [other for other in counted[:number] if node(other) and node(other) == node(each)]
        same = (
            before
            and failed(before[-1])
            and (
                each.event_time - before[-1].event_time <= 2
                or (
                    each.instance_id == before[-1].instance_id != ""
                    and is_whole(each)
                    and not is_whole(before[-1])
                )
            )
        )
        if failed(each) and not same:
            attempts.append((node(each), each.event_id))
    return attempts


def failed(each: Event) -> bool:
    """Whether an event reports a failure."""
    return "ailed" in each.description


def is_whole(each: Event) -> bool:
    """Whether it is said of the whole attempt."""
    return each.description.startswith("Instance creation")


@settings(max_examples=examples(200))
@given(stories())
def test_at_every_step_the_attempts_are_those_of_a_recount(story: Story) -> None:
    findings = Findings()
    for step, events, facts, node_of in story.after_each_step():
        step.to(findings)
        attempts = [(a.node, a.event.event_id) for a in findings.groups.history("g").failed]
        assert attempts == recount(events, facts, node_of)
        assert bool(attempts) is any(failed(e) and e.instance_group_name == "g" for e in events)
        grouped = [e for e in events if e.instance_group_name]
        started = [e.event_time for e in grouped if "started" in e.description]
        histories = findings.groups.histories.values()
        begun = [each.event_time for history in histories for each in history.begun]
        assert sorted(begun) == sorted(started)


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
    said = event("1", description, kind=kind, group="g")
    assert history_of([said]).changed == [said] * expected
