"""Short ways to ask for the steps of one event."""

from __future__ import annotations

from hpev_tui.export.next_steps import NextStep, next_steps
from hpev_tui.model.events import Event, Json
from hpev_tui.rules.causes import Cause
from unit.export.test_snippets import EVENT

MESSAGE = "We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances."


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
) -> list[NextStep]:
    """The steps for a failure of a class; tag "" is no failure."""
    cause = Cause(tag, "", "", inferred=False) if tag else None
    return next_steps(
        event, body(message), cause, region=region, profile=profile, endpoint_url=endpoint_url
    )


def texts(tag: str = "lifecycle", event: Event = EVENT, message: str = "") -> dict[str, str]:
    """Label to text."""
    return {step.label: step.text for step in steps(tag, event, message)}
