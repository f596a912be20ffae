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


IN_SERVICE, FAILED = "InService", "Failed"
CHANGING = frozenset({"Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting"})
"""Of the values of `ClusterStatus` (DescribeCluster API reference), those that pass by."""


class Cluster(NamedTuple):
    """One row of ListClusters."""

    cluster_arn: str
    cluster_name: str
    cluster_status: str
    creation_time: float | None


class GroupCount(NamedTuple):
    """An instance group as DescribeCluster describes it.

    A text or a list that was not sent is empty. `docs/facts.md` says which member is shown where.
    """

    instance_group_name: str
    current_count: int
    target_count: int
    min_count: int | None = None
    """`MinCount`; None where the service sent none."""
    status: str = ""
    instance_type: str = ""
    """`InstanceType`; a flexible group has none."""
    current_instance_types: tuple[str, ...] = ()
    """`InstanceRequirements.CurrentInstanceTypes` of a flexible group."""
    desired_instance_types: tuple[str, ...] = ()
    """`InstanceRequirements.DesiredInstanceTypes`."""
    type_counts: tuple[tuple[str, int], ...] = ()
    """`InstanceTypeDetails`: how many nodes a flexible group has of each type."""
    training_plan_arn: str = ""
    training_plan_status: str = ""
    """The model lists no values for it; those of a training plan itself are Pending, Active,
    Scheduled, Expired and Failed."""
    software_update_status: str = ""
    """That of the last UpdateClusterSoftware request."""
    target_state_count: int | None = None
    """`TargetStateCount`: how many nodes have the desired image; None where none was sent."""
    rollback_alarms: tuple[str, ...] = ()
    """The alarms of `ActiveSoftwareUpdateConfig`, on which an update is rolled back."""
    current_image: str = ""
    """`CurrentImageId` and `CurrentImageReleaseVersion`, as far as they were sent."""
    desired_image: str = ""
    """`DesiredImageId` and `DesiredImageReleaseVersion`."""
    image_version_status: str = ""
    scheduled_update: str = ""
    """`ScheduledUpdateConfig.ScheduleExpression`."""
    next_patch: float | None = None
    """`AutoPatchConfig.CurrentPatchSchedule.NextPatchDate`, in seconds since the epoch."""
    subnets: tuple[str, ...] = ()
    """`OverrideVpcConfig.Subnets`; where it is empty the cluster's `VpcConfig` counts."""
    security_group_ids: tuple[str, ...] = ()
    """`OverrideVpcConfig.SecurityGroupIds`; where it is empty the cluster's `VpcConfig` counts."""
    interface_type: str = ""
    """`NetworkInterface.InterfaceType`: efa or efa-only."""
    slurm_node_type: str = ""
    """`SlurmConfig.NodeType`: Controller, Login or Compute."""
    slurm_partitions: tuple[str, ...] = ()
    deep_health_checks: tuple[str, ...] = ()
    """`OnStartDeepHealthChecks`: what each new node has to pass."""
    active_operations: tuple[str, ...] = ()
    """The keys of `ActiveOperations` that are under way, such as Scaling."""
    execution_role: str = ""
    lifecycle_source: str = ""
    """`LifeCycleConfig.SourceS3Uri`."""
    lifecycle_scripts: tuple[str, ...] = ()
    """`LifeCycleConfig.OnCreate` and `OnInitComplete`, as far as they were sent."""
    is_restricted: bool = False
    """Whether it is one of `RestrictedInstanceGroups`."""
    file_system_gib: int | None = None
    """`EnvironmentConfig.FSxLustreConfig.SizeInGiB` of a restricted group."""

    @property
    def instance_types(self) -> tuple[str, ...]:
        """Every type that its nodes may have: its own, or those of a flexible group."""
        if self.instance_type:
            return (self.instance_type,)
        counted = tuple(name for name, _ in self.type_counts if name)
        return self.desired_instance_types or self.current_instance_types or counted


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
    node_recovery: str = ""
    """`NodeRecovery`: Automatic or None, as a text; empty where the service sent none."""
    subnets: tuple[str, ...] = ()
    """`VpcConfig.Subnets`."""
    security_group_ids: tuple[str, ...] = ()
    """`VpcConfig.SecurityGroupIds`."""
    auto_scaling_mode: str = ""
    auto_scaler_type: str = ""
    auto_scaling_status: str = ""
    auto_scaling_failure: str = ""
    """`AutoScaling.FailureMessage`."""
    orchestrator: str = ""
    """The member of `Orchestrator` that is set: Eks or Slurm."""
    eks_cluster_arn: str = ""
    slurm_config_strategy: str = ""
    cluster_role: str = ""

    def group(self, name: str) -> GroupCount | None:
        """The instance group of that name; None where DescribeCluster names none."""
        return next((each for each in self.groups if each.instance_group_name == name), None)

    def security_groups_of(self, name: str) -> tuple[str, ...]:
        """The security groups that a group's nodes get: its own, else the cluster's."""
        group = self.group(name)
        return (group.security_group_ids if group else ()) or self.security_group_ids

    def subnets_of(self, name: str) -> tuple[str, ...]:
        """The subnets that a group's nodes may be in: its own, else the cluster's."""
        group = self.group(name)
        return (group.subnets if group else ()) or self.subnets


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
    ultra_server_id: str = ""
    """`UltraServerInfo.Id`."""
    ultra_server_type: str = ""
    last_software_update_time: float | None = None
    image_release_version: str = ""
    """`CurrentImageReleaseVersion`."""
    image_version_status: str = ""


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
