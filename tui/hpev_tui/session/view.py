"""The rows that a list shows: what a query keeps of a log, in one of two orders."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from itertools import takewhile

from hpev_tui.findings.attempts import Pairing
from hpev_tui.model.events import Event
from hpev_tui.query import FieldsOf, Query
from hpev_tui.session.coverage import Span
from hpev_tui.session.event_log import EventLog

REPEATS_SKIPPED = 8
"""The cursor begins on one of so many newest rows, at most."""


class View:
    """A query over a log.

    Without a query, newest first, the rows are the log's own and cost nothing. Otherwise they
    are a list of their own, which `add` keeps equal to what the query keeps of all rows.
    """

    def __init__(
        self,
        log: EventLog,
        query: Query,
        fields_of: FieldsOf,
        *,
        oldest_first: bool = False,
        folded: bool = False,
        matching: Iterable[Event] | None = None,
        pairing: Pairing | None = None,
    ) -> None:
        """Make the view; `matching` is what the query keeps, newest first, where that is known.

        With `folded`, of the two events that one fault makes only the first is shown; `pairing`
        are the pairs of what the query keeps, where they are known.

        Raises:
            TooSlowError: a regular expression of the query took too long.
        """
        self.query = query
        self.oldest_first = oldest_first
        self._log = log
        self._fields_of = fields_of
        self._own: list[Event] | None = None
        if not query.is_empty or oldest_first:
            self._own = list(query.select(log.rows, fields_of) if matching is None else matching)
            if oldest_first:
                self._own.reverse()
        self._pairing = pairing or (self._paired() if folded else None)
        self._folded = self._without_seconds(self.matching) if folded else None

    def _paired(self) -> Pairing:
        """The pairs of what the query keeps. Those of all that is loaded the log knows."""
        if self.query.is_empty:
            return self._log.findings.signatures.pairing
        pairing = Pairing()
        pairing.add(self.matching)
        return pairing

    def _without_seconds(self, events: Iterable[Event]) -> list[Event]:
        """These events, but for the second ones of pairs."""
        if self._pairing is None:
            return list(events)
        is_second = self._pairing.seconds
        return [event for event in events if event.event_id not in is_second]

    @property
    def folded(self) -> bool:
        """Whether pairs of events stand in one row."""
        return self._folded is not None

    @property
    def rows(self) -> Sequence[Event]:
        """The events that are shown, from the top."""
        return self.matching if self._folded is None else self._folded

    @property
    def matching(self) -> Sequence[Event]:
        """What the query keeps, from the top, with what is folded away."""
        return self._log.rows if self._own is None else self._own

    def newest_row(self, noise: Callable[[Sequence[Event], int, int], Collection[str]]) -> int:
        """The row of the newest event that is no repeat of another; 0 where there are no rows.

        Of some rows, from one to before another, `noise` has the `EventId` of those that are.
        Where the newest ones all are, it is the newest of them.
        """
        rows, count = self.rows, len(self.rows)
        newest = range(count - 1, -1, -1) if self.oldest_first else range(count)
        near = newest[:REPEATS_SKIPPED]
        if not near:
            return 0
        repeats = noise(rows, min(near), max(near) + 1)
        return next((row for row in near if rows[row].event_id not in repeats), near[0])

    def add(self, fresh: Sequence[Event]) -> list[Event]:
        """These events were added to the log, in this order; returns those that are shown.

        Raises:
            TooSlowError: a regular expression of the query took too long.
        """
        matching = self._added(fresh)
        if self._folded is None:
            return matching
        if self._pairing is not None and not self.query.is_empty:
            self._pairing.add(matching)
        # Which event of a pair is folded away may change with what comes.
        self._folded[:] = self._without_seconds(self.matching)
        return self._without_seconds(matching)

    def _added(self, fresh: Sequence[Event]) -> list[Event]:
        if self._own is None:
            return list(fresh)
        matching = self.query.select(fresh, self._fields_of)
        if self._are_last(fresh):
            # The usual older page, many of which come one after the other.
            if self.oldest_first:
                self._own[:0] = reversed(matching)
            else:
                self._own += matching
        else:
            for event in matching:
                self._own.insert(self._index_for(self._own, event), event)
        return matching

    def _are_last(self, fresh: Sequence[Event]) -> bool:
        rows = self._log.rows
        tail = rows[max(0, len(rows) - len(fresh)) :]
        return all(one is other for one, other in zip(tail, fresh, strict=True))

    def drop(self, dropped: Container[str]) -> None:
        """These events, by their `EventId`, were dropped from the log, of which they were last."""
        own = self._own
        if own is not None:
            from_oldest = own if self.oldest_first else reversed(own)
            count = sum(1 for _ in takewhile(lambda each: each.event_id in dropped, from_oldest))
            del own[slice(count) if self.oldest_first else slice(len(own) - count, None)]
        if self._folded is not None:
            if self.query.is_empty:
                self._pairing = self._paired()
            elif self._pairing is not None:
                self._pairing.drop(dropped)
            self._folded[:] = self._without_seconds(self.matching)

    def recheck(self, event: Event) -> bool:
        """More is known of one event, which may be kept now; whether the rows changed.

        An event that the query no longer keeps stays until the next query: a row must not
        vanish under the cursor that asked for its detail.
        """
        if self.query.is_empty or self._find(self.matching, event) is not None:
            return False
        return bool(self.add([event]))

    def index(self, event: Event) -> int | None:
        """Where an event stands in the rows, None where it is not shown."""
        return self._find(self.rows, event)

    def _find(self, rows: Sequence[Event], event: Event) -> int | None:
        key = self._key
        index = bisect_left(rows, key(event), key=key)
        while index < len(rows) and rows[index].event_time == event.event_time:
            if rows[index].event_id == event.event_id:
                return index
            index += 1
        return None

    def nearest(self, event_time: float) -> int:
        """The row of the first event at that time, or of the next one shown; clamped."""
        sign = 1 if self.oldest_first else -1
        index = bisect_left(self.rows, sign * event_time, key=self._key)
        return max(0, min(index, len(self.rows) - 1))

    def starts_of_gaps(self, spans: Iterable[Span]) -> frozenset[int]:
        """The rows right below a stretch that is not loaded, given its spans of time.

        Rows may lie inside such a span, too, where another listing has brought them.
        """
        rows, key = self.rows, self._key
        edges = set[int]()
        for low, high in spans:
            if self.oldest_first:
                edges |= {bisect_right(rows, low, key=key), bisect_left(rows, high, key=key)}
            else:
                edges |= {bisect_right(rows, -high, key=key), bisect_left(rows, -low, key=key)}
        return frozenset(edge for edge in edges if 0 < edge < len(rows))

    def _key(self, event: Event) -> float:
        return event.event_time if self.oldest_first else -event.event_time

    def _index_for(self, own: list[Event], event: Event) -> int:
        """Where to put a new event: among equal times as the log has them."""
        key = self._key(event)
        low = bisect_left(own, key, key=self._key)
        high = bisect_right(own, key, key=self._key)
        if low == high:
            return low
        order = self._log.index(event.event_id) or 0
        for index in range(low, high):
            other = self._log.index(own[index].event_id) or 0
            if (other < order) if self.oldest_first else (other > order):
                return index
        return high


def outwards(rows: Sequence[Event], view: range, reach: int) -> Iterator[Event]:
    """The rows beside those in view, the nearest first. What comes in meanwhile may be missed."""
    above, below = view.start - 1, view.stop
    for _ in range(reach):
        if below < len(rows):
            yield rows[below]
        if 0 <= above < len(rows):
            yield rows[above]
        above, below = above - 1, below + 1
