"""Background threads with a priority queue: demand before prefetch. Knows no Textual."""

from __future__ import annotations

import heapq
import logging
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count
from typing import TypeVar

from hpev_tui.errors import Failure, SourceError
from hpev_tui.text import clean

log = logging.getLogger(__name__)

Value = TypeVar("Value")


class Priority(IntEnum):
    """What is served first; a lower number wins."""

    DEMAND = 0
    """The person waits for it."""
    VISIBLE = 1
    """It fills in something that is on the screen."""
    PREFETCH = 2
    """It may be asked for soon; it starts only when nothing else waits."""


@dataclass(order=True)
class _Job:
    priority: Priority
    order: int
    key: Hashable = field(compare=False)
    run: Callable[[], None] = field(compare=False)
    dropped: bool = field(default=False, compare=False)


class Loader:
    """Runs blocking work in daemon threads, which never hold up quitting.

    Of the `threads`, one is kept for demand, so that slow background work, of which a thread
    cannot be freed, never keeps the person waiting. Work with a key that is already waiting or
    under way is not started again. A result may be out of date when it comes; the receiver
    knows what it still wants.
    """

    def __init__(self, threads: int = 4) -> None:
        self._changed = threading.Condition()
        self._queue: list[_Job] = []
        self._waiting: dict[Hashable, _Job] = {}
        self._running: dict[Hashable, Priority] = {}
        self._order = count()
        self._closed = False
        self._background = threads - 1
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

        Both run in a background thread. Work that waits is moved up when it is wanted with a
        higher priority, and left as it is otherwise.
        """

        def run() -> None:
            deliver(_outcome(work))

        with self._changed:
            if self._closed or key in self._running:
                return
            waiting = self._waiting.get(key)
            if waiting is not None:
                if waiting.priority <= priority:
                    return
                waiting.dropped = True
            job = _Job(priority, next(self._order), key, run)
            self._waiting[key] = job
            heapq.heappush(self._queue, job)
            # All, because a thread kept for demand would let other work lie.
            self._changed.notify_all()

    def forget(self, unwanted: Callable[[Hashable], bool]) -> None:
        """Drop the waiting work whose key is `unwanted`; what is under way runs to its end."""
        with self._changed:
            for key in [key for key in self._waiting if unwanted(key)]:
                self._waiting.pop(key).dropped = True

    def close(self) -> None:
        """Drop all that waits and let the threads end when their work does."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._queue.clear()
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            with self._changed:
                job = self._next()
                while job is None and not self._closed:
                    self._changed.wait()
                    job = self._next()
                if job is None:
                    return
            try:
                job.run()
            except Exception:
                log.exception("a result could not be delivered")
            finally:
                with self._changed:
                    del self._running[job.key]
                    self._changed.notify_all()

    def _next(self) -> _Job | None:
        """Take the first job that may start now. The lock is held."""
        while self._queue and self._queue[0].dropped:
            heapq.heappop(self._queue)
        if self._closed or not self._queue or not self._may_start(self._queue[0].priority):
            return None
        job = heapq.heappop(self._queue)
        del self._waiting[job.key]
        self._running[job.key] = job.priority
        return job

    def _may_start(self, priority: Priority) -> bool:
        if priority is Priority.DEMAND:
            return True
        background = sum(1 for running in self._running.values() if running is not Priority.DEMAND)
        return background < self._background


def _outcome(work: Callable[[], Value]) -> Value | Failure:
    try:
        return work()
    except SourceError as error:
        log.info("%s", error.failure)
        return error.failure
    except Exception as error:
        log.exception("background work failed")
        return Failure("other", f"Something went wrong: {clean(repr(error))}", "Press r to retry")
