"""What this run has loaded, in one place with one writer: the UI thread."""

from __future__ import annotations

from dataclasses import dataclass, field

from hpev_tui.detail import JsonLine, Node, Path
from hpev_tui.errors import Failure
from hpev_tui.model import Cluster, ClusterInfo, Json
from hpev_tui.session.event_log import EventLog
from hpev_tui.sources import Identity


@dataclass(frozen=True, slots=True)
class LoadedDetail:
    """One event's detail, ready to draw: as it came, as a tree, and as lines of JSON."""

    body: Json
    root: Node
    expanded: frozenset[Path]
    """The branches of the tree that are open at first."""
    json_lines: list[JsonLine]


@dataclass(slots=True)
class ClusterList:
    """The region's clusters in the service's order, and what is known of each by its ARN."""

    clusters: dict[str, Cluster] = field(default_factory=dict)
    infos: dict[str, ClusterInfo | Failure] = field(default_factory=dict)
    complete: bool = False


class Session:
    """Clusters, events and details of this run. Failures are not kept as details."""

    def __init__(self) -> None:
        self.cluster_list = ClusterList()
        self.identity: Identity | None = None
        self.details: dict[str, LoadedDetail] = {}
        self.filter_history: list[str] = []
        """The filters that were typed, the latest last."""
        self._logs: dict[str, EventLog] = {}

    def log(self, cluster: str) -> EventLog:
        """The events of the cluster (its name or ARN, as it was asked for), made when new."""
        return self._logs.setdefault(cluster, EventLog())
