"""Clusters with which nothing is wrong: healthy, not Continuous, and empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpev_tui.demo.plan import ACCOUNT, DAY, HOUR, MINUTE, REGION, ClusterPlan, GroupPlan
from hpev_tui.demo.stories.steps import in_order

if TYPE_CHECKING:
    from hpev_tui.demo.plan import Node, Stage
    from hpev_tui.demo.told import StoryEvent

_WORKERS, _RESTRICTED = "worker-g6", "nova-p5"


def calm_plans() -> list[ClusterPlan]:
    """The clusters without trouble."""
    return [_quiet_plan(), _static_plan(), _empty_plan()]


def no_story(_: Stage) -> tuple[StoryEvent, ...]:
    """The story of a cluster in which nothing happens."""
    return ()


def _static_plan() -> ClusterPlan:
    return ClusterPlan(
        name="legacy-static",
        age=398 * DAY,
        orchestrator="Slurm",
        continuous=False,
        groups=(
            GroupPlan("controller-machine", "ml.m5.2xlarge", 1, 1),
            GroupPlan("worker-p4", "ml.p4d.24xlarge", 4, 4),
        ),
        story=no_story,
        fields={"NodeRecovery": "None", "Orchestrator": {"Slurm": {}}},
    )


def _empty_plan() -> ClusterPlan:
    return ClusterPlan(
        name="empty-new",
        age=20 * MINUTE,
        groups=(GroupPlan("workers", "ml.g5.2xlarge", 0, 0),),
        story=no_story,
    )


def _quiet_plan() -> ClusterPlan:
    output = {"S3OutputPath": f"s3://sagemaker-{REGION}-{ACCOUNT}/nova-output"}
    file_system = {"SizeInGiB": 1200, "PerUnitStorageThroughput": 250}
    return ClusterPlan(
        name="quiet-prod",
        age=371 * DAY,
        groups=(
            GroupPlan(_WORKERS, "ml.g6.12xlarge", 6, 6, subnets=(0, 1)),
            GroupPlan("system", "ml.m5.2xlarge", 3, 3),
            GroupPlan(
                _RESTRICTED,
                "ml.p5.48xlarge",
                2,
                2,
                fields={"EnvironmentConfig": {"FSxLustreConfig": file_system, **output}},
                restricted=True,
            ),
        ),
        story=_quiet_story,
        subnets=2,
        fields={
            "AutoScaling": {
                "Mode": "Enable",
                "AutoScalerType": "Karpenter",
                "Status": "InService",
            },
            "RestrictedInstanceGroupsConfig": {
                "SharedEnvironmentConfig": {
                    "CurrentFSxLustreConfig": file_system,
                    "CurrentFSxLustreDeletionPolicy": "Keep",
                }
            },
        },
    )


def _quiet_story(stage: Stage) -> list[StoryEvent]:
    rig = -19 * DAY
    return in_order(
        [
            stage.tell(-24 * DAY, "crd-installed"),
            stage.tell(-24 * DAY + 20, "karpenter-policies"),
            stage.tell(-24 * DAY + 41, "autoscaling"),
            stage.tell(rig, "group-creation-started", group=_RESTRICTED, operation_name="creation"),
            stage.tell(rig + 15, "platform-network", group=_RESTRICTED),
            stage.tell(rig + 60, "fsx-started", group=_RESTRICTED),
            stage.tell(rig + 14 * MINUTE, "fsx-completed", group=_RESTRICTED),
        ],
        _patched_at_night(stage, -5.3 * DAY),
        (_renewed(stage, node, -30 * HOUR) for node in stage.nodes(_WORKERS, 0, 6)),
    )


def _renewed(stage: Stage, node: Node, at: float) -> StoryEvent:
    begin = at + 70 * node.number
    return stage.tell_node(begin, "kubernetes-config", node, stage.instance(node))


def _patched_at_night(stage: Stage, at: float) -> list[StoryEvent]:
    """A software update as it should be."""
    events = [
        stage.tell(at, "patch-scheduled", group=_WORKERS),
        stage.tell(at + 4 * MINUTE, "patch-started", group=_WORKERS, strategy="Rolling"),
        stage.tell(at + 95 * MINUTE, "patch-completed", group=_WORKERS),
    ]
    for node in stage.nodes(_WORKERS, 0, 6):
        begin = at + 5 * MINUTE + 14 * MINUTE * node.number
        instance = stage.instance(node)
        events += [
            stage.tell_node(begin, "cordoned", node, instance),
            stage.tell_node(begin + 50, "root-volume", node, instance),
            stage.tell_node(begin + 12 * MINUTE, "patched", node, instance),
            stage.tell_node(begin + 12.4 * MINUTE, "restored", node, instance),
        ]
    return events
