"""A cluster of Slurm: configuration drift, and an accounting database that gives trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpev_tui.demo.plan import ACCOUNT, DAY, HOUR, MINUTE, REGION, ClusterPlan, GroupPlan
from hpev_tui.demo.stories.steps import in_order, network_found, node_arrives

if TYPE_CHECKING:
    from hpev_tui.demo.plan import Stage, StoryEvent

_AGE = 6.1 * DAY
_CONTROLLER, _LOGIN, _COMPUTE = "controller-machine", "login-group", "compute-p4"


_ACCOUNTING = {
    "Endpoint": f"slurm-db.cluster-c0example.{REGION}.rds.amazonaws.com",
    "Port": 3306,
    "Name": "slurm_acct_db",
    "SecretArn": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:slurm-accounting-Ab3dEf",
}
_SLURM = {"SlurmConfigStrategy": "Managed", "AccountingDatabase": _ACCOUNTING}
_FILE_SYSTEM = {
    "DnsName": f"fs-0123456789abcdef0.fsx.{REGION}.amazonaws.com",
    "MountName": "abcdefgh",
    "MountPath": "/fsx",
}
_COMPUTE_FIELDS = {
    "SlurmConfig": {"NodeType": "Compute", "PartitionNames": ["dev"]},
    "InstanceStorageConfigs": [
        {"EbsVolumeConfig": {"VolumeSizeInGB": 500, "RootVolume": False}},
        {"FsxLustreConfig": _FILE_SYSTEM},
    ],
}


def slurm_plan() -> ClusterPlan:
    """A cluster of Slurm with an accounting database."""
    controller = {"SlurmConfig": {"NodeType": "Controller"}}
    login = {"SlurmConfig": {"NodeType": "Login"}}
    return ClusterPlan(
        name="slurm-hpc",
        age=_AGE,
        orchestrator="Slurm",
        groups=(
            GroupPlan(_CONTROLLER, "ml.m5.4xlarge", 0, 1, fields=controller),
            GroupPlan(_LOGIN, "ml.m5.xlarge", 0, 1, fields=login),
            GroupPlan(_COMPUTE, "ml.p4d.24xlarge", 0, 6, subnets=(1,), fields=_COMPUTE_FIELDS),
        ),
        story=_story,
        subnets=2,
        fields={"Orchestrator": {"Slurm": _SLURM}, "NodeRecovery": "None"},
    )


def _story(stage: Stage) -> list[StoryEvent]:
    return in_order(_created(stage), _database(stage), _daemon(stage), _drift(stage))


def _created(stage: Stage) -> list[StoryEvent]:
    at = -_AGE
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
