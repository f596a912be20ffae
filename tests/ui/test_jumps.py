"""Jumps: to a level, to the same node, back and forward; older pages come where they must."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from help.app import Run, account, running
from help.endpoint import MadeUp
from help.events import Row, mixed_rows, quiet_rows
from help.rest import PageGate


@asynccontextmanager
async def opened(*rows: Row, loaded: str) -> AsyncIterator[tuple[MadeUp, Run]]:
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows(loaded)
            yield service, run


@pytest.mark.parametrize(
    ("key", "back", "numbers"), [("e", "E", [3, 13, 23, 33]), ("w", "W", [6, 16, 26, 36])]
)
async def test_to_the_next_of_a_level_and_to_the_one_before(
    key: str, back: str, numbers: list[int]
) -> None:
    async with opened(*mixed_rows(40), loaded="40 loaded") as (service, run):
        rows = []
        for _ in numbers:
            await run.keys(key)
            rows.append(run.events.cursor)
        assert rows == numbers
        await run.keys(back, back)
        assert run.events.cursor == numbers[1]
        assert service.pages() == [{}]


async def test_there_is_an_end_in_both_directions_and_it_is_said() -> None:
    async with opened(*mixed_rows(20), loaded="20 loaded") as (_, run):
        await run.keys("e", "e", "e")
        await run.says("No older error")
        assert run.events.cursor == 13
        await run.keys("E", "E")
        await run.says("No newer error loaded")
        assert run.events.cursor == 3
        await run.keys("W")
        await run.says("No newer warning loaded")


async def test_it_says_how_far_it_has_come_and_esc_stops_it() -> None:
    rows = quiet_rows(900, Error=820)
    async with opened(*rows, loaded="100 loaded, older available (L)") as (service, run):
        gate = PageGate(service)
        await run.keys("e")
        await run.shows("looking for error: 0 pages, 100 events, to 2026-05-12 12:51; esc stop")
        await gate.let_one_through(run)
        await run.shows("looking for error: 1 page, 200 events, to 2026-05-12 11:11; esc stop")
        await run.until(lambda: gate.waiting)
        # The keys act meanwhile.
        await run.keys("j", "escape")
        await run.gone("looking for error")
        assert run.events.cursor == 1
        # What is on its way is taken in, and nothing is asked for after it.
        gate.open()
        await run.shows("300 loaded, older available (L)")
        await run.keys("k")
        assert run.events.cursor == 0
        assert len(service.pages()) == 3


async def test_to_the_same_node() -> None:
    async with opened(*mixed_rows(40), loaded="40 loaded") as (_, run):
        await run.keys("j", "j", "o")
        assert run.events.cursor == 7
        await run.keys("o", "O", "O")
        assert run.events.cursor == 2
        await run.keys("O")
        await run.says("No newer event of this node loaded")


async def test_back_and_forward_through_the_places() -> None:
    async with opened(*mixed_rows(60), loaded="60 loaded") as (_, run):
        await run.keys("j", "e", "e", "w")
        assert run.events.cursor == 16
        rows = []
        for key in ("[", "[", "[", "[", "]", "]", "]", "]"):
            await run.keys(key)
            rows.append(run.events.cursor)
        assert rows == [13, 3, 1, 1, 3, 13, 16, 16]
        # A jump from here is another way forward.
        await run.keys("[", "[", "w", "]")
        assert run.events.cursor == 6
        await run.keys("[")
        assert run.events.cursor == 3


async def test_back_brings_the_filter_with_the_place() -> None:
    rows = mixed_rows(60)
    async with opened(*rows, loaded="60 loaded") as (_, run):
        run.events.go_to(20)
        await run.keys("1")
        await run.shows("level:error", "6 of 60 loaded")
        await run.keys("j", "2", "e")
        await run.shows("level:warn,error", "12 of 60 loaded")
        assert run.current == rows[43]["EventId"]
        await run.keys("[")
        assert run.current == rows[33]["EventId"]
        await run.shows("12 of 60 loaded")
        await run.keys("[")
        await run.shows("  level:error ─", "6 of 60 loaded")
        assert run.current == rows[33]["EventId"]
        await run.keys("[")
        await run.shows(" 60 loaded, ")
        assert run.current == rows[20]["EventId"]
        await run.keys("]", "]")
        await run.shows("level:warn,error", "12 of 60 loaded")
