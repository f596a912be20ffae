"""The list of clusters in the picker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual.message import Message

from hpev_tui.detail.layout import Piece
from hpev_tui.model.events import Cluster, ClusterInfo
from hpev_tui.model.failure import Failure
from hpev_tui.text.cells import ASCII_ELLIPSIS, ELLIPSIS, fit, shorten_middle
from hpev_tui.text.times import local_minute
from hpev_tui.ui.widgets.lines import GAP, LineView


class ClusterList(LineView):
    """Clusters, one a row; what DescribeCluster adds fills in when it comes."""

    @dataclass
    class Opened(Message):
        """The user picks the cluster under the cursor."""

        cluster: Cluster

    def __init__(self, *, ascii_only: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._ellipsis = ASCII_ELLIPSIS if ascii_only else ELLIPSIS
        self._clusters: Sequence[Cluster] = ()
        self._infos: Mapping[str, ClusterInfo | Failure] = {}
        self._longest_name = 0

    @property
    def current(self) -> Cluster | None:
        """The cluster under the cursor."""
        return self._clusters[self.cursor] if self.row_count else None

    @property
    def clusters_in_view(self) -> list[Cluster]:
        """The clusters on the screen."""
        return [self._clusters[row] for row in self.in_view]

    def show(
        self, clusters: Sequence[Cluster], infos: Mapping[str, ClusterInfo | Failure], cursor: int
    ) -> None:
        """Show these clusters; `infos` is looked up by ARN whenever a row is drawn."""
        self._clusters, self._infos = clusters, infos
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
        columns = cluster_columns(self.size.width, self._longest_name)
        return self._line(("NAME", "STATUS", "EVENTS", "NODES/TARGET", "CREATED"), columns).rstrip()

    def row_pieces(self, row: int, width: int) -> list[Piece]:
        """See `LineView.row_pieces`."""
        cluster = self._clusters[row]
        columns = cluster_columns(width, self._longest_name)
        has_events, nodes, gap = self._counts(cluster)
        name = shorten_middle(cluster.cluster_name, columns.name, self._ellipsis)
        created = local_minute(cluster.creation_time)
        text = self._line((name, cluster.cluster_status, has_events, nodes, created), columns)
        style = "strong" if gap else "dim" if has_events == "no" else ""
        return [(f" {text}", style)]

    def _line(self, texts: Sequence[str], columns: ClusterColumns) -> str:
        parts = zip(texts, columns, strict=True)
        return (" " * GAP).join(fit(text, cells, self._ellipsis) for text, cells in parts if cells)

    def _counts(self, cluster: Cluster) -> tuple[str, str, bool]:
        """Whether it has events, its counts, and whether they differ."""
        info = self._infos.get(cluster.cluster_arn)
        if info is None:
            return self._ellipsis, "", False
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


def cluster_columns(width: int, longest_name: int) -> ClusterColumns:
    """The columns; CREATED goes first when the room runs out, the name is cut last."""
    status, events, nodes, created = 14, 6, 13, 16
    name = max(8, min(longest_name, 63))
    # One cell on the left, and a gap behind each column but the last.
    used = 1 + GAP + status + GAP + events + GAP + nodes
    if width < used + name + GAP + created:
        return ClusterColumns(max(8, min(name, width - used)), status, events, nodes, 0)
    return ClusterColumns(name, status, events, nodes, created)
