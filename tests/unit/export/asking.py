"""Short ways to ask for the steps of one event."""

from __future__ import annotations

from hpev_tui.export.next_steps import NextStep, next_steps
from hpev_tui.export.step_values import NOTHING_AROUND, Surroundings
from hpev_tui.model.events import ClusterInfo, Event, GroupCount, Json
from hpev_tui.rules.causes import Cause
from unit.export.test_snippets import EVENT

MESSAGE = "We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances."

DENIED = (
    "User: arn:aws:sts::111122223333:assumed-role/hp-exec/SageMaker is not authorized to perform:"
    " ec2:CreateNetworkInterface on resource: arn:aws:ec2:us-west-2:111122223333:subnet/"
    "subnet-0123456789abcdef0 with an explicit deny in a VPC endpoint policy"
)
GROUP = GroupCount("worker-p5", 1, 2, instance_type="ml.p5.48xlarge")
INFO = ClusterInfo(
    *(EVENT.cluster_arn, EVENT.cluster_name, "InService", None, True, 1, 2, "", (GROUP,)),
    subnets=("subnet-0aaaaaaaaaaaaaaa1",),
    security_group_ids=("sg-0aaaaaaaaaaaaaaa1",),
    orchestrator="Eks",
)


def body(message: str) -> Json:
    return {
        "EventDetails": {
            "EventDetails": {"EventMetadata": {"Instance": {"FailureMessage": message}}}
        }
    }


def steps(
    tag: str = "lifecycle",
    event: Event = EVENT,
    message: str = "",
    *,
    region: str = "",
    profile: str = "",
    endpoint_url: str = "",
    around: Surroundings = NOTHING_AROUND,
) -> list[NextStep]:
    """The steps for a failure of a class; tag "" is no failure."""
    cause = Cause(tag, "", "", inferred=False) if tag else None
    return next_steps(
        event,
        body(message),
        cause,
        region=region,
        profile=profile,
        endpoint_url=endpoint_url,
        around=around,
    )


def texts(
    tag: str = "lifecycle",
    event: Event = EVENT,
    message: str = "",
    around: Surroundings = NOTHING_AROUND,
) -> dict[str, str]:
    """Label to text."""
    return {step.label: step.text for step in steps(tag, event, message, around=around)}
