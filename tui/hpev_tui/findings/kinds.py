"""Failures by kind: which details are read first, and what those that are read say of the others.

A kind is a masked description, a group, and whether an instance is named. It does not determine the
cause: a failure for want of capacity and one of a lifecycle script have the same description. So
what is taken from others of a kind is only ever drawn, and only while all that are read agree.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import islice

from hpev_tui.findings.facts import Facts
from hpev_tui.model.events import Event
from hpev_tui.query import Kind, kind_of, signature_of
from hpev_tui.rules.causes import UNKNOWN, has_cause
from hpev_tui.rules.levels import level_of

MOST_EVENTS = 5_000
"""How many failures are known by kind, the newest: as many as events that load by themselves."""

SAMPLES_AHEAD = 8
"""How many samples are asked for at a time: which these are changes with what comes."""

MOST_SAMPLES = 6
"""So many of a kind are read as samples, though its first, middle and last change while pages
come."""


def _newest_first(event: Event) -> float:
    return -event.event_time


class _Members:
    """The failures of one kind, and what those of them say that are read."""

    __slots__ = ("differ", "events", "position", "read", "signature")

    def __init__(self) -> None:
        self.events: list[Event] = []
        """The newest first."""
        self.read = 0
        self.signature: tuple[str, str] | None = None
        """The cause's tag and the masked message of the one that was read first."""
        self.differ = False
        """Whether another one says otherwise."""
        self.position = 0
        """Which one is to be read next, where all are."""

    def add(self, event: Event) -> None:
        """One more of this kind."""
        if self.events and event.event_time > self.events[-1].event_time:
            insort(self.events, event, key=_newest_first)
            self.position = 0
        else:
            self.events.append(event)

    @property
    def samples(self) -> Sequence[Event]:
        """The newest, the one in the middle and the oldest."""
        events, last = self.events, len(self.events) - 1
        return [events[index] for index in sorted({0, (last + 1) // 2, last})]

    @property
    def tag(self) -> str:
        """The cause that all that are read have; "" where they differ or it is not known."""
        if self.signature is None or self.differ or self.signature[0] == UNKNOWN:
            return ""
        return self.signature[0]


class FailureKinds:
    """The failures of one cluster by kind."""

    def __init__(self, facts: dict[str, Facts]) -> None:
        """Make an empty table; `facts` are those of the details that are loaded, by `EventId`."""
        self._facts = facts
        self._kinds: dict[Kind, _Members] = {}
        self._unread: dict[Kind, _Members] = {}
        """Those of which nothing is read."""
        self._sampled: dict[Kind, _Members] = {}
        """Those of which more samples may be missing."""
        self._differing: dict[Kind, _Members] = {}
        """Those of which all is to be read."""
        self._count = self._seen = 0
        self._oldest = float("inf")
        self.read = 0
        """How many failures are read, by kind or not."""
        self.revision = 0
        """Changes with each cause that is drawn, or no longer, of what is not read."""

    def add(self, events: Sequence[Event]) -> None:
        """Add events, each once; those that are no failures, or too old, are passed over."""
        for event in events:
            if self._count >= MOST_EVENTS and event.event_time < self._oldest:
                continue
            if level_of(event)[0] not in ("Error", "Warn"):
                continue
            self._count += 1
            self._oldest = min(self._oldest, event.event_time)
            kind = kind_of(event)
            members = self._kinds.get(kind)
            if members is None:
                members = self._kinds[kind] = self._unread[kind] = _Members()
            elif members.read:
                self._sampled[kind] = members
                if members.differ:
                    self._differing[kind] = members
            members.add(event)

    def catch_up(self, event: Callable[[str], Event | None]) -> None:
        """Take in the details that have come since; `event` gives an event by its `EventId`."""
        fresh = list(islice(reversed(self._facts), len(self._facts) - self._seen))
        self._seen += len(fresh)
        for event_id in reversed(fresh):
            of = event(event_id)
            if of is not None and has_cause(of):
                self.read += 1
                self._take_in(of, self._facts[event_id].failure_message)

    def forget(self, event_ids: Container[str]) -> None:
        """The details of these events are to be forgotten now; what was taken in of them stays."""
        self._seen -= sum(each in event_ids for each in islice(self._facts, self._seen))

    def _take_in(self, event: Event, message: str) -> None:
        kind = kind_of(event)
        members = self._kinds.get(kind)
        if members is None:
            return
        before = members.tag
        signature = signature_of(event, message)[:2]
        members.read += 1
        if members.signature is None:
            members.signature = signature
            self._unread.pop(kind, None)
            self._sampled[kind] = members
        elif members.signature != signature and not members.differ:
            members.differ = True
            self._differing[kind] = members
        if members.tag != before:
            self.revision += 1

    def tag(self, event: Event) -> str:
        """The cause of others of an event's kind, while all that are read agree; else ""."""
        members = self._kinds.get(kind_of(event))
        return members.tag if members else ""

    def tag_of(self, text: str, groups: Iterable[str]) -> str:
        """The cause of others with that masked description, in these groups or in none; else "".

        It is one only while all that are read, of each of these kinds, agree.
        """
        tags = {
            members.tag
            for group in ("", *groups)
            for has_instance in (False, True)
            if (members := self._kinds.get(Kind(text, group, has_instance))) is not None
        }
        return tags.pop() if len(tags) == 1 else ""

    # What to read

    def ends(self) -> Iterator[str]:
        """The oldest and the newest of each kind: since when it happens, and until when."""
        for members in self._kinds.values():
            yield members.events[-1].event_id
            yield members.events[0].event_id

    def to_read(self, is_open: Callable[[str], bool]) -> dict[str, bool]:
        """A few samples by their `EventId`, and whether each is the first of its kind.

        `is_open` says whether a detail can be asked for.
        """
        chosen = dict.fromkeys(islice(self._firsts(is_open), SAMPLES_AHEAD), True)
        for event_id in islice(self._samples(is_open), SAMPLES_AHEAD - len(chosen)):
            chosen.setdefault(event_id, False)
        return chosen

    def _firsts(self, is_open: Callable[[str], bool]) -> Iterator[str]:
        """One of each kind of which nothing is read."""
        for members in self._unread.values():
            for event in members.samples:
                if is_open(event.event_id):
                    yield event.event_id
                    break

    def _samples(self, is_open: Callable[[str], bool]) -> Iterator[str]:
        """The first, the one in the middle and the last of each kind, where they are not read."""
        for kind, members in list(self._sampled.items()):
            missing = [each for each in members.samples if is_open(each.event_id)]
            if not missing or members.read >= MOST_SAMPLES:
                del self._sampled[kind]
                continue
            yield from (each.event_id for each in missing)
        for members in self._unread.values():
            yield from (each.event_id for each in members.samples if is_open(each.event_id))

    def of_differing(self, is_open: Callable[[str], bool]) -> Event | None:
        """The next one of a kind whose samples differ; each is given once until `begin_again`."""
        for kind, members in list(self._differing.items()):
            while members.position < len(members.events):
                event = members.events[members.position]
                members.position += 1
                if is_open(event.event_id):
                    return event
            del self._differing[kind]
        return None

    def begin_again(self) -> None:
        """What was given by `of_differing` may not have been asked for."""
        for kind, members in self._kinds.items():
            if members.differ:
                members.position = 0
                self._differing[kind] = members
