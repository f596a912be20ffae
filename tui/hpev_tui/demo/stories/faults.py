"""Nodes that fail: for a lifecycle script, for the network of EFA, and for faults of their own.

The first two are new clusters. In the third, health monitoring finds nodes faulty, which are
rebooted, replaced, and replaced after a failure.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from hpev_tui.demo.plan import HOUR, MINUTE, GroupChange, Node, Stage, StoryEvent
from hpev_tui.demo.stories.steps import (
    asked_for,
    created,
    in_order,
    launched,
    node_arrives,
    readiness_lost,
)

_ATTEMPTS = 5
_GPU = "gpu-workers"
_TRAINERS = "trainers"
_WORKERS = "worker-g5"


def lifecycle_story(stage: Stage) -> list[StoryEvent]:
    """Three nodes whose lifecycle script fails each time, until HyperPod tries no more."""
    begin = -stage.plan.age + 5 * MINUTE
    given_up = stage.event(
        begin + _ATTEMPTS * 11 * MINUTE,
        "group-failed",
        group=_GPU,
        metadata={"InstanceCount": 0, "TargetCount": 3, "MinCount": 0},
        failure=stage.message("lifecycle"),
        change=GroupChange(_GPU, {"Status": "Failed"}),
        operation_name="scaling",
    )
    return in_order(
        created(stage),
        *(node_arrives(stage, node, begin) for node in stage.nodes("system", 0, 2)),
        *(
            _script_fails(stage, node, begin + 7 * node.number, attempt)
            for node in stage.nodes(_GPU, 0, 3)
            for attempt in range(_ATTEMPTS)
        ),
        [readiness_lost(stage, begin + 14 * MINUTE, 3, 2, 5), given_up],
    )


def _script_fails(stage: Stage, node: Node, begin: float, attempt: int) -> list[StoryEvent]:
    jitter = stage.seeded.between(-25, 25, stage.name, node.number, attempt)
    at = begin + attempt * 10.2 * MINUTE + jitter
    instance = stage.instance(node, attempt)
    logs = stage.message(
        "lifecycle-logs",
        cluster=stage.name,
        cluster_id=stage.cluster_id,
        group=node.group,
        instance=instance,
    )
    failure = stage.message("lifecycle")
    event = stage.events_of(node, instance, at)
    events = [
        *asked_for(stage, node, at),
        *launched(stage, node, instance, at + 35),
        event(151, "script-failed", "Failure", logs, counts=True, script="Failed"),
        event(152.1, "creation-failed-instance", failure=failure, script="Failed"),
    ]
    last = attempt == _ATTEMPTS - 1
    return events if last else [*events, event(190, "terminating")]


def efa_story(stage: Stage) -> list[StoryEvent]:
    """Four nodes that fail the EFA check for a security group, and come up when tried again."""
    begin = -stage.plan.age + 8 * MINUTE
    again = begin + 11 * MINUTE
    trainers = stage.nodes(_TRAINERS, 0, 4)
    gone = stage.seeded.resource("sg", stage.name, "gone")
    missing = stage.message("security-group", security_group=gone)
    return in_order(
        created(stage),
        [stage.event(-stage.plan.age + 47, "network-failed", group=_TRAINERS, failure=missing)],
        *(node_arrives(stage, node, begin) for node in stage.nodes("system", 0, 2)),
        *(_efa_fails(stage, node, begin + 12 * node.number) for node in trainers),
        *(
            node_arrives(stage, node, again + 15 * node.number, life=1, script_seconds=420)
            for node in trainers
        ),
    )


def _efa_fails(stage: Stage, node: Node, at: float) -> list[StoryEvent]:
    message = stage.message("efa")
    event = stage.events_of(node, stage.instance(node), at)
    return [
        *asked_for(stage, node, at),
        event(203, "provision-failed-ig", "Failure", message, counts=True),
        event(204.1, "creation-failed-instance", failure=message),
        event(260, "terminating", "ShuttingDown"),
        event(330, "deletion-completed"),
    ]


def health_story(stage: Stage) -> list[StoryEvent]:
    """Of twelve workers one is rebooted and three are replaced, one of them after the start."""
    after_the_start = 45.0
    replaced, rebooted, twice, last = (stage.node(_WORKERS, number) for number in (5, 9, 2, 7))
    return in_order(
        _leaves(stage, replaced, -5.1 * HOUR, "NvidiaGPUUnhealthy"),
        _replaced(stage, replaced, -5.1 * HOUR + 3 * MINUTE),
        _rebooted(stage, rebooted, -3 * HOUR),
        _leaves(stage, twice, -95 * MINUTE, "NvidiaErrorTerminate"),
        _replacement_fails(stage, twice, -92 * MINUTE),
        _replaced(stage, twice, -68 * MINUTE, life=2),
        _leaves(stage, last, after_the_start, "NvidiaGPUUnhealthy"),
        _replaced(stage, last, after_the_start + 3 * MINUTE),
    )


def _leaves(stage: Stage, node: Node, at: float, fault: str) -> list[StoryEvent]:
    """A faulty instance is terminated."""
    instance = stage.instance(node)
    event = stage.events_of(node, instance, at)
    eni = str(stage.enis(instance)["CustomerEni"])
    in_use = stage.message("eni-in-use", eni=eni)
    eni_event = partial(
        stage.event, group=node.group, instance=instance, metadata={"CustomerEni": eni}
    )
    return [
        event(0, "unhealthy", "Failure", fault=fault, repair="Replace"),
        event(24, "terminating", "ShuttingDown"),
        eni_event(at + 95, "eni-deletion-failed", failure=in_use),
        eni_event(at + 128, "eni-deleted"),
    ]


def _replaced(stage: Stage, node: Node, at: float, life: int = 1) -> list[StoryEvent]:
    """The node gets another instance, and keeps its logical ID."""
    event = stage.events_of(node, stage.instance(node, life), at)
    return [
        event(0, "replacement-started", "Pending"),
        event(40, "script-started-id", script="Started"),
        event(21 * MINUTE, "kubernetes-config"),
        event(21.4 * MINUTE, "replacement-completed", "Running"),
    ]


def _rebooted(stage: Stage, node: Node, at: float) -> list[StoryEvent]:
    event = stage.events_of(node, stage.instance(node), at)
    return [
        event(0, "unhealthy", fault="NvidiaErrorReboot", repair="Reboot"),
        event(19, "rebooting", "Pending"),
        event(140, "kubernetes-config", "Running"),
    ]


def _replacement_fails(stage: Stage, node: Node, at: float) -> list[StoryEvent]:
    """The first replacement is a bad one, too. Of its two errors, one comes without details."""
    event = stage.events_of(node, stage.instance(node, 1), at)
    return [
        event(0, "replacement-started", "Pending"),
        event(612, "replacement-failed", "Failure", stage.message("hardware"), counts=True),
        replace(event(612.9, "creation-failed-instance"), metadata=None),
        event(670, "terminating", "ShuttingDown"),
    ]
