"""Which step in the timeline of a node an event is. The rules are data (`data/steps.json`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hpev_tui.model.events import Event
from hpev_tui.rules.phrasebook import Phrasebook, rule_file

FILE_NAME = "steps.json"

READY = "ready"
"""The step with which a node is up."""

_NOT_OF_NODES = ("Cluster", "InstanceGroup")


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of step."""

    name: str
    label: str
    """Its name on the screen and in copies."""
    begins: bool = False
    """Whether an attempt to bring a node up begins with it."""
    fails: bool = False
    """Whether an attempt has failed with it."""


@dataclass(frozen=True, slots=True)
class StepRules:
    """The wordings of each step, and those of the network or the image of a group."""

    steps: Phrasebook[Step]
    network: Phrasebook[bool]


def step_of(event: Event) -> Step | None:
    """The step that an event is; None where it is of no node or of no known wording."""
    if event.resource_type in _NOT_OF_NODES:
        return None
    return step_rules().steps.meaning(event.description)


def is_of_network(event: Event) -> bool:
    """Whether an event's detail describes the network or the image of a group."""
    return bool(step_rules().network.meaning(event.description))


@rule_file(FILE_NAME)
def step_rules(data: dict[str, Any]) -> StepRules:
    """The rules of steps."""
    steps = [
        (
            rule["wordings"],
            Step(rule["step"], rule["label"], rule.get("begins", False), rule.get("fails", False)),
        )
        for rule in data["steps"]
    ]
    return StepRules(
        Phrasebook((wording, step) for wordings, step in steps for wording in wordings),
        Phrasebook((wording, True) for wording in data["network"]),
    )
