"""One row for each failure signature: how often, how many nodes, since when, still going on.

The table counts events and details as they come, in any order and in pieces. Each costs the same
whatever came before, and the order makes no difference to the result.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter

from hpev_tui.findings.attempts import Pairing
from hpev_tui.findings.counted import CountedEvents
from hpev_tui.findings.facts import Facts, Identities
from hpev_tui.findings.multidict import MultiDict
from hpev_tui.model.events import Event
from hpev_tui.query import Signature, signature_of
from hpev_tui.rules.causes import HARDWARE, has_cause
from hpev_tui.rules.levels import level_of

GOES_ON_SECONDS = 20 * 60
"""A failure that came again within this time goes on: twice the ten minutes or so that HyperPod
leaves between two attempts (awslabs/awsome-distributed-ai, HyperPod mental model)."""


_time = attrgetter("event_time")


class SignatureRow:
    """All failures of one signature. Times are seconds since the epoch.

    Where no two texts are alike, each failure has a row of its own. So a row of one event keeps no
    counts: they are made when they are asked for.
    """

    __slots__ = ("_event", "_node", "_several", "signature")

    def __init__(self, signature: Signature, event: Event, node: str) -> None:
        self.signature = signature
        self._event, self._node = event, node
        self._several: CountedEvents | None = None
        """Made with the second event, and kept from then on."""

    @property
    def _counted(self) -> CountedEvents:
        if self._several is not None:
            return self._several
        counted = CountedEvents()
        counted.add(self._event, self._node)
        return counted

    @property
    def events(self) -> Mapping[str, Event]:
        """Its events by `EventId`."""
        return {event.event_id: event for event in self.in_time}

    @property
    def in_time(self) -> Sequence[Event]:
        """Its events, the oldest first."""
        return self._several.events if self._several else (self._event,)

    @property
    def event_count(self) -> int:
        """How many these are."""
        return self._several.event_count if self._several else 1

    @property
    def nodes(self) -> Mapping[str, int]:
        """Of each node that its events name, how many of them do."""
        return self._counted.nodes

    @property
    def groups(self) -> Mapping[str, int]:
        """Of each group, how many of its events are of it."""
        return self._counted.groups

    @property
    def faults(self) -> int:
        """How many failures there were: its events, each pair among them counted once."""
        if self._several is None:
            return 1
        # Without their details, the two of a pair are not of one signature.
        pairs = self._several.pair_count() if self.signature.detail_loaded else 0
        return self._several.event_count - pairs

    @property
    def first(self) -> float:
        """When it happened first, as far as is loaded."""
        return self.in_time[0].event_time

    @property
    def last(self) -> float:
        """When it happened last."""
        return self.in_time[-1].event_time

    @property
    def level(self) -> str:
        """The gravest level of its events; one that is not documented comes next after Error."""
        if self._several is None:
            return level_of(self._event)[0]
        levels = self._several.levels
        if levels["Error"]:
            return "Error"
        return next((level for level in levels if level != "Warn"), "Warn")

    def has_node(self, node: str) -> bool:
        """Whether one of its events names that node."""
        return node in self._several.nodes if self._several else node == self._node

    def goes_on(self, now: float) -> bool:
        """Whether it has happened again shortly before `now`."""
        return now - self.last <= GOES_ON_SECONDS

    def bars(self, begin: float, end: float, count: int) -> list[int]:
        """How many of its events are in each of `count` equal parts of a time range."""
        events = self.in_time
        width = max(end - begin, 1.0) / count
        edges = [bisect_left(events, begin + width * part, key=_time) for part in range(count)]
        edges.append(bisect_right(events, end, key=_time))
        return [later - sooner for sooner, later in pairwise(edges)]

    def _add(self, event: Event, node: str) -> None:
        if self._several is None:
            self._several = self._counted
        self._several.add(event, node)

    def _remove(self, event: Event, node: str) -> None:
        """Remove one event of several: a row of none is no row."""
        if self._several is not None:
            self._several.remove(event, node)

    def _join(self, instance_id: str, node: str) -> None:
        """Count the events of an instance as its node's."""
        if self._several is None:
            if self._node == instance_id:
                self._node = node
        elif count := self._several.nodes.pop(instance_id, 0):
            self._several.nodes[node] += count


def samples_of(events: Sequence[Event]) -> list[Event]:
    """The first, one of the middle, and the last of these events, each once."""
    chosen = (events[0], events[len(events) // 2], events[-1])
    return list({event.event_id: event for event in chosen}.values())


def _rank(row: SignatureRow) -> tuple[bool, bool, bool, int, float, Signature]:
    """Where a row stands among others, in whatever order their events came."""
    is_warning, is_read = row.level == "Warn", row.signature.detail_loaded
    # A faulty node is to be replaced; other warnings need nobody.
    is_idle = is_warning and row.signature.tag != HARDWARE
    return is_warning, is_idle, not is_read, -row.faults, -row.last, row.signature


class SignatureTable:
    """The failures of one cluster by their signature. Every failure is in exactly one row."""

    def __init__(self, identities: Identities, facts: Mapping[str, Facts]) -> None:
        """Make an empty table; `facts` are those of the details that are loaded, by `EventId`."""
        self._identities = identities
        self._facts = facts
        self.pairing = Pairing()
        self._rows: dict[Signature, SignatureRow] = {}
        self._at: dict[str, SignatureRow] = {}
        """Where each failure is counted."""
        self._said: dict[str, str] = {}
        """The node that a failure is counted as one of, where that is not its instance's."""
        self._rows_of = MultiDict[str, SignatureRow]()
        """The rows in which failures of a node have been counted, by what it was called then."""

    @property
    def waiting(self) -> list[Event]:
        """The failures whose detail is not loaded."""
        rows = [row for row in self._rows.values() if not row.signature.detail_loaded]
        return [event for row in rows for event in row.in_time]

    @property
    def waiting_count(self) -> int:
        """How many these are."""
        return sum(
            row.event_count for row in self._rows.values() if not row.signature.detail_loaded
        )

    @property
    def rows(self) -> list[SignatureRow]:
        """The rows: Errors first, those with loaded details first, the most failures first."""
        return sorted(self._rows.values(), key=_rank)

    def rows_of(self, events: Iterable[Event]) -> list[SignatureRow]:
        """The rows in the same order, as they would be if only those of these events were added."""
        rows: dict[Signature, SignatureRow] = {}
        failures = [event for event in events if event.event_id in self._at]
        # The oldest first: to add one before others costs more, the more there are.
        for event in sorted(failures, key=_time):
            signature = self._at[event.event_id].signature
            said = self._said.get(event.event_id, event.instance_id)
            node = self._identities.of_instance(said)
            if signature in rows:
                rows[signature]._add(event, node)
            else:
                rows[signature] = SignatureRow(signature, event, node)
        return sorted(rows.values(), key=_rank)

    @property
    def event_count(self) -> int:
        """How many failures are counted: those of all rows together."""
        return len(self._at)

    def row_of(self, event_id: str) -> SignatureRow | None:
        """The row in which a failure is counted."""
        return self._at.get(event_id)

    def row(self, signature: Signature) -> SignatureRow | None:
        """The row of a signature."""
        return self._rows.get(signature)

    def add(self, events: Sequence[Event]) -> list[Event]:
        """Add events, each once; those that are no failures are passed over.

        Returns those of earlier ones that are now the second one of a pair, or no longer are.
        """
        failures = [event for event in events if has_cause(event)]
        changed = [event for event, _ in self.pairing.add(failures) if event.event_id in self._at]
        for event in failures:
            node = self._identities.of_instance(event.instance_id)
            self._put(event, signature_of(event, None), node)
            if event.event_id in self._facts:
                self.recount(event)
        return changed

    def recount(self, event: Event) -> None:
        """Count an event again: its detail has come."""
        before = self._at.get(event.event_id)
        if before is None:
            return
        facts = self._facts.get(event.event_id)
        signature = signature_of(event, facts.failure_message if facts else None)
        node = self._identities.node(event, facts.node_logical_id if facts else "")
        # An instance may have joined a node since.
        said = self._said.get(event.event_id, event.instance_id)
        counted_as = self._identities.of_instance(said)
        if (before.signature, counted_as) == (signature, node):
            return
        if before.event_count > 1:
            before._remove(event, counted_as)
        else:
            del self._rows[before.signature]
        self._put(event, signature, node)
        if node == self._identities.of_instance(event.instance_id):
            self._said.pop(event.event_id, None)
        else:
            self._said[event.event_id] = node

    def joined(self, instance_id: str) -> None:
        """It is known now of which node this instance is."""
        node = self._identities.of_instance(instance_id)
        for row in self._rows_of.pop(instance_id):
            row._join(instance_id, node)

    def _put(self, event: Event, signature: Signature, node: str) -> None:
        """Count a failure in the row of a signature, as one of a node, "" for none."""
        row = self._rows.get(signature)
        has_node = row is not None and row.has_node(node)
        if row is None:
            row = self._rows[signature] = SignatureRow(signature, event, node)
        else:
            row._add(event, node)
        if node and not has_node:
            self._rows_of.add(node, row)
        self._at[event.event_id] = row
