"""Selecting the events that a query keeps, with a limit on what a regular expression may take."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from types import FrameType
from typing import Any, NamedTuple, TypeVar

from hpev_tui.model.events import Event, ServiceFilter
from hpev_tui.query.lexer import Problem
from hpev_tui.query.pushdown import NOTHING_SENT
from hpev_tui.query.terms import DetailFields, FieldsOf, Term

SLICE_ROWS = 2000
"""A slice of this many rows takes a few milliseconds, whatever the terms are, if they are few."""

_FEW_TERMS = 8
"""With more terms a slice has fewer rows."""

_EXPRESSION_ROWS = 200
"""As many rows can be searched at once for a regular expression that no limit stops."""

_SELECT_SECONDS = 0.2
"""How long regular expressions may take the processor for rows that are not in slices."""

_ALARMS = 3
"""A row has to take too long so many times running before the expression is blamed."""


def no_fields(_event_id: str) -> None:
    """What details add where none is loaded."""


class Query(NamedTuple):
    """The terms of a filter line, all of which must hold. An empty one keeps everything."""

    text: str
    terms: tuple[Term, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it keeps everything because there is no term in it."""
        return not self.terms

    @property
    def at_once(self) -> int:
        """How many rows can be looked through without a pause; a slice has no more."""
        rows = SLICE_ROWS * _FEW_TERMS // max(_FEW_TERMS, len(self.terms))
        for term in self.terms:
            if term.can_hang:
                return min(rows, _EXPRESSION_ROWS)
        return rows

    @property
    def chips(self) -> list[str]:
        """Each term as it was typed."""
        return [term.text for term in self.terms]

    def pushdown(self) -> ServiceFilter:
        """What to send to the service: it lets through every event that the query keeps."""
        return reduce(ServiceFilter.narrowed, (term.sent for term in self.terms), NOTHING_SENT)

    def is_within(self, other: Query) -> bool:
        """Whether the other surely keeps all that this one keeps."""
        return all(any(term.implies(each) for term in self.terms) for each in other.terms)

    def matches(self, event: Event, fields: DetailFields | None) -> bool:
        """Whether the query keeps one event, given what its detail adds.

        Raises:
            TooSlowError: a regular expression took too long.
        """
        return bool(self.select([event], lambda _: fields))

    def select(self, rows: Sequence[Event], fields_of: FieldsOf = no_fields) -> list[Event]:
        """All rows that the query keeps, in their order.

        Raises:
            TooSlowError: a regular expression took too long.
        """
        matching: list[Event] = []
        hanging = None
        for term in self.terms:
            hanging = term if term.can_hang else hanging
        # The processor's time, as others may have it meanwhile.
        end = time.thread_time() + _SELECT_SECONDS
        for part in self.slices(rows, fields_of):
            matching += part
            if hanging is not None and time.thread_time() > end:
                raise TooSlowError(hanging.too_slow)
        return matching

    def slices(
        self, rows: Sequence[Event], fields_of: FieldsOf = no_fields, size: int = 0
    ) -> Iterator[list[Event]]:
        """The same in pieces, so that the screen can be drawn in between.

        Each is of at most `size` rows, or as many as can be looked through at once, and may be
        empty. Rows added after the call do not count.

        Raises:
            TooSlowError: a regular expression took too long, for a single row. The pieces
                that came before are right.
        """
        # A copy, since the list may grow, also in its middle, while the pieces are taken.
        return self._slices(list(rows), fields_of, size or self.at_once)

    def _slices(self, rows: list[Event], fields_of: FieldsOf, size: int) -> Iterator[list[Event]]:
        terms = sorted(self.terms, key=lambda term: term.cost)
        # All of a piece's expressions together may take as long as one.
        limit = LIMIT_SECONDS / max(sum(term.can_hang for term in terms), 1)
        start, step, alarms = 0, size, 0
        while start < len(rows):
            matching = rows[start : start + step]
            try:
                for term in terms:
                    matching = _matching(term, matching, fields_of, limit)
            except TooSlowError:
                # On a busy machine a slice can be slow with any expression, and even a row.
                alarms += 1
                if step == 1 and alarms >= _ALARMS:
                    raise
                step = 1
                yield []
                continue
            yield matching
            start += step
            step, alarms = min(step * 2, size), 0


def _matching(term: Term, rows: list[Event], fields_of: FieldsOf, limit: float) -> list[Event]:
    if not term.can_hang:
        return term.keep(rows, fields_of)
    return within_limit(term.too_slow, lambda: term.keep(rows, fields_of), limit)


Result = TypeVar("Result")

LIMIT_SECONDS = 0.02
"""How long a regular expression may hold the screen at a time."""

_SHORTEST_SECONDS = 1e-6
"""For a timer that should have gone off meanwhile; 0 would turn it off."""


class TooSlowError(Exception):
    """A term took too long. It carries the problem to show at that term."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


def within_limit(
    problem: Problem, work: Callable[[], Result], seconds: float = LIMIT_SECONDS
) -> Result:
    """Do some work, which is interrupted when it takes longer than `seconds`.

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

    def ring(_signal: int, frame: FrameType | None) -> None:
        if armed and not _importing(frame):
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


def _importing(frame: FrameType | None) -> bool:
    """Whether Python is importing a module: an error there may end in a callback, and get lost."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _handler_to_keep() -> Callable[[int, FrameType | None], Any] | int | None:
    """The handler of SIGALRM that has to come back; None where there can be no limit.

    It is also None where something other than Python has set it, as that cannot be put back.
    """
    if not hasattr(signal, "setitimer"):
        return None
    if threading.current_thread() is not threading.main_thread():
        return None
    return signal.getsignal(signal.SIGALRM)
