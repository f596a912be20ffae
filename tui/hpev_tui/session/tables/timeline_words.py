"""What the timeline of a node says of its instances and of its attempts, in words."""

from __future__ import annotations

from hpev_tui.findings.capacity import source_of_attempt
from hpev_tui.findings.instances import Life
from hpev_tui.findings.timeline import Attempt, Usual
from hpev_tui.model.events import ClusterNode
from hpev_tui.model.failure import Failure
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.paging import NodeList
from hpev_tui.session.tables.words import moment
from hpev_tui.text.lists import many
from hpev_tui.text.times import duration


def said_of(model: ClusterModel, life: Life) -> str:
    """A life's attempts, its end and its reason, in words."""
    tried = f"; {many(life.attempts, 'attempt')}, {life.failed:,} failed" if life.attempts else ""
    facts = model.log.findings.facts
    why = ""
    if life.reason is not None:
        its = facts.get(life.reason.event_id)
        why = (its.failure_message if its else "") or life.reason.description
    if life.end is not None:
        at = moment(model, life.end.event_time)
        return f"ended {at}{tried}; {f'before: {why}' if why else 'reason unknown'}"
    nodes = model.nodes
    listed = () if nodes is None or isinstance(nodes, Failure) else nodes
    status = next((each.status for each in listed if each.instance_id == life.instance_id), "")
    if status:
        return f"now {status}{tried}"
    return f"end unknown{tried}{f'; last failure: {why}' if why else ''}"


def now_of(node: ClusterNode | None, nodes: NodeList | None) -> str:
    """How the node that is listed so stands now, in words; "" where that is not known."""
    if node is not None:
        return f"now {node.status} {node.instance_id}".strip()
    is_known = nodes is not None and nodes.is_whole
    return "gone: ListClusterNodes names no such node" if is_known else ""


def outcome_words(attempt: Attempt) -> str:
    """How an attempt ended, and after how long; "" where it is none."""
    decided = attempt.decided
    word = "in service" if attempt.outcome == "ready" else attempt.outcome
    if decided is None:
        return word
    return f"{word} after {duration(decided.event.event_time - attempt.begun)}"


def capacity(model: ClusterModel, attempt: Attempt) -> str:
    """Which capacity an attempt was given, "" where nothing that is loaded says it."""
    events = [each.event for each in attempt.moments]
    return source_of_attempt(events, model.log.findings.facts)


def slow_words(usual: Usual) -> str:
    """How long a step took on other nodes, which took longer here."""
    others, median = f"{usual.nodes:,} other nodes", duration(usual.median)
    return f"slow: {others} took {median}, at most {duration(usual.longest)}"
