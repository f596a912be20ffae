"""Which stretches of a cluster's events are loaded, and where loading can go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple, TypeAlias

from hpev_tui.model.events import Event, ServiceFilter
from hpev_tui.query import NOTHING_SENT, for_since, for_until

Span: TypeAlias = tuple[float, float]
"""From a time to a later one, seconds since the epoch."""


class Request(NamedTuple):
    """A page to ask the service for: the one that `token` names, in the stretch `stretch`."""

    stretch: int
    token: str | None
    listing: ServiceFilter = NOTHING_SENT
    """The listing that the stretch is of."""
    since: float | None = None
    """Where to end, seconds since the epoch; None goes on to the service's end."""
    until: float | None = None
    """Where to begin, seconds since the epoch; None begins at the newest."""

    @property
    def sent(self) -> ServiceFilter:
        """What the service is to filter."""
        sent = self.listing
        if self.since is not None:
            sent = sent.narrowed(for_since(self.since))
        if self.until is not None:
            sent = sent.narrowed(for_until(self.until))
        return sent


@dataclass(slots=True)
class Stretch:
    """A run of events with none missing between its `newest` and its `oldest` time.

    `token` is where the service goes on below it; `started` is False until its first page has
    come, and `ended` True once the service has said that nothing older follows.
    """

    number: int
    newest: float = float("-inf")
    """At first the newest time loaded, of any listing, when its first page was asked for: events up
    to then come with its pages, or are not of this listing."""
    oldest: float = float("inf")
    token: str | None = None
    since: float | None = None
    """Where a search for new events ends, seconds since the epoch; None goes on to the end."""
    until: float | None = None
    """Where the query that `token` is of begins, seconds since the epoch; None is the newest."""
    started: bool = False
    ended: bool = False


class Coverage:
    """The stretches of one listing, newest first. What lies between two of them is not loaded.

    A listing is all of a cluster's events that the service lets through a filter.
    """

    def __init__(self, listing: ServiceFilter = NOTHING_SENT, rows: Sequence[Event] = ()) -> None:
        """Nothing is loaded yet; `rows` are those of the log, which will change with it."""
        self.listing = listing
        self._rows = rows
        self._numbers = count()
        self.stretches: list[Stretch] = []

    @property
    def ended(self) -> bool:
        """Whether the service has said that it has nothing older than what is loaded."""
        return bool(self.stretches) and self.stretches[-1].ended

    @property
    def has_gap(self) -> bool:
        """Whether a stretch between two loaded ones was not loaded."""
        # Asked at every key, and mostly there is one stretch.
        return len(self.stretches) > 1 and sum(each.started for each in self.stretches) > 1

    @property
    def newest(self) -> float | None:
        """Up to which time the listing is known; None before any event has come."""
        begun = self._begun
        return begun.newest if begun is not None and begun.newest > float("-inf") else None

    def head(self, since: float | None = None) -> Request:
        """Begin at the newest events again; a beginning that never got its page is reused.

        With `since` nothing older is asked for. It is ignored unless it is below `newest`: what is
        loaded already would not be reached, and the token to it is for another query.
        """
        if since is not None and (self.newest is None or since >= self.newest):
            since = None
        newest = newest_time(self._rows)
        if self.stretches and not self.stretches[0].started:
            begun = self.stretches[0]
            if (begun.newest, begun.since) == (newest, since):
                return self._request(begun)
            # Its answer may come yet, and must not be taken for the answer to this.
            del self.stretches[0]
        self.stretches.insert(0, Stretch(next(self._numbers), newest, since=since))
        return self._request(self.stretches[0])

    def reaches(self, time: float) -> bool:
        """Whether nothing of the listing is missing from `time` on."""
        begun = self._begun
        return begun is not None and (begun.ended or begun.oldest < time)

    def covered(self) -> list[Span]:
        """The spans of time of which everything is loaded, the newest first."""
        return [
            (
                float("-inf") if stretch.ended else min(stretch.oldest, stretch.newest),
                stretch.newest,
            )
            for stretch in self.stretches
            if stretch.started and (stretch.ended or stretch.newest > float("-inf"))
        ]

    @property
    def _begun(self) -> Stretch | None:
        return next((stretch for stretch in self.stretches if stretch.started), None)

    def _request(self, stretch: Stretch) -> Request:
        return Request(stretch.number, stretch.token, self.listing, stretch.since, stretch.until)

    def further(self) -> Request | None:
        """The page to load next: what closes the newest gap, else what is older than all.

        None when the service has no more, or when nothing has been asked for yet.
        """
        for stretch in self.stretches:
            if not stretch.ended:
                return self._request(stretch)
        return None

    def distrust(self, number: int) -> None:
        """The token of a stretch is of no use: below what is loaded of it, begin again by time.

        How long the service takes a token is not documented; and one may lead back to itself.
        """
        for stretch in self.stretches:
            if stretch.number == number and stretch.token is not None:
                stretch.token = None
                stretch.until = stretch.oldest if stretch.oldest < float("inf") else None

    def meets(self, request: Request) -> float:
        """The time below which pages from this one on repeat what is loaded, -inf for none."""
        numbers = [stretch.number for stretch in self.stretches]
        older = numbers.index(request.stretch) + 1 if request.stretch in numbers else len(numbers)
        return self.stretches[older].newest if older < len(numbers) else float("-inf")

    def add(self, request: Request, times: list[float], token: str | None) -> None:
        """Add the page that answered `request`; one that is out of date changes nothing.

        `times` are its events' times in seconds.
        """
        index = self._index_of(request)
        if index is None:
            return
        stretch = self.stretches[index]
        stretch.started = True
        stretch.token = token
        stretch.ended = token is None and stretch.since is None
        if token is None and stretch.since is not None:
            stretch.oldest = stretch.since
        if times:
            stretch.newest = max(stretch.newest, max(times))
            stretch.oldest = min(stretch.oldest, min(times))
        self._join(index)

    def forget_below(self, time: float) -> None:
        """What is older than that time is not loaded any more: there loading can go on."""
        rest: list[Stretch] = []
        for stretch in self.stretches:
            if stretch.started and stretch.newest < time:
                continue
            if stretch.started and (stretch.ended or stretch.oldest < time):
                stretch.oldest, stretch.until, stretch.ended = time, time, False
                stretch.token = stretch.since = None
            rest.append(stretch)
        self.stretches = rest

    def _index_of(self, request: Request) -> int | None:
        for index, stretch in enumerate(self.stretches):
            # A stretch that has ended waits for nothing, though its token is None, too.
            if self._request(stretch) == request:
                return None if stretch.ended else index
        return None

    def _join(self, index: int) -> None:
        """Join the stretch with the older ones that it has reached."""
        stretch = self.stretches[index]
        while index + 1 < len(self.stretches):
            older = self.stretches[index + 1]
            # Where the times are equal, the next page may begin with more events of that time.
            if not stretch.ended and stretch.oldest >= older.newest:
                return
            # Where the service ends above older events, it no longer has those: only the log does.
            stretch.newest = max(stretch.newest, older.newest)
            stretch.oldest = min(stretch.oldest, older.oldest)
            if not stretch.ended:
                # A token is good for its own query only, and these are part of that.
                stretch.token, stretch.since = older.token, older.since
                stretch.until = older.until
                stretch.ended = older.ended
            del self.stretches[index + 1]


def newest_time(rows: Sequence[Event]) -> float:
    """The time of the first of the rows, which are newest first."""
    return rows[0].event_time if rows else float("-inf")


def gaps(covered: Iterable[Span], newest: float) -> list[Span]:
    """What the spans, which may overlap, leave of the time up to `newest`; the newest first.

    Each of them may be a single moment: of events with equal times some can be missing.
    """
    uncovered: list[Span] = []
    low = newest
    for number, (start, end) in enumerate(sorted(covered, key=lambda span: (-span[1], span[0]))):
        if end < low or (number > 0 and end == low > float("-inf")):
            uncovered.append((end, low))
        low = min(low, start)
    if low > float("-inf"):
        uncovered.append((float("-inf"), low))
    return uncovered
