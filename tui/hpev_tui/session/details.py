"""The details of events: those that are loaded, and which to ask for next."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, islice
from typing import Protocol

from hpev_tui.model.events import Event
from hpev_tui.model.failure import WANTS_FRESH_KEYS, Failure
from hpev_tui.rules.levels import level_of
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.loaded_details import LoadedDetail, LoadedDetails, PackedDetail
from hpev_tui.session.view import outwards
from hpev_tui.sources.loader import Priority

__all__ = ["REACH", "DetailQueue", "DetailStore", "LoadedDetail", "LoadedDetails", "PackedDetail"]

NEAREST_AHEAD = 4
GATHERED_AHEAD = 8
"""How many details are asked for at a time, for the rows around the screen and for an overview:
what is to come next may change meanwhile."""

REACH = 1_000
"""How many rows above and below the screen are seen to: those of a day that is loaded by itself. In
a long history the rest would go on for hours, and a screen that nobody touches is to do nothing."""


class DetailQueue(Protocol):
    """The requests that wait, as far as details are concerned; see `Loader`."""

    def move(self, key: Hashable, priority: Priority) -> None:
        """Give what waits another priority."""

    def drop(self, keys: Iterable[Hashable]) -> list[Hashable]:
        """Drop what waits, and return its keys."""


@dataclass(slots=True)
class _Need:
    """What is done when the details in `missing` have come, and if one of them does not."""

    missing: set[str]
    then: Callable[[], None]
    failed: Callable[[Failure], None]


class DetailStore:
    """The one place that asks for the details of a cluster's events.

    The claims to a detail, in their order: something needs it and waits, or an overview does that
    is not right without it; the cursor rests on its event; of a kind of failures none is read; it
    is the first, the middle or the last of a kind; it is of a failure in view; it is gathered for
    an overview, of a failure near the view, or of a kind whose samples differ. What nobody claims
    any more is not asked for. What has failed is remembered, and asked for again only where
    something needs it, where the cursor rests on it again, or after `retry`. How fast details come
    is the loader's to decide.
    """

    def __init__(
        self,
        log: EventLog,
        loaded: LoadedDetails,
        queue: DetailQueue,
        ask: Callable[[str, Priority], None],
        *,
        reasons: bool = True,
        reach: int = REACH,
    ) -> None:
        """Ask for nothing yet.

        Args:
            log: The cluster's events.
            loaded: The details that are loaded.
            queue: Where requests wait, under the key ("detail", `EventId`).
            ask: Asks for the detail of an `EventId`; what comes is handed to `arrived`.
            reasons: Whether to ask for the details of failures before anybody looks at them.
            reach: How many rows above and below the view are seen to.
        """
        self._log = log
        self._loaded = loaded
        self._queue = queue
        self._ask = ask
        self._reasons = reasons
        self._samples = False
        """Whether kinds are sampled: once there is a view."""
        self._reach = reach
        self._asked: dict[str, Priority] = {}
        """What was asked for and has not come."""
        self.failures: dict[str, Failure] = {}
        """Why some details could not be had, by their `EventId`."""
        self._throttled: list[str] = []
        """Those that were throttled, to be asked for once more when nothing else is."""
        self._retried: set[str] = set()
        self.refusal: Failure | None = None
        """Why no detail can be loaded; then only those that something waits for are asked for."""
        self._need: _Need | None = None
        self._cursor = ""
        self._neighbours: Sequence[str] = ()
        self._seen: tuple[Sequence[Event], range, Event | None] | None = None
        """What `seen` was called with last."""
        self._in_view: dict[str, None] = {}
        """The failures in view whose details have not come."""
        self._nearest: Iterator[Event] = iter(())
        """The failures around the view, the nearest first, from the next one on."""
        self._ahead: dict[str, None] = {}
        """Those of them that were asked for and have not come."""
        self._gathered: Sequence[str] = ()
        self._is_awaited = False
        self._gathering: Sequence[str] = ()
        """Those of them that were asked for and have not come."""

    def get(self, event_id: str) -> LoadedDetail | PackedDetail | Failure | None:
        """An event's detail, why it cannot be had, or None while neither is known."""
        return self._loaded.get(event_id) or self.failures.get(event_id)

    def ready(self, event_id: str) -> LoadedDetail | Failure | None:
        """The same, ready to draw: None, too, while a body that was dropped is loaded again."""
        return self._loaded.ready(event_id) or self.failures.get(event_id)

    @property
    def is_gathering(self) -> bool:
        """Whether details are awaited that an overview is made of."""
        return bool(self._gathering)

    def missing(self, event_ids: Iterable[str]) -> list[str]:
        """Those of some events whose details are not loaded, or whose bodies were dropped."""
        loaded, dropped = self._loaded, self._loaded.without_body
        return [each for each in event_ids if each not in loaded or each in dropped]

    def priority_of(self, event_id: str) -> Priority:
        """How urgent a detail is that was asked for and has not come."""
        return self._asked.get(event_id, Priority.PREFETCH)

    # Claims

    def need(
        self, event_ids: Iterable[str], then: Callable[[], None], failed: Callable[[Failure], None]
    ) -> None:
        """Call `then` once these details are loaded, at once if they are, or `failed`.

        What something else waited for takes its place: one thing waits at a time.
        """
        self._need = _Need(set(self.missing(event_ids)), then, failed)
        self._reconcile()
        self._finish()

    def cancel(self) -> bool:
        """Give up what is waited for; whether there was anything."""
        waited, self._need = self._need is not None, None
        if waited:
            self._reconcile()
        return waited

    def rest_on(self, event: Event, neighbours: Sequence[Event]) -> None:
        """The cursor has come to rest on an event: its detail is wanted, then its neighbours'."""
        self._cursor = event.event_id
        self._neighbours = [each.event_id for each in neighbours]
        self.failures.pop(event.event_id, None)
        self._reconcile()

    def seen(self, rows: Sequence[Event], view: range, current: Event | None) -> None:
        """These of the rows are in view: the details of failures there are wanted, then nearby.

        After those come failures that a filter hides, the nearest to `current` first, as it may
        be their reasons that it looks for.
        """
        if not self._reasons:
            return
        self._seen = rows, view, current
        self._in_view = {
            event.event_id: None for event in rows[view.start : view.stop] if self._lacks(event)
        }
        self._samples = True
        self._log.findings.kinds.begin_again()
        self._ahead.clear()
        self._nearest = chain(outwards(rows, view, self._reach), self._hidden(current))
        self._reconcile()

    def retry_seen(self) -> None:
        """Ask again for what has failed, and for what is in view."""
        self.retry()
        if self._seen is not None:
            self.seen(*self._seen)

    def gather(self, event_ids: Sequence[str], *, is_awaited: bool = False) -> None:
        """An overview is made of these details, the first ones first; of none when it goes.

        `is_awaited` is for those without which what it shows is not right: somebody waits for them.
        """
        self._gathered, self._is_awaited = event_ids, is_awaited
        self._reconcile()

    def retry(self) -> None:
        """Ask again for what has failed."""
        self.failures.clear()
        self._throttled.clear()
        self._retried.clear()
        self.refusal = None
        self._reconcile()

    def forget(self, event_ids: Iterable[str]) -> None:
        """These events have become others: what is known of their details is not theirs."""
        ids = list(event_ids)
        self._loaded.forget(ids)
        for event_id in ids:
            self.failures.pop(event_id, None)
        self._reconcile()

    def drop(self, event_ids: AbstractSet[str]) -> None:
        """These events were dropped: nothing of their details is kept, or asked for any more."""
        self._cursor = "" if self._cursor in event_ids else self._cursor
        self._neighbours = [each for each in self._neighbours if each not in event_ids]
        self._gathered = [each for each in self._gathered if each not in event_ids]
        for claimed in (self._in_view, self._ahead):
            for event_id in [each for each in claimed if each in event_ids]:
                del claimed[event_id]
        self.forget(event_ids)

    def close(self) -> None:
        """Ask for nothing any more."""
        self._need, self._cursor, self._gathered, self._samples = None, "", (), False
        self._in_view, self._ahead, self._nearest, self._seen = {}, {}, iter(()), None
        self._reconcile()

    # Results

    def arrived(self, event_id: str, result: LoadedDetail | Failure) -> None:
        """A detail has come, and is loaded, or has failed."""
        self._asked.pop(event_id, None)
        self._in_view.pop(event_id, None)
        self._ahead.pop(event_id, None)
        # Of an event that is not loaded any more nothing is kept.
        if isinstance(result, Failure) and self._log.event(event_id) is not None:
            self.failures[event_id] = result
            if result.kind == "throttled" and event_id not in self._retried:
                self._throttled.append(event_id)
                self._retried.add(event_id)
            if result.kind in WANTS_FRESH_KEYS:
                self.refusal = result
        else:
            self.failures.pop(event_id, None)
        need = self._need
        if need is not None and event_id in need.missing:
            if isinstance(result, Failure):
                self._need = None
                need.failed(result)
            else:
                need.missing.discard(event_id)
                self._finish()
        self._reconcile()

    def _finish(self) -> None:
        need = self._need
        if need is not None and not need.missing:
            self._need = None
            need.then()

    # What to ask for

    def _reconcile(self) -> None:
        """Ask for what is claimed now, and for nothing else."""
        claims = self._claims()
        if unclaimed := [event_id for event_id in self._asked if event_id not in claims]:
            self._drop(unclaimed)
        for event_id, priority in claims.items():
            before = self._asked.get(event_id)
            if before is None:
                self._asked[event_id] = priority
                self._ask(event_id, priority)
            elif before is not priority:
                self._asked[event_id] = priority
                self._queue.move(("detail", event_id), priority)

    def _drop(self, event_ids: Iterable[str]) -> None:
        """Ask no more for what has not been asked for yet; what is under way comes."""
        for event_id in event_ids:
            if self._queue.drop([("detail", event_id)]):
                self._asked.pop(event_id, None)

    def _claims(self) -> dict[str, Priority]:
        """The details to ask for now, each with its priority."""
        claims = dict.fromkeys(self._need.missing if self._need else (), Priority.DEMAND)
        rests = self._cursor
        if not self._is_open(rests) and (
            rests not in self._loaded.without_body or rests in self.failures
        ):
            rests = ""
        if rests:
            claims[rests] = Priority.DEMAND
        if self.refusal is not None:
            self._gathering = ()
            return claims
        self._gathering = list(islice(filter(self._is_open, self._gathered), GATHERED_AHEAD))
        if self._is_awaited:
            claims |= dict.fromkeys(self._gathering, Priority.DEMAND)
        if self._samples:
            self._log.findings.kinds.catch_up(self._log.event)
            for event_id, is_first in self._log.findings.kinds.to_read(self._is_open).items():
                claims.setdefault(event_id, Priority.FIRST if is_first else Priority.SAMPLE)
        for event_id in self._in_view:
            claims.setdefault(event_id, Priority.VISIBLE)
        if self._cursor and not rests:
            for event_id in self._neighbours:
                if self._is_open(event_id):
                    claims.setdefault(event_id, Priority.PREFETCH)
        for event_id in self._gathering:
            claims.setdefault(event_id, Priority.PREFETCH)
        self._look_ahead()
        for event_id in self._ahead:
            claims.setdefault(event_id, Priority.PREFETCH)
        return claims

    def _is_open(self, event_id: str) -> bool:
        """Whether nothing is known of an event's detail."""
        return bool(event_id) and event_id not in self.failures and event_id not in self._loaded

    def _look_ahead(self) -> None:
        while len(self._in_view) + len(self._ahead) < NEAREST_AHEAD:
            event = next(filter(self._lacks, self._nearest), None)
            if event is None and self._samples:
                event = self._log.findings.kinds.of_differing(self._is_open)
            if event is None and not (self._throttled and self._samples):
                return
            event_id = self._throttled.pop() if event is None else event.event_id
            self.failures.pop(event_id, None)
            if self._is_open(event_id) and event_id not in self._in_view:
                self._ahead[event_id] = None

    def _lacks(self, event: Event) -> bool:
        """Whether an event is of a failure, and nothing is known of its detail."""
        return level_of(event)[0] in ("Error", "Warn") and self._is_open(event.event_id)

    def _hidden(self, current: Event | None) -> Iterator[Event]:
        """All that is loaded, from the cursor's event outwards, with what is listed of it."""
        row = (self._log.index(current.event_id) if current else None) or 0
        yield from outwards(self._log.rows, range(row, row), self._reach)
