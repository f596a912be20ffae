"""Following: what is asked for, what comes of it, and where the cursor stays. Polls by hand."""

from __future__ import annotations

from help.events import NOW, event_row, ids, mixed_rows
from help.following import following, listed

OVERLAP = 301
"""Five minutes before the newest event, and a second for what the service makes of a limit."""

# What is asked for


async def test_f_asks_for_what_is_new_and_no_more_than_that() -> None:
    rows = mixed_rows(40)
    async with following(*rows) as it:
        assert it.service.pages() == [{}, {"EventTimeAfter": NOW - OVERLAP}]
        assert it.timers.waiting == [10]
        it.service.add(event_row(-3))
        await it.poll()
        await it.run.shows("41 loaded")
        await it.poll()
        # One call a poll, from the newest event that is known by then.
        assert it.service.pages()[2:] == [
            {"EventTimeAfter": NOW - OVERLAP},
            {"EventTimeAfter": NOW + 180 - OVERLAP},
        ]
        await it.run.keys("f")
        await it.run.gone("following")
        assert it.timers.waiting == []
        assert it.asked == 4


async def test_the_poll_begins_before_the_newest_event_however_old_that_is() -> None:
    rows = [event_row(number) for number in range(5000, 5040)]
    async with following(*rows) as it:
        assert it.service.pages()[1:] == [{"EventTimeAfter": NOW - 60 * 5000 - OVERLAP}]


async def test_an_event_from_the_future_hides_none_of_the_present() -> None:
    rows = [event_row(-600), *mixed_rows(40)]
    async with following(*rows, now=NOW) as it:
        # From the present, as the newest event lies in the future.
        assert it.service.pages()[1:] == [{"EventTimeAfter": NOW - OVERLAP}]
        await it.run.keys("j", "j")
        fresh = event_row(-2)
        it.service.add(fresh)
        await it.poll()
        await it.run.shows("42 loaded", "1 new")
        assert it.run.listed == ids([*rows, fresh])


async def test_where_a_poll_is_under_way_no_other_one_is_sent() -> None:
    async with following(*mixed_rows(40)) as it:
        with it.service.hold("ListClusterEvents") as hold:
            it.timers.go_off()
            await it.run.until(lambda: hold.waiting == 1)
            it.timers.go_off()
            it.timers.go_off()
            assert it.timers.waiting == [10]
        await it.settled()
        assert it.asked == 3


async def test_an_empty_cluster_is_followed_from_its_first_event_on() -> None:
    async with following() as it:
        it.service.add(event_row(0), event_row(1))
        await it.poll()
        await it.run.shows(" 2 loaded")
        assert it.run.listed == ids([event_row(0), event_row(1)])


# What comes


async def test_what_comes_twice_stands_once_and_what_comes_late_in_its_place() -> None:
    rows = mixed_rows(40)
    async with following(*rows) as it:
        fresh = [
            event_row(-1),
            event_row(-2),
            # It happened before events that were there already.
            event_row(9000, EventTime=NOW - 90),
            event_row(9001, EventTime=NOW - 60 * 3),
        ]
        it.service.add(*fresh)
        await it.poll()
        await it.run.shows("44 loaded")
        assert it.run.listed[:2] == ids(fresh)[:2]
        assert it.run.listed.index(fresh[2]["EventId"]) == 4
        assert sorted(it.run.listed) == sorted(ids([*rows, *fresh]))
        listed = it.run.listed
        await it.poll()
        assert it.run.listed == listed


async def test_more_than_a_page_of_news_closes_its_gap_by_itself() -> None:
    rows = mixed_rows(40)
    async with following(*rows) as it:
        await it.run.keys(*["j"] * 20)
        event_under_cursor = it.run.current
        fresh = [event_row(-number) for number in range(1, 731)]
        it.service.add(*fresh)
        await it.poll()
        await it.run.shows("770 loaded, the service has no older ones", "730 new")
        assert it.run.listed == ids([*rows, *fresh])
        assert it.run.current == event_under_cursor
        # Eight pages, of which the last one has the six events that are asked for again.
        assert it.asked == 2 + 8
        polls = [page for page in it.service.pages() if "NextToken" not in page]
        assert len(polls) == 3
        assert {page["EventTimeAfter"] for page in it.service.pages()[2:]} == {NOW - OVERLAP}
        # None of that was in vain.
        assert it.timers.waiting == [10]


async def test_the_gap_is_closed_also_where_the_service_filters_the_list() -> None:
    rows = mixed_rows(40)
    async with listed(*rows) as it:
        await it.run.keys("/", *"group:system", "enter")
        await it.run.shows("[service: group]")
        await it.settled()
        before = it.asked
        await it.press("f")
        fresh = [event_row(-n, InstanceGroupName="system") for n in range(1, 301)]
        it.service.add(*fresh)
        await it.poll()
        await it.run.shows("320 of 340 loaded, the service has no older ones")
        assert it.asked == before + 1 + 4


async def test_older_events_still_come_after_many_polls() -> None:
    async with following(*mixed_rows(250)) as it:
        await it.run.keys("j", "j", "j")
        for number in range(1, 9):
            it.service.add(event_row(-number))
            await it.poll()
        await it.run.shows("108 loaded, older remain", "8 new")
        await it.run.keys("G")
        await it.run.shows("208 loaded")


# The cursor


async def test_at_the_newest_row_the_list_moves_with_the_news() -> None:
    rows = mixed_rows(40)
    async with following(*rows) as it:
        assert it.run.current == rows[0]["EventId"]
        for number in (1, 2):
            it.service.add(event_row(-number))
            await it.poll()
            await it.run.shows(f"{40 + number} loaded")
            assert it.run.events.cursor == 0
            assert it.run.current == event_row(-number)["EventId"]
        assert " new" not in it.run.text.splitlines()[1]


async def test_elsewhere_the_cursor_stays_and_the_line_says_how_many_are_new() -> None:
    rows = mixed_rows(40)
    async with following(*rows) as it:
        await it.run.keys("j")
        for number in (1, 2, 3):
            it.service.add(event_row(-number))
            await it.poll()
            await it.run.shows(f"{number} new")
            assert it.run.current == rows[1]["EventId"]
            assert it.run.events.cursor == 1 + number
        await it.run.keys("k")
        await it.run.shows("3 new")
        # Until the newest row is reached.
        await it.run.keys("g")
        await it.run.gone("3 new")
        it.service.add(event_row(-4))
        await it.poll()
        await it.run.shows("44 loaded")
        assert it.run.current == event_row(-4)["EventId"]


async def test_with_the_oldest_first_the_newest_row_is_the_last() -> None:
    rows = mixed_rows(90)
    async with following(*rows) as it:
        await it.run.keys("S")
        await it.run.shows("oldest first")
        assert it.run.current == rows[0]["EventId"]
        assert it.run.events.cursor == 89
        it.service.add(event_row(-1))
        await it.poll()
        await it.run.shows("91 loaded")
        assert (it.run.events.cursor, it.run.current) == (90, event_row(-1)["EventId"])
        assert it.run.events.cursor in it.run.events.in_view
        await it.run.keys("g")
        it.service.add(event_row(-2))
        await it.poll()
        await it.run.shows("92 loaded", "1 new")
        assert (it.run.events.cursor, it.run.current) == (0, rows[89]["EventId"])
        await it.run.keys("G")
        await it.run.gone("1 new")
        assert it.run.current == event_row(-2)["EventId"]


async def test_without_following_the_cursor_stays_also_at_the_newest_row() -> None:
    rows = mixed_rows(40)
    async with listed(*rows) as it:
        it.service.add(event_row(-1))
        await it.press("r")
        await it.run.shows("41 loaded", "1 new")
        assert it.run.current == rows[0]["EventId"]


async def test_news_that_the_filter_hides_move_nothing_and_are_not_counted() -> None:
    rows = mixed_rows(40)
    async with following(*rows) as it:
        await it.run.keys("1")
        await it.run.shows("4 of 40 loaded")
        it.service.add(event_row(-1), event_row(-2, EventLevel="Error"))
        await it.run.keys("j")
        await it.poll()
        await it.run.shows("5 of 42 loaded", "1 new")
        assert it.run.current == rows[13]["EventId"]
