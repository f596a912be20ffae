"""Why events failed stands in the list without a key, at a cost that the endpoint counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from help.app import UNHURRIED, Run, account, running
from help.endpoint import MadeUp
from help.events import Row, event_row
from help.scripted import ScriptedEndpoint
from hpev_tui.session.host import Limits
from hpev_tui.sources.loader import Priority
from hpev_tui.sources.rate_limit import BUDGET, CallBudget, RateLimit

LEVELS = ("Error", "Info", "Warn", "Info", "Info")


def rows_of(count: int, levels: tuple[str, ...] = LEVELS) -> list[Row]:
    return [event_row(n, EventLevel=levels[n % len(levels)]) for n in range(count)]


@asynccontextmanager
async def opened(
    rows: list[Row],
    *,
    reasons: bool = True,
    message: str = "broke for reason {}",
    limits: Limits = UNHURRIED,
) -> AsyncIterator[tuple[MadeUp, Run]]:
    """The rows' cluster; each event has a message of its own."""
    with MadeUp(*rows) as service:
        for number, row in enumerate(rows):
            metadata = {"Instance": {"FailureMessage": message.format(number)}}
            service.rows.details[row["EventId"]] = {"EventMetadata": metadata}
        async with running(account(service, "made-up", reasons=reasons), limits=limits) as run:
            yield service, run


def described(service: ScriptedEndpoint) -> list[int]:
    """The numbers of the events that were described, in the order of the calls."""
    calls = service.calls.list("DescribeClusterEvent")
    return [int(call["EventId"].rpartition("-")[2], 16) for call in calls]


def failures(rows: list[Row]) -> set[int]:
    """The numbers of the rows that show a reason."""
    return {number for number, row in enumerate(rows) if row["EventLevel"] != "Info"}


async def have_come(run: Run, service: ScriptedEndpoint, expected: set[int]) -> None:
    """Wait for these details, and until nothing is under way."""
    await run.until(lambda: expected <= set(described(service)))
    await run.until(lambda: len(run.app.account.details) == len(set(described(service))))


async def look_at(run: Run, service: ScriptedEndpoint, number: int) -> None:
    """Look at an event that nobody has asked for: what was asked for before comes before."""
    assert number not in described(service)
    run.events.go_to(number)
    await run.keys("enter", "escape")
    await have_come(run, service, {number})


def waits(run: Run, row: int, priority: Priority) -> bool:
    """Whether the detail of this row's event waits to be asked for, with that priority."""
    job = run.app.account.loader._waiting.get(("detail", run.listed[row]))
    return job is not None and job.priority is priority


IN_BACKGROUND = BUDGET.in_flight - BUDGET.reserved

ONE_AT_A_TIME = Limits(rate_limit=lambda: RateLimit(CallBudget(100_000, in_flight=2)))
"""One background call after the other, so that their order is what was decided."""


async def test_the_failures_in_view_are_described_without_a_key_and_then_the_nearest() -> None:
    # What the cursor rests on, and what is beside it, is asked for by another right.
    rows = rows_of(90, ("Info", "Info", "Error", "Warn", "Info"))
    async with opened(rows, limits=ONE_AT_A_TIME) as (service, run):
        await run.shows("broke for reason 2", "broke for reason 3", "broke for reason 7")
        await have_come(run, service, failures(rows) | {0, 1})
        order = described(service)
        # One of the kind, then the middle and the last of it, and then from the view outwards.
        others = [number for number in order if number > 1]
        assert others[:3] == [2, 47, 88]
        assert others[3:] == sorted(failures(rows) - {2, 47, 88})
        # None of level Info is, but those two.
        assert Counter(order) == Counter(failures(rows) | {0, 1})


async def test_what_the_wheel_brings_into_view_comes_first_though_the_cursor_stays() -> None:
    rows = rows_of(100, ("Error",))
    async with opened(rows, limits=ONE_AT_A_TIME) as (service, run):
        with service.hold("DescribeClusterEvent") as hold:
            await run.until(lambda: hold.waiting >= 1)
            run.events.go_to(3)
            await run.until(lambda: 3 in described(service))
            # The cursor rests, so that nothing but the view changes from here on.
            first = run.events.in_view
            run.events.scroll_to(y=90, animate=False)
            await run.until(lambda: run.events.in_view.stop == 100)
            seen = run.events.in_view
            await run.until(lambda: waits(run, 98, Priority.VISIBLE))
            assert run.events.cursor == 3
        await have_come(run, service, set(range(100)))
        order = described(service)
        assert set(seen).isdisjoint(first)
        # The middle and the last of the kind come first, wherever they are.
        between = set(range(100)) - set(first) - set(seen) - {50, 99}
        assert max(map(order.index, seen)) < min(map(order.index, between))


async def test_each_event_is_described_once_in_a_session() -> None:
    rows = rows_of(180)
    async with opened(rows) as (service, run):
        await run.keys("L")
        await run.shows("180 loaded, no older events")
        await have_come(run, service, failures(rows))
        await run.keys("G")
        await look_at(run, service, 174)
        pages = service.calls.count("ListClusterEvents")
        await run.keys("g", "r")
        await run.until(lambda: service.calls.count("ListClusterEvents") > pages)
        await look_at(run, service, 84)
        await run.keys("C")
        # What was read of the newest error stands there, too.
        await run.shows("HyperPod clusters", "broke for reason")
        await run.keys("enter")
        await run.shows("180 loaded", "broke for reason 0")
        await look_at(run, service, 44)
        assert set(Counter(described(service)).values()) == {1}


async def test_four_are_under_way_at_most_and_enter_overtakes_them() -> None:
    rows = rows_of(60, ("Error",))
    async with opened(rows) as (service, run):
        with service.hold("DescribeClusterEvent") as hold:
            await run.until(lambda: hold.waiting >= IN_BACKGROUND)
            # The first, the middle and the last of the one kind, or what is in view.
            assert all(n in (30, 59) or n < run.events.in_view.stop for n in described(service))
            run.events.go_to(55)
            await run.keys("enter", "escape")
            await run.until(lambda: hold.waiting == BUDGET.in_flight)
            # The thread for demand has it, or the row on which the cursor rested before.
            await run.until(lambda: described(service)[-1] == 55 or waits(run, 55, Priority.DEMAND))
            # All threads are busy now; what is asked for here is the next all the same.
            run.events.go_to(31)
            await run.keys("enter", "escape")
            await run.until(lambda: waits(run, 31, Priority.DEMAND))
            with service.hold("DescribeClusterEvent"):
                hold.release()
                await run.until(lambda: 31 in described(service))
                assert len(described(service)) <= 2 * BUDGET.in_flight
        await have_come(run, service, set(range(60)))
        assert service.calls.most_in_flight("DescribeClusterEvent") == BUDGET.in_flight


async def test_reasons_alone_never_are_more_than_four() -> None:
    rows = rows_of(60, ("Error",))
    async with opened(rows) as (service, run):
        with service.hold("DescribeClusterEvent") as hold:
            await run.until(lambda: hold.waiting >= IN_BACKGROUND)
        await have_come(run, service, set(range(60)))
        # One more where the cursor came to rest before its event's turn had come.
        most = service.calls.most_in_flight("DescribeClusterEvent")
        assert IN_BACKGROUND <= most <= BUDGET.in_flight


async def test_without_reasons_there_is_no_such_call() -> None:
    rows = rows_of(90)
    async with opened(rows, reasons=False) as (service, run):
        await run.shows("90 loaded", "broke for reason 0")
        await have_come(run, service, {0, 1})
        await look_at(run, service, 45)
        await have_come(run, service, {0, 1, 44, 45, 46})
        assert "broke for reason 2" not in run.text
        assert Counter(described(service)) == Counter({0, 1, 44, 45, 46})


async def test_a_thousand_failures_scrolled_past_are_described_once_each_within_the_budget() -> (
    None
):
    starts: list[float] = []
    rows = rows_of(1000, ("Error",))
    async with opened(rows, limits=Limits(lambda: Recorded(starts))) as (service, run):
        await run.keys("L")
        await run.shows("1,000 loaded, no older events")
        await run.keys(*["j"] * 600, *["ctrl+d"] * 80)
        await run.until(lambda: run.events.cursor == 999)
        await run.keys("g", "G", "g")
        await run.until(lambda: run.events.cursor == 0)
        seen = described(service)
        assert len(seen) == len(set(seen))
        assert service.calls.most_in_flight("DescribeClusterEvent") <= BUDGET.most_in_flight
        # Those that the cursor rested on are no background calls; all others keep to the limit.
        for first, later in zip(starts, starts[int(BUDGET.most_a_second) :], strict=False):
            assert later - first >= 1.0


class Recorded(RateLimit):
    """The usual rate limit, which notes when calls start, by the loader's own clock."""

    def __init__(self, starts: list[float]) -> None:
        super().__init__()
        self._starts = starts

    def begin(self, now: float, *, demand: bool = False) -> None:
        """See `RateLimit.begin`."""
        if not demand:
            self._starts.append(now)
        super().begin(now, demand=demand)


async def test_the_cause_of_a_kind_is_drawn_with_a_mark_until_the_own_one_is_read() -> None:
    rows = rows_of(60, ("Error",))
    async with opened(rows, message="Insufficient capacity, number {}") as (service, run):
        with service.hold("DescribeClusterEvent") as hold:
            await run.until(lambda: hold.waiting >= IN_BACKGROUND)
            assert "capacity" not in run.text
            with service.hold("DescribeClusterEvent") as later:
                hold.release()
                await run.until(lambda: later.waiting >= IN_BACKGROUND)
                await run.shows(
                    "E capacity ", "  Insufficient capacity, number 0 · ", "E ~capacity "
                )
                await run.keys("/", *"cause:capacity", "enter")
                await run.shows(" of 60 read")
        await run.shows("60 of 60 loaded")
        await run.gone(" of 60 read", "~capacity")
