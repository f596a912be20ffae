"""A filter that could be read, and applying it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from hpev_tui.model import Event
from hpev_tui.query.guard import LIMIT_SECONDS, TooSlowError, within_limit
from hpev_tui.query.service import NOTHING_SENT, ServiceFilter
from hpev_tui.query.terms import Known, KnownOf, Term

SLICE_ROWS = 2000
"""A slice of this many rows takes a few milliseconds, whatever the terms."""

_ALARMS = 3
"""A row has to take too long this often, running, before the expression is blamed."""


def nothing_known(_event_id: str) -> None:
    """For lists of which no detail is loaded."""


@dataclass(frozen=True, slots=True)
class Query:
    """The terms of a filter line, all of which must hold. An empty one keeps everything."""

    text: str
    terms: tuple[Term, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it keeps everything because there is no term in it."""
        return not self.terms

    @property
    def chips(self) -> list[str]:
        """Each term as it was typed."""
        return [term.text for term in self.terms]

    def pushdown(self) -> ServiceFilter:
        """What to send to the service: it lets through every event that the query keeps."""
        return reduce(ServiceFilter.narrowed, (term.sent for term in self.terms), NOTHING_SENT)

    def is_within(self, other: Query) -> bool:
        """Whether the other is known to keep all that this one keeps."""
        return all(any(term.implies(each) for term in self.terms) for each in other.terms)

    def matches(self, event: Event, known: Known | None) -> bool:
        """Whether the query keeps one event, of which that much is known.

        Raises:
            TooSlowError: a regular expression took too long.
        """
        return bool(self.select([event], lambda _: known))

    def select(self, rows: Sequence[Event], known: KnownOf = nothing_known) -> list[Event]:
        """All rows that the query keeps, in their order.

        Raises:
            TooSlowError: a regular expression took too long.
        """
        kept: list[Event] = []
        for part in self.slices(rows, known):
            kept += part
        return kept

    def slices(
        self, rows: Sequence[Event], known: KnownOf = nothing_known, size: int = SLICE_ROWS
    ) -> Iterator[list[Event]]:
        """The same, piece by piece, so that the screen can live in between.

        The rows are those of the moment of the call. A piece may be empty.

        Args:
            rows: What to select from.
            known: What is known of an event.
            size: How many rows to look at for a piece, at most.

        Raises:
            TooSlowError: a regular expression took too long, for a single row. The pieces
                that came before are right.
        """
        # A copy, since the list may grow, also in its middle, while the pieces are taken.
        return self._slices(list(rows), known, size)

    def _slices(self, rows: list[Event], known: KnownOf, size: int) -> Iterator[list[Event]]:
        terms = sorted(self.terms, key=lambda term: term.cost)
        # All of a piece's expressions together may take as long as one.
        limit = LIMIT_SECONDS / max(sum(term.can_hang for term in terms), 1)
        place, step, alarms = 0, size, 0
        while place < len(rows):
            kept = rows[place : place + step]
            try:
                for term in terms:
                    kept = _kept(term, kept, known, limit)
            except TooSlowError:
                # On a busy machine a slice can be slow with any expression, and even a row.
                alarms += 1
                if step == 1 and alarms >= _ALARMS:
                    raise
                step = 1
                yield []
                continue
            yield kept
            place += step
            step, alarms = min(step * 2, size), 0


def _kept(term: Term, rows: list[Event], known: KnownOf, limit: float) -> list[Event]:
    if not term.can_hang:
        return term.keep(rows, known)
    return within_limit(term.too_slow, lambda: term.keep(rows, known), limit)
