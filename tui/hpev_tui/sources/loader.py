"""Background threads with a priority queue: what somebody waits for before what nobody does."""

from __future__ import annotations

import heapq
import logging
import threading
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import count
from typing import TypeVar

from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.sources.rate_limit import BUDGET, RateLimit
from hpev_tui.text.clean import clean

log = logging.getLogger(__name__)

Value = TypeVar("Value")


class Priority(IntEnum):
    """What is served first; a lower number wins."""

    DEMAND = 0
    """The user waits for it."""
    FIRST = 1
    """Nothing is known yet of what it says: the cluster's state, the first failure of a kind."""
    SAMPLE = 2
    """It shows whether failures of a kind are alike."""
    VISIBLE = 3
    """It fills in something that is on the screen."""
    PREFETCH = 4
    """It may be asked for soon; it starts only when nothing else waits."""
    LISTING = 5
    """It lists events that nobody has asked for. It has a share of the calls, see `CallBudget`."""


@dataclass(eq=False, repr=False)
class _Job:
    priority: Priority
    order: int
    key: Hashable
    run: Callable[[_Job], None]
    dropped: bool = False

    @property
    def is_demand(self) -> bool:
        """Whether the user waits for it."""
        return self.priority is Priority.DEMAND

    def __lt__(self, other: _Job) -> bool:
        return (self.priority, self.order) < (other.priority, other.order)


class Loader:
    """Runs blocking work in daemon threads, which never hold up quitting.

    All work counts in one `rate_limit`. It holds up what the user waits for only after a throttle,
    as it does, by `breathe`, the later pages of a long run; and it keeps a place free for that, so
    that slow background work, which cannot be interrupted, never makes the user wait. Work with a
    key that is already waiting or under way is not started again. A result may be out of date when
    it comes; the receiver checks that.
    """

    def __init__(
        self, threads: int = BUDGET.most_in_flight, rate_limit: RateLimit | None = None
    ) -> None:
        self._rate_limit = rate_limit or RateLimit(
            BUDGET._replace(in_flight=min(BUDGET.in_flight, threads))
        )
        self._changed = threading.Condition()
        self._queue: list[_Job] = []
        self._listings: list[_Job] = []
        """What waits of `Priority.LISTING`."""
        self._since_listing = 0
        """How many other background calls have started since the last one of those."""
        self._waiting: dict[Hashable, _Job] = {}
        self._working: set[Hashable] = set()
        self._order = count()
        self._closed = False
        for number in range(threads):
            try:
                threading.Thread(target=self._work, name=f"loader-{number}", daemon=True).start()
            except RuntimeError:
                # No more threads can be had: fewer do the same work.
                if number == 0:
                    raise
                break

    def want(
        self,
        key: Hashable,
        work: Callable[[], Value],
        deliver: Callable[[Value | Failure], object],
        priority: Priority,
    ) -> None:
        """Have `work` done, and its value, or the Failure that it raised, given to `deliver`.

        Both run in a background thread. Work that waits is moved up when it is asked for with a
        higher priority, and left as it is otherwise.
        """

        def run(job: _Job) -> None:
            result = _outcome(work)
            # Before the delivery, whose receiver may ask for the same again at once.
            with self._changed:
                self._working.discard(key)
                throttled = isinstance(result, Failure) and result.kind == "throttled"
                self._rate_limit.end(throttled=throttled, demand=job.is_demand)
            deliver(result)

        with self._changed:
            if self._closed or key in self._working:
                return
            waiting = self._waiting.get(key)
            if waiting is not None:
                if waiting.priority <= priority:
                    return
                waiting.dropped = True
            self._push(_Job(priority, next(self._order), key, run))

    def move(self, key: Hashable, priority: Priority) -> None:
        """Give work that waits another priority; what is under way or done stays as it is."""
        with self._changed:
            waiting = self._waiting.get(key)
            if waiting is not None and waiting.priority is not priority:
                waiting.dropped = True
                self._push(_Job(priority, next(self._order), key, waiting.run))

    def drop(self, keys: Iterable[Hashable]) -> list[Hashable]:
        """Drop the work of these keys that waits, and return those keys.

        What is under way runs to its end.
        """
        with self._changed:
            dropped = [key for key in keys if key in self._waiting]
            for key in dropped:
                self._waiting.pop(key).dropped = True
        return dropped

    def throttled(self) -> None:
        """The service has throttled a call, perhaps one that the SDK makes again by itself."""
        with self._changed:
            self._rate_limit.slow()

    def breathe(self) -> None:
        """Wait between two pages of a long run, where the service throttles; else not at all."""
        with self._changed:
            until = time.monotonic() + self._rate_limit.pause
            while not self._closed and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)
            self._rate_limit.recover()

    def close(self) -> None:
        """Drop all that waits and let the threads end when their work does."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._queue.clear()
            self._listings.clear()
            self._changed.notify_all()

    def _push(self, job: _Job) -> None:
        self._waiting[job.key] = job
        is_listing = job.priority is Priority.LISTING
        heapq.heappush(self._listings if is_listing else self._queue, job)
        # All, because a long run that pauses waits here, too.
        self._changed.notify_all()

    def _work(self) -> None:
        while (job := self._take()) is not None:
            try:
                job.run(job)
            except Exception:
                log.exception("result not delivered")

    def _take(self) -> _Job | None:
        """Wait for a job that may start, and take it; None once the loader is closed."""
        with self._changed:
            while not self._closed:
                job, seconds = self._next(), None
                if job is not None:
                    seconds = self._rate_limit.wait(time.monotonic(), demand=job.is_demand)
                    if seconds is not None and seconds <= 0:
                        return self._begin(job)
                self._changed.wait(seconds)
            return None

    def _next(self) -> _Job | None:
        """The job whose turn it is; None where nothing waits."""
        for queue in (self._queue, self._listings):
            while queue and queue[0].dropped:
                heapq.heappop(queue)
        first = self._queue[0] if self._queue else None
        if not self._listings or (first is not None and first.is_demand):
            return first
        has_turn = self._since_listing >= self._rate_limit.budget.list_every - 1
        return self._listings[0] if first is None or has_turn else first

    def _begin(self, job: _Job) -> _Job:
        is_listing = job.priority is Priority.LISTING
        heapq.heappop(self._listings if is_listing else self._queue)
        del self._waiting[job.key]
        self._working.add(job.key)
        if not job.is_demand:
            self._since_listing = 0 if is_listing else self._since_listing + 1
        self._rate_limit.begin(time.monotonic(), demand=job.is_demand)
        return job


def _outcome(work: Callable[[], Value]) -> Value | Failure:
    try:
        return work()
    except SourceError as error:
        log.info("%s", error.failure)
        return error.failure
    except Exception as error:
        from hpev_tui.text.secrets import redacted  # Hardly ever needed.

        log.exception("background work failed")
        return Failure("other", f"Internal error: {clean(redacted(repr(error)))}", "r retry")
