"""A software update that fails its alarms and rolls back, leaving one node to be replaced."""

from __future__ import annotations

from dataclasses import replace

from hpev_tui.demo.plan import HOUR, MINUTE, GroupChange, Node, Stage, StoryEvent
from hpev_tui.demo.stories.steps import in_order

_GROUP = "worker-p4"
_BEGIN = -4.2 * HOUR
_ALARMS = "p4-gpu-errors, p4-efa-drops"
_NEW_RELEASE = "1.0.13"


def patch_story(stage: Stage) -> list[StoryEvent]:
    """What went wrong this morning."""
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
        stage.events_of(skipped, stage.instance(skipped), at)(31, "patch-skipped"),
        _of_group(stage, at + 32 * MINUTE, "bake-started", alarms=_ALARMS, seconds=600),
        _of_group(stage, at + 42 * MINUTE, "bake-completed", seconds=600),
    ]


def _begins(stage: Stage, node: Node, at: float) -> list[StoryEvent]:
    event = stage.events_of(node, stage.instance(node), at)
    return [
        event(0, "cordoned", "SystemUpdating"),
        event(75, "root-volume"),
        event(400, "script-started", script="Started"),
    ]


def _patched(stage: Stage, node: Node, at: float) -> list[StoryEvent]:
    event = stage.events_of(node, stage.instance(node), at)
    return [
        *_begins(stage, node, at),
        event(28 * MINUTE, "patched"),
        event(28.3 * MINUTE, "restored", "Running"),
    ]


def _second_batch(stage: Stage, at: float) -> list[StoryEvent]:
    """One node of the batch comes up; the lifecycle script of the other one does not."""
    bad, failure = stage.node(_GROUP, 4), stage.message("lifecycle")
    rolling_back, alarm = "RollbackInProgress", "p4-gpu-errors"
    event = stage.events_of(bad, stage.instance(bad), at + 13 * MINUTE)
    return [
        _of_group(stage, at, "patch-batch"),
        *_begins(stage, stage.node(_GROUP, 3), at + 18),
        *_begins(stage, bad, at + 22),
        event(0, "script-failed", "Failure", failure, counts=True, script="Failed"),
        event(6, "node-rollback-started"),
        _of_group(stage, at + 16 * MINUTE, "bake-started", alarms=_ALARMS, seconds=600),
        _of_group(stage, at + 21 * MINUTE, "bake-failed", rolling_back, alarms=alarm),
    ]


def _rolled_back(stage: Stage, at: float) -> list[StoryEvent]:
    bad, failure = stage.node(_GROUP, 4), stage.message("lifecycle")
    service = stage.message("service")
    events = [stage.event(at, "rollback-started", group=_GROUP, failure=failure)]
    for node in (stage.node(_GROUP, number) for number in (3, 0, 1)):
        begin = at + 40 + 7 * MINUTE * (node.number + 1)
        event = stage.events_of(node, stage.instance(node), begin)
        events += [event(0, "node-rolled-back", "SystemUpdating"), event(25, "restored", "Running")]
    event = stage.events_of(bad, stage.instance(bad), at)
    ended = {"SoftwareUpdateStatus": "RollbackComplete", "DesiredImageReleaseVersion": _NEW_RELEASE}
    return [
        *events,
        event(9.5 * MINUTE, "node-rollback-failed", failure=service, counts=True),
        stage.event(
            at + 30 * MINUTE,
            "patch-failed",
            group=_GROUP,
            failure=failure,
            change=GroupChange(_GROUP, ended),
        ),
        _of_group(stage, at + 30.4 * MINUTE, "patch-queued"),
    ]


def _replaced(stage: Stage, node: Node, at: float) -> list[StoryEvent]:
    """The node that could not be rolled back gets another instance."""
    event = stage.events_of(node, stage.instance(node, 1), at)
    return [
        event(0, "replacement-started", "Pending"),
        event(22 * MINUTE, "kubernetes-config"),
        event(22.5 * MINUTE, "replacement-completed", "Running"),
    ]
