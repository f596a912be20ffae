"""A scale-up under way: four nodes become sixty-four, one more each minute."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from hpev_tui.demo.plan import ACCOUNT, DAY, MINUTE, REGION, ClusterPlan, GroupPlan
from hpev_tui.demo.stories.steps import (
    in_order,
    network_found,
    node_arrives,
    readiness_lost,
    scaling,
)

if TYPE_CHECKING:
    from hpev_tui.demo.plan import Node, Stage, StoryEvent

_GROUP = "inference-flex"
_TYPES = ["ml.g6e.2xlarge", "ml.g6e.4xlarge"]
_BEGIN = -20 * MINUTE
_EVERY = 60.0
# So long that the steps of the nodes that are under way come all through the minute.
_SCRIPT_SECONDS = 229.0
_BEFORE, _AFTER = 4, 64
_TOO_MANY = 400


_FIELDS = {
    "MinCount": 4,
    "InstanceRequirements": {"CurrentInstanceTypes": _TYPES, "DesiredInstanceTypes": _TYPES},
    "InstanceTypeDetails": [{"InstanceType": each, "ThreadsPerCore": 2} for each in _TYPES],
    "CapacityRequirements": {"OnDemand": {}},
}


def scale_up_plan() -> ClusterPlan:
    """A cluster that grows, and goes on growing for three quarters of an hour after the start."""
    subnets = (0, 1, 2)
    growing = GroupPlan(
        _GROUP, _TYPES[0], _BEFORE, _BEFORE, subnets=subnets, fields=_FIELDS, verdict="growing"
    )
    groups = (growing, GroupPlan("system", "ml.m5.4xlarge", 3, 3))
    return ClusterPlan("scale-up", 4 * DAY, groups, _story, subnets=3)


def _story(stage: Stage) -> list[StoryEvent]:
    operation = stage.operation("scale to 64")
    new = stage.nodes(_GROUP, _BEFORE, _AFTER)
    end = _BEGIN + 60 + len(new) * _EVERY + 6 * MINUTE
    scaled = partial(scaling, stage, group=_GROUP, target=_AFTER, operation=operation)
    return in_order(
        _too_many(stage),
        [
            scaled("group-started", _BEGIN, count=_BEFORE, status="Updating"),
            readiness_lost(stage, _BEGIN + 7 * MINUTE, 4, 8, _AFTER + 3),
            readiness_lost(stage, 5 * MINUTE, 3, 17, _AFTER + 3),
            scaled("group-completed", end, count=_AFTER, status="InService"),
        ],
        _network(stage, operation),
        *(_arrives(stage, node, operation) for node in new),
    )


def _too_many(stage: Stage) -> list[StoryEvent]:
    """Somebody asked for more than the account may have."""
    at, more = _BEGIN - 9 * MINUTE, _TOO_MANY - _BEFORE
    quota = stage.message("quota", instance_type=_TYPES[0], limit=80, used=_BEFORE, delta=more)
    refused = scaling(stage, "group-start-failed", at, _GROUP, _BEFORE, _TOO_MANY, failure=quota)
    # What was refused is not what the group aims at.
    return [replace(refused, change=None)]


def _network(stage: Stage, operation: str) -> list[StoryEvent]:
    """The group's subnets; the last event names its capacity reservation as well."""
    *subnets, determined = network_found(stage, _GROUP, _BEGIN + 9, operation)
    reservation = {
        "Arn": f"arn:aws:resource-groups:{REGION}:{ACCOUNT}:group/inference-reserved",
        "Type": "CRG",
    }
    metadata = {**(determined.metadata or {}), "CapacityReservation": reservation}
    return [*subnets, replace(determined, metadata=metadata)]


def _arrives(stage: Stage, node: Node, operation: str) -> list[StoryEvent]:
    order = node.number - _BEFORE
    jitter = stage.seeded.between(0, 4, stage.name, node.number)
    events = node_arrives(
        stage,
        node,
        _BEGIN + 40 + order * _EVERY + jitter,
        script_seconds=_SCRIPT_SECONDS,
        operation=operation,
        reservation=stage.seeded.resource("cr", stage.name),
    )
    return [
        replace(event, metadata=_per_type(stage, node)) if event.wording == "eni-created" else event
        for event in events
    ]


def _per_type(stage: Stage, node: Node) -> dict[str, object]:
    """A group of several instance types prepares interfaces for each kind of network."""
    plain = stage.enis(f"{node.logical_id} plain")["CustomerEni"]
    with_efa = stage.enis(f"{node.logical_id} efa")
    return {
        "NodeLogicalId": node.logical_id,
        "InstanceRequirementsEniConfigurations": [{"CustomerEni": plain}, with_efa],
    }
