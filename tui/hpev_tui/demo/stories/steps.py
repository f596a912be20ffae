"""Sequences of events that several stories share. Times are seconds after the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpev_tui.demo.plan import ACCOUNT, REGION, GroupChange

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hpev_tui.demo.plan import Metadata, Node, Stage, StoryEvent

SERVICE_ROLE = (
    "aws-service-role/hyperpod.sagemaker.amazonaws.com/AWSServiceRoleForSageMakerHyperPod"
)


def in_order(*parts: Iterable[StoryEvent]) -> list[StoryEvent]:
    """The events of several sequences, by time."""
    return sorted((event for part in parts for event in part), key=lambda event: event.time)


def network_found(stage: Stage, group: str, at: float, operation: str = "") -> list[StoryEvent]:
    """HyperPod finds out in which subnets a group's nodes are to be launched."""
    groups = stage.security_groups()
    events = []
    for index, number in enumerate(stage.group(group).subnets):
        network = {"AvailabilityZoneId": stage.zone(number), "SubnetId": stage.subnet(number)}
        events.append(
            stage.event(
                at + 2 * index,
                "subnet-found",
                group=group,
                operation=operation,
                metadata={**network, "SecurityGroupIds": groups},
                subnet=stage.subnet(number),
                az=stage.zone(number),
                security_groups=", ".join(groups),
            )
        )
    done = stage.event(
        at + 2 * len(events),
        "network-determined",
        group=group,
        operation=operation,
        metadata=network,
    )
    return [*events, done]


def scaling(
    stage: Stage,
    wording: str,
    at: float,
    group: str,
    count: int,
    target: int,
    *,
    operation: str = "",
    failure: str = "",
    status: str = "",
) -> StoryEvent:
    """An event about the size of a group, which has this target and status from now on."""
    least = stage.group(group).fields.get("MinCount", 0)
    metadata: Metadata = {"InstanceCount": count, "TargetCount": target, "MinCount": least}
    if failure:
        metadata["FailureMessage"] = failure
    fields: dict[str, object] = {"TargetCount": target}
    if status:
        fields["Status"] = status
        fields["ActiveOperations"] = {"Scaling": 1} if status == "Updating" else {}
    return stage.event(
        at,
        wording,
        group=group,
        operation=operation,
        metadata=metadata,
        change=GroupChange(group, fields),
        operation_name="scaling",
    )


def asked_for(
    stage: Stage, node: Node, at: float, operation: str = "", reservation: str = ""
) -> list[StoryEvent]:
    """A node is asked for: no instance yet, and the pool to take one from is chosen."""
    started = stage.node_event(at, "creation-started", node, status="Pending", operation=operation)
    if not reservation:
        pool = stage.node_event(at + 16, "reservation-missing", node, operation=operation)
        return [started, pool]
    arn = f"arn:aws:ec2:{REGION}:{ACCOUNT}:capacity-reservation/{reservation}"
    pool = stage.node_event(
        at + 9,
        "reservation-found",
        node,
        operation=operation,
        fields={"CapacityReservation": {"Arn": arn, "Type": "ODCR"}},
        reservation=reservation,
    )
    return [started, pool]


def launched(
    stage: Stage, node: Node, instance: str, at: float, operation: str = ""
) -> list[StoryEvent]:
    """EC2 has an instance for the node, and its lifecycle script starts."""
    enis = stage.enis(instance)
    return [
        stage.node_event(at, "eni-created", node, operation=operation, fields=enis),
        stage.node_event(
            at + 18,
            "provisioned",
            node,
            instance,
            status="Pending",
            operation=operation,
            fields={"CustomerEni": enis["CustomerEni"]},
        ),
        stage.node_event(
            at + 52,
            "script-started",
            node,
            instance,
            operation=operation,
            fields={"LcsExecutionState": "Started"},
            state="Started",
        ),
    ]


def comes_up(
    stage: Stage, node: Node, instance: str, at: float, operation: str = ""
) -> list[StoryEvent]:
    """The lifecycle script succeeds, and the node runs."""
    events = [
        stage.node_event(
            at,
            "script-started",
            node,
            instance,
            operation=operation,
            fields={"LcsExecutionState": "Succeeded"},
            state="Succeeded",
        )
    ]
    if stage.plan.orchestrator == "Eks":
        events.append(
            stage.node_event(at + 14, "kubernetes-config", node, instance, operation=operation)
        )
    done = stage.node_event(
        at + 31, "creation-completed", node, instance, status="Running", operation=operation
    )
    return [*events, done]


def readiness_lost(stage: Stage, at: float, lost: int, ready: int, target: int) -> StoryEvent:
    """The warning that every scaling makes, with a failure message that means nothing."""
    return stage.event(
        at,
        "readiness-lost",
        metadata={"FailureMessage": stage.message("service")},
        lost=lost,
        ready=ready,
        target=target,
        groups=len(stage.plan.groups),
    )


def created(stage: Stage) -> list[StoryEvent]:
    """The cluster and its groups are created; their nodes come later."""
    at = -stage.plan.age
    role = stage.role("SageMakerHyperPodExecutionRole")
    events = [
        stage.event(at + 2, "cluster-started", operation_name="creation"),
        stage.event(at + 31, "slr-entry", metadata={"SlrAccessEntry": stage.role(SERVICE_ROLE)}),
        stage.event(
            at + 33,
            "access-entries",
            metadata={"EksRoleAccessEntries": [role]},
            operation_name="creation",
        ),
        stage.event(at + 260, "cluster-completed", operation_name="creation"),
    ]
    for index, group in enumerate(stage.plan.groups):
        events.append(
            stage.event(
                at + 40 + index,
                "group-creation-started",
                group=group.name,
                operation_name="creation",
            )
        )
        events += network_found(stage, group.name, at + 52 + index)
    return in_order(events)


def node_arrives(
    stage: Stage,
    node: Node,
    at: float,
    *,
    life: int = 0,
    script_seconds: float = 240,
    operation: str = "",
    reservation: str = "",
) -> list[StoryEvent]:
    """A node comes up at the first attempt; `life` counts the instances it had before."""
    instance = stage.instance(node, life)
    return [
        *asked_for(stage, node, at, operation, reservation),
        *launched(stage, node, instance, at + 38, operation),
        *comes_up(stage, node, instance, at + 38 + 52 + script_seconds, operation),
    ]
