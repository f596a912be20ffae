"""What counts rest on: how far back events are loaded, what is left out, what is switched on."""

from __future__ import annotations

from hpev_tui.query import NOTHING_SENT
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.event_log import EventLog
from hpev_tui.text.lists import many
from hpev_tui.text.times import TimeMode, date_in, time_cell, whole_hours, with_zone
from hpev_tui.ui.theme import Piece


def count(shown: int, total: int, *, filtered: bool) -> str:
    """How many events are loaded and, with a filter, how many of them are shown."""
    return f"{shown:,} of {total:,} loaded" if filtered else f"{total:,} loaded"


def loaded(
    count: str,
    *,
    complete: bool,
    has_gap: bool,
    loading: str,
    is_full: bool = False,
    is_saved: bool = False,
) -> str:
    """How many events are loaded, and whether there are older ones, and room for them.

    Never "all": the service forgets old events.
    """
    if loading:
        rest = loading
    elif has_gap:
        rest = "gap: L loads"
    elif complete:
        rest = "no older saved" if is_saved else "no older events"
    elif is_full:
        rest = "no more are kept"
    else:
        rest = "older available (L)"
    return f"{count}, {rest}"


def reach(rows: str, seconds: float) -> str:
    """How far back everything is loaded, and how many events that is, where older ones remain."""
    return f"{whole_hours(seconds)} loaded, {rows}; older available (L)"


def causes_read(model: ClusterModel) -> str:
    """How many failures a filter by cause rests on, where not all are read."""
    findings = model.log.findings
    findings.kinds.catch_up(model.log.event)
    read, total = findings.kinds.read, findings.signatures.event_count
    return f"{read:,} of {total:,} read" if read < total else ""


def reasons_hidden(model: ClusterModel) -> str:
    """Why no reason of a failure can be loaded, "" where they can."""
    refusal = model.details.refusal
    if refusal is None:
        return ""
    why = "no DescribeClusterEvent permission" if refusal.kind == "access" else "no credentials"
    return f"{why}: no reasons{' (!)' if refusal.remedy else ''}"


def in_force(model: ClusterModel, date: str) -> list[Piece]:
    """What else decides what is listed; the most important first."""
    view, unreadable = model.filtering.view, len(model.log.unreadable)
    new, others, dropped = model.new_count, model.log.other_events, model.log.dropped
    said = [
        (reasons_hidden(model), "warn"),
        (causes_read(model) if "cause:" in view.query.text else "", ""),
        (f"{new:,} new" if new else "", ""),
        # They are in none of what is counted and concluded here.
        (f"{others:,} of another ARN hidden (B)" if others else "", ""),
        # Rows that the service sent and that are no events, such as one without an ID.
        (f"{unreadable:,} unreadable" if unreadable else "", "warn"),
        (f"oldest {dropped:,} dropped" if dropped else "", "warn"),
        ("oldest first" if view.oldest_first else "", ""),
        (f"{len(view.matching) - len(view.rows):,} folded" if view.folded else "", ""),
        (date, "dim"),
    ]
    return [piece for piece in said if piece[0]]


def chips(model: ClusterModel) -> list[str]:
    """What is switched on, for the end of the footer."""
    marked, polling = len(model.marked), model.polling
    follows = polling.words.replace("following every", "FOLLOW").replace("following", "FOLLOW")
    return [
        *filter(None, ("PAUSED" if polling.paused else follows,)),
        *([f"{marked:,} marked"] if marked else ()),
        *(["UTC"] if model.time_mode is TimeMode.UTC else ()),
    ]


def made_of(log: EventLog, mode: TimeMode, *, busy: str, briefly: bool = False) -> str:
    """Which events what is shown was made of, and whether there are others.

    `briefly` without their times.
    """
    rows = log.rows
    if not rows:
        return busy or "no events loaded"
    complete, has_gap = log.is_complete(NOTHING_SENT), len(log.coverage.covered()) > 1
    if briefly:
        events = many(len(rows), "event")
        return loaded(
            events, complete=complete, has_gap=has_gap, loading=busy, is_saved=log.is_saved
        )
    # Times of day, whatever the list shows.
    zone = TimeMode.UTC if mode is TimeMode.UTC else TimeMode.LOCAL
    first, last = (
        (date_in(each, mode)[5:], time_cell(each, zone, 0)[:5])
        for each in (rows[-1].event_time, rows[0].event_time)
    )
    until = last[1] if first[0] == last[0] else " ".join(last)
    said = loaded(
        f"{len(rows):,} events, {' '.join(first)} to {with_zone(until, rows[0].event_time, zone)}",
        complete=complete,
        has_gap=has_gap,
        loading=busy,
        is_full=log.is_full,
        is_saved=log.is_saved,
    )
    return f"{said}; oldest {log.dropped:,} dropped" if log.dropped else said
