"""How many calls may be made: a few at a time, a few a second, more while nothing is throttled."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple


class CallBudget(NamedTuple):
    """The constants of a budget of calls, for one account in one region; see docs/performance.md.

    How many of these calls the service allows is not documented, and other programs of the account
    share it.
    """

    a_second: float = 5
    """Calls that may start in a second at first: few enough to leave others their share."""
    in_flight: int = 4
    """Calls that may be under way at first."""
    most_a_second: float = 10
    """What that rises to while nothing is throttled; the rest is left to other programs."""
    most_in_flight: int = 6
    """What that rises to, together with the calls a second."""
    rise_after: int = 20
    """After how many calls without a throttle one more may start in a second."""
    slowest: float = 1 / 16
    """The part of `a_second` that is left at least, after one throttle upon the other."""
    recovery: float = 0.9
    """The part of the wait between calls that is left with each call after a throttle."""
    reserved: int = 1
    """Places in flight that only what somebody waits for may take."""
    list_every: int = 2
    """Of so many background calls one lists events, while both events and details are wanted."""


BUDGET = CallBudget()


class RateLimit:
    """Says when the next call may start. Not thread-safe: its owner has a lock.

    What somebody waits for starts at once while there is a place in flight, and after a throttle it
    keeps to the rate, too, before all else. Times are seconds of any monotonic clock.
    """

    def __init__(self, budget: CallBudget = BUDGET) -> None:
        self.budget = budget
        self._rate = float(budget.a_second)
        self._started: deque[float] = deque(
            maxlen=max(1, int(max(budget.a_second, budget.most_a_second)))
        )
        self._running = 0
        self._in_background = 0
        self._good = 0
        """Calls since the last throttle or rise."""

    @property
    def a_second(self) -> float:
        """How many calls may start in a second now."""
        return self._rate

    @property
    def in_flight(self) -> int:
        """How many calls may be under way now."""
        first, most = self.budget.in_flight, self.budget.most_in_flight
        above = self._rate - self.budget.a_second
        if above < 0:
            return max(self.budget.reserved + 1, round(first * self._rate / self.budget.a_second))
        room = self.budget.most_a_second - self.budget.a_second
        return first + int((most - first) * above / room) if room > 0 else first

    def wait(self, now: float, *, demand: bool = False) -> float | None:
        """Seconds until a call may start, 0 or less for now; None: not before another has ended.

        `demand` is for a call that somebody waits for.
        """
        if self._running >= self.in_flight:
            return None
        if demand and self._rate >= self.budget.a_second:
            return 0.0
        if not demand and self._in_background >= self.in_flight - self.budget.reserved:
            return None
        count = max(1, int(self._rate))
        if len(self._started) < count:
            return 0.0
        return self._started[-count] + count / self._rate - now

    def begin(self, now: float, *, demand: bool = False) -> None:
        """A call starts."""
        self._running += 1
        self._in_background += not demand
        self._started.append(now)

    def end(self, *, throttled: bool, demand: bool = False) -> None:
        """A call has ended; after one that was throttled, calls start half as often."""
        self._running -= 1
        self._in_background -= not demand
        if throttled:
            self.slow()
        else:
            self.recover()

    def slow(self) -> None:
        """The service has throttled a call, whoever made it."""
        self._rate = max(self._rate / 2, self.budget.a_second * self.budget.slowest)
        self._good = 0

    def recover(self) -> None:
        """A call has come through."""
        if self._rate < self.budget.a_second:
            self._rate = min(self._rate / self.budget.recovery, self.budget.a_second)
            return
        self._good += 1
        if self._good >= self.budget.rise_after and self._rate < self.budget.most_a_second:
            self._rate = min(self._rate + 1, self.budget.most_a_second)
            self._good = 0

    @property
    def pause(self) -> float:
        """Seconds to wait between the calls of a long run that somebody waits for."""
        return max(0.0, 1 / self._rate - 1 / self.budget.a_second)
