"""A node's timeline as a whole: in a sentence, in what it is made of, and as Markdown."""

from __future__ import annotations

from itertools import pairwise

from hpev_tui.export.listing import one_line, table
from hpev_tui.session.tables.timeline import (
    ATTEMPT,
    INSTANCE,
    STEP,
    NodeTimeline,
    TimelineRow,
    cells,
    rows,
)
from hpev_tui.session.tables.timeline_words import now_of
from hpev_tui.text.clean import utc_iso
from hpev_tui.text.lists import many
from hpev_tui.text.times import duration


def tried(timeline: NodeTimeline) -> str:
    """Its attempts in words."""
    tries = timeline.tries
    failed = sum(each.outcome == "failed" for each in tries)
    return f"{many(len(tries), 'attempt')}, {failed:,} failed" if tries else "no attempts"


def looking(timeline: NodeTimeline) -> str:
    """That there may be more of the node, while it is looked for."""
    ellipsis = timeline.model.account.settings.ellipsis
    return f"looking for earlier instances{ellipsis}" if timeline.is_looking else ""


def whole(timeline: NodeTimeline) -> str:
    """What there is to say of the node as a whole."""
    parts = [
        timeline.group,
        ", ".join(filter(None, (tried(timeline), looking(timeline)))),
        now_of(timeline.listed, timeline.nodes),
        many(timeline.instance_count, "instance"),
        timeline.node,
    ]
    return "  ".join(filter(None, parts))


def basis(timeline: NodeTimeline, loaded: str) -> str:
    """What it is made of: what was asked of the node, what is `loaded`, and what is missing."""
    missing, is_reading = timeline.missing, timeline.model.details.is_gathering
    apart = f", {many(missing, 'detail')} missing" if missing else ""
    asked = timeline.history.basis(len(timeline.instances), missing, is_reading=is_reading)
    return "; ".join(filter(None, (asked, f"{loaded}{apart}")))


def markdown(timeline: NodeTimeline, made_of: str) -> str:
    """The timeline as Markdown; times are UTC, ISO 8601. At its end is what it is `made_of`."""
    parts = [f"## {one_line(whole(timeline))}"]
    steps: list[list[str]] = []

    def end_table() -> None:
        if steps:
            parts.append(table([["UTC", "Step", "Took", "What"], *steps]))
            steps.clear()

    for row in rows(timeline):
        if row.kind == INSTANCE:
            parts.append(f"- {one_line(cells(timeline.model, row)[-1])}")
        elif row.kind == ATTEMPT:
            end_table()
            parts.append(f"### {one_line(_heading(row))}")
        elif row.kind == STEP:
            steps.append(_step(row))
    end_table()
    gaps = [duration(b.begun - a.ended) for a, b in pairwise(timeline.tries)]
    if gaps:
        parts.append(f"Between attempts: {', '.join(gaps)}")
    return "\n\n".join([*parts, one_line(made_of)])


def _heading(row: TimelineRow) -> str:
    """Which attempt it is, and how it ended and why."""
    why = f"{row.cause}: {row.message}" if row.cause else row.message
    outcome = f"{row.outcome}: {why}" if row.mark == "failed" else row.outcome
    return f"{row.label}, {row.instance_id or '(no instance)'}: {outcome}"


def _step(row: TimelineRow) -> list[str]:
    took = "" if row.took is None else duration(row.took)
    return [
        "" if row.time is None else utc_iso(row.time),
        row.label,
        f"{took} ({row.slow})" if took and row.slow else took,
        row.failure_message or row.description,
    ]
