"""Loading pages before they are asked for, one of them being got while the one before is sent."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import ContextVar
from queue import SimpleQueue
from typing import Any

START_SECONDS = 0.05
"""So long work waits for a request to be sent, which may wait for a connection or credentials."""

ON_SENT: ContextVar[Callable[[], object] | None] = ContextVar("on_sent", default=None)
"""What is called in a thread whenever a request is sent whose answer it then waits for."""


class Window:
    """How many pages may be loaded before somebody asks for them."""

    def __init__(self, ahead: int) -> None:
        self._changed = threading.Condition()
        self._left = ahead
        self._is_open = ahead > 0

    def more(self, pages: int) -> None:
        """So many pages were taken."""
        with self._changed:
            self._left += pages
            self._changed.notify()

    def stop(self) -> None:
        """No more pages are wanted ahead."""
        with self._changed:
            self._is_open = False
            self._changed.notify()

    def wait(self) -> bool:
        """Wait until another page may be loaded; False where none is wanted."""
        with self._changed:
            self._changed.wait_for(lambda: self._left > 0 or not self._is_open)
            self._left -= 1
            return self._is_open


class Behind:
    """Does one piece of work after the other in a thread of its own, while the next one is got."""

    def __init__(self, work: Callable[[Any], object]) -> None:
        self._work = work
        self._waiting: SimpleQueue[tuple[object, threading.Event] | None] = SimpleQueue()
        self._started = threading.Event()
        """Set when the piece that was given last may begin. Each has its own: one that has begun
        by itself must not leave it to the next."""
        self._done: SimpleQueue[Exception | None] = SimpleQueue()
        self._is_working = False
        threading.Thread(target=self._run, daemon=True).start()

    def do(self, piece: object) -> None:
        """Have a piece worked on; what is worked on must have been waited for.

        It begins with `start`, or after `START_SECONDS`.
        """
        self._is_working, self._started = True, threading.Event()
        self._waiting.put((piece, self._started))

    def start(self) -> None:
        """Begin: the next request is sent, which the work would otherwise hold up."""
        self._started.set()

    def wait(self) -> None:
        """Wait until nothing is worked on; raises what that has raised."""
        if self._is_working:
            self.start()
            self._is_working = False
            if (error := self._done.get()) is not None:
                raise error

    def end(self) -> None:
        """Wait, and work no more."""
        self._waiting.put(None)
        self.wait()

    def _run(self) -> None:
        while (waiting := self._waiting.get()) is not None:
            piece, started = waiting
            started.wait(START_SECONDS)
            try:
                self._work(piece)
            except Exception as error:  # Whoever waits raises it.
                self._done.put(error)
            else:
                self._done.put(None)
