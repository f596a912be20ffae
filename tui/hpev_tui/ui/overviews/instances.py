"""What the timeline of a node says of its instances, and where in its time something was."""

from __future__ import annotations

from hpev_tui.findings.capacity import source_of_attempt
from hpev_tui.findings.instances import Life
from hpev_tui.findings.timeline import Attempt, Moment, Usual
from hpev_tui.model.failure import Failure
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.text.glyphs import glyphs
from hpev_tui.text.lists import many
from hpev_tui.text.times import duration
from hpev_tui.ui.overviews.words import moment

BAR = 16
"""Cells for the time from the beginning of an attempt to its end."""


def said_of(model: ClusterModel, life: Life) -> str:
    """A life's attempts, its end and its reason, in words."""
    tried = f"{many(life.attempts, 'attempt')}, {life.failed:,} failed"
    facts = model.log.findings.facts
    why = ""
    if life.reason is not None:
        its = facts.get(life.reason.event_id)
        why = (its.failure_message if its else "") or life.reason.description
    if life.end is not None:
        at = moment(model, life.end.event_time)
        return f"{tried}; ended {at}; {f'before: {why}' if why else 'reason unknown'}"
    nodes = model.nodes
    listed = () if nodes is None or isinstance(nodes, Failure) else nodes
    status = next((each.status for each in listed if each.instance_id == life.instance_id), "")
    return (
        f"{tried}; now {status}"
        if status
        else f"{tried}; end unknown{f'; last failure: {why}' if why else ''}"
    )


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
    others, median = f"{usual.nodes:,}", duration(usual.median)
    return f"slow: {others} others took {median}, at most {duration(usual.longest)}"


def axis(start: float, end: float, *, ascii_only: bool) -> str:
    """The same, with the rest of the whole around it."""
    blank, glyph = glyphs(ascii_only).dot, glyphs(ascii_only).full
    first = max(0, min(BAR - 1, int(start * BAR)))
    last = max(first + 1, round(end * BAR))
    return (blank * first + glyph * (last - first)).ljust(BAR, blank)[:BAR]
