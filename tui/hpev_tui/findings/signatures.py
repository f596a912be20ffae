"""One row for each failure signature: how often, how many nodes, since when, still going on.

The table counts events and details as they come, in any order and in pieces. Each costs the same
whatever came before, and the order makes no difference to the result.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from hpev_tui.findings.attempts import Pairing
from hpev_tui.findings.facts import Facts, Identities
from hpev_tui.model.events import Event
from hpev_tui.query import Signature, signature_of
from hpev_tui.rules.causes import has_cause
from hpev_tui.rules.levels import level_of

GOES_ON_SECONDS = 20 * 60
"""A failure that came again within this time goes on: twice the ten minutes or so that HyperPod
leaves between two attempts (awslabs/awsome-distributed-ai, HyperPod mental model)."""


class SignatureRow:
    """All failures of one signature. Times are seconds since the epoch."""

    def __init__(self, signature: Signature) -> None:
        self.signature = signature
        self.events: dict[str, Event] = {}
        self.nodes: Counter[str] = Counter()
        """Of each node that its events name, how many of them do."""
        self.groups: Counter[str] = Counter()
        self.folded = 0
        """How many of its events are the second of a pair whose first is in this row, too."""
        self._levels: Counter[str] = Counter()
        self._times: list[float] = []

    @property
    def faults(self) -> int:
        """How many failures there were: its events, each pair counted once."""
        return len(self.events) - self.folded

    @property
    def first(self) -> float:
        """When it happened first, as far as is loaded."""
        return self._times[0]

    @property
    def last(self) -> float:
        """When it happened last."""
        return self._times[-1]

    @property
    def level(self) -> str:
        """The gravest level of its events; one that is not documented comes next after Error."""
        if self._levels["Error"]:
            return "Error"
        return next((level for level in self._levels if level != "Warn"), "Warn")

    def goes_on(self, now: float) -> bool:
        """Whether it has happened again shortly before `now`."""
        return now - self.last <= GOES_ON_SECONDS

    def bars(self, begin: float, end: float, count: int) -> list[int]:
        """How many of its events are in each of `count` equal parts of a time range."""
        width = max(end - begin, 1.0) / count
        edges = [bisect_left(self._times, begin + width * part) for part in range(count)]
        edges.append(bisect_right(self._times, end))
        return [later - sooner for sooner, later in pairwise(edges)]

    def _add(self, event: Event, node: str) -> None:
        self.events[event.event_id] = event
        insort(self._times, event.event_time)
        self._levels[level_of(event)[0]] += 1
        self.groups[event.instance_group_name] += 1
        if node:
            self.nodes[node] += 1

    def _remove(self, event: Event, node: str) -> None:
        del self.events[event.event_id]
        del self._times[bisect_left(self._times, event.event_time)]
        _take(self._levels, level_of(event)[0])
        _take(self.groups, event.instance_group_name)
        if node:
            _take(self.nodes, node)


class SignatureTable:
    """The failures of one cluster by their signature. Every failure is in exactly one row."""

    def __init__(self, identities: Identities, facts: Mapping[str, Facts]) -> None:
        """Make an empty table; `facts` are those of the details that are loaded, by `EventId`."""
        self._identities = identities
        self._facts = facts
        self.pairing = Pairing()
        self._rows: dict[Signature, SignatureRow] = {}
        self._at: dict[str, tuple[SignatureRow, str]] = {}
        """Where each failure is counted, and as a failure of which node."""
        self._of_instance: dict[str, list[Event]] = {}
        self._seconds: dict[str, str] = {}
        """The second one of a pair by its first."""
        self._folded: dict[str, SignatureRow] = {}
        """The second ones that are not counted as faults, and in which row."""

    @property
    def waiting(self) -> list[Event]:
        """The failures whose detail is not loaded."""
        rows = [row for row in self._rows.values() if not row.signature.detail_loaded]
        return [event for row in rows for event in row.events.values()]

    @property
    def waiting_count(self) -> int:
        """How many these are."""
        return sum(
            len(row.events) for row in self._rows.values() if not row.signature.detail_loaded
        )

    @property
    def rows(self) -> list[SignatureRow]:
        """The rows: Errors first, those with loaded details first, the most failures first."""
        return sorted(
            self._rows.values(),
            key=lambda row: (
                row.level == "Warn",
                not row.signature.detail_loaded,
                -row.faults,
                -row.last,
            ),
        )

    @property
    def event_count(self) -> int:
        """How many failures are counted: those of all rows together."""
        return len(self._at)

    def row_of(self, event_id: str) -> SignatureRow | None:
        """The row in which a failure is counted."""
        counted = self._at.get(event_id)
        return counted[0] if counted else None

    def row(self, signature: Signature) -> SignatureRow | None:
        """The row of a signature."""
        return self._rows.get(signature)

    def add(self, events: Sequence[Event]) -> list[Event]:
        """Add events, each once; those that are no failures are passed over.

        Returns the events that are now the second one of a pair, or no longer are.
        """
        failures = [event for event in events if has_cause(event)]
        for event in failures:
            if event.instance_id:
                self._of_instance.setdefault(event.instance_id, []).append(event)
            self._count(event)
        changed = self.pairing.add(failures)
        for event, before in changed:
            self._pair(event.event_id, before)
        return [event for event, _ in changed]

    def recount(self, event: Event) -> None:
        """Count an event anew: its detail has come."""
        if event.event_id in self._at:
            self._count(event)

    def joined(self, instance_id: str) -> None:
        """It is known now of which node this instance is."""
        for event in self._of_instance.get(instance_id, ()):
            self._count(event)

    def _count(self, event: Event) -> None:
        """Count a failure in the row that it belongs to now."""
        facts = self._facts.get(event.event_id)
        signature = signature_of(event, facts.failure_message if facts else None)
        node = self._identities.node(event, facts.node_logical_id if facts else "")
        before = self._at.get(event.event_id)
        if before is not None:
            if (before[0].signature, before[1]) == (signature, node):
                return
            before[0]._remove(event, before[1])
            if not before[0].events:
                del self._rows[before[0].signature]
        row = self._rows.get(signature)
        if row is None:
            row = self._rows[signature] = SignatureRow(signature)
        row._add(event, node)
        self._at[event.event_id] = (row, node)
        for second in (event.event_id, self._seconds.get(event.event_id)):
            if second is not None and self.pairing.first_of(second):
                self._fold(second)

    def _pair(self, second: str, before: str | None) -> None:
        """The first event of the pair with this second one has changed, from `before`."""
        if before is not None and self._seconds.get(before) == second:
            del self._seconds[before]
        if first := self.pairing.first_of(second):
            self._seconds[first] = second
        self._fold(second)

    def _fold(self, second: str) -> None:
        """Count a second one as no fault of its own where its first is in the same row."""
        if (was_in := self._folded.pop(second, None)) is not None:
            was_in.folded -= 1
        row, first = self._at[second][0], self.pairing.first_of(second)
        if first is not None and self._at[first][0] is row:
            row.folded += 1
            self._folded[second] = row


def _take(counter: Counter[str], key: str) -> None:
    counter[key] -= 1
    if not counter[key]:
        del counter[key]
