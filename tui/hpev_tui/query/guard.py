"""A time limit for regular expressions, some of which would take years.

A thread is no help: while it matches, Python's `re` keeps the interpreter's lock. It does look
for signals, though, and a handler that raises ends the match.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

from hpev_tui.query.lexer import Problem

Result = TypeVar("Result")

LIMIT_SECONDS = 0.02
"""How long a regular expression may hold the screen at a time."""

_SHORTEST_SECONDS = 1e-6
"""A timer that should have gone off meanwhile goes off at once; 0 would turn it off."""


class TooSlowError(Exception):
    """A term took too long. It carries the problem to show at that term."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


def within_limit(
    problem: Problem, work: Callable[[], Result], seconds: float = LIMIT_SECONDS
) -> Result:
    """Do some work, which is interrupted when it takes longer than that.

    The previous handler and timer of SIGALRM come back afterwards. There is no limit where a
    signal cannot interrupt: off the main thread, and on systems without `setitimer`.

    Not a context manager: the alarm could go off on the way into its `__exit__`, which would
    then never run, and leave the alarm on.

    Raises:
        TooSlowError: it took too long; the error carries `problem`.
    """
    previous = _handler_to_keep()
    if previous is None:
        return work()
    armed = True

    def ring(_signal: int, _frame: FrameType | None) -> None:
        if armed:
            raise TooSlowError(problem)

    begun = time.monotonic()
    delay, interval = signal.getitimer(signal.ITIMER_REAL)
    try:
        # Twice, because the alarm can go off in the inner `finally`, too.
        try:
            signal.signal(signal.SIGALRM, ring)
            # Again and again: an exception out of a destructor, say, gets lost.
            signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
            return work()
        finally:
            armed = False
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
        if delay:
            left = max(delay - (time.monotonic() - begun), _SHORTEST_SECONDS)
            signal.setitimer(signal.ITIMER_REAL, left, interval)


def _handler_to_keep() -> Callable[[int, FrameType | None], Any] | int | None:
    """The handler of SIGALRM that has to come back; None where there can be no limit.

    It is also None where something other than Python has set it, as that cannot be put back.
    """
    if not hasattr(signal, "setitimer"):
        return None
    if threading.current_thread() is not threading.main_thread():
        return None
    return signal.getsignal(signal.SIGALRM)
