"""Copies of events, which may have to wait for details that are not loaded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timezone
from typing import NamedTuple

from textual.message import Message

from hpev_tui.detail.json_lines import pretty_json
from hpev_tui.export.listing import (
    COMMAND,
    REPORT,
    ListSnippet,
    list_command,
    timeline,
    without_info,
)
from hpev_tui.export.snippets import JSON, Snippet, Subject
from hpev_tui.model.events import Event
from hpev_tui.model.failure import Failure
from hpev_tui.query import NOTHING_SENT, Query
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.text.clean import aws_options
from hpev_tui.text.lists import many
from hpev_tui.ui.messages import CopyRequested, Notice, SaveRequested


class Shown(NamedTuple):
    """What the list shows, from the top, and why."""

    rows: Sequence[Event]
    query: Query
    oldest_first: bool


def when_loaded(
    model: ClusterModel,
    event_ids: Iterable[str],
    purpose: str,
    otherwise: str,
    then: Callable[[], None],
) -> None:
    """Call `then` once the details of these events are loaded, at once if they are.

    Args:
        model: The cluster.
        event_ids: The events.
        purpose: What for: "copy the message".
        otherwise: What to say, with the reason behind it, if a detail cannot be had.
        then: What to do then.
    """
    notify = model.account.host.notify
    missing = set(model.details.missing(event_ids))
    if missing:
        details = many(len(missing), "detail")
        notify(f"Loading {details} to {purpose}", False)

    def failed(failure: Failure) -> None:
        notify(f"{otherwise}: {failure.title}", True)

    model.details.need(missing, then, failed)


class Copying:
    """Copies snippets of one cluster's events; `post` sends messages to the app."""

    def __init__(self, model: ClusterModel, post: Callable[[Message], object]) -> None:
        self._model = model
        self._post = post

    def copy(self, snippet: Snippet, current: Event | None) -> None:
        """Copy the snippet of the marked events, newest first, or of the one under the cursor."""
        marked = sorted(self._model.marked.values(), key=lambda event: -event.event_time)
        self.start(snippet, marked or ([] if current is None else [current]))

    @property
    def _shown(self) -> Shown:
        """All that the list shows, or the marked events."""
        rows, view = self._model.marked.values() or self._model.rows, self._model.view
        return Shown(tuple(rows), view.query, oldest_first=view.oldest_first)

    def start(self, snippet: Snippet, events: Sequence[Event]) -> None:
        """Copy the snippet of all the events, one below the other, fetching what it needs first."""
        needed = [event.event_id for event in events] if snippet.needs_detail else []
        when_loaded(
            self._model,
            needed,
            f"copy the {snippet.label}",
            "Not copied",
            lambda: self._copy(snippet, events),
        )

    def _copy(self, snippet: Snippet, events: Sequence[Event]) -> None:
        if snippet is JSON:
            self._copy_json(events)
            return
        texts = [text for event in events if (text := snippet.make(self._subject(event)))]
        if not texts:
            owner = "This event has" if len(events) == 1 else "These events have"
            reason = snippet.why_not(events[0]) if events else ""
            because = f": {reason}" if reason else ""
            self._post(Notice(f"Not copied: {owner} no {snippet.label}{because}", wrong=True))
            return
        # The same group or node of several events is wanted once.
        unique = list(dict.fromkeys(texts))
        label = snippet.label if len(unique) == 1 else f"{len(unique):,} x {snippet.label}"
        shown = [self._subject(event) for event in events]
        whole = [self._subject(event, whole=True) for event in events]
        if all(one.body is other.body for one, other in zip(shown, whole, strict=True)):
            self._post(CopyRequested(label, "\n".join(unique)))
            return

        def make() -> str:
            # What was too long to show is put together in the background.
            return "\n".join(dict.fromkeys(filter(None, map(snippet.make, whole))))

        self._post(CopyRequested(label, make))

    def _copy_json(self, events: Sequence[Event]) -> None:
        """Copy the details; how long one is is not known before it is put together."""
        loaded = self._model.account.details
        details = [detail for event in events if (detail := loaded.get(event.event_id))]

        def make() -> str:
            return "\n".join([pretty_json(detail.whole) for detail in details])

        label = JSON.label if len(details) == 1 else f"{len(details):,} x {JSON.label}"
        self._post(CopyRequested(label, make))

    def copy_list(self, snippet: ListSnippet) -> None:
        """Copy what stands for all that is shown; it is put together in the background."""
        if snippet is REPORT:
            self.report()
            return
        label, shown = snippet.label, self._shown
        unsent = [term.text for term in shown.query.terms if term.sent == NOTHING_SENT]
        if snippet is COMMAND and unsent:
            label += f" (the service cannot filter {' '.join(unsent)})"
        self._post(CopyRequested(label, self._list_text(snippet, shown)))

    def report(self, nodes: Sequence[str] | None = None) -> None:
        """Copy the incident report of the marked events, else of what is listed.

        `nodes` are those that a screen shows alone. The reasons of some failures of each kind are
        read first; what cannot be read is said to be not known.
        """
        from hpev_tui.export.report import markdown
        from hpev_tui.session.report import failures_in, incident_report, unread
        from hpev_tui.session.report_scope import Scope

        model = self._model
        scope = Scope.of(model) if nodes is None or model.marked else Scope.of_nodes(model, nodes)
        rows = failures_in(model, scope)
        missing = unread(model, rows)
        if missing:
            reasons = many(len(missing), "reason")
            model.account.host.notify(f"Loading {reasons} for the incident report", False)

        def copy() -> None:
            # Failures whose reasons were read meanwhile have other signatures now.
            report = incident_report(model, scope, None if missing else rows)
            self._post(CopyRequested(REPORT.label, lambda: markdown(report)))

        model.details.need(missing, copy, lambda _: copy())

    def save_list(self, snippet: ListSnippet) -> None:
        """Write the same to a new file in the working folder."""
        moment = datetime.fromtimestamp(self._model.account.host.now(), timezone.utc)
        cluster = re.sub(r"[^A-Za-z0-9-]+", "-", self._model.cluster.rpartition("/")[2])
        name = f"hpev-tui-{cluster}-{snippet.short}-{moment:%Y%m%dT%H%M%SZ}.{snippet.suffix}"
        of_command = "the AWS CLI does not accept this cluster name"
        nothing = of_command if snippet is COMMAND else "no rows"
        text = self._list_text(snippet, self._shown)
        self._post(SaveRequested(snippet.label, name, text, nothing))

    def _list_text(self, snippet: ListSnippet, shown: Shown) -> Callable[[], str]:
        if snippet is COMMAND:
            cluster = shown.rows[0].cluster_name if shown.rows else ""
            command = list_command(
                cluster or self._model.cluster,
                shown.query.pushdown(),
                self._options,
                oldest_first=shown.oldest_first,
            )
            return lambda: command
        if snippet is REPORT:
            from hpev_tui.export.report import markdown
            from hpev_tui.session.report import incident_report
            from hpev_tui.session.report_scope import Scope

            report = incident_report(self._model, Scope.of(self._model))
            return lambda: markdown(report)
        loaded = self._model.account.details
        details = dict(loaded)

        def why(event_id: str) -> str:
            detail = details.get(event_id)
            return detail.facts.failure_message if detail else ""

        asked = bool(self._model.marked) or any(term.key == "level" for term in shown.query.terms)

        def make() -> str:
            # Progress is in the list to be looked at, and in the way in a ticket.
            rows = shown.rows if asked else without_info(shown.rows)
            return timeline(rows, why, len(shown.rows) - len(rows))

        return make

    @property
    def _options(self) -> str:
        identity = self._model.account.identity
        if identity is None:
            return ""
        # Nobody's AWS configuration has a profile of the demo's.
        profile = "" if identity.demo else identity.profile
        return aws_options(identity.region, profile, identity.endpoint_url)

    def _subject(self, event: Event, *, whole: bool = False) -> Subject:
        detail = self._model.account.details.get(event.event_id)
        if detail is None:
            return Subject(event, None, self._options)
        return Subject(event, detail.whole if whole else detail.body, self._options)
