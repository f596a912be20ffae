"""All calls count in one limit: background calls keep to it, demand after a throttle only."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.sources.loader import Loader, Priority
from hpev_tui.sources.rate_limit import BUDGET, RateLimit

SECONDS = 30.0
THROTTLED = Failure("throttled", "too many calls", "wait")
DEMAND, VISIBLE, PREFETCH = Priority.DEMAND, Priority.VISIBLE, Priority.PREFETCH
LISTING = Priority.LISTING


class ByHand(RateLimit):
    """Lets calls start when the test says so, and notes how they end."""

    def __init__(self) -> None:
        super().__init__()
        self.open = True
        self.ended: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self.asked = threading.Event()

    def wait(self, now: float, *, demand: bool = False) -> float | None:
        """None for background calls, as if another call had to end first."""
        del now
        if demand:
            return 0.0
        self.asked.set()
        return 0.0 if self.open else None

    def end(self, *, throttled: bool, demand: bool = False) -> None:
        """Note it."""
        if not demand:
            self.ended.put(throttled)


@pytest.fixture
def limit() -> ByHand:
    return ByHand()


@pytest.fixture
def loader(limit: ByHand) -> Iterator[Loader]:
    made = Loader(2, limit)
    yield made
    made.close()


def throttled() -> str:
    raise SourceError(THROTTLED)


def refused() -> str:
    raise SourceError(Failure("denied", "not allowed", ""))


def test_the_limit_slows_for_throttling_and_for_nothing_else(loader: Loader, limit: ByHand) -> None:
    results: queue.SimpleQueue[object] = queue.SimpleQueue()
    ended = []
    for number, work in enumerate((lambda: "fine", throttled, refused, throttled)):
        loader.want(number, work, results.put, (VISIBLE, PREFETCH)[number % 2])
        results.get(timeout=SECONDS)
        ended.append(limit.ended.get(timeout=SECONDS))
    assert ended == [False, True, False, True]


def test_demand_is_not_held_up_by_what_waits_in_the_background(
    loader: Loader, limit: ByHand
) -> None:
    results: queue.SimpleQueue[object] = queue.SimpleQueue()
    limit.open = False
    loader.want("background", lambda: "background", results.put, VISIBLE)
    assert limit.asked.wait(SECONDS)
    for number in range(5):
        loader.want(number, throttled, results.put, DEMAND)
        assert results.get(timeout=SECONDS) == THROTTLED
    assert results.empty()
    assert limit.ended.empty()
    limit.open = True
    # Whatever comes next makes the threads look again.
    loader.want("other", lambda: "other", results.put, DEMAND)
    assert {results.get(timeout=SECONDS), results.get(timeout=SECONDS)} == {"other", "background"}


def test_what_waits_for_the_limit_becomes_a_demand(loader: Loader, limit: ByHand) -> None:
    results: queue.SimpleQueue[object] = queue.SimpleQueue()
    limit.open = False
    loader.want("same", lambda: "same", results.put, PREFETCH)
    loader.want("same", lambda: "same", results.put, DEMAND)
    assert results.get(timeout=SECONDS) == "same"
    assert limit.ended.empty()


class Numbered(RateLimit):
    """Any number of calls a second, one after the other, of which it notes who waits for them."""

    def __init__(self) -> None:
        super().__init__(BUDGET._replace(a_second=100_000, in_flight=2))
        self.started = queue.SimpleQueue[bool]()

    def begin(self, now: float, *, demand: bool = False) -> None:
        """Note it."""
        self.started.put(demand)
        super().begin(now, demand=demand)


def test_lists_and_details_take_turns_in_the_background_and_demand_comes_first() -> None:
    loader, results = Loader(2, Numbered()), queue.SimpleQueue[object]()
    entered, hold = threading.Event(), threading.Event()

    def held() -> str:
        entered.set()
        assert hold.wait(SECONDS)
        return "held"

    try:
        # The one place of the background is taken, so that all others wait.
        loader.want("held", held, results.put, VISIBLE)
        assert entered.wait(SECONDS)
        for number in range(4):
            loader.want(f"detail {number}", partial(str, f"detail {number}"), results.put, PREFETCH)
        for number in range(2):
            loader.want(f"list {number}", partial(str, f"list {number}"), results.put, LISTING)
        loader.want("demand", lambda: "demand", results.put, DEMAND)
        assert results.get(timeout=SECONDS) == "demand"
        hold.set()
        order = [results.get(timeout=SECONDS) for _ in range(7)]
    finally:
        hold.set()
        loader.close()
    assert order == [
        "held",
        "list 0",
        "detail 0",
        "list 1",
        *(f"detail {number}" for number in (1, 2, 3)),
    ]


def test_the_program_has_a_thread_more_than_background_calls() -> None:
    together, hold = threading.Semaphore(0), threading.Event()
    results: queue.SimpleQueue[object] = queue.SimpleQueue()

    def work() -> bool:
        together.release()
        return hold.wait(SECONDS)

    loader = Loader()
    try:
        for number in range(3 * BUDGET.in_flight):
            loader.want(number, work, results.put, VISIBLE)
        for _ in range(BUDGET.in_flight - BUDGET.reserved):
            assert together.acquire(timeout=SECONDS)
        loader.want("demand", lambda: "demand", results.put, DEMAND)
        assert results.get(timeout=SECONDS) == "demand"
        # None of the others has started.
        assert not together.acquire(blocking=False)
    finally:
        loader.close()
        hold.set()


class Slowed(RateLimit):
    """A limit that a throttling has slowed to a standstill, until a call succeeds."""

    def __init__(self) -> None:
        super().__init__()
        self.slowed = 0
        self.recovered = 0

    def slow(self) -> None:
        """Note it."""
        self.slowed += 1

    def recover(self) -> None:
        """Note it."""
        self.recovered += 1

    @property
    def pause(self) -> float:
        """For ever, where the service has throttled."""
        return 1e6 if self.slowed else 0.0


def test_a_long_run_pauses_where_the_service_throttles_and_closing_ends_that() -> None:
    limit = Slowed()
    loader = Loader(2, limit)
    loader.breathe()
    assert limit.recovered == 1
    loader.throttled()
    assert limit.slowed == 1
    run = threading.Thread(target=loader.breathe)
    run.start()
    try:
        # Other work for the threads does not end the pause.
        results: queue.SimpleQueue[object] = queue.SimpleQueue()
        loader.want("demand", lambda: "demand", results.put, DEMAND)
        assert results.get(timeout=SECONDS) == "demand"
        assert run.is_alive()
    finally:
        loader.close()
    run.join(SECONDS)
    assert not run.is_alive()
