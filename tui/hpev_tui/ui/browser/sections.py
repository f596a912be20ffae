"""What is shown below an event's own fields: its node as it is now, and that node's events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from hpev_tui.detail.tree import Node, default_paths
from hpev_tui.export.next_steps import next_steps
from hpev_tui.model.events import ClusterNode, Event
from hpev_tui.model.failure import Failure
from hpev_tui.rules.causes import cause_of_event
from hpev_tui.session import LoadedDetail
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.nodes import SameNode
from hpev_tui.session.sections import NOTE, NOW, STEPS, leaf, node_now, section, timeline
from hpev_tui.text.times import TimeMode
from hpev_tui.ui.context import Context

_GONE = "gone: ListClusterNodes has no such node; between two attempts it is missing, too"


class Sections:
    """Adds sections to a detail. Asks for the cluster's nodes once, when one is looked at."""

    def __init__(
        self, context: Context, cluster: str, log: EventLog, mode: Callable[[], TimeMode]
    ) -> None:
        self._context = context
        self._cluster = cluster
        self._log = log
        self._mode = mode
        self._asked = cluster in context.session.nodes
        self._made: tuple[object, LoadedDetail] | None = None

    def forget_nodes(self) -> None:
        """Ask for the nodes again when one is looked at."""
        self._asked = False
        self._made = None

    def added_to(self, event: Event, detail: LoadedDetail, remarks: Sequence[str]) -> LoadedDetail:
        """The detail with remarks and sections; the same object while nothing of it changes."""
        session = self._context.session
        nodes = session.nodes.get(self._cluster)
        remarks = tuple(remarks)
        state = (detail, nodes, len(self._log.rows), len(session.details), self._mode(), remarks)
        if self._made is not None and _same(self._made[0], state):
            return self._made[1]
        sections = [each for each in self._sections(event, detail) if each is not None]
        made = with_more(detail, remarks, sections)
        self._made = (state, made)
        return made

    def _sections(self, event: Event, detail: LoadedDetail) -> list[Node | None]:
        steps = self._steps(event, detail)
        node = SameNode.of(event, self._log, self._context.session)
        if node is None:
            return [steps]
        if not self._asked:
            self._asked = True
            self._context.list_nodes(self._cluster)
        return [
            self._now(event, detail.facts.node_logical_id),
            timeline(event, node.events(self._log), self._mode()),
            steps,
        ]

    def _steps(self, event: Event, detail: LoadedDetail) -> Node | None:
        """What to do next about a failure."""
        cause = cause_of_event(event, detail.facts.failure_message)
        identity = self._context.session.identity
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
        )
        lines = [
            leaf((STEPS, str(number)), step.label, step.text) for number, step in enumerate(steps)
        ]
        return section(STEPS, f"Next steps: {cause.title}", lines) if lines else None

    def _now(self, event: Event, logical_id: str) -> Node | None:
        nodes = self._context.session.nodes.get(self._cluster)
        if nodes is None:
            return None
        if isinstance(nodes, Failure):
            return section(NOW, "Node now", [leaf((NOW, "failed"), "not known", nodes.title)])
        found: ClusterNode | None = next(
            (each for each in nodes if event.instance_id and each.instance_id == event.instance_id),
            None,
        )
        if found is not None:
            return node_now(found, "")
        # The instance is gone, but the node may have another one by now.
        heir = next((n for n in nodes if logical_id and n.node_logical_id == logical_id), None)
        return node_now(heir, _GONE)


def with_more(
    detail: LoadedDetail, remarks: Sequence[str], sections: Sequence[Node] = ()
) -> LoadedDetail:
    """A detail with what is ours to say below the service's own: remarks, then sections."""
    notes = [leaf((NOTE, str(place)), "Note", text) for place, text in enumerate(remarks)]
    root = replace(detail.root, children=(*detail.root.children, *notes, *sections))
    return replace(detail, root=root, expanded=default_paths(root))


def _same(one: object, other: tuple[object, ...]) -> bool:
    return isinstance(one, tuple) and all(a is b or a == b for a, b in zip(one, other, strict=True))
