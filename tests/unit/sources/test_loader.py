"""Background work: what comes first, what is not started, and what no exception can break.

Every wait ends with the event that it waits for; SECONDS is only there to end a wrong test.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

import pytest

from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.sources.loader import Loader, Priority

SECONDS = 30.0

DEMAND, VISIBLE, PREFETCH = Priority.DEMAND, Priority.VISIBLE, Priority.PREFETCH


class Gate:
    """Work that waits: `entered` is set when it has started, `open` lets it end."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.open = threading.Event()

    def work(self) -> str:
        self.entered.set()
        assert self.open.wait(SECONDS)
        return "gate"


class Bench:
    """A loader whose results are kept in the order in which they are delivered."""

    def __init__(self, threads: int) -> None:
        before = set(threading.enumerate())
        self.loader = Loader(threads)
        self.threads = [each for each in threading.enumerate() if each not in before]
        self.results: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.gates: list[Gate] = []

    def want(self, key: str, priority: Priority, work: Callable[[], object] | None = None) -> None:
        self.loader.want(key, work or (lambda: key), self.results.put, priority)

    def want_gate(self, key: str, priority: Priority) -> Gate:
        gate = Gate()
        self.gates.append(gate)
        self.want(key, priority, gate.work)
        return gate

    def hold(self, key: str, priority: Priority = DEMAND) -> Gate:
        """Want work that has started, and waits, when this returns."""
        gate = self.want_gate(key, priority)
        assert gate.entered.wait(SECONDS)
        return gate

    def next(self, count: int = 1) -> list[object]:
        """The next results to be delivered."""
        return [self.results.get(timeout=SECONDS) for _ in range(count)]

    def join(self) -> None:
        for thread in self.threads:
            thread.join(SECONDS)
            assert not thread.is_alive()


@pytest.fixture
def benches() -> Iterator[Callable[[int], Bench]]:
    made: list[Bench] = []

    def make(threads: int) -> Bench:
        made.append(Bench(threads))
        return made[-1]

    yield make
    for bench in made:
        bench.loader.close()
        for gate in bench.gates:
            gate.open.set()
        bench.join()


@pytest.fixture
def bench(benches: Callable[[int], Bench]) -> Bench:
    """Two threads, both busy: what is wanted waits until `bench.gates[0]` is opened.

    The other thread stays busy, so that all that waits is done one after the other.
    """
    bench = benches(2)
    bench.hold("first")
    bench.hold("second")
    return bench


def go_on(bench: Bench) -> None:
    bench.gates[0].open.set()
    assert bench.next() == ["gate"]


def test_demand_overtakes_what_is_visible_and_that_overtakes_prefetch(bench: Bench) -> None:
    for key, priority in (
        ("prefetch 1", PREFETCH),
        ("prefetch 2", PREFETCH),
        ("visible 1", VISIBLE),
        ("demand 1", DEMAND),
        ("visible 2", VISIBLE),
        ("demand 2", DEMAND),
    ):
        bench.want(key, priority)
    go_on(bench)
    assert bench.next(6) == [
        *("demand 1", "demand 2"),
        *("visible 1", "visible 2"),
        *("prefetch 1", "prefetch 2"),
    ]


@pytest.mark.parametrize("again", [VISIBLE, PREFETCH])
def test_work_that_waits_is_not_queued_twice(bench: Bench, again: Priority) -> None:
    bench.want("work", VISIBLE)
    bench.want("other", VISIBLE)
    bench.want("work", again, lambda: "again")
    bench.want("last", PREFETCH)
    go_on(bench)
    assert bench.next(3) == ["work", "other", "last"]


def test_work_that_waits_moves_up_and_is_done_once(bench: Bench) -> None:
    bench.want("other", VISIBLE)
    bench.want("work", PREFETCH)
    bench.want("work", DEMAND)
    bench.want("last", PREFETCH)
    go_on(bench)
    assert bench.next(3) == ["work", "other", "last"]


def test_work_under_way_is_not_started_again(bench: Bench) -> None:
    bench.want("second", DEMAND, lambda: "again")
    bench.want("last", PREFETCH)
    go_on(bench)
    assert bench.next() == ["last"]
    bench.gates[1].open.set()
    assert bench.next() == ["gate"]
    assert bench.results.empty()


def test_the_same_work_can_be_asked_for_as_soon_as_its_result_is_there(bench: Bench) -> None:
    def deliver(result: object) -> None:
        bench.want("work", DEMAND, lambda: f"{result} again")

    bench.loader.want("work", lambda: "work", deliver, DEMAND)
    go_on(bench)
    assert bench.next() == ["work again"]


def test_what_waits_is_dropped_and_nothing_else(bench: Bench) -> None:
    bench.want("unwanted", DEMAND)
    bench.want("kept", VISIBLE)
    bench.want("unwanted too", PREFETCH)
    dropped = bench.loader.drop(["unwanted", "unwanted too", "gate", "never asked for"])
    assert dropped == ["unwanted", "unwanted too"]
    bench.want("unwanted too", PREFETCH, lambda: "wanted again")
    go_on(bench)
    assert bench.next(2) == ["kept", "wanted again"]
    bench.gates[1].open.set()
    assert bench.next() == ["gate"]


def test_what_waits_can_be_moved_up_and_down(bench: Bench) -> None:
    bench.want("one", VISIBLE)
    bench.want("two", VISIBLE)
    bench.want("three", PREFETCH)
    bench.loader.move("one", PREFETCH)
    bench.loader.move("three", DEMAND)
    bench.loader.move("never asked for", DEMAND)
    go_on(bench)
    assert bench.next(3) == ["three", "two", "one"]


def test_slow_background_work_never_holds_up_demand(benches: Callable[[int], Bench]) -> None:
    bench = benches(4)
    slow = [bench.hold(f"slow {number}", VISIBLE) for number in range(3)]
    waiting = bench.want_gate("waiting", PREFETCH)
    for number in range(3):
        bench.want(f"demand {number}", DEMAND)
        assert bench.next() == [f"demand {number}"]
    assert not waiting.entered.is_set()
    slow[0].open.set()
    assert bench.next() == ["gate"]
    assert waiting.entered.wait(SECONDS)


def test_demand_may_use_every_thread(benches: Callable[[int], Bench]) -> None:
    bench = benches(3)
    meeting = threading.Barrier(3)
    for number in range(3):
        bench.want(f"{number}", DEMAND, lambda: meeting.wait(SECONDS) >= 0)
    assert bench.next(3) == [True, True, True]


def test_the_failure_of_a_source_error_is_the_result(bench: Bench) -> None:
    failure = Failure("network", "Cannot connect to the service", "Check the network")

    def work() -> None:
        raise SourceError(failure)

    bench.want("work", DEMAND, work)
    go_on(bench)
    assert bench.next() == [failure]


@pytest.mark.parametrize(
    "error", [ValueError("a\x1b[31mb\nc"), RecursionError(), MemoryError(), KeyError("\ud800")]
)
def test_any_other_exception_is_a_failure_in_one_clean_line(bench: Bench, error: Exception) -> None:
    def work() -> None:
        raise error

    bench.want("work", DEMAND, work)
    go_on(bench)
    (result,) = bench.next()
    assert isinstance(result, Failure)
    assert (result.kind, result.retryable) == ("other", True)
    assert type(error).__name__ in result.title
    assert result.title.isprintable()
    assert result.advice


def test_a_result_that_cannot_be_delivered_ends_no_thread(benches: Callable[[int], Bench]) -> None:
    bench = benches(2)

    def deliver(result: object) -> None:
        bench.results.put(result)
        raise RuntimeError("no screen")

    for number, priority in enumerate((DEMAND, DEMAND, VISIBLE, VISIBLE, PREFETCH)):
        bench.loader.want(number, lambda: "broken", deliver, priority)
        assert bench.next() == ["broken"]
        # There is a thread for it, and a place in the background.
        bench.want("next", PREFETCH)
        assert bench.next() == ["next"]
    meeting = threading.Barrier(2)
    for key in ("one", "two"):
        bench.want(key, DEMAND, lambda: meeting.wait(SECONDS) >= 0)
    assert bench.next(2) == [True, True]


def test_close_lets_the_threads_end_and_drops_what_waits(bench: Bench) -> None:
    bench.want("dropped", DEMAND)
    bench.loader.close()
    bench.want("too late", DEMAND)
    for gate in bench.gates:
        gate.open.set()
    bench.join()
    # What was under way was delivered, to whoever still wanted it.
    assert bench.next(2) == ["gate", "gate"]
    assert bench.results.empty()


def test_close_ends_threads_that_wait(benches: Callable[[int], Bench]) -> None:
    bench = benches(4)
    assert len(bench.threads) == 4
    assert all(thread.daemon for thread in bench.threads)
    bench.loader.close()
    bench.join()


@pytest.mark.parametrize("allowed", [0, 1, 3])
def test_where_fewer_threads_can_be_had_those_do_the_work(
    monkeypatch: pytest.MonkeyPatch, allowed: int
) -> None:
    start, started = threading.Thread.start, list[threading.Thread]()

    def start_some(thread: threading.Thread) -> None:
        if len(started) == allowed:
            raise RuntimeError("can't start new thread")
        started.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_some)
    if not allowed:
        with pytest.raises(RuntimeError):
            Loader(4)
        return
    bench = Bench(4)
    bench.want("one", DEMAND)
    bench.want("two", DEMAND)
    assert sorted(map(str, bench.next(2))) == ["one", "two"]
    assert len(started) == allowed
    bench.loader.close()
