"""The other hundred clusters of the account: most of them fine, each seventh with one trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpev_tui.demo.plan import DAY, HOUR, ClusterPlan, GroupPlan
from hpev_tui.demo.stories.steps import in_order, readiness_lost
from hpev_tui.demo.stories.troubles import TROUBLES
from hpev_tui.demo.wordings import wordings

if TYPE_CHECKING:
    from collections.abc import Callable

    from hpev_tui.demo.plan import Stage, Story
    from hpev_tui.demo.seeded import Seeded
    from hpev_tui.demo.told import StoryEvent

_TEAMS = (
    "ads", "audio", "bio", "chem", "code", "docs", "eval", "fraud", "genomics", "maps",
    "nlp", "ranking", "robotics", "safety", "search", "speech", "vision", "weather",
)  # fmt: skip
_USES = ("batch", "dev", "finetune", "inference", "pretrain", "sweep")
_TYPES = (
    "ml.g5.12xlarge",
    "ml.g6.8xlarge",
    "ml.p4d.24xlarge",
    "ml.p5.48xlarge",
    "ml.trn1.32xlarge",
    "ml.g6e.12xlarge",
)
_PLANNED = "ml.p5.48xlarge"
_STATUSES = {41: "Updating", 66: "SystemUpdating", 90: "Deleting"}
_FAILED = 53
_FAILED_AGE = 30 * HOUR
# Of seven clusters one is not Continuous, and one has a trouble.
_CYCLE = 7


def ordinary_plans(seeded: Seeded) -> list[ClusterPlan]:
    """One cluster for each team and use, the oldest first."""
    names = [f"{team}-{use}" for use in _USES for team in _TEAMS]
    return [_plan(seeded, name, number) for number, name in enumerate(names)]


def _plan(seeded: Seeded, name: str, number: int) -> ClusterPlan:
    instance_type = seeded.pick(_TYPES, "type", name)
    nodes = 2 + int(14 * seeded.fraction("size", name))
    if number == _FAILED:
        return _failed_plan(name, instance_type)
    turn, place = divmod(number, _CYCLE)
    trouble = TROUBLES[turn % len(TROUBLES)] if place == 1 else None
    return ClusterPlan(
        name=name,
        age=_age(seeded, number),
        groups=(
            GroupPlan("workers", instance_type, nodes, nodes),
            GroupPlan("system", "ml.m5.2xlarge", 2, 2),
        ),
        story=_routine(trouble),
        status=_STATUSES.get(number, "InService"),
        continuous=place != 0,
        training_plan=f"{name}-plan" if instance_type == _PLANNED and number % 2 else "",
    )


def _age(seeded: Seeded, number: int) -> float:
    # The first ones are about as old as the account; the last one is some days old.
    return (380 - 3.4 * number - 3 * seeded.fraction("age", number)) * DAY


def _failed_plan(name: str, instance_type: str) -> ClusterPlan:
    """A cluster that never came to be."""

    def story(stage: Stage) -> list[StoryEvent]:
        failure = {"FailureMessage": stage.message("capacity-cluster")}
        return [
            stage.tell(-_FAILED_AGE, "cluster-started", operation_name="creation"),
            stage.tell(
                -_FAILED_AGE + HOUR, "cluster-failed", metadata=failure, operation_name="creation"
            ),
        ]

    return ClusterPlan(
        name=name,
        age=_FAILED_AGE,
        groups=(GroupPlan("workers", instance_type, 0, 8, fields={"Status": "Failed"}),),
        story=story,
        status="Failed",
        fields={"FailureMessage": wordings().message("capacity-cluster")},
    )


def _routine(trouble: Callable[[Stage], list[StoryEvent]] | None) -> Story:
    """Some events of everyday life, and the trouble among them."""

    def story(stage: Stage) -> list[StoryEvent]:
        workers = stage.group("workers").running
        wanted = workers + stage.group("system").running
        days = 2 + int(9 * stage.seeded.fraction("days", stage.name))
        renewed = [
            stage.tell_node(
                -day * DAY - 3 * HOUR * stage.seeded.fraction("renewed", stage.name, day),
                "kubernetes-config",
                node,
                stage.instance(node),
            )
            for day in range(1, days)
            for node in [stage.node("workers", day % workers)]
        ]
        noise = readiness_lost(stage, -days * DAY, 1, wanted - 1, wanted)
        return in_order(renewed, [noise], trouble(stage) if trouble else [])

    return story
