"""Background threads with a priority queue: demand before prefetch."""

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
from hpev_tui.sources.rate_limit import IN_FLIGHT, RateLimit
from hpev_tui.text.clean import clean, redacted

log = logging.getLogger(__name__)

Value = TypeVar("Value")


class Priority(IntEnum):
    """What is served first; a lower number wins."""

    DEMAND = 0
    """The user waits for it."""
    VISIBLE = 1
    """It fills in something that is on the screen."""
    PREFETCH = 2
    """It may be asked for soon; it starts only when nothing else waits."""


@dataclass(eq=False, repr=False)
class _Job:
    priority: Priority
    order: int
    key: Hashable
    run: Callable[[_Job], None]
    dropped: bool = False

    def __lt__(self, other: _Job) -> bool:
        return (self.priority, self.order) < (other.priority, other.order)


class Loader:
    """Runs blocking work in daemon threads, which never hold up quitting.

    Work that the user waits for starts at once; all other work keeps to one `rate_limit`, and so,
    by `breathe`, do the later pages of a long run. Of the `threads`, at least two, one is only for
    demand, so that slow background work, which cannot be interrupted, never makes the user wait.
    Work with a key that is already waiting or under way is not started again. A result may be out
    of date when it comes; the receiver checks that.
    """

    def __init__(self, threads: int = 4, rate_limit: RateLimit | None = None) -> None:
        self._rate_limit = rate_limit or RateLimit(in_flight=min(IN_FLIGHT, threads - 1))
        self._changed = threading.Condition()
        self._queue: list[_Job] = []
        self._waiting: dict[Hashable, _Job] = {}
        self._working: set[Hashable] = set()
        self._order = count()
        self._closed = False
        for number in range(threads):
            threading.Thread(target=self._work, name=f"loader-{number}", daemon=True).start()

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
                if job.priority is not Priority.DEMAND:
                    throttled = isinstance(result, Failure) and result.kind == "throttled"
                    self._rate_limit.end(throttled=throttled)
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
            self._changed.notify_all()

    def _push(self, job: _Job) -> None:
        self._waiting[job.key] = job
        heapq.heappush(self._queue, job)
        # All, because the thread for demand would leave other work waiting.
        self._changed.notify_all()

    def _work(self) -> None:
        while (job := self._take()) is not None:
            try:
                job.run(job)
            except Exception:
                log.exception("a result could not be delivered")

    def _take(self) -> _Job | None:
        """Wait for a job that may start, and take it; None once the loader is closed."""
        with self._changed:
            while not self._closed:
                while self._queue and self._queue[0].dropped:
                    heapq.heappop(self._queue)
                seconds = self._seconds_to_wait()
                if seconds is not None and seconds <= 0:
                    return self._begin(heapq.heappop(self._queue))
                self._changed.wait(seconds)
            return None

    def _seconds_to_wait(self) -> float | None:
        """Until the first job may start; None where only a change can allow it."""
        if not self._queue:
            return None
        if self._queue[0].priority is Priority.DEMAND:
            return 0.0
        return self._rate_limit.wait(time.monotonic())

    def _begin(self, job: _Job) -> _Job:
        del self._waiting[job.key]
        self._working.add(job.key)
        if job.priority is not Priority.DEMAND:
            self._rate_limit.begin(time.monotonic())
        return job


def _outcome(work: Callable[[], Value]) -> Value | Failure:
    try:
        return work()
    except SourceError as error:
        log.info("%s", error.failure)
        return error.failure
    except Exception as error:
        log.exception("background work failed")
        return Failure(
            "other", f"Something went wrong: {redacted(clean(repr(error)))}", "Press r to retry"
        )
