"""How the list shows times, in which order, from when to when, and going to a time."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from help.app import Clock, Run, account, running
from help.endpoint import MadeUp
from help.events import NOW, Row, event_row, mixed_rows
from help.rest import PageGate

HOUR = 3600


@pytest.fixture
def tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A clock on the wall that is nine hours ahead of UTC."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def hourly(count: int) -> list[Row]:
    """Events on each hour and a half, back from half past two in the afternoon."""
    return [event_row(number, EventTime=NOW - HOUR * number) for number in range(count)]


def rows_of(run: Run) -> list[str]:
    """The lines of the list, from below its heading."""
    lines = run.text.splitlines()
    first = next(number for number, line in enumerate(lines) if "MESSAGE" in line) + 1
    return lines[first : first + run.events.size.height]


async def test_since_and_until_of_the_command_line_bound_the_list() -> None:
    with MadeUp(*hourly(60)) as service:
        text = "since:2026-05-11T12:30Z until:2026-05-12T02:30Z"
        settings = account(service, "made-up")._replace(filter_text=text)
        async with running(settings, size=(149, 36)) as run:
            await run.shows("[service: since until]", "15 of 15 loaded")
            assert run.listed == [row["EventId"] for row in hourly(60)[12:27]]
            first = NOW - 26 * HOUR
            sent = {"EventTimeAfter": first - 1, "EventTimeBefore": NOW - 12 * HOUR + 1}
            assert service.pages() == [sent]


@pytest.mark.usefixtures("tokyo")
async def test_t_shows_local_times_utc_and_how_long_ago() -> None:
    with MadeUp(*hourly(30)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("DATE  JST       L", "05-12 23:30:00  I")
            await run.shows("updated 23:30:00\n")
            await run.keys("t")
            await run.shows("DATE  UTC       L", "05-12 14:30:00  I", " UTC")
            await run.shows("updated 14:30:00 UTC")
            await run.keys("t")
            await run.shows("DATE  AGO       L", "05-12 0s        I", "      3h        I")
            await run.shows("updated 23:30:00 JST")
            await run.keys("t")
            await run.shows("DATE  JST       L", "05-12 23:30:00  I")


async def test_how_long_ago_changes_with_a_key_and_not_by_itself() -> None:
    clock = Clock()
    with MadeUp(*hourly(30)) as service:
        async with running(account(service, "made-up"), now=clock) as run:
            await run.shows("30 loaded")
            await run.keys("t", "t")
            await run.shows("05-12 0s        I")
            clock.seconds += 120
            await run.keys("j")
            assert "05-12 0s        I" in run.text
            # Nothing has come, but somebody has asked.
            await run.keys("r")
            await run.shows("05-12 2m        I")


@pytest.mark.usefixtures("tokyo")
async def test_the_first_row_of_each_day_carries_its_date() -> None:
    with MadeUp(*hourly(60)) as service:
        async with running(account(service, "made-up"), size=(120, 60)) as run:
            await run.shows("60 loaded")
            await run.keys("+")
            await run.until(lambda: run.events.size.height > 50)
            dated = [row[1:15].rstrip() for row in rows_of(run) if row[1:6].strip()]
            # Of local days: the list begins at half past eleven in the evening.
            assert dated == ["05-12 23:30:00", "05-11 23:30:00", "05-10 23:30:00"]
            await run.keys("t")
            await run.shows("UTC")
            dated = [row[1:15].rstrip() for row in rows_of(run) if row[1:6].strip()]
            assert dated == ["05-12 14:30:00", "05-11 23:30:00", "05-10 23:30:00"]
            await run.keys("S", "g")
            await run.shows("oldest first")
            dated = [row[1:15].rstrip() for row in rows_of(run) if row[1:6].strip()]
            assert dated == ["05-10 03:30:00", "05-11 00:30:00", "05-12 00:30:00"]


async def test_the_date_of_the_cursors_day_is_always_there() -> None:
    with MadeUp(*hourly(60)) as service:
        async with running(account(service, "made-up"), size=(80, 24)) as run:
            await run.shows("60 loaded", "2026-05-12")
            # Where the column has no room, and in the middle of a day.
            await run.keys("G")
            await run.shows("2026-05-10")


async def test_oldest_first_keeps_the_cursor_and_turns_the_rows_round() -> None:
    rows = mixed_rows(90)
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("90 loaded")
            run.events.go_to(20)
            await run.keys("S")
            await run.shows("oldest first")
            assert run.listed == [row["EventId"] for row in reversed(rows)]
            assert run.current == rows[20]["EventId"]
            assert run.events.cursor == 69
            await run.keys("1")
            await run.shows("9 of 90 loaded")
            assert run.listed == [row["EventId"] for row in reversed(rows[3::10])]
            await run.keys("0", "S")
            await run.gone("oldest first")
            assert run.listed == [row["EventId"] for row in rows]


async def test_oldest_first_older_pages_come_in_at_the_top() -> None:
    rows = mixed_rows(350)
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded")
            await run.keys("S")
            # The cursor is at the newest still, which is the end now.
            assert run.current == rows[0]["EventId"]
            await run.shows("oldest first", "100 loaded, older available (L)")
            run.events.go_to(45)
            await run.shows("200 loaded, older available (L)")
            assert run.current == rows[54]["EventId"]
            assert run.events.cursor == 145
            await run.keys("g")
            await run.shows("300 loaded, older available (L)")
            # It stays on its event when older ones come in above.
            assert run.current == rows[199]["EventId"]
            assert run.events.cursor == 100
            assert len(service.pages()) == 3


async def go_to(run: Run, text: str, offered: str) -> None:
    """Go to a time through the palette."""
    await run.keys(":", *f"goto {text}")
    await run.shows(offered)
    await run.keys("enter")
    await run.gone(offered)


async def test_goto_a_time_of_day_that_is_loaded() -> None:
    with MadeUp(*hourly(60)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("60 loaded")
            await go_to(run, "03:40", "Go to 2026-05-12 03:40")
            # The nearest before it.
            await run.until(lambda: run.events.cursor == 11)
            assert service.pages() == [{}]
            # From there, a time of day is of that day.
            run.events.go_to(30)
            await run.shows("2026-05-11")
            await go_to(run, "03:30", "Go to 2026-05-11 03:30")
            await run.until(lambda: run.events.cursor == 35)
            await run.keys("[")
            assert run.events.cursor == 30


@pytest.mark.usefixtures("tokyo")
async def test_goto_reads_times_as_they_are_shown() -> None:
    with MadeUp(*hourly(60)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("60 loaded")
            await go_to(run, "03:30", "Go to 2026-05-12 03:30")
            await run.until(lambda: run.events.cursor == 20)
            await run.keys("t")
            await go_to(run, "03:30", "Go to 2026-05-11T03:30:00.000Z")
            await run.until(lambda: run.events.cursor == 35)


async def test_goto_loads_back_to_the_time() -> None:
    rows = mixed_rows(900)
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded")
            gate = PageGate(service)
            await go_to(run, "4h", "Go to 2026-05-12 10:30")
            await run.shows("loading older events: 0 pages, 100 events")
            await gate.let_one_through(run)
            await run.shows("loading older events: 1 page, 200 events")
            await gate.let_one_through(run)
            await run.until(lambda: run.current == rows[240]["EventId"])
            # Another page may have been asked for before this one had its effect.
            gate.open()
            await run.until(lambda: not run.browser.model.loading.busy)
            pages = len(run.listed) // 100
            assert pages in (3, 4)
            await run.shows(f"{pages}00 loaded, older available (L)")
            assert len(service.pages()) == pages


async def test_goto_before_all_that_there_is_ends_at_the_oldest() -> None:
    rows = mixed_rows(250)
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded")
            await go_to(run, "9d", "Go to 2026-05-03 14:30")
            await run.until(lambda: run.current == rows[-1]["EventId"])
            await run.shows("250 loaded, no older events")


async def test_goto_says_what_to_write() -> None:
    with MadeUp(*hourly(5)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("5 loaded")
            await run.keys(":", *"goto")
            await run.shows("A time: 03:14, 2h or 2026-11-20T10:00Z")
            await run.keys(*" 25:61")
            await run.shows('"25:61": use 03:14')
            await run.keys("escape")
            assert run.events.cursor == 0


@pytest.mark.parametrize("text", ["[red]x[/]", "a]bc[/foo]", "[@click=app.bell]"])
async def test_goto_repeats_what_was_typed_as_it_is(text: str) -> None:
    with MadeUp(*hourly(5)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("5 loaded")
            await run.keys(":", *f"goto {text}")
            await run.shows(f'"{text}": use 03:14, 90m, 24h, 7d or ISO 8601')
