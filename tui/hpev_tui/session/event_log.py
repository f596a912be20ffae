"""One cluster's loaded events, in order, each once; and of which times some are missing.

A listing by name can hold events of a cluster that had this name before: another ARN is another
cluster, whose events are counted here, and are in a log of their own when they are looked at.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeAlias

from hpev_tui.findings import Findings
from hpev_tui.findings.multidict import MultiDict
from hpev_tui.model.events import Event, Page, ServiceFilter
from hpev_tui.query import NOTHING_SENT
from hpev_tui.session.bounds import BOUNDS, Bounds
from hpev_tui.session.coverage import Coverage, Request, Span, gaps, newest_time


def _is_guess(before: Event, event: Event) -> bool:
    """Whether two events differ in the time alone, which could not be read in either."""
    return bool(event.odd_time) and before._replace(event_time=event.event_time) == event


def _newest_first(event: Event) -> float:
    return -event.event_time


OfInstance: TypeAlias = MultiDict[str, Event]
"""The events of each instance, in the order in which they came."""
_PLAIN = b"0123456789ABCDEFabcdef-"


def _are_plain(event_ids: Iterable[str]) -> bool:
    """Whether these have no other characters. All at once takes an eighth of one by one."""
    return not "".join(event_ids).encode(errors="replace").translate(None, _PLAIN)


class EventLog:
    """The events of one cluster, newest first; equal times keep the service's order."""

    def __init__(self, cluster_arn: str = "", bounds: Bounds = BOUNDS) -> None:
        """Nothing is loaded; without an ARN the newest event says which cluster it is."""
        self._rows: list[Event] = []
        self.rows: Sequence[Event] = self._rows
        """All loaded events, newest first. Always the same object."""
        self._by_id: dict[str, Event] = {}
        self.coverage = Coverage(rows=self._rows)
        self.covered_from: float | None = None
        """From when on all events are loaded up to the last answer; None where none are."""
        self._narrowed: dict[ServiceFilter, Coverage] = {}
        self.group_names: set[str] = set()
        self.operation_ids: dict[str, None] = {}
        """The operations that events are of, in the order in which they came."""
        self._of_instance = OfInstance()
        self.instance_ids: Collection[str] = self._of_instance.keys()
        """The instances that events name, in the order in which they came."""
        self.findings = Findings()
        """What its events say together."""
        self._gaps: dict[ServiceFilter, list[Span]] = {}
        """What was worked out of the gaps in a listing; good until a page comes."""
        self.unreadable: set[int] = set()
        """A hash of each row that came and is no event."""
        self.cluster_arn = cluster_arn
        self.created: float | None = None
        """The cluster's `CreationTime`, seconds since the epoch; None where it is not known."""
        self.others: dict[str, float] = {}
        """The ARN of each other cluster of which events came, with the time of its newest one."""
        self.earlier = ""
        """The ARN of the cluster that had this one's name before it, "" where none is known."""
        self.successor = ""
        """The ARN of another cluster with newer events than this one, "" for none."""
        self._of_others: set[str] = set()
        self.other_events = 0
        """How many events of other clusters have come."""
        self.changed: list[Event] = []
        """The events that came again as others than before, until they were seen to."""
        self.bounds = bounds
        self.weight = 0
        """For how many events those that are loaded count; see `Bounds.weight`."""
        self.is_saved = False
        """Whether they are of files, which say nothing of what the service still has."""
        self.dropped = 0
        """How many of the oldest events were dropped and have not come again."""
        self.dropped_until = 0.0
        """The time of the newest of them, in seconds since the epoch."""
        self.has_plain_ids = True
        """Whether each `EventId` consists of hexadecimal digits and hyphens."""
        self.replaced = 0
        """How often events have been replaced by what came under their `EventId`."""

    def coverage_of(self, listing: ServiceFilter) -> Coverage:
        """What is loaded of a listing that the service filters."""
        if listing == NOTHING_SENT:
            return self.coverage
        return self._narrowed.setdefault(listing, Coverage(listing, self._rows))

    def is_complete(self, listing: ServiceFilter) -> bool:
        """Whether all is loaded that the service has of a listing, as far as it has said."""
        return not self.gaps(listing) and bool(self._covered(listing))

    def gaps(self, listing: ServiceFilter) -> list[Span]:
        """The spans of time of which not all of a listing is loaded, the newest first.

        A narrower listing is covered by the whole one, too. All ends with the newest event that
        is loaded, whatever has brought it.
        """
        if listing not in self._gaps:
            after = float("-inf") if listing.after is None else listing.after
            before = float("inf") if listing.before is None else listing.before
            spans = gaps(self._covered(listing), newest_time(self._rows))
            self._gaps[listing] = [
                (low, high) for low, high in spans if high >= after and low <= before
            ]
        return self._gaps[listing]

    def _covered(self, listing: ServiceFilter) -> list[Span]:
        whole = self.coverage.covered()
        return whole if listing == NOTHING_SENT else whole + self.coverage_of(listing).covered()

    def starting_with(self, prefix: str) -> list[Event]:
        """Up to two loaded events whose `EventId` begins so."""
        exact = self._by_id.get(prefix)
        if exact is not None:
            return [exact]
        matching = (event for key, event in self._by_id.items() if key.startswith(prefix))
        return list(islice(matching, 2))

    def of_instance(self, instance_id: str) -> Sequence[Event]:
        """The loaded events of an instance, in the order in which they came."""
        return self._of_instance.of(instance_id)

    def within(self, begin: float, end: float) -> Sequence[Event]:
        """The loaded events from one time to another, seconds since the epoch, newest first."""
        first = bisect_left(self._rows, -end, key=_newest_first)
        return self._rows[first : bisect_right(self._rows, -begin, key=_newest_first)]

    def event(self, event_id: str) -> Event | None:
        """The loaded event of that `EventId`."""
        return self._by_id.get(event_id)

    def index(self, event_id: str) -> int | None:
        """Where the event stands among the rows, None where it is not loaded."""
        event = self._by_id.get(event_id)
        if event is None:
            return None
        index = bisect_left(self._rows, _newest_first(event), key=_newest_first)
        while self._rows[index] is not event:
            index += 1
        return index

    def add(self, request: Request, page: Page[Event]) -> list[Event]:
        """Add the page that answered `request`; returns the new events, in its order.

        An event that is loaded already stays as it is, unless it says something else now: then it
        takes the place of what it was, and is among `changed`. Events are added even where the
        request is out of date.
        """
        self._gaps.clear()
        self.unreadable |= page.unreadable
        every, page = page, self._own(page)
        fresh = self._fresh(page.items)
        self._by_id.update(fresh)
        self.has_plain_ids = self.has_plain_ids and _are_plain(fresh)
        if len(fresh) == len(page.items) and self._continues(page):
            self._rows.extend(page.items)
        else:
            self._insert(page, fresh)
        events = list(fresh.values())
        self._note_names(events)
        self.findings.add(events)
        self.weight += self.bounds.weight(events)
        if self.dropped:
            until = self.dropped_until
            self.dropped -= min(self.dropped, sum(each.event_time <= until for each in events))
        if self.others:
            self.look_at_others()
        # A time that could not be read is a guess, and says nothing of what is loaded.
        times = [event.event_time for event in every.items if not event.odd_time]
        token = None if self._is_below(every) else every.next_token
        self.coverage_of(request.listing).add(request, times, token)
        self._look_at_coverage()
        return events

    def _note_names(self, events: Sequence[Event]) -> None:
        self.group_names.update([each.instance_group_name for each in events])
        for event in events:
            if event.operation_id:
                self.operation_ids[event.operation_id] = None
            if event.instance_id:
                self._of_instance.add(event.instance_id, event)

    def _look_at_coverage(self) -> None:
        covered = self.coverage.covered()
        self.covered_from = covered[0][0] if covered else None

    def _fresh(self, items: Sequence[Event]) -> dict[str, Event]:
        """Those of a page that are not loaded, in its order; others take the place of what is."""
        fresh = {event.event_id: event for event in items}
        if len(fresh) == len(items) and self._by_id.keys().isdisjoint(fresh):
            return fresh  # The usual older page.
        fresh.clear()
        # Of two in one page the first one counts.
        for event in {each.event_id: each for each in reversed(items)}.values():
            before = self._by_id.get(event.event_id)
            if before is None:
                fresh[event.event_id] = event
            elif before != event and not _is_guess(before, event):
                self._replace(before, event)
        return {each.event_id: fresh[each.event_id] for each in items if each.event_id in fresh}

    def look_at_others(self) -> None:
        """Find out which of the other clusters was there before this one, and which came after."""
        end = self._newest
        by_time = sorted(self.others, key=self.others.__getitem__)
        self.earlier = next((arn for arn in reversed(by_time) if self.others[arn] <= end), "")
        self.successor = by_time[-1] if by_time and by_time[-1] != self.earlier else ""

    @property
    def _newest(self) -> float:
        """The time of the newest that is known of this cluster; infinite where nothing is."""
        own = [each.event_time for each in self._rows[:1]]
        own += [] if self.created is None else [self.created]
        return max(own, default=float("inf"))

    def begin_anew(self) -> None:
        """Go on by time below what is loaded: the tokens are of another query from now on."""
        for coverage in (self.coverage, *self._narrowed.values()):
            for stretch in coverage.stretches:
                coverage.distrust(stretch.number)

    def _own(self, page: Page[Event]) -> Page[Event]:
        """The page without the events of other clusters, which are counted."""
        if not self.cluster_arn:
            arns = (event.cluster_arn for event in page.items if event.cluster_arn)
            self.cluster_arn = next(arns, "")
        arn, others = self.cluster_arn, self.others
        if {event.cluster_arn for event in page.items} <= {arn, ""}:
            return page
        foreign = [event for event in page.items if event.cluster_arn not in (arn, "")]
        for event in foreign:
            newest = others.get(event.cluster_arn, event.event_time)
            others[event.cluster_arn] = max(newest, event.event_time)
            self._of_others.add(event.event_id)
        self.other_events = len(self._of_others)
        return replace(page, items=tuple(e for e in page.items if e.cluster_arn in (arn, "")))

    def _is_below(self, page: Page[Event]) -> bool:
        """Whether a page ends with events of a cluster that was there before this one.

        Two clusters of one name are never there at the same time: nothing of this one is older.
        """
        last = page.items[-1] if page.items else None
        if last is None or last.cluster_arn in (self.cluster_arn, "") or last.odd_time:
            return False
        begun = self.created
        if begun is None:
            begun = self._rows[-1].event_time if self._rows else float("-inf")
        return last.event_time < begun

    @property
    def is_full(self) -> bool:
        """Whether there is no room for older events: what is loaded would be dropped again."""
        return self.dropped > 0 or self.weight >= self.bounds.kept_events

    def last_kept(self) -> int:
        """The row of the oldest event that stays where the oldest are dropped; -1 for none."""
        room, weight = self.bounds.kept_events, self.bounds.weight
        if self.weight == len(self._rows):
            return min(room, self.weight) - 1
        for row, event in enumerate(self._rows):
            room -= weight((event,))
            # However long it is, the newest one stays.
            if room < 0 and row:
                return row - 1
        return len(self._rows) - 1

    def drop_after(self, row: int, findings: Findings, of_instance: OfInstance) -> list[Event]:
        """Drop the events below a row; returns them. What else is given is made of all others."""
        dropped = self._rows[row + 1 :]
        del self._rows[row + 1 :]
        for event in dropped:
            del self._by_id[event.event_id]
        self._of_instance, self.instance_ids = of_instance, of_instance.keys()
        self.weight -= self.bounds.weight(dropped)
        self.group_names &= {"", *findings.groups.histories}
        named = {event.operation_id for event in self._rows}
        self.operation_ids = {each: None for each in self.operation_ids if each in named}
        self.findings.take_over(findings)
        if dropped:
            self.dropped += len(dropped)
            self.dropped_until = dropped[0].event_time
            oldest = self._rows[-1].event_time
            for coverage in (self.coverage, *self._narrowed.values()):
                coverage.forget_below(oldest)
            self._gaps.clear()
            self._look_at_coverage()
        return dropped

    def _replace(self, before: Event, event: Event) -> None:
        """Another event has come under an `EventId`: it stands where that one stood."""
        index = self.index(before.event_id)
        assert index is not None  # noqa: S101
        self._by_id[event.event_id] = event
        self.weight += self.bounds.weight((event,)) - self.bounds.weight((before,))
        if event.event_time == before.event_time:
            self._rows[index] = event
        else:
            del self._rows[index]
            self._rows.insert(self._index_for(event, None), event)
        if before in (named := self.of_instance(before.instance_id)):
            self._of_instance.remove(before.instance_id, named.index(before))
        self._note_names([event])
        self.changed.append(event)
        self.replaced += 1

    def take_changed(self) -> list[Event]:
        """The events that came again, changed; what was made of them is to be made again."""
        changed, self.changed = self.changed, []
        return changed

    def _continues(self, page: Page[Event]) -> bool:
        """Whether the page, in its order, goes on where the rows end: the usual older page."""
        times = [event.event_time for event in (*self._rows[-1:], *page.items)]
        return times == sorted(times, reverse=True)

    def _insert(self, page: Page[Event], fresh: Container[str]) -> None:
        """Insert each fresh event; among equal times, in the order of the page.

        From the page's end, so that an event can be put right before the next one of its page.
        """
        following: Event | None = None
        for event_id in reversed(dict.fromkeys(event.event_id for event in page.items)):
            event = self._by_id[event_id]
            if event_id in fresh:
                self._rows.insert(self._index_for(event, following), event)
            following = event

    def _index_for(self, event: Event, following: Event | None) -> int:
        key = _newest_first(event)
        index = bisect_right(self._rows, key, key=_newest_first)
        if following is not None and following.event_time == event.event_time:
            while self._rows[index - 1] is not following:
                index -= 1
            index -= 1
        return index
