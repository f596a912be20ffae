"""How a cluster that is orchestrated by EKS begins its life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hpev_tui.demo.stories.steps import asked_for, comes_up, in_order, launched, network_found

if TYPE_CHECKING:
    from hpev_tui.demo.plan import Node, Stage
    from hpev_tui.demo.told import StoryEvent

SERVICE_ROLE = (
    "aws-service-role/hyperpod.sagemaker.amazonaws.com/AWSServiceRoleForSageMakerHyperPod"
)


def created(stage: Stage) -> list[StoryEvent]:
    """The cluster and its groups are created; their nodes come later."""
    at = -stage.plan.age
    role = stage.role("SageMakerHyperPodExecutionRole")
    events = [
        stage.tell(at + 2, "cluster-started", operation_name="creation"),
        stage.tell(at + 31, "slr-entry", metadata={"SlrAccessEntry": stage.role(SERVICE_ROLE)}),
        stage.tell(
            at + 33,
            "access-entries",
            metadata={"EksRoleAccessEntries": [role]},
            operation_name="creation",
        ),
        stage.tell(at + 260, "cluster-completed", operation_name="creation"),
    ]
    for index, group in enumerate(stage.plan.groups):
        events.append(
            stage.tell(
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
