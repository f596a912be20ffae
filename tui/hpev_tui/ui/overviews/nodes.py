"""Every node of a cluster: how it stands now, and how often it was tried."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from textual import events, on

from hpev_tui.findings.described import node_facts
from hpev_tui.findings.nodes import NodeRow
from hpev_tui.model.events import Event
from hpev_tui.session.about import About
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.nodes import without_node
from hpev_tui.session.repairs import found_unhealthy
from hpev_tui.text.cells import fit
from hpev_tui.text.times import TimeMode, time_cell
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.node_rows import NodeRows, Order
from hpev_tui.ui.overviews.node_words import (
    GONE,
    SHORT_ID,
    age_of_message,
    event_line,
    last_of,
    node_mark,
    repair_words,
    shown_glyphs,
    why_of,
)
from hpev_tui.ui.overviews.panes import Paragraphs, fields_of
from hpev_tui.ui.overviews.timeline import TimelineScreen
from hpev_tui.ui.overviews.words import MOMENT, moment, rollout_words
from hpev_tui.ui.theme import Piece
from hpev_tui.ui.widgets.inputs import FilterInput
from hpev_tui.ui.widgets.notes import Note
from hpev_tui.ui.widgets.table_list import Column, Row
from hpev_tui.ui.widgets.text import Field, Line

_MOST_AWAITED = 20
"""Of so many nodes that were found unhealthy the details are waited for: a few seconds' worth."""

_SHOWN_EVENTS = 6
"""So many of a node's last events stand below the table."""

_NARROW = 100
"""In fewer columns the IDs of instances are shortened."""


class NodesScreen(OverviewScreen):
    """The nodes of ListClusterNodes, and those that only events name."""

    NAME = "nodes"
    HEADING = "Nodes"
    MARKS = True
    BELOW = 15
    COLUMNS = (
        Column("STATUS", 9),
        Column("NODE", 19, cut=3, least=SHORT_ID),
        Column("GROUP", 14, cut=4, least=12),
        Column("TYPE", 16, goes=2),
        Column("LAUNCHED", 16, goes=1),
        Column("TRIES", 5, right=True, from_width=90),
        Column("NODE LOGICAL ID", 36, goes=1),
        Column("LAST", MOMENT, from_width=90),
        Column("LAST ERROR, ELSE LAST EVENT", 0),
    )

    def __init__(
        self,
        model: ClusterModel,
        at: Hashable | None = None,
        filter_text: str = "",
        order: Order = Order.TROUBLE,
    ) -> None:
        super().__init__(model, at)
        self._filter_text = filter_text
        self._node_rows = NodeRows(model, order)

    def again(self) -> NodesScreen:
        """See `OverviewScreen`; the filter and the order stay."""
        return NodesScreen(
            self.model, self._list.current, self._filter.value, self._node_rows.order
        )

    def on_mount(self) -> None:
        """The nodes are asked for."""
        self.model.ask_for_nodes()
        super().on_mount()
        self._filter.value = self._filter_text

    def _row_keys(self) -> Sequence[Hashable]:
        return self._node_rows.update(self.state, self._filter.value)

    def _column_widths(self, keys: Sequence[Hashable]) -> Mapping[str, int]:
        """As wide as what is in them."""
        widths = self._node_rows.widths(keys)
        return {**widths, "NODE": SHORT_ID} if self._is_narrow else widths

    def _make_row(self, key: Hashable) -> Row:
        return self._node_rows.row(key, narrow=self._is_narrow)

    @property
    def _is_narrow(self) -> bool:
        return self.size.width < _NARROW

    def _copied_row(self, key: Hashable) -> Row:
        """See `OverviewScreen`; with the whole of the name."""
        row = self._make_row(key)
        return row._replace(
            texts=[row.texts[0], self._node_rows.name(self._rows[key]), *row.texts[2:]]
        )

    @property
    def _rows(self) -> Mapping[Hashable, NodeRow]:
        """All nodes."""
        return self._node_rows.rows

    def _title_of_row(self, key: Hashable) -> tuple[str, Sequence[Piece]]:
        """See `OverviewScreen`: its IDs."""
        row = self._rows.get(key)
        if row is None:
            return "", ()
        instances = self._node_rows.in_order(key)
        if key in instances:
            return f"Instance {key}", [("NodeLogicalId unknown", "")]
        if row.node is not None:
            return f"Node {key}", [(row.node.instance_id or "no instance yet", "")]
        return f"Node {key}", [(instances[0], "")] if instances else ()

    def _about(self, key: Hashable) -> Paragraphs:
        row = self._rows.get(key)
        if row is None:
            return []
        said: Paragraphs = [self._line_of(row)]
        past = self._node_rows.past(key)
        latest = past.events[-_SHOWN_EVENTS:]
        if row.node is not None and row.node.message:
            old = age_of_message(self.model, row.node, past.events)
            # What runs is no failure: the message is not shown as if it said how it stands.
            said.append(
                (f"({old}) {row.node.message}" if old else row.node.message, "dim" * bool(old))
            )
        elif past.failed is not None:
            why = last_of(self.model, row.node, past)
            # The events below may say as much.
            if all(why.text != why_of(self.model, each).text for each in latest):
                said.append(Field("", why.text, why.cause, width=0))
        if repair := self._node_rows.repairs.get(str(key)):
            words = repair_words(self.model, repair, exact=True)
            said += [(f"{words[:1].upper()}{words[1:]}", "strong"), (repair.event.description, "")]
        said += [(each, "") for each in self._in_update(row, self._node_rows.in_order(key))]
        said += [("", ""), *(event_line(self.model, each) for each in reversed(latest))]
        facts = [*node_facts(row.node)] if row.node else []
        if earlier := self._node_rows.in_order(key)[1:]:
            facts.insert(0, ("Earlier instances", ", ".join(earlier)))
        return [*said, *([("", "")] if latest else []), *fields_of(facts)] if facts else said

    def _line_of(self, row: NodeRow) -> Line:
        """How a node stands: its status, its attempts, its group, its type and its launch."""
        status, node, past = self._node_rows.status(row), row.node, self._node_rows.past(row.key)
        glyph, token = node_mark(status, shown_glyphs(self.model))
        said = [row.instance_group_name, past.counted()]
        instances = self._node_rows.in_order(row.key)
        if node is None:
            said.append("seen in events only" if status == GONE else "seen in events")
        else:
            said.insert(1, "" if self._is_narrow else node.instance_type)
            if not node.instance_id and instances:
                said.append(f"last instance {instances[0]}")
            if node.instance_id and node.launch_time is not None:
                said.append(f"launched {moment(self.model, node.launch_time)}")
        word = token if token in ("failed", "warn") else "strong"
        return Line(
            (
                (f"{glyph} ", token),
                (status, word),
                ("".join([f"  {each}" for each in said if each]), ""),
            )
        )

    def _in_update(self, row: NodeRow, instances: Sequence[str]) -> list[str]:
        """How far the update of its group is, and what has become of this node in it."""
        for group, verdict in self.model.groups():
            if group.instance_group_name != row.instance_group_name or verdict.rollout is None:
                continue
            states = dict(verdict.rollout.states)
            own = next((states[each] for each in instances if each in states), "not known yet")
            words = ", ".join(rollout_words(self.model, verdict))
            return [f"Update of {group.instance_group_name}: {words}; this node: {own}"]
        return []

    def _missing_details(self) -> Sequence[str]:
        """Of each instance whose node is not known its latest event, which may name that."""
        log, details = self.model.log, self.model.account.details
        gone = {row.key: row.instance_group_name for row in self._rows.values() if row.is_gone}
        return [
            event.event_id
            for event in without_node(log, set(gone.values()))
            if event.instance_id in gone and event.event_id not in details
        ]

    def _gather(self) -> None:
        """See `OverviewScreen`; first which nodes were found unhealthy, which come first."""
        details, model = self.model.details, self.model
        unhealthy = (each.event_id for each in found_unhealthy(model.log, model.answered))
        first = [each for each in unhealthy if details.get(each) is None]
        details.gather(first[:_MOST_AWAITED] or self._missing_details(), is_awaited=bool(first))

    def _under(self) -> str:
        """See `OverviewScreen`: a filter is cleared first."""
        return "clear filter" if self._filter.value else super()._under()

    def _made_of(self, loaded_events: str) -> str:
        return f"{loaded_events}; {self._loaded_details}"

    def _title_name(self) -> str:
        """See `OverviewScreen`: what is typed is a filter."""
        return "Filter" if self._filter.display else self.HEADING

    def _summary(self) -> str:
        # How many rows it keeps has room behind it.
        text, ellipsis = self._filter.value.strip(), self.model.account.settings.ellipsis
        return "" if self._filter.display else fit(text, self.size.width // 3, ellipsis).rstrip()

    def _counts(self) -> Sequence[Piece]:
        """See `OverviewScreen`; not while a filter is typed, which has their place."""
        if self._filter.display:
            return ()
        return self._node_rows.counts()

    def _loaded_ways(self) -> Sequence[str]:
        """How many rows the filter keeps, the order, and when the nodes were listed."""
        listed, nodes = "", self._cluster_nodes
        if nodes is not None:
            seen = self.model.account.loaded.nodes_seen.get(self.model.cluster)
            zone = TimeMode.UTC if self.model.time_mode is TimeMode.UTC else TimeMode.LOCAL
            listed = f"ListClusterNodes {time_cell(seen, zone, 0)}" if seen is not None else ""
            listed = listed if nodes.is_whole else "ListClusterNodes failed, more available"
        elif self._unknown_nodes is not None:
            is_saved = self.model.log.is_saved
            listed = "current nodes need the service" if is_saved else "ListClusterNodes failed"
        else:
            listed = f"loading ListClusterNodes{self.model.account.settings.ellipsis}"
        matching = ""
        if self._filter.value.strip() or self._filter.display:
            matching = f"{self._list.row_count:,} of {len(self._rows):,} nodes"
        if self._filter.display:
            # The field lies over the rest of the line.
            return (matching,)
        order = (
            f"{self._node_rows.order.value} (s)"
            if self._node_rows.order is not Order.TROUBLE
            else ""
        )
        ways = [(matching, order, listed), (matching, order), (matching or order or listed,)]
        return [", ".join(filter(None, each)) for each in ways]

    def _events_of(self, key: Hashable) -> list[Event]:
        """Its latest event."""
        return list(self._node_rows.past(key).events[-1:])

    def _about_of(self, key: Hashable) -> About:
        return About.of_node(self.model, str(key))

    def _key_about(self, about: About) -> Hashable | None:
        """The node, else the first of its group that does not run, else the first of its group."""
        node = self.model.log.findings.identities.of_instance(about.node)
        if node in self._rows:
            return node
        of_group = [each for each in self._rows.values() if each.instance_group_name == about.group]
        return next((row.key for row in of_group if self._is_down(row)), None) or next(
            (row.key for row in of_group), None
        )

    def _is_down(self, row: NodeRow) -> bool:
        """Whether a node does not run, or has not come up since it failed."""
        if row.node is not None:
            return row.node.status != "Running"
        attempts = self.model.log.findings.groups.history(row.instance_group_name).attempts
        return attempts.is_down(row.key)

    def _nodes_of_report(self) -> Sequence[str] | None:
        """Those that the filter keeps."""
        if not self._filter.value.strip():
            return None
        return list(
            map(str, self._node_rows.matching(list(self._rows.values()), self._filter.value))
        )

    def _copied(self, key: Hashable) -> tuple[str, str]:
        instances = self._node_rows.in_order(key)
        return ("instance ID", instances[0]) if instances else ("node logical ID", str(key))

    def _open(self, key: Hashable) -> None:
        """The timeline of a node."""
        self.app.push_screen(TimelineScreen(self.model, str(key)))

    def _empty_note(self) -> Note | str:
        if self._filter.value.strip():
            return Note("No match in the loaded nodes.", keys=(("esc", "clear filter"),))
        if self._cluster_nodes is None:
            return self._note_of(self._unknown_nodes, "nodes")
        return "No nodes in this cluster."

    # The order and the filter

    def action_sort(self) -> None:
        """Sort the rows in another way; the cursor stays with its row."""
        self._node_rows.order = self._node_rows.order.next
        self._show(self._list.current)

    def _otherwise(self) -> Sequence[str]:
        """Why the filter cannot be read."""
        return (self._node_rows.problem,) if self._node_rows.problem else ()

    def action_filter(self) -> None:
        """Type a filter."""
        self._filter.open()
        self._show_around()

    @on(FilterInput.Changed)
    def _typed(self) -> None:
        self._show()

    @on(FilterInput.Submitted)
    def _submitted(self) -> None:
        self.set_focus(self._list, scroll_visible=False)
        self._filter.display = False
        self._show_around()

    @on(events.DescendantBlur)
    def _left(self) -> None:
        """The field may be closed: the title says its name again."""
        self._show_around()

    def action_back(self) -> None:
        """Clear the filter, or go back."""
        if self._filter.value:
            self._filter.action_clear()
        else:
            super().action_back()
