"""How many background calls may be made: a few at a time, a few a second, fewer when throttled."""

from __future__ import annotations

from collections import deque

IN_FLIGHT = 3
"""One call that the user waits for may be made beside them."""
A_SECOND = 5
"""Few enough to leave other programs of the account their share. How many of these calls the
service allows is not documented."""

_SLOWEST = 16.0
"""How many times slower calls get at most."""
_RECOVERY = 0.9
"""The factor by which each call that was not throttled shortens the wait again."""


class RateLimit:
    """Says when the next background call may start. Not thread-safe: its owner has a lock.

    Times are seconds of any monotonic clock.
    """

    def __init__(self, in_flight: int = IN_FLIGHT, a_second: int = A_SECOND) -> None:
        self._in_flight = in_flight
        self._started: deque[float] = deque(maxlen=a_second)
        self._running = 0
        self._slower = 1.0

    def wait(self, now: float) -> float | None:
        """Seconds until a call may start, 0 or less for now; None: not before another has ended."""
        if self._running >= self._in_flight:
            return None
        if len(self._started) < (self._started.maxlen or 1):
            return 0.0
        return self._started[0] + self._slower - now

    def begin(self, now: float) -> None:
        """A call starts."""
        self._running += 1
        self._started.append(now)

    def end(self, *, throttled: bool) -> None:
        """A call has ended; after one that was throttled, calls start half as often."""
        self._running -= 1
        if throttled:
            self.slow()
        else:
            self.recover()

    def slow(self) -> None:
        """The service has throttled a call, whoever made it."""
        self._slower = min(self._slower * 2, _SLOWEST)

    def recover(self) -> None:
        """A call has come through."""
        self._slower = max(self._slower * _RECOVERY, 1.0)

    @property
    def pause(self) -> float:
        """Seconds to wait between the calls of a long run."""
        return (self._slower - 1.0) / (self._started.maxlen or 1)
