"""The rows of the instance groups: what is said of each, by what, and in which order."""

from __future__ import annotations

from help.demo_run import DemoRun
from help.events import NOW
from help.model import ModelRun
from hpev_tui.demo.world import World
from hpev_tui.session.tables import groups
from hpev_tui.session.tables.words import Labelled
from hpev_tui.text.times import TimeMode


def test_a_row_has_counts_verdict_attempts_and_what_they_rest_on(world: World) -> None:
    it = DemoRun(world, "lifecycle-lab")
    it.load_all()
    it.read(groups.missing_details(it.model))
    stuck, steady = groups.rows(it.model)
    assert (stuck.instance_group_name, stuck.current_count, stuck.target_count) == (
        "gpu-workers",
        0,
        3,
    )
    assert (stuck.verdict, stuck.mark, stuck.problems) == ("stuck", "failed", ("status Failed",))
    assert (stuck.failed, stuck.is_bound, stuck.next) == (15, False, None)
    assert stuck.cause == "lifecycle"
    assert stuck.result.startswith("Lifecycle scripts did not run successfully.")
    failed = it.model.log.event(stuck.result_event_id)
    assert failed is not None
    assert failed.event_time == stuck.last
    # The evidence is loaded, and the newest of it comes first.
    times = [each.event_time for each in map(it.model.log.event, stuck.event_ids) if each]
    assert len(times) == len(stuck.event_ids) > 1
    assert times == sorted(times, reverse=True)
    assert (steady.verdict, steady.mark, steady.failed) == ("steady", "ok", 0)
    assert (steady.cause, steady.result) == ("", "a node entered service")
    assert groups.row_of(it.model, "gpu-workers") == stuck
    assert groups.row_of(it.model, "no such group") is None
    assert groups.totals(it.model) == [("failed", 1, "failed")]


def test_its_cells_are_one_for_each_column_in_words(world: World) -> None:
    it = DemoRun(world, "train-p5")
    row = groups.rows(it.model)[0]
    cells = groups.cells(it.model, row)
    assert len(cells) == len(groups.COLUMNS)
    assert cells[:4] == ["worker-p5", "16/28", "Updating", "retrying"]
    # Older events are not loaded: there may be more failures.
    assert cells[4] == f"\u2265 {row.failed}"
    assert cells[5:7] == ["14:29:56", "-"]
    assert set(dict(groups.COLUMNS).values()) <= set(row._fields)
    it.model.time_mode = TimeMode.RELATIVE
    assert groups.cells(it.model, row)[5] == "3s"


def test_without_its_reason_what_failed_last_has_no_cause(world: World) -> None:
    it = DemoRun(world, "lifecycle-lab")
    it.load_all()
    row = groups.rows(it.model)[0]
    assert groups.cells(it.model, row)[-1] == f"failed: {row.result}"
    assert row.cause == groups.first_cause(row) == ""
    it.read([row.result_event_id])
    row = groups.rows(it.model)[0]
    assert groups.first_cause(row) == "lifecycle"
    assert groups.cells(it.model, row)[-1] == f"lifecycle: {row.result}"


def test_what_else_is_said_has_labels_and_the_rule(world: World) -> None:
    it = DemoRun(world, "lifecycle-lab")
    it.load_all()
    said = {each.label: each for each in groups.facts(it.model, "gpu-workers")}
    assert said["Problem"] == Labelled("Problem", "status Failed", weight="strong")
    assert said["Nodes"].text == "0 of 3, 3 missing, MinCount 0"
    assert said["Attempts"].text.startswith("15 failed in a row on at least 3 nodes, ")
    assert "60 to 90 minutes without a new attempt" in said["Usual"].text
    assert said["Rule"].text.startswith("CurrentCount is below TargetCount, and no event of a")
    assert said[""].text == "Worked out from events; not a service status."
    assert all(each.text for each in said.values())
    names = [name for name, _ in groups.described(it.model, "gpu-workers")]
    assert {"Network", "Image", "Lifecycle scripts"} <= {*names}
    assert not groups.facts(it.model, "none") + groups.described(it.model, "none")


def test_an_update_that_goes_on_comes_before_one_that_was_rolled_back() -> None:
    it = ModelRun(now=NOW)
    it.service.groups = [
        {"InstanceGroupName": name, "CurrentCount": current, "TargetCount": 5, **more}
        for name, current, more in (
            ("calm", 5, {}),
            ("back", 5, {"SoftwareUpdateStatus": "RollbackComplete"}),
            ("updates", 5, {"SoftwareUpdateStatus": "InProgress"}),
            ("short", 3, {"Status": "Degraded", "TrainingPlanStatus": "Expired"}),
        )
    ]
    it.answer_all()
    rows = groups.rows(it.model)
    assert [row.instance_group_name for row in rows] == ["short", "updates", "back", "calm"]
    short, updates, back, _ = rows
    # The status has its column.
    assert short.problems == ("status Degraded", "training plan Expired")
    assert groups.cells(it.model, short)[2:8:5] == [
        "Degraded",
        "training plan Expired; no attempt in the loaded events",
    ]
    assert updates.progress == ("since ?", "updated ? of 5", "left \u2264 5")
    assert back.problems == ("software update rolled back (RollbackComplete)",)


def test_counts_that_are_older_than_what_else_is_known_are_said_to_be(world: World) -> None:
    it = DemoRun(world, "train-p5")
    assert groups.stale(it.model) == ""
    it.model.info_seen = it.model.answered - groups.STALE_SECONDS
    assert groups.stale(it.model) == "counts from 10 min ago"
