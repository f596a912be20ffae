"""The picker without its screen: the order of its rows, and what is asked about those in view."""

from __future__ import annotations

import pytest

from help.events import NOW, event_row
from help.regions import PickerRun, arn, cluster, region_of, row
from help.source import DENIED, THROTTLED, events_of
from hpev_tui.model.events import Cluster, Page
from hpev_tui.model.failure import Failure
from hpev_tui.session.picker import Sort
from hpev_tui.session.results import Change, What
from hpev_tui.session.summaries import AHEAD, Summary

NAMES = ("a", "b", "c", "d", "e", "f")


# The rows


def test_problems_come_first_by_what_list_clusters_says_each_newest_first() -> None:
    run = PickerRun(
        cluster("old", age=9),
        cluster("new", age=1),
        cluster("deleting", "Deleting", age=8),
        cluster("updating", "Updating", age=7),
        cluster("failed", "Failed", age=99),
        cluster("odd", "NotYetDocumented", age=5),
    )
    names = ["failed", "updating", "deleting", "new", "odd", "old"]
    assert run.list_rows() == names
    run.region.targets["old"] = 9
    run.look_at(*range(6))
    run.answer_all()
    assert run.model.state(run.model.rows[-1]) == "short"
    assert run.list_rows() == names


def test_the_orders_follow_each_other() -> None:
    run = PickerRun(cluster("B", age=2), cluster("a", age=3), cluster("c", "Failed", age=1))
    seen = []
    for _ in range(4):
        seen.append((run.model.sort, run.list_rows()))
        run.model.sort_next()
    assert seen == [
        (Sort.PROBLEMS, ["c", "B", "a"]),
        (Sort.NEWEST, ["c", "B", "a"]),
        (Sort.NAME, ["a", "B", "c"]),
        (Sort.PROBLEMS, ["c", "B", "a"]),
    ]


def test_a_cluster_is_counted_once_by_its_gravest_state() -> None:
    run = PickerRun(
        cluster("failed", "Failed"), cluster("busy", "Updating"), cluster("short"),
        cluster("static"), cluster("fine"),
    )  # fmt: skip
    run.region.targets = {"failed": 2, "busy": 2, "short": 2}
    run.region.static = {"static"}
    assert run.model.counts() == {"failed": 1, "busy": 1, "ok": 3}
    assert not run.model.is_all_described
    run.look_at(*range(5))
    run.answer_all()
    assert run.model.counts() == {"failed": 1, "busy": 1, "short": 1, "off": 1, "ok": 1}
    assert run.model.is_all_described


# What is asked


def test_only_what_is_in_view_is_described() -> None:
    run = region_of(*NAMES)
    run.look_at(0)
    run.answer("cluster")
    run.model.leave()
    run.look_at(0, 1)
    assert [key for key in run.loader.waiting if key[0] == "cluster"] == [("cluster", arn("b"))]
    run.look_at(0, 2)
    assert [key for key in run.loader.waiting if key[0] == "cluster"] == [("cluster", arn("c"))]


def test_each_cluster_in_view_is_asked_about_once_and_no_other() -> None:
    run = region_of(*NAMES)
    run.region.static = {"b"}
    run.region.pages_of["c"] = Page(events_of(row("c", 1, "Error")), None)
    run.region.reasons[event_row(1)["EventId"]] = "Why"
    run.look_at(0, 1, 2)
    run.answer_all()
    run.look_at(0, 1, 2, current=1)
    run.answer_all()
    assert run.asked("DescribeCluster") == ["a", "b", "c"]
    assert run.asked("ListClusterEvents") == ["a", "c"]
    assert run.asked("DescribeClusterEvent") == ["c"]


def test_the_one_under_the_cursor_comes_first_then_those_short_of_nodes() -> None:
    run = region_of(*NAMES)
    run.region.targets = {"e": 3}
    run.look_at(*range(6), current=3)
    run.answer_all()
    assert run.asked("DescribeCluster") == ["d", "a", "b", "c", "e", "f"]
    assert run.asked("ListClusterEvents") == ["d", "e", "a", "b", "c", "f"]


def test_everything_else_goes_before_and_few_are_asked_for_at_a_time() -> None:
    run = region_of(*NAMES)
    run.look_at(*range(6))
    for _ in NAMES:
        assert run.loader.waiting[0][0] == "cluster"
        run.answer()
    assert [key[0] for key in run.loader.waiting] == ["summary"] * AHEAD
    run.account.describe_cluster("another")
    assert run.loader.waiting[0] == ("cluster", "another")


def test_what_leaves_the_view_is_asked_for_no_more() -> None:
    run = region_of(*NAMES)
    run.look_at(0, 1, 2)
    for _ in range(3):
        run.answer("cluster")
    under_way = run.loader.start("summary")
    run.look_at(3, 4, current=3)
    assert run.loader.waiting == [("cluster", arn("d")), ("cluster", arn("e"))]
    under_way()
    run.take_in()
    run.answer_all()
    assert run.asked("ListClusterEvents") == ["a", "d", "e"]
    # And nothing once another screen is shown.
    run.look_at(5, current=5)
    run.answer("cluster")
    run.model.leave()
    assert run.loader.waiting == []


def test_without_reasons_no_event_is_asked_for() -> None:
    run = region_of(*NAMES, reasons=False)
    run.look_at(*range(6))
    run.answer_all()
    assert run.asked("DescribeCluster") == [*NAMES]
    assert run.asked("ListClusterEvents") == run.asked("DescribeClusterEvent") == []
    assert run.model.summaries is None


def test_a_refresh_asks_again_and_keeps_what_is_shown_until_then() -> None:
    run = region_of("a")
    run.region.pages_of["a"] = Page(events_of(row("a", 1, "Error")), None)
    run.region.reasons[event_row(1)["EventId"]] = "Why"
    run.look_at(0)
    run.answer_all()
    assert run.last_error("a") == ("", "Why")
    run.load()
    assert run.last_error("a") == ("", "Why")
    run.look_at(0)
    run.answer_all()
    assert run.asked("ListClusterEvents") == ["a", "a"]
    # The reason of an event does not change.
    assert run.asked("DescribeClusterEvent") == ["a"]


@pytest.mark.parametrize("failure", [DENIED, THROTTLED])
def test_what_cannot_be_had_is_not_asked_for_again_until_a_refresh(failure: Failure) -> None:
    run = region_of("a")
    run.region.fail("ListClusterEvents", failure)
    run.look_at(0)
    run.answer_all()
    run.look_at(0)
    run.answer_all()
    assert run.summary("a") == failure
    assert run.asked("ListClusterEvents") == ["a"]
    assert run.model.denied == ("ListClusterEvents" if failure is DENIED else "")
    run.load()
    run.look_at(0)
    run.answer_all()
    assert isinstance(run.summary("a"), Summary)
    assert run.model.denied == ""


def test_without_permission_for_details_the_description_is_said() -> None:
    run = region_of("a")
    run.region.pages_of["a"] = Page(events_of(row("a", 1, "Error", Description="It failed")), None)
    run.region.fail("DescribeClusterEvent", DENIED)
    run.look_at(0)
    run.answer_all()
    assert run.last_error("a") == ("", "It failed")
    assert run.model.denied == "DescribeClusterEvent"


def test_two_clusters_of_one_name_are_asked_about_by_their_arns() -> None:
    one, other = cluster("a"), Cluster(arn("b"), "a", "InService", NOW - 1)
    run = PickerRun(one, other)
    run.look_at(0, 1)
    run.answer_all()
    assert run.asked("ListClusterEvents") == ["a", "b"]


def test_a_summary_that_comes_says_which_row_has_changed() -> None:
    run = region_of("a")
    run.look_at(0)
    run.answer_all()
    assert run.changes.count(Change(What.CLUSTER, arn("a"))) == 2
