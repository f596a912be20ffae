"""Why something failed, as one of a few classes, by what the service says of it.

The rules are data (`data/causes.json`), each with its source. Without a rule the class is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from hpev_tui.model.events import Event
from hpev_tui.rules.levels import infer_level
from hpev_tui.rules.phrasebook import Phrasebook, rule_file

FILE_NAME = "causes.json"

UNKNOWN = "unknown"
HARDWARE = "hardware"

TAGS = (
    "capacity",
    "efa",
    "lifecycle",
    "network",
    "access",
    "quota",
    HARDWARE,
    "image",
    "scaling",
    UNKNOWN,
)
"""The classes. They are words of the filter language, which must not wait for a file."""


class Reason(NamedTuple):
    """Why an event came about, as far as it is known; "" for what is not."""

    cause: str = ""
    """The tag of its cause; behind a `~` where it is that of another event of its kind."""
    message: str = ""
    """Its `FailureMessage`, in one line."""
    node: str = ""
    """Its `NodeLogicalId`."""


class Cause(NamedTuple):
    """The class of a failure, and the rule that found it."""

    tag: str
    """One of `TAGS`."""
    title: str
    """The class in words."""
    source: str
    """Where the rule's wording was published; "" where the cause is unknown."""
    inferred: bool
    """Whether the source is not definite that HyperPod says so, or that it is of this class."""


class CauseRules(NamedTuple):
    """The wordings of each cause."""

    book: Phrasebook[Cause]
    unknown: Cause


def cause_of(description: str, failure_message: str) -> Cause:
    """The class of a failure, by its `FailureMessage`, which may have line breaks.

    Where that is empty or of no class, the description decides, which rarely says why.
    """
    rules = cause_rules()
    cause = rules.book.meaning(failure_message) or rules.book.meaning(description)
    return cause or rules.unknown


def has_cause(event: Event) -> bool:
    """Whether something failed, or may have: its level, sent or inferred, is not Info."""
    return (event.event_level or infer_level(event.description)) != "Info"


def cause_of_event(event: Event, failure_message: str = "") -> Cause | None:
    """The class of an event's failure; None where nothing failed."""
    return cause_of(event.description, failure_message) if has_cause(event) else None


@rule_file(FILE_NAME)
def cause_rules(data: dict[str, Any]) -> CauseRules:
    """The rules of causes."""
    titles: Mapping[str, str] = data["classes"]
    return CauseRules(
        Phrasebook(
            (wording, Cause(rule["class"], titles[rule["class"]], rule["source"], rule["inferred"]))
            for rule in data["rules"]
            for wording in rule["wordings"]
        ),
        Cause(UNKNOWN, titles[UNKNOWN], "", inferred=False),
    )
