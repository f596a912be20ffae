"""What the program knows about clusters and events, as plain frozen data.

Names are the service's own, in snake case. Times are seconds since the epoch (UTC).
Every text in these records has passed `text.clean()` on its way in; the one exception is
`EventDetail.body`, which stays as the service sent it and is cleaned when it is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeAlias, TypeVar

Item = TypeVar("Item")

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A decoded JSON value."""


class Cluster(NamedTuple):
    """One row of ListClusters."""

    cluster_arn: str
    cluster_name: str
    cluster_status: str
    creation_time: float | None


class GroupCount(NamedTuple):
    """An instance group as DescribeCluster describes it. A text that was not sent is empty."""

    instance_group_name: str
    current_count: int
    target_count: int
    min_count: int | None = None
    """`MinCount`; None where the service sent none."""
    status: str = ""
    instance_type: str = ""


class ClusterInfo(NamedTuple):
    """What the picker and the header need of DescribeCluster."""

    cluster_arn: str
    cluster_name: str
    cluster_status: str
    creation_time: float | None
    continuous: bool
    """Whether `NodeProvisioningMode` is `Continuous`: only then has the cluster events."""
    current_count: int
    """The groups' `CurrentCount`, added up, restricted instance groups included."""
    target_count: int
    """The groups' `TargetCount`, added up."""
    failure_message: str
    groups: tuple[GroupCount, ...] = ()


class ClusterNode(NamedTuple):
    """One row of ListClusterNodes. A text that the service did not send is empty."""

    instance_id: str
    """Empty while the node has no instance yet."""
    node_logical_id: str
    instance_group_name: str
    instance_type: str
    status: str
    message: str
    """The service keeps it across retries, so it may be that of an earlier failure."""
    private_dns_hostname: str
    launch_time: float | None


class Event(NamedTuple):
    """One row of ListClusterEvents. A text that the service did not send is empty."""

    event_id: str
    event_time: float
    odd_time: str
    """The time as it came, where it could not be read; `event_time` is then a neighbour's."""
    event_level: str
    resource_type: str
    instance_group_name: str
    instance_id: str
    description: str
    cluster_arn: str
    cluster_name: str
    operation_id: str


class EventDetail(NamedTuple):
    """The answer of DescribeClusterEvent, whole and in the service's order."""

    event_id: str
    body: Json


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a listing.

    `next_token` is None when the service says that nothing follows.
    """

    items: tuple[Item, ...]
    next_token: str | None
    unreadable: frozenset[int] = frozenset()
    """A hash of each row that cannot be used, such as an event without ID."""


class ServiceFilter(NamedTuple):
    """Parameters of ListClusterEvents; "" and None are not sent.

    Times are whole seconds since the epoch, and enclose the times that the filter names.
    """

    node_id: str = ""
    instance_group_name: str = ""
    resource_type: str = ""
    after: float | None = None
    before: float | None = None
    operation_id: str = ""

    def narrowed(self, other: ServiceFilter) -> ServiceFilter:
        """Both at once, as far as one request can say it.

        Of two values for one parameter the first is sent: it alone lets through all that both
        would let through.
        """
        afters = [time for time in (self.after, other.after) if time is not None]
        befores = [time for time in (self.before, other.before) if time is not None]
        return ServiceFilter(
            node_id=self.node_id or other.node_id,
            instance_group_name=self.instance_group_name or other.instance_group_name,
            resource_type=self.resource_type or other.resource_type,
            after=max(afters, default=None),
            before=min(befores, default=None),
            operation_id=self.operation_id or other.operation_id,
        )
