"""Sequences of events that several stories share. Times are seconds after the start."""

from __future__ import annotations

from collections.abc import Iterable

from hpev_tui.demo.plan import ACCOUNT, REGION, GroupChange, Metadata, Node, Stage, StoryEvent

SERVICE_ROLE = (
    "aws-service-role/hyperpod.sagemaker.amazonaws.com/AWSServiceRoleForSageMakerHyperPod"
)
EXECUTION_ROLE = "SageMakerHyperPodExecutionRole"


def in_order(*parts: Iterable[StoryEvent]) -> list[StoryEvent]:
    """The events of several sequences, by time."""
    return sorted((event for part in parts for event in part), key=lambda event: event.time)


def network_found(stage: Stage, group: str, at: float, operation: str = "") -> list[StoryEvent]:
    """HyperPod finds out in which subnets a group's nodes are to be launched."""
    groups = stage.security_groups()
    *_, last = subnets = stage.group(group).subnets
    events = [
        stage.event(
            at + 2 * index,
            "subnet-found",
            group=group,
            operation=operation,
            metadata={**_network(stage, number), "SecurityGroupIds": groups},
            subnet=stage.subnet(number),
            az=stage.zone(number),
            security_groups=", ".join(groups),
        )
        for index, number in enumerate(subnets)
    ]
    done = stage.event(
        at + 2 * len(events),
        "network-determined",
        group=group,
        operation=operation,
        metadata=_network(stage, last),
    )
    return [*events, done]


def _network(stage: Stage, number: int) -> Metadata:
    return {"AvailabilityZoneId": stage.zone(number), "SubnetId": stage.subnet(number)}


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
    fields: dict[str, object] = {"TargetCount": target}
    if status:
        fields["Status"] = status
        fields["ActiveOperations"] = {"Scaling": 1} if status == "Updating" else {}
    return stage.event(
        at,
        wording,
        group=group,
        operation=operation,
        metadata={"InstanceCount": count, "TargetCount": target, "MinCount": least},
        failure=failure,
        change=GroupChange(group, fields),
        operation_name="scaling",
    )


def asked_for(
    stage: Stage, node: Node, at: float, operation: str = "", reservation: str = ""
) -> list[StoryEvent]:
    """A node is asked for: no instance yet, and the pool to take one from is chosen."""
    event = stage.events_of(node, "", at, operation)
    started = event(0, "creation-started", "Pending")
    if not reservation:
        return [started, event(16, "reservation-missing")]
    arn = f"arn:aws:ec2:{REGION}:{ACCOUNT}:capacity-reservation/{reservation}"
    pool = {"CapacityReservation": {"Arn": arn, "Type": "ODCR"}}
    return [started, event(9, "reservation-found", fields=pool, reservation=reservation)]


def launched(
    stage: Stage, node: Node, instance: str, at: float, operation: str = ""
) -> list[StoryEvent]:
    """EC2 has an instance for the node, and its lifecycle script starts."""
    enis = stage.enis(instance)
    before = stage.events_of(node, "", at, operation)
    event = stage.events_of(node, instance, at, operation)
    return [
        before(0, "eni-created", fields=enis),
        event(18, "provisioned", "Pending", fields={"CustomerEni": enis["CustomerEni"]}),
        event(52, "script-started", script="Started"),
    ]


def comes_up(
    stage: Stage, node: Node, instance: str, at: float, operation: str = ""
) -> list[StoryEvent]:
    """The lifecycle script succeeds, and the node runs."""
    event = stage.events_of(node, instance, at, operation)
    kubernetes = [event(14, "kubernetes-config")] if stage.plan.orchestrator == "Eks" else []
    return [
        event(0, "script-started", script="Succeeded"),
        *kubernetes,
        event(31, "creation-completed", "Running"),
    ]


def readiness_lost(stage: Stage, at: float, lost: int, ready: int, target: int) -> StoryEvent:
    """The warning that every scaling makes, with a failure message that means nothing."""
    return stage.event(
        at,
        "readiness-lost",
        failure=stage.message("service"),
        lost=lost,
        ready=ready,
        target=target,
        groups=len(stage.plan.groups),
    )


def created(stage: Stage) -> list[StoryEvent]:
    """The cluster and its groups are created; their nodes come later."""
    at = -stage.plan.age
    service = {"SlrAccessEntry": stage.role(SERVICE_ROLE)}
    roles = {"EksRoleAccessEntries": [stage.role(EXECUTION_ROLE)]}
    events = [
        stage.event(at + 2, "cluster-started", operation_name="creation"),
        stage.event(at + 31, "slr-entry", metadata=service),
        stage.event(at + 33, "access-entries", metadata=roles, operation_name="creation"),
        stage.event(at + 260, "cluster-completed", operation_name="creation"),
    ]
    for index, group in enumerate(stage.plan.groups):
        begin, name = at + 40 + index, group.name
        events += [
            stage.event(begin, "group-creation-started", group=name, operation_name="creation"),
            *network_found(stage, name, begin + 12),
        ]
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
