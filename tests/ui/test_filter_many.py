"""A filter over more rows than one slice: keys and events come in between, and none is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from help.app import Run, account, running
from help.endpoint import MadeUp
from help.events import NOW, event_row, mixed_rows
from help.model import Slices
from hpev_tui.query import SLICE_ROWS

ROWS = 2 * SLICE_ROWS + 500


@asynccontextmanager
async def all_loaded(
    rows: list[dict[str, Any]], slices: Slices | None = None
) -> AsyncIterator[tuple[MadeUp, Run]]:
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded")
            await run.keys("L")
            await run.shows(f"{len(rows):,} loaded, no older events")
            if slices is not None:
                run.browser.model.filtering.pause = slices.pause
            yield service, run


def errors(rows: list[dict[str, Any]]) -> list[str]:
    """The IDs of the errors among the rows, newest first."""
    newest_first = sorted(rows, key=lambda row: -row["EventTime"])
    return [row["EventId"] for row in newest_first if row["EventLevel"] == "Error"]


async def test_keys_act_and_events_arrive_while_rows_are_gone_over() -> None:
    slices = Slices()
    rows = mixed_rows(ROWS)
    async with all_loaded(rows, slices) as (service, run):
        await run.keys("1")
        await run.until(lambda: slices.held == 1)
        # The list stands as it was, and can be used.
        await run.keys("j", "j")
        assert run.events.cursor == 2
        assert len(run.listed) == ROWS
        fresh = [
            event_row(-1, EventLevel="Error"),
            event_row(-2),
            # One that comes late, in the middle of what the first slice had.
            event_row(9999, EventLevel="Error", EventTime=NOW - 60 * 50.5),
        ]
        service.add(*fresh)
        await run.keys("r")
        await run.shows("4,503 loaded")
        assert slices.held == 1
        slices.let_go()
        await run.shows("452 of 4,503 loaded")
        assert run.listed == errors(rows + fresh)


async def test_the_cursor_stays_on_its_event() -> None:
    rows = mixed_rows(ROWS)
    async with all_loaded(rows) as (_, run):
        run.events.go_to(1003)
        await run.keys("1")
        await run.shows("450 of 4,500 loaded")
        assert run.current == rows[1003]["EventId"]
        assert run.events.cursor == 100
        await run.keys("0")
        await run.shows(" 4,500 loaded")
        assert run.current == rows[1003]["EventId"]
        assert run.events.cursor == 1003
        assert run.events.cursor in run.events.in_view


@pytest.mark.parametrize("way", ["given up", "taken away"])
async def test_the_cursor_comes_back_to_an_event_that_was_hidden(way: str) -> None:
    rows = mixed_rows(200)
    async with all_loaded(rows) as (_, run):
        run.events.go_to(50)
        await run.keys("/", *"level:error")
        await run.shows("20 of 200 loaded")
        # Meanwhile it is on the next older one.
        assert run.current == rows[53]["EventId"]
        await run.keys(*(["escape"] if way == "given up" else ["enter", "escape"]))
        await run.shows(" 200 loaded, ")
        assert run.current == rows[50]["EventId"]
        # Where the user has moved meanwhile, it stays there.
        await run.keys("/", *"level:error", "enter", "j", "escape")
        await run.shows(" 200 loaded, ")
        assert run.current == rows[63]["EventId"]
