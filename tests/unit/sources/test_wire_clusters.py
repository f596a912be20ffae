"""What explains a cluster and its groups, as DescribeCluster sends it, whatever it sends."""

from __future__ import annotations

from help.cases import every
from hpev_tui.model.events import GroupCount, Json
from hpev_tui.sources.aws import wire

TIME = 1780334425.35
CLUSTER: dict[str, Json] = {
    "ClusterArn": "arn",
    "NodeRecovery": "None",
    "ClusterRole": "arn:role",
    "VpcConfig": {"SecurityGroupIds": ["sg-a"], "Subnets": ["subnet-a", "subnet-b"]},
    "AutoScaling": {
        "Mode": "Enable",
        "AutoScalerType": "Karpenter",
        "Status": "Failed",
        "FailureMessage": "another\ninstallation",
    },
    "Orchestrator": {"Eks": {"ClusterArn": "arn:eks"}},
}
GROUP: dict[str, Json] = {
    "InstanceGroupName": "flex",
    "InstanceRequirements": {
        "CurrentInstanceTypes": ["ml.g5.12xlarge"],
        "DesiredInstanceTypes": ["ml.g5.12xlarge", "ml.g6.12xlarge"],
    },
    "InstanceTypeDetails": [{"InstanceType": "ml.g5.12xlarge", "CurrentCount": 2}],
    "TrainingPlanArn": "arn:plan",
    "TrainingPlanStatus": "Expired",
    "SoftwareUpdateStatus": "RollbackComplete",
    "TargetStateCount": 1,
    "ActiveSoftwareUpdateConfig": {"AutoRollbackConfiguration": [{"AlarmName": "errors"}]},
    "CurrentImageId": "ami-1",
    "CurrentImageReleaseVersion": "1.4.2",
    "DesiredImageReleaseVersion": "1.5.0",
    "ImageVersionStatus": "UpdateAvailable",
    "ScheduledUpdateConfig": {"ScheduleExpression": "cron(0 0 1 * ? *)"},
    "AutoPatchConfig": {"CurrentPatchSchedule": {"NextPatchDate": TIME}},
    "OverrideVpcConfig": {"SecurityGroupIds": ["sg-b"], "Subnets": ["subnet-c"]},
    "NetworkInterface": {"InterfaceType": "efa"},
    "SlurmConfig": {"NodeType": "Compute", "PartitionNames": ["dev"]},
    "OnStartDeepHealthChecks": ["InstanceStress"],
    "ActiveOperations": {"Scaling": 1, "Other": 0},
    "ExecutionRole": "arn:exec",
    "LifeCycleConfig": {"SourceS3Uri": "s3://b/x", "OnCreate": "a.sh", "OnInitComplete": "b.sh"},
    "EnvironmentConfig": {"FSxLustreConfig": {"SizeInGiB": 12000}},
}


def test_what_explains_a_cluster_and_its_groups_is_read() -> None:
    info = wire.cluster_info({**CLUSTER, "InstanceGroups": [GROUP]})
    assert info[9:] == (
        "None",
        ("subnet-a", "subnet-b"),
        ("sg-a",),
        *("Enable", "Karpenter", "Failed", "another installation"),
        *("Eks", "arn:eks", "", "arn:role"),
    )
    assert info.groups[0] == GroupCount(
        instance_group_name="flex",
        current_count=0,
        target_count=0,
        current_instance_types=("ml.g5.12xlarge",),
        desired_instance_types=("ml.g5.12xlarge", "ml.g6.12xlarge"),
        type_counts=(("ml.g5.12xlarge", 2),),
        training_plan_arn="arn:plan",
        training_plan_status="Expired",
        software_update_status="RollbackComplete",
        target_state_count=1,
        rollback_alarms=("errors",),
        current_image="ami-1 1.4.2",
        desired_image="1.5.0",
        image_version_status="UpdateAvailable",
        scheduled_update="cron(0 0 1 * ? *)",
        next_patch=TIME,
        subnets=("subnet-c",),
        security_group_ids=("sg-b",),
        interface_type="efa",
        slurm_node_type="Compute",
        slurm_partitions=("dev",),
        deep_health_checks=("InstanceStress",),
        active_operations=("Scaling",),
        execution_role="arn:exec",
        lifecycle_source="s3://b/x",
        lifecycle_scripts=("a.sh", "b.sh"),
        file_system_gib=12000,
    )


@every("odd", ["x", 7, [], [None], {"a": {}}, True, None])
def test_a_member_of_another_kind_is_as_good_as_none(odd: Json) -> None:
    body = {name: odd for name in CLUSTER if name not in ("NodeRecovery", "ClusterRole")}
    structures = [name for name, value in GROUP.items() if not isinstance(value, (str, int))]
    info = wire.cluster_info({**body, "InstanceGroups": [dict.fromkeys(structures, odd)]})
    assert not any(info[9:])
    assert not any(info.groups[0].instance_types)
    assert (info.groups[0].next_patch, info.groups[0].subnets) == (None, ())


def test_a_group_without_a_network_of_its_own_has_the_clusters() -> None:
    plain: dict[str, Json] = {"InstanceGroupName": "plain", "InstanceType": "ml.m5.large"}
    info = wire.cluster_info({**CLUSTER, "InstanceGroups": [GROUP, plain]})
    assert [info.security_groups_of(name) for name in ("flex", "plain", "gone")] == [
        ("sg-b",),
        ("sg-a",),
        ("sg-a",),
    ]
    assert [info.subnets_of(name)[0] for name in ("flex", "plain")] == ["subnet-c", "subnet-a"]
    assert [group.instance_types for group in info.groups] == [
        ("ml.g5.12xlarge", "ml.g6.12xlarge"),
        ("ml.m5.large",),
    ]
