"""A scale-up under way: four nodes become sixty-four, one more each minute."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from hpev_tui.demo.plan import ACCOUNT, MINUTE, REGION, Node, Stage, StoryEvent
from hpev_tui.demo.stories.steps import (
    in_order,
    network_found,
    node_arrives,
    readiness_lost,
    scaling,
)

_GROUP = "inference-flex"
_BEGIN = -20 * MINUTE
_EVERY = 60.0
# So long that the steps of the nodes that are under way come all through the minute.
_SCRIPT_SECONDS = 229.0
_AFTER = 64
_TOO_MANY = 400


def scale_up_story(stage: Stage) -> list[StoryEvent]:
    """A group that grows, and goes on growing for three quarters of an hour after the start."""
    before = stage.group(_GROUP).running
    operation = stage.operation("scale to 64")
    new = stage.nodes(_GROUP, before, _AFTER)
    end = _BEGIN + 60 + len(new) * _EVERY + 6 * MINUTE
    scaled = partial(scaling, stage, group=_GROUP, target=_AFTER, operation=operation)
    return in_order(
        _too_many(stage),
        [
            scaled("group-started", _BEGIN, count=before, status="Updating"),
            readiness_lost(stage, _BEGIN + 7 * MINUTE, 4, 8, _AFTER + 3),
            readiness_lost(stage, 5 * MINUTE, 3, 17, _AFTER + 3),
            scaled("group-completed", end, count=_AFTER, status="InService"),
        ],
        _network(stage, operation),
        *(_arrives(stage, node, operation) for node in new),
    )


def _too_many(stage: Stage) -> list[StoryEvent]:
    """Somebody asked for more than the account may have."""
    at, group = _BEGIN - 9 * MINUTE, stage.group(_GROUP)
    used, more = group.running, _TOO_MANY - group.running
    about = {"instance_type": group.instance_type, "limit": 80, "used": used, "delta": more}
    quota = stage.message("quota", **about)
    refused = scaling(stage, "group-start-failed", at, _GROUP, used, _TOO_MANY, failure=quota)
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
    order = node.number - stage.group(_GROUP).running
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
