"""What is shown of an event's node below the event's own fields, as nodes of the tree."""

from __future__ import annotations

from collections.abc import Sequence

from hpev_tui.detail.tree import Kind, Node, Path
from hpev_tui.model.events import ClusterNode, Event
from hpev_tui.rules.levels import level_letter, level_of, short_description
from hpev_tui.text.times import TimeMode, date_in, local_minute, time_cell

NOTE = "(note)"
NOW = "(node now)"
TIMELINE = "(same node)"
STEPS = "(next steps)"
"""The first steps of the paths of these sections. No member of the service's has such a name."""

TIMELINE_EVENTS = 20
"""So many events before, and so many after, the one that is shown."""


def leaf(path: Path, label: str, text: str, kind: Kind = Kind.TEXT) -> Node:
    """One line: a label and a clean text, which is also what is copied of it."""
    return Node(path, label, kind, text, "", (), text)


def section(name: str, label: str, lines: Sequence[Node]) -> Node:
    """A heading with its lines."""
    text = "\n".join(f"{line.label}  {line.value}".strip() for line in lines)
    return Node((name,), label, Kind.STRUCTURE, "", "", tuple(lines), text)


def node_now(found: ClusterNode | None, gone: str) -> Node:
    """What ListClusterNodes says of the node; `gone` is what to say where it names no such node."""
    if found is None:
        return section(NOW, "Node now", [leaf((NOW, "gone"), "Status", gone)])
    launched = local_minute(found.launch_time) if found.launch_time is not None else ""
    lines = (
        ("Status", found.status, Kind.ENUM),
        ("Message", found.message, Kind.TEXT),
        ("InstanceId", found.instance_id, Kind.ID),
        ("NodeLogicalId", found.node_logical_id, Kind.ID),
        ("InstanceType", found.instance_type, Kind.TEXT),
        ("PrivateDnsHostname", found.private_dns_hostname, Kind.ID),
        ("LaunchTime", launched, Kind.TIME),
    )
    return section(
        NOW,
        "Node now",
        [leaf((NOW, label), label, text, kind) for label, text, kind in lines if text],
    )


def timeline(current: Event, events: Sequence[Event], mode: TimeMode) -> Node | None:
    """The events of one node, oldest first, with the time since the one before each.

    Times of day are shown in the zone of `mode`. None where the current event is the only one.
    """
    if len(events) < 2:
        return None
    place = next((n for n, event in enumerate(events) if event.event_id == current.event_id), 0)
    begin, end = max(0, place - TIMELINE_EVENTS), place + TIMELINE_EVENTS + 1
    lines = []
    if begin:
        lines.append(leaf((TIMELINE, "earlier"), "", f"{begin:,} earlier ones"))
    clock = TimeMode.UTC if mode is TimeMode.UTC else TimeMode.LOCAL
    for number, event in enumerate(events[begin:end], begin):
        before = events[number - 1] if number else None
        lines.append(_line(event, before, clock, here=event.event_id == current.event_id))
    if events[end:]:
        lines.append(leaf((TIMELINE, "later"), "", f"{len(events[end:]):,} later ones"))
    return section(TIMELINE, f"Same node: {len(events):,} events, enter goes to one", lines)


def _line(event: Event, before: Event | None, clock: TimeMode, *, here: bool) -> Node:
    level, inferred = level_of(event)
    letter = level_letter(level)
    since = ""
    if before is not None:
        since = f"  (+{time_cell(before.event_time, TimeMode.RELATIVE, event.event_time)})"
    text = short_description(event.description, event.cluster_name, event.instance_group_name)
    day = date_in(event.event_time, clock)[5:]
    return leaf(
        (TIMELINE, event.event_id),
        f"{day} {time_cell(event.event_time, clock, 0)} {letter.lower() if inferred else letter}",
        f"{text}{since}{'  <- this event' if here else ''}",
    )
