"""What to do next about an event: lines to read and to copy. Nothing is run.

The steps are data (`data/next-steps.json`), each with its source. What an event says
may be anybody's text: a value becomes part of a step only if it has the form that the service's API
model gives it, and in a command it is quoted for a shell as well.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from functools import lru_cache
from string import Formatter
from typing import Any, NamedTuple

from hpev_tui.detail.tree import failure_message
from hpev_tui.export.snippets import CONSOLES
from hpev_tui.model.events import Event, Json
from hpev_tui.query.pushdown import is_name, is_node_id
from hpev_tui.rules.causes import Cause
from hpev_tui.rules.phrasebook import Phrasebook, rule_file
from hpev_tui.text.clean import aws_options, utc_iso

FILE_NAME = "next-steps.json"

# The forms of the API model, except that a region must begin like one.
_CLUSTER_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):sagemaker:(?P<region>[a-z]{2}[a-z0-9-]+):[0-9]{12}"
    r":cluster/(?P<cluster_id>[a-z0-9]{12})"
)
_EVENT_ID = re.compile(r"[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}")

_INSTANCE_TYPE = re.compile(r"\bml\.([a-z][a-z0-9-]{0,30}\.[a-z0-9][a-z0-9-]{0,30})")
_IMAGE = re.compile(r"\bami-[0-9a-f]{8}(?:[0-9a-f]{9})?\b")

_BEFORE_SECONDS = 3 * 3600
"""How long before an event its logs are of interest."""


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


class _Step(NamedTuple):
    causes: frozenset[str]
    wording: Phrasebook[bool] | None
    """What an event of its causes must say, None for anything."""
    kind: str
    label: str
    text: str
    source: str
    inferred: bool


@dataclass(frozen=True, slots=True)
class StepPlan:
    """The steps in their order, and the formats of values in them."""

    formats: dict[str, str]
    steps: list[_Step]
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
    """
    plan = step_plan()
    values = _values(event, body)
    for name, text in plan.formats.items():
        if _fields(text) <= values.keys():
            values[name] = text.format_map(values)
    region = region or values.get("region", "")
    options = {
        "options": aws_options(region, profile, ""),
        "sagemaker_options": aws_options(region, profile, endpoint_url),
    }
    return [
        NextStep(
            step.label,
            _filled(step, values, options),
            step.source,
            step.kind,
            # The console's addresses were published for the first partition only.
            step.inferred or (step.kind == "url" and values["partition"] != "aws"),
        )
        for step in plan.of_cause(cause.tag if cause else "none")
        if (step.wording is None or step.wording.meaning(event.description))
        and _fields(step.text) <= {*values, *options}
    ]


def _filled(step: _Step, values: dict[str, str], options: dict[str, str]) -> str:
    """A step's text with its values, quoted as its kind demands."""
    if step.kind == "command":
        quoted = {name: shlex.quote(value) for name, value in values.items()}
        return step.text.format_map(quoted | options)
    if step.kind == "url":
        # The console decodes twice, and takes "$" for "%". No value has any other character
        # that is not itself in an address.
        values = {name: value.replace("/", "$252F") for name, value in values.items()}
    return step.text.format_map(values)


def _values(event: Event, body: Json) -> dict[str, str]:
    """The values of an event that are in their proper form, by their names in the data file."""
    values: dict[str, str] = {}
    if arn := _CLUSTER_ARN.fullmatch(event.cluster_arn):
        values |= arn.groupdict() | {"cluster": event.cluster_arn}
        if host := CONSOLES.get(arn["partition"]):
            values["console"] = host.format(region=arn["region"])
    if is_name(event.cluster_name):
        values |= {"cluster": event.cluster_name, "cluster_name": event.cluster_name}
    if is_name(event.instance_group_name):
        values["group"] = event.instance_group_name
    if is_node_id(event.instance_id):
        values["instance"] = event.instance_id
    if _EVENT_ID.fullmatch(event.event_id):
        values["event_id"] = event.event_id
    message = failure_message(body)
    if match := _INSTANCE_TYPE.search(message):
        values["instance_type"] = match[1]
    if match := _IMAGE.search(message):
        values["image"] = match[0]
    values["since"] = "3h" if event.odd_time else utc_iso(event.event_time - _BEFORE_SECONDS)
    return values


@lru_cache(maxsize=128)
def _fields(text: str) -> frozenset[str]:
    """The names of the values that a text needs."""
    return frozenset(field for _, field, _, _ in Formatter().parse(text) if field)


@rule_file(FILE_NAME)
def step_plan(data: dict[str, Any]) -> StepPlan:
    """The published steps."""
    return StepPlan(
        {name: each["text"] for name, each in data["formats"].items()},
        [
            _Step(
                frozenset(each["causes"]),
                Phrasebook([(each["wording"], True)]) if "wording" in each else None,
                each["kind"],
                each["label"],
                each["text"],
                each["source"],
                each["inferred"],
            )
            for each in data["steps"]
        ],
    )
