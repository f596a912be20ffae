"""What DescribeCluster and ListClusterNodes say of why something is incomplete, in words."""

from __future__ import annotations

from typing import Any

import pytest

from hpev_tui.findings.described import (
    cluster_facts,
    cluster_problems,
    group_facts,
    group_problems,
    node_facts,
)
from hpev_tui.model.events import ClusterInfo, ClusterNode, GroupCount

CLUSTER = ClusterInfo("arn", "vision", "InService", None, True, 0, 0, "")
GROUP = GroupCount("p5", 2, 4)


def test_a_cluster_that_is_well_has_no_problem() -> None:
    well = CLUSTER._replace(auto_scaling_mode="Enable", auto_scaling_status="InService")
    assert cluster_problems(CLUSTER) == cluster_problems(well) == []


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        (
            {"cluster_status": "Failed", "failure_message": "No role."},
            ["Cluster Failed: No role."],
        ),
        (
            {"cluster_status": "Failed"},
            ["Cluster Failed: no FailureMessage in DescribeCluster"],
        ),
        # What it says while it is in service is shown with that status.
        ({"failure_message": "Old."}, ["Cluster InService: Old."]),
        ({"cluster_status": "", "failure_message": "Bare."}, ["Cluster: Bare."]),
        (
            {
                "auto_scaler_type": "Karpenter",
                "auto_scaling_status": "Failed",
                "auto_scaling_failure": "It exists.",
            },
            ["AutoScaling (Karpenter) Failed: It exists."],
        ),
        ({"auto_scaling_status": "Failed"}, ["AutoScaling Failed"]),
        ({"auto_scaling_failure": "It exists."}, ["AutoScaling: It exists."]),
    ],
)
def test_why_a_cluster_is_not_what_it_should_be(said: dict[str, Any], problems: list[str]) -> None:
    assert cluster_problems(CLUSTER._replace(**said)) == problems


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        ({}, []),
        ({"status": "InService", "software_update_status": "Succeeded"}, []),
        ({"training_plan_status": "Active"}, []),
        ({"status": "Creating", "software_update_status": "InProgress"}, []),
        ({"status": "Degraded"}, ["status Degraded"]),
        (
            {"training_plan_status": "Expired", "software_update_status": "Failed"},
            ["training plan Expired", "software update Failed"],
        ),
        ({"training_plan_status": "Scheduled"}, ["training plan Scheduled"]),
        # Undone is no success, whatever the group's counts say.
        (
            {"software_update_status": "RollbackComplete"},
            ["software update rolled back (RollbackComplete)"],
        ),
        (
            {"software_update_status": "RollbackInProgress"},
            ["software update RollbackInProgress"],
        ),
    ],
)
def test_why_a_group_may_be_incomplete(said: dict[str, Any], problems: list[str]) -> None:
    assert group_problems(GROUP._replace(**said)) == problems


def test_a_group_says_its_types_its_plan_its_update_and_its_network() -> None:
    cluster = CLUSTER._replace(subnets=("subnet-a",), security_group_ids=("sg-a",))
    flexible = GroupCount(
        "flex",
        3,
        6,
        desired_instance_types=("ml.g5.12xlarge", "ml.g6.12xlarge"),
        type_counts=(("ml.g5.12xlarge", 2), ("ml.g6e.12xlarge", 1)),
        training_plan_arn="arn:plan",
        training_plan_status="Expired",
        software_update_status="Failed",
        target_state_count=1,
        rollback_alarms=("a", "b", "c", "d", "e", "f"),
        current_image="ami-1",
        desired_image="ami-2",
        image_version_status="UpdateAvailable",
        slurm_node_type="Compute",
        slurm_partitions=("dev",),
        interface_type="efa",
    )
    assert dict(group_facts(cluster, flexible)) == {
        "Training plan": "Expired arn:plan",
        "Software update": (
            "Failed, 1 of 3 have the desired image, rolled back on an alarm in a, b, c, d +2"
        ),
        "Image": "ami-1, desired ami-2 (UpdateAvailable)",
        "Instance types": "ml.g5.12xlarge 2, ml.g6.12xlarge, ml.g6e.12xlarge 1",
        "Network": "the cluster's VpcConfig: subnet-a, sg-a, efa",
        "Slurm": "Compute, partitions dev",
    }
    own = GROUP._replace(instance_type="ml.p5.48xlarge", security_group_ids=("sg-b",))
    assert group_facts(cluster, own) == [("Network", "OverrideVpcConfig: sg-b")]
    assert group_facts(None, GROUP) == []


def test_only_what_was_sent_is_said() -> None:
    assert cluster_facts(CLUSTER) == [
        ("Cluster", "vision"),
        ("ClusterArn", "arn"),
        ("ClusterStatus", "InService"),
    ]
    scaled = CLUSTER._replace(auto_scaler_type="Karpenter", auto_scaling_status="InService")
    assert ("AutoScaling", "Karpenter InService") in cluster_facts(scaled)
    node = ClusterNode("i-1", "", "g", "", "Running", "", "", None)
    assert node_facts(node) == []
    in_rack = node._replace(ultra_server_id="us-1", ultra_server_type="x72")
    assert node_facts(in_rack) == [("UltraServer", "us-1 x72")]
