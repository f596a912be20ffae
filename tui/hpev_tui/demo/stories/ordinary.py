"""The clusters without a story of their own: one with which nothing is wrong, and the many.

Of the many most are fine, and each seventh has one trouble.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hpev_tui.demo.plan import DAY, HOUR, MINUTE, ClusterPlan, GroupPlan
from hpev_tui.demo.stories.steps import in_order, readiness_lost
from hpev_tui.demo.stories.troubles import TROUBLES, Trouble
from hpev_tui.demo.wordings import wordings

if TYPE_CHECKING:
    from hpev_tui.demo.plan import Node, Stage, Story, StoryEvent
    from hpev_tui.demo.world import Seeded

_WORKERS, _RESTRICTED = "worker-g6", "nova-p5"

_TEAMS = (
    "ads", "audio", "bio", "chem", "code", "docs", "eval", "fraud", "genomics", "maps",
    "nlp", "ranking", "robotics", "safety", "search", "speech", "vision", "weather",
)  # fmt: skip
_USES = ("batch", "dev", "finetune", "inference", "pretrain", "sweep")
_TYPES = (
    "ml.g5.12xlarge", "ml.g6.8xlarge", "ml.p4d.24xlarge",
    "ml.p5.48xlarge", "ml.trn1.32xlarge", "ml.g6e.12xlarge",
)  # fmt: skip
_PLANNED = "ml.p5.48xlarge"
_STATUSES = {41: "Updating", 66: "SystemUpdating", 90: "Deleting"}
_FAILED = 53
_FAILED_AGE = 30 * HOUR
# Of seven clusters one is not Continuous, and one has a trouble.
_CYCLE = 7


def quiet_story(stage: Stage) -> list[StoryEvent]:
    """A restricted group is added, and a software update goes well."""
    rig, of_group = -19 * DAY, partial(stage.event, group=_RESTRICTED)
    return in_order(
        [
            stage.event(-24 * DAY, "crd-installed"),
            stage.event(-24 * DAY + 20, "karpenter-policies"),
            stage.event(-24 * DAY + 41, "autoscaling"),
            of_group(rig, "group-creation-started", operation_name="creation"),
            of_group(rig + 15, "platform-network"),
            of_group(rig + 60, "fsx-started"),
            of_group(rig + 14 * MINUTE, "fsx-completed"),
        ],
        _patched_at_night(stage, -5.3 * DAY),
        (_renewed(stage, node, -30 * HOUR + 70 * node.number) for node in _workers(stage)),
    )


def _workers(stage: Stage) -> list[Node]:
    return stage.nodes(_WORKERS, 0, 6)


def _renewed(stage: Stage, node: Node, at: float) -> StoryEvent:
    return stage.events_of(node, stage.instance(node), at)(0, "kubernetes-config")


def _patched_at_night(stage: Stage, at: float) -> list[StoryEvent]:
    """A software update as it should be."""
    events = [
        stage.event(at, "patch-scheduled", group=_WORKERS),
        stage.event(at + 4 * MINUTE, "patch-started", group=_WORKERS, strategy="Rolling"),
        stage.event(at + 95 * MINUTE, "patch-completed", group=_WORKERS),
    ]
    for node in _workers(stage):
        begin = at + 5 * MINUTE + 14 * MINUTE * node.number
        event = stage.events_of(node, stage.instance(node), begin)
        events += [
            event(0, "cordoned"),
            event(50, "root-volume"),
            event(12 * MINUTE, "patched"),
            event(12.4 * MINUTE, "restored"),
        ]
    return events


def ordinary_plans(seeded: Seeded) -> list[ClusterPlan]:
    """One cluster for each team and use, the oldest first."""
    names = [f"{team}-{use}" for use in _USES for team in _TEAMS]
    return [_plan(seeded, name, number) for number, name in enumerate(names)]


def _plan(seeded: Seeded, name: str, number: int) -> ClusterPlan:
    instance_type = seeded.pick(_TYPES, "type", name)
    nodes = 2 + int(14 * seeded.fraction("size", name))
    if number == _FAILED:
        return _failed_plan(name, instance_type)
    turn, index = divmod(number, _CYCLE)
    trouble = TROUBLES[turn % len(TROUBLES)] if index == 1 else None
    return ClusterPlan(
        name=name,
        age=_age(seeded, number),
        groups=(
            GroupPlan("workers", instance_type, nodes, nodes),
            GroupPlan("system", "ml.m5.2xlarge", 2, 2),
        ),
        story=_routine(trouble),
        status=_STATUSES.get(number, "InService"),
        continuous=index != 0,
        training_plan=f"{name}-plan" if instance_type == _PLANNED and number % 2 else "",
    )


def _age(seeded: Seeded, number: int) -> float:
    # The first ones are about as old as the account; the last one is some days old.
    return (380 - 3.4 * number - 3 * seeded.fraction("age", number)) * DAY


def _failed_plan(name: str, instance_type: str) -> ClusterPlan:
    """A cluster that never came to be."""
    failure = wordings().message("capacity-cluster")

    def story(stage: Stage) -> list[StoryEvent]:
        event = partial(stage.event, operation_name="creation")
        return [
            event(-_FAILED_AGE, "cluster-started"),
            event(-_FAILED_AGE + HOUR, "cluster-failed", failure=failure),
        ]

    return ClusterPlan(
        name=name,
        age=_FAILED_AGE,
        groups=(GroupPlan("workers", instance_type, 0, 8, fields={"Status": "Failed"}),),
        story=story,
        status="Failed",
        fields={"FailureMessage": failure},
    )


def _routine(trouble: Trouble | None) -> Story:
    """Some events of everyday life, and the trouble among them."""

    def story(stage: Stage) -> list[StoryEvent]:
        workers = stage.group("workers").running
        nodes = workers + stage.group("system").running
        days = 2 + int(9 * stage.seeded.fraction("days", stage.name))
        chance = partial(stage.seeded.fraction, "renewed", stage.name)
        renewed = [
            _renewed(
                stage, stage.node("workers", day % workers), -day * DAY - 3 * HOUR * chance(day)
            )
            for day in range(1, days)
        ]
        noise = readiness_lost(stage, -days * DAY, 1, nodes - 1, nodes)
        return in_order(renewed, [noise], trouble(stage) if trouble else [])

    return story
