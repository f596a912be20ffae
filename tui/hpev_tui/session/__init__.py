"""What this run has loaded, in one place with one writer: the UI thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hpev_tui.detail.shapes import Shape
from hpev_tui.detail.tree import JsonLine, Node, Path, build, default_paths, json_lines
from hpev_tui.findings import Facts
from hpev_tui.model.events import Cluster, ClusterInfo, ClusterNode, Json
from hpev_tui.model.failure import Failure
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
    shape: Shape
    """What the installed SDK's model says of the body."""
    facts: Facts
    """What the findings need of it."""

    @classmethod
    def of(cls, body: Json, shape: Shape) -> LoadedDetail:
        """A body, made ready to draw."""
        root = build(body, shape)
        return cls(body, root, default_paths(root), json_lines(body), shape, Facts.of(body))


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
        self.account_id = ""
        """Whose clusters these are, told by their ARNs."""
        self.is_unsure = False
        """Whether fresh credentials may have led to another account since that was told."""
        self.is_noted = False
        """Whether the profile and the region are noted as used."""
        self.details: dict[str, LoadedDetail] = {}
        self.nodes: dict[str, Sequence[ClusterNode] | Failure] = {}
        """The nodes of a cluster by its name or ARN, as it was asked for."""
        self._of_logical_node: dict[str, list[str]] = {}
        self.filter_history: list[str] = []
        """The filters that were typed, the latest last."""
        self._logs: dict[str, EventLog] = {}

    @property
    def has_anything(self) -> bool:
        """Whether there is something to look at."""
        return bool(self.cluster_list.clusters) or any(log.rows for log in self._logs.values())

    def add_detail(self, event_id: str, detail: LoadedDetail) -> None:
        """Keep an event's detail."""
        if event_id not in self.details:
            logical_id = detail.facts.node_logical_id
            if logical_id:
                self._of_logical_node.setdefault(logical_id, []).append(event_id)
            for log in self._logs.values():
                if (event := log.event(event_id)) is not None:
                    log.findings.add_detail(event, detail.facts)
        self.details[event_id] = detail

    def add_nodes(self, cluster: str, nodes: Sequence[ClusterNode] | Failure) -> None:
        """Keep the nodes of a cluster, or why they are not known; earlier ones are kept then."""
        if isinstance(nodes, Failure):
            known = self.nodes.get(cluster)
            self.nodes[cluster] = nodes if known is None else known
        else:
            self.nodes[cluster] = nodes
            self.log(cluster).findings.add_nodes(nodes)

    def of_logical_node(self, node_logical_id: str) -> Sequence[str]:
        """The events whose loaded details name that `NodeLogicalId`."""
        return self._of_logical_node.get(node_logical_id, ())

    def log(self, cluster: str) -> EventLog:
        """The events of the cluster (its name or ARN, as it was asked for), made when new."""
        return self._logs.setdefault(cluster, EventLog())
