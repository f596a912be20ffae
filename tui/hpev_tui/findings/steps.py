"""Which step of a node's timeline an event is, by what it says (`data/steps.json`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from hpev_tui.model.events import Event
from hpev_tui.rules.noise import farthest
from hpev_tui.rules.phrasebook import rule_file
from hpev_tui.rules.says import Said, says, sentence_rules

FILE_NAME = "steps.json"

READY = "ready"
"""The step with which a node is up."""

REPLACEMENT = "replacement"
"""The step with which its replacement begins."""

UNHEALTHY = "unhealthy"
"""The step with which it is found unhealthy."""

ROLLED_BACK = "rolled-back"
"""The step with which a node runs again as it did before its update."""

UP, PATCH, END = "up", "patch", "end"
"""The phases: a node is brought up, updated as itself, ended."""

_NOT_OF_NODES = ("Cluster", "InstanceGroup")


class Step(NamedTuple):
    """A kind of step."""

    name: str
    label: str
    """Its name on the screen and in copies."""
    phase: str = ""
    """up, patch or end; "" for what else a node lives through."""
    begins: bool = False
    """Whether an attempt to bring a node up, or to update it, begins with it."""
    succeeds: bool = False
    """Whether an attempt has succeeded with it."""
    fails: bool = False
    """Whether an attempt has failed with it."""
    whole: bool = False
    """Whether it is said of a whole attempt, one of whose steps may have been reported before."""

    @property
    def is_tried(self) -> bool:
        """Whether it is a step of an attempt."""
        return self.phase in (UP, PATCH)


class StepRules(NamedTuple):
    """The step of each saying, and what is said of the network or the image of a group."""

    steps: Mapping[str, Step]
    network: frozenset[str]


def step_of(event: Event) -> Step | None:
    """The step that an event is; None where it is of no node, or not known."""
    if event.resource_type in _NOT_OF_NODES:
        return None
    return step_said(event.description)


def step_said(description: str) -> Step | None:
    """The step that the description of an event of a node says."""
    # Without a call of `says`: each event of a page asks several times.
    said = sentence_rules().by_text[description]
    return None if said is None else _steps[said]


def step_that(said: Said | None) -> Step | None:
    """The step that something said of a node is."""
    return None if said is None else _steps[said]


def is_of_network(event: Event) -> bool:
    """Whether an event's detail describes the network or the image of a group."""
    said = says(event.description)
    return said is not None and str(said) in step_rules().network


def reports_again(before: Event, its: Step | None, event: Event, step: Step) -> bool:
    """Whether a failure of a node reports the same as the one before it, whose step is `its`.

    It does where both come at one time; and where it is said of the whole attempt, one of whose
    steps has failed on the same instance.
    """
    if event.event_time - before.event_time <= farthest():
        return True
    is_same = bool(event.instance_id) and before.instance_id == event.instance_id
    return is_same and step.whole and not (its is not None and its.whole)


class _Steps(dict[Said, "Step | None"]):
    """The step of each saying, looked up by its text once."""

    def __missing__(self, said: Said) -> Step | None:
        step = self[said] = step_rules().steps.get(str(said))
        return step


_steps = _Steps()


@rule_file(FILE_NAME)
def step_rules(data: dict[str, Any]) -> StepRules:
    """The rules of steps."""
    steps: dict[str, Step] = {}
    for rule in data["steps"]:
        flags = {name: rule.get(name, False) for name in ("begins", "succeeds", "fails")}
        step = Step(rule["step"], rule["label"], rule.get("phase", ""), **flags)
        steps |= dict.fromkeys(rule["says"], step)
        steps |= dict.fromkeys(rule.get("whole", ()), step._replace(whole=True))
    return StepRules(steps, frozenset(data["network"]))
