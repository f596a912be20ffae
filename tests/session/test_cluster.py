"""A cluster's model: what is listed, asked for and said. No screen; pages and time by hand."""

from __future__ import annotations

import pytest

from help.events import NAME, NOW, event_row, ids, mixed_rows
from help.model import ModelRun, following, listed
from hpev_tui.model.events import Page
from hpev_tui.session.cluster import COUNTS_SECONDS, NEAR_END, TYPED_SECONDS, ClusterModel
from hpev_tui.session.jumping import of_level
from hpev_tui.session.results import Change, What
from hpev_tui.text.times import TimeMode

GROUPS = [
    {"InstanceGroupName": "workers", "CurrentCount": 3, "TargetCount": 4, "Status": "InService"},
    {"InstanceGroupName": "system", "CurrentCount": 1, "TargetCount": 1, "Status": "InService"},
]

# Opening


def test_the_nodes_are_asked_for_where_only_they_say_whether_a_group_is_given_up() -> None:
    checked = {"OnStartDeepHealthChecks": ["InstanceStress"]}
    for group, asked in (
        (GROUPS[0], []),
        ({**GROUPS[0], **checked}, [("nodes", NAME)]),
        ({**GROUPS[0], **checked, "CurrentCount": 4}, []),
    ):
        it = ModelRun(*mixed_rows(3))
        it.service.groups = [group]
        it.answer("cluster")
        assert [each for each in it.loader.waiting if each[0] == "nodes"] == asked
        assert it.model.info_seen == it.now


def test_it_asks_for_the_newest_events_and_the_clusters_state() -> None:
    it = ModelRun(*mixed_rows(250))
    assert it.loader.waiting[0][0] == "events"
    assert it.loader.waiting[1:] == [("cluster", NAME)]
    assert (it.model.loading.busy, it.model.info) == (True, None)
    it.answer_all()
    assert it.listed == ids(mixed_rows(250))[:100]
    assert it.model.info is not None
    assert it.model.last_answer == it.now
    assert not it.model.loading.busy


def test_what_the_account_has_loaded_is_listed_before_anything_is_answered() -> None:
    it = listed(*mixed_rows(40))
    it.model.close()
    assert it.account.model is None
    again = ClusterModel(it.account, NAME, "level:error")
    again.open()
    assert len(again.rows) == 4
    assert it.account.model is again
    # What was closed before does not put itself in its place.
    it.model.close()
    assert it.account.model is again


def test_nothing_is_asked_for_once_it_is_closed() -> None:
    it = following(*mixed_rows(250))
    it.model.is_typing = True
    it.model.set_filter("group:system")
    assert len(it.timers.waiting) == 2
    it.model.close()
    assert it.timers.waiting == []


# Older pages


@pytest.mark.parametrize(("left", "pages"), [(NEAR_END, 1), (NEAR_END - 1, 2)])
def test_older_events_are_asked_for_where_few_rows_are_left_below(left: int, pages: int) -> None:
    it = listed(*mixed_rows(250))
    it.model.near_end(left)
    it.answer_all()
    assert len(it.service.pages()) == pages


def test_a_page_that_comes_adds_its_rows_below_and_leaves_the_cursor() -> None:
    it = listed(*mixed_rows(250))
    it.move_to(60)
    before = it.current_id
    it.changes.clear()
    it.answer_all()
    assert it.listed == ids(mixed_rows(250))[:200]
    assert (it.current_id, it.cursor) == (before, 60)
    (change,) = it.said(What.ROWS)
    assert change.added is not None
    assert (len(change.added.events), change.added.same) == (100, 100)
    assert it.model.new_count == 0


def test_older_pages_come_for_as_long_as_the_user_goes_on() -> None:
    it = listed(*mixed_rows(900))
    for count in range(200, 1000, 100):
        it.move_to(-1)
        it.answer_all()
        assert len(it.listed) == count
    assert it.model.loading.complete


def test_news_push_the_cursors_event_down_and_are_counted() -> None:
    it = listed(*mixed_rows(40))
    it.move_to(3)
    before = it.current_id
    it.service.add(event_row(-1), event_row(-2))
    it.model.refresh()
    it.answer_all()
    assert (it.current_id, it.cursor, it.model.new_count) == (before, 5, 2)
    it.move_to(0)
    assert it.model.new_count == 0


def test_while_it_follows_the_cursor_goes_with_the_newest() -> None:
    it = following(*mixed_rows(40))
    it.service.add(event_row(-1))
    it.poll()
    assert (it.current_id, it.model.new_count) == (event_row(-1)["EventId"], 0)


# The filter


def test_a_filter_changes_the_rows_and_makes_no_verdict_anew() -> None:
    it = ModelRun(*mixed_rows(40))
    it.service.groups = GROUPS
    it.answer_all()
    before = it.model.groups()
    revision = it.model.groups_revision
    assert {group.instance_group_name for group, _ in before} == {"workers", "system"}
    it.filter("level:error")
    assert len(it.listed) == 4
    assert it.model.groups() is before
    assert it.model.groups_revision == revision


def test_another_state_of_the_cluster_makes_verdicts_anew() -> None:
    it = ModelRun(*mixed_rows(40))
    it.service.groups = GROUPS
    it.answer_all()
    before = it.model.groups()
    it.service.groups = [{**GROUPS[0], "CurrentCount": 4}]
    it.model.refresh()
    it.answer_all()
    assert it.model.groups() is not before
    assert [group.current_count for group, _ in it.model.groups()] == [4]


def test_the_detail_of_an_event_that_is_no_failure_makes_no_verdict_anew() -> None:
    it = ModelRun(*mixed_rows(40))
    it.service.groups = GROUPS
    it.answer_all()
    before = it.model.groups()
    it.model.details.rest_on(it.model.rows[0], ())
    it.answer_all()
    assert it.model.rows[0].event_level == "Info"
    assert it.model.rows[0].event_id in it.account.details
    assert it.model.groups() is before


def test_all_that_a_filter_changes_is_said_at_once() -> None:
    it = listed(*mixed_rows(40))
    it.changes.clear()
    it.model.set_filter("level:error")
    assert it.changes == [Change(What.VIEW), Change(What.STATUS)]


def test_a_filter_that_cannot_be_read_leaves_the_rows() -> None:
    it = listed(*mixed_rows(40))
    it.filter("level:error")
    it.filter("level:error since:soon")
    assert len(it.listed) == 4
    assert it.model.filtering.problems
    assert it.model.filtering.text == "level:error since:soon"


# Jumps, marks and times


def test_a_jump_gives_a_row_or_a_row_later_or_says_that_there_is_none() -> None:
    rows = [event_row(number) for number in range(250)]
    rows[3]["EventLevel"] = rows[220]["EventLevel"] = "Error"
    it = listed(*rows)
    error = of_level("Error")
    it.move_to(it.model.jumping.to_next("error", error, 1))
    assert it.cursor == 3
    # The next one is not loaded yet.
    assert it.model.jumping.to_next("error", error, 1) is None
    assert it.model.loading.goal is not None
    it.answer_all()
    assert it.cursor == 220
    assert it.said(What.CURSOR) == [Change(What.CURSOR, row=220)]
    assert it.model.jumping.to_next("error", error, 1) is None
    assert it.notices == ["No older error"]
    assert it.model.jumping.to_next("error", error, -1) == 3


def test_a_jump_to_a_time_goes_back_as_far_as_that() -> None:
    it = listed(*mixed_rows(450))
    assert it.model.jumping.to_time(NOW - 60 * 30) == 30
    assert it.model.jumping.to_time(NOW - 60 * 250) is None
    it.answer_all()
    assert it.cursor == 250
    assert len(it.service.pages()) == 3


def test_marks_are_put_and_taken_away() -> None:
    it = listed(*mixed_rows(3))
    first, second, _ = it.model.rows
    it.model.toggle_mark(first)
    it.model.toggle_mark(second)
    it.model.toggle_mark(first)
    assert it.model.marked == {second.event_id: second}


def test_the_ways_to_show_times_follow_each_other() -> None:
    it = listed(*mixed_rows(3))
    it.changes.clear()
    modes = []
    for _ in TimeMode:
        it.model.switch_times()
        modes.append(it.model.time_mode)
    assert sorted(modes, key=list(TimeMode).index) == list(TimeMode)
    assert modes[-1] is TimeMode.LOCAL
    assert it.changes == [Change(What.TIMES)] * len(TimeMode)


# Typing


def test_while_a_line_is_typed_the_service_is_asked_once_it_rests() -> None:
    line = "group:system node:i-00000003"
    it = listed(*mixed_rows(900))
    it.model.is_typing = True
    for end in range(1, len(line) + 1):
        it.filter(line[:end])
    assert (len(it.listed), len(it.model.log.rows)) == (10, 100)
    assert it.timers.waiting == [TYPED_SECONDS]
    assert it.service.pages() == [{}]
    it.timers.go_off(TYPED_SECONDS)
    it.answer_all()
    assert (len(it.listed), len(it.model.log.rows)) == (90, 180)
    sent = {"InstanceGroupName": "system", "NodeId": "i-00000003"}
    assert it.service.pages() == [{}, sent]
    # What is applied has been asked for already.
    it.model.is_typing = False
    it.model.narrow()
    it.answer_all()
    assert it.model.loading.complete
    assert it.service.pages() == [{}, sent]
    assert it.timers.waiting == []


def test_what_can_not_be_read_when_the_line_rests_asks_for_nothing() -> None:
    it = listed(*mixed_rows(900))
    it.model.is_typing = True
    it.filter("group:system")
    it.filter("group:system since:soon")
    it.timers.go_off(TYPED_SECONDS)
    it.answer_all()
    assert it.service.pages() == [{}]


# News


def news(it: ModelRun, number: int, **fields: object) -> None:
    """Something happens, and a poll brings it."""
    it.service.add(event_row(-number, **fields))
    it.poll()


def test_the_bell_is_for_a_new_error_while_it_is_followed_and_asked_for() -> None:
    it = following(*mixed_rows(40))
    news(it, 1, EventLevel="Error")
    assert it.said(What.NEW_ERROR) == []
    it.model.switch_bell()
    news(it, 2, EventLevel="Warn")
    assert it.said(What.NEW_ERROR) == []
    news(it, 3, EventLevel="Error")
    assert it.said(What.NEW_ERROR) == [Change(What.NEW_ERROR)]
    # What a refresh brings is looked at anyway.
    it.service.add(event_row(-4, EventLevel="Error"))
    it.model.refresh()
    it.answer_all()
    assert len(it.said(What.NEW_ERROR)) == 1


def test_after_news_counts_and_nodes_are_asked_for_no_more_often_than_they_change() -> None:
    it = following(*mixed_rows(40))
    it.model.ask_for_nodes()
    it.answer_all()
    asked = [(it.service.count("DescribeCluster"), it.service.count("ListClusterNodes"))]
    for number, seconds in enumerate((0, COUNTS_SECONDS - 1, 1), 1):
        it.now += seconds
        news(it, number)
        asked.append((it.service.count("DescribeCluster"), it.service.count("ListClusterNodes")))
    assert asked == [(1, 1), (2, 2), (2, 2), (3, 3)]
    # Without news nothing of it has changed.
    it.now += COUNTS_SECONDS
    it.poll()
    assert it.service.count("DescribeCluster") == 3


def test_nodes_that_nobody_has_asked_for_are_not_asked_for_after_news() -> None:
    it = following(*mixed_rows(40))
    it.service.node_pages = [Page((), None)]
    news(it, 1)
    assert it.service.count("DescribeCluster") == 2
    assert it.service.count("ListClusterNodes") == 0
