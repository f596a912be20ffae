"""A cluster of the demo's account in a model without a screen, answered in memory and by hand.

it = DemoRun(world, "lifecycle-lab")
it.load_all()
assert groups.rows(it.model)[0].verdict == "stuck"
"""

from __future__ import annotations

from collections.abc import Sequence

from help.events import NOW
from help.model import ModelRun
from help.source import MemorySource
from hpev_tui.demo.operations import Operations
from hpev_tui.demo.world import World
from hpev_tui.model.events import (
    Cluster,
    ClusterInfo,
    ClusterNode,
    Event,
    EventDetail,
    Page,
    ServiceFilter,
)
from hpev_tui.sources.aws import wire


class DemoSource(MemorySource):
    """What the demo's endpoint answers about a world, without HTTP."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._perform = Operations(world).perform

    def clusters(self, token: str | None) -> Page[Cluster]:
        """See `EventSource.clusters`."""
        self._call("ListClusters", NextToken=token)
        return wire.clusters(self._perform("ListClusters", {"NextToken": token}))

    def cluster(self, name_or_arn: str) -> ClusterInfo:
        """See `EventSource.cluster`."""
        self._call("DescribeCluster")
        return wire.cluster_info(self._perform("DescribeCluster", {"ClusterName": name_or_arn}))

    def events(
        self, name_or_arn: str, sent: ServiceFilter, token: str | None, ahead: int = 0
    ) -> Page[Event]:
        """See `EventSource.events`; filters are not sent."""
        del sent, ahead
        self._call("ListClusterEvents", NextToken=token)
        given = {"ClusterName": name_or_arn, "NextToken": token}
        return wire.events(self._perform("ListClusterEvents", given))

    def nodes(self, name_or_arn: str, token: str | None) -> Page[ClusterNode]:
        """See `EventSource.nodes`."""
        self._call("ListClusterNodes", NextToken=token)
        given = {"ClusterName": name_or_arn, "NextToken": token, "IncludeNodeLogicalIds": True}
        return wire.nodes(self._perform("ListClusterNodes", given))

    def detail(self, name_or_arn: str, event_id: str) -> EventDetail:
        """See `EventSource.detail`."""
        self._call("DescribeClusterEvent", EventId=event_id)
        given = {"ClusterName": name_or_arn, "EventId": event_id}
        return EventDetail(event_id, self._perform("DescribeClusterEvent", given))


class DemoRun(ModelRun):
    """A cluster of a world, whose newest page, state and nodes are loaded."""

    def __init__(self, world: World, cluster: str) -> None:
        self._world = world
        super().__init__(now=NOW, cluster=cluster)
        self.model.ask_for_nodes()
        self.answer_all()

    def begun(self) -> None:
        """See `AccountRun.begun`."""
        self.service = DemoSource(self._world)
        super().begun()

    def load_all(self) -> None:
        """Load all events."""
        self.model.load_all()
        self.answer_all()

    def read(self, event_ids: Sequence[str]) -> None:
        """Load the details of these events."""
        self.model.details.gather(event_ids)
        self.answer_all()
