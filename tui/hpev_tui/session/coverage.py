"""Which stretches of a cluster's past are loaded, and where loading can go on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count


@dataclass(frozen=True, slots=True)
class Request:
    """A page to ask the service for: the one that `token` names, in the stretch `stretch`."""

    stretch: int
    token: str | None


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
    started: bool = False
    ended: bool = False


class Coverage:
    """The stretches of one listing, newest first. What lies between two of them is not loaded."""

    def __init__(self) -> None:
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

    def head(self) -> Request:
        """Begin at the newest events again; a beginning that never got its page is reused."""
        if not self.stretches or self.stretches[0].started:
            self.stretches.insert(0, Stretch(next(self._numbers)))
        return Request(self.stretches[0].number, None)

    def further(self) -> Request | None:
        """The page to load next: what closes the newest gap, else what is older than all.

        None when the service has no more, or when nothing has been asked for yet.
        """
        for stretch in self.stretches:
            if not stretch.ended:
                return Request(stretch.number, stretch.token)
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
        stretch.ended = token is None
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
