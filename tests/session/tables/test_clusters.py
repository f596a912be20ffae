"""The rows of the clusters of a region: as much as is known of each, and why no more is."""

from __future__ import annotations

from help.events import NOW, event_row
from help.regions import PickerRun, arn, cluster, region_of, row
from help.source import DENIED, THROTTLED, events_of
from hpev_tui.model.events import Page
from hpev_tui.session.tables import clusters

NO_ROOM = "We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances."


def looked_at(run: PickerRun) -> PickerRun:
    """The user has looked at all of them, and all was answered."""
    run.look_at(*range(len(run.model.rows)))
    run.answer_all()
    return run


def test_a_row_has_the_nodes_the_errors_the_last_event_and_what_failed_last() -> None:
    run = PickerRun(
        cluster("short", age=1e6), cluster("calm", age=2e6), cluster("failed", "Failed")
    )
    run.region.targets = {"short": 3}
    errors = events_of(row("short", 1), row("short", 2, "Error"))
    run.region.pages_of["short"] = Page(errors, "more")
    run.region.reasons[event_row(2)["EventId"]] = NO_ROOM
    failed, short, calm = clusters.rows(looked_at(run).model)
    assert (failed.cluster_name, failed.cluster_status, failed.mark) == (
        "failed",
        "Failed",
        "failed",
    )
    assert (short.cluster_arn, short.creation_time) == (arn("short"), NOW - 1e6)
    assert (short.mark, short.is_short, short.is_continuous) == ("short", True, True)
    assert (short.current_count, short.target_count) == (1, 3)
    # Its page is full: there may be more Errors of the last 24 hours.
    assert (short.errors, short.is_bound) == (1, True)
    assert (short.last, short.last_error) == (NOW - 60, NOW - 120)
    assert (short.cause, short.message) == ("capacity", NO_ROOM)
    assert (calm.mark, calm.errors, calm.last, calm.message) == ("ok", 0, None, "")
    assert not any(each.is_loading for each in (failed, short, calm))


def test_its_cells_are_one_for_each_column_in_words() -> None:
    run = PickerRun(cluster("a", age=1e6), cluster("b", age=2e6))
    run.region.targets = {"a": 3}
    run.region.pages_of["a"] = Page(events_of(row("a", 2, "Error")), "more")
    run.region.reasons[event_row(2)["EventId"]] = NO_ROOM
    model = run.model
    waiting = [clusters.cells(model, each) for each in clusters.rows(model)]
    assert waiting[0] == ["a", "InService", "\u2026", "\u2026", "\u2026", ""]
    one, other = clusters.rows(looked_at(run).model)
    assert clusters.cells(model, one) == [
        "a",
        "InService",
        "1/3",
        "1+",
        "2m",
        f"capacity: {NO_ROOM}",
    ]
    assert clusters.cells(model, other) == ["b", "InService", "1/1", "0", "-", ""]
    assert len(clusters.COLUMNS) == 6
    assert set(dict(clusters.COLUMNS).values()) <= set(one._fields)
    again = one._replace(is_recreated=True)
    assert clusters.cells(model, again)[0] == "a recreated"


def test_a_row_says_why_nothing_is_known_of_a_cluster() -> None:
    run = region_of("static", "denied", "throttled")
    run.region.static = {"static"}
    run.look_at(0, 1, 2)
    run.answer()
    run.region.fail("DescribeCluster", DENIED)
    run.answer()
    run.region.fail("ListClusterEvents", THROTTLED)
    run.answer_all()
    said = [clusters.cells(run.model, each)[2:] for each in clusters.rows(run.model)]
    assert said == [
        ["1/1", "-", "-", "no events: not in Continuous mode"],
        ["-", "-", "-", "no DescribeCluster permission"],
        ["1/1", "-", "-", THROTTLED.title],
    ]


def test_without_reasons_nothing_of_events_is_awaited() -> None:
    (row_of_a,) = clusters.rows(looked_at(region_of("a", reasons=False)).model)
    assert (row_of_a.is_loading, row_of_a.errors, row_of_a.current_count) == (False, None, 1)
