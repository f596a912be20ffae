"""What the screens share: the session, the loader and the ways to ask for things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from textual.message import Message

from hpev_tui.model.failure import WANTS_FRESH_KEYS, Failure, SourceError
from hpev_tui.session import LoadedDetail, Session
from hpev_tui.session.paging import Answer, PageRun, all_nodes, follow_pages
from hpev_tui.sources.connection import Connection
from hpev_tui.sources.loader import Loader, Priority
from hpev_tui.ui.messages import (
    ClusterReady,
    Connected,
    DetailReady,
    FactsReady,
    NodesReady,
    PagesReady,
)


@dataclass
class Context:
    """One run's state and its means. Results come back as messages through `post`.

    `now` is the clock, in seconds since the epoch.
    """

    session: Session
    loader: Loader
    connection: Connection
    post: Callable[[Message], bool]
    now: Callable[[], float]
    ascii_only: bool
    reasons: bool = True
    """Whether the details of failures are fetched before anybody asks."""
    _refusal: Failure | None = None
    """Why no details can be had, until the person tries again; none are fetched unasked then."""
    mark: object = field(default_factory=object)
    """Tells this account's results from those of another."""
    gathered: frozenset[str] = frozenset()
    """The events whose details an overview waits for; `forget` leaves those."""
    wants_fresh_keys: bool = False
    """Whether other credentials may mend what failed last."""
    _fetched: dict[str, LoadedDetail] = field(default_factory=dict)
    """The details by their event, written by whichever thread fetched them."""
    _unheard: set[str] = field(default_factory=set)
    """The events whose detail failed, which the screens have yet to hear."""

    @property
    def ellipsis(self) -> str:
        """What follows words that stand for something under way."""
        return "..." if self.ascii_only else "…"

    @property
    def separator(self) -> str:
        """What stands between the parts of a header."""
        return " - " if self.ascii_only else " · "

    def connect(self) -> None:
        """Open the source, and tell what it is."""
        connection, post = self.connection, self.post
        self.loader.want(
            ("connect",),
            lambda: connection.source().identity,
            lambda result: post(Connected(result)),
            Priority.DEMAND,
        )

    def renew(self) -> None:
        """Before trying again: read the credentials anew, where that may help."""
        self._refusal = None
        if self.wants_fresh_keys:
            self.wants_fresh_keys = False
            self.session.is_unsure = self.session.account_id != ""
            self.connection.renew()
            self.connect()

    def close(self) -> None:
        """Drop what waits, and let go of the service; what is under way ends by itself."""
        self.loader.close()
        self.connection.close()

    def gather_facts(self) -> None:
        """Ask what there is to say of the connection."""
        connection, post = self.connection, self.post
        self.loader.want(
            ("facts",),
            lambda: connection.source().facts(),
            lambda result: post(FactsReady(result)),
            Priority.DEMAND,
        )

    def describe_cluster(self, key: str, priority: Priority) -> None:
        """Ask for one cluster's state, by its name or ARN."""
        connection, post = self.connection, self.post
        self.loader.want(
            ("cluster", key),
            lambda: connection.source().cluster(key),
            lambda result: post(ClusterReady(key, result)),
            priority,
        )

    def list_events(self, cluster: str, run: PageRun) -> None:
        """Ask for pages of a cluster's events, one after the other."""
        connection, post = self.connection, self.post

        def work() -> list[Answer]:
            return follow_pages(
                connection.source(),
                cluster,
                run,
                lambda answers: post(PagesReady(cluster, run, answers)),
                self.loader.breathe,
            )

        def deliver(result: list[Answer] | Failure) -> None:
            if isinstance(result, Failure):
                post(PagesReady(cluster, run, (), last=True, failure=result))
            else:
                post(PagesReady(cluster, run, result, last=True))

        self.loader.want(("events", cluster, run), work, deliver, Priority.DEMAND)

    def list_nodes(self, cluster: str) -> None:
        """Ask for a cluster's nodes, all pages of them."""
        connection, post = self.connection, self.post

        self.loader.want(
            ("nodes", cluster),
            lambda: all_nodes(connection.source(), cluster, self.loader.breathe),
            lambda result: post(NodesReady(cluster, result)),
            Priority.VISIBLE,
        )

    def describe_event(self, cluster: str, event_id: str, priority: Priority) -> None:
        """Ask for one event's detail, which is made ready to draw in the same thread.

        The service is asked once, even where the same is wanted again before the session has
        taken in what has come.
        """
        connection, post, fetched = self.connection, self.post, self._fetched
        unheard = self._unheard

        def work() -> LoadedDetail:
            if event_id not in fetched:
                if self._refusal is not None and priority is not Priority.DEMAND:
                    # The next would be refused as this one was.
                    raise SourceError(self._refusal)
                try:
                    source = connection.source()
                    body = source.detail(cluster, event_id).body
                    fetched[event_id] = LoadedDetail.of(body, source.detail_shape)
                except SourceError as error:
                    unheard.add(event_id)
                    if error.failure.kind in WANTS_FRESH_KEYS:
                        self._refusal = error.failure
                    raise
            return fetched[event_id]

        if event_id in unheard and priority is not Priority.DEMAND:
            return

        self.loader.want(
            ("detail", event_id),
            work,
            lambda result: post(DetailReady(event_id, result)),
            priority,
        )

    def heard(self, event_id: str) -> None:
        """The screens have heard what became of a detail."""
        self._unheard.discard(event_id)

    def forget(self, kind: str, wanted: frozenset[str]) -> None:
        """Drop the waiting requests of a kind (`cluster` or `detail`) but those for `wanted`."""
        kept = wanted | self.gathered if kind == "detail" else wanted

        def unwanted(key: object) -> bool:
            return isinstance(key, tuple) and key[0] == kind and key[1] not in kept

        self.loader.forget(unwanted)
