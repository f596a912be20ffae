"""The event source of files with saved events, which a process of its own reads."""

from __future__ import annotations

import marshal
from typing import Any

from hpev_tui.model.events import EventDetail
from hpev_tui.model.failure import SAVED, SourceError
from hpev_tui.model.saved import SavedProblem, SavedReport
from hpev_tui.sources.process import ProcessSource

MOST_FETCHED = 20_000
"""So many details that the service gave are kept while files are read again: some 40 MB."""


class SavedProcessSource(ProcessSource):
    """See `EventSource`. Its process reads the files when it is opened, and needs no SDK."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - those of the base
        super().__init__(*args, **options)
        self._fetched: dict[str, bytes] = {}
        self.can_stop = False
        """Whether the standard input is being read, which can be stopped."""

    def waiting(self, program: str, *, can_stop: bool = False) -> None:
        """See `Listener.waiting`: how far reading has come."""
        self.can_stop = can_stop
        self._show(f"Reading {program}" if program else "")

    def keep(self, event_id: str, packed: bytes | None) -> None:
        """Keep the detail of an event that the service gave, as `marshal` packs its body."""
        if packed is not None:
            self._fetched[event_id] = packed
            if len(self._fetched) > MOST_FETCHED:
                del self._fetched[next(iter(self._fetched))]

    def detail(self, name_or_arn: str, event_id: str) -> EventDetail:
        """See `EventSource.detail`; what files lack is what the service gave before, if it did."""
        try:
            return super().detail(name_or_arn, event_id)
        except SourceError as error:
            packed = self._fetched.get(event_id)
            if packed is None or error.failure.kind != SAVED:
                raise
            return EventDetail(event_id, marshal.loads(packed))  # noqa: S302 - packed here

    def report(self) -> SavedReport:
        """What was found in the files, and what could not be read of them.

        Raises:
            SourceError: as every call.
        """
        *counted, problems = self._call("report")
        return SavedReport(*counted)._replace(
            problems=tuple(SavedProblem(*each) for each in problems)
        )

    def stop_reading(self) -> None:
        """Read no more of a standard input that has not ended; never blocks."""
        at = self._at
        if at is not None:
            at[0].send("stop_reading")
