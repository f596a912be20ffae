"""A cluster as ListClusters, DescribeCluster and ListClusterNodes show it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hpev_tui.demo.cluster import Cluster, NodeState
from hpev_tui.demo.plan import ACCOUNT, REGION, GroupPlan, Stage

RELEASE = "1.0.12"
"""The version of the machine image that up-to-date nodes run."""

# Nodes with these statuses are part of their group's CurrentCount.
_COUNTED = ("Running", "SystemUpdating", "DeepHealthCheckInProgress")


def cluster_summary(cluster: Cluster) -> dict[str, Any]:
    """A cluster as ListClusters shows it."""
    plan, stage = cluster.plan, cluster.stage
    row: dict[str, Any] = {
        "ClusterArn": stage.arn,
        "ClusterName": plan.name,
        "CreationTime": cluster.created,
        "ClusterStatus": plan.status,
        "ImageVersionStatus": "UpToDate",
    }
    if stage.training_plan_arn:
        row["TrainingPlanArns"] = [stage.training_plan_arn]
    return row


def cluster_description(cluster: Cluster, now: float) -> dict[str, Any]:
    """A cluster as DescribeCluster shows it."""
    plan, stage = cluster.plan, cluster.stage
    counts = Counter(node.group for node in cluster.nodes(now) if node.status in _COUNTED)
    changed = cluster.group_fields(now)
    entries = {
        group.name: {**_group(stage, group, counts[group.name]), **changed.get(group.name, {})}
        for group in plan.groups
    }
    description: dict[str, Any] = {
        "ClusterArn": stage.arn,
        "ClusterName": plan.name,
        "ClusterStatus": plan.status,
        "CreationTime": cluster.created,
        "InstanceGroups": [entries[group.name] for group in plan.groups if not group.restricted],
        "VpcConfig": {
            "SecurityGroupIds": stage.security_groups(),
            "Subnets": [stage.subnet(number) for number in range(plan.subnets)],
        },
        "Orchestrator": _orchestrator(stage),
        "NodeRecovery": "Automatic",
    }
    if restricted := [entries[group.name] for group in plan.groups if group.restricted]:
        description["RestrictedInstanceGroups"] = restricted
    if plan.continuous:
        description["NodeProvisioningMode"] = "Continuous"
    if plan.orchestrator == "Eks":
        description["ClusterRole"] = stage.role("SageMakerHyperPodClusterRole")
    return {**description, **plan.fields}


def node_summary(stage: Stage, node: NodeState, *, logical_ids: bool) -> dict[str, Any]:
    """A node as ListClusterNodes shows it.

    A node that has no instance yet has an empty `InstanceId`: the service's model requires the
    field, and says nothing of what such a node has in it.
    """
    status = {"Status": node.status}
    if node.message:
        status["Message"] = node.message
    row: dict[str, Any] = {
        "InstanceGroupName": node.group,
        "InstanceId": node.instance_id,
        "InstanceType": stage.group(node.group).instance_type,
        "LaunchTime": node.since,
        "InstanceStatus": status,
    }
    if logical_ids:
        row["NodeLogicalId"] = node.logical_id
    if node.instance_id:
        row["PrivateDnsHostname"] = f"{_host(stage, node)}.{REGION}.compute.internal"
        row["CurrentImageReleaseVersion"] = RELEASE
        row["ImageVersionStatus"] = "UpToDate"
    return row


def _host(stage: Stage, node: NodeState) -> str:
    numbers = (stage.seeded.word(4, "host", node.instance_id, part) for part in range(2))
    third, fourth = (int(number, 16) % 254 + 1 for number in numbers)
    return f"ip-10-1-{third}-{fourth}"


def _group(stage: Stage, group: GroupPlan, current: int) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "CurrentCount": current,
        "TargetCount": group.target,
        "InstanceGroupName": group.name,
        "InstanceType": group.instance_type,
        "ExecutionRole": stage.role("SageMakerHyperPodExecutionRole"),
        "ThreadsPerCore": 2,
        "Status": "InService",
        "OverrideVpcConfig": {
            "SecurityGroupIds": stage.security_groups(),
            "Subnets": [stage.subnet(number) for number in group.subnets],
        },
    }
    if not group.restricted:
        entry["LifeCycleConfig"] = {
            "SourceS3Uri": f"s3://sagemaker-{REGION}-{ACCOUNT}/hyperpod/{stage.name}",
            "OnCreate": "on_create.sh",
        }
        entry["CurrentImageId"] = "default"
        entry["CurrentImageReleaseVersion"] = RELEASE
        entry["ImageVersionStatus"] = "UpToDate"
    if stage.training_plan_arn and group.instance_type.startswith("ml.p"):
        entry["TrainingPlanArn"] = stage.training_plan_arn
        entry["TrainingPlanStatus"] = "Active"
    return {**entry, **group.fields}


def _orchestrator(stage: Stage) -> dict[str, Any]:
    if stage.plan.orchestrator == "Eks":
        arn = f"arn:aws:eks:{REGION}:{ACCOUNT}:cluster/{stage.eks_name}"
        return {"Eks": {"ClusterArn": arn}}
    return {"Slurm": {"SlurmConfigStrategy": "Managed"}}
