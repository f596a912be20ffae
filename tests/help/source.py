"""An account's requests without threads and without a network: answered in memory, by hand."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from help.events import Row
from hpev_tui.demo.plan import REGION
from hpev_tui.detail.shapes import Shape
from hpev_tui.model.events import (
    Cluster,
    ClusterInfo,
    ClusterNode,
    Event,
    EventDetail,
    Page,
    ServiceFilter,
)
from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.query import NOTHING_SENT
from hpev_tui.sources import Identity
from hpev_tui.sources.aws import wire
from hpev_tui.sources.loader import Loader, Priority

PAGE_SIZE = 100

DENIED = Failure("access", "Access denied: this")
REFUSED = Failure("request", "The pagination token is not valid")
THROTTLED = Failure("throttled", "It Throttled")

Value = TypeVar("Value")


def events_of(*rows: Row) -> tuple[Event, ...]:
    """Rows as ListClusterEvents sends them, as the program has them."""
    return wire.events({"Events": list(rows)}).items


class HandLoader(Loader):
    """Does work when the test says so, in the test's own thread; the most urgent first."""

    def __init__(self, between_pages: Callable[[], object] = lambda: None) -> None:
        self._between_pages = between_pages
        self._jobs: dict[Hashable, tuple[Priority, int, Callable[[], Callable[[], object]]]] = {}
        self._working: set[Hashable] = set()
        self._count = 0
        self.is_closed = False

    def want(
        self,
        key: Hashable,
        work: Callable[[], Value],
        deliver: Callable[[Value | Failure], object],
        priority: Priority,
    ) -> None:
        """See `Loader.want`."""

        def run() -> Callable[[], object]:
            try:
                result: Value | Failure = work()
            except SourceError as error:
                result = error.failure

            def hand_over() -> None:
                self._working.discard(key)
                deliver(result)

            return hand_over

        waiting = self._jobs.get(key)
        if not (self.is_closed or key in self._working or (waiting and waiting[0] <= priority)):
            self._count += 1
            self._jobs[key] = (priority, self._count, run)

    def move(self, key: Hashable, priority: Priority) -> None:
        """See `Loader.move`."""
        if key in self._jobs and self._jobs[key][0] is not priority:
            self._count += 1
            self._jobs[key] = (priority, self._count, self._jobs[key][2])

    def drop(self, keys: Iterable[Hashable]) -> list[Hashable]:
        """See `Loader.drop`."""
        dropped = [key for key in keys if key in self._jobs]
        for key in dropped:
            del self._jobs[key]
        return dropped

    def breathe(self) -> None:
        """See `Loader.breathe`."""
        self._between_pages()

    def close(self) -> None:
        """See `Loader.close`."""
        self.is_closed = True
        self._jobs.clear()

    @property
    def waiting(self) -> list[Any]:
        """The keys of what waits, the most urgent first."""
        return sorted(self._jobs, key=lambda key: self._jobs[key][:2])

    def start(self, kind: str = "") -> Callable[[], object]:
        """Let the first of what waits, of that kind, be answered; returns what hands that over."""
        key = next(key for key in self.waiting if kind in ("", key[0]))
        self._working.add(key)
        return self._jobs.pop(key)[2]()


class MemorySource:
    """A source (see `EventSource`) with one cluster, in memory; it notes what it is asked.

    A page's token is the number of events that are older than it, which stays while none of
    those is added.
    """

    def __init__(self, *rows: Row) -> None:
        self.identity = Identity(REGION, "", "")
        self.detail_shape = Shape("structure")
        self.calls: list[tuple[str, dict[str, Any]]] = []
        """Each call's operation and parameters."""
        self.details: dict[str, Any] = {}
        """The inner EventDetails of some events by their ID; the others have none."""
        self.groups: list[Any] = []
        """The rows of `InstanceGroups`."""
        self.described: dict[str, Any] = {}
        """What else DescribeCluster says, by the names of its answer."""
        self.is_at_hand = False
        """Whether pages of events have come before they are asked for."""
        self.node_pages: list[Page[ClusterNode]] = [Page((), None)]
        self.cluster_pages: list[Page[Cluster]] = [Page((), None)]
        self.is_endless = False
        """Whether each page of events is empty, and leads to another one."""
        self.refused_token: str | None = None
        """A token of a page of events that is not taken any more."""
        self._rows: tuple[Row, ...] = ()
        self._failures: dict[str, deque[Failure]] = defaultdict(deque)
        self.add(*rows)

    def add(self, *rows: Row) -> None:
        """Let these happen, too."""
        self._rows = tuple(sorted((*self._rows, *rows), key=lambda row: float(row["EventTime"])))

    def fail(self, operation: str, failure: Failure = DENIED, times: int = 1) -> None:
        """Let the next `times` calls of an operation fail."""
        self._failures[operation].extend([failure] * times)

    def count(self, operation: str) -> int:
        """How often an operation was called."""
        return sum(name == operation for name, _ in self.calls)

    def pages(self) -> list[dict[str, Any]]:
        """The parameters of each call for a page of events."""
        return [given for name, given in self.calls if name == "ListClusterEvents"]

    def _call(self, operation: str, **given: object) -> None:
        named = {name: value for name, value in given.items() if value not in ("", None)}
        self.calls.append((operation, named))
        if self._failures[operation]:
            raise SourceError(self._failures[operation].popleft())

    def clusters(self, token: str | None) -> Page[Cluster]:
        """See `EventSource.clusters`."""
        self._call("ListClusters", NextToken=token)
        return self.cluster_pages[int(token or 0)]

    def cluster(self, name_or_arn: str) -> ClusterInfo:
        """See `EventSource.cluster`."""
        self._call("DescribeCluster")
        return wire.cluster_info(
            {"ClusterName": name_or_arn, "InstanceGroups": self.groups, **self.described}
        )

    def events(
        self, name_or_arn: str, sent: ServiceFilter, token: str | None, ahead: int = 0
    ) -> Page[Event]:
        """See `EventSource.events`."""
        del name_or_arn, ahead
        self._call(
            "ListClusterEvents",
            NodeId=sent.node_id,
            InstanceGroupName=sent.instance_group_name,
            ResourceType=sent.resource_type,
            OperationId=sent.operation_id,
            EventTimeAfter=sent.after,
            EventTimeBefore=sent.before,
            NextToken=token,
        )
        if token is not None and token == self.refused_token:
            raise SourceError(REFUSED)
        older = range(len(self._rows) if token is None else int(token.partition("-")[0]))
        if self.is_endless:
            return Page((), f"{len(older)}-{len(self.calls)}")
        matching = [n for n in reversed(older) if _lets_through(sent, self._rows[n])]
        page = matching[:PAGE_SIZE]
        follows = str(page[-1]) if len(matching) > PAGE_SIZE else None
        return Page(events_of(*(self._rows[n] for n in page)), follows)

    def page_at_hand(
        self, name_or_arn: str, sent: ServiceFilter, token: str | None
    ) -> Page[Event] | None:
        """See `EventSource.page_at_hand`."""
        return self.events(name_or_arn, sent, token) if self.is_at_hand else None

    def end_ahead(self, name_or_arn: str, sent: ServiceFilter, token: str | None) -> None:
        """See `EventSource.end_ahead`."""

    def nodes(self, name_or_arn: str, token: str | None) -> Page[ClusterNode]:
        """See `EventSource.nodes`."""
        del name_or_arn
        self._call("ListClusterNodes", NextToken=token)
        return self.node_pages[int(token or 0)]

    def detail(self, name_or_arn: str, event_id: str) -> EventDetail:
        """See `EventSource.detail`."""
        del name_or_arn
        self._call("DescribeClusterEvent", EventId=event_id)
        row = next(row for row in self._rows if row["EventId"] == event_id)
        more = self.details.get(event_id)
        body = row if more is None else {**row, "EventDetails": more}
        return EventDetail(event_id, {"EventDetails": body})

    def facts(self) -> list[tuple[str, str]]:
        """See `EventSource.facts`."""
        return []

    def renew(self) -> None:
        """See `EventSource.renew`."""

    def close(self) -> None:
        """See `EventSource.close`."""


def _lets_through(sent: ServiceFilter, row: Row) -> bool:
    return sent == NOTHING_SENT or (
        sent.node_id in ("", row.get("InstanceId"))
        and sent.instance_group_name in ("", row.get("InstanceGroupName"))
        and sent.resource_type in ("", row.get("ResourceType"))
        and sent.operation_id in ("", row.get("OperationId"))
        and (sent.after is None or row["EventTime"] > sent.after)
        and (sent.before is None or row["EventTime"] < sent.before)
    )
