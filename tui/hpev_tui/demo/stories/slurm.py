"""A cluster of Slurm: configuration drift, and an accounting database that gives trouble."""

from __future__ import annotations

from hpev_tui.demo.plan import HOUR, MINUTE, Stage, StoryEvent
from hpev_tui.demo.stories.steps import in_order, network_found, node_arrives

_CONTROLLER, _COMPUTE = "controller-machine", "compute-p4"


def slurm_story(stage: Stage) -> list[StoryEvent]:
    """The cluster is created, and its database, its accounting daemon and its partitions fail."""
    return in_order(_created(stage), _database(stage), _daemon(stage), _drift(stage))


def _created(stage: Stage) -> list[StoryEvent]:
    at = -stage.plan.age
    nodes = [
        node for group in stage.plan.groups for node in stage.nodes(group.name, 0, group.target)
    ]
    return in_order(
        [
            stage.event(at + 2, "cluster-started", operation_name="creation"),
            stage.event(at + 44, "munge-key"),
            stage.event(at + 58, "parameters-found", group=_CONTROLLER),
            stage.event(at + 25 * MINUTE, "slurm-reconfigured"),
            stage.event(at + 26 * MINUTE, "cluster-completed", operation_name="creation"),
            stage.event(at + 31 * MINUTE, "drift-passed"),
        ],
        *(network_found(stage, group.name, at + 70) for group in stage.plan.groups),
        *(
            node_arrives(stage, node, at + 95 + 13 * number, script_seconds=9 * MINUTE)
            for number, node in enumerate(nodes)
        ),
    )


def _database(stage: Stage) -> list[StoryEvent]:
    """Three tries to move accounting to another database, each failing in its own way."""
    tries = (
        (-49 * HOUR, "NotApplicable", "database-unreachable"),
        (-48.2 * HOUR, "Reverted", "database-reverted"),
        (-47 * HOUR, "RevertFailed", "database-stuck"),
    )
    failed = [
        stage.event(
            at,
            "database-failed",
            metadata={"RollbackStatus": rollback},
            failure=stage.message(message),
        )
        for at, rollback, message in tries
    ]
    advice = {"Advisory": stage.message("database-advisory")}
    return [*failed, stage.event(-45.5 * HOUR, "database-updated", metadata=advice)]


def _daemon(stage: Stage) -> list[StoryEvent]:
    """The accounting daemon of the controller falls ill, and recovers, twice."""
    controller = stage.instance(stage.node(_CONTROLLER, 0))
    well = {"Component": "Slurmdbd", "Status": "Healthy"}
    ill = {"Component": "Slurmdbd", "Status": "Unhealthy"}
    course = (
        (-46.9 * HOUR, "slurm-unhealthy", {**ill, "Reason": "DaemonDown"}),
        (-45.4 * HOUR, "slurm-healthy", well),
        (-7.3 * HOUR, "slurm-unhealthy", {**ill, "Reason": "DbUnreachable"}),
        (-6.8 * HOUR, "slurm-disabled", {**ill, "Reason": "DaemonDisabled"}),
        (-6.1 * HOUR, "slurm-healthy", well),
    )
    return [
        stage.event(at, wording, group=_CONTROLLER, instance=controller, metadata=metadata)
        for at, wording, metadata in course
    ]


def _drift(stage: Stage) -> list[StoryEvent]:
    difference = f"partition dev: nodes differ (desired {_COMPUTE}-[0-5], actual {_COMPUTE}-[0-4])"
    return [
        stage.event(-28 * HOUR, "drift-passed"),
        stage.event(-4.4 * HOUR, "drift-detected", drift=difference),
        stage.event(-4.1 * HOUR, "slurm-reconfigured"),
        stage.event(-4 * HOUR, "drift-passed"),
    ]
