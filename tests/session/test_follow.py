"""Following: what is asked for, what comes of it, and where the cursor stays. Polls by hand."""

from __future__ import annotations

from help.events import NOW, event_row, ids, mixed_rows
from help.model import following, listed
from help.source import DENIED
from hpev_tui.session.loading import BARREN_PAGES
from hpev_tui.session.results import Change, What

OVERLAP = 301
"""Five minutes before the newest event, and a second for what the service makes of a limit."""

# What is asked for


def test_the_poll_begins_before_the_newest_event_however_old_that_is() -> None:
    it = following(*(event_row(number) for number in range(5000, 5040)))
    assert it.service.pages()[1:] == [{"EventTimeAfter": NOW - 60 * 5000 - OVERLAP}]


def test_an_event_from_the_future_hides_none_of_the_present() -> None:
    rows = [event_row(-600), *mixed_rows(40)]
    it = following(*rows, now=NOW)
    # From the present, as the newest event lies in the future.
    assert it.service.pages()[1:] == [{"EventTimeAfter": NOW - OVERLAP}]
    it.move_to(2)
    fresh = event_row(-2)
    it.service.add(fresh)
    it.poll()
    assert it.listed == ids([*rows, fresh])
    assert it.model.new_count == 1


def test_where_a_poll_is_under_way_no_other_one_is_sent() -> None:
    it = following(*mixed_rows(40))
    it.timers.go_off()
    held = it.loader.start("events")
    it.timers.go_off()
    it.timers.go_off()
    assert it.timers.waiting == [10]
    held()
    it.take_in()
    it.answer_all()
    assert len(it.service.pages()) == 3


def test_an_empty_cluster_is_followed_from_its_first_event_on() -> None:
    it = following()
    it.service.add(event_row(0), event_row(1))
    it.poll()
    assert it.listed == ids([event_row(0), event_row(1)])


# What comes


def test_what_comes_twice_stands_once_and_what_comes_late_in_its_place() -> None:
    rows = mixed_rows(40)
    it = following(*rows)
    fresh = [
        event_row(-1),
        event_row(-2),
        # It happened before events that were there already.
        event_row(9000, EventTime=NOW - 90),
        event_row(9001, EventTime=NOW - 60 * 3),
    ]
    it.service.add(*fresh)
    it.poll()
    assert len(it.listed) == 44
    assert it.listed[:2] == ids(fresh)[:2]
    assert it.listed.index(fresh[2]["EventId"]) == 4
    assert sorted(it.listed) == sorted(ids([*rows, *fresh]))
    before = it.listed
    it.poll()
    assert it.listed == before


def test_more_than_a_page_of_news_closes_its_gap_by_itself() -> None:
    rows = mixed_rows(40)
    it = following(*rows)
    it.move_to(20)
    before = it.current_id
    fresh = [event_row(-number) for number in range(1, 731)]
    it.service.add(*fresh)
    it.poll()
    assert it.listed == ids([*rows, *fresh])
    assert it.model.loading.complete
    assert (it.current_id, it.model.new_count) == (before, 730)
    # Eight pages, of which the last one has the six events that are asked for again.
    pages = it.service.pages()
    assert len(pages) == 2 + 8
    assert len([page for page in pages if "NextToken" not in page]) == 3
    assert {page["EventTimeAfter"] for page in pages[2:]} == {NOW - OVERLAP}
    # None of that was in vain.
    assert it.timers.waiting == [10]


def test_the_gap_is_closed_also_where_the_service_filters_the_list() -> None:
    it = listed(*mixed_rows(40))
    it.filter("group:system")
    before = len(it.service.pages())
    it.model.follow()
    it.answer_all()
    it.service.add(*(event_row(-n, InstanceGroupName="system") for n in range(1, 301)))
    it.poll()
    assert (len(it.listed), len(it.model.log.rows)) == (320, 340)
    assert it.model.loading.complete
    assert len(it.service.pages()) == before + 1 + 4


def test_news_that_have_no_end_are_not_asked_for_without_end() -> None:
    it = following(*mixed_rows(40))
    before = len(it.service.pages())
    it.service.is_endless = True
    it.service.add(event_row(-1))
    it.poll()
    assert len(it.listed) == 40
    assert it.model.loading.complete
    assert len(it.service.pages()) == before + BARREN_PAGES
    it.move_to(1)
    it.answer_all()
    assert len(it.service.pages()) == before + BARREN_PAGES
    it.service.is_endless = False
    it.poll()
    assert len(it.listed) == 41
    assert it.model.loading.complete


def test_older_events_still_come_after_many_polls() -> None:
    it = following(*mixed_rows(250))
    it.move_to(3)
    for number in range(1, 9):
        it.service.add(event_row(-number))
        it.poll()
    assert (len(it.listed), it.model.new_count) == (108, 8)
    assert not it.model.loading.complete
    it.move_to(-1)
    it.answer_all()
    assert len(it.listed) == 208


def test_what_the_first_poll_brings_of_the_past_is_no_news() -> None:
    rows = mixed_rows(90)
    it = listed(*rows, filter_text="group:system")
    it.service.fail("ListClusterEvents")
    it.filter("")
    it.move_to(3)
    assert len(it.listed) == 45
    it.model.follow()
    it.answer_all()
    assert it.listed == ids(rows)
    # One of these is newer than all that was there.
    assert it.model.new_count == 1


# The cursor


def test_without_following_the_cursor_stays_also_at_the_newest_row() -> None:
    rows = mixed_rows(40)
    it = listed(*rows)
    it.service.add(event_row(-1))
    it.model.refresh()
    it.answer_all()
    assert (len(it.listed), it.model.new_count) == (41, 1)
    assert it.current_id == rows[0]["EventId"]


def test_news_that_the_filter_hides_move_nothing_and_are_not_counted() -> None:
    rows = mixed_rows(40)
    it = following(*rows)
    it.filter("level:error")
    assert len(it.listed) == 4
    it.service.add(event_row(-1), event_row(-2, EventLevel="Error"))
    it.move_to(1)
    it.poll()
    assert (len(it.listed), len(it.model.log.rows)) == (5, 42)
    assert it.model.new_count == 1
    assert it.current_id == rows[13]["EventId"]


def test_what_was_on_its_way_does_not_move_a_list_that_is_paused() -> None:
    rows = mixed_rows(40)
    it = following(*rows)
    it.service.add(event_row(-1))
    it.timers.go_off()
    held = it.loader.start("events")
    it.model.pause()
    held()
    it.take_in()
    assert (len(it.listed), it.model.new_count) == (41, 1)
    assert it.model.polling.words == "follow paused"
    assert it.current_id == rows[0]["EventId"]


# How often


def test_polls_in_vain_become_rarer_and_news_make_them_usual_again() -> None:
    it = following(*mixed_rows(40))
    for _ in range(5):
        assert it.timers.waiting == [10]
        it.poll()
    assert it.model.polling.words == "following every 15 s"
    assert it.timers.waiting == [15]
    it.service.add(event_row(-1))
    it.poll()
    assert it.model.polling.words == "following"
    assert it.timers.waiting == [10]


def test_polls_of_an_empty_cluster_become_rarer_too() -> None:
    it = following()
    for _ in range(5):
        it.poll()
    assert it.model.polling.words == "following every 15 s"
    assert it.timers.waiting == [15]


def test_a_failing_poll_says_so_and_following_goes_on() -> None:
    rows = mixed_rows(40)
    it = following(*rows)
    it.move_to(1)
    it.service.fail("ListClusterEvents")
    it.poll()
    assert it.model.loading.failure == DENIED
    assert len(it.listed) == 40
    assert it.model.polling.words == "following"
    assert it.timers.waiting == [10]
    it.service.add(event_row(-1))
    it.poll()
    assert it.model.loading.failure is None
    assert (len(it.listed), it.model.new_count) == (41, 1)
    assert it.current_id == rows[1]["EventId"]


# The bell


def test_the_bell_rings_also_for_an_error_that_the_first_page_of_news_has_not() -> None:
    it = following(*mixed_rows(40))
    it.model.switch_bell()
    it.service.add(event_row(-1, EventLevel="Error"))
    it.service.add(*(event_row(-number) for number in range(2, 200)))
    it.poll()
    assert len(it.listed) == 239
    assert it.said(What.NEW_ERROR) == [Change(What.NEW_ERROR)]


def test_older_errors_do_not_ring() -> None:
    it = following(*mixed_rows(250))
    it.model.switch_bell()
    it.model.load_all()
    it.answer_all()
    assert len(it.listed) == 250
    assert it.model.loading.complete
    assert it.said(What.NEW_ERROR) == []


def test_a_word_that_no_event_had_is_found_in_those_that_come() -> None:
    it = following(*mixed_rows(40))
    for number, word in enumerate(("i-0123456789abcdef0", "new-group", "op-1", "Zz-9"), 1):
        members = ("InstanceId", "InstanceGroupName", "OperationId", "EventId")
        it.filter(word.casefold())
        assert it.listed == []
        it.service.add(fresh := event_row(-number, **{members[number - 1]: word}))
        it.poll()
        assert it.listed == [fresh["EventId"]]
