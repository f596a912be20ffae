"""The rows of a node's timeline: its instances, its attempts, their steps, and the gaps between."""

from __future__ import annotations

import pytest

from help.demo_run import DemoRun
from help.events import NOW
from help.model import ModelRun
from help.source import DENIED
from help.troubled import SHORT, comes_up, instance_id, node_id, troubled_run
from hpev_tui.demo.world import World
from hpev_tui.session.tables import failures, timeline, timeline_copy
from hpev_tui.session.tables.nodes import NodeTable
from hpev_tui.session.tables.timeline import ATTEMPT, GAP, INSTANCE, STEP, Line, NodeTimeline
from hpev_tui.text.times import TimeMode


def looked_at(it: ModelRun, node: str) -> NodeTimeline:
    """The timeline of a node once all is loaded that it asks for."""
    made = NodeTimeline(it.model, node)
    made.ask()
    it.answer_all()
    for _ in range(3):
        made.read(None)
        it.model.details.gather(made.missing_details(), is_awaited=True)
        it.answer_all()
        made.ask()
        it.answer_all()
    made.read(None)
    return made


def of_lifecycle_lab(world: World) -> NodeTimeline:
    """The timeline of the first node of that cluster: five instances, each with one attempt."""
    it = DemoRun(world, "lifecycle-lab")
    it.load_all()
    return looked_at(it, str(NodeTable(it.model).update(None, "")[0]))


def test_instances_come_first_then_attempts_each_with_its_steps_and_the_gap_to_the_next(
    world: World,
) -> None:
    made = of_lifecycle_lab(world)
    rows = timeline.rows(made)
    kinds = [row.kind for row in rows]
    assert kinds[:5] == [INSTANCE] * 5
    assert kinds[5:15] == [ATTEMPT, *[STEP] * 8, GAP]
    assert [row.label for row in rows[:6]] == [
        *(f"instance {n} of 5" for n in range(1, 6)),
        "attempt 1",
    ]
    assert [row.label for row in rows[6:14]] == [
        "requested",
        "capacity pool",
        "ENI",
        "launched",
        "health checks",
        "failed",
        "failed",
        "terminating",
    ]
    assert kinds.count(ATTEMPT) == 5
    assert kinds.count(GAP) == 4
    assert [made.row(key) for key in made.lines()] == rows
    assert made.row(Line(99)) is made.row("no key") is None


def test_a_row_has_its_times_its_outcome_and_its_words(world: World) -> None:
    made = of_lifecycle_lab(world)
    rows = timeline.rows(made)
    life, attempt, step, failed, gap = rows[0], rows[5], rows[7], rows[11], rows[14]
    assert (life.mark, life.instance_id) == ("off", attempt.instance_id)
    assert life.message.startswith("ended ")
    assert (attempt.mark, attempt.cause) == ("failed", "lifecycle")
    assert attempt.outcome.startswith("failed after ")
    assert attempt.message.startswith("Lifecycle scripts did not run successfully.")
    assert attempt.capacity == "on demand"
    assert (step.label, step.mark, step.level) == ("capacity pool", "", "Info")
    assert step.took == step.time - rows[6].time if step.time and rows[6].time else False
    assert (failed.mark, failed.level, failed.cause) == ("failed", "Error", "lifecycle")
    event = made.model.log.event(failed.event_id)
    assert event is not None
    assert (failed.description, failed.time) == (event.description, event.event_time)
    assert failed.failure_message == attempt.message
    assert (gap.message, gap.time) == ("until the next attempt", None)
    for row in (life, attempt, step, gap):
        assert len(timeline.cells(made.model, row)) == len(timeline.COLUMNS)
    assert timeline.cells(made.model, attempt)[3] == (
        f"{attempt.outcome}  lifecycle: {attempt.message} (on demand)"
    )
    assert timeline.cells(made.model, life)[3] == f"{life.instance_id}  {life.message}"
    assert set(dict(timeline.COLUMNS).values()) <= set(life._fields)
    assert made.next_steps(Line(0))
    assert made.event_of(Line(0, 6)) == made.attempts[0].moments[6].event


def test_it_is_copied_as_markdown_with_a_table_for_each_attempt(world: World) -> None:
    made = of_lifecycle_lab(world)
    text = timeline_copy.markdown(made, "From what is loaded")
    assert text.startswith("## gpu-workers  5 attempts, 5 failed  ")
    assert text.count("### attempt") == text.count("| UTC | Step | Took | What |") == 5
    assert text.count("\n- i-") == 5
    assert "| requested |" in text
    assert text.split("\n\n")[-2].startswith("Between attempts: ")
    assert text.endswith("\n\nFrom what is loaded")


@pytest.mark.parametrize(("others", "is_said"), [(5, True), (4, False)])
def test_a_step_much_slower_than_on_five_others_has_the_figures(others: int, is_said: bool) -> None:
    rows = [row for node in range(1, others + 1) for row in comes_up(node, 4000 * node, 240)]
    it = ModelRun(*rows, *comes_up(9, 50_000, 900), now=NOW + 60_000)
    it.answer_all()
    made = looked_at(it, instance_id(9))
    slow = [row for row in timeline.rows(made) if row.slow]
    assert [row.took for row in slow] == [900.0] * is_said
    for row in slow:
        assert row.slow == "slow: 5 other nodes took 4m, at most 4m"
        assert timeline.notes(row) == [row.slow]


def test_what_only_group_and_time_speak_for_says_so() -> None:
    it = ModelRun(*comes_up(1, 0, 240), now=NOW + 1000)
    it.service.fail("DescribeClusterEvent", DENIED, times=20)
    it.answer_all()
    made = looked_at(it, instance_id(1))
    assert [row.is_inferred for row in timeline.rows(made)] == [False, True, *[False] * 4]
    assert timeline.notes(timeline.rows(made)[1]) == ["(node inferred from group and time)"]
    # Two requests at the time could be of either node.
    it.service.add(comes_up(2, 5, 240)[0])
    it.model.refresh()
    it.answer_all()
    made.read(None)
    assert not any(row.is_inferred for row in timeline.rows(made))


def test_of_an_instance_it_becomes_that_of_its_node_when_a_detail_names_that() -> None:
    it = troubled_run()
    made = NodeTimeline(it.model, instance_id(20))
    made.read(1)
    assert (made.node, made.name, made.group) == (instance_id(20), instance_id(20), "worker-a")
    made = looked_at(it, instance_id(20))
    assert (made.node, made.name) == (node_id(20), instance_id(20))
    assert timeline_copy.whole(made) == (
        f"worker-a  1 attempt, 1 failed  gone: ListClusterNodes names no such node  1 instance"
        f"  {node_id(20)}"
    )


def test_while_more_of_a_node_is_looked_for_it_says_so(world: World) -> None:
    it = DemoRun(world, "lifecycle-lab")
    made = NodeTimeline(it.model, str(NodeTable(it.model).update(None, "")[0]))
    made.read(1)
    assert timeline_copy.basis(made, "100 events").startswith("100 events")
    made.ask()
    assert made.is_looking
    assert timeline_copy.looking(made) == "looking for earlier instances\u2026"
    assert "loading its own events; " in timeline_copy.basis(made, "100 events")
    assert ", looking for earlier instances\u2026  " in timeline_copy.whole(made)


def test_a_node_that_only_details_name_has_its_attempts_once_these_are_loaded() -> None:
    it = troubled_run()
    assert timeline_copy.tried(looked_at(it, node_id(0))) == "no attempts"
    it.model.details.gather(failures.missing_details(it.model))
    it.answer_all()
    made = looked_at(it, node_id(0))
    assert (made.is_looking, timeline_copy.looking(made)) == (False, "")
    assert timeline_copy.tried(made) == "2 attempts, 2 failed"
    (first, _) = [row for row in timeline.rows(made) if row.kind == ATTEMPT]
    assert (first.cause, first.message) == ("capacity", SHORT)
    assert timeline_copy.basis(made, "72 events").endswith("; 72 events")


def test_a_row_is_made_once_until_events_are_read_or_times_are_shown_otherwise(
    world: World,
) -> None:
    made = of_lifecycle_lab(world)
    row = made.row(Line(0))
    life = made.row(Line(0, is_life=True))
    assert row is not None
    assert made.row(Line(0)) is row
    made.model.time_mode = TimeMode.RELATIVE
    assert made.row(Line(0, is_life=True)) != life
    row = made.row(Line(0))
    made.read(None)
    assert made.row(Line(0)) is not row
    assert made.row(Line(0)) == row
