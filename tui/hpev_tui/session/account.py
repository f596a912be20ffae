"""One profile in one region: what is known of it, and the ways to ask for more."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from hpev_tui import findings
from hpev_tui.model.events import Cluster, ClusterInfo, Page
from hpev_tui.model.failure import NO_ACCOUNT, WANTS_FRESH_PROCESS, Failure
from hpev_tui.model.settings import Settings
from hpev_tui.session.account_ids import account_of
from hpev_tui.session.clusters import Clusters
from hpev_tui.session.codes import Codes
from hpev_tui.session.details import DetailQueue, LoadedDetail, LoadedDetails
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.host import Host
from hpev_tui.session.loaded import LoadedClusters, said_of_dropped
from hpev_tui.session.paging import NodeList, PageBatch, PageRun, all_nodes, run_in_batches
from hpev_tui.session.results import Change, Changes, Key, OpenCluster, ResultDoor, Ticket, What
from hpev_tui.session.timing import Clock
from hpev_tui.session.used import UsedNote
from hpev_tui.sources import EventSource, Identity
from hpev_tui.sources.call_stats import CallStats
from hpev_tui.sources.loader import Loader, Priority
from hpev_tui.sources.process import RESTARTED, ProcessSource


class Account:
    """The clusters, events and details of one account, which stay while another is looked at.

    Only the UI thread reads and writes it. `begin` makes a new connection, `close` ends it.
    """

    SOURCE: type[ProcessSource] = ProcessSource

    def __init__(self, settings: Settings, host: Host) -> None:
        self.host = host
        self.clusters = Clusters(host.limits.most_pages)
        self.identity: Identity | None = None
        self.clock = Clock(host.now)
        self.account_id = ""
        """Whose clusters these are, as their ARNs say."""
        self.loaded = LoadedClusters(host.limits.bounds)
        self.details = LoadedDetails()
        """The details of the cluster whose events are on the screen, by their `EventId`."""
        self.nodes = self.loaded.nodes
        """The nodes of a cluster by its name or ARN, as it was asked for."""
        self.filter_history: list[str] = []
        """The filters that were typed, the latest last."""
        self.model: OpenCluster | None = None
        """The cluster whose events are on the screen."""
        self.note = ""
        """What the connection waits for, or what has happened to it."""
        self._is_unsure = False
        """Whether fresh credentials may have led to another account than `account_id`."""
        self._used = UsedNote(host)
        self._demo_start = host.now()
        self.begin(settings)

    # The connection

    def begin(self, settings: Settings) -> None:
        """Have a connection of its own from now on, which is opened by `connect`."""
        self.settings = settings
        self.has_no_account = False
        """Whether there is no account to look at, as far as the last answer says."""
        self.last_failure: Failure | None = None
        # Its names are known, the user behind them may be another one by now.
        self._is_unsure = self.account_id != ""
        self._wants_fresh_keys = False
        self.fetch_failure: Failure | None = None
        """Why the service does not give the details that saved events lack."""
        self.note = ""
        self._codes = Codes(
            lambda question: self.host.deliver(self.door.asked(("code",)), question)
        )
        self.loader = Loader(rate_limit=self.host.limits.rate_limit())
        self.detail_queue: DetailQueue = self.loader
        self.stats = CallStats(self.loader.throttled)
        self.source: EventSource = self.SOURCE(
            self.host.processes,
            settings,
            stats=self.stats,
            start=self._demo_start,
            ask_code=self._codes.ask,
            say=lambda text: self._deliver(self.door.asked(("note",)), text),
        )
        self.door = ResultDoor(
            {
                "connect": self._connected,
                "clusters": self._clusters_arrived,
                "cluster": self._cluster_arrived,
                "events": self._pages_arrived,
                "nodes": self._nodes_arrived,
                "detail": self._detail_arrived,
                "summary": self._summary_arrived,
                "facts": lambda _, value: [Change(What.FACTS, value=value)],
                "code": lambda _, value: [Change(What.QUESTION, value=value)],
                "note": self._noted,
            },
            self._other_account,
        )

    def _deliver(self, ticket: Ticket, result: object) -> bool:
        """Hand a result to the UI thread, once the screen is drawn and the rules are read."""
        self.host.drawn.wait()
        findings.load_rules()
        return self.host.deliver(ticket, result)

    def connect(self) -> None:
        """Open the source, and find out what it is."""
        self._ask(("connect",), lambda source: source.identity, Priority.DEMAND)

    def renew(self) -> None:
        """Before trying again: read the credentials again, where that may help."""
        if self._wants_fresh_keys:
            self._wants_fresh_keys = False
            self._is_unsure = self.account_id != ""
            self.source.renew()
            self.connect()

    def close(self) -> None:
        """Drop what waits, and close the source, which ends what is under way."""
        self._codes.close()
        if self.model is not None:
            self.model.close()
        self.door.close()
        self.loader.close()
        self.source.close()

    def look_at(self, model: OpenCluster) -> None:
        """Hand results to this cluster from now on, and close the one before."""
        if dropped := self.loaded.make_room(model.cluster):
            self.host.notify(said_of_dropped(dropped), False)
        before, self.model = self.model, model
        self.details = self.loaded.details[model.cluster]
        if before is not None:
            before.close()

    # Requests

    def _ask(
        self, key: Key, work: Callable[[EventSource], object], priority: Priority, more: Key = ()
    ) -> None:
        """Have `work` done; its result comes under the key, and `more` of what was asked."""
        ticket, source, deliver = self.door.asked((*key, *more)), self.source, self._deliver
        self.loader.want(key, lambda: work(source), partial(deliver, ticket), priority)

    def list_clusters(self) -> None:
        """Ask for the region's clusters, from the first page on; what is loaded stays."""
        self.door.restart("clusters")

        def ask(token: str | None) -> None:
            ticket = self.door.asked(("clusters",))
            key = ("clusters", ticket.generation, token)
            self._ask(key, lambda source: source.clusters(token), Priority.DEMAND)

        self.clusters.load(ask)

    def describe_cluster(self, cluster: str) -> None:
        """Ask for one cluster's state, by its name or ARN."""
        if cluster in self.loaded.earlier:
            return  # It is gone: by its name the next one would be described.
        # Not as a demand: it must not take the last free thread from the events.
        self._ask(("cluster", cluster), lambda source: source.cluster(cluster), Priority.FIRST)

    def list_events(self, cluster: str, run: PageRun) -> None:
        """Ask for pages of a cluster's events; a run that waits may be asked for as more urgent."""
        key = ("events", cluster, run)
        ticket, source = self.door.asked(key), self.source
        loader, batch_seconds = self.loader, self.host.limits.batch_seconds
        name, within = self.loaded.listed_by(cluster)

        def deliver(batch: PageBatch) -> object:
            if run.background or batch.failure is not None:
                return self._deliver(ticket, batch)
            # Not so: events that come while the screen is being made are on the first frame.
            findings.load_event_rules()
            return self.host.deliver(ticket, batch)

        sent, token = run.first.sent.narrowed(within), run.first.token
        if run.limit == 1 and (page := source.page_at_hand(name, sent, token)) is not None:
            deliver(PageBatch(run, [(run.first, page)], is_last=True))
            return
        work, end = run_in_batches(
            *(source, name, run, deliver, loader.breathe, batch_seconds, within)
        )
        loader.want(key, work, end, Priority.LISTING if run.background else Priority.DEMAND)

    def list_nodes(self, cluster: str) -> None:
        """Ask for a cluster's nodes, all pages of them."""
        if cluster in self.loaded.earlier:
            return
        breathe = self.loader.breathe
        self._ask(
            ("nodes", cluster), lambda source: all_nodes(source, cluster, breathe), Priority.FIRST
        )

    def describe_event(self, cluster: str, event_id: str, priority: Priority) -> None:
        """Ask for one event's detail, which is made ready to draw in the same thread."""
        name = earlier.name if (earlier := self.loaded.earlier.get(cluster)) else cluster

        def work(source: EventSource) -> LoadedDetail:
            detail, shape = source.detail(name, event_id), source.detail_shape
            self.host.drawn.wait()
            from hpev_tui.export.next_steps import step_plan

            step_plan()  # It is read from a file, which is nothing for the UI thread.
            return LoadedDetail.of(detail.body, shape)

        self._ask(("detail", event_id), work, priority, (cluster,))

    def ask_summary(self, arn: str, part: str, work: Callable[[EventSource], object]) -> None:
        """Have a part of what sums up a cluster loaded, when nothing else is left to do."""
        self._ask(("summary", arn, part), work, Priority.PREFETCH)

    def gather_facts(self) -> None:
        """Ask what there is to say of the connection."""
        self._ask(("facts",), lambda source: source.facts(), Priority.DEMAND)

    def answer(self, answer: Callable[[str | None], None], code: str | None) -> None:
        """Give a code, or none, to the thread that waits for it."""
        self._wants_fresh_keys |= code is None  # The SDK asks only once.
        self._codes.answer(answer, code)

    # Results

    def _noted(self, _: Key, text: object) -> Changes:
        self.note = str(text)
        if text == RESTARTED:
            # The new process has read the credentials again.
            self._is_unsure = self.account_id != ""
        return [Change(What.STATUS)]

    def _connected(self, _: Key, result: object) -> Changes:
        if not isinstance(result, Identity):
            return ()
        if self.identity not in (None, result):
            return [Change(What.ACCOUNT)]  # The configuration has changed, and leads elsewhere.
        self.identity = result
        self._used.identified(result)
        return [Change(What.IDENTITY)]

    def _clusters_arrived(self, _: Key, result: object) -> Changes:
        assert isinstance(result, (Page, Failure))  # noqa: S101
        self._note(result)
        self.clusters.add(result, self.host.now())
        changes = [Change(What.IDENTITY), Change(What.CLUSTERS)]
        for cluster in () if isinstance(result, Failure) else result.items:
            if cluster.cluster_name in self.loaded.logs:
                changes += self._identified(cluster.cluster_name, cluster)
        return changes

    def _cluster_arrived(self, key: Key, result: object) -> Changes:
        cluster = str(key[1])
        assert isinstance(result, (ClusterInfo, Failure))  # noqa: S101
        self._note(result)
        self.clusters.add_info(cluster, result)
        if changes := self._identified(cluster, result):
            return changes
        arn = "" if isinstance(result, Failure) else result.cluster_arn
        if arn and self.log(cluster).cluster_arn not in ("", arn):
            return ()  # It is of the cluster that had the name before.
        if self.model is not None and self.model.cluster == cluster:
            self.model.info_arrived(result)
        return [Change(What.CLUSTER, cluster)]

    def _pages_arrived(self, key: Key, result: object) -> Changes:
        assert isinstance(result, PageBatch)  # noqa: S101
        self._note(result.failure)
        if self.model is None or self.model.cluster != key[1]:
            return ()
        changes = self.model.pages_arrived(result)
        if result.is_last and self.log(self.model.cluster).successor:
            # Another cluster has its name, as the newest events say.
            self.describe_cluster(self.model.cluster)
        return changes

    def _identified(self, cluster: str, result: Cluster | ClusterInfo | Failure) -> Changes:
        """What has changed where the service answers for another cluster than before."""
        if not self.loaded.identify(cluster, result):
            return ()
        for kind in ("events", "detail", "nodes"):
            self.door.restart(kind)
        return [Change(What.RECREATED, cluster)]

    def _detail_arrived(self, key: Key, result: object) -> Changes:
        event_id, cluster = str(key[1]), str(key[2])
        assert isinstance(result, (LoadedDetail, Failure))  # noqa: S101
        self._note(result)
        if isinstance(result, LoadedDetail):
            log, details = self.loaded.logs[cluster], self.loaded.details[cluster]
            # Of an event that is not loaded any more nothing is kept.
            if (event := log.event(event_id)) is not None and details.add(event_id, result):
                log.findings.add_detail(event, result.facts)
        if self.model is not None and self.model.cluster == cluster:
            self.model.detail_arrived(event_id, result)
        return [Change(What.DETAIL, event_id)]

    def _summary_arrived(self, key: Key, result: object) -> Changes:
        self._note(result)
        return self.clusters.add_summary(key, result)

    def _nodes_arrived(self, key: Key, result: object) -> Changes:
        cluster = str(key[1])
        assert isinstance(result, (NodeList, Failure))  # noqa: S101
        self._note(result.failure if isinstance(result, NodeList) else result)
        before = self.nodes.get(cluster)  # It is kept, whatever comes.
        nodes = before.followed_by(result) if isinstance(before, NodeList) else result
        self.nodes[cluster] = nodes
        if isinstance(result, NodeList):
            self.log(cluster).findings.add_nodes(result)
            if result.is_whole:
                self.loaded.nodes_seen[cluster] = self.host.now()
        return [Change(What.NODES, cluster)]

    def _note(self, result: object) -> None:
        """Note whether there is an account, and whether to read the keys again for the next try."""
        failure = result if isinstance(result, Failure) else None
        if failure is None:
            self._used.answered(self.identity)
        else:
            self.last_failure = failure
            if failure.kind in WANTS_FRESH_PROCESS:
                self._wants_fresh_keys = True
        is_none = failure is not None and failure.kind in NO_ACCOUNT
        self.has_no_account = is_none and not self.has_anything

    def _other_account(self, result: object) -> Changes:
        """What has changed where fresh credentials have led to somebody else's clusters."""
        other = account_of(result)
        if not other:
            return ()
        if self._is_unsure and other != self.account_id:
            return [Change(What.ACCOUNT, other)]
        self._is_unsure = False
        self.account_id = self.account_id or other
        return ()

    # What is known

    @property
    def has_anything(self) -> bool:
        """Whether there is something to look at."""
        return bool(self.clusters.by_arn) or any(log.rows for log in self.loaded.logs.values())

    def log(self, cluster: str) -> EventLog:
        """The events of the cluster (its name or ARN, as it was asked for), made when new."""
        return self.loaded.logs[cluster]
