"""The nodes of a cluster, a row each: how it stands now, and how often it was tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from hpev_tui.findings.described import node_facts
from hpev_tui.findings.facts import is_instance
from hpev_tui.findings.nodes import NodeRow, node_rows
from hpev_tui.model.events import Event
from hpev_tui.model.failure import Failure
from hpev_tui.query import DetailFields, Query, TooSlowError, parse
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.nodes import SameNode, without_node
from hpev_tui.session.paging import NodeList
from hpev_tui.session.repairs import Repair, found_unhealthy, repairs_of
from hpev_tui.session.section_lines import NODE_MARKS
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
from hpev_tui.text.times import local_minute

COLUMNS = (
    ("STATUS", "status"),
    ("NODE", "name"),
    ("GROUP", "instance_group_name"),
    ("TYPE", "instance_type"),
    ("LAUNCHED", "launch_time"),
    ("TRIES", "tries"),
    ("NODE LOGICAL ID", "node_logical_id"),
    ("LAST", "last"),
    ("LAST ERROR, ELSE LAST EVENT", "message"),
)
"""The title of each column, and the field that it is mostly made of; see `cells`."""

MOST_AWAITED = 20
"""Of so many nodes that were found unhealthy the details are waited for: a few seconds' worth."""


class NodeStatusRow(NamedTuple):
    """A node. Times are seconds since the epoch; what is not known is "" or None."""

    status: str
    """That of ListClusterNodes; `GONE` where only events name it, `NOT_KNOWN` until that is
    known."""
    mark: str
    """How grave that is: failed, short, busy, ok or off."""
    name: str
    """Its instance, else the last one that it had; of none its `NodeLogicalId`."""
    instance_id: str
    """The instance that it has."""
    instance_group_name: str
    instance_type: str
    launch_time: float | None
    """Of an instance that it has."""
    tries: int
    """How many attempts there were to bring it up, or to update it."""
    failed: int
    """How many of these failed."""
    node_logical_id: str
    last: float | None
    """When its last event was."""
    last_event_id: str
    repair: str
    """Where it was found unhealthy in the last day, what was done about it, in words."""
    is_open: bool
    """Whether it is to be replaced, and is not yet."""
    cause: str
    """Of its last error; with a "~" the likely one, before its reason is loaded."""
    message: str
    """Its last error, else its last event."""


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


class NodeTable:
    """The nodes of a cluster, each by its `NodeLogicalId` or, where that is not known, instance."""

    def __init__(self, model: ClusterModel, order: Order = Order.TROUBLE) -> None:
        """Have no rows yet."""
        self.model = model
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
        nodes = self.model.nodes
        return None if isinstance(nodes, Failure) else nodes

    def update(self, state: object, text: str) -> list[Hashable]:
        """Read the nodes again; the keys of the rows that the filter `text` keeps, in their order.

        What was worked out of a node's events stays good while `state` is the same.
        """
        model = self.model
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
        now, find = self.model.account.host.now(), self.model.log.starting_with
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
        instances = self.model.log.findings.identities.instances(key)
        said = [row.instance_group_name, *instances]
        if node is not None:
            said += [node.status, node.message, node.instance_type]
            said += [value for _, value in node_facts(node)]
        return DetailFields("\n".join(said), node.node_logical_id if node else key)

    def past(self, key: Hashable) -> Past:
        """What is loaded of a node."""
        if key not in self._pasts:
            log, details = self.model.log, self.model.account.details
            self._pasts[key] = Past.of(SameNode.called(str(key), log, details).events(log))
        return self._pasts[key]

    def name(self, row: NodeRow) -> str:
        """The ID of its instance, else what else names it; in whatever order details came."""
        if row.node is not None:
            # An earlier instance is not its own: an attempt may have failed before it had one.
            return row.node.instance_id or row.key
        return next(iter(self.instances(row.key)), row.key)

    def status(self, row: NodeRow) -> str:
        """That of ListClusterNodes, `GONE` or `NOT_KNOWN`."""
        if row.node is not None:
            return row.node.status
        return GONE if self.nodes is not None and self.nodes.is_whole else NOT_KNOWN

    def row(self, key: Hashable) -> NodeStatusRow:
        """The row of a node."""
        row, past = self.rows[key], self.past(key)
        node, last = row.node, past.events[-1] if past.events else None
        status, repair = self.status(row), self.repairs.get(str(key))
        is_open = repair is not None and repair.is_open
        why = last_of(self.model, node, past)
        gone = next(iter(self.in_order(key)), row.key) if node is None else ""
        return NodeStatusRow(
            status=status,
            mark="short" if is_open and status == "Running" else mark_of(status),
            name=gone or self.name(row),
            instance_id=node.instance_id if node else "",
            instance_group_name=row.instance_group_name,
            instance_type=node.instance_type if node else "",
            launch_time=node.launch_time if node and node.instance_id else None,
            tries=past.tries,
            failed=past.failures,
            node_logical_id=str(key) if str(key) not in self.instances(key) else "",
            last=last.event_time if last else None,
            last_event_id=last.event_id if last else "",
            repair=repair_words(self.model, repair) if repair else "",
            is_open=is_open,
            cause=why.cause,
            message=why.text,
        )

    def counts(self) -> list[tuple[str, str]]:
        """How many nodes there are in each state, those in trouble first; each with its mark."""
        rows = self.rows.values()
        counts = Counter(self.status(row) for row in rows)
        gone, unknown = counts.pop(GONE, 0), counts.pop(NOT_KNOWN, 0)
        said: list[tuple[str, str]] = []
        if self.nodes is not None:
            least = "" if self.nodes.is_whole else least_sign(self.model)
            said.append(("", f"{least}{sum(counts.values()):,}"))
        for status in sorted(counts, key=lambda each: (*STATUSES, each).index(each)):
            said.append((mark_of(status), f"{counts[status]:,} {status}"))
        if unknown:
            said.append(("", f"{unknown:,} in events"))
        # Several of these may be one node's, also of one that is listed.
        apart = sum(is_instance(row.key) for row in rows if row.is_gone) if gone else 0
        if gone > apart:
            said.append(("off", f"{gone - apart:,} gone"))
        if apart:
            said.append(("off", f"{many(apart, 'other instance')} in events"))
        return said

    def instances(self, key: Hashable) -> Sequence[str]:
        """The instances of a node, in no order: details name them as they are loaded."""
        instances = self.model.log.findings.identities.instances(str(key))
        return [each for each in instances if each != key or each.startswith("i-")]

    def in_order(self, key: Hashable) -> Sequence[str]:
        """The instances of a node: the one that it has, then those of its events, latest first."""
        named, row = self.instances(key), self.rows[key]
        if len(named) < 2:
            return named
        own = row.node.instance_id if row.node is not None else ""
        latest = [each.instance_id for each in reversed(self.past(key).events)]
        return [each for each in dict.fromkeys([own, *latest, *named]) if each in named]

    # Details to load

    def missing_details(self) -> Sequence[str]:
        """Of each instance whose node is not known its latest event, which may name that."""
        log, details = self.model.log, self.model.account.details
        gone = {row.key: row.instance_group_name for row in self.rows.values() if row.is_gone}
        return [
            event.event_id
            for event in without_node(log, set(gone.values()))
            if event.instance_id in gone and event.event_id not in details
        ]


def first_details(model: ClusterModel) -> Sequence[str]:
    """Details to load before all others: which nodes were found unhealthy."""
    unhealthy = (each.event_id for each in found_unhealthy(model.log, model.answered))
    return [each for each in unhealthy if model.details.get(each) is None][:MOST_AWAITED]


def rows(model: ClusterModel) -> list[NodeStatusRow]:
    """All nodes: those to be replaced and those that do not run first, then those that are gone."""
    table = NodeTable(model)
    return [table.row(key) for key in table.update(None, "")]


def mark_of(status: str) -> str:
    """The mark of a node's status: failed, short, busy or ok; off of an unknown one."""
    return NODE_MARKS.get(status, ("off", ""))[0]


def cells(model: ClusterModel, row: NodeStatusRow) -> list[str]:
    """The words for each of the `COLUMNS`."""
    why = f"{row.cause}: {row.message}" if row.cause else row.message
    if row.repair:
        why = f"{row.repair}; {why}" if row.is_open and why else row.repair
    return [
        row.status,
        row.name,
        row.instance_group_name,
        row.instance_type,
        local_minute(row.launch_time) if row.instance_id else "",
        f"{row.tries:,}" if row.tries else "-",
        row.node_logical_id,
        "-" if row.last is None else moment(model, row.last),
        why,
    ]


def first_cause(row: NodeStatusRow) -> str:
    """The cause that the last cell begins with, "" where it begins with something else."""
    return "" if row.repair else row.cause


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
