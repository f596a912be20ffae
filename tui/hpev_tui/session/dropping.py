"""Keeps what was made of events in step with the log: the oldest are dropped, some come changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hpev_tui.findings import Findings
from hpev_tui.model.events import Event
from hpev_tui.session.details import DetailStore
from hpev_tui.session.event_log import EventLog, OfInstance
from hpev_tui.session.filtering import Filtering
from hpev_tui.session.host import Host
from hpev_tui.session.loading import EventLoading
from hpev_tui.session.timing import Cancel
from hpev_tui.text.lists import many

SLICE_EVENTS = 500
"""The findings of so many events are made at a time: five milliseconds, in which no key acts."""

AT_ONCE = 10 * SLICE_EVENTS
"""Of so many events the findings are made again in one step."""

SLICE_SECONDS = 0.01
"""So long keys have their turn before the next ones."""


class MadeOfEvents(Protocol):
    """What a cluster's model has made of its events."""

    log: EventLog
    details: DetailStore
    filtering: Filtering
    loading: EventLoading
    marked: dict[str, Event]

    def events_dropped(self) -> None:
        """The oldest events were dropped just now."""


class Dropping:
    """Drops the oldest events of a log where there are more than are kept.

    The findings of the others are made again, in slices. Until they are whole nothing is dropped;
    then all is in one step, so that what is shown and what it rests on fit at any time. Where some
    of many events have come changed, the findings of all are made again in the same way.
    """

    def __init__(self, of: MadeOfEvents, host: Host) -> None:
        self._of = of
        self._host = host
        self._cancel: Cancel | None = None
        self._findings, self._of_instance = Findings(), OfInstance()
        """Of the events that stay, as far as they are made."""
        self._waiting: list[Event] = []
        """The events of which they are still to be made; the next one last."""
        self._last: Event | None = None
        """The oldest event that stays; None where all do."""

    def look(self, fresh: Sequence[Event], changed: Sequence[Event] = ()) -> None:
        """These events have come, and those as others: drop the oldest where there are too many."""
        if changed:
            # What is made already may be of what they were.
            self.stop()
            self._see_to(changed)
        log, loading = self._of.log, self._of.loading
        if loading.goal is not None and loading.is_full:
            loading.stop()
            self._host.notify(f"Stopped: {len(log.rows):,} events loaded, no more are kept", False)
        if self._cancel is not None:
            self._waiting += fresh
        elif log.weight > log.bounds.most_events:
            row = log.last_kept()
            self._begin(log.rows[: row + 1], log.rows[row])
        elif log.findings.is_stale:
            self._begin(log.rows, None)

    def _begin(self, rows: Sequence[Event], last: Event | None) -> None:
        self._last = last
        self._findings, self._of_instance = Findings(), OfInstance()
        # The newest first, as they mostly come.
        self._waiting = list(reversed(rows))
        self._wait()

    def _wait(self) -> None:
        self._cancel = self._host.timers.after(SLICE_SECONDS, self._make_some)

    def _make_some(self) -> None:
        """Make the findings of some more events, and drop the others once there are no more."""
        self._cancel = None
        log, last = self._of.log, self._last
        part, self._waiting = self._waiting[-SLICE_EVENTS:], self._waiting[:-SLICE_EVENTS]
        row = log.index(last.event_id) if last else len(log.rows) - 1
        if row is None:
            return
        stays = [each for each in reversed(part) if self._stays(each, row)]
        self._findings.add(stays)
        for event in stays:
            if event.instance_id:
                self._of_instance.add(event.instance_id, event)
            if (facts := log.findings.facts.get(event.event_id)) is not None:
                self._findings.add_detail(event, facts)
        self._findings.kinds.catch_up(log.event)
        if self._waiting:
            self._wait()
        else:
            self._drop(row)

    def _stays(self, event: Event, last_row: int) -> bool:
        """Whether an event is among those that stay; only such can have come meanwhile."""
        last = self._last
        if last is None or event.event_time != last.event_time:
            return last is None or event.event_time > last.event_time
        return (self._of.log.index(event.event_id) or 0) <= last_row

    def _drop(self, row: int) -> None:
        """Drop all below a row. The details that came meanwhile belong to the findings, too."""
        of, log = self._of, self._of.log
        made, self._findings, self._last = self._findings, Findings(), None
        nodes = log.findings.nodes
        dropped = log.rows[row + 1 :]
        ids = {event.event_id for event in dropped}
        for event_id in log.findings.facts.keys() - made.facts.keys() - ids:
            if (event := log.event(event_id)) is not None:
                made.add_detail(event, log.findings.facts[event_id])
        made.add_nodes(nodes)
        log.drop_after(row, made, self._of_instance)
        self._of_instance = OfInstance()
        of.details.drop(ids)
        of.filtering.drop(ids)
        for event_id in ids & of.marked.keys():
            del of.marked[event_id]
        of.events_dropped()
        if not dropped:
            return
        said = f"Dropped the oldest {many(len(dropped), 'event')}"
        self._host.notify(f"{said}: at most {log.bounds.most_events:,} are kept", False)

    def _see_to(self, changed: Sequence[Event]) -> None:
        """Events have come again as others: all that was made of what they were is made again."""
        of, by_id = self._of, {event.event_id: event for event in changed}
        if len(of.log.rows) > AT_ONCE:
            of.log.findings.changed(by_id)
        else:
            of.log.findings.start_again(of.log.rows, by_id.keys())
        of.marked |= {event_id: by_id[event_id] for event_id in by_id.keys() & of.marked.keys()}
        of.details.forget(by_id)
        of.filtering.look_again(by_id)

    def stop(self) -> None:
        """Drop nothing: the cluster is left."""
        if self._cancel is not None:
            self._cancel()
        self._cancel, self._waiting = None, []
        self._findings, self._of_instance = Findings(), OfInstance()
