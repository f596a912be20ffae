"""Following: what is asked for, and where the cursor stays. Polls by hand."""

from __future__ import annotations

from help.events import NOW, event_row, mixed_rows
from help.following import following

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
        await it.run.gone("FOLLOW")
        assert it.timers.waiting == []
        assert it.asked == 4


# What comes


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
        assert " new" not in it.run.title


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
