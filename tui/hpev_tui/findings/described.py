"""What DescribeCluster says of why a cluster or an instance group is incomplete, in words.

It describes how things are now; events say what was done then. `docs/facts.md` says of each
member of the answer where it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from hpev_tui.model.events import ClusterInfo, ClusterNode, GroupCount
from hpev_tui.text.clean import utc_iso
from hpev_tui.text.lists import listed

Fact = tuple[str, str]
"""A name, mostly the service's own, and what there is to say."""

_FAILED = ("Failed", "Degraded")
"""Values of a group's `Status` that say that something is wrong (AWS service model)."""

_UNDONE = {
    "Failed": "software update Failed",
    "RollbackInProgress": "software update RollbackInProgress",
    "RollbackComplete": "software update rolled back (RollbackComplete)",
}
"""Values of `SoftwareUpdateStatus` of an update that did not succeed (AWS service model)."""

_PLAN_IS_USABLE = "Active"
"""The one status of a training plan in which it has capacity to give (AWS service model)."""


def cluster_problems(info: ClusterInfo) -> list[str]:
    """Why the cluster is not what it should be, in the service's own words; the gravest first."""
    problems = []
    if info.failure_message:
        problems.append(f"Cluster {info.cluster_status}: {info.failure_message}".replace(" :", ":"))
    elif info.cluster_status == "Failed":
        problems.append("Cluster Failed: no FailureMessage in DescribeCluster")
    if info.auto_scaling_failure or info.auto_scaling_status == "Failed":
        problems.append(_auto_scaling(info))
    return problems


def _auto_scaling(info: ClusterInfo) -> str:
    kind = f" ({info.auto_scaler_type})" if info.auto_scaler_type else ""
    status = info.auto_scaling_status or info.auto_scaling_mode
    message = f": {info.auto_scaling_failure}" if info.auto_scaling_failure else ""
    return f"AutoScaling{kind} {status}".rstrip() + message


@lru_cache(maxsize=1024)
def group_problems(group: GroupCount) -> Sequence[str]:
    """Why a group may be incomplete, as far as DescribeCluster says; the gravest first."""
    problems = []
    if group.status in _FAILED:
        problems.append(f"status {group.status}")
    plan = group.training_plan_status
    if plan and plan != _PLAN_IS_USABLE:
        problems.append(f"training plan {plan}")
    if group.software_update_status in _UNDONE:
        problems.append(_UNDONE[group.software_update_status])
    return problems


def cluster_facts(info: ClusterInfo) -> list[Fact]:
    """What DescribeCluster says of the cluster as a whole, whole texts; only what it says."""
    status = info.auto_scaling_status or info.auto_scaling_mode
    scaling = " ".join(filter(None, (info.auto_scaler_type, status)))
    scaling = ": ".join(filter(None, (scaling, info.auto_scaling_failure)))
    orchestrator = " ".join(filter(None, (info.orchestrator, info.slurm_config_strategy)))
    facts = [
        ("Cluster", info.cluster_name),
        ("ClusterArn", info.cluster_arn),
        ("ClusterStatus", info.cluster_status),
        ("Cluster created", utc_iso(info.creation_time) if info.creation_time else ""),
        ("FailureMessage", info.failure_message),
        ("AutoScaling", scaling),
        ("NodeRecovery", info.node_recovery),
        ("Orchestrator", " ".join(filter(None, (orchestrator, info.eks_cluster_arn)))),
        ("VpcConfig", _network(info.subnets, info.security_group_ids)),
        ("ClusterRole", info.cluster_role),
    ]
    return [(name, value) for name, value in facts if value]


def group_facts(info: ClusterInfo | None, group: GroupCount) -> list[Fact]:
    """What DescribeCluster says of a group beside its counts; only what it says."""
    plan = " ".join(filter(None, (group.training_plan_status, group.training_plan_arn)))
    facts = [
        ("Training plan", plan),
        ("Software update", _software_update(group)),
        ("Instance types", _types(group)),
        ("Network", _group_network(info, group)),
        ("Deep health checks", _on_start(group)),
        ("In progress", ", ".join(group.active_operations)),
        ("Slurm", _slurm(group)),
        ("FSx for Lustre", f"{group.file_system_gib:,} GiB" if group.file_system_gib else ""),
        ("Image", _image(group)),
        ("Lifecycle scripts", _scripts(group)),
        ("Execution role", group.execution_role),
    ]
    return [(name, value) for name, value in facts if value]


def node_facts(node: ClusterNode) -> list[Fact]:
    """What ListClusterNodes says of a node beside its identity, its status and its launch."""
    updated, server = node.last_software_update_time, node.ultra_server_id
    image = " ".join(filter(None, (node.image_release_version, node.image_version_status)))
    facts = [
        ("PrivateDnsHostname", node.private_dns_hostname),
        ("UltraServer", " ".join(filter(None, (server, node.ultra_server_type)))),
        ("Image release", image),
        ("LastSoftwareUpdateTime", utc_iso(updated) if updated is not None else ""),
    ]
    return [(name, value) for name, value in facts if value]


def _software_update(group: GroupCount) -> str:
    count, planned = group.target_state_count, group.scheduled_update
    alarms, patch = group.rollback_alarms, group.next_patch
    # A rollback swaps the current and the desired image (AWS service model).
    is_back = group.software_update_status.startswith("Rollback")
    desired = "the previous image" if is_back else "the desired image"
    parts = [
        group.software_update_status,
        "" if count is None else f"{count:,} of {group.current_count:,} have {desired}",
        f"rolled back on an alarm in {listed(alarms)}" if alarms else "",
        f"scheduled {planned}" if planned else "",
        f"next patch {utc_iso(patch)}" if patch is not None else "",
    ]
    return ", ".join(filter(None, parts))


def _on_start(group: GroupCount) -> str:
    """The checks of `OnStartDeepHealthChecks`."""
    checks = ", ".join(group.deep_health_checks)
    return f"on start: {checks}" if checks else ""


def _image(group: GroupCount) -> str:
    current, desired = group.current_image, group.desired_image
    change = f", desired {desired}" if desired and desired != current else ""
    status = f" ({group.image_version_status})" if group.image_version_status else ""
    return f"{current}{change}{status}".strip(" ,")


def _types(group: GroupCount) -> str:
    """The types of a flexible group, with how many nodes it has of each."""
    counts = dict(group.type_counts)
    if not counts:
        return ""
    names = list(dict.fromkeys([*group.instance_types, *counts]))
    return listed([f"{name} {counts[name]:,}" if name in counts else name for name in names], 6)


def _group_network(info: ClusterInfo | None, group: GroupCount) -> str:
    if group.subnets or group.security_group_ids:
        network = f"OverrideVpcConfig: {_network(group.subnets, group.security_group_ids)}"
    elif info is not None and (info.subnets or info.security_group_ids):
        network = f"the cluster's VpcConfig: {_network(info.subnets, info.security_group_ids)}"
    else:
        network = ""
    return ", ".join(filter(None, (network, group.interface_type)))


def _network(subnets: tuple[str, ...], security_groups: tuple[str, ...]) -> str:
    return ", ".join(filter(None, (listed(subnets), listed(security_groups, 5))))


def _slurm(group: GroupCount) -> str:
    partitions = group.slurm_partitions
    named = f"partitions {listed(partitions)}" if partitions else ""
    return ", ".join(filter(None, (group.slurm_node_type, named)))


def _scripts(group: GroupCount) -> str:
    return " ".join(filter(None, (group.lifecycle_source, " ".join(group.lifecycle_scripts))))
