"""Single failures, of the kinds that the larger stories do not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpev_tui.demo.plan import ACCOUNT, HOUR, MINUTE, REGION
from hpev_tui.demo.stories.steps import SERVICE_ROLE, asked_for, launched, node_arrives, scaling

if TYPE_CHECKING:
    from collections.abc import Callable

    from hpev_tui.demo.plan import Node, Stage, StoryEvent

_GROUP = "workers"


def _last(stage: Stage) -> Node:
    return stage.node(_GROUP, stage.group(_GROUP).running - 1)


def _when(stage: Stage) -> float:
    """Seconds before the start, between two hours and three days."""
    return -stage.seeded.between(2 * HOUR, 72 * HOUR, "trouble", stage.name)


def _not_made(wording: str, message: str) -> Callable[[Stage], list[StoryEvent]]:
    """A node loses its instance and gets no other one, until half an hour later."""

    def story(stage: Stage) -> list[StoryEvent]:
        node, at = _last(stage), _when(stage)
        role = f"arn:aws:sts::{ACCOUNT}:assumed-role/SageMakerHyperPodExecutionRole/SageMaker"
        failure = stage.message(message, subnet=stage.subnet(0), role=role)
        return [
            *asked_for(stage, node, at),
            stage.node_event(
                at + 30, wording, node, status="Pending", failure=failure, counts=True
            ),
            stage.node_event(at + 31.2, "creation-failed", node, failure=failure),
            *node_arrives(stage, node, at + 30 * MINUTE, life=1),
        ]

    return story


def _launch_fails(wording: str, message: str) -> Callable[[Stage], list[StoryEvent]]:
    """A node gets an instance that does not come up, and half an hour later one that does."""

    def story(stage: Stage) -> list[StoryEvent]:
        node, at = _last(stage), _when(stage)
        instance = stage.instance(node, 1)
        failure = stage.message(message)
        return [
            *asked_for(stage, node, at),
            *launched(stage, node, instance, at + 40),
            stage.node_event(
                at + 200, wording, node, instance, status="Failure", failure=failure, counts=True
            ),
            stage.node_event(
                at + 201.1, "creation-failed-instance", node, instance, failure=failure
            ),
            *node_arrives(stage, node, at + 30 * MINUTE, life=2),
        ]

    return story


def _replacement_fails(wording: str, message: str) -> Callable[[Stage], list[StoryEvent]]:
    """A faulty node is replaced at the second attempt."""

    def story(stage: Stage) -> list[StoryEvent]:
        node, at = _last(stage), _when(stage)
        sick, bad, good = (stage.instance(node, life) for life in range(3))
        failure = stage.no_capacity(_GROUP) if message == "capacity" else stage.message(message)
        return [
            stage.node_event(
                at,
                "unhealthy",
                node,
                sick,
                status="Failure",
                fault="NvidiaErrorTerminate",
                repair="Replace",
            ),
            stage.node_event(at + 180, "replacement-started", node, bad, status="Pending"),
            stage.node_event(
                at + 420, wording, node, bad, status="Failure", failure=failure, counts=True
            ),
            stage.node_event(at + 25 * MINUTE, "replacement-started", node, good, status="Pending"),
            stage.node_event(
                at + 46 * MINUTE, "replacement-completed", node, good, status="Running"
            ),
        ]

    return story


def _node_hurt(wording: str) -> Callable[[Stage], list[StoryEvent]]:
    """A node that runs is hurt, and recovers after a reboot."""

    def story(stage: Stage) -> list[StoryEvent]:
        node, at = _last(stage), _when(stage)
        instance = stage.instance(node)
        failure = stage.message("service")
        return [
            stage.node_event(
                at, wording, node, instance, status="Failure", failure=failure, counts=True
            ),
            stage.node_event(at + 15 * MINUTE, "rebooting", node, instance, status="Pending"),
            stage.node_event(
                at + 18 * MINUTE, "kubernetes-config", node, instance, status="Running"
            ),
        ]

    return story


def _too_few(stage: Stage) -> list[StoryEvent]:
    """A scale-up that fails as a whole."""
    running = stage.group(_GROUP).running
    at = _when(stage)
    operation = stage.operation("too few")
    failure = stage.no_capacity(_GROUP)
    return [
        scaling(stage, "group-started", at, _GROUP, running, running + 2, operation=operation),
        scaling(
            stage,
            "group-failed",
            at + 3 * HOUR,
            _GROUP,
            running,
            running,
            operation=operation,
            failure=failure,
        ),
    ]


def _image_missing(stage: Stage) -> list[StoryEvent]:
    image = stage.seeded.resource("ami", stage.name)
    failure = stage.message("image-missing", ami=image)
    metadata = {"AmiOverride": image, "FailureMessage": failure}
    return [stage.event(_when(stage), "ami-failed", group=_GROUP, metadata=metadata)]


def _access_refused(stage: Stage) -> list[StoryEvent]:
    arn = f"arn:aws:eks:{REGION}:{ACCOUNT}:cluster/{stage.eks_name}"
    at = _when(stage)
    roles = [stage.role("SageMakerHyperPodExecutionRole")]
    return [
        stage.event(
            at,
            "slr-entry-failed",
            metadata={
                "SlrAccessEntry": stage.role(SERVICE_ROLE),
                "FailureMessage": stage.message("access-denied", eks_arn=arn),
            },
        ),
        stage.event(
            at + 2,
            "access-entries-failed",
            metadata={
                "EksRoleAccessEntries": roles,
                "FailureMessage": stage.message("authentication-mode"),
            },
            operation_name="update",
        ),
    ]


def _cluster_trouble(stage: Stage) -> list[StoryEvent]:
    metadata = {"FailureMessage": stage.message("service")}
    at = _when(stage)
    return [
        stage.event(at, "cluster-start-failed", metadata=metadata, operation_name="update"),
        stage.event(at + 25 * MINUTE, "autoscaling-failed", metadata=metadata),
    ]


def _rollback_fails(stage: Stage) -> list[StoryEvent]:
    metadata = {"FailureMessage": stage.message("service")}
    return [stage.event(_when(stage), "rollback-failed", group=_GROUP, metadata=metadata)]


TROUBLES: tuple[Callable[[Stage], list[StoryEvent]], ...] = (
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
