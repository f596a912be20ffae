"""The clusters without a story of their own: three with which nothing is wrong, and the many.

Of the many most are fine, and each seventh has one trouble.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpev_tui.demo.plan import ACCOUNT, DAY, HOUR, MINUTE, REGION, ClusterPlan, GroupPlan
from hpev_tui.demo.stories.steps import in_order, readiness_lost
from hpev_tui.demo.stories.troubles import TROUBLES
from hpev_tui.demo.wordings import wordings

if TYPE_CHECKING:
    from collections.abc import Callable

    from hpev_tui.demo.plan import Node, Stage, Story, StoryEvent
    from hpev_tui.demo.world import Seeded

_WORKERS, _RESTRICTED = "worker-g6", "nova-p5"

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


def calm_plans() -> list[ClusterPlan]:
    """The clusters without trouble."""
    return [_quiet_plan(), _static_plan(), _empty_plan()]


def no_story(_: Stage) -> tuple[StoryEvent, ...]:
    """The story of a cluster in which nothing happens."""
    return ()


def _static_plan() -> ClusterPlan:
    return ClusterPlan(
        name="legacy-static",
        age=398 * DAY,
        orchestrator="Slurm",
        continuous=False,
        groups=(
            GroupPlan("controller-machine", "ml.m5.2xlarge", 1, 1),
            GroupPlan("worker-p4", "ml.p4d.24xlarge", 4, 4),
        ),
        story=no_story,
        fields={"NodeRecovery": "None", "Orchestrator": {"Slurm": {}}},
    )


def _empty_plan() -> ClusterPlan:
    return ClusterPlan(
        name="empty-new",
        age=20 * MINUTE,
        groups=(GroupPlan("workers", "ml.g5.2xlarge", 0, 0),),
        story=no_story,
    )


def _quiet_plan() -> ClusterPlan:
    output = {"S3OutputPath": f"s3://sagemaker-{REGION}-{ACCOUNT}/nova-output"}
    file_system = {"SizeInGiB": 1200, "PerUnitStorageThroughput": 250}
    return ClusterPlan(
        name="quiet-prod",
        age=371 * DAY,
        groups=(
            GroupPlan(_WORKERS, "ml.g6.12xlarge", 6, 6, subnets=(0, 1)),
            GroupPlan("system", "ml.m5.2xlarge", 3, 3),
            GroupPlan(
                _RESTRICTED,
                "ml.p5.48xlarge",
                2,
                2,
                fields={"EnvironmentConfig": {"FSxLustreConfig": file_system, **output}},
                restricted=True,
            ),
        ),
        story=_quiet_story,
        subnets=2,
        fields={
            "AutoScaling": {
                "Mode": "Enable",
                "AutoScalerType": "Karpenter",
                "Status": "InService",
            },
            "RestrictedInstanceGroupsConfig": {
                "SharedEnvironmentConfig": {
                    "CurrentFSxLustreConfig": file_system,
                    "CurrentFSxLustreDeletionPolicy": "Keep",
                }
            },
        },
    )


def _quiet_story(stage: Stage) -> list[StoryEvent]:
    rig = -19 * DAY
    return in_order(
        [
            stage.event(-24 * DAY, "crd-installed"),
            stage.event(-24 * DAY + 20, "karpenter-policies"),
            stage.event(-24 * DAY + 41, "autoscaling"),
            stage.event(
                rig, "group-creation-started", group=_RESTRICTED, operation_name="creation"
            ),
            stage.event(rig + 15, "platform-network", group=_RESTRICTED),
            stage.event(rig + 60, "fsx-started", group=_RESTRICTED),
            stage.event(rig + 14 * MINUTE, "fsx-completed", group=_RESTRICTED),
        ],
        _patched_at_night(stage, -5.3 * DAY),
        (_renewed(stage, node, -30 * HOUR) for node in stage.nodes(_WORKERS, 0, 6)),
    )


def _renewed(stage: Stage, node: Node, at: float) -> StoryEvent:
    begin = at + 70 * node.number
    return stage.node_event(begin, "kubernetes-config", node, stage.instance(node))


def _patched_at_night(stage: Stage, at: float) -> list[StoryEvent]:
    """A software update as it should be."""
    events = [
        stage.event(at, "patch-scheduled", group=_WORKERS),
        stage.event(at + 4 * MINUTE, "patch-started", group=_WORKERS, strategy="Rolling"),
        stage.event(at + 95 * MINUTE, "patch-completed", group=_WORKERS),
    ]
    for node in stage.nodes(_WORKERS, 0, 6):
        begin = at + 5 * MINUTE + 14 * MINUTE * node.number
        instance = stage.instance(node)
        events += [
            stage.node_event(begin, "cordoned", node, instance),
            stage.node_event(begin + 50, "root-volume", node, instance),
            stage.node_event(begin + 12 * MINUTE, "patched", node, instance),
            stage.node_event(begin + 12.4 * MINUTE, "restored", node, instance),
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

    def story(stage: Stage) -> list[StoryEvent]:
        failure = {"FailureMessage": stage.message("capacity-cluster")}
        return [
            stage.event(-_FAILED_AGE, "cluster-started", operation_name="creation"),
            stage.event(
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
        nodes = workers + stage.group("system").running
        days = 2 + int(9 * stage.seeded.fraction("days", stage.name))
        renewed = [
            stage.node_event(
                -day * DAY - 3 * HOUR * stage.seeded.fraction("renewed", stage.name, day),
                "kubernetes-config",
                node,
                stage.instance(node),
            )
            for day in range(1, days)
            for node in [stage.node("workers", day % workers)]
        ]
        noise = readiness_lost(stage, -days * DAY, 1, nodes - 1, nodes)
        return in_order(renewed, [noise], trouble(stage) if trouble else [])

    return story
