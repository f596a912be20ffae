"""Fetching the details an overview is made of, within the rate limit, while it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hpev_tui.model.failure import WANTS_FRESH_KEYS, Failure
from hpev_tui.sources.loader import Priority
from hpev_tui.ui.context import Context
from hpev_tui.ui.messages import DetailReady

AHEAD = 8
"""How many details are asked for at a time: what is wanted most may change meanwhile."""


class Gathering:
    """Asks for details, a few at a time, until all that are wanted are there or have failed."""

    def __init__(self, context: Context, cluster: str) -> None:
        self._context = context
        self._cluster = cluster
        self._wanted: Callable[[], Iterable[str]] | None = None
        self._asked: set[str] = set()
        self.failed: dict[str, Failure] = {}
        """Why some details could not be had; they are not asked for again until `retry`."""
        self._refused = False
        """Whether the next would be refused, too."""

    def start(self, wanted: Callable[[], Iterable[str]]) -> None:
        """Fetch the details of these events, the first ones first; looked at again as they come.

        Args:
            wanted: The `EventId` of each event whose detail is wanted and not loaded.
        """
        self._wanted = wanted
        self._fill()

    def stop(self, wanted: Callable[[], Iterable[str]]) -> None:
        """Ask for no more of these; another overview may want others already."""
        if self._wanted == wanted:
            self._wanted = None
            self._asked.clear()
            self._context.gathered = frozenset()

    def retry(self) -> None:
        """Ask again for what failed."""
        self.failed.clear()
        self._refused = False
        self._fill()

    def detail_ready(self, message: DetailReady) -> None:
        """A detail has come or failed."""
        self._asked.discard(message.event_id)
        if isinstance(message.result, Failure):
            self.failed[message.event_id] = message.result
            self._refused = self._refused or message.result.kind in WANTS_FRESH_KEYS
        else:
            self.failed.pop(message.event_id, None)
        self._fill()

    @property
    def idle(self) -> bool:
        """Whether no detail is awaited."""
        return not self._asked

    @property
    def failure(self) -> Failure | None:
        """Why a detail could not be had."""
        return next(iter(self.failed.values()), None)

    def changed(self) -> None:
        """Others may be wanted now."""
        self._fill()

    def _fill(self) -> None:
        if self._wanted is None or self._refused or len(self._asked) >= AHEAD:
            return
        details = self._context.session.details
        for event_id in self._wanted():
            if event_id in self._asked or event_id in self.failed or event_id in details:
                continue
            self._asked.add(event_id)
            if len(self._asked) >= AHEAD:
                break
        self._context.gathered = frozenset(self._asked)
        for event_id in self._asked:
            self._context.describe_event(self._cluster, event_id, Priority.PREFETCH)
