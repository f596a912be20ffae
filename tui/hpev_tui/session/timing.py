"""Waiting until things have come to rest, or for a while after something was done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

Cancel = Callable[[], None]
"""Stops a timer; one that has gone off stays as it is."""


class Timers(Protocol):
    """What lets time pass: the app's timers on the screen, timers driven by hand in tests."""

    def after(self, seconds: float, call: Callable[[], None]) -> Cancel:
        """Call something once, after so many seconds, in the UI thread."""


class Debounce:
    """Calls `call` once it has not been restarted for `delay` seconds."""

    def __init__(self, timers: Timers, delay: float, call: Callable[[], None]) -> None:
        self._timers = timers
        self._delay = delay
        self._call = call
        self._cancel: Cancel | None = None
        self._starts = 0

    def restart(self) -> None:
        """Begin to wait anew."""
        self.cancel()
        self._starts += 1
        self._cancel = self._timers.after(self._delay, partial(self._elapsed, self._starts))

    def cancel(self) -> None:
        """Wait no more, and do not call."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
        self._starts += 1

    def _elapsed(self, start: int) -> None:
        # A timer that had gone off already cannot be stopped: its call waits among the messages.
        if start == self._starts:
            self._cancel = None
            self._call()


class Throttle:
    """Calls `call` at once, and then no more often than every `seconds`. At rest nothing waits."""

    def __init__(self, timers: Timers, seconds: float, call: Callable[[], None]) -> None:
        self._timers = timers
        self._seconds = seconds
        self._call = call
        self._cancel: Cancel | None = None
        self._is_requested = False

    def request(self) -> None:
        """Have it called, now or as soon as it may be."""
        if self._cancel is not None:
            self._is_requested = True
            return
        self._is_requested = False
        self._cancel = self._timers.after(self._seconds, self._elapsed)
        self._call()

    def cancel(self) -> None:
        """Do not call any more what was requested."""
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    def _elapsed(self) -> None:
        self._cancel = None
        if self._is_requested:
            self.request()
