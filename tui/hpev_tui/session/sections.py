"""The sections of a detail: made of what is known of the event, its node and its cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hpev_tui.detail.tree import Kind, Node
from hpev_tui.findings.nodes import message_of
from hpev_tui.model.events import ClusterInfo, ClusterNode, Event
from hpev_tui.model.failure import Failure
from hpev_tui.rules.causes import Cause, cause_of_event
from hpev_tui.session.details import LoadedDetail
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.nodes import SameNode
from hpev_tui.session.section_lines import (
    GONE,
    event_section,
    leaf,
    node_section,
    steps_section,
    timeline,
    why,
)
from hpev_tui.text.clean import utc_iso
from hpev_tui.text.glyphs import glyphs
from hpev_tui.text.lists import many
from hpev_tui.text.times import TimeMode, time_cell

if TYPE_CHECKING:
    from hpev_tui.export.next_steps import NextStep
    from hpev_tui.export.step_values import Surroundings
    from hpev_tui.session.account import Account

NOTE = "(note)"
"""The first step of the path of a remark. No member of the service's has such a name."""


def with_sections(detail: LoadedDetail, sections: Sequence[Node]) -> LoadedDetail:
    """A detail that is shown as these sections, all of them open at first."""
    root = Node((), "", Kind.STRUCTURE, "", "", tuple(sections), detail.body)
    opened = [each.path for each in sections]
    return detail._replace(root=root, expanded=detail.expanded.union(opened))


def with_note(detail: LoadedDetail, note: str) -> LoadedDetail:
    """A detail with a remark below it."""
    root = detail.root
    children = () if root.label else root.children
    shown = (*children, leaf((NOTE, "0"), "Note", note))
    return detail._replace(root=Node((), "", Kind.STRUCTURE, "", "", shown, detail.body))


MOST_KEPT = 64
"""How many details are kept with their sections: those that were shown last."""

MOST_KEPT_BYTES = 1_000_000
"""How many bytes their bodies have, packed, at most; the last one is kept however large it is."""


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
    age: str


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
        self._made_bytes = 0
        """Of the bodies of these details, packed."""

    def forget_nodes(self) -> None:
        """Ask for the nodes again when one is looked at."""
        self._asked, self._made_bytes = False, 0
        self._made.clear()

    def added_to(self, event: Event, detail: LoadedDetail, noise: str) -> LoadedDetail:
        """The detail with remarks and sections; the same object while nothing of it changes.

        `noise` is why the event says nothing new, "" where it does.
        """
        account, last = self._account, self._made.pop(event.event_id, None)
        mode = self._mode()
        made_of = _MadeOf(
            detail,
            account.nodes.get(self._cluster),
            account.identity,
            self.info,
            SameNode.of(event, self._log, account.details),
            len(self._log.rows),
            mode,
            noise,
            _age(event, account.host.now()),
        )
        if last is None or not _is_same(last[0], made_of):
            self._made_bytes += len(detail.packed or b"") - (
                len(last[1].packed or b"") if last else 0
            )
            last = (made_of, with_sections(detail, self._sections(event, detail, made_of)))
        self._made[event.event_id] = last
        while len(self._made) > MOST_KEPT or (
            self._made_bytes > MOST_KEPT_BYTES and len(self._made) > 1
        ):
            _, oldest = self._made.pop(next(iter(self._made)))
            self._made_bytes -= len(oldest.packed or b"")
        return last[1]

    def _sections(self, event: Event, detail: LoadedDetail, made_of: _MadeOf) -> list[Node]:
        shown = glyphs(self._account.settings.ascii)
        message, node = detail.facts.failure_message, made_of.same_node
        cause = cause_of_event(event, message)
        steps = self._steps(event, detail, cause)
        events: Sequence[Event] = ()
        sections: list[Node | None] = []
        if cause is not None:
            sections.append(why(event, cause, message, made_of.noise, steps, shown))
        if node is not None:
            if not self._asked:
                self._asked = True
                self._account.list_nodes(self._cluster)
            events = node.events(self._log)
            sections.append(self._node(event, detail, events))
        own = event_section(event, detail, made_of.mode, made_of.age)
        # Where nothing failed, what the event says comes first.
        sections.insert(0 if cause is None else len(sections), own)
        sections += [
            timeline(event, events, made_of.mode),
            steps_section(steps),
        ]
        return [each for each in sections if each is not None]

    def _steps(self, event: Event, detail: LoadedDetail, cause: Cause | None) -> list[NextStep]:
        """What to do next about a failure."""
        from hpev_tui.export.next_steps import next_steps

        identity = self._account.identity
        if cause is None or identity is None:
            return []
        return next_steps(
            event,
            detail.body,
            cause,
            region=identity.region,
            # Nobody's AWS configuration has a profile of the demo's.
            profile="" if identity.demo else identity.profile,
            endpoint_url=identity.endpoint_url,
            around=self._around(event),
        )

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

    def _node(self, event: Event, detail: LoadedDetail, events: Sequence[Event]) -> Node:
        """What is known of the event's node."""
        logical_id = detail.facts.node_logical_id
        nodes = self._account.nodes.get(self._cluster)
        listed, status = None, ("", "")
        if isinstance(nodes, Failure):
            status = ("unknown", nodes.title)
        elif nodes is not None:
            # The instance may be gone, and the node have another one by now.
            listed = _named(nodes, event.instance_id, logical_id)
            status = ("gone", GONE) if listed is None else (listed.status, "")
            if listed is None and nodes.failure is not None and not nodes.is_whole:
                status = ("unknown", nodes.failure.title)
        return node_section(
            event,
            listed,
            logical_id,
            status=status,
            group_type=self._type_of(event.instance_group_name),
            said=detail.facts.failure_message,
            since="" if listed is None else self._since(listed, events),
            tries=self._tries(event, logical_id),
            is_saved=self._log.is_saved,
            shown=glyphs(self._account.settings.ascii),
        )

    def _type_of(self, name: str) -> str:
        """The instance type of a group, as far as DescribeCluster has said it."""
        for group in self.info.groups if self.info else ():
            if group.instance_group_name == name:
                return ", ".join(group.instance_types)
        return ""

    def _tries(self, event: Event, logical_id: str) -> str:
        """How many attempts for the node failed, by the loaded events; "" for none."""
        key = self._log.findings.identities.node(event, logical_id)
        # Not by the timeline, whose steps would be read again: this is on the way of a keystroke.
        history = self._log.findings.groups.histories.get(event.instance_group_name)
        failed = history.failed if history is not None and key else ()
        count = len([1 for each in failed if each.node == key])
        return f"{many(count, 'failed attempt')} loaded" if count else ""


def _named(nodes: Sequence[ClusterNode], instance_id: str, logical_id: str) -> ClusterNode | None:
    """The node with this instance, else the one of this NodeLogicalId; None for neither."""
    for node in nodes:
        if instance_id and node.instance_id == instance_id:
            return node
    for node in nodes:
        if logical_id and node.node_logical_id == logical_id:
            return node
    return None


def _age(event: Event, now: float) -> str:
    """How long ago an event was, "" where its time cannot be known, or is still to come."""
    if event.odd_time or event.event_time > now:
        return ""
    return f"{time_cell(event.event_time, TimeMode.RELATIVE, now)} ago"


def _is_same(one: _MadeOf, other: _MadeOf) -> bool:
    """Whether both are the same; what is large, and never changed, is compared by identity."""
    return (
        one.detail is other.detail
        and one.nodes is other.nodes
        and one.identity is other.identity
        and one[3:] == other[3:]
    )
