"""The events over time above the list: what it counts, its keys, its mark, and when it hides."""

from __future__ import annotations

from functools import partial

import pytest

from help.app import Run, account, running
from help.endpoint import MadeUp
from help.events import NOW, Row, event_row, mixed_rows
from hpev_tui.findings.histogram import Histogram
from hpev_tui.ui.widgets.histogram import HistogramStrip

BURSTS = (NOW - 9000, NOW - 6000, NOW - 600)
"""When something happened; in between there was nothing."""


def bursts() -> list[Row]:
    """Four events at each of these times, the newest of them an error at one, and a warning."""
    rows = []
    for number, begin in enumerate(BURSTS):
        for event in range(4):
            level = {(1, 3): "Error", (2, 3): "Warn"}.get((number, event), "Info")
            rows.append(event_row(100 * number + event, EventTime=begin + event, EventLevel=level))
    return rows


def strip(run: Run) -> HistogramStrip:
    return run.the(HistogramStrip)


def histogram(run: Run) -> Histogram:
    shown = strip(run)._histogram
    assert shown is not None
    return shown


def total(run: Run) -> int:
    return sum(bar.total for bar in histogram(run).bars)


def letters(run: Run) -> str:
    """The lane of errors, without the bars that have none."""
    shown = strip(run)
    return shown.render_line(1).text[5 : 5 + shown.bars].replace(" ", "")


def time_of_mark(run: Run) -> int:
    """When the marked bar begins."""
    column = strip(run)._mark
    assert column is not None
    return histogram(run).bars[column - 5].start


@pytest.mark.parametrize(("height", "shown"), [(29, False), (30, True)])
async def test_it_is_there_unasked_where_there_is_room_and_i_says_otherwise(
    height: int, shown: bool
) -> None:
    with MadeUp(*bursts()) as service:
        async with running(account(service, "made-up"), size=(120, height)) as run:
            await run.shows("12 loaded")
            assert strip(run).display is shown
            assert (" a bar" in run.text) is shown
            for _ in range(2):
                await run.keys("i")
                shown = not shown
                await run.until(lambda shown=shown: (" a bar" in run.text) is shown)  # type: ignore[misc]
            # What was asked for stays in another size.
            await run.resized(120, 40)
            assert strip(run).display is shown


async def test_it_counts_what_is_loaded_and_shown_by_level() -> None:
    with MadeUp(*bursts()) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("12 loaded", "5 min a bar")
            assert total(run) == 12
            assert letters(run) == "█w"
            assert len([bar for bar in histogram(run).bars if bar.total]) == 3
            await run.keys("2")
            await run.shows("2 of 12 loaded")
            assert total(run) == 2
            await run.keys("1")
            await run.shows("1 of 12 loaded")
            assert (total(run), letters(run)) == (1, "█")
            await run.keys("/", *" nothing", "enter")
            await run.shows("0 of 12 loaded")
            await run.gone(" a bar")


async def test_it_grows_with_the_pages_and_with_the_news() -> None:
    with MadeUp(*mixed_rows(350)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded", "5 min a bar")
            assert total(run) == 100
            await run.keys("L")
            await run.shows("350 loaded", "5 min a bar")
            assert total(run) == 350
            service.add(event_row(-1, EventLevel="Error"))
            await run.keys("r")
            await run.shows("351 loaded")
            assert total(run) == 351
            assert histogram(run).bars[-1].errors == 1
            assert histogram(run) == Histogram.of(run.events.rows, histogram(run).limit)


async def test_the_mark_moves_with_the_cursor() -> None:
    with MadeUp(*bursts()) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("12 loaded", "5 min a bar")
            # It moves when the cursor rests.
            for burst in (2, 1, 0):
                await run.until(partial(is_marked, run, BURSTS[burst]))
                await run.keys("j", "j", "j", "j")
            await run.keys("g")
            await run.until(partial(is_marked, run, BURSTS[2]))


def is_marked(run: Run, time: float) -> bool:
    return strip(run)._mark is not None and time_of_mark(run) == time


async def test_the_keys_go_from_bar_to_bar_past_the_empty_ones() -> None:
    with MadeUp(*bursts()) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("12 loaded", "5 min a bar")
            cursors = []
            for key in ("<", "<", "<", ">", ">", ">"):
                await run.keys(key)
                cursors.append(run.events.cursor)
            # On the newest event of each bar; at both ends nothing happens.
            assert cursors == [4, 8, 8, 4, 0, 0]
            await run.keys("[")
            assert run.events.cursor == 4


async def test_the_keys_work_where_it_is_hidden_and_oldest_first() -> None:
    with MadeUp(*bursts()) as service:
        async with running(account(service, "made-up"), size=(80, 24)) as run:
            await run.shows("12 loaded")
            assert "one bar" not in run.text
            await run.keys("<")
            assert run.events.cursor == 4
            await run.keys("S")
            assert run.events.cursor == 7
            await run.keys("<")
            assert run.events.cursor == 3
            await run.keys(">")
            assert run.events.cursor == 7


async def test_a_click_goes_to_the_bars_time() -> None:
    with MadeUp(*bursts()) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("12 loaded", "5 min a bar")
            filled = [index for index, bar in enumerate(histogram(run).bars) if bar.total]
            # Before the bars stands what they count.
            await run.pilot.click(HistogramStrip, offset=(filled[0] + 5, 1))
            await run.until(lambda: run.events.cursor == 8)
            await run.pilot.click(HistogramStrip, offset=(filled[1] + 5, 0))
            await run.until(lambda: run.events.cursor == 4)
            await run.keys("[")
            assert run.events.cursor == 8


async def test_zoom_hides_it_and_brings_it_back() -> None:
    with MadeUp(*bursts()) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("12 loaded", "5 min a bar")
            await run.keys("+")
            await run.gone(" a bar")
            assert "MESSAGE" in run.text
            await run.keys("j", "+")
            await run.shows("5 min a bar")
            # Where it was not wanted, zooming brings it to nobody.
            await run.keys("i", "+", "+")
            await run.gone("one bar")
            await run.shows("EventId")
            assert "one bar" not in run.text


async def test_levels_differ_without_colour() -> None:
    with MadeUp(*bursts()) as service:
        async with running(account(service, "made-up", ascii_only=True)) as run:
            await run.shows("12 loaded", "5 min a bar")
            lines = run.text.splitlines()
            heights = next(line for line in lines if line.startswith(" all "))
            levels = lines[lines.index(heights) + 1]
            assert heights.isascii()
            assert levels.isascii()
            # An error has a bar of its own below its bar, and a warning a letter.
            bars = [column for column, char in enumerate(heights[:100]) if char == "9"]
            assert levels[:90].split() == ["err", "9", "w"]
            assert [levels[column : column + 1].strip() for column in bars] == ["", "9", "w"]


async def test_bars_have_another_width_in_another_size() -> None:
    with MadeUp(*mixed_rows(100)) as service:
        async with running(account(service, "made-up"), size=(200, 50)) as run:
            await run.shows("100 loaded", " 1 min a bar")
            await run.resized(80, 40)
            await run.shows("5 min a bar")
            assert total(run) == 100
