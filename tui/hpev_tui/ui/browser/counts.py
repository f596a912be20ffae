"""What counts rest on: how far back events are loaded, and how many reasons are read."""

from __future__ import annotations

from hpev_tui.session.cluster import ClusterModel
from hpev_tui.text.times import whole_hours


def count(shown: int, total: int, *, filtered: bool) -> str:
    """How many events are loaded and, with a filter, how many of them are shown."""
    return f"{shown:,} of {total:,} loaded" if filtered else f"{total:,} loaded"


def loaded(count: str, *, complete: bool, has_gap: bool, loading: str) -> str:
    """How many events are loaded, and whether there are older ones.

    Never "all": the service forgets old events.
    """
    if loading:
        rest = loading
    elif has_gap:
        rest = "gap: L loads"
    elif complete:
        rest = "no older events"
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
