"""The rows of the failures: how often, on how many nodes, since when, why, and what is shared."""

from __future__ import annotations

from help.events import NOW, event_row
from help.model import ModelRun
from help.source import DENIED
from help.troubled import SCRIPT, SHORT, detail, failure, instance_id, troubled_run
from hpev_tui.findings.signatures import SignatureRow
from hpev_tui.session.tables import failures
from hpev_tui.session.tables.words import Labelled

LOG = "/aws/sagemaker/Clusters/made-up/abcdefghijkl"


def read(it: ModelRun) -> None:
    """Load the reasons that the table asks for."""
    it.model.details.gather(failures.missing_details(it.model))
    it.answer_all()


def kinds(it: ModelRun) -> list[SignatureRow]:
    return it.model.log.findings.signatures.rows


def test_a_row_has_its_counts_its_times_and_its_cause() -> None:
    it = troubled_run()
    read(it)
    capacity, script = failures.rows(it.model)
    assert (capacity.level, capacity.is_active, capacity.mark) == ("Error", True, "failed")
    assert (capacity.faults, capacity.event_count, capacity.node_count) == (10, 10, 5)
    assert capacity.instance_group_names == ("worker-b",)
    assert (capacity.first, capacity.last) == (NOW - 15 * 60, NOW - 60)
    assert (capacity.cause, capacity.message) == ("capacity", SHORT)
    assert capacity.event_ids == tuple(event_row(number)["EventId"] for number in (15, 5, 1))
    assert (script.cause, script.message) == ("lifecycle", SCRIPT.format("<id>"))
    assert failures.nodes_of(it.model, kinds(it)[1]) == (instance_id(20), instance_id(21))
    assert failures.basis(it.model) == "reasons of 12 of 12 failures"
    assert failures.without_reason(it.model) == failures.unread_rows(it.model) == ""


def test_its_cells_are_one_for_each_column_in_words() -> None:
    it = troubled_run()
    read(it)
    row = failures.rows(it.model)[0]
    assert failures.cells(it.model, row) == [
        "Error, active",
        "10",
        "10",
        "5",
        "1",
        "14:15:00",
        "14:29:00",
        f"capacity: {SHORT}",
    ]
    assert len(failures.COLUMNS) == 8
    assert set(dict(failures.COLUMNS).values()) <= set(row._fields)
    said = "10 faults (10 events) on 5 nodes in 1 group"
    assert failures.counts_in_words(it.model, row) == said
    it.service.add(failure(0, 4, "worker-b"))
    it.model.refresh()
    it.answer_all()
    # That one may be of the same.
    said = "\u2265 10 faults (\u2265 10 events) on \u2265 5 nodes in 1 group"
    assert failures.counts_in_words(it.model, failures.rows(it.model)[0]) == said


def test_before_reasons_are_read_there_is_no_cause_and_while_they_come_no_number() -> None:
    it = troubled_run()
    first = failures.rows(it.model)[0]
    assert (first.is_read, first.is_final, first.cause) == (False, True, "")
    assert failures.cells(it.model, first)[1] == "10"
    assert failures.without_reason(it.model) == "12 without a reason (loading\u2026)"
    said = "?: cause not known, reasons not loaded. ~: the likely cause."
    assert failures.unread_rows(it.model) == said
    it.model.details.gather(failures.missing_details(it.model))
    row = failures.rows(it.model)[0]
    assert [failures.cells(it.model, row)[at] for at in (1, 2, 3)] == ["?", "10", "?"]
    assert failures.unread_rows(it.model).startswith("?: counted when the row's reasons")
    it.service.fail("DescribeClusterEvent", DENIED)
    it.answer_all()
    assert failures.without_reason(it.model) == "12 without a reason (details failed)"


def test_what_is_asked_for_first_are_the_network_and_the_ends_of_each_kind() -> None:
    it = troubled_run()
    ids = {number: event_row(number)["EventId"] for number in (1, 8, 15, 18, 60, 61)}
    assert set(failures.first_details(it.model)) == {ids[each] for each in (1, 8, 15, 18)}
    missing = failures.missing_details(it.model)
    assert missing[:3] == [ids[60], ids[61], ids[1]]
    assert len(missing) == 14
    read(it)
    assert not [*failures.first_details(it.model), *failures.missing_details(it.model)]


def test_what_failing_nodes_share_is_compared_again_only_when_it_could_change() -> None:
    it = troubled_run()
    read(it)
    capacity, script = kinds(it)
    comparisons = failures.Comparisons(it.model)
    result = comparisons.of(capacity, 1)
    assert [each.name for each in result.common.findings] == [
        "group worker-b",
        "subnet subnet-0bbbbbbb",
    ]
    assert (result.failed, result.up, failures.not_compared(result)) == (5, 10, "")
    healthy = "10 nodes in service by ListClusterNodes without this failure"
    assert Labelled("healthy", healthy) in failures.compared_by(it.model, result)
    assert comparisons.of(capacity, 1) is result
    assert comparisons.of(capacity, 2) is not result
    few = "Too few nodes to compare: 2 failing, 10 healthy"
    assert failures.not_compared(comparisons.of(script, 2)) == few


def test_what_else_is_said_are_the_nodes_still_down_the_log_and_the_next_steps() -> None:
    it = troubled_run()
    capacity, script = kinds(it)
    assert failures.facts_of(it.model, script) == failures.FailureFacts(0, None, (), ())
    read(it)
    capacity, script = kinds(it)
    facts = failures.facts_of(it.model, capacity)
    assert (facts.still_down, facts.not_replaced, facts.log) == (5, None, ())
    assert 0 < len(facts.next_steps) <= 2
    assert failures.standing(facts) == ["5 nodes still down"]
    assert failures.facts_of(it.model, script).log == (
        f"log group {LOG}",
        f"log stream of the last failure LifecycleConfig/worker-a/{instance_id(20)}",
    )


def test_of_one_instance_nothing_is_masked_and_its_own_log_is_named() -> None:
    """Two instances failed, and one of them alone with another script."""
    two = instance_id(22)
    rest = [failure(9 * turn, 20 + turn, "worker-a", script=True) for turn in (0, 1)]
    it = ModelRun(*rest, other := failure(5, 22, "worker-a", script=True), now=NOW)
    said = f"Lifecycle scripts of {two} did not run successfully, ends at line 7."
    for row, node in zip(rest, (20, 21), strict=True):
        it.service.details[row["EventId"]] = detail(SCRIPT.format(instance_id(node)), node)
    it.service.details[other["EventId"]] = detail(said, 22)
    it.answer_all()
    read(it)
    assert [failures.cells(it.model, each)[-1] for each in failures.rows(it.model)] == [
        f"lifecycle: {SCRIPT.format('<id>')}",
        f"lifecycle: {said}",
    ]
    log = failures.facts_of(it.model, kinds(it)[1]).log
    assert log == (f"log group {LOG}", f"log stream LifecycleConfig/worker-a/{two}")
