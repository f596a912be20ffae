"""Single failures, of the kinds that the larger stories do not have."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from hpev_tui.demo.plan import ACCOUNT, HOUR, MINUTE, REGION
from hpev_tui.demo.stories.steps import (
    EXECUTION_ROLE,
    SERVICE_ROLE,
    asked_for,
    launched,
    node_arrives,
    scaling,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from hpev_tui.demo.plan import Node, Stage, StoryEvent

Trouble: TypeAlias = "Callable[[Stage], list[StoryEvent]]"

_GROUP = "workers"


def _last(stage: Stage) -> Node:
    return stage.node(_GROUP, stage.group(_GROUP).running - 1)


def _when(stage: Stage) -> float:
    """Seconds before the start, between two hours and three days."""
    return -stage.seeded.between(2 * HOUR, 72 * HOUR, "trouble", stage.name)


def _not_made(wording: str, message: str) -> Trouble:
    """A node loses its instance and gets no other one, until half an hour later."""

    def story(stage: Stage) -> list[StoryEvent]:
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

    return story


def _launch_fails(wording: str, message: str) -> Trouble:
    """A node gets an instance that does not come up, and half an hour later one that does."""

    def story(stage: Stage) -> list[StoryEvent]:
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

    return story


def _replacement_fails(wording: str, message: str) -> Trouble:
    """A faulty node is replaced at the second attempt."""

    def story(stage: Stage) -> list[StoryEvent]:
        node, at = _last(stage), _when(stage)
        sick, bad, good = (
            stage.events_of(node, stage.instance(node, life), at) for life in range(3)
        )
        failure = stage.no_capacity(_GROUP) if message == "capacity" else stage.message(message)
        return [
            sick(0, "unhealthy", "Failure", fault="NvidiaErrorTerminate", repair="Replace"),
            bad(180, "replacement-started", "Pending"),
            bad(420, wording, "Failure", failure, counts=True),
            good(25 * MINUTE, "replacement-started", "Pending"),
            good(46 * MINUTE, "replacement-completed", "Running"),
        ]

    return story


def _node_hurt(wording: str) -> Trouble:
    """A node that runs is hurt, and recovers after a reboot."""

    def story(stage: Stage) -> list[StoryEvent]:
        node = _last(stage)
        event = stage.events_of(node, stage.instance(node), _when(stage))
        return [
            event(0, wording, "Failure", stage.message("service"), counts=True),
            event(15 * MINUTE, "rebooting", "Pending"),
            event(18 * MINUTE, "kubernetes-config", "Running"),
        ]

    return story


def _too_few(stage: Stage) -> list[StoryEvent]:
    """A scale-up that fails as a whole."""
    running, at = stage.group(_GROUP).running, _when(stage)
    scaled = partial(
        scaling, stage, group=_GROUP, count=running, operation=stage.operation("too few")
    )
    failure = stage.no_capacity(_GROUP)
    return [
        scaled("group-started", at, target=running + 2),
        scaled("group-failed", at + 3 * HOUR, target=running, failure=failure),
    ]


def _image_missing(stage: Stage) -> list[StoryEvent]:
    image = stage.seeded.resource("ami", stage.name)
    about, failure = {"AmiOverride": image}, stage.message("image-missing", ami=image)
    return [stage.event(_when(stage), "ami-failed", group=_GROUP, metadata=about, failure=failure)]


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
    return [stage.event(_when(stage), "rollback-failed", group=_GROUP, failure=failure)]


TROUBLES: tuple[Trouble, ...] = (
    _not_made("eni-failed", "subnet-full"),
    _launch_fails("kubernetes-config-failed", "service"),
    _too_few,
    _not_made("eni-failed", "unauthorized"),
    _image_missing,
    _launch_fails("provision-failed-ig", "network"),
    _access_refused,
    _not_made("reservation-failed", "service"),
    _node_hurt("termination-failed"),
    _cluster_trouble,
    _replacement_fails("replacement-failed", "efa-replacement"),
    _rollback_fails,
    _not_made("creation-start-failed", "service"),
    _node_hurt("root-volume-failed"),
    _replacement_fails("replacement-start-failed", "capacity"),
)
"""One after the other, they befall the clusters that have a trouble."""
