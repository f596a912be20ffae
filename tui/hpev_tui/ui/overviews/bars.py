"""Where in the time of a node, or of an attempt, something was: the bars of a timeline."""

from __future__ import annotations

from collections.abc import Sequence

from hpev_tui.findings.instances import Life
from hpev_tui.findings.timeline import Attempt, Moment
from hpev_tui.text.glyphs import glyphs

BAR = 16
"""Cells for the time from the beginning of an attempt to its end."""


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
