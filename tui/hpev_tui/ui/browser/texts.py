"""What the browser says around its list, in words. Plain functions."""

from __future__ import annotations

from hpev_tui.model.events import ClusterInfo, Event
from hpev_tui.model.failure import Failure
from hpev_tui.query import NOTHING_SENT, Query, ServiceFilter
from hpev_tui.rules.causes import Cause
from hpev_tui.rules.levels import level_of
from hpev_tui.session.event_log import EventLog
from hpev_tui.sources import Identity
from hpev_tui.text.clean import clean
from hpev_tui.text.times import TimeMode, clock_time, date_in, local_minute, time_cell
from hpev_tui.ui.widgets.text import problem


def header_parts(
    cluster: str, info: ClusterInfo | None, identity: Identity | None, cluster_arn: str
) -> list[str]:
    """Cluster, status, region, read-only, account, profile: dropped from the end when short."""
    arn = cluster_arn or (info.cluster_arn if info else "")
    fields = arn.split(":")
    return [
        info.cluster_name if info else clean(cluster),
        info.cluster_status if info else "",
        identity.region if identity else "",
        "read-only",
        fields[4] if len(fields) > 5 else "",
        identity.profile if identity else "",
    ]


def answered(calls: int, seconds: float | None) -> str:
    """How many calls were made, and when the last answer came, in seconds since the epoch."""
    if seconds is None:
        return ""
    return f"{calls:,} {'call' if calls == 1 else 'calls'}, as of {clock_time(seconds)}"


def empty_note(
    cluster: str,
    info: ClusterInfo | None,
    failure: Failure | None,
    identity: Identity | None,
    loading: str,
) -> str:
    """Why the list is empty, and what to do; `loading` is "" when nothing is under way."""
    if info is not None and not info.continuous:
        return (
            f"{info.cluster_name} has no events: its NodeProvisioningMode is not Continuous.\n"
            "HyperPod records events only for clusters made with Continuous provisioning.\n"
            "M shows its nodes and what became of them, C picks another cluster"
        )
    if failure is not None and failure.kind == "not-found":
        where = f" in {identity.region}" if identity else ""
        return f"There is no cluster {clean(cluster)}{where}.\nC shows the clusters that there are"
    if failure is not None:
        return problem(failure)
    return (
        loading.capitalize() or "This cluster has no events.\nr asks again, C picks another cluster"
    )


def remarks(event: Event, noise: str, cause: Cause | None) -> list[str]:
    """What to say of an event below its fields, which are what the service sent."""
    level, inferred = level_of(event)
    lines = []
    if inferred:
        lines.append(f"The service sent no EventLevel: {level} is inferred from the description.")
    if cause is not None and cause.source:
        guess = ", inferred" if cause.inferred else ""
        lines.append(f"Cause: {cause.title} ({cause.tag}){guess}, by {cause.source}")
    if noise:
        lines.append(f"Tells nothing new ({noise}).")
    return lines


def names_of_two(a: Event, b: Event) -> tuple[str, str]:
    """Short names that tell two events apart: the time of day and the beginning of the ID."""
    one, other = (f"{clock_time(event.event_time)} {event.event_id[:8]}" for event in (a, b))
    return (one, other) if one != other else (a.event_id, b.event_id)


def nothing_kept(query: Query, complete: bool, loading: str) -> str:
    """Why a filtered list is empty, and what to do."""
    if loading:
        return loading.capitalize()
    more = "" if complete else "\nL loads older events, which may match"
    return f"No loaded event matches {query.text.strip()}{more}\nesc takes the filter away"


_SENT = (
    ("node", lambda sent: sent.node_id),
    ("group", lambda sent: sent.instance_group_name),
    ("type", lambda sent: sent.resource_type),
    ("since", lambda sent: sent.after is not None),
    ("until", lambda sent: sent.before is not None),
)


def sent(listing: ServiceFilter) -> str:
    """Which part of the filter the service does itself, "" for none."""
    names = [name for name, given in _SENT if given(listing)]
    return f"[service: {' '.join(names)}]" if names else ""


def count(shown: int, total: int, *, filtered: bool) -> str:
    """How many events are loaded and, with a filter, how many of them are shown."""
    return f"{shown:,} of {total:,} loaded" if filtered else f"{total:,} loaded"


def loaded(count: str, *, complete: bool, has_gap: bool, filtered: bool, loading: str) -> str:
    """How many events are loaded, and whether there are older ones.

    Never "all": the service forgets old events.
    """
    if loading:
        rest = loading
    elif has_gap:
        rest = "some between are not loaded: L loads them"
    elif complete:
        rest = "the service has no older ones"
    else:
        rest = "older remain: L loads them" if filtered else "older remain"
    return f"{count}, {rest}"


def made_of(log: EventLog, mode: TimeMode, *, busy: str) -> str:
    """Which events what is shown was made of, and whether there are others."""
    rows = log.rows
    if not rows:
        return busy or "no events are loaded"
    first, last = (
        (date_in(each, mode)[5:], time_cell(each, _zone(mode), 0)[:5])
        for each in (rows[-1].event_time, rows[0].event_time)
    )
    until = last[1] if first[0] == last[0] else " ".join(last)
    return loaded(
        f"{len(rows):,} events, {' '.join(first)} to {until}",
        complete=log.is_complete(NOTHING_SENT),
        has_gap=len(log.coverage.covered()) > 1,
        filtered=False,
        loading=busy,
    )


def _zone(mode: TimeMode) -> TimeMode:
    """Times of day, whatever the list shows."""
    return TimeMode.UTC if mode is TimeMode.UTC else TimeMode.LOCAL


def progress(what: str, pages: int, events: int, oldest: float | None) -> str:
    """How far the loading of older events has come."""
    page = "page" if pages == 1 else "pages"
    return f"{what}: {pages:,} {page}, {events:,} events, to {local_minute(oldest)}; esc stops"
