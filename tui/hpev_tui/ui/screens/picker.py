"""The cluster picker and its list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from hpev_tui.detail.layout import Piece
from hpev_tui.model.events import Cluster, ClusterInfo
from hpev_tui.model.failure import Failure
from hpev_tui.session.account import Account
from hpev_tui.session.results import Changes, What
from hpev_tui.session.timing import Debounce
from hpev_tui.text.cells import fit, shorten_middle
from hpev_tui.text.times import local_minute, with_zone
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.messages import ClusterPicked
from hpev_tui.ui.screens.base import DataScreen
from hpev_tui.ui.widgets.footer import Footer
from hpev_tui.ui.widgets.frame import Pane, TitleLine
from hpev_tui.ui.widgets.header import Header, HeaderLine
from hpev_tui.ui.widgets.inputs import FilterInput
from hpev_tui.ui.widgets.lines import GAP, LineView
from hpev_tui.ui.widgets.text import NoticeBar, RoomNotice, TextLine, ellipsis_of

AGAIN = "recreated"
"""Behind the time when a cluster was made that has the name of one before it."""

REST_SECONDS = 0.1
"""Seconds that the rows must rest before they are described."""


class ClusterList(LineView):
    """Clusters, one a row; what DescribeCluster adds fills in when it comes."""

    @dataclass(eq=False, repr=False)
    class Opened(Message):
        """The user picks the cluster under the cursor."""

        cluster: Cluster

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._clusters: Sequence[Cluster] = ()
        self._infos: Mapping[str, ClusterInfo | Failure] = {}
        self._made_again: Collection[str] = ()
        self._longest_name = 0

    @property
    def current(self) -> Cluster | None:
        """The cluster under the cursor."""
        return self._clusters[self.cursor] if self.row_count else None

    @property
    def clusters_in_view(self) -> list[Cluster]:
        """The clusters on the screen."""
        return [self._clusters[row] for row in self.in_view]

    def _columns(self, width: int) -> ClusterColumns:
        return cluster_columns(width, self._longest_name, len(AGAIN) + 1 if self._made_again else 0)

    def show(
        self,
        clusters: Sequence[Cluster],
        infos: Mapping[str, ClusterInfo | Failure],
        cursor: int,
        made_again: Collection[str] = (),
    ) -> None:
        """Show these clusters; `infos` is looked up by ARN whenever a row is drawn.

        `made_again` are the ARNs of those that have the name of another one before them.
        """
        self._clusters, self._infos, self._made_again = clusters, infos, made_again
        self._longest_name = max((len(cluster.cluster_name) for cluster in clusters), default=0)
        self.set_rows(len(clusters), cursor)

    def refresh_cluster(self, cluster_arn: str) -> None:
        """More is known of one cluster."""
        for row in self.in_view:
            if self._clusters[row].cluster_arn == cluster_arn:
                self.refresh_line(row)

    @property
    def heading(self) -> str:
        """The columns' titles, as wide as the columns."""
        columns = self._columns(self.row_width)
        # Of the newest one, as zones change in the year; each row would repeat it.
        newest = max((each.creation_time or 0.0 for each in self._clusters), default=0.0)
        created = with_zone("CREATED", newest)
        return self._line(("NAME", "STATUS", "EVENTS", "NODES/TARGET", created), columns).rstrip()

    def row_pieces(self, row: int, width: int) -> list[Piece]:
        """See `LineView.row_pieces`."""
        cluster = self._clusters[row]
        columns = self._columns(width)
        has_events, nodes, gap = self._counts(cluster)
        name = shorten_middle(cluster.cluster_name, columns.name, ellipsis_of(self))
        created = local_minute(cluster.creation_time)
        if cluster.cluster_arn in self._made_again:
            created = f"{created} {AGAIN}"
        text = self._line((name, cluster.cluster_status, has_events, nodes, created), columns)
        style = "strong" if gap else "dim" if has_events == "no" else ""
        return [(f" {text}", style)]

    def _line(self, texts: Sequence[str], columns: ClusterColumns) -> str:
        parts, ellipsis = zip(texts, columns, strict=True), ellipsis_of(self)
        return (" " * GAP).join(fit(text, cells, ellipsis) for text, cells in parts if cells)

    def _counts(self, cluster: Cluster) -> tuple[str, str, bool]:
        """Whether it has events, its counts, and whether they differ."""
        info = self._infos.get(cluster.cluster_arn)
        if info is None:
            return ellipsis_of(self), "", False
        if isinstance(info, Failure):
            return "?", "?", False
        gap = info.current_count != info.target_count
        nodes = f"{info.current_count}/{info.target_count}{' !' if gap else ''}"
        return "yes" if info.continuous else "no", nodes, gap

    def open_row(self) -> None:
        """See `LineView.open_row`."""
        if self.current is not None:
            self.post_message(self.Opened(self.current))


class ClusterColumns(NamedTuple):
    """Cells for each column; 0 leaves a column out."""

    name: int
    status: int
    events: int
    nodes: int
    created: int


def cluster_columns(width: int, longest_name: int, more: int = 0) -> ClusterColumns:
    """The columns; CREATED goes first when the room runs out, the name is cut last.

    CREATED has `more` cells where it says more than the time.
    """
    status, events, nodes, created = 14, 6, 13, 16 + more
    name = max(8, min(longest_name, 63))
    # One cell on the left, and a gap behind each column but the last.
    used = 1 + GAP + status + GAP + events + GAP + nodes
    if width < used + name + GAP + created:
        return ClusterColumns(max(8, min(name, width - used)), status, events, nodes, 0)
    return ClusterColumns(name, status, events, nodes, created)


class PickerScreen(DataScreen):
    """All clusters of the region; picks one."""

    BINDINGS = bindings("picker")
    AUTO_FOCUS = "#clusters"

    def __init__(self, account: Account) -> None:
        super().__init__(name="picker")
        self._account = account
        self._clusters = account.clusters
        self._shown: list[Cluster] = []
        self._opens_first = False
        """Whether enter came before a cluster that the filter matches; the first one is opened."""
        self._rest = Debounce(account.host.timers, REST_SECONDS, self._describe_visible)

    def compose(self) -> ComposeResult:
        """Header, filter, list, notice, footer."""
        yield HeaderLine(id="header")
        with Pane(TitleLine("Clusters", place=True, id="title")):
            yield FilterInput("part of a name or ARN", id="filter")
            yield TextLine(id="heading", style="heading")
            yield ClusterList(id="clusters")
        yield NoticeBar(id="notice")
        yield Footer(id="footer")
        yield RoomNotice()

    def on_mount(self) -> None:
        """Ask for the clusters."""
        self.query_one(FilterInput).display = False
        self._show_header()
        self.load()

    def on_unmount(self) -> None:
        """Ask for nothing any more: nobody looks at it."""
        self._rest.cancel()

    def load(self) -> None:
        """Ask for the region's clusters from the first page on; what is loaded stays."""
        self._account.list_clusters()
        self._show_failure()
        self._show()

    def show_changes(self, changes: Changes) -> None:
        """Show what has changed."""
        for change in changes:
            if change.what in (What.IDENTITY, What.STATUS):
                self._show_header()
            elif change.what is What.CLUSTERS:
                self._show_clusters()
            elif change.what is What.CLUSTER:
                self.query_one(ClusterList).refresh_cluster(change.key)

    def on_screen_resume(self) -> None:
        """No other screen covers this one any more."""
        if self.is_outdated:
            self.is_outdated = False
            self._show_header()
            self._show_clusters()

    def _show_header(self) -> None:
        """The region, the profile and, with the first cluster, the account are known."""
        identity = self._account.identity
        region, profile = (identity.region, identity.profile) if identity else ("", "")
        parts = (region, self._account.account_id, profile)
        header = Header("HyperPod clusters", parts=parts, right=self._account.note)
        self.query_one(HeaderLine).show(header)

    def _show_clusters(self) -> None:
        """More of the list has come, or has failed."""
        if self._clusters.failure is not None:
            self._opens_first = False
            self._show_failure()
        self._show()

    def _show_failure(self) -> None:
        is_empty = not self._account.has_anything
        self.query_one(NoticeBar).show_failure(self._clusters.failure, offers_demo=is_empty)
        self.refresh_bindings()

    def _show(self) -> None:
        """Show the clusters that match the filter, the cursor staying on its cluster.

        On the first row it stays at the top: the service sends the newest clusters last.
        """
        view = self.query_one(ClusterList)
        field = self.query_one(FilterInput)
        everything = sorted(self._clusters.by_arn.values(), key=_newest_first)
        self._shown = [
            each for each in everything if field.keeps(f"{each.cluster_name} {each.cluster_arn}")
        ]
        current = view.current if view.cursor else None
        cursor = next((row for row, c in enumerate(self._shown) if c is current), 0)
        is_filtered = bool(field.value.strip())
        view.set_note(self._note(is_filtered))
        again = {each.cluster_arn for each in everything if self._account.was_made_again(each)}
        view.show(self._shown, self._clusters.infos, cursor, again)
        self._show_title(is_filtered)
        self.query_one("#heading", TextLine).show([view.heading])
        if self._opens_first and self._shown and self.is_current:
            self._open_first()

    def _note(self, filtered: bool) -> str:
        if filtered and self._clusters.by_arn:
            return "No cluster matches the filter: esc clears it"
        if self._clusters.is_loading:
            return f"Loading{self._account.settings.ellipsis}"
        if not self._clusters.is_complete:
            return ""
        return (
            "There is no HyperPod cluster in this region.\n"
            "R picks another region, P another profile, r asks again"
        )

    def _show_title(self, filtered: bool) -> None:
        total = len(self._clusters.by_arn)
        count = f"{len(self._shown):,} of {total:,}" if filtered else f"{total:,}"
        more = (
            f"loading{self._account.settings.ellipsis}"
            if self._clusters.is_loading
            else ""
            if self._clusters.is_complete
            else "not all loaded"
        )
        self.query_one(TitleLine).title("Clusters", [(count, "")] if total else (), more)
        self._show_place()

    @on(ClusterList.Moved)
    def _show_place(self) -> None:
        self.query_one(TitleLine).place(self.query_one(ClusterList).cursor, len(self._shown))

    @on(ClusterList.Viewed)
    def _rows_viewed(self) -> None:
        self._rest.restart()
        self.query_one("#heading", TextLine).show([self.query_one(ClusterList).heading])

    def _describe_visible(self) -> None:
        """Describe the clusters on the screen, and no others."""
        visible = self.query_one(ClusterList).clusters_in_view
        self._account.describe_only({cluster.cluster_arn for cluster in visible})

    @on(FilterInput.Changed)
    def _filter_changed(self) -> None:
        self._opens_first = False
        self._show()

    @on(FilterInput.Submitted)
    def _filter_submitted(self) -> None:
        self._opens_first = self._clusters.is_loading
        if self._shown:
            self._open_first()

    def _open_first(self) -> None:
        self._opens_first = False
        self.set_focus(self.query_one(ClusterList), scroll_visible=False)
        self.query_one(ClusterList).open_row()

    @on(ClusterList.Opened)
    def _opened(self, message: ClusterList.Opened) -> None:
        self.app.post_message(ClusterPicked(self._clusters.asked_by(message.cluster)))

    def action_open(self) -> None:
        """Open the cluster under the cursor."""
        self.query_one(ClusterList).open_row()

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(FilterInput).open()

    def action_unfilter(self) -> None:
        """Clear the filter from the list, where it stays after a cluster was opened."""
        self.query_one(FilterInput).action_clear()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A filter is cleared where there is one."""
        if action == "unfilter":
            return any(field.display for field in self.query(FilterInput))
        return super().check_action(action, parameters)

    def action_refresh(self) -> None:
        """Ask for everything again, with fresh credentials where those were at fault."""
        self._account.renew()
        self.load()

    @property
    def remedy(self) -> str:
        """See `DataScreen.remedy`."""
        return self._clusters.failure.remedy if self._clusters.failure else ""


def _newest_first(cluster: Cluster) -> tuple[float, str]:
    """The newest clusters are the ones that are being brought up."""
    return -(cluster.creation_time or 0.0), cluster.cluster_name
