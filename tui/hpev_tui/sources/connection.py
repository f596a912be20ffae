"""One source, opened late and in whichever thread needs it first, and the count of its calls."""

from __future__ import annotations

import threading
from collections.abc import Callable

from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.sources import EventSource

_CLOSED = Failure("other", "This account was left", "Open it again", retryable=False)


class CallStats:
    """How many calls a run has made, and how often the service throttled one.

    `on_throttle` is called at each throttling, in the thread of the call, also where the SDK
    tries again by itself and raises nothing.
    """

    def __init__(self, on_throttle: Callable[[], object] = lambda: None) -> None:
        self._lock = threading.Lock()
        self._on_throttle = on_throttle
        self.calls = 0
        """Calls made; the SDK's retries are part of their call."""
        self.throttles = 0
        """Answers that refused a call because there were too many."""

    def call(self) -> None:
        """A call begins."""
        with self._lock:
            self.calls += 1

    def throttle(self) -> None:
        """An answer refused a call because there are too many."""
        with self._lock:
            self.throttles += 1
        self._on_throttle()


class Connection:
    """Opens its source on first use, once; a failed opening is tried again on the next use."""

    def __init__(
        self, open_source: Callable[[CallStats], EventSource], stats: CallStats | None = None
    ) -> None:
        self._open_source = open_source
        self._lock = threading.Lock()
        self._source: EventSource | None = None
        self._closed = False
        self.stats = stats or CallStats()

    def source(self) -> EventSource:
        """The source; blocks while it is being opened.

        Raises:
            SourceError: it cannot be opened, or the connection was closed.
        """
        with self._lock:
            if self._closed:
                raise SourceError(_CLOSED)
            if self._source is None:
                self._source = self._open_source(self.stats)
            if not self._closed:
                return self._source
            # It was closed while the source was being opened.
            self._source.close(at_once=True)
            raise SourceError(_CLOSED)

    def renew(self) -> None:
        """Let the next use open another source, which reads settings and credentials anew.

        Calls under way end with the old one. Does nothing while a source is being opened: that one
        is new, and the screen's thread must not wait for it.
        """
        self._part(for_good=False)

    def close(self) -> None:
        """Refuse every use from now on, and close the source."""
        self._closed = True
        self._part(for_good=True)

    def _part(self, *, for_good: bool) -> None:
        if not self._lock.acquire(blocking=False):
            return
        try:
            old, self._source = self._source, None
        finally:
            self._lock.release()
        if old is not None:
            old.close(at_once=for_good)
