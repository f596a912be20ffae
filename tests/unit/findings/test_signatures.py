"""The signatures: counted as things come, the same as counted anew from all that is known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings

from help.examples import examples
from hpev_tui.findings import Facts, Findings
from hpev_tui.findings.facts import Identities
from hpev_tui.findings.signatures import GOES_ON_SECONDS, SignatureRow, SignatureTable
from hpev_tui.model.events import Event
from hpev_tui.query import Signature, signature_of
from hpev_tui.rules import noise
from unit.findings.coming import Story, stories
from unit.query.samples import NOW, event

NODE, OTHER = "i-0391f86fa0fe0d465", "i-0aaaaaaaaaaaaaaaa"
LOGICAL = "df268d19-f035-4f28-9b80-b956b92ae21e"
CAPACITY = "We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances."


@dataclass
class Counted:
    """What is counted of one signature."""

    ids: set[str] = field(default_factory=set)
    faults: int = 0
    nodes: Counter[str] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)


def failed(event: Event) -> bool:
    """Whether an event reports a failure."""
    return (event.event_level or "Error") != "Info" and "started" not in event.description


def recount(
    events: list[Event], facts: dict[str, Facts], node_of: dict[str, str]
) -> dict[Signature, Counted]:
    """The signatures of all that is known, from the beginning."""
    counted: dict[Signature, Counted] = {}
    for each in filter(failed, events):
        fact = facts.get(each.event_id)
        signature = signature_of(each, fact.failure_message if fact else None)
        row = counted.setdefault(signature, Counted())
        row.ids.add(each.event_id)
        if each.instance_group_name:
            row.groups[each.instance_group_name] += 1
        row.times.append(each.event_time)
        said = facts[each.event_id].node_logical_id if each.event_id in facts else ""
        if node := said or node_of.get(each.instance_id, each.instance_id):
            row.nodes[node] += 1
    for row in counted.values():
        own = [event for event in events if event.event_id in row.ids]
        row.faults = len(own) - len(noise.pairs(own))
    return counted


def counted_in(row: SignatureRow) -> Counted:
    """What a row counts."""
    assert sum(row.bars(row.first, row.last, 5)) == len(row.events) == row.event_count
    times = [each.event_time for each in row.in_time]
    assert times == sorted(each.event_time for each in row.events.values())
    ends = [row.first, row.last]
    return Counted(set(row.events), row.faults, Counter(row.nodes), Counter(row.groups), ends)


@settings(max_examples=examples(250))
@given(stories())
def test_at_every_step_the_table_counts_what_a_recount_counts(story: Story) -> None:
    findings = Findings()
    for step, events, facts, node_of in story.after_each_step():
        step.to(findings)
        expected = recount(events, facts, node_of)
        for each in expected.values():
            each.times = [min(each.times), max(each.times)]
        table = findings.signatures
        assert {row.signature: counted_in(row) for row in table.rows} == expected
        failures = {each.event_id for each in events if failed(each)}
        assert {each.event_id for each in table.waiting} == failures - facts.keys()
        assert sum(len(row.events) for row in table.rows) == table.event_count == len(failures)
        for event_id in failures:
            row = table.row_of(event_id)
            assert row is not None
            assert event_id in row.events
            assert table.row(row.signature) is row


def refused(number: int, at: float = 0, *, group: str = "g", node: str = "") -> Event:
    """The first event of a pair."""
    text = f"Failed to provision EC2 Instance in Cluster c and InstanceGroup {group}"
    return event(f"r{number}", text, time=NOW + at, level="Error", group=group, node=node)


def second_report(number: int, at: float = 0, *, group: str = "g", node: str = "") -> Event:
    """The second event of a pair."""
    text = f"Instance creation {node} in Cluster c and IG {group} failed"
    return event(f"t{number}", text, time=NOW + at, level="Error", group=group, node=node)


def only(findings: Findings) -> SignatureRow:
    """The one row that there is."""
    (row,) = findings.signatures.rows
    return row


def test_a_pair_is_one_fault_as_soon_as_both_are_of_one_signature() -> None:
    one, two = refused(1, node=NODE), second_report(1, 1, node=NODE)
    findings = Findings()
    findings.add([two, one])
    assert [row.faults for row in findings.signatures.rows] == [1, 1]
    findings.add_detail(one, Facts(CAPACITY))
    assert [row.faults for row in findings.signatures.rows] == [1, 1]
    findings.add_detail(two, Facts(CAPACITY))
    row = only(findings)
    assert (row.faults, len(row.events), row.nodes) == (1, 2, {NODE: 2})


def test_an_event_in_between_can_take_the_first_one_of_a_pair() -> None:
    findings = Findings()
    findings.add([refused(1, 0), second_report(1, 1.5, node="")])
    for each in (refused(1, 0), second_report(1, 1.5)):
        findings.add_detail(each, Facts(CAPACITY))
    assert only(findings).faults == 1
    nearer = second_report(2, 1)
    findings.add([nearer])
    findings.add_detail(nearer, Facts(CAPACITY))
    # Only one of the two second ones can be of the first.
    assert (only(findings).faults, len(only(findings).events)) == (2, 3)


def test_a_pair_is_of_two_that_say_the_same() -> None:
    # Three refusals at one time, of unknown nodes: the second report may be any one's.
    refusals, again = (
        [refused(number, node="") for number in (1, 2, 3)],
        second_report(9, 0, node=""),
    )
    for details in (refusals[1], again), (again, refusals[1]):
        findings = Findings()
        findings.add([*refusals, again])
        findings.add_detail(refusals[0], Facts(""))
        for each in details:
            findings.add_detail(each, Facts(CAPACITY))
        (row,) = (row for row in findings.signatures.rows if row.signature.tag == "capacity")
        assert (row.faults, row.event_count) == (1, 2)


def test_two_instances_become_one_node_once_that_is_known() -> None:
    findings = Findings()
    events = [refused(1, node=NODE), refused(2, 700, node=OTHER)]
    findings.add(events)
    assert only(findings).nodes == {NODE: 1, OTHER: 1}
    findings.add_detail(event("x", "Instance is up", node=NODE), Facts(node_logical_id=LOGICAL))
    assert only(findings).nodes == {LOGICAL: 1, OTHER: 1}
    findings.add_detail(event("y", "Instance is up", node=OTHER), Facts(node_logical_id=LOGICAL))
    assert only(findings).nodes == {LOGICAL: 2}


def test_a_failure_without_a_node_is_of_none() -> None:
    findings = Findings()
    findings.add([event("1", "3 node(s) lost something", level="Warn", kind="Cluster")])
    assert only(findings).nodes == {}
    # A group without a name is no group.
    assert only(findings).groups == {}


def test_a_row_that_lost_its_last_event_is_gone() -> None:
    findings = Findings()
    findings.add([refused(1)])
    before = only(findings).signature
    assert not before.detail_loaded
    findings.add_detail(refused(1), Facts(CAPACITY))
    assert findings.signatures.row(before) is None
    assert only(findings).signature.detail_loaded
    assert findings.signatures.row_of("nowhere") is None


def test_of_two_failures_at_the_same_time_the_right_one_leaves() -> None:
    for first, second in (("r1", "r2"), ("r2", "r1")):
        findings = Findings()
        one, two = refused(1), refused(2)
        findings.add([one, two])
        for event_id in (first, second):
            findings.add_detail(one if event_id == "r1" else two, Facts(CAPACITY))
            rows = findings.signatures.rows
            read = [each for row in rows if row.signature.detail_loaded for each in row.events]
            assert event_id in read
        assert set(only(findings).events) == {"r1", "r2"}


def test_an_event_whose_detail_is_there_already_does_not_wait_for_it() -> None:
    table = SignatureTable(Identities(), {"r1": Facts(CAPACITY, LOGICAL)})
    table.add([refused(1), refused(2, 700)])
    assert {each.event_id for each in table.waiting} == {"r2"}
    loaded, not_loaded = table.rows
    assert (loaded.signature.detail_loaded, loaded.nodes) == (True, {LOGICAL: 1})
    assert not not_loaded.signature.detail_loaded


def test_what_did_not_fail_is_not_counted() -> None:
    findings = Findings()
    up = event("1", "EC2 Instance is up", level="Info", node=NODE)
    findings.add([up])
    findings.add_detail(up, Facts(CAPACITY))
    assert findings.signatures.rows == []
    assert findings.signatures.event_count == 0
    assert not findings.signatures.waiting


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (NOW, True),
        (NOW + GOES_ON_SECONDS, True),
        (NOW + GOES_ON_SECONDS + 1, False),
    ],
)
def test_a_failure_goes_on_for_twenty_minutes_after_the_last(now: float, expected: bool) -> None:
    assert GOES_ON_SECONDS == 1200
    findings = Findings()
    findings.add([refused(2, 0), refused(1, -7200)])
    assert only(findings).goes_on(now) is expected


def test_bars_count_each_part_of_the_time_and_both_its_ends() -> None:
    findings = Findings()
    findings.add([refused(n, at) for n, at in enumerate([0, 9.9, 10, 25, 40, 41, -1])])
    row = only(findings)
    assert row.bars(NOW, NOW + 40, 4) == [2, 1, 1, 1]
    assert row.bars(NOW - 1, NOW + 41, 1) == [7]
    assert row.bars(NOW + 100, NOW + 200, 3) == [0, 0, 0]
    assert (row.first, row.last) == (NOW - 1, NOW + 41)


def test_bars_of_no_stretch_of_time_lose_nothing() -> None:
    findings = Findings()
    findings.add([refused(1), refused(2)])
    assert sum(only(findings).bars(NOW, NOW, 6)) == 2


def test_the_rows_are_in_the_order_of_their_gravity() -> None:
    def failure(name: str, level: str, at: float = 0) -> Event:
        return event(name, f"{name.rstrip('0123456789')} failed", level=level, time=NOW + at)

    events = [
        *(failure(f"warned{n}", "Warn") for n in range(9)),
        *(failure(f"unread{n}", "Error") for n in range(5)),
        failure("early0", "Error", at=-5),
        failure("late0", "Error", at=5),
        *(failure(f"often{n}", "Error") for n in range(3)),
        *(failure(f"critical{n}", "Critical") for n in range(2)),
    ]
    findings = Findings()
    findings.add(events)
    for each in events:
        if not each.event_id.startswith("unread"):
            findings.add_detail(each, Facts())
    # Errors and what nobody knows, of these those with a reason, the many, the last; Warnings.
    assert [row.signature.text.split()[0] for row in findings.signatures.rows] == [
        *("often", "critical", "late", "early", "unread"),
        "warned",
    ]
    assert [row.level for row in findings.signatures.rows] == [
        *("Error", "Critical", "Error", "Error", "Error"),
        "Warn",
    ]


def test_faulty_nodes_come_before_other_warnings() -> None:
    findings = Findings()
    idle = [event(f"lost{n}", "It lost something", level="Warn") for n in range(9)]
    said = f"Instance {NODE} is unhealthy. HMA has detected fault type NvidiaGPUUnhealthy."
    faulty = event("faulty", said, level="Warn", node=NODE)
    findings.add([*idle, faulty, event("failed", "It failed", level="Error")])
    for each in (*idle, faulty):
        findings.add_detail(each, Facts())
    rows = findings.signatures.rows
    assert [(row.level, row.signature.tag) for row in rows] == [
        ("Error", "unknown"),
        ("Warn", "hardware"),
        ("Warn", "unknown"),
    ]


def test_one_error_among_warnings_makes_a_row_one_of_errors() -> None:
    findings = Findings()
    findings.add([event("1", "It failed", level="Warn"), event("2", "It failed", level="Error")])
    assert only(findings).level == "Error"


def test_the_same_message_in_two_groups_is_one_signature() -> None:
    findings = Findings()
    events = [refused(1, group="g"), refused(2, group="h")]
    findings.add(events)
    for each in events:
        findings.add_detail(each, Facts(CAPACITY))
    assert only(findings).groups == {"g": 1, "h": 1}


def test_the_message_of_another_instance_type_is_another_signature() -> None:
    findings = Findings()
    events = [refused(1), refused(2, 60)]
    findings.add(events)
    findings.add_detail(events[0], Facts(CAPACITY))
    findings.add_detail(events[1], Facts(CAPACITY.replace("p5.48", "g5.8")))
    assert len(findings.signatures.rows) == 2


@settings(max_examples=examples(100))
@given(stories())
def test_of_some_events_the_rows_are_as_if_no_others_had_been_added(story: Story) -> None:
    findings = Findings()
    for coming in story.steps:
        coming.to(findings)
    table = findings.signatures
    events = [each for row in table.rows for each in row.in_time]
    every = [(row.signature, counted_in(row)) for row in table.rows]
    assert [(row.signature, counted_in(row)) for row in table.rows_of(events)] == every
    some = events[::2]
    counted = {row.signature: counted_in(row) for row in table.rows_of(some)}
    assert {each for row in counted.values() for each in row.ids} == {e.event_id for e in some}
    for signature, whole in every:
        if (part := counted.get(signature)) is not None:
            assert part.ids <= whole.ids
            assert part.nodes <= whole.nodes
            assert 0 < part.faults <= len(part.ids)
    # The table itself stays as it was.
    assert [(row.signature, counted_in(row)) for row in table.rows] == every
