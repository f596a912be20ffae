"""What the tables of nodes and of their attempts say: last errors, repairs, next steps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from hpev_tui.export.next_steps import next_steps
from hpev_tui.export.step_values import Surroundings
from hpev_tui.findings.nodes import message_of
from hpev_tui.findings.steps import step_of
from hpev_tui.findings.timeline import Attempt, attempts_of
from hpev_tui.model.events import ClusterNode, Event
from hpev_tui.rules.causes import UNKNOWN, cause_of
from hpev_tui.rules.levels import short_description
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.repairs import Repair
from hpev_tui.session.section_lines import NODE_MARKS
from hpev_tui.session.tables.words import ago, moment
from hpev_tui.text.lists import many

GONE = "Gone"
"""Said of a node that only events name."""

NOT_KNOWN = "?"
"""Said of a node while ListClusterNodes has not answered."""

_WITH_SECONDS = re.compile(r"\d\d:\d\d:\d\d")

_MOST_NOTES = 3

STATUSES = (*NODE_MARKS, GONE)
"""In the order in which their counts are given."""


class Past(NamedTuple):
    """What is loaded of a node: its events, the oldest first, and its attempts."""

    events: Sequence[Event]
    attempts: Sequence[Attempt]
    tries: int
    """How many attempts there were to bring it up, or to update it."""
    failures: int
    """How many of these failed."""

    @classmethod
    def of(cls, events: Sequence[Event]) -> Past:
        """That of a node with these events."""
        attempts = attempts_of(events)
        tries = [each for each in attempts if each.is_one]
        failures = sum(each.outcome == "failed" for each in tries)
        return cls(events, attempts, len(tries), failures)

    @property
    def failed(self) -> Attempt | None:
        """The last attempt, where it failed; None elsewhere."""
        last = next((each for each in reversed(self.attempts) if each.is_one), None)
        return last if last is not None and last.outcome == "failed" else None

    def counted(self) -> str:
        """Its attempts in words; "" where there are none."""
        return f"{many(self.tries, 'attempt')}, {self.failures:,} failed" if self.tries else ""


class Why(NamedTuple):
    """Why something failed."""

    cause: str
    """One of the causes' tags; "" where it is not known."""
    text: str

    def __str__(self) -> str:
        """Both, as they stand in a row."""
        return f"{self.cause}: {self.text}" if self.cause else self.text


def why_failed(model: ClusterModel, attempt: Attempt) -> Why:
    """The cause of a failed attempt, and the first message that one of its failures has."""
    failures = [each.event for each in attempt.moments if each.step and each.step.fails]
    facts = model.log.findings.facts
    messages = (facts[each.event_id].failure_message for each in failures if each.event_id in facts)
    message = next(filter(None, messages), "")
    if message:
        return Why(cause_of(failures[0].description, message).tag, message)
    # Until a message is read: the cause that the description names, else that of its kind.
    return Why(model.filtering.drawn_why(failures[0]).cause, _short(failures[0]))


def age_of_message(model: ClusterModel, node: ClusterNode, events: Sequence[Event]) -> str:
    """How old a node's message is, where it is of before what happened last; "" elsewhere."""
    if not node.message:
        return ""
    at, is_old = message_of(node, events, model.log.findings.facts)
    if not is_old:
        return ""
    return "message may be old" if at is None else f"message {ago(model, at)} old"


def last_of(model: ClusterModel, node: ClusterNode | None, past: Past) -> Why:
    """A node's last error, else its last event.

    What ListClusterNodes says of a node that does not run comes first. An error counts no more
    where a later attempt has succeeded, or the node runs.
    """
    runs = node is not None and node.status == "Running"
    if node is not None and node.message and not runs:
        tag = cause_of("", node.message).tag
        old = age_of_message(model, node, past.events)
        return Why(
            "" if tag == UNKNOWN else tag, f"({old}) {node.message}" if old else node.message
        )
    if past.failed is not None and not runs:
        return why_failed(model, past.failed)
    if not past.events:
        return Why("", "")
    return why_of(model, past.events[-1])


def why_of(model: ClusterModel, event: Event) -> Why:
    """What an event says in a row; of a failure with its cause, else the likely one with a mark."""
    return Why(model.filtering.drawn_why(event).cause, _short(event))


def next_notes(model: ClusterModel, event: Event) -> list[str]:
    """What to do about a failure, where its detail is loaded."""
    details = model.account.details
    if event.event_id not in details:
        return []
    history = model.log.findings.groups.history(event.instance_group_name)
    facts = model.log.findings.facts.get(event.event_id)
    steps = next_steps(
        event,
        details[event.event_id].body,
        cause_of(event.description, facts.failure_message if facts else ""),
        around=Surroundings(model.info, None, len(history.failed), len(history.came_up)),
    )
    return [step.text for step in steps if step.kind == "note"][:_MOST_NOTES]


def repair_words(model: ClusterModel, repair: Repair, *, exact: bool = False) -> str:
    """What was done about a node, and what was found: "replaced 17:10 (unhealthy 16:58, Replace)".

    Where neither an event nor ListClusterNodes says what was done, nothing is said of it. Only
    `exact` times have seconds.
    """

    def at(event: Event) -> str:
        said = moment(model, event.event_time)
        return said[:5] if not exact and _WITH_SECONDS.fullmatch(said) else said

    unhealthy = f"unhealthy {at(repair.event)}"
    unhealthy += f", {repair.action}" if repair.action else ""
    step = step_of(repair.done) if repair.done else None
    done = "replaced" if repair.is_replaced else step.label if step else ""
    if repair.is_open:
        done = "not replaced yet"
    elif repair.done:
        done += f" {at(repair.done)}"
    return f"{done} ({unhealthy})" if done else unhealthy


def _short(event: Event) -> str:
    names = (event.cluster_name, event.instance_group_name, event.instance_id)
    return short_description(event.description, *names)
