"""What the timeline of a node says of its instances, and where in its time something was."""

from __future__ import annotations

from collections.abc import Sequence

from hpev_tui.findings.capacity import source_of_attempt
from hpev_tui.findings.instances import Life
from hpev_tui.findings.timeline import Attempt, Moment, Usual
from hpev_tui.model.events import ClusterNode
from hpev_tui.model.failure import Failure
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.node_history import NodeHistory
from hpev_tui.session.paging import NodeList
from hpev_tui.session.tables.words import moment
from hpev_tui.text.glyphs import Glyphs, glyphs
from hpev_tui.text.lists import many
from hpev_tui.text.times import duration
from hpev_tui.ui.theme import Piece

BAR = 16
"""Cells for the time from the beginning of an attempt to its end."""


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


def listed_as(node: str, nodes: Sequence[ClusterNode] | None) -> ClusterNode | None:
    """What ListClusterNodes says of a node; None where it names none, or is not known."""
    of_it = (each for each in nodes or () if node in (each.node_logical_id, each.instance_id))
    return next(of_it, None)


def now_of(node: ClusterNode | None, nodes: NodeList | None) -> str:
    """How the node that is listed so stands now, in words; "" where that is not known."""
    if node is not None:
        return f"now {node.status} {node.instance_id}".strip()
    is_known = nodes is not None and nodes.is_whole
    return "gone: ListClusterNodes names no such node" if is_known else ""


def looking_for(model: ClusterModel, history: NodeHistory, missing: int) -> str:
    """That there may be more of a node, while it is looked for; `missing` details are wanted."""
    if not history.is_looking(missing, is_reading=model.details.is_gathering):
        return ""
    return f"looking for earlier instances{model.account.settings.ellipsis}"


_OUTCOMES = {
    "failed": ("failed", "failed"),
    "ready": ("ok", "ok"),
    "patched": ("ok", "ok"),
    "under way": ("busy", "busy"),
}
"""The glyph and the token of each outcome of an attempt."""


def outcome_mark(attempt: Attempt, shown: Glyphs) -> Piece:
    """The glyph of how an attempt ended, and its token; `○` where it is none."""
    name, token = _OUTCOMES.get(attempt.outcome, ("off", "dim"))
    return getattr(shown, name), token


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
    source = source_of_attempt(events, model.log.findings.facts)
    return f" ({source})" if source else ""


def bar(start: float, end: float, *, ascii_only: bool) -> str:
    """From one part of the whole to another, each from 0 to 1."""
    glyph = glyphs(ascii_only).full
    first = min(BAR - 1, int(start * BAR))
    return " " * first + glyph * max(1, round(min(1.0, end) * BAR) - first)


def bar_of(attempt: Attempt, each: Moment, *, ascii_only: bool) -> str:
    """Where in its attempt a step was."""
    whole = max(attempt.ended - attempt.begun, 1.0)
    end = each.event.event_time - attempt.begun
    start = end - (each.took or 0.0)
    return bar(start / whole, end / whole, ascii_only=ascii_only)


def slow_words(usual: Usual) -> str:
    """How long a step took on other nodes, which took longer here."""
    others, median = f"{usual.nodes:,} other nodes", duration(usual.median)
    return f"slow: {others} took {median}, at most {duration(usual.longest)}"


def axis(
    attempts: Sequence[Attempt],
    instances: Sequence[Life],
    begun: float,
    ended: float,
    *,
    ascii_only: bool,
) -> str:
    """Where in the whole of a timeline something was, with the rest of the whole around it."""
    begin = min(attempts[0].begun, *(life.begun for life in instances), begun)
    whole = max(1.0, max(*(each.ended for each in attempts), ended) - begin)
    start, end = (begun - begin) / whole, (ended - begin) / whole
    blank, glyph = glyphs(ascii_only).dot, glyphs(ascii_only).full
    first = max(0, min(BAR - 1, int(start * BAR)))
    last = max(first + 1, round(end * BAR))
    return (blank * first + glyph * (last - first)).ljust(BAR, blank)[:BAR]
