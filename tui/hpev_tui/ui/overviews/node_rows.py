"""The rows of the table of nodes: their order, what a filter keeps of them, and what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from enum import Enum

from hpev_tui.findings.described import node_facts
from hpev_tui.findings.facts import is_instance
from hpev_tui.findings.nodes import NodeRow, node_rows
from hpev_tui.model.events import Event
from hpev_tui.model.failure import Failure
from hpev_tui.query import DetailFields, Query, TooSlowError, parse
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.nodes import SameNode
from hpev_tui.session.paging import NodeList
from hpev_tui.session.repairs import Repair, repairs_of
from hpev_tui.session.tables.node_words import (
    GONE,
    NOT_KNOWN,
    STATUSES,
    Past,
    last_of,
    repair_words,
)
from hpev_tui.session.tables.words import least_sign, moment
from hpev_tui.text.lists import many
from hpev_tui.text.times import TimeMode, date_in, local_minute
from hpev_tui.ui.overviews.node_marks import node_mark, short_id, shown_glyphs
from hpev_tui.ui.overviews.panes import MOMENT
from hpev_tui.ui.theme import Piece
from hpev_tui.ui.widgets.table_list import Row

_TIME = 8
"""Cells of a time of today."""


class Order(Enum):
    """The orders of the rows; the value is what the title says of it."""

    TROUBLE = "trouble first"
    NAME = "by name"
    GROUP = "by group"

    @property
    def next(self) -> Order:
        """The order after this one."""
        orders = list(Order)
        return orders[(orders.index(self) + 1) % len(orders)]


class NodeRows:
    """The nodes of a cluster, each by its `NodeLogicalId` or, where that is not known, instance."""

    def __init__(self, model: ClusterModel, order: Order) -> None:
        """Have no rows yet."""
        self._model = model
        self.order = order
        self.rows: Mapping[Hashable, NodeRow] = {}
        """All of them."""
        self.repairs: Mapping[str, Repair] = {}
        """The nodes that were found unhealthy in the last day."""
        self.problem = ""
        """Why the filter cannot be read, "" where it can."""
        self._pasts: dict[Hashable, Past] = {}
        """Of each node that was looked at its events and its attempts."""
        self._pasts_of: object = None

    @property
    def nodes(self) -> NodeList | None:
        """What ListClusterNodes says; None where it is not known."""
        nodes = self._model.nodes
        return None if isinstance(nodes, Failure) else nodes

    def update(self, state: object, text: str) -> list[Hashable]:
        """Read the nodes again; the keys of the rows that the filter `text` keeps, in their order.

        What was worked out of a node's events stays good while `state` is the same.
        """
        model = self._model
        rows = node_rows(self.nodes, model.log.findings.identities)
        self.repairs = repairs_of(model.log, self.nodes, model.answered)
        self.rows = {row.key: row for row in rows}
        number = {key: number for number, key in enumerate(self.repairs)}
        if self.order is Order.TROUBLE:
            rows.sort(key=lambda row: number.get(row.key, len(number)))
        elif self.order is Order.NAME:
            rows.sort(key=self.name)
        else:
            rows.sort(key=lambda row: row.instance_group_name)
        if state != self._pasts_of:
            self._pasts_of = state
            self._pasts.clear()
        return self.matching(rows, text)

    def matching(self, rows: Sequence[NodeRow], text: str) -> list[Hashable]:
        """The keys of the rows that a filter keeps; one that cannot be read keeps all."""
        self.problem = ""
        keys: list[Hashable] = [row.key for row in rows]
        if not text.strip():
            return keys
        now, find = self._model.account.host.now(), self._model.log.starting_with
        query = parse(text, now=now, find=find)
        if not isinstance(query, Query):
            self.problem = query[0].reason
            return keys
        try:
            chosen = query.select([_as_event(row) for row in rows], self._fields_of)
            matching = {event.event_id for event in chosen}
        except TooSlowError as error:
            self.problem = error.problem.reason
            return keys
        return [key for key in keys if key in matching]

    def _fields_of(self, key: str) -> DetailFields:
        """What a row says, as what the filter knows of an event."""
        row = self.rows[key]
        node = row.node
        instances = self._model.log.findings.identities.instances(key)
        said = [row.instance_group_name, *instances]
        if node is not None:
            said += [node.status, node.message, node.instance_type]
            said += [value for _, value in node_facts(node)]
        return DetailFields("\n".join(said), node.node_logical_id if node else key)

    def past(self, key: Hashable) -> Past:
        """What is loaded of a node."""
        if key not in self._pasts:
            log, details = self._model.log, self._model.account.details
            self._pasts[key] = Past.of(SameNode.called(str(key), log, details).events(log))
        return self._pasts[key]

    def name(self, row: NodeRow) -> str:
        """The ID of its instance, else what else names it."""
        if row.node is not None:
            # An earlier instance is not its own: an attempt may have failed before it had one.
            return row.node.instance_id or row.key
        return next(iter(self.instances(row.key)), row.key)

    def status(self, row: NodeRow) -> str:
        """That of ListClusterNodes, `GONE` or `NOT_KNOWN`."""
        if row.node is not None:
            return row.node.status
        return GONE if self.nodes is not None and self.nodes.is_whole else NOT_KNOWN

    def widths(self, keys: Sequence[Hashable]) -> Mapping[str, int]:
        """The cells that the columns take, by their titles."""
        rows = [row for key in keys if (row := self.rows.get(key))]
        names = {short_id(self.name(row), self._model) for row in rows}
        log, mode, now = self._model.log, self._model.time_mode, self._model.answered
        oldest = log.rows[-1].event_time if log.rows else now
        is_short = mode is TimeMode.RELATIVE or date_in(oldest, mode) == date_in(now, mode)
        return {
            "STATUS": max(map(len, {self.status(row) for row in rows}), default=0),
            "NODE": max(map(len, names), default=0),
            "GROUP": max(map(len, {row.instance_group_name for row in rows}), default=0),
            "TYPE": max((len(row.node.instance_type) for row in rows if row.node), default=0),
            "LAST": _TIME if is_short else MOMENT,
        }

    def row(self, key: Hashable, *, narrow: bool) -> Row:
        """The row of a node, with the ID of its instance cut where it is `narrow`."""
        row, past = self.rows[key], self.past(key)
        node, last = row.node, past.events[-1] if past.events else None
        status, repair = self.status(row), self.repairs.get(str(key))
        name = self.name(row) if row.node is not None else next(iter(self.in_order(key)), row.key)
        why = last_of(self._model, node, past)
        text, cause = str(why), f"{why.cause}:" if why.cause else ""
        if repair is not None:
            words = repair_words(self._model, repair)
            text, cause = f"{words}; {text}" if repair.is_open and text else words, ""
        shown = shown_glyphs(self._model)
        mark = node_mark(status, shown)
        if repair is not None and repair.is_open and status == "Running":
            mark = (shown.short, "warn")
        return Row(
            [
                status,
                short_id(name, self._model, narrow=narrow),
                row.instance_group_name,
                node.instance_type if node else "",
                local_minute(node.launch_time) if node and node.instance_id else "",
                f"{past.tries:,}" if past.tries else "-",
                str(key) if str(key) not in self.instances(key) else "",
                moment(self._model, last.event_time) if last else "-",
                text,
            ],
            "dim" if status == GONE else "",
            mark,
            {} if status in ("Running", GONE) else {0: mark[1]},
            cause if status != GONE else "",
        )

    def counts(self) -> list[Piece]:
        """How many nodes there are in each state, those in trouble first; with their tokens."""
        rows, shown = self.rows.values(), shown_glyphs(self._model)
        counts = Counter(self.status(row) for row in rows)
        gone, unknown = counts.pop(GONE, 0), counts.pop(NOT_KNOWN, 0)
        said: list[Piece] = []
        if self.nodes is not None:
            least = "" if self.nodes.is_whole else least_sign(self._model)
            said.append((f"{least}{sum(counts.values()):,}", ""))
        for status in sorted(counts, key=lambda each: (*STATUSES, each).index(each)):
            glyph, token = node_mark(status, shown)
            said.append((f"{glyph} {counts[status]:,} {status}", token))
        if unknown:
            said.append((f"{unknown:,} in events", ""))
        # Several of these may be one node's, also of one that is listed.
        apart = sum(is_instance(row.key) for row in rows if row.is_gone) if gone else 0
        if gone > apart:
            said.append((f"{shown.off} {gone - apart:,} gone", "dim"))
        if apart:
            said.append((f"{shown.off} {many(apart, 'other instance')} in events", "dim"))
        return said

    def instances(self, key: Hashable) -> Sequence[str]:
        """The instances of a node, in no order: details name them as they are loaded."""
        instances = self._model.log.findings.identities.instances(str(key))
        return [each for each in instances if each != key or each.startswith("i-")]

    def in_order(self, key: Hashable) -> Sequence[str]:
        """The instances of a node: the one that it has, then those of its events, latest first."""
        named, row = self.instances(key), self.rows[key]
        if len(named) < 2:
            return named
        own = row.node.instance_id if row.node is not None else ""
        latest = [each.instance_id for each in reversed(self.past(key).events)]
        return [each for each in dict.fromkeys([own, *latest, *named]) if each in named]


def _as_event(row: NodeRow) -> Event:
    """A row as the filter's language sees it: its words are an event's words."""
    node = row.node
    status = node.status if node else GONE
    return Event(
        event_id=row.key,
        event_time=node.launch_time or 0.0 if node else 0.0,
        odd_time="",
        event_level="Error" if status == "Failure" else "Info",
        resource_type="Instance",
        instance_group_name=row.instance_group_name,
        instance_id=node.instance_id if node else row.key,
        description=f"{status} {node.message if node else ''}",
        cluster_arn="",
        cluster_name="",
        operation_id="",
    )
