"""The copy menu's snippets: for each letter, a text of one event.

Times in a copy are UTC, ISO 8601; every value in a command is quoted for a shell.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

from hpev_tui.detail.json_lines import pretty_json
from hpev_tui.detail.tree import failure_message, node_logical_id
from hpev_tui.model.events import Event, Json
from hpev_tui.text.clean import is_value, utc_iso

CONSOLES = {
    "aws": "{region}.console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-eusc": "console.amazonaws-eusc.eu",
}
"""The console's host in each partition that has one on the internet (the SDK's list of partitions
names others, which have none; AWS documentation, the first three; the last one is inferred from
AWS's announcement of the European Sovereign Cloud)."""

# Anything else as the region of an ARN could lead to somebody else's host.
_CLUSTER_ARN = re.compile(r"arn:([a-z-]+):sagemaker:([a-z]{2}[a-z0-9-]+):[0-9]*:cluster/.+")


class Subject(NamedTuple):
    """One event to copy from. `body` is DescribeClusterEvent's answer, None if not loaded.

    `options` is how an `aws` command reaches the same account: `--region`, `--profile` and
    `--endpoint-url`, quoted for a shell.
    """

    event: Event
    body: Json
    options: str


class Snippet(NamedTuple):
    """One letter of the copy menu. `make` returns "" where the event has no such thing."""

    letter: str
    label: str
    short: str
    """The label in the copy menu, in whole words."""
    needs_detail: bool
    make: Callable[[Subject], str]
    why_not: Callable[[Event], str] = lambda _: ""
    """Why an event has no such thing, "" where that needs no words."""


def event_command(subject: Subject) -> str:
    """The `aws` command that shows the event; "" where the AWS CLI would not take its IDs."""
    event = subject.event
    names = (event.cluster_name, event.cluster_arn)
    cluster = next((name for name in names if is_value(name)), "")
    if not cluster or not is_value(event.event_id):
        return ""
    return (
        f"aws sagemaker describe-cluster-event --cluster-name {shlex.quote(cluster)}"
        f" --event-id {shlex.quote(event.event_id)}{subject.options}"
    )


def _console_url(subject: Subject) -> str:
    """The cluster's page; no address of its Events tab or of one event is documented."""
    arn = _CLUSTER_ARN.fullmatch(subject.event.cluster_arn)
    if arn is None or arn[1] not in CONSOLES or not subject.event.cluster_name:
        return ""
    region = arn[2]
    host = CONSOLES[arn[1]].format(region=region)
    name = quote(subject.event.cluster_name, safe="")
    return f"https://{host}/sagemaker/home?region={region}#/cluster-management/{name}"


def _without_console(event: Event) -> str:
    """Why there is no address for an event."""
    arn = _CLUSTER_ARN.fullmatch(event.cluster_arn)
    if arn is None:
        return "its cluster ARN is unknown"
    return "" if arn[1] in CONSOLES else f"no known console URL for {arn[1]}"


def _row(subject: Subject) -> str:
    event = subject.event
    parts = (
        event.odd_time or utc_iso(event.event_time),
        event.event_level,
        event.resource_type,
        event.instance_group_name,
        event.instance_id,
        failure_message(subject.body),
        event.description,
        event.event_id,
    )
    return "  ".join(part for part in parts if part)


def _json(subject: Subject) -> str:
    return "" if subject.body is None else pretty_json(subject.body)


EVENT_ID = Snippet("e", "event ID", "event ID", False, lambda s: s.event.event_id)

JSON = Snippet("j", "JSON", "JSON", True, _json)

SNIPPETS: tuple[Snippet, ...] = (
    Snippet("i", "instance ID", "instance", False, lambda s: s.event.instance_id),
    EVENT_ID,
    Snippet("g", "instance group", "group", False, lambda s: s.event.instance_group_name),
    Snippet("n", "node logical ID", "logical ID", True, lambda s: node_logical_id(s.body)),
    Snippet("o", "operation ID", "operation", False, lambda s: s.event.operation_id),
    Snippet("a", "cluster ARN", "ARN", False, lambda s: s.event.cluster_arn),
    Snippet("m", "failure message", "message", True, lambda s: failure_message(s.body)),
    JSON,
    Snippet("x", "AWS CLI command", "CLI", False, event_command),
    Snippet("u", "console URL", "URL", False, _console_url, _without_console),
    Snippet("y", "whole row", "row", False, _row),
)
