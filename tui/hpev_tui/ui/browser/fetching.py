"""Fetching the details that something cannot be done without."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hpev_tui.model.failure import Failure
from hpev_tui.sources.loader import Priority
from hpev_tui.ui.context import Context
from hpev_tui.ui.messages import DetailReady, Notice


@dataclass
class _Pending:
    """What is done when the details in `missing` have come, and what is said if one does not."""

    missing: set[str]
    done: Callable[[], None]
    failed: str


class Fetching:
    """Fetches details of one cluster's events; one thing waits at a time, a newer takes over."""

    def __init__(self, context: Context, cluster: str) -> None:
        self._context = context
        self._cluster = cluster
        self._pending: _Pending | None = None

    @property
    def wanted(self) -> frozenset[str]:
        """The events whose details something waits for."""
        return frozenset(self._pending.missing) if self._pending else frozenset()

    def start(
        self, event_ids: Iterable[str], purpose: str, failed: str, done: Callable[[], None]
    ) -> None:
        """Call `done` once the details of these events are loaded, at once if they are.

        Args:
            event_ids: The events.
            purpose: What for: "copy the message".
            failed: What to say, with the reason behind it, if a detail cannot be had.
            done: What to do then.
        """
        missing = set(event_ids) - self._context.session.details.keys()
        self._pending = _Pending(missing, done, failed)
        for event_id in missing:
            self._context.describe_event(self._cluster, event_id, Priority.DEMAND)
        if missing:
            details = "detail" if len(missing) == 1 else f"{len(missing):,} details"
            self._context.post(Notice(f"Fetching the {details} to {purpose}"))
        self._finish()

    def detail_ready(self, message: DetailReady) -> None:
        """A detail has come or failed."""
        if self._pending is None:
            return
        if isinstance(message.result, Failure) and message.event_id in self._pending.missing:
            said = f"{self._pending.failed}: {message.result.title}"
            self._pending = None
            self._context.post(Notice(said, wrong=True))
            return
        self._pending.missing.discard(message.event_id)
        self._finish()

    def cancel(self) -> bool:
        """Give up what waits; whether there was anything."""
        waited, self._pending = self._pending is not None, None
        return waited

    def _finish(self) -> None:
        if self._pending is not None and not self._pending.missing:
            done, self._pending = self._pending.done, None
            done()
