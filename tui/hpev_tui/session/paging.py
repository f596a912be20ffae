"""Following a listing from page to page, in a background thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from hpev_tui.model.events import ClusterNode, Event, Page, ServiceFilter
from hpev_tui.model.failure import Failure, SourceError, unreadable
from hpev_tui.query import NOTHING_SENT
from hpev_tui.session.coverage import Request
from hpev_tui.sources import EventSource

Answer: TypeAlias = tuple[Request, Page[Event]]

AHEAD = 12
"""How many pages are loaded before they are asked for where all are wanted: as many as come while
the screen takes in a batch (measured; more gave nothing)."""

BATCH_SECONDS = 0.03
"""How often fewer than `BATCH_PAGES` are handed over, at most: each time the screen changes."""

BATCH_PAGES = 5
"""How many are handed over at most: to add one of 100 events takes about a millisecond. With so
many, the next one is not asked for before those that were handed over are added."""

PATIENCE = 1.0
"""Seconds to wait for that: a cluster that is left adds none any more."""

MOST_PAGES = 1000
"""After how many pages a list of nodes has no end: far more than a cluster can have."""


@dataclass(eq=False)
class PageRun:
    """Pages to load one after the other: `first`, and where it leads, `limit` in all or any."""

    first: Request
    limit: int | None
    active: bool = True
    """Whether it goes on; see `end`."""
    meets: float = float("-inf")
    """A time that is loaded: pages that reach below it would only repeat what follows it."""
    ahead: int = 0
    """How many pages may be loaded before they are asked for."""
    background: bool = False
    """Whether nobody waits for it."""
    pages: int = 0
    """How many of its pages have come."""
    is_over: bool = False
    """Whether all of it has come that will."""
    failure: Failure | None = None
    """Why it has ended before its time."""
    _added: threading.Condition = field(default_factory=threading.Condition)

    def taken(self, batch: PageBatch) -> None:
        """Pages of it have come, and are in the log."""
        with self._added:
            self.pages += len(batch.answers)
            self._added.notify()
        self.is_over, self.failure = batch.is_last, batch.failure

    def end(self) -> None:
        """End it after the page that is under way: the receiver wants no more."""
        with self._added:
            self.active = False
            self._added.notify()

    def wait(self, pages: int, seconds: float) -> bool:
        """Wait, at most so long, until so many pages have come, or it was ended; whether either."""
        with self._added:
            return self._added.wait_for(lambda: self.pages >= pages or not self.active, seconds)

    def goes_on(self, pages: int, page: Page[Event]) -> bool:
        """Whether another page is to follow after that many, of which this is the last."""
        if not self.active or (self.limit is not None and pages >= self.limit):
            return False
        return all(event.odd_time or event.event_time >= self.meets for event in page.items)


class PageBatch(NamedTuple):
    """Pages of a run, in the order in which they came."""

    run: PageRun
    answers: Sequence[Answer]
    is_last: bool = False
    """Whether the run has ended, by the `failure` if there is one."""
    failure: Failure | None = None


def leads_back(operation: str) -> SourceError:
    """The error to raise for pages that go round."""
    return unreadable(operation, "NextToken leads back to an earlier page")


def follow_pages(
    source: EventSource,
    cluster: str,
    run: PageRun,
    deliver: Callable[[list[Answer]], object],
    between_pages: Callable[[], object] = lambda: None,
    batch_seconds: float = BATCH_SECONDS,
    within: ServiceFilter = NOTHING_SENT,
    is_free: Callable[[float], bool] = lambda _: True,
) -> list[Answer]:
    """Load the pages of a run; returns those that `deliver` was not given.

    `between_pages` is called after each page but the last, and may block for a while. Pages are
    handed over every `batch_seconds`, or once there are `BATCH_PAGES`; and when the receiver
    `is_free`, which is given how many seconds to wait for that. The service is asked for what lies
    `within` that filter, too.

    Raises:
        SourceError: a page could not be had, or leads back to an earlier one. Those before it
            have been delivered.
    """
    answers: list[Answer] = []
    if run.background and not run.active:
        return answers
    seen = {run.first.token}
    request, pages, delivered = run.first, 0, float("-inf")
    sent = request.sent.narrowed(within)
    page: Page[Event] | None = None
    try:
        while True:
            page = source.events(cluster, sent, request.token, run.ahead)
            answers.append((request, page))
            pages += 1
            if page.next_token is None or not run.goes_on(pages, page):
                return answers
            is_full = len(answers) >= BATCH_PAGES
            is_due = is_full or time.monotonic() - delivered >= batch_seconds
            is_due = is_due and (is_free(PATIENCE if is_full else 0.0) or is_full)
            if not run.active:
                return answers
            if is_due:
                deliver(answers)
                answers, delivered = [], time.monotonic()
            # Its pages would never end.
            if page.next_token in seen:
                raise leads_back("ListClusterEvents")
            seen.add(page.next_token)
            request = request._replace(token=page.next_token)
            between_pages()
            if not run.active:
                return answers
    except Exception:
        if answers:
            deliver(answers)
        raise
    finally:
        source.end_ahead(cluster, sent, page.next_token if page else None)


def run_in_batches(
    source: EventSource,
    cluster: str,
    run: PageRun,
    deliver: Callable[[PageBatch], object],
    between_pages: Callable[[], object],
    batch_seconds: float,
    within: ServiceFilter,
) -> tuple[Callable[[], list[Answer]], Callable[[list[Answer] | Failure], object]]:
    """What a thread does to load a run, and what takes its result; see `follow_pages`.

    Both hand over what has come, in batches.
    """
    handed_over = 0

    def take(answers: list[Answer]) -> object:
        nonlocal handed_over
        handed_over += len(answers)
        return deliver(PageBatch(run, answers))

    def work() -> list[Answer]:
        return follow_pages(
            *(source, cluster, run, take, between_pages, batch_seconds, within),
            # A key that is pressed comes after what waits already.
            is_free=lambda seconds: run.wait(handed_over, seconds),
        )

    def end(result: list[Answer] | Failure) -> object:
        failure = result if isinstance(result, Failure) else None
        answers = () if isinstance(result, Failure) else result
        return deliver(PageBatch(run, answers, is_last=True, failure=failure))

    return work, end


class NodeList(list[ClusterNode]):
    """The nodes of a cluster, as far as ListClusterNodes has named them."""

    failure: Failure | None = None
    """Why the last try to list them has ended before its last page."""
    is_whole = True
    """Whether these are all: as of an earlier try, where only the last one has failed."""

    def followed_by(self, later: NodeList | Failure) -> NodeList:
        """What is known after another try: what that did not get to stays as it was.

        Of a node that both name the later one is right.
        """
        if isinstance(later, NodeList) and later.is_whole:
            return later
        came, failure = (later, later.failure) if isinstance(later, NodeList) else ((), later)
        named = {name for node in came for name in (node.node_logical_id, node.instance_id)}
        nodes = NodeList(came)
        nodes += [
            node for node in self if not {node.node_logical_id, node.instance_id} & (named - {""})
        ]
        nodes.failure, nodes.is_whole = failure, self.is_whole
        return nodes


def all_nodes(
    source: EventSource, cluster: str, between_pages: Callable[[], object] = lambda: None
) -> NodeList:
    """Every node of a cluster, from page to page. A source that is closed ends it.

    `between_pages` is called after each page but the last, and may block for a while. Where a page
    cannot be had, or leads back to an earlier one, or there is no end, those before it are listed.

    Raises:
        SourceError: the first page could not be had.
    """
    nodes = NodeList()
    seen: set[str | None] = {None}
    page = source.nodes(cluster, None)
    try:
        while True:
            nodes += page.items
            token = page.next_token
            if token is None:
                return nodes
            if token in seen:
                raise leads_back("ListClusterNodes")
            if len(seen) >= MOST_PAGES:
                raise unreadable("ListClusterNodes", f"more pages after {MOST_PAGES:,} pages")
            seen.add(token)
            between_pages()
            page = source.nodes(cluster, token)
    except SourceError as error:
        nodes.failure, nodes.is_whole = error.failure, False
        return nodes
