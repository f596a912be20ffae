"""The filter of a list: from the text to the rows, without holding up the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain

from hpev_tui.findings.attempts import Pairing
from hpev_tui.model.events import Event
from hpev_tui.query import (
    AllTexts,
    DetailFields,
    FieldsOf,
    Problem,
    Query,
    TooSlowError,
    complete,
    parse,
    with_term,
    without_begun_key,
)
from hpev_tui.rules.causes import UNKNOWN, Reason, cause_of_event, has_cause
from hpev_tui.session.details import LoadedDetails
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.view import View

ECHO_SECONDS = 0.004
"""So long many rows wait to be looked through: what was typed is drawn first. That takes some
twenty turns of the event loop, in each of which a slice would have its turn, too."""


class Filtering:
    """Owns the view of a log. `changed` is called whenever other rows are shown.

    A text that cannot be read leaves the view as it is, and its `problems` say why.
    """

    def __init__(
        self,
        details: LoadedDetails,
        log: EventLog,
        now: Callable[[], float],
        changed: Callable[[], None],
    ) -> None:
        self._details = details
        self._log = log
        self._now = now
        self._changed = changed
        self._fields: dict[str, DetailFields] = {}
        self.fields_of: FieldsOf = self._fields.get
        """What the loaded detail of an event adds to it. Asked for every row, it must be fast."""
        for event_id in details:
            self._add_fields(event_id)
        self._task: asyncio.Task[None] | None = None
        self._meanwhile: list[Event] = []
        self._moment = 0.0
        self.pause = _next_turn
        """Lets other work of the event loop come first, between two slices."""
        self.text = ""
        """The text that is shown or, where it cannot be read, was asked for last."""
        self.problems: list[Problem] = []
        self.view = View(log, Query(""), self.fields_of)

    @property
    def query(self) -> Query:
        """What the view shows."""
        return self.view.query

    @property
    def busy(self) -> bool:
        """Whether rows are being looked through."""
        return self._task is not None

    def _all_texts(self) -> AllTexts:
        log = self._log
        names = log.instance_ids, log.group_names, log.operation_ids
        return chain(*names), (*map(len, names), log.dropped_until), log.has_plain_ids

    def _add_fields(self, event_id: str) -> None:
        detail = self._details.get(event_id)
        if detail is not None:
            fields = DetailFields(detail.facts.failure_message, detail.facts.node_logical_id)
            self._fields[event_id] = fields

    def why(self, event: Event) -> Reason:
        """The cause of a failure, its message and its node, as far as they are known."""
        fields = self._fields.get(event.event_id)
        message, node = fields if fields else ("", "")
        cause = cause_of_event(event, message)
        if cause is None or (cause.tag == UNKNOWN and not message):
            return Reason("", message, node)
        return Reason(cause.tag, message, node)

    def drawn_why(self, event: Event) -> Reason:
        """What `why` says or, until the event's own detail is read, the cause of its kind.

        Its own may be another one: that of the kind is only drawn, with a mark.
        """
        said = self.why(event)
        if said.cause or said.message or event.event_id in self._fields or not has_cause(event):
            return said
        tag = self._log.findings.kinds.tag(event)
        return Reason(f"~{tag}") if tag else said

    def alike(self, event: Event, *, hidden: bool) -> str:
        """The filter with a term for the events that say the same as this one, or without them."""
        short = event.event_id[:8]
        is_exact = len(self._log.starting_with(short)) == 1
        return with_term(self.text, "like", short if is_exact else event.event_id, negated=hidden)

    def suggestion(self, text: str) -> str | None:
        """What can be appended to a text that is being typed."""
        values = {
            "group": sorted(self._log.group_names - {""}),
            "node": list(self._log.instance_ids),
            "operation": list(self._log.operation_ids),
        }
        offered = complete(text, len(text), values)
        return offered.suffix if offered else None

    def apply(self, text: str, *, typing: bool = False) -> None:
        """Show what this text keeps, as soon as it has been worked out.

        While it is typed, a key that is begun keeps what is shown without it.
        """
        self.text = text
        text = without_begun_key(text) if typing else text
        self.stop()
        if not any(term.key in ("since", "until") for term in self.query.terms):
            # `since:2h` stays where it is while the rest of the line changes: another time would
            # be another listing to load.
            self._moment = self._now()
        read = parse(
            text,
            now=self._moment,
            find=self._log.starting_with,
            fields_of=self.fields_of,
            all_texts=self._all_texts,
        )
        self.problems = [] if isinstance(read, Query) else read
        if not isinstance(read, Query):
            return
        rows = self._log.rows
        if read.is_within(self.query):
            # Another letter of a word: what it keeps is part of what is shown.
            rows = self._newest_first()
        self._look_through(read, rows)

    def _look_through(self, query: Query, rows: Sequence[Event]) -> None:
        if len(rows) <= query.at_once or query.is_empty:
            self._select_at_once(query, rows)
        else:
            # From this moment on, what arrives is what comes meanwhile.
            self._meanwhile = []
            parts = query.slices(rows, self.fields_of)
            self._task = asyncio.create_task(self._select(query, parts))

    def look_again(self, event_ids: Iterable[str]) -> None:
        """These events have become others: none of what was worked out of them holds."""
        for event_id in event_ids:
            self._fields.pop(event_id, None)
        was_busy, query = self.busy, self.query
        self.stop()
        self._look_through(query, self._log.rows)
        if was_busy:
            self.apply(self.text)

    def drop(self, event_ids: AbstractSet[str]) -> None:
        """These events were dropped from the log, of which they were the last."""
        for event_id in event_ids & self._fields.keys():
            del self._fields[event_id]
        was_busy = self.busy
        self.stop()
        self.view.drop(event_ids)
        if was_busy:
            self.apply(self.text)

    def turn_round(self) -> None:
        """Show the oldest events first, or the newest again."""
        self._rearrange(oldest_first=not self.view.oldest_first, folded=self.view.folded)

    def fold(self) -> None:
        """Show one row for the two events of a fault, or both again."""
        self._rearrange(oldest_first=self.view.oldest_first, folded=not self.view.folded)

    def _rearrange(self, *, oldest_first: bool, folded: bool) -> None:
        was_busy = self.busy
        self.stop()
        self.view = View(
            self._log,
            self.query,
            self.fields_of,
            oldest_first=oldest_first,
            folded=folded,
            matching=list(self._newest_first()),
        )
        if was_busy:
            self.apply(self.text)

    def _newest_first(self) -> Sequence[Event]:
        """What the query keeps."""
        matching = self.view.matching
        return list(reversed(matching)) if self.view.oldest_first else matching

    def add(self, fresh: list[Event]) -> list[Event]:
        """These events were added to the log; returns those that have joined the view.

        Where one of them stops the filter, the view is made again, and nothing joins it.
        """
        if self._task is not None:
            self._meanwhile += fresh
        try:
            return self.view.add(fresh)
        except TooSlowError as error:
            self._refuse(error)
            self._select_at_once(Query(""), self._log.rows)
            return []

    def recheck(self, event_id: str) -> None:
        """The detail of an event has come, which may make it match."""
        self._add_fields(event_id)
        event = self._log.event(event_id)
        if event is None:
            return
        try:
            if self.view.recheck(event):
                self._changed()
        except TooSlowError as error:
            self._refuse(error)
            self._changed()

    def _select_at_once(self, query: Query, rows: Sequence[Event]) -> None:
        try:
            matching = None if query.is_empty else query.select(rows, self.fields_of)
        except TooSlowError as error:
            self._refuse(error)
            return
        self._show(query, matching)

    async def settled(self) -> None:
        """Wait until rows are being looked through no more; it takes under a second."""
        while self._task is not None:
            await asyncio.wait([self._task])

    async def _select(self, query: Query, parts: Iterator[list[Event]]) -> None:
        matching: list[Event] = []
        pairing = Pairing() if self.view.folded else None
        try:
            await asyncio.sleep(ECHO_SECONDS)
            for part in parts:
                matching += part
                if pairing is not None:
                    pairing.add(part)
                await self.pause()
        except TooSlowError as error:
            self._refuse(error)
            self._task = None
            self._changed()
            return
        self._task = None
        self._show(query, matching, self._meanwhile, pairing)

    def _show(
        self,
        query: Query,
        matching: list[Event] | None,
        meanwhile: Sequence[Event] = (),
        pairing: Pairing | None = None,
    ) -> None:
        old = self.view
        self.view = View(
            self._log,
            query,
            self.fields_of,
            oldest_first=old.oldest_first,
            folded=old.folded,
            matching=matching,
            pairing=pairing,
        )
        if meanwhile:
            self.add(list(meanwhile))
        self._changed()

    def _refuse(self, error: TooSlowError) -> None:
        self.problems = [error.problem]

    def stop(self) -> None:
        """Give up the rows that are being looked through."""
        if self._task is not None:
            self._task.cancel()
            self._task = None


async def _next_turn() -> None:
    await asyncio.sleep(0)
