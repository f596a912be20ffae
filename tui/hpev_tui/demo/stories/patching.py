"""A software update that fails its alarms and rolls back, leaving one node to be replaced."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hpev_tui.demo.plan import DAY, HOUR, MINUTE, ClusterPlan, GroupChange, GroupPlan
from hpev_tui.demo.stories.steps import in_order

if TYPE_CHECKING:
    from hpev_tui.demo.plan import Node, Stage, StoryEvent

_GROUP = "worker-p4"
_BEGIN = -4.2 * HOUR
_ALARMS = "p4-gpu-errors, p4-efa-drops"
_NEW_RELEASE = "1.0.13"
_DEPLOYMENT = {
    "RollingUpdatePolicy": {
        "MaximumBatchSize": {"Type": "INSTANCE_COUNT", "Value": 2},
        "RollbackMaximumBatchSize": {"Type": "CAPACITY_PERCENTAGE", "Value": 50},
    },
    "WaitIntervalInSeconds": 600,
    "AutoRollbackConfiguration": [{"AlarmName": name} for name in _ALARMS.split(", ")],
}


def patch_plan() -> ClusterPlan:
    """A cluster whose software update went wrong this morning."""
    return ClusterPlan(
        name="patch-rollback",
        age=11 * DAY,
        groups=(
            GroupPlan(
                _GROUP,
                "ml.p4d.24xlarge",
                8,
                8,
                subnets=(0, 1),
                fields={
                    "ScheduledUpdateConfig": {
                        "ScheduleExpression": "cron(0 4 ? * SUN *)",
                        "DeploymentConfig": _DEPLOYMENT,
                    },
                    "TargetStateCount": 8,
                    "ImageVersionStatus": "UpdateAvailable",
                },
                verdict="recovered",
            ),
            GroupPlan("system", "ml.m5.2xlarge", 2, 2),
        ),
        story=_story,
        subnets=2,
    )


def _story(stage: Stage) -> list[StoryEvent]:
    return in_order(
        _scheduled(stage),
        _first_batch(stage, _BEGIN + 10 * MINUTE),
        _second_batch(stage, _BEGIN + 55 * MINUTE),
        _rolled_back(stage, _BEGIN + 78 * MINUTE),
        _replaced(stage, stage.node(_GROUP, 4), _BEGIN + 110 * MINUTE),
    )


def _of_group(
    stage: Stage, at: float, wording: str, status: str = "", **texts: object
) -> StoryEvent:
    """An event of the group; `status` is how its update stands from now on."""
    change = GroupChange(_GROUP, {"SoftwareUpdateStatus": status}) if status else None
    return replace(stage.event(at, wording, group=_GROUP, change=change), texts=texts)


def _scheduled(stage: Stage) -> list[StoryEvent]:
    image = stage.seeded.resource("ami", stage.name)
    return [
        stage.event(_BEGIN, "ami-found", group=_GROUP, metadata={"AmiOverride": image}, ami=image),
        _of_group(stage, _BEGIN + 30, "patch-scheduled", "Pending"),
        _of_group(stage, _BEGIN + 9 * MINUTE, "patch-started", "InProgress", strategy="Rolling"),
    ]


def _first_batch(stage: Stage, at: float) -> list[StoryEvent]:
    skipped = stage.node(_GROUP, 2)
    return [
        _of_group(stage, at, "patch-batch"),
        *_patched(stage, stage.node(_GROUP, 0), at + 20),
        *_patched(stage, stage.node(_GROUP, 1), at + 26),
        stage.node_event(at + 31, "patch-skipped", skipped, stage.instance(skipped)),
        _of_group(stage, at + 32 * MINUTE, "bake-started", alarms=_ALARMS, seconds=600),
        _of_group(stage, at + 42 * MINUTE, "bake-completed", seconds=600),
    ]


def _begins(stage: Stage, node: Node, at: float) -> list[StoryEvent]:
    instance = stage.instance(node)
    return [
        stage.node_event(at, "cordoned", node, instance, status="SystemUpdating"),
        stage.node_event(at + 75, "root-volume", node, instance),
        stage.node_event(
            at + 400,
            "script-started",
            node,
            instance,
            fields={"LcsExecutionState": "Started"},
            state="Started",
        ),
    ]


def _patched(stage: Stage, node: Node, at: float) -> list[StoryEvent]:
    instance = stage.instance(node)
    return [
        *_begins(stage, node, at),
        stage.node_event(at + 28 * MINUTE, "patched", node, instance),
        stage.node_event(at + 28.3 * MINUTE, "restored", node, instance, status="Running"),
    ]


def _second_batch(stage: Stage, at: float) -> list[StoryEvent]:
    """One node of the batch comes up; the lifecycle script of the other one does not."""
    bad = stage.node(_GROUP, 4)
    instance = stage.instance(bad)
    return [
        _of_group(stage, at, "patch-batch"),
        *_begins(stage, stage.node(_GROUP, 3), at + 18),
        *_begins(stage, bad, at + 22),
        stage.node_event(
            at + 13 * MINUTE,
            "script-failed",
            bad,
            instance,
            status="Failure",
            failure=stage.message("lifecycle"),
            counts=True,
            fields={"LcsExecutionState": "Failed"},
        ),
        stage.node_event(at + 13 * MINUTE + 6, "node-rollback-started", bad, instance),
        _of_group(stage, at + 16 * MINUTE, "bake-started", alarms=_ALARMS, seconds=600),
        _of_group(
            stage, at + 21 * MINUTE, "bake-failed", "RollbackInProgress", alarms="p4-gpu-errors"
        ),
    ]


def _rolled_back(stage: Stage, at: float) -> list[StoryEvent]:
    bad = stage.node(_GROUP, 4)
    events = [
        stage.event(
            at,
            "rollback-started",
            group=_GROUP,
            metadata={"FailureMessage": stage.message("lifecycle")},
        )
    ]
    for node in (stage.node(_GROUP, number) for number in (3, 0, 1)):
        instance = stage.instance(node)
        begin = at + 40 + 7 * MINUTE * (node.number + 1)
        events += [
            stage.node_event(begin, "node-rolled-back", node, instance, status="SystemUpdating"),
            stage.node_event(begin + 25, "restored", node, instance, status="Running"),
        ]
    return [
        *events,
        stage.node_event(
            at + 9.5 * MINUTE,
            "node-rollback-failed",
            bad,
            stage.instance(bad),
            failure=stage.message("service"),
            counts=True,
        ),
        stage.event(
            at + 30 * MINUTE,
            "patch-failed",
            group=_GROUP,
            metadata={"FailureMessage": stage.message("lifecycle")},
            change=GroupChange(
                _GROUP,
                {
                    "SoftwareUpdateStatus": "RollbackComplete",
                    "DesiredImageReleaseVersion": _NEW_RELEASE,
                },
            ),
        ),
        _of_group(stage, at + 30.4 * MINUTE, "patch-queued"),
    ]


def _replaced(stage: Stage, node: Node, at: float) -> list[StoryEvent]:
    """The node that could not be rolled back gets another instance."""
    instance = stage.instance(node, 1)
    return [
        stage.node_event(at, "replacement-started", node, instance, status="Pending"),
        stage.node_event(at + 22 * MINUTE, "kubernetes-config", node, instance),
        stage.node_event(
            at + 22.5 * MINUTE, "replacement-completed", node, instance, status="Running"
        ),
    ]
