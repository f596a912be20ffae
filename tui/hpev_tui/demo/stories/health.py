"""Nodes that health monitoring finds faulty: rebooted, replaced, and replaced after a failure."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from hpev_tui.demo.plan import HOUR, MINUTE
from hpev_tui.demo.stories.steps import in_order

if TYPE_CHECKING:
    from hpev_tui.demo.plan import Node, Stage, StoryEvent

_WORKERS = "worker-g5"
_AFTER_THE_START = 45.0


def health_story(stage: Stage) -> list[StoryEvent]:
    """Of twelve workers one is rebooted and three are replaced, one of them after the start."""
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
