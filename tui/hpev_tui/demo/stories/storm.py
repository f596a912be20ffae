"""A capacity storm: a scale-up that EC2 has no instances for, retried again and again.

Ten minutes make a round. In each round every node that still lacks an instance is tried once,
the nodes one after the other, so that something happens every quarter of a minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from heapq import merge
from itertools import count

from hpev_tui.demo.plan import HOUR, MINUTE, Node, Stage, StoryEvent
from hpev_tui.demo.stories.steps import (
    EXECUTION_ROLE,
    asked_for,
    comes_up,
    in_order,
    launched,
    network_found,
    readiness_lost,
    scaling,
)

_BEGIN = -2.9 * HOUR
_ROUND = 10 * MINUTE
_P5, _G5, _SYSTEM = "worker-p5", "worker-g5", "system-m5"
_P5_STUCK, _P5_TARGET, _G5_TARGET = 12, 28, 8
_SLOT = _ROUND / _P5_STUCK
# After the last attempt for a node of the group; see `_late`.
_G5_COMPLETE = _BEGIN + 2 * HOUR
_UPDATE = "scale to 40"


def storm_story(stage: Stage) -> Iterator[StoryEvent]:
    """Three groups, of which two grow; forty nodes when complete, which twelve never are."""
    p5_running, g5_running = stage.group(_P5).running, stage.group(_G5).running
    stuck = stage.nodes(_P5, p5_running, p5_running + _P5_STUCK)
    late = stage.nodes(_P5, p5_running + _P5_STUCK, _P5_TARGET)
    g5 = stage.nodes(_G5, g5_running, _G5_TARGET)
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
    sick, other, with_enis = (
        stage.events_of(node, stage.instance(node))
        for node in (stage.node(_P5, 2), stage.node(_SYSTEM, 1), stage.node(_G5, 3))
    )
    service = stage.message("service")
    roles = {"EksRoleAccessEntries": [stage.role(EXECUTION_ROLE)]}
    return [
        sick(-52.3 * HOUR, "unhealthy", fault="NvidiaErrorReboot", repair="Reboot"),
        sick(-52.2 * HOUR, "rebooting"),
        sick(-52.1 * HOUR, "kubernetes-config"),
        other(-31.4 * HOUR, "kubernetes-config"),
        with_enis(-26 * HOUR, "unused-enis-kept", failure=service),
        with_enis(-25.7 * HOUR, "unused-enis-deleted"),
        stage.event(-20 * HOUR, "access-entries", metadata=roles, operation_name="update"),
    ]


def _scale_up(stage: Stage) -> list[StoryEvent]:
    operation = stage.operation(_UPDATE)
    event = partial(stage.event, operation=operation, operation_name="update")
    return in_order(
        [
            event(_BEGIN - 95, "cluster-started"),
            _scaling(stage, "group-started", _BEGIN - 80, _P5, "Updating"),
            _scaling(stage, "group-started", _BEGIN - 78, _G5, "Updating"),
            _scaling(stage, "group-completed", _G5_COMPLETE, _G5, "InService"),
            event(_BEGIN - 30, "cluster-completed"),
        ],
        network_found(stage, _P5, _BEGIN - 60, operation),
        network_found(stage, _G5, _BEGIN - 58, operation),
    )


def _scaling(stage: Stage, wording: str, at: float, group: str, status: str) -> StoryEvent:
    target = {_P5: _P5_TARGET, _G5: _G5_TARGET}[group]
    nodes = stage.group(group).running if status == "Updating" else target
    operation = stage.operation(_UPDATE)
    return scaling(stage, wording, at, group, nodes, target, operation=operation, status=status)


def _noise(stage: Stage) -> Iterator[StoryEvent]:
    """A warning now and then about nodes that are not ready; they are those being created."""
    for number in count():
        at = _BEGIN + 11 * MINUTE + number * 23 * MINUTE
        lost = 1 + int(3 * stage.seeded.fraction("noise", number))
        yield readiness_lost(stage, at, lost, 18 + lost, 40)


def _stuck(stage: Stage, node: Node, index: int) -> Iterator[StoryEvent]:
    """A node that never gets an instance to keep."""
    for attempt in count():
        slot = _slot_in_round(stage, index, attempt)
        jitter = stage.seeded.between(0, 4, "storm", index, attempt)
        at = _BEGIN + attempt * _ROUND + slot * _SLOT + jitter
        yield from _refused(stage, node, at, attempt, stage.no_capacity(node.group))


def _slot_in_round(stage: Stage, index: int, attempt: int) -> int:
    """Which turn a node has in a round: its own, or one that it swapped with a neighbour.

    A node's turns are thus 8.3 to 11.7 minutes apart.
    """
    chance = partial(stage.seeded.fraction, "turn", attempt)
    return sorted(range(_P5_STUCK), key=lambda turn: turn + 1.4 * chance(turn)).index(index)


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
    between = stage.seeded.between(0.8, 1.3, "pair", node.logical_id, attempt)
    named = (node.number + attempt) % 3 != 0
    late = "-late" if named else ""
    instance = stage.instance(node, attempt) if named else ""
    event = stage.events_of(node, instance, at + 33, operation)
    yield from asked_for(stage, node, at, operation)
    yield event(0, f"provision-failed{late}", "Pending", message, counts=True)
    yield event(between, f"creation-failed{late}", "Pending", message, loses_instance=True)
