"""Loading all: how far it has come, what stops it, and that nothing is asked for twice."""

from __future__ import annotations

import pytest

from help.app import account, running
from help.endpoint import MadeUp
from help.events import mixed_rows
from help.rest import PageGate


def ids(rows: list[dict[str, object]]) -> list[object]:
    return [row["EventId"] for row in rows]


async def test_all_pages_are_asked_for_once() -> None:
    rows = mixed_rows(1450)
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older remain")
            await run.keys("j", "L")
            await run.shows("1,450 loaded, the service has no older ones")
            assert run.listed == ids(rows)
            assert run.events.cursor == 1
            tokens = [page.get("NextToken") for page in service.pages()]
            assert len(tokens) == len(set(tokens)) == 15
            # There is nothing left to ask for.
            await run.keys("L", "k")
            await run.until(lambda: run.events.cursor == 0)
            assert len(service.pages()) == 15


async def test_a_line_says_how_far_it_has_come() -> None:
    with MadeUp(*mixed_rows(350)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older remain")
            gate = PageGate(service)
            await run.keys("L")
            await run.shows("loading: 0 pages, 100 events, to 2026-05-12 12:51; esc stops")
            await gate.let_one_through(run)
            await run.shows("loading: 1 page, 200 events, to 2026-05-12 11:11; esc stops")
            await gate.let_one_through(run)
            await run.shows("loading: 2 pages, 300 events, to 2026-05-12 09:31; esc stops")
            gate.open()
            await run.shows("350 loaded, the service has no older ones")


async def test_esc_stops_it_and_nothing_that_came_is_lost() -> None:
    rows = mixed_rows(900)
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older remain")
            gate = PageGate(service)
            await run.keys("L")
            await gate.let_one_through(run)
            await run.shows("loading: 1 page, 200 events")
            await run.until(lambda: gate.waiting)
            await run.keys("escape")
            await run.gone("esc stops")
            # The page that was under way comes, and no other one.
            gate.open()
            await run.shows("300 loaded, older remain")
            assert run.listed == ids(rows[:300])
            assert len(service.pages()) == 3
            # Later it goes on from there.
            await run.keys("L")
            await run.shows("900 loaded, the service has no older ones")
            tokens = [page.get("NextToken") for page in service.pages()]
            assert len(tokens) == len(set(tokens)) == 9


async def test_esc_undoes_the_loading_before_anything_else() -> None:
    with MadeUp(*mixed_rows(1500)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older remain")
            await run.keys("1", "space")
            await run.shows("level:error", "1 marked", "of 700 loaded, older remain: L")
            with service.hold("ListClusterEvents"):
                await run.keys("L")
                await run.shows("esc stops")
                await run.keys("escape")
                await run.gone("esc stops")
                assert "1 marked" in run.text
                await run.keys("escape")
                await run.gone("1 marked")
                assert "level:error" in run.text
                await run.keys("escape")
                await run.gone("level:error")


async def test_a_failure_in_the_middle_keeps_all_and_r_goes_on() -> None:
    rows = mixed_rows(900)
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older remain")
            gate = PageGate(service)
            await run.keys("L")
            await gate.let_one_through(run)
            await run.until(lambda: gate.waiting)
            # What is held has its answer; the one after it is refused.
            service.fail("ListClusterEvents", 400, "AccessDeniedException", "no longer")
            gate.open()
            await run.shows("300 loaded, older remain", "Not allowed to call ListClusterEvents")
            assert run.listed == ids(rows[:300])
            assert "esc stops" not in run.text
            await run.keys("r")
            await run.shows("900 loaded, the service has no older ones")
            await run.gone("Not allowed")
            assert run.listed == ids(rows)
            # The newest page once more, and the one that was refused.
            tokens = [page.get("NextToken") for page in service.pages()]
            assert len(tokens) == 11
            assert len(set(tokens)) == 9


async def test_after_esc_or_a_filter_r_goes_on_with_nothing() -> None:
    with MadeUp(*mixed_rows(900)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older remain")
            service.fail("ListClusterEvents", 400, "AccessDeniedException", "no longer")
            await run.keys("L")
            await run.shows("Not allowed to call ListClusterEvents")
            await run.keys("/", *"number", "enter", "r")
            await run.gone("Not allowed")
            await run.shows("100 of 100 loaded, older remain")
            assert len(service.pages()) == 3


@pytest.mark.parametrize("new", [300, 330])
async def test_after_a_gap_it_loads_the_gap_and_then_what_is_older(new: int) -> None:
    rows = mixed_rows(new + 350)
    with MadeUp(*rows[new:]) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older remain")
            service.add(*rows[:new])
            with service.hold("ListClusterEvents") as hold:
                await run.keys("r")
                await run.until(lambda: hold.waiting == 1)
                service.fail("ListClusterEvents", 400, "AccessDeniedException", "no longer")
            await run.shows("200 loaded, some between are not loaded", "Not allowed")
            calls = len(service.pages())
            await run.keys("L")
            await run.shows(f"{len(rows)} loaded, the service has no older ones")
            assert run.listed == ids(rows)
            assert run.current == rows[new]["EventId"]
            # Three pages until one meets what is loaded, and then the three that are older.
            tokens = [page["NextToken"] for page in service.pages()[calls:]]
            assert len(tokens) == len(set(tokens)) == 6


async def test_with_a_filter_of_the_services_it_loads_what_the_filter_keeps() -> None:
    with MadeUp(*mixed_rows(900)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older remain")
            await run.keys("/", *"group:system", "enter")
            await run.shows("100 of 150 loaded, older remain: L loads them")
            await run.keys("L")
            await run.shows("450 of 500 loaded, the service has no older ones")
            groups = [page.get("InstanceGroupName") for page in service.pages()]
            assert groups == [None, *["system"] * 5]
