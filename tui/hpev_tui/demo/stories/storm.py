"""A capacity storm: a scale-up that EC2 has no instances for, retried again and again.

Ten minutes make a round. In each round every node that still lacks an instance is tried once,
the nodes one after the other, so that something happens every quarter of a minute.
"""

from __future__ import annotations

from heapq import merge
from typing import TYPE_CHECKING

from hpev_tui.demo.plan import DAY, HOUR, MINUTE, ClusterPlan, GroupPlan
from hpev_tui.demo.stories.steps import (
    asked_for,
    comes_up,
    in_order,
    launched,
    network_found,
    readiness_lost,
    scaling,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hpev_tui.demo.plan import Node, Stage, StoryEvent

NAME = "train-p5"

_BEGIN = -2.9 * HOUR
_ROUND = 10 * MINUTE
_P5, _G5, _SYSTEM = "worker-p5", "worker-g5", "system-m5"
_P5_RUNNING, _P5_STUCK, _P5_TARGET = 8, 12, 28
_G5_RUNNING, _G5_TARGET = 6, 8
_SLOT = _ROUND / _P5_STUCK
# After the last attempt for a node of the group; see `_late`.
_G5_COMPLETE = _BEGIN + 2 * HOUR
_UPDATE = "scale to 40"


def storm_plan() -> ClusterPlan:
    """The cluster of the storm: three groups, four subnets, forty nodes when complete."""
    return ClusterPlan(
        name=NAME,
        age=3 * DAY,
        subnets=4,
        groups=(
            GroupPlan(
                _P5, "ml.p5.48xlarge", _P5_RUNNING, _P5_RUNNING, subnets=(0, 1), verdict="retrying"
            ),
            GroupPlan(
                _G5, "ml.g5.8xlarge", _G5_RUNNING, _G5_RUNNING, subnets=(2, 3), verdict="recovered"
            ),
            GroupPlan(_SYSTEM, "ml.m5.2xlarge", 4, 4, subnets=(2,)),
        ),
        story=_story,
        fields={
            "TieredStorageConfig": {"Mode": "Enable", "InstanceMemoryAllocationPercentage": 20},
        },
    )


def _story(stage: Stage) -> Iterator[StoryEvent]:
    stuck = stage.nodes(_P5, _P5_RUNNING, _P5_RUNNING + _P5_STUCK)
    late = stage.nodes(_P5, _P5_RUNNING + _P5_STUCK, _P5_TARGET)
    g5 = stage.nodes(_G5, _G5_RUNNING, _G5_TARGET)
    return merge(
        _days_before(stage),
        _scale_up(stage),
        _noise(stage),
        *(_stuck(stage, node, index) for index, node in enumerate(stuck)),
        *(_late(stage, node, index) for index, node in enumerate([*late, *g5])),
        key=lambda event: event.time,
    )


def _days_before(stage: Stage) -> list[StoryEvent]:
    """What an ordinary week leaves behind."""
    sick = stage.node(_P5, 2)
    instance = stage.instance(sick)
    other = stage.node(_SYSTEM, 1)
    with_enis = stage.node(_G5, 3)
    return in_order(
        [
            stage.node_event(
                -52.3 * HOUR,
                "unhealthy",
                sick,
                instance,
                fault="NvidiaErrorReboot",
                repair="Reboot",
            ),
            stage.node_event(-52.2 * HOUR, "rebooting", sick, instance),
            stage.node_event(-52.1 * HOUR, "kubernetes-config", sick, instance),
            stage.node_event(-31.4 * HOUR, "kubernetes-config", other, stage.instance(other)),
            stage.node_event(
                -26 * HOUR,
                "unused-enis-kept",
                with_enis,
                stage.instance(with_enis),
                failure=stage.message("service"),
            ),
            stage.node_event(
                -25.7 * HOUR, "unused-enis-deleted", with_enis, stage.instance(with_enis)
            ),
            stage.event(
                -20 * HOUR,
                "access-entries",
                metadata={"EksRoleAccessEntries": [stage.role("SageMakerHyperPodExecutionRole")]},
                operation_name="update",
            ),
        ],
    )


def _scale_up(stage: Stage) -> list[StoryEvent]:
    operation = stage.operation(_UPDATE)
    return in_order(
        [
            stage.event(
                _BEGIN - 95, "cluster-started", operation=operation, operation_name="update"
            ),
            _scaling(stage, "group-started", _BEGIN - 80, _P5, _P5_RUNNING, "Updating"),
            _scaling(stage, "group-started", _BEGIN - 78, _G5, _G5_RUNNING, "Updating"),
            _scaling(stage, "group-completed", _G5_COMPLETE, _G5, _G5_TARGET, "InService"),
            stage.event(
                _BEGIN - 30, "cluster-completed", operation=operation, operation_name="update"
            ),
        ],
        network_found(stage, _P5, _BEGIN - 60, operation),
        network_found(stage, _G5, _BEGIN - 58, operation),
    )


def _scaling(
    stage: Stage, wording: str, at: float, group: str, count: int, status: str
) -> StoryEvent:
    target = {_P5: _P5_TARGET, _G5: _G5_TARGET}[group]
    operation = stage.operation(_UPDATE)
    return scaling(stage, wording, at, group, count, target, operation=operation, status=status)


def _noise(stage: Stage) -> Iterator[StoryEvent]:
    """A warning now and then about nodes that are not ready; they are those being created."""
    number = 0
    while True:
        at = _BEGIN + 11 * MINUTE + number * 23 * MINUTE
        lost = 1 + int(3 * stage.seeded.fraction("noise", number))
        yield readiness_lost(stage, at, lost, 18 + lost, 40)
        number += 1


def _stuck(stage: Stage, node: Node, index: int) -> Iterator[StoryEvent]:
    """A node that never gets an instance to keep."""
    attempt = 0
    while True:
        slot = _slot_in_round(stage, index, attempt)
        jitter = stage.seeded.between(0, 4, "storm", index, attempt)
        at = _BEGIN + attempt * _ROUND + slot * _SLOT + jitter
        yield from _refused(stage, node, at, attempt, stage.no_capacity(node.group))
        attempt += 1


def _slot_in_round(stage: Stage, index: int, attempt: int) -> int:
    """Which turn a node has in a round: its own, or one that it swapped with a neighbour.

    A node's turns are thus 8.3 to 11.7 minutes apart.
    """
    order = sorted(
        range(_P5_STUCK),
        key=lambda other: other + 1.4 * stage.seeded.fraction("turn", attempt, other),
    )
    return order.index(index)


def _late(stage: Stage, node: Node, index: int) -> Iterator[StoryEvent]:
    """A node that gets its instance after one, three, five, seven or nine attempts."""
    message = stage.no_capacity(node.group)
    if node.group == _G5:
        message = stage.message("capacity-zone")
    operation = stage.operation(_UPDATE)
    attempts = 1 + 2 * (index % 5)
    for attempt in range(attempts):
        at = _BEGIN + _late_turn(stage, index, attempt)
        yield from _refused(stage, node, at, attempt, message)
    at = _BEGIN + _late_turn(stage, index, attempts)
    instance = stage.instance(node, attempts)
    yield from asked_for(stage, node, at, operation)
    yield from launched(stage, node, instance, at + 40, operation)
    yield from comes_up(stage, node, instance, at + 40 + 9 * MINUTE, operation)


def _late_turn(stage: Stage, index: int, attempt: int) -> float:
    return attempt * _ROUND + index * 55 + stage.seeded.between(0, 90, "late", index, attempt)


def _refused(
    stage: Stage, node: Node, at: float, attempt: int, message: str
) -> Iterator[StoryEvent]:
    """One attempt that EC2 refuses: two Error events, about a second apart.

    Two times out of three EC2 had begun to launch an instance, which the events then name.
    """
    operation = stage.operation(_UPDATE)
    pair = at + 33
    second = pair + stage.seeded.between(0.8, 1.3, "pair", node.logical_id, attempt)
    yield from asked_for(stage, node, at, operation)
    named = (node.number + attempt) % 3 != 0
    instance = stage.instance(node, attempt) if named else ""
    yield stage.node_event(
        pair,
        "provision-failed-late" if named else "provision-failed",
        node,
        instance,
        status="Pending",
        failure=message,
        counts=True,
        operation=operation,
    )
    yield stage.node_event(
        second,
        "creation-failed-late" if named else "creation-failed",
        node,
        instance,
        status="Pending",
        failure=message,
        loses_instance=True,
        operation=operation,
    )
