"""Every node of a cluster: how it stands now, and how often it was tried."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from textual import events, on

from hpev_tui.findings.nodes import NodeRow
from hpev_tui.model.events import Event
from hpev_tui.session.about import About
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.tables import node_facts, nodes
from hpev_tui.session.tables.node_words import GONE
from hpev_tui.session.tables.nodes import NodeTable, Order
from hpev_tui.text.cells import fit
from hpev_tui.text.times import TimeMode, date_in, time_cell
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.node_marks import SHORT_ID, event_line, node_mark, short_id
from hpev_tui.ui.overviews.panes import MOMENT, Paragraphs, fields_of
from hpev_tui.ui.overviews.timeline import TimelineScreen
from hpev_tui.ui.theme import MARK_TOKENS, Piece, glyphs_of
from hpev_tui.ui.widgets.inputs import FilterInput
from hpev_tui.ui.widgets.notes import Note
from hpev_tui.ui.widgets.table_list import Column, Row
from hpev_tui.ui.widgets.text import Field, Line

_TIME = 8
"""Cells of a time of today."""

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
        self._table = NodeTable(model, order)

    def again(self) -> NodesScreen:
        """See `OverviewScreen`; the filter and the order stay."""
        return NodesScreen(self.model, self._list.current, self._filter.value, self._table.order)

    def on_mount(self) -> None:
        """The nodes are asked for."""
        self.model.ask_for_nodes()
        super().on_mount()
        self._filter.value = self._filter_text

    def _row_keys(self) -> Sequence[Hashable]:
        return self._table.update(self.state, self._filter.value)

    def _column_widths(self, keys: Sequence[Hashable]) -> Mapping[str, int]:
        """As wide as what is in them; no event of a node is looked at."""
        table, model = self._table, self.model
        rows = [row for key in keys if (row := table.rows.get(key))]
        names = {short_id(table.name(row), model) for row in rows}
        log, mode, now = model.log, model.time_mode, model.answered
        oldest = log.rows[-1].event_time if log.rows else now
        is_short = mode is TimeMode.RELATIVE or date_in(oldest, mode) == date_in(now, mode)
        return {
            "STATUS": max(map(len, {table.status(row) for row in rows}), default=0),
            "NODE": SHORT_ID if self._is_narrow else max(map(len, names), default=0),
            "GROUP": max(map(len, {row.instance_group_name for row in rows}), default=0),
            "TYPE": max((len(row.node.instance_type) for row in rows if row.node), default=0),
            "LAST": _TIME if is_short else MOMENT,
        }

    def _make_row(self, key: Hashable) -> Row:
        row = self._table.row(key)
        texts = nodes.cells(self.model, row)
        texts[1] = short_id(row.name, self.model, narrow=self._is_narrow)
        cause, is_gone = nodes.first_cause(row), row.status == GONE
        mark = (getattr(glyphs_of(self), row.mark), MARK_TOKENS[row.mark])
        return Row(
            texts,
            "dim" if is_gone else "",
            mark,
            {} if is_gone or row.status == "Running" else {0: mark[1]},
            f"{cause}:" if cause and not is_gone else "",
        )

    @property
    def _is_narrow(self) -> bool:
        return self.size.width < _NARROW

    def _copied_row(self, key: Hashable) -> Row:
        """See `OverviewScreen`; with the whole of the name."""
        return Row(nodes.cells(self.model, self._table.row(key)))

    @property
    def _rows(self) -> Mapping[Hashable, NodeRow]:
        """All nodes."""
        return self._table.rows

    def _title_of_row(self, key: Hashable) -> tuple[str, Sequence[Piece]]:
        """See `OverviewScreen`: its IDs."""
        row = self._rows.get(key)
        if row is None:
            return "", ()
        instances = self._table.in_order(key)
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
        for each in node_facts.said(self._table, key):
            is_error = each.label == "Last error"
            said.append(
                Field("", each.text, each.cause, width=0) if is_error else (each.text, each.weight)
            )
        latest = node_facts.latest(self._table, key)
        said += [("", ""), *(event_line(self.model, each) for each in reversed(latest))]
        facts = node_facts.facts(self._table, key)
        return [*said, *([("", "")] if latest else []), *fields_of(facts)] if facts else said

    def _line_of(self, row: NodeRow) -> Line:
        """How a node is: its status, its attempts, its group, its type and its launch."""
        status = self._table.status(row)
        glyph, token = node_mark(status, glyphs_of(self))
        said = node_facts.standing(self._table, row.key, briefly=self._is_narrow)
        return Line(
            (
                (f"{glyph} ", token),
                (status, token if token in ("failed", "warn") else "strong"),
                ("".join([f"  {each}" for each in said]), ""),
            )
        )

    def _missing_details(self) -> Sequence[str]:
        return self._table.missing_details()

    def _gather(self) -> None:
        """See `OverviewScreen`; first which nodes were found unhealthy, which come first."""
        first = nodes.first_details(self.model)
        self.model.details.gather(first or self._missing_details(), is_awaited=bool(first))

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
        shown = glyphs_of(self)
        return [
            (f"{getattr(shown, mark)} {words}", MARK_TOKENS[mark]) if mark else (words, "")
            for mark, words in self._table.counts()
        ]

    def _loaded_ways(self) -> Sequence[str]:
        """How many rows the filter keeps, the order, and when the nodes were listed."""
        listed, of_cluster = "", self._cluster_nodes
        if of_cluster is not None:
            seen = self.model.account.loaded.nodes_seen.get(self.model.cluster)
            zone = TimeMode.UTC if self.model.time_mode is TimeMode.UTC else TimeMode.LOCAL
            listed = f"ListClusterNodes {time_cell(seen, zone, 0)}" if seen is not None else ""
            listed = listed if of_cluster.is_whole else "ListClusterNodes failed, more available"
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
        order = f"{self._table.order.value} (s)" if self._table.order is not Order.TROUBLE else ""
        ways = [(matching, order, listed), (matching, order), (matching or order or listed,)]
        return [", ".join(filter(None, each)) for each in ways]

    def _events_of(self, key: Hashable) -> list[Event]:
        """Its latest event."""
        return list(self._table.past(key).events[-1:])

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
        return list(map(str, self._table.matching(list(self._rows.values()), self._filter.value)))

    def _copied(self, key: Hashable) -> tuple[str, str]:
        instances = self._table.in_order(key)
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
        self._table.order = self._table.order.next
        self._show(self._list.current)

    def _otherwise(self) -> Sequence[str]:
        """Why the filter cannot be read."""
        return (self._table.problem,) if self._table.problem else ()

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
