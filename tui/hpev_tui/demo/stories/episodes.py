"""The episodes that the long history repeats: eight events each, two errors and two warnings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hpev_tui.demo.plan import Node, Stage
    from hpev_tui.demo.told import StoryEvent

EPISODE_EVENTS = 8

LONGEST_EPISODE = 420.0
"""Seconds from the first event of an episode to the last one, at most."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One event of an episode."""

    offset: float
    """Seconds after the episode's beginning."""
    wording: str
    about: str
    """What the event names: `cluster`, `group`, `node` (without an instance) or `instance`."""
    failure: str = ""
    """The key of its failure message."""
    texts: tuple[tuple[str, object], ...] = ()
    script_state: str = ""


_NOISE = (("lost", 1), ("ready", 63), ("wanted", 64), ("groups", 3))

EPISODES: tuple[tuple[Beat, ...], ...] = (
    (
        Beat(0, "creation-started", "node"),
        Beat(16, "reservation-missing", "node"),
        Beat(33, "provision-failed-late", "instance", "capacity"),
        Beat(34.1, "creation-failed-late", "instance", "capacity"),
        Beat(60, "readiness-lost", "cluster", "service", _NOISE),
        Beat(300, "provisioned", "instance"),
        Beat(330, "unused-enis-kept", "instance", "service"),
        Beat(380, "creation-completed", "instance"),
    ),
    (
        Beat(
            0,
            "unhealthy",
            "instance",
            texts=(("fault", "NvidiaErrorReboot"), ("repair", "Reboot")),
        ),
        Beat(25, "rebooting", "instance"),
        Beat(60, "reboot-failed", "instance", "service"),
        Beat(61, "script-status-failed", "instance", "service"),
        Beat(100, "readiness-lost", "cluster", "service", _NOISE),
        Beat(160, "rebooting", "instance"),
        Beat(300, "kubernetes-config", "instance"),
        Beat(360, "restored", "instance"),
    ),
    (
        Beat(0, "provisioned", "instance"),
        Beat(
            35, "script-started", "instance", texts=(("state", "Started"),), script_state="Started"
        ),
        Beat(140, "script-failed", "instance", "lifecycle", script_state="Failed"),
        Beat(141, "creation-failed-instance", "instance", "lifecycle"),
        Beat(170, "readiness-lost", "cluster", "service", _NOISE),
        Beat(230, "unused-enis-kept", "instance", "service"),
        Beat(
            300,
            "script-started",
            "instance",
            texts=(("state", "Succeeded"),),
            script_state="Succeeded",
        ),
        Beat(340, "creation-completed", "instance"),
    ),
    (
        Beat(0, "patch-batch", "group"),
        Beat(20, "cordoned", "instance"),
        Beat(40, "patch-skipped", "instance"),
        Beat(60, "node-rollback-started", "instance"),
        Beat(100, "patch-prepare-failed", "instance", "service"),
        Beat(101.2, "node-rollback-failed", "instance", "service"),
        Beat(220, "restored", "instance"),
        Beat(LONGEST_EPISODE, "patched", "instance"),
    ),
)


def beat_message(stage: Stage, beat: Beat, node: Node) -> str:
    """The failure message of a beat, or empty."""
    if beat.failure == "capacity":
        return stage.no_capacity(node.group)
    return beat.failure and stage.message(beat.failure)


def beat_event(stage: Stage, beat: Beat, node: Node, instance: str, at: float) -> StoryEvent:
    """The event of one beat of the episode of a node, `at` seconds after the start."""
    message = beat_message(stage, beat, node)
    if beat.about in ("cluster", "group"):
        event = stage.tell(
            at,
            beat.wording,
            group=node.group if beat.about == "group" else "",
            metadata={"FailureMessage": message} if message else {},
        )
    else:
        event = stage.tell_node(
            at,
            beat.wording,
            node,
            instance if beat.about == "instance" else "",
            failure=message,
            fields={"LcsExecutionState": beat.script_state} if beat.script_state else {},
        )
    return replace(event, texts=dict(beat.texts))
