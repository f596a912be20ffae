"""Background calls keep to the limit, and throttling slows it; demand does neither."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator

import pytest

from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.sources.loader import Loader, Priority
from hpev_tui.sources.rate_limit import IN_FLIGHT, RateLimit

SECONDS = 30.0
THROTTLED = Failure("throttled", "too many calls", "wait")
DEMAND, VISIBLE, PREFETCH = Priority.DEMAND, Priority.VISIBLE, Priority.PREFETCH


class ByHand(RateLimit):
    """Lets calls start when the test says so, and notes how they end."""

    def __init__(self) -> None:
        super().__init__()
        self.open = True
        self.ended: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self.asked = threading.Event()

    def wait(self, now: float) -> float | None:
        """None, as if another call had to end first."""
        del now
        self.asked.set()
        return 0.0 if self.open else None

    def end(self, *, throttled: bool) -> None:
        """Note it."""
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


def test_demand_neither_asks_the_limit_nor_slows_it(loader: Loader, limit: ByHand) -> None:
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


def test_the_program_has_a_thread_more_than_background_calls() -> None:
    together, hold = threading.Semaphore(0), threading.Event()
    results: queue.SimpleQueue[object] = queue.SimpleQueue()

    def work() -> bool:
        together.release()
        return hold.wait(SECONDS)

    loader = Loader()
    try:
        for number in range(3 * IN_FLIGHT):
            loader.want(number, work, results.put, VISIBLE)
        for _ in range(IN_FLIGHT):
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
