"""The story of a cluster with which nothing is wrong, and the many clusters that fill the list.

Of those most are fine, and each seventh has one trouble.
"""

from __future__ import annotations

from functools import partial

from hpev_tui.demo.plan import (
    ACCOUNT,
    DAY,
    HOUR,
    MINUTE,
    REGION,
    ClusterPlan,
    GroupPlan,
    Node,
    Stage,
    Story,
    StoryEvent,
    wordings,
)
from hpev_tui.demo.stories.steps import (
    EXECUTION_ROLE,
    SERVICE_ROLE,
    asked_for,
    in_order,
    launched,
    node_arrives,
    readiness_lost,
    scaling,
)
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
    trouble = _TROUBLES[turn % len(_TROUBLES)] if index == 1 else None
    return ClusterPlan(
        name=name,
        # The first ones are about as old as the account; the last one is some days old.
        age=(380 - 3.4 * number - 3 * seeded.fraction("age", number)) * DAY,
        groups=(
            GroupPlan("workers", instance_type, nodes, nodes),
            GroupPlan("system", "ml.m5.2xlarge", 2, 2),
        ),
        story=partial(_routine, trouble=trouble),
        status=_STATUSES.get(number, "InService"),
        continuous=index != 0,
        training_plan=f"{name}-plan" if instance_type == _PLANNED and number % 2 else "",
    )


def _failed_plan(name: str, instance_type: str) -> ClusterPlan:
    """A cluster that never came to be."""
    return ClusterPlan(
        name=name,
        age=30 * HOUR,
        groups=(GroupPlan("workers", instance_type, 0, 8, fields={"Status": "Failed"}),),
        story=_not_created,
        status="Failed",
        fields={"FailureMessage": wordings().message("capacity-cluster")},
    )


def _not_created(stage: Stage) -> list[StoryEvent]:
    at, event = -stage.plan.age, partial(stage.event, operation_name="creation")
    failure = stage.message("capacity-cluster")
    return [event(at, "cluster-started"), event(at + HOUR, "cluster-failed", failure=failure)]


def _routine(stage: Stage, trouble: Story | None) -> list[StoryEvent]:
    """Some events of everyday life, and the trouble among them."""
    workers = stage.group("workers").running
    nodes = workers + stage.group("system").running
    days = 2 + int(9 * stage.seeded.fraction("days", stage.name))
    chance = partial(stage.seeded.fraction, "renewed", stage.name)
    renewed = [
        _renewed(stage, stage.node("workers", day % workers), -day * DAY - 3 * HOUR * chance(day))
        for day in range(1, days)
    ]
    noise = readiness_lost(stage, -days * DAY, 1, nodes - 1, nodes)
    return in_order(renewed, [noise], trouble(stage) if trouble else [])


# The troubles: single failures, of the kinds that the larger stories do not have.


def _last(stage: Stage) -> Node:
    return stage.node("workers", stage.group("workers").running - 1)


def _when(stage: Stage) -> float:
    """Seconds before the start, between two hours and three days."""
    return -stage.seeded.between(2 * HOUR, 72 * HOUR, "trouble", stage.name)


def _not_made(stage: Stage, wording: str, message: str) -> list[StoryEvent]:
    """A node loses its instance and gets no other one, until half an hour later."""
    node, at = _last(stage), _when(stage)
    role = f"arn:aws:sts::{ACCOUNT}:assumed-role/{EXECUTION_ROLE}/SageMaker"
    failure = stage.message(message, subnet=stage.subnet(0), role=role)
    event = stage.events_of(node, "", at)
    return [
        *asked_for(stage, node, at),
        event(30, wording, "Pending", failure, counts=True),
        event(31.2, "creation-failed", failure=failure),
        *node_arrives(stage, node, at + 30 * MINUTE, life=1),
    ]


def _launch_fails(stage: Stage, wording: str, message: str) -> list[StoryEvent]:
    """A node gets an instance that does not come up, and half an hour later one that does."""
    node, at = _last(stage), _when(stage)
    instance, failure = stage.instance(node, 1), stage.message(message)
    event = stage.events_of(node, instance, at)
    return [
        *asked_for(stage, node, at),
        *launched(stage, node, instance, at + 40),
        event(200, wording, "Failure", failure, counts=True),
        event(201.1, "creation-failed-instance", failure=failure),
        *node_arrives(stage, node, at + 30 * MINUTE, life=2),
    ]


def _replacement_fails(stage: Stage, wording: str, message: str) -> list[StoryEvent]:
    """A faulty node is replaced at the second attempt."""
    node, at = _last(stage), _when(stage)
    sick, bad, good = (stage.events_of(node, stage.instance(node, life), at) for life in range(3))
    failure = stage.message(message, instance_type=stage.group("workers").instance_type)
    return [
        sick(0, "unhealthy", "Failure", fault="NvidiaErrorTerminate", repair="Replace"),
        bad(180, "replacement-started", "Pending"),
        bad(420, wording, "Failure", failure, counts=True),
        good(25 * MINUTE, "replacement-started", "Pending"),
        good(46 * MINUTE, "replacement-completed", "Running"),
    ]


def _node_hurt(stage: Stage, wording: str) -> list[StoryEvent]:
    """A node that runs is hurt, and recovers after a reboot."""
    node = _last(stage)
    event = stage.events_of(node, stage.instance(node), _when(stage))
    return [
        event(0, wording, "Failure", stage.message("service"), counts=True),
        event(15 * MINUTE, "rebooting", "Pending"),
        event(18 * MINUTE, "kubernetes-config", "Running"),
    ]


def _too_few(stage: Stage) -> list[StoryEvent]:
    """A scale-up that fails as a whole."""
    running, at = stage.group("workers").running, _when(stage)
    scaled = partial(
        scaling, stage, group="workers", count=running, operation=stage.operation("too few")
    )
    failure = stage.no_capacity("workers")
    return [
        scaled("group-started", at, target=running + 2),
        scaled("group-failed", at + 3 * HOUR, target=running, failure=failure),
    ]


def _image_missing(stage: Stage) -> list[StoryEvent]:
    image = stage.seeded.resource("ami", stage.name)
    about, failure = {"AmiOverride": image}, stage.message("image-missing", ami=image)
    return [
        stage.event(_when(stage), "ami-failed", group="workers", metadata=about, failure=failure)
    ]


def _access_refused(stage: Stage) -> list[StoryEvent]:
    arn, at = f"arn:aws:eks:{REGION}:{ACCOUNT}:cluster/{stage.eks_name}", _when(stage)
    return [
        stage.event(
            at,
            "slr-entry-failed",
            metadata={"SlrAccessEntry": stage.role(SERVICE_ROLE)},
            failure=stage.message("access-denied", eks_arn=arn),
        ),
        stage.event(
            at + 2,
            "access-entries-failed",
            metadata={"EksRoleAccessEntries": [stage.role(EXECUTION_ROLE)]},
            failure=stage.message("authentication-mode"),
            operation_name="update",
        ),
    ]


def _cluster_trouble(stage: Stage) -> list[StoryEvent]:
    failure, at = stage.message("service"), _when(stage)
    return [
        stage.event(at, "cluster-start-failed", failure=failure, operation_name="update"),
        stage.event(at + 25 * MINUTE, "autoscaling-failed", failure=failure),
    ]


def _rollback_fails(stage: Stage) -> list[StoryEvent]:
    failure = stage.message("service")
    return [stage.event(_when(stage), "rollback-failed", group="workers", failure=failure)]


_TROUBLES: tuple[Story, ...] = (
    partial(_not_made, wording="eni-failed", message="subnet-full"),
    partial(_launch_fails, wording="kubernetes-config-failed", message="service"),
    _too_few,
    partial(_not_made, wording="eni-failed", message="unauthorized"),
    _image_missing,
    partial(_launch_fails, wording="provision-failed-ig", message="network"),
    _access_refused,
    partial(_not_made, wording="reservation-failed", message="service"),
    partial(_node_hurt, wording="termination-failed"),
    _cluster_trouble,
    partial(_replacement_fails, wording="replacement-failed", message="efa-replacement"),
    _rollback_fails,
    partial(_not_made, wording="creation-start-failed", message="service"),
    partial(_node_hurt, wording="root-volume-failed"),
    partial(_replacement_fails, wording="replacement-start-failed", message="capacity"),
)
"""One after the other, they befall the clusters that have a trouble."""
