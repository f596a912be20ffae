"""One source, opened late and in whichever thread needs it first."""

from __future__ import annotations

import threading
from collections.abc import Callable

from hpev_tui.sources import EventSource


class Connection:
    """Opens its source on first use, once; a failed opening is tried again on the next use."""

    def __init__(self, open_source: Callable[[], EventSource]) -> None:
        self._open_source = open_source
        self._lock = threading.Lock()
        self._source: EventSource | None = None

    @property
    def calls(self) -> int:
        """How many calls the source has made."""
        return self._source.calls if self._source is not None else 0

    def source(self) -> EventSource:
        """The source; blocks while it is being opened.

        Raises:
            SourceError: it cannot be opened.
        """
        with self._lock:
            if self._source is None:
                self._source = self._open_source()
            return self._source
