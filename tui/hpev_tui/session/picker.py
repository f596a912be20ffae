"""The picker without its screen: which clusters are listed, in which order, and what to ask for.

What is said of a cluster comes from three calls: ListClusters names it and its status,
DescribeCluster its counts, and one page of its events with the detail of one of them what failed
last (`session/summaries.py`). The order is made of the first alone, so that no row moves while the
other two come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from hpev_tui.model.events import CHANGING, FAILED, IN_SERVICE, Cluster, ClusterInfo
from hpev_tui.model.failure import Failure
from hpev_tui.session.account import Account
from hpev_tui.session.results import Changes, Key

if TYPE_CHECKING:
    from hpev_tui.session.summaries import Summaries


class Sort(Enum):
    """The orders of the rows; the value is what the title says."""

    PROBLEMS = "problems first"
    NEWEST = "newest first"
    NAME = "by name"

    @property
    def following(self) -> Sort:
        """The order after this one."""
        every = list(Sort)
        return every[(every.index(self) + 1) % len(every)]


class PickerModel:
    """The clusters of an account as the picker lists them. UI thread only."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.sort = Sort.PROBLEMS
        self.rows: Sequence[Cluster] = ()
        """What is listed, from the top."""
        self._in_view: Sequence[Cluster] = ()
        """What is asked about, the first one first."""
        self._summaries: Summaries | None = None

    @classmethod
    def of(cls, account: Account) -> PickerModel:
        """The one of an account, which stays with it."""
        model = account.clusters.picker
        if not isinstance(model, cls):
            model = account.clusters.picker = cls(account)
        return model

    # What is listed

    def load(self) -> None:
        """Ask for everything again; what is loaded stays on the screen until its answer comes."""
        self._in_view = ()
        if self._summaries is not None:
            self._summaries.renew()
        self.account.list_clusters()

    def sort_next(self) -> None:
        """Take the next order; `list_rows` puts the rows into it."""
        self.sort = self.sort.following

    def list_rows(self, keeps: Callable[[Cluster], bool]) -> Sequence[Cluster]:
        """List the clusters that a filter keeps, in the order that is chosen."""
        order = {
            Sort.PROBLEMS: lambda each: (_rank(each.cluster_status), *_newest_first(each)),
            Sort.NEWEST: _newest_first,
            Sort.NAME: lambda each: (each.cluster_name.lower(), *_newest_first(each)),
        }[self.sort]
        every = sorted(self.account.clusters.by_arn.values(), key=order)
        self.rows = [each for each in every if keeps(each)]
        return self.rows

    # What is said of them

    def info(self, cluster: Cluster) -> ClusterInfo | Failure | None:
        """What DescribeCluster says of it, why it does not, or None while it is not known."""
        return self.account.clusters.infos.get(cluster.cluster_arn)

    def state(self, cluster: Cluster) -> str:
        """The name of its mark in `text/glyphs.py`: failed, busy, short, off or ok.

        Its status of ListClusters goes first. Without a description nothing is short.
        """
        status = cluster.cluster_status
        if status == FAILED:
            return "failed"
        if status in CHANGING:
            return "busy"
        info = self.info(cluster)
        if isinstance(info, ClusterInfo):
            if is_short(info):
                return "short"
            if not info.continuous:
                return "off"
        return "ok" if status == IN_SERVICE else "off"

    def counts(self) -> Counter[str]:
        """How many of all clusters have which mark, as far as they are described."""
        return Counter(map(self.state, self.account.clusters.by_arn.values()))

    @property
    def has_reasons(self) -> bool:
        """Whether events are asked about: those of files are all there, of no certain day."""
        return self.account.settings.reasons and not self.account.settings.files

    def has_counts(self, info: ClusterInfo) -> bool:
        """Whether a description has the counts of groups, which saved events alone have not."""
        return bool(info.groups) or not self.account.settings.files

    def was_made_again(self, cluster: Cluster) -> bool:
        """Whether a cluster is known to have the name of one before it."""
        name, arn, account = cluster.cluster_name, cluster.cluster_arn, self.account
        return arn in account.clusters.made_again or account.loaded.was_made_again(name, arn)

    @property
    def is_all_described(self) -> bool:
        """Whether it is known of every cluster if nodes are missing."""
        clusters = self.account.clusters
        return all(isinstance(clusters.infos.get(arn), ClusterInfo) for arn in clusters.by_arn)

    @property
    def summaries(self) -> Summaries | None:
        """What is summed up of their events; None where nothing was asked yet."""
        return self._summaries

    @property
    def is_at_rest(self) -> bool:
        """Whether all is known that was asked about the clusters in view."""
        described = all(self.info(each) is not None for each in self._in_view)
        return described and (self._summaries is None or self._summaries.is_at_rest)

    @property
    def denied(self) -> str:
        """The call about events that the caller has no permission for; "" for none.

        The rows say of which clusters.
        """
        events, reasons = self._summaries.denied if self._summaries else (0, 0)
        return "ListClusterEvents" if events else "DescribeClusterEvent" if reasons else ""

    # What is asked

    def look_at(self, in_view: Sequence[Cluster], current: Cluster | None) -> None:
        """Describe and sum up these clusters, and no others; the current one first."""
        first = [each for each in in_view if each is current]
        self._in_view = [*first, *(each for each in in_view if each is not current)]
        self._describe()
        self._sum_up()

    def leave(self) -> None:
        """Sum up nothing any more: nobody looks at it."""
        self._in_view = ()
        self._sum_up()

    def _describe(self) -> None:
        clusters, visible = self.account.clusters, [each.cluster_arn for each in self._in_view]
        others = clusters.by_arn.keys() - set(visible)
        self.account.loader.drop([("cluster", arn) for arn in others])
        for arn in visible:
            if arn not in clusters.infos:
                self.account.describe_cluster(arn)

    def _sum_up(self) -> None:
        """Ask about events: of the first cluster, then of those short of nodes, then in rows."""
        if not self.has_reasons:
            return
        if self._summaries is None:
            # Not before there is something to look at: the first rows need nothing of it.
            from hpev_tui.session.summaries import Summaries

            self._summaries = Summaries(self.account)
        first, others = self._in_view[:1], self._in_view[1:]
        short = [each for each in others if self.state(each) in ("failed", "short")]
        rest = [each for each in others if each not in short]
        self._summaries.want([each for each in (*first, *short, *rest) if self._has_events(each)])

    def _has_events(self, cluster: Cluster) -> bool:
        info = self.info(cluster)
        return isinstance(info, ClusterInfo) and info.continuous

    # Results

    def described(self, cluster_arn: str) -> None:
        """DescribeCluster has answered, or has failed; see `PickerResults`."""
        if any(each.cluster_arn == cluster_arn for each in self._in_view):
            self._sum_up()

    def arrived(self, key: Key, value: object) -> Changes:
        """A page of a cluster's events or a detail has come; see `PickerResults`."""
        return () if self._summaries is None else self._summaries.arrived(key, value)


def is_short(info: ClusterInfo) -> bool:
    """Whether nodes are missing, in the sum of the groups or in one of them."""
    groups = any(each.current_count < each.target_count for each in info.groups)
    return groups or info.current_count < info.target_count


def _rank(status: str) -> int:
    return 0 if status == FAILED else 1 if status in CHANGING else 2


def _newest_first(cluster: Cluster) -> tuple[float, str]:
    """The newest clusters are the ones that are being brought up."""
    return -(cluster.creation_time or 0.0), cluster.cluster_name
