"""The clusters of a region: the list as it comes page by page, and what is known of each."""

from __future__ import annotations

from collections.abc import Callable

from hpev_tui.model.events import Cluster, ClusterInfo, Page
from hpev_tui.model.failure import Failure, unreadable
from hpev_tui.session.paging import MOST_PAGES, leads_back
from hpev_tui.session.results import Changes, Key, PickerResults


class Clusters:
    """The region's clusters in the service's order, and what is known of each by its ARN.

    A new run through the list keeps what is loaded; what it lacks at its end is gone.
    """

    def __init__(self, most_pages: int = MOST_PAGES) -> None:
        self.by_arn: dict[str, Cluster] = {}
        self.infos: dict[str, ClusterInfo | Failure] = {}
        self.made_again: set[str] = set()
        """The ARNs of those that have the name of one that was in the list before."""
        self.is_complete = False
        """Whether the list was loaded to its end."""
        self.is_loading = False
        self.failure: Failure | None = None
        """Why the list ends where it ends."""
        self.answered: float | None = None
        """When a page of it came last, in seconds since the epoch."""
        self.picker: PickerResults | None = None
        """Who sums the clusters up, once they were looked at."""
        self._most_pages = most_pages
        self._ask: Callable[[str | None], None] = lambda _: None
        self._tokens: set[str] = set()
        """Where the run through the list has led."""
        self._met: set[str] = set()
        """The clusters that it has met."""
        self._all_readable = True
        """Whether each of its rows has named a cluster."""

    def load(self, ask: Callable[[str | None], None]) -> None:
        """Load the list from its first page on; `ask` asks for the page of a token."""
        self._ask = ask
        self._tokens.clear()
        self._met.clear()
        self._all_readable = True
        self.infos.clear()
        self.failure = None
        self._load_page(None)

    def _load_page(self, token: str | None) -> None:
        self.is_loading = True
        self._ask(token)

    def add(self, result: Page[Cluster] | Failure, now: float | None = None) -> None:
        """Add a page of the list, which came now, and ask for the next."""
        self.is_loading = False
        if isinstance(result, Failure):
            self.failure = result
            return
        self.answered = now
        for cluster in result.items:
            self.by_arn[cluster.cluster_arn] = cluster
            self._met.add(cluster.cluster_arn)
        self._all_readable = self._all_readable and not result.unreadable
        token = result.next_token
        self.is_complete = token is None
        if token in self._tokens:
            self.failure = leads_back("ListClusters").failure
        elif len(self._tokens) >= self._most_pages:
            endless = f"more pages after {self._most_pages:,} pages"
            self.failure = unreadable("ListClusters", endless).failure
        elif token is not None:
            self._tokens.add(token)
            self._load_page(token)
        elif self._all_readable:
            # All of it has come, and every row could be read: what it lacks is gone.
            gone = [self.by_arn.pop(arn) for arn in self.by_arn.keys() - self._met]
            names = {cluster.cluster_name for cluster in gone}
            self.made_again |= {
                arn for arn, each in self.by_arn.items() if each.cluster_name in names
            }

    def asked_by(self, cluster: Cluster) -> str:
        """What to ask for a cluster by: its name, which shows those before it, if it is the one."""
        names = [each.cluster_name for each in self.by_arn.values()]
        is_one = names.count(cluster.cluster_name) == 1
        return cluster.cluster_name if is_one else cluster.cluster_arn

    def add_info(self, key: str, result: ClusterInfo | Failure) -> bool:
        """Add what DescribeCluster says of a cluster; whether it is one of the list."""
        if key not in self.by_arn:
            return False
        self.infos[key] = result
        if self.picker is not None:
            self.picker.described(key)
        return True

    def add_summary(self, key: Key, result: object) -> Changes:
        """Add a part of what sums up a cluster; what that has changed."""
        return () if self.picker is None else self.picker.arrived(key, result)
