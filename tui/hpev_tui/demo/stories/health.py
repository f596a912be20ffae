"""Nodes that health monitoring finds faulty: rebooted, replaced, and replaced after a failure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hpev_tui.demo.plan import DAY, HOUR, MINUTE, ClusterPlan, GroupPlan
from hpev_tui.demo.stories.steps import in_order

if TYPE_CHECKING:
    from hpev_tui.demo.plan import Node, Stage, StoryEvent

_WORKERS = "worker-g5"
_AFTER_THE_START = 45.0


def health_plan() -> ClusterPlan:
    """Twelve workers: one is rebooted and three are replaced, one of them after the start."""
    return ClusterPlan(
        name="health-g5",
        age=9 * DAY,
        groups=(
            GroupPlan(
                _WORKERS,
                "ml.g5.48xlarge",
                12,
                12,
                subnets=(0, 1),
                fields={
                    "KubernetesConfig": {
                        "CurrentLabels": {"team": "vision"},
                        "DesiredLabels": {"team": "vision"},
                        "CurrentTaints": [
                            {"Key": "dedicated", "Value": "training", "Effect": "NoSchedule"}
                        ],
                    }
                },
                verdict="recovered",
            ),
            GroupPlan("system-m5", "ml.m5.2xlarge", 2, 2),
        ),
        story=_story,
        subnets=2,
    )


def _story(stage: Stage) -> list[StoryEvent]:
    replaced, rebooted, twice, last = (stage.node(_WORKERS, number) for number in (5, 9, 2, 7))
    return in_order(
        _leaves(stage, replaced, -5.1 * HOUR, "NvidiaGPUUnhealthy"),
        _replaced(stage, replaced, -5.1 * HOUR + 3 * MINUTE),
        _rebooted(stage, rebooted, -3 * HOUR),
        _leaves(stage, twice, -95 * MINUTE, "NvidiaErrorTerminate"),
        _replacement_fails(stage, twice, -92 * MINUTE),
        _replaced(stage, twice, -68 * MINUTE, life=2),
        _leaves(stage, last, _AFTER_THE_START, "NvidiaGPUUnhealthy"),
        _replaced(stage, last, _AFTER_THE_START + 3 * MINUTE),
    )


def _leaves(stage: Stage, node: Node, at: float, fault: str) -> list[StoryEvent]:
    """A faulty instance is terminated."""
    instance = stage.instance(node)
    eni = str(stage.enis(instance)["CustomerEni"])
    return [
        stage.node_event(
            at,
            "unhealthy",
            node,
            instance,
            status="Failure",
            fault=fault,
            repair="Replace",
        ),
        stage.node_event(at + 24, "terminating", node, instance, status="ShuttingDown"),
        stage.event(
            at + 95,
            "eni-deletion-failed",
            group=node.group,
            instance=instance,
            metadata={"CustomerEni": eni, "FailureMessage": stage.message("eni-in-use", eni=eni)},
        ),
        stage.event(
            at + 128,
            "eni-deleted",
            group=node.group,
            instance=instance,
            metadata={"CustomerEni": eni},
        ),
    ]


def _replaced(stage: Stage, node: Node, at: float, life: int = 1) -> list[StoryEvent]:
    """The node gets another instance, and keeps its logical ID."""
    instance = stage.instance(node, life)
    return [
        stage.node_event(at, "replacement-started", node, instance, status="Pending"),
        stage.node_event(
            at + 40,
            "script-started-id",
            node,
            instance,
            fields={"LcsExecutionState": "Started"},
            state="Started",
        ),
        stage.node_event(at + 21 * MINUTE, "kubernetes-config", node, instance),
        stage.node_event(
            at + 21.4 * MINUTE, "replacement-completed", node, instance, status="Running"
        ),
    ]


def _rebooted(stage: Stage, node: Node, at: float) -> list[StoryEvent]:
    instance = stage.instance(node)
    fault = stage.node_event(
        at, "unhealthy", node, instance, fault="NvidiaErrorReboot", repair="Reboot"
    )
    return [
        fault,
        stage.node_event(at + 19, "rebooting", node, instance, status="Pending"),
        stage.node_event(at + 140, "kubernetes-config", node, instance, status="Running"),
    ]


def _replacement_fails(stage: Stage, node: Node, at: float) -> list[StoryEvent]:
    """The first replacement is a bad one, too. Of its two errors, one comes without details."""
    instance = stage.instance(node, 1)
    failed = stage.node_event(at + 612.9, "creation-failed-instance", node, instance)
    return [
        stage.node_event(at, "replacement-started", node, instance, status="Pending"),
        stage.node_event(
            at + 612,
            "replacement-failed",
            node,
            instance,
            status="Failure",
            failure=stage.message("hardware"),
            counts=True,
        ),
        replace(failed, metadata=None),
        stage.node_event(at + 670, "terminating", node, instance, status="ShuttingDown"),
    ]
