"""What to do next about an event: lines to read and to copy. Nothing is run.

The steps are data (`data/next-steps.json`), each with its source. What an event says
may be anybody's text: a value becomes part of a step only if it has the form that the service's API
model gives it, and in a command it is quoted for a shell as well.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from functools import lru_cache
from string import Formatter
from typing import Any, NamedTuple

from hpev_tui.detail.tree import failure_message
from hpev_tui.export.step_values import LISTS, NOTHING_AROUND, Surroundings, values_of
from hpev_tui.model.events import Event, Json
from hpev_tui.rules.causes import Cause
from hpev_tui.rules.phrasebook import Phrasebook, rule_file
from hpev_tui.text.clean import aws_options

FILE_NAME = "next-steps.json"


class NextStep(NamedTuple):
    """One line: something to read, or something to copy."""

    label: str
    text: str
    """On one line, with every value quoted."""
    source: str
    """Where this was published."""
    kind: str
    """`note` (to be read), `value` (a name to paste), `command` (for a shell) or `url`."""
    inferred: bool
    """Whether the source is not definite that it holds here."""
    is_tried_first: bool = False
    """Whether it is what to try, or to look at, before the others of its kind."""


class _Step(NamedTuple):
    causes: frozenset[str]
    wordings: frozenset[str]
    """Of these an event of its causes must say one; empty for anything."""
    unless: frozenset[str]
    """Of these it must say none."""
    needs: frozenset[str]
    """The values that must be known, those in the text among them."""
    without: frozenset[str]
    """The values that must not."""
    kind: str
    label: str
    text: str
    source: str
    inferred: bool
    is_tried_first: bool


@dataclass(frozen=True, slots=True)
class StepPlan:
    """The steps in their order, and the formats of values in them."""

    formats: dict[str, str]
    steps: list[_Step]
    wordings: Phrasebook[str]
    """The wordings of the steps, each of which means itself."""
    _by_cause: dict[str, list[_Step]] = field(default_factory=dict)

    def of_cause(self, tag: str) -> list[_Step]:
        """The steps for the class of a cause, "none" where nothing failed."""
        if tag not in self._by_cause:
            self._by_cause[tag] = [step for step in self.steps if step.causes & {"any", tag}]
        return self._by_cause[tag]


def next_steps(
    event: Event,
    body: Json,
    cause: Cause | None,
    *,
    region: str = "",
    profile: str = "",
    endpoint_url: str = "",
    around: Surroundings = NOTHING_AROUND,
) -> list[NextStep]:
    """The steps for an event, in the order in which to show them.

    A step is left out where a value that it needs is not known or not in its proper form.

    Args:
        event: The event.
        body: DescribeClusterEvent's answer, None if it is not loaded.
        cause: Why it failed, as `causes.cause_of_event` says; None where nothing failed.
        region: The region of the commands; "" takes that of the cluster's ARN.
        profile: The profile for the commands, if any.
        endpoint_url: The address for commands that ask SageMaker, if not the service's own.
        around: What is known of its cluster and its node.
    """
    plan, message = step_plan(), failure_message(body)
    values = values_of(event, message, around)
    said = plan.wordings.meanings(message) | plan.wordings.meanings(event.description)
    for name, text in plan.formats.items():
        if _fields(text) <= values.keys():
            values[name] = text.format_map(values)
    region = region or values.get("region", "")
    options = {
        "options": aws_options(region, profile, ""),
        "sagemaker_options": aws_options(region, profile, endpoint_url),
    }
    names = {*values, *options}
    return [
        NextStep(
            step.label,
            _filled(step, values, options),
            step.source,
            step.kind,
            # The console's addresses were published for the first partition only.
            step.inferred or (step.kind == "url" and values["partition"] != "aws"),
            step.is_tried_first,
        )
        for step in plan.of_cause(cause.tag if cause else "none")
        if step.needs <= names
        and step.without.isdisjoint(values)
        and not (step.wordings and step.wordings.isdisjoint(said))
        and step.unless.isdisjoint(said)
    ]


def _filled(step: _Step, values: dict[str, str], options: dict[str, str]) -> str:
    """A step's text with its values, quoted as its kind demands."""
    if step.kind == "command":
        quoted = {
            name: value if name in LISTS else shlex.quote(value) for name, value in values.items()
        }
        return step.text.format_map(quoted | options)
    if step.kind == "url":
        # The console decodes twice, and takes "$" for "%". No value has any other character
        # that is not itself in an address.
        values = {name: value.replace("/", "$252F") for name, value in values.items()}
    return step.text.format_map(values)


@lru_cache(maxsize=128)
def _fields(text: str) -> frozenset[str]:
    """The names of the values that a text needs."""
    return frozenset(field for _, field, _, _ in Formatter().parse(text) if field)


@rule_file(FILE_NAME)
def step_plan(data: dict[str, Any]) -> StepPlan:
    """The published steps."""
    steps: list[dict[str, Any]] = data["steps"]
    said = [wording for each in steps for key in _SAID for wording in each.get(key, ())]
    return StepPlan(
        {name: each["text"] for name, each in data["formats"].items()},
        [_step(each) for each in steps],
        Phrasebook((wording, wording) for wording in dict.fromkeys(said)),
    )


_SAID = ("wordings", "unless")


def _step(each: dict[str, Any]) -> _Step:
    return _Step(
        frozenset(each["causes"]),
        frozenset(each.get("wordings", ())),
        frozenset(each.get("unless", ())),
        _fields(each["text"]) | set(each.get("needs", ())),
        frozenset(each.get("without", ())),
        each["kind"],
        each["label"],
        each["text"],
        each["source"],
        each["inferred"],
        each.get("first", False),
    )
