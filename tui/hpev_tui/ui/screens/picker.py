"""The cluster picker."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen

from hpev_tui.model.events import Cluster
from hpev_tui.model.failure import Failure, unreadable
from hpev_tui.session.paging import MOST_PAGES, leads_back
from hpev_tui.sources.loader import Priority
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.context import Context
from hpev_tui.ui.messages import ClusterPicked, ClusterReady, ClustersReady, CopyRequested
from hpev_tui.ui.settle import Debounce
from hpev_tui.ui.widgets.cluster_list import ClusterList
from hpev_tui.ui.widgets.footer import Footer
from hpev_tui.ui.widgets.inputs import FilterInput
from hpev_tui.ui.widgets.text import NoticeBar, RoomNotice, TextLine

REST_SECONDS = 0.1
"""Seconds that the rows must rest before they are described."""


class PickerScreen(Screen[None]):
    """All clusters of the region; picks one."""

    BINDINGS = bindings("picker")
    AUTO_FOCUS = "#clusters"

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._shared = context
        self._known = context.session.cluster_list
        self._shown: list[Cluster] = []
        self._generation = 0
        self._tokens: set[str] = set()
        """Where the run through the list has led."""
        self._seen: set[str] = set()
        """The clusters that it has met."""
        self._all_sound = True
        """Whether each of its rows has named a cluster."""
        self._loading = False
        self._failure: Failure | None = None
        self._opens_first = False
        """Whether enter came before a cluster that the filter matches; the first one is opened."""
        self._debounce = Debounce(self, REST_SECONDS, self._describe_visible)

    def compose(self) -> ComposeResult:
        """Header, filter, list, notice, footer."""
        yield TextLine(id="header", separator=self._shared.separator)
        yield TextLine(id="summary")
        yield FilterInput("part of a name or ARN", id="filter")
        yield TextLine(id="heading")
        yield ClusterList(ascii_only=self._shared.ascii_only, id="clusters")
        yield NoticeBar(id="notice")
        yield Footer(id="footer")
        yield RoomNotice()

    def on_mount(self) -> None:
        """Ask for the clusters."""
        self.query_one(FilterInput).display = False
        self.connected()
        self.load()

    def load(self) -> None:
        """Ask for the region's clusters from the first page on; what is loaded stays."""
        self._generation += 1
        self._tokens.clear()
        self._seen.clear()
        self._all_sound = True
        self._known.infos.clear()
        self._show_failure(None)
        self._ask(None)

    def _ask(self, token: str | None) -> None:
        generation, connection = self._generation, self._shared.connection
        post = self._shared.post
        self._loading = True
        self._shared.loader.want(
            ("clusters", generation, token),
            lambda: connection.source().clusters(token),
            lambda result: post(ClustersReady(generation, result)),
            Priority.DEMAND,
        )
        self._show()

    def connected(self) -> None:
        """The region, the profile and, with the first cluster, the account are known."""
        identity = self._shared.session.identity
        region, profile = (identity.region, identity.profile) if identity else ("", "")
        self.query_one("#header", TextLine).show(
            ["HyperPod clusters", region, self._shared.session.account_id, profile, "read-only"]
        )

    def clusters_ready(self, message: ClustersReady) -> None:
        """Take in a page of clusters and ask for the next."""
        if message.generation != self._generation:
            return
        self._loading = False
        if isinstance(message.result, Failure):
            self._fail(message.result)
            return
        for cluster in message.result.items:
            self._known.clusters[cluster.cluster_arn] = cluster
            self._seen.add(cluster.cluster_arn)
        self._all_sound = self._all_sound and not message.result.unreadable
        self.connected()
        self._known.complete = message.result.next_token is None
        token = message.result.next_token
        if token in self._tokens:
            self._fail(leads_back("ListClusters").failure)
            return
        if len(self._tokens) >= MOST_PAGES:
            endless = f"it goes on after {MOST_PAGES:,} pages"
            self._fail(unreadable("ListClusters", endless).failure)
            return
        if token is not None:
            self._tokens.add(token)
            self._ask(token)
        elif self._all_sound:
            self._drop_unseen()
        self._show()

    def _drop_unseen(self) -> None:
        """The whole list has come, and every row in order: what it lacks is there no more."""
        for cluster_arn in self._known.clusters.keys() - self._seen:
            del self._known.clusters[cluster_arn]

    def _fail(self, failure: Failure) -> None:
        self._opens_first = False
        self._show_failure(failure)
        self._show()

    def _show_failure(self, failure: Failure | None) -> None:
        self._failure = failure
        self.query_one(NoticeBar).show_failure(failure, offers_demo=self._is_empty)
        self.refresh_bindings()

    @property
    def _is_empty(self) -> bool:
        return not self._shared.session.has_anything

    def cluster_ready(self, message: ClusterReady) -> None:
        """More is known of one cluster."""
        if message.key in self._known.clusters:
            self._known.infos[message.key] = message.result
            self.query_one(ClusterList).refresh_cluster(message.key)

    def _show(self) -> None:
        """Show the clusters that match the filter, the cursor staying on its cluster.

        On the first row it stays at the top: the service sends the newest clusters last.
        """
        view = self.query_one(ClusterList)
        words = self.query_one(FilterInput).value.lower().split()
        everything = sorted(self._known.clusters.values(), key=_newest_first)
        self._shown = [cluster for cluster in everything if _matches(cluster, words)]
        current = view.current if view.cursor else None
        place = next((row for row, c in enumerate(self._shown) if c is current), 0)
        view.set_note(self._note(bool(words)))
        view.show(self._shown, self._known.infos, place)
        self._show_summary(bool(words))
        self.query_one("#heading", TextLine).show([view.heading])
        if self._opens_first and self._shown and self.is_current:
            self._open_first()

    def _note(self, filtered: bool) -> str:
        if filtered and self._known.clusters:
            return "No cluster matches the filter: esc clears it"
        if self._loading:
            return f"Loading{self._shared.ellipsis}"
        if not self._known.complete:
            return ""
        return (
            "There is no HyperPod cluster in this region.\n"
            "R picks another region, P another profile, r asks again"
        )

    def _show_summary(self, filtered: bool) -> None:
        total = len(self._known.clusters)
        count = f"{total:,} cluster{'' if total == 1 else 's'}"
        if filtered:
            count = f"{len(self._shown):,} of {count}"
        more = (
            f"loading{self._shared.ellipsis}"
            if self._loading
            else ""
            if self._known.complete
            else "not all loaded"
        )
        self.query_one("#summary", TextLine).show([count, more])

    @on(ClusterList.Viewed)
    def _rows_viewed(self) -> None:
        self._debounce.disturb()
        self.query_one("#heading", TextLine).show([self.query_one(ClusterList).heading])

    def _describe_visible(self) -> None:
        """Describe the clusters on the screen, and no others."""
        visible = {cluster.cluster_arn for cluster in self.query_one(ClusterList).clusters_in_view}
        # A cluster that was opened asks by its name, and is none of this screen's.
        names = {cluster.cluster_name for cluster in self._known.clusters.values()}
        self._shared.forget("cluster", frozenset(visible | names))
        for cluster_arn in visible - self._known.infos.keys():
            self._shared.describe_cluster(cluster_arn, Priority.VISIBLE)

    @on(FilterInput.Changed)
    def _filter_changed(self) -> None:
        self._opens_first = False
        self._show()

    @on(FilterInput.Submitted)
    def _filter_submitted(self) -> None:
        self._opens_first = self._loading
        if self._shown:
            self._open_first()

    def _open_first(self) -> None:
        self._opens_first = False
        self.set_focus(self.query_one(ClusterList), scroll_visible=False)
        self.query_one(ClusterList).open_row()

    @on(FilterInput.Steered)
    def _steered(self, message: FilterInput.Steered) -> None:
        self.query_one(ClusterList).action_move(message.rows)

    @on(FilterInput.Left)
    def _filter_left(self) -> None:
        self.query_one(FilterInput).display = False
        self.set_focus(self.query_one(ClusterList), scroll_visible=False)
        self.refresh_bindings()

    @on(ClusterList.Opened)
    def _opened(self, message: ClusterList.Opened) -> None:
        self._shared.post(ClusterPicked(message.cluster.cluster_name))

    def action_open(self) -> None:
        """Open the cluster under the cursor."""
        self.query_one(ClusterList).open_row()

    def action_filter(self) -> None:
        """Type a filter."""
        field = self.query_one(FilterInput)
        field.display = True
        # Not `focus()`, which comes into force later: the next key may be here already.
        self.set_focus(field, scroll_visible=False)

    def action_unfilter(self) -> None:
        """Clear the filter from the list, where it stays after a cluster was opened."""
        self.query_one(FilterInput).action_clear()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A filter is cleared, and a remedy copied, where there is one."""
        if action == "unfilter":
            return any(field.display for field in self.query(FilterInput))
        if action == "remedy":
            return self._failure is not None and self._failure.remedy != ""
        return super().check_action(action, parameters)

    def action_refresh(self) -> None:
        """Ask for everything again, with fresh credentials where those were at fault."""
        self._shared.renew()
        self.load()

    def action_remedy(self) -> None:
        """Copy what the failure names to mend it."""
        if self._failure:
            self._shared.post(CopyRequested("remedy", self._failure.remedy))


def _newest_first(cluster: Cluster) -> tuple[float, str]:
    """The newest clusters are the ones that are being brought up."""
    return -(cluster.creation_time or 0.0), cluster.cluster_name


def _matches(cluster: Cluster, words: list[str]) -> bool:
    """Whether every word stands somewhere in the name or the ARN."""
    where = f"{cluster.cluster_name} {cluster.cluster_arn}".lower()
    return all(word in where for word in words)
