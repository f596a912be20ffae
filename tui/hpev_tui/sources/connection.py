"""One source, opened late and in whichever thread needs it first."""

from __future__ import annotations

import threading
from collections.abc import Callable

from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.sources import EventSource
from hpev_tui.sources.call_stats import CallStats

_CLOSED = Failure("other", "This account was left", "Open it again", retryable=False)


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
