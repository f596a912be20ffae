"""Waiting until things have come to rest, and polling for new events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from hpev_tui.model.events import Event

Cancel = Callable[[], None]
"""Stops a timer; one that has gone off stays as it is."""


class Timers(Protocol):
    """What lets time pass: the app's timers on the screen, timers driven by hand in tests."""

    def after(self, seconds: float, call: Callable[[], None]) -> Cancel:
        """Call something once, after so many seconds, in the UI thread."""


class Clock:
    """What time it is for what is concluded from events, and what their ages are counted from."""

    def __init__(self, now: Callable[[], float]) -> None:
        """`now` is the time, in seconds since the epoch."""
        self.now = now

    def as_of(self, cluster: str, rows: Sequence[Event]) -> float:
        """Until when it is known what has happened, with an answer of the service that comes now.

        `rows` are the events that are loaded of the cluster, the newest first.
        """
        del cluster, rows
        return self.now()

    def ages_from(self, answered: float) -> float:
        """From when ages are counted where that is known which the service `answered` last."""
        return answered


class Debounce:
    """Calls `call` once it has not been restarted for `delay` seconds."""

    def __init__(self, timers: Timers, delay: float, call: Callable[[], None]) -> None:
        self._timers = timers
        self._delay = delay
        self._call = call
        self._cancel: Cancel | None = None
        self._starts = 0

    def restart(self) -> None:
        """Begin to wait again."""
        if self._cancel is not None:
            self._cancel()
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
        self.is_pausing = False
        """Whether it has been called so lately that it is not called now."""

    def request(self) -> None:
        """Have it called, now or as soon as it may be."""
        if self.is_pausing:
            self._is_requested = True
            return
        self._is_requested, self.is_pausing = False, True
        self._cancel = self._timers.after(self._seconds, self._elapsed)
        self._call()

    def cancel(self) -> None:
        """Do not call any more what was requested; the next request is the first again."""
        self._is_requested = self.is_pausing = False
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    def _elapsed(self) -> None:
        self._cancel, self.is_pausing = None, False
        if self._is_requested:
            self.request()


class Later:
    """Calls `call` once, so many seconds after it was requested first."""

    def __init__(self, timers: Timers, seconds: float, call: Callable[[], None]) -> None:
        self._timers = timers
        self._seconds = seconds
        self._call = call
        self._cancel: Cancel | None = None
        self.is_requested = False
        """Whether it will be called."""

    def request(self) -> None:
        """Have it called, unless it will be."""
        if not self.is_requested:
            self.is_requested = True
            self._cancel = self._timers.after(self._seconds, self._elapsed)

    def cancel(self) -> None:
        """Do not call it any more."""
        self.is_requested = False
        if self._cancel is not None:
            self._cancel()
            self._cancel = None

    def _elapsed(self) -> None:
        self._cancel = None
        # A timer that had gone off already could not be stopped.
        if self.is_requested:
            self.is_requested = False
            self._call()


USUAL_SECONDS = 10.0
QUIET_SECONDS = 60.0
"""The longest time between two polls that find nothing."""
BUSY_SECONDS = 120.0
"""The longest time between two polls that the service throttles."""
PATIENCE = 6
"""After how many polls in vain they become rarer."""


class Polling:
    """Calls `poll` from time to time while it is on and not paused."""

    def __init__(self, timers: Timers, poll: Callable[[], object]) -> None:
        self._timers = timers
        self._poll = poll
        self._cancel: Cancel | None = None
        self._seconds = USUAL_SECONDS
        self._empty_polls = 0
        self.on = False
        self.paused = False
        self.next_try: float | None = None
        """About when a poll that was throttled is made again, in seconds since the epoch."""

    @property
    def moves(self) -> bool:
        """Whether the list moves with the new events now."""
        return self.on and not self.paused

    @property
    def words(self) -> str:
        """What is going on, "" where nothing is."""
        if not self.on:
            return ""
        if self.paused:
            return "follow paused"
        slowly = self._seconds > USUAL_SECONDS
        return f"following every {self._seconds:.0f} s" if slowly else "following"

    def switch(self) -> None:
        """Follow, or no more."""
        self.on = not self.on
        self.paused = False
        self._begin()

    def pause(self) -> None:
        """Let things stand while they are looked at, or follow on."""
        self.paused = self.on and not self.paused
        self._begin()

    def answered(self, news: int, *, throttled: bool, now: float = 0.0) -> None:
        """A poll was answered, with so many new events; or the service would not.

        `now` is when, in seconds since the epoch.
        """
        before = self._seconds
        if throttled:
            self._seconds = min(self._seconds * 2, BUSY_SECONDS)
        elif news:
            self._seconds, self._empty_polls = USUAL_SECONDS, 0
        else:
            self._empty_polls += 1
            if self._empty_polls >= PATIENCE:
                self._seconds = max(self._seconds, min(self._seconds * 1.5, QUIET_SECONDS))
        self.next_try = now + self._seconds if throttled and self.moves else None
        if self._cancel is not None and self._seconds != before:
            # From now on: the next poll has been set for another time than is said.
            self._cancel()
            self._wait()

    def stop(self) -> None:
        """Ask for nothing any more."""
        self.on = False
        self._begin()

    def _begin(self) -> None:
        self._seconds, self._empty_polls, self.next_try = USUAL_SECONDS, 0, None
        if self._cancel is not None:
            self._cancel()
            self._cancel = None
        if self.moves:
            self._poll_again()

    def _poll_again(self) -> None:
        self._poll()
        self._wait()

    def _wait(self) -> None:
        self._cancel = self._timers.after(self._seconds, self._poll_again)
