"""Which stretches of a cluster's past are loaded, and where loading can go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import TypeAlias

from hpev_tui.query import NOTHING_SENT, ServiceFilter, for_since

Span: TypeAlias = tuple[float, float]
"""From a time to a later one, seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Request:
    """A page to ask the service for: the one that `token` names, in the stretch `stretch`."""

    stretch: int
    token: str | None
    listing: ServiceFilter = NOTHING_SENT
    """The listing that the stretch is of."""
    since: float | None = None
    """Where to end, seconds since the epoch; None goes on to the service's end."""

    @property
    def sent(self) -> ServiceFilter:
        """What the service is to filter."""
        if self.since is None:
            return self.listing
        return self.listing.narrowed(for_since(self.since))


@dataclass(slots=True)
class Stretch:
    """A run of events with none missing between its `newest` and its `oldest` time.

    `token` is where the service goes on below it; `started` is False until its first page has
    come, and `ended` True once the service has said that nothing older follows.
    """

    number: int
    newest: float = float("-inf")
    oldest: float = float("inf")
    token: str | None = None
    since: float | None = None
    """Where a look for what is new ends, seconds since the epoch; None goes on to the end."""
    started: bool = False
    ended: bool = False


class Coverage:
    """The stretches of one listing, newest first. What lies between two of them is not loaded.

    A listing is all of a cluster's events that the service lets through a filter.
    """

    def __init__(self, listing: ServiceFilter = NOTHING_SENT) -> None:
        self.listing = listing
        self._numbers = count()
        self.stretches: list[Stretch] = []

    @property
    def ended(self) -> bool:
        """Whether the service has said that it has nothing older than what is loaded."""
        return bool(self.stretches) and self.stretches[-1].ended

    @property
    def has_gap(self) -> bool:
        """Whether a stretch between two loaded ones was not loaded."""
        return sum(stretch.started for stretch in self.stretches) > 1

    @property
    def newest(self) -> float | None:
        """The newest loaded time of the listing; None before its first event has come."""
        return max((s.newest for s in self.stretches if s.newest > float("-inf")), default=None)

    def head(self, since: float | None = None) -> Request:
        """Begin at the newest events again; a beginning that never got its page is reused.

        With `since` nothing older is asked for. It must not be above `newest`.
        """
        if not self.stretches or self.stretches[0].started:
            self.stretches.insert(0, Stretch(next(self._numbers)))
        self.stretches[0].since = since
        return self._request(self.stretches[0])

    def reaches(self, time: float) -> bool:
        """Whether nothing of the listing is missing from `time` on."""
        begun = next((stretch for stretch in self.stretches if stretch.started), None)
        return begun is not None and (begun.ended or begun.oldest < time)

    def covered(self) -> list[Span]:
        """The spans of time of which everything is loaded, the newest first."""
        spans = [
            (float("-inf") if stretch.ended else stretch.oldest, stretch.newest)
            for stretch in self.stretches
            if stretch.started and (stretch.ended or stretch.oldest <= stretch.newest)
        ]
        # What is newer than all that is loaded has not happened yet, or is about to be asked for.
        return [(spans[0][0], float("inf")), *spans[1:]] if spans else []

    def _request(self, stretch: Stretch) -> Request:
        return Request(stretch.number, stretch.token, self.listing, stretch.since)

    def further(self) -> Request | None:
        """The page to load next: what closes the newest gap, else what is older than all.

        None when the service has no more, or when nothing has been asked for yet.
        """
        for stretch in self.stretches:
            if not stretch.ended:
                return self._request(stretch)
        return None

    def add(self, request: Request, times: list[float], token: str | None) -> None:
        """Take note of the page that answered `request`; one that is out of date changes nothing.

        `times` are its events' times in seconds.
        """
        place = self._place(request)
        if place is None:
            return
        stretch = self.stretches[place]
        stretch.started = True
        stretch.token = token
        stretch.ended = token is None and stretch.since is None
        if token is None and stretch.since is not None:
            stretch.oldest = stretch.since
        if times:
            stretch.newest = max(stretch.newest, max(times))
            stretch.oldest = min(stretch.oldest, min(times))
        self._join(place)

    def _place(self, request: Request) -> int | None:
        for place, stretch in enumerate(self.stretches):
            # A stretch that has ended waits for nothing, though its token is None, too.
            if (stretch.number, stretch.token) == (request.stretch, request.token):
                return None if stretch.ended else place
        return None

    def _join(self, place: int) -> None:
        """Join the stretch with the older ones that it has reached."""
        stretch = self.stretches[place]
        while place + 1 < len(self.stretches):
            older = self.stretches[place + 1]
            # Where the times are equal, the next page may begin with more events of that time.
            if not stretch.ended and stretch.oldest >= older.newest:
                return
            # Once the service has ended above older events, those live on here only.
            stretch.newest = max(stretch.newest, older.newest)
            stretch.oldest = min(stretch.oldest, older.oldest)
            if not stretch.ended:
                stretch.token, stretch.ended = older.token, older.ended
            del self.stretches[place + 1]


def gaps(covered: Iterable[Span]) -> list[Span]:
    """What lies between and below the spans, which may overlap; the newest first.

    Empty where there is no span at all: nothing is known of anything then.
    """
    found: list[Span] = []
    low = float("inf")
    for start, end in sorted(covered, key=lambda span: -span[1]):
        if end < low < float("inf"):
            found.append((end, low))
        low = min(low, start)
    if float("-inf") < low < float("inf"):
        found.append((float("-inf"), low))
    return found
