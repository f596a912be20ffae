"""The verbs and options of `hpev`: argparse, help, completion and docs are made from this."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from hpev_tui.arguments import WHEN, Option, count, http_url, when

DEMO_CLUSTER = "train-p5"
"""The cluster of the demo that is taken where none is named: of its many, that of the README."""

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md")
"""The values of `--output`."""

SHELLS = ("bash", "zsh", "fish")

LEVELS = ("error", "warn")
"""Conditions of `--fail-on` on events; the others are verdicts on instance groups."""

ACTIVE = "active"
"""The condition that a kind of failure is active."""

SETTLED = "settled"
"""The condition of `--until` that a group has all its nodes, and nothing is under way."""


class Verb(NamedTuple):
    """One row of the table of verbs."""

    name: str
    subject: str
    """The word for what it is about, which has to follow it; "" for none."""
    help: str


VERBS: tuple[Verb, ...] = (
    Verb("clusters", "", "the region's clusters"),
    Verb("events", "", "the events of a cluster, with the reason of each failure"),
    Verb("show", "EVENT", "one event, by its EventId or how that begins"),
    Verb("failures", "", "the failures by kind; --output md: the incident report"),
    Verb("groups", "", "the instance groups, each with its verdict"),
    Verb("nodes", "", "the nodes, those with problems first"),
    Verb("timeline", "NODE", "one node: its instances, attempts and steps"),
    Verb("watch", "", "the new events, as they come"),
    Verb("wait", "", "wait until instance groups are settled"),
    Verb("status", "", "the state of a cluster, in one row"),
)

_OF_EVENTS = ("events", "failures", "watch", "status")
_TIMED = ("events", "failures", "groups", "nodes", "timeline", "status")
_LISTS = ("events", "failures")
_CHECKED = ("watch", "wait", "status")
_ROWS = tuple(verb.name for verb in VERBS if verb.name not in ("show", "wait", "status"))
_OF_CLUSTER = tuple(verb.name for verb in VERBS if verb.name != "clusters")

_DURATION = re.compile(r"(\d{1,9})([smhd]?)")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds(value: str) -> float:
    """A duration in seconds: 90, 90s, 30m, 2h or 1d."""
    read = _DURATION.fullmatch(value)
    if read is None or not value.isascii():
        raise ValueError(value)
    return float(read[1]) * _UNITS[read[2]]


def _chosen(*values: str) -> Any:  # noqa: ANN401 - a function for argparse
    def choose(value: str) -> str:
        if value not in values:
            raise ValueError(value)
        return value

    return choose


def _verdicts() -> tuple[str, ...]:
    from hpev_tui.findings.groups import verdict_rules  # Hardly ever needed.

    return tuple(verdict_rules().rules)


def conditions(value: str, *others: str) -> tuple[str, ...]:
    """Conditions, with commas between them: `others`, and the verdicts on instance groups.

    A verdict of several words may have a hyphen for each blank.
    """
    read = tuple(each.strip().lower() for each in value.split(","))
    names = {each.replace(" ", "-"): each for each in (*others, *_verdicts())}
    if unknown := [each for each in read if each.replace(" ", "-") not in names]:
        raise ValueError(unknown[0])
    return tuple(names[each.replace(" ", "-")] for each in read)


def _fail_on(value: str) -> tuple[str, ...]:
    return conditions(value, *LEVELS, ACTIVE)


def _until(value: str) -> tuple[str, ...]:
    return conditions(value, SETTLED)


class VerbOption(NamedTuple):
    """An option, and the verbs that take it."""

    option: Option
    verbs: tuple[str, ...] = ()
    """Their names; empty for all."""
    values: tuple[str, ...] = ()
    """The values that completion offers."""


_FAIL_ON = "error, warn, active or a verdict such as stuck, with commas between them"
_UNTIL = "settled or a verdict such as steady, with commas between them"
_SECONDS = "a duration: 90s, 30m or 2h"

OPTIONS: tuple[VerbOption, ...] = (
    VerbOption(
        Option("--cluster", "NAME|ARN", "the cluster; default: the region's only Continuous one"),
        _OF_CLUSTER,
    ),
    VerbOption(Option("--profile", "NAME", "AWS profile to use")),
    VerbOption(
        Option("--region", "NAME", "AWS region; default: from the ARN, AWS_REGION or the profile")
    ),
    VerbOption(
        Option(
            "--endpoint-url", "URL", "endpoint URL to use instead of the default", http_url,
            "a URL such as https://host:port",
        )
    ),
    VerbOption(
        Option("--since", "WHEN", "only events after WHEN: 90m, 24h, 7d or ISO 8601", when, WHEN),
        (*_TIMED, "watch"),
    ),
    VerbOption(Option("--until", "WHEN", "only events before WHEN", when, WHEN), _LISTS),
    VerbOption(
        Option(
            "--until", "CONDITION", "settled (the default) or a verdict such as steady", _until,
            _UNTIL,
        ),
        ("wait",),
    ),
    VerbOption(
        Option(
            "--limit", "N", "at most N rows; 0: all; default: 100 events, all other rows", count,
            "a whole number, 0 or more",
        ),
        _ROWS,
    ),
    VerbOption(Option("--filter", "QUERY", "only events that this filter keeps"), _OF_EVENTS),
    VerbOption(Option("--group", "NAME", "only this instance group"), ("wait",)),
    VerbOption(Option("--no-reasons", "", "do not load the reasons of failures: fewer calls")),
    VerbOption(
        Option(
            "--output", "FORMAT", f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}; default: table",
            _chosen(*FORMATS), f"one of {', '.join(FORMATS)}",
        ),
        values=FORMATS,
    ),
    VerbOption(Option("--query", "EXPRESSION", "print what this JMESPath expression selects")),
    VerbOption(
        Option(
            "--fail-on", "CONDITIONS", "exit 10 on error, warn, active or a verdict: error,stuck",
            _fail_on, _FAIL_ON,
        ),
        _CHECKED,
    ),
    VerbOption(
        Option("--timeout", "DURATION", "exit 4 after this time: 90s, 30m, 2h", seconds, _SECONDS)
    ),
    VerbOption(Option("--quiet", "", "print nothing on standard error")),
    VerbOption(Option("--log-file", "PATH", "append a log to this file", Path)),
    VerbOption(
        Option("--demo", "", f"use the built-in demo; default cluster: {DEMO_CLUSTER}")
    ),
    VerbOption(
        Option(
            "--demo-events", "N", "with --demo: add a cluster train-history with N events", count,
            "a whole number, 0 or more",
        )
    ),
    VerbOption(Option("--help", "", "show this help and exit")),
)  # fmt: skip

PROGRAM_OPTIONS: tuple[VerbOption, ...] = (
    VerbOption(
        Option(
            "--completion", "SHELL", f"print the completion for {', '.join(SHELLS)}",
            _chosen(*SHELLS), f"one of {', '.join(SHELLS)}",
        ),
        values=SHELLS,
    ),
    VerbOption(Option("--version", "", "show the version and exit")),
    VerbOption(Option("--help", "", "show this help and exit")),
)  # fmt: skip
"""The options that stand without a verb."""


def options_for(verb: str) -> list[VerbOption]:
    """The options that a verb takes."""
    return [each for each in OPTIONS if not each.verbs or verb in each.verbs]
