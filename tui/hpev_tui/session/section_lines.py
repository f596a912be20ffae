"""The sections of a detail as nodes of its tree: Why, Node, Event, Same node, Next steps.

Each says in its own line what matters most, so that it is of use while it is folded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hpev_tui.detail.shapes import DETAILS, METADATA
from hpev_tui.detail.tree import EVENT, NODE, Kind, Node, Path, Summary
from hpev_tui.model.events import ClusterNode, Event
from hpev_tui.rules.causes import Cause
from hpev_tui.rules.levels import level_letter, level_of, short_description
from hpev_tui.session.details import LoadedDetail
from hpev_tui.text.clean import utc_iso
from hpev_tui.text.glyphs import Glyphs
from hpev_tui.text.lists import many
from hpev_tui.text.times import TimeMode, day_and_time, time_cell, with_zone

if TYPE_CHECKING:
    from hpev_tui.export.next_steps import NextStep

WHY = "(why)"
TIMELINE = "(same node)"
STEPS = "(next steps)"
"""The first steps of the paths of these sections. No member of the service's has such a name."""

TIMELINE_EVENTS = 20
"""How many events before, and how many after, the one that is shown."""

MOST_REPEATED = 2_000
"""So many characters of a FailureMessage stand beside its cause; all of it is in the event."""

NOT_LISTED = "not in ListClusterNodes now"
NOT_SAVED = "not in the saved ListClusterNodes"
GONE = "gone: not in ListClusterNodes (also missing between two attempts)"

NODE_MARKS = {
    "Failure": ("failed", "failed"),
    "NotFound": ("failed", "failed"),
    "Pending": ("short", "warn"),
    "ShuttingDown": ("busy", "busy"),
    "SystemUpdating": ("busy", "busy"),
    "DeepHealthCheckInProgress": ("busy", "busy"),
    "Running": ("ok", "ok"),
}
"""The glyph and the token of each ClusterInstanceStatus (API_ClusterInstanceStatusDetails), those
in trouble first."""

_LEVEL_TOKENS = {"Error": "failed", "Warn": "warn", "Info": "dim"}

_FIRST = frozenset(("EventId", "OperationId", "EventTime", "Description"))
_SAID_ABOVE = frozenset(
    ("ClusterName", "InstanceGroupName", "InstanceId", "ResourceType", "EventLevel")
)
"""Fields of the service that stand in the title, in the node or in the event's own line as well."""


def leaf(path: Path, label: str, text: str, kind: Kind = Kind.TEXT, copy: str = "") -> Node:
    """One line: a label and a clean text; what is copied of it is `copy`, else the text."""
    return Node(path, label, kind, text, "", (), copy or text)


def section(name: str, label: str, lines: Sequence[Node], summary: Summary = ()) -> Node:
    """A heading with what is said beside it, and its lines."""
    text = "\n".join([f"{line.label}  {line.value}".strip() for line in lines])
    return Node((name,), label, Kind.STRUCTURE, "", "", tuple(lines), text, summary)


def why(
    event: Event,
    cause: Cause,
    message: str,
    noise: str,
    steps: Sequence[NextStep],
    shown: Glyphs,
) -> Node:
    """Why the event failed: its cause and the rule, where its log is, what to try.

    Args:
        event: The failure.
        cause: Its cause.
        message: Its FailureMessage, clean.
        noise: Why it says nothing new, "" where it does.
        steps: Its next steps.
        shown: The glyphs.
    """
    from hpev_tui.export.lifecycle_log import LIFECYCLE, lifecycle_log

    lines = []
    if noise:
        lines.append(leaf((WHY, "note"), "Note", f"{noise[:1].upper()}{noise[1:]}."))
    # Above the message, which may be long: what is looked for first is where the log is.
    log = lifecycle_log(event, message) if cause.tag == LIFECYCLE else None
    if log is not None and log.stream:
        names = (("Log group", log.group), ("Log stream", log.stream))
        lines += [leaf((WHY, name), name, text, Kind.ID) for name, text in names if text]
    if message:
        cut = message if len(message) <= MOST_REPEATED else message[:MOST_REPEATED] + shown.ellipsis
        # As `leaf` does: this is on the way of a keystroke.
        path = (WHY, "FailureMessage")
        lines.append(Node(path, "FailureMessage", Kind.TEXT, cut, "", (), message))
    else:
        lines.append(leaf((WHY, "Description"), "Description", event.description))
    first = [step for step in steps if step.is_tried_first]
    for kind, label, look in (("note", "Try", Kind.TEXT), ("command", "Command", Kind.ONE_LINE)):
        for text in [step.text.removeprefix("Try ") for step in first if step.kind == kind][:1]:
            lines.append(leaf((WHY, kind), label, text, look))
    if cause.source:
        label = "Rule (inferred)" if cause.inferred else "Rule"
        source = cause.source
        lines.append(Node((WHY, "rule"), label, Kind.ONE_LINE, source, "", (), source))
    is_error = level_of(event)[0] == "Error"
    mark, token = (shown.failed, "failed") if is_error else (shown.short, "warn")
    return section(
        WHY,
        "Why",
        lines,
        (
            (f"{mark} {cause.tag}", token),
            (f"  {cause.title}", ""),
            ("  (repeat)" if noise and is_error else "", ""),
        ),
    )


def node_section(
    event: Event,
    node: ClusterNode | None,
    logical_id: str,
    *,
    status: tuple[str, str],
    group_type: str = "",
    said: str = "",
    since: str = "",
    tries: str = "",
    is_saved: bool = False,
    shown: Glyphs,
) -> Node:
    """The node of an event: what ListClusterNodes says of it, else what the event names.

    Args:
        event: The event.
        node: The node as it is now, None where none is named.
        logical_id: The NodeLogicalId that the event's detail names, "" for none.
        status: Its status and, where that needs it, why it is not known; "" before it is asked.
        group_type: The instance type of the group.
        said: The FailureMessage of the event: the node need not say it again.
        since: What to say of a message that is of before what happened last.
        tries: How many attempts are in the loaded events, in words.
        is_saved: Whether that of ListClusterNodes was saved, and may be otherwise by now.
        shown: The glyphs.
    """
    from hpev_tui.findings.described import node_facts

    name, reason = status
    mark, token = NODE_MARKS.get(name, ("off", "dim"))
    then, now = event.instance_id, node.instance_id if node else ""
    group = node.instance_group_name if node else event.instance_group_name
    kind = (node.instance_type if node else "") or group_type
    is_gone = node is not None and then not in ("", now)
    not_listed = NOT_SAVED if is_saved else NOT_LISTED
    message = node.message if node and node.message != said else ""
    has_moved = event.instance_group_name not in ("", group)
    moved = f"  (moved: the event names {event.instance_group_name})" if has_moved else ""
    launched = utc_iso(node.launch_time) if node and node.launch_time is not None else ""
    lines = (
        ("Status", reason, Kind.TEXT, ""),
        ("InstanceId", then or now, Kind.ID, ""),
        ("InstanceId saved" if is_saved else "InstanceId now", now if is_gone else "", Kind.ID, ""),
        ("NodeLogicalId", (node.node_logical_id if node else "") or logical_id, Kind.ID, ""),
        ("Group", f"{group}  {kind}".rstrip() + moved if group else "", Kind.TEXT, group),
        (f"Message{since}", message, Kind.TEXT, ""),
        *[(label, value, Kind.TEXT, "") for label, value in (node_facts(node) if node else ())],
        ("LaunchTime", launched, Kind.TIME, ""),
    )
    return section(
        NODE,
        "Node",
        # As `leaf` does: this is on the way of a keystroke.
        [
            Node(
                (NODE, label),
                label,
                kind,
                text,
                not_listed if is_gone and label == "InstanceId" else "",
                (),
                copy or text,
            )
            for label, text, kind, copy in lines
            if text
        ],
        (
            (f"{getattr(shown, mark)} {name}" if name else "", token),
            (f"  {tries}" if name and tries else tries, ""),
            ("   enter: timeline" if name or tries else "enter: timeline", "dim"),
        ),
    )


def event_section(event: Event, detail: LoadedDetail, mode: TimeMode, age: str) -> Node:
    """The event as it was sent, all of it: what stands nowhere else first, then ARNs.

    `age` is how long ago it was, "" where that is not known.
    """
    level, inferred = level_of(event)
    root = detail.root
    body = (root,) if root.label else root.children
    ranks: tuple[list[Node], ...] = ([], [], [], [], [])
    for each in body:
        name = each.path[-1] if each.path else ""
        if each.kind is Kind.ARN:
            rank = 3
        elif name == METADATA and not each.mark:
            rank = 4  # Only members that were sent as null.
        elif each.path[:1] == (DETAILS,):
            rank = 0 if name in _FIRST else 2 if name in _SAID_ABOVE else 1
        else:
            rank = 1
        ranks[rank].append(each)
    lines = [each for nodes in ranks for each in nodes]
    if inferred:
        text = f"No EventLevel sent: {level} inferred from the description."
        lines.insert(0, leaf((EVENT, "level"), "Note", text))
    letter = level_letter(level)
    zone = TimeMode.UTC if mode is TimeMode.UTC else TimeMode.LOCAL
    clock = time_cell(event.event_time, zone, 0)
    return Node(
        (EVENT,),
        "Event",
        Kind.STRUCTURE,
        "",
        "",
        tuple(lines),
        detail.body,
        (
            (f"{letter.lower() if inferred else letter} {level}", _LEVEL_TOKENS.get(level, "")),
            (f"  {event.resource_type}" if event.resource_type else "", ""),
            (f"  {clock}{age and f' ({age})'}", ""),
        ),
    )


def timeline(current: Event, events: Sequence[Event], mode: TimeMode) -> Node | None:
    """The events of one node, oldest first, with the time since the one before each.

    Times of day are shown in the zone of `mode`. None where the current event is the only one.
    """
    if len(events) < 2:
        return None
    ids = [event.event_id for event in events]
    row = ids.index(current.event_id) if current.event_id in ids else 0
    begin, end = max(0, row - TIMELINE_EVENTS), row + TIMELINE_EVENTS + 1
    lines = []
    if begin:
        lines.append(leaf((TIMELINE, "earlier"), "", f"{begin:,} earlier events"))
    # Otherwise the list names the zone.
    zone = with_zone("", current.event_time) if mode is TimeMode.RELATIVE else ""
    clock = TimeMode.UTC if mode is TimeMode.UTC else TimeMode.LOCAL
    for number, event in enumerate(events[begin:end], begin):
        before = events[number - 1] if number else None
        here = event.event_id == current.event_id
        lines.append(_line(event, before, clock, here=here))
    if events[end:]:
        lines.append(leaf((TIMELINE, "later"), "", f"{len(events[end:]):,} later events"))
    position = f", this is number {row + 1:,}{zone and f', times{zone}'}"
    summary = ((many(len(events), "event"), ""), (position, ""), ("   enter: go to it", "dim"))
    return section(TIMELINE, "Same node", lines, summary)


def _line(event: Event, before: Event | None, clock: TimeMode, *, here: bool) -> Node:
    level, inferred = level_of(event)
    letter = level_letter(level)
    since = ""
    if before is not None:
        since = f"  (+{time_cell(before.event_time, TimeMode.RELATIVE, event.event_time)})"
    text = short_description(event.description, event.cluster_name, event.instance_group_name)
    label = f"{day_and_time(event.event_time, clock)} {letter.lower() if inferred else letter}"
    text = f"{text}{since}{'  <- this event' if here else ''}"
    return Node((TIMELINE, event.event_id), label, Kind.TEXT, text, "", (), text)


def steps_section(steps: Sequence[NextStep]) -> Node | None:
    """What to do next; None where nothing is known."""
    if not steps:
        return None
    # As `leaf` does: this is on the way of a keystroke.
    lines = [
        Node((STEPS, str(number)), step.label, Kind.TEXT, step.text, "", (), step.text)
        for number, step in enumerate(steps)
    ]
    commands = len([step for step in steps if step.kind == "command"])
    copies = f", {many(commands, 'command')} to copy" if commands else ""
    return section(STEPS, "Next steps", lines, ((f"{many(len(lines), 'line')}{copies}", ""),))
