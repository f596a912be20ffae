"""What is shown below an event's own fields: remarks, its node, that node's events, next steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from hpev_tui.detail.tree import Kind, Node, Path, default_expanded
from hpev_tui.findings.nodes import message_of
from hpev_tui.model.events import ClusterInfo, ClusterNode, Event
from hpev_tui.model.failure import Failure
from hpev_tui.rules.causes import Cause, cause_of_event
from hpev_tui.rules.levels import level_letter, level_of, short_description
from hpev_tui.session.details import LoadedDetail
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.nodes import SameNode
from hpev_tui.text.clean import utc_iso
from hpev_tui.text.times import TimeMode, day_and_time, time_cell, with_zone

if TYPE_CHECKING:
    from hpev_tui.export.step_values import Surroundings
    from hpev_tui.session.account import Account

WHY = "(why)"
NOTE = "(note)"
NOW = "(node now)"
TIMELINE = "(same node)"
STEPS = "(next steps)"
"""The first steps of the paths of these sections. No member of the service's has such a name."""

TIMELINE_EVENTS = 20
"""How many events before, and how many after, the one that is shown."""


def leaf(path: Path, label: str, text: str, kind: Kind = Kind.TEXT) -> Node:
    """One line: a label and a clean text, which is also what is copied of it."""
    return Node(path, label, kind, text, "", (), text)


def section(name: str, label: str, lines: Sequence[Node]) -> Node:
    """A heading with its lines."""
    text = "\n".join([f"{line.label}  {line.value}".strip() for line in lines])
    return Node((name,), label, Kind.STRUCTURE, "", "", tuple(lines), text)


def node_now(node: ClusterNode | None, gone: str, since: str = "", group_then: str = "") -> Node:
    """What ListClusterNodes says of the node.

    Args:
        node: The node, None where none is named.
        gone: What to say then.
        since: What to say of a message that is of before what happened last.
        group_then: The group that the event names, which the node may have left.
    """
    from hpev_tui.findings.described import node_facts

    if node is None:
        return section(NOW, "Node now", [leaf((NOW, "gone"), "Status", gone)])
    launched = utc_iso(node.launch_time) if node.launch_time is not None else ""
    group = node.instance_group_name
    moved = f"  (moved: the event names {group_then})" if group_then not in ("", group) else ""
    lines = (
        ("Status", node.status, Kind.ENUM),
        (f"Message{since}", node.message, Kind.TEXT),
        ("InstanceGroupName", f"{group}{moved}" if group else "", Kind.TEXT),
        ("InstanceId", node.instance_id, Kind.ID),
        ("NodeLogicalId", node.node_logical_id, Kind.ID),
        ("InstanceType", node.instance_type, Kind.TEXT),
        *[(name, value, Kind.TEXT) for name, value in node_facts(node)],
        ("LaunchTime", launched, Kind.TIME),
    )
    return section(
        NOW,
        "Node now",
        # As `leaf` does: this is on the way of a keystroke.
        [
            Node((NOW, label), label, kind, text, "", (), text)
            for label, text, kind in lines
            if text
        ],
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
    clock = TimeMode.UTC if mode is TimeMode.UTC else TimeMode.LOCAL
    # Otherwise the list names the zone.
    zone = with_zone("", current.event_time) if mode is TimeMode.RELATIVE else ""
    for number, event in enumerate(events[begin:end], begin):
        before = events[number - 1] if number else None
        lines.append(_line(event, before, clock, here=event.event_id == current.event_id))
    if events[end:]:
        lines.append(leaf((TIMELINE, "later"), "", f"{len(events[end:]):,} later events"))
    return section(
        TIMELINE,
        f"Same node: {len(events):,} events{zone and f', times{zone}'}, enter opens one",
        lines,
    )


def _line(event: Event, before: Event | None, clock: TimeMode, *, here: bool) -> Node:
    level, inferred = level_of(event)
    letter = level_letter(level)
    since = ""
    if before is not None:
        since = f"  (+{time_cell(before.event_time, TimeMode.RELATIVE, event.event_time)})"
    text = short_description(event.description, event.cluster_name, event.instance_group_name)
    return leaf(
        (TIMELINE, event.event_id),
        f"{day_and_time(event.event_time, clock)} {letter.lower() if inferred else letter}",
        f"{text}{since}{'  <- this event' if here else ''}",
    )


def remarks(event: Event, noise: str, cause: Cause | None) -> list[str]:
    """Remarks on an event, below its fields, which are the service's own."""
    level, inferred = level_of(event)
    lines = []
    if inferred:
        lines.append(f"No EventLevel sent: {level} inferred from the description.")
    if cause is not None and cause.source:
        guess = ", inferred" if cause.inferred else ""
        lines.append(f"Cause: {cause.title} ({cause.tag}){guess}, by {cause.source}")
    if noise:
        lines.append(f"{noise[:1].upper()}{noise[1:]}.")
    return lines


def why(event: Event, cause: Cause | None, message: str) -> Node | None:
    """Where the log of a lifecycle script is that failed: what is looked for first then."""
    from hpev_tui.export.lifecycle_log import LIFECYCLE, lifecycle_log

    log = lifecycle_log(event, message) if cause and cause.tag == LIFECYCLE else None
    if cause is None or log is None or not log.stream:
        # Without an instance there is no log to look into.
        return None
    lines = [("log group", log.group), ("log stream", log.stream)]
    leaves = [leaf((WHY, label), label, text, Kind.ID) for label, text in lines if text]
    return section(WHY, f"Why: {cause.title}", leaves)


def with_sections(
    detail: LoadedDetail,
    remarks: Sequence[str],
    sections: Sequence[Node] = (),
    first: Node | None = None,
) -> LoadedDetail:
    """A detail with what is ours to say: the first section above the service's own, the rest below.

    Those are the remarks, then the sections.
    """
    notes = [leaf((NOTE, str(number)), "Note", text) for number, text in enumerate(remarks)]
    above = () if first is None else (first,)
    root = replace(detail.root, children=(*above, *detail.root.children, *notes, *sections))
    opened = [each.path for each in (root, *above, *sections) if default_expanded(each)]
    return detail._replace(root=root, expanded=detail.expanded.union(opened))


_GONE = "gone: not in ListClusterNodes (also missing between two attempts)"

MOST_KEPT = 64
"""How many details are kept with their sections: those that were shown last."""


class _MadeOf(NamedTuple):
    """What a detail and its sections were made of: they stay good while it is the same."""

    detail: LoadedDetail
    nodes: object
    identity: object
    info: ClusterInfo | None
    same_node: SameNode | None
    rows: int
    mode: TimeMode
    noise: str


class Sections:
    """Adds sections to details. Asks for the cluster's nodes once, when one is looked at."""

    def __init__(
        self, account: Account, cluster: str, log: EventLog, mode: Callable[[], TimeMode]
    ) -> None:
        self._account = account
        self._cluster = cluster
        self._log = log
        self._mode = mode
        self.info: ClusterInfo | None = None
        """What DescribeCluster says of the cluster, None while it is not known."""
        self._asked = cluster in account.nodes
        self._made: dict[str, tuple[_MadeOf, LoadedDetail]] = {}

    def forget_nodes(self) -> None:
        """Ask for the nodes again when one is looked at."""
        self._asked = False
        self._made.clear()

    def added_to(self, event: Event, detail: LoadedDetail, noise: str) -> LoadedDetail:
        """The detail with remarks and sections; the same object while nothing of it changes.

        `noise` is why the event says nothing new, "" where it does.
        """
        account, last = self._account, self._made.pop(event.event_id, None)
        made_of = _MadeOf(
            detail,
            account.nodes.get(self._cluster),
            account.identity,
            self.info,
            SameNode.of(event, self._log, account.details),
            len(self._log.rows),
            self._mode(),
            noise,
        )
        if last is None or not _is_same(last[0], made_of):
            cause = cause_of_event(event, detail.facts.failure_message)
            sections = self._sections(event, detail, cause, made_of.same_node)
            first = why(event, cause, detail.facts.failure_message)
            last = (made_of, with_sections(detail, remarks(event, noise, cause), sections, first))
        self._made[event.event_id] = last
        if len(self._made) > MOST_KEPT:
            del self._made[next(iter(self._made))]
        return last[1]

    def _sections(
        self, event: Event, detail: LoadedDetail, cause: Cause | None, node: SameNode | None
    ) -> list[Node]:
        steps = self._steps(event, detail, cause)
        if node is None:
            return [steps] if steps is not None else []
        if not self._asked:
            self._asked = True
            self._account.list_nodes(self._cluster)
        events = node.events(self._log)
        sections = (
            self._node_now(event, detail.facts.node_logical_id, events),
            timeline(event, events, self._mode()),
            steps,
        )
        return [each for each in sections if each is not None]

    def _steps(self, event: Event, detail: LoadedDetail, cause: Cause | None) -> Node | None:
        """What to do next about a failure."""
        from hpev_tui.export.next_steps import next_steps

        identity = self._account.identity
        if cause is None or identity is None:
            return None
        steps = next_steps(
            event,
            detail.body,
            cause,
            region=identity.region,
            # Nobody's AWS configuration has a profile of the demo's.
            profile="" if identity.demo else identity.profile,
            endpoint_url=identity.endpoint_url,
            around=self._around(event),
        )
        # As `leaf` does: this is on the way of a keystroke.
        lines = [
            Node((STEPS, str(number)), step.label, Kind.TEXT, step.text, "", (), step.text)
            for number, step in enumerate(steps)
        ]
        return section(STEPS, f"Next steps: {cause.title}", lines) if lines else None

    def _around(self, event: Event) -> Surroundings:
        from hpev_tui.export.step_values import Surroundings

        # Without a call for each part: this is on the way of a keystroke.
        history = self._log.findings.groups.histories.get(event.instance_group_name)
        failed, came_up = (len(history.failed), len(history.came_up)) if history else (0, 0)
        nodes = self._account.nodes.get(self._cluster)
        if event.instance_id and nodes is not None and not isinstance(nodes, Failure):
            for node in nodes:
                if node.instance_id == event.instance_id:
                    return Surroundings(self.info, node, failed, came_up)
        return Surroundings(self.info, None, failed, came_up)

    def _since(self, node: ClusterNode, events: Sequence[Event]) -> str:
        """From when a node's message is, where that was before what happened last."""
        if not node.message:
            return ""
        at, is_old = message_of(node, events, self._log.findings.facts)
        if not is_old:
            return ""
        return " (old)" if at is None else f" (old, from {utc_iso(at)})"

    def _node_now(self, event: Event, logical_id: str, events: Sequence[Event]) -> Node | None:
        nodes = self._account.nodes.get(self._cluster)
        if nodes is None:
            return None
        if isinstance(nodes, Failure):
            return section(NOW, "Node now", [leaf((NOW, "failed"), "unknown", nodes.title)])
        for node in nodes:
            if event.instance_id and node.instance_id == event.instance_id:
                return node_now(node, "", self._since(node, events), event.instance_group_name)
        # The instance is gone, but the node may have another one by now.
        for node in nodes:
            if logical_id and node.node_logical_id == logical_id:
                return node_now(node, _GONE, self._since(node, events), event.instance_group_name)
        return node_now(None, _GONE)


def _is_same(one: _MadeOf, other: _MadeOf) -> bool:
    """Whether both are the same; what is large, and never changed, is compared by identity."""
    return (
        one.detail is other.detail
        and one.nodes is other.nodes
        and one.identity is other.identity
        and one[3:] == other[3:]
    )
