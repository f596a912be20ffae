"""Every node of a cluster: how it stands now, and how often it was tried."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from textual import on

from hpev_tui.findings.described import node_facts
from hpev_tui.findings.facts import is_instance
from hpev_tui.findings.nodes import NodeRow, message_of, node_rows
from hpev_tui.findings.timeline import attempts_of
from hpev_tui.model.events import ClusterNode, Event
from hpev_tui.query import DetailFields, Query, TooSlowError, parse
from hpev_tui.rules.levels import short_description
from hpev_tui.session.about import About
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.nodes import SameNode, without_node
from hpev_tui.session.repairs import Repair, found_unhealthy, repairs_of
from hpev_tui.text.lists import many
from hpev_tui.text.times import local_minute
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.panes import Paragraphs
from hpev_tui.ui.overviews.timeline import TimelineScreen
from hpev_tui.ui.overviews.words import MOMENT, ago, moment, repair_words, rollout_words
from hpev_tui.ui.widgets.inputs import FilterInput
from hpev_tui.ui.widgets.table_list import Column, Row

GONE = "gone"

_MOST_AWAITED = 20
"""Of so many nodes that were found unhealthy the details are waited for: a few seconds' worth."""


class NodesScreen(OverviewScreen):
    """The nodes of ListClusterNodes, and those that only events name."""

    NAME = "nodes"
    HEADING = "Nodes"
    COLUMNS = (
        Column("NODE", 19),
        Column("STATUS", 10),
        Column("GROUP", 14),
        Column("TYPE", 16, from_width=100),
        Column("LAUNCHED", 16, from_width=120),
        Column("TRIES", 5, right=True),
        Column("NODE LOGICAL ID", 36, from_width=190),
        Column("LAST", MOMENT, from_width=90),
        Column("MESSAGE OR LAST EVENT", 0),
    )

    def __init__(
        self, model: ClusterModel, at: Hashable | None = None, filter_text: str = ""
    ) -> None:
        super().__init__(model, at)
        self._filter_text = filter_text
        self._rows: dict[Hashable, NodeRow] = {}
        self._timelines: dict[Hashable, tuple[list[Event], int]] = {}
        """Of each node that was looked at its events and the number of its attempts."""
        self._timelines_of: tuple[int, int, bool] | None = None
        self._problem = ""
        self._repairs: dict[str, Repair] = {}
        """The nodes that were found unhealthy in the last day."""

    def again(self) -> NodesScreen:
        """See `OverviewScreen`; the filter stays."""
        return NodesScreen(self.model, self._list.current, self._filter.value)

    def on_mount(self) -> None:
        """The nodes are asked for."""
        self.model.ask_for_nodes()
        super().on_mount()
        if self._filter_text:
            self.action_filter()
            self._filter.value = self._filter_text

    def _row_keys(self) -> Sequence[Hashable]:
        model = self.model
        rows = node_rows(self._cluster_nodes, model.log.findings.identities)
        self._repairs = repairs_of(model.log, self._cluster_nodes, model.answered)
        number = {key: number for number, key in enumerate(self._repairs)}
        rows.sort(key=lambda row: number.get(row.key, len(number)))
        self._rows = {row.key: row for row in rows}
        if self.state != self._timelines_of:
            self._timelines_of = self.state
            self._timelines.clear()
        return [row.key for row in self._filtered(rows)]

    def _filtered(self, rows: list[NodeRow]) -> list[NodeRow]:
        """What the filter keeps; a text that cannot be read keeps all."""
        self._problem = ""
        text = self._filter.value
        if not text.strip():
            return rows
        now, find = self.model.account.host.now(), self.model.log.starting_with
        query = parse(text, now=now, find=find)
        if not isinstance(query, Query):
            self._problem = query[0].reason
            return rows
        try:
            matching = {
                event.event_id
                for event in query.select([_as_event(row) for row in rows], self._fields_of)
            }
        except TooSlowError as error:
            self._problem = error.problem.reason
            return rows
        return [row for row in rows if row.key in matching]

    def _fields_of(self, key: str) -> DetailFields:
        """What a row says, as what the filter knows of an event."""
        row = self._rows[key]
        node = row.node
        instances = self.model.log.findings.identities.instances(key)
        said = [row.instance_group_name, *instances]
        if node is not None:
            said += [node.status, node.message, node.instance_type]
            said += [value for _, value in node_facts(node)]
        return DetailFields("\n".join(said), node.node_logical_id if node else key)

    def _timeline(self, key: Hashable) -> tuple[list[Event], int]:
        if key not in self._timelines:
            log, details = self.model.log, self.model.account.details
            events = SameNode.called(str(key), log, details).events(log)
            self._timelines[key] = (events, sum(each.is_one for each in attempts_of(events)))
        return self._timelines[key]

    def _make_row(self, key: Hashable) -> Row:
        row, (events, attempts) = self._rows[key], self._timeline(key)
        node, last = row.node, events[-1] if events else None
        instance = node.instance_id if node else next(iter(self._instances(key)), "")
        status = node.status if node else GONE if self._cluster_nodes is not None else "?"
        if node is not None and node.message and node.status != "Running":
            old = self._age_of_message(node, key)
            text = f"({old}) {node.message}" if old else node.message
        elif last is not None:
            where = (last.cluster_name, row.instance_group_name, last.instance_id)
            text = short_description(last.description, *where)
        else:
            text = ""
        if repair := self._repairs.get(str(key)):
            words = repair_words(self.model, repair)
            text = f"{words}; {text}" if repair.is_open and text else words
        return Row(
            [
                instance or "(no instance)",
                status,
                row.instance_group_name,
                node.instance_type if node else "",
                local_minute(node.launch_time) if node else "",
                f"{attempts:,}",
                str(key) if str(key) not in self._instances(key) else "",
                moment(self.model, last.event_time if last else None),
                text,
            ],
            "dim" if status == GONE else "" if status == "Running" else "strong",
        )

    def _age_of_message(self, node: ClusterNode, key: Hashable) -> str:
        """How old a node's message is, where it is of before what happened last; "" elsewhere."""
        if not node.message:
            return ""
        facts = self.model.log.findings.facts
        at, is_old = message_of(node, self._timeline(key)[0], facts)
        if not is_old:
            return ""
        if at is None:
            return "message may be old"
        return f"message {ago(self.model, at)} old"

    def _instances(self, key: Hashable) -> Sequence[str]:
        """The instances of a node, the latest first."""
        instances = self.model.log.findings.identities.instances(str(key))
        return [each for each in reversed(instances) if each != key or each.startswith("i-")]

    def _about(self, key: Hashable) -> Paragraphs:
        row = self._rows.get(key)
        if row is None:
            return []
        node, said = row.node, Paragraphs()
        if node is None:
            gone = "Not in ListClusterNodes: seen in events only"
            said.append((gone if self._cluster_nodes is not None else "Seen in events", "strong"))
        else:
            old = self._age_of_message(node, key)
            message = f": {node.message}" if node.message else ""
            if old:
                # What runs is no failure: the message is not shown as if it said how it stands.
                said.append((node.status, "strong"))
                said.append((f"{old}{message}", "dim"))
            else:
                said.append((f"{node.status}{message}", "strong"))
        if repair := self._repairs.get(str(key)):
            words = repair_words(self.model, repair)
            said += [(f"{words[:1].upper()}{words[1:]}", "strong"), (repair.event.description, "")]
        instances = self._instances(key)
        said.append(
            (f"NodeLogicalId {key}" if key not in instances else "NodeLogicalId unknown", "")
        )
        if instances:
            said.append((f"{many(len(instances), 'instance')}: {', '.join(instances)}", ""))
        if node is not None:
            said += [(f"{name} {value}", "") for name, value in node_facts(node)]
        said += [(each, "") for each in self._in_update(row, instances)]
        for event in reversed(self._timeline(key)[0][-3:]):
            said.append((f"{moment(self.model, event.event_time)}  {event.description}", "dim"))
        return said

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
        found = (each.event_id for each in found_unhealthy(model.log, model.answered))
        first = [each for each in found if details.get(each) is None]
        details.gather(first[:_MOST_AWAITED] or self._missing_details(), is_awaited=bool(first))

    def _made_of(self) -> str:
        return self.loaded

    def _summary(self) -> str:
        if self._problem:
            return self._problem
        gone = [row.key for row in self._rows.values() if row.is_gone]
        # Several of these may be one node's, also of one that is listed.
        apart = sum(map(is_instance, gone))
        total = len(self._rows) - len(gone)
        said = f"{many(total, 'node')} in ListClusterNodes"
        if self._cluster_nodes is None:
            failure = self._unknown_nodes
            said = f"no nodes: {failure.title}" if failure else "loading ListClusterNodes"
        if len(gone) > apart:
            said += f", {len(gone) - apart:,} more in events only"
        if apart:
            said += f", {many(apart, 'other instance')} in events"
        if self._filter.value.strip():
            said = f"{self._list.row_count:,} shown, {said}"
        return said

    def _events_of(self, key: Hashable) -> list[Event]:
        """Its latest event."""
        return self._timeline(key)[0][-1:]

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
        return [str(row.key) for row in self._filtered(list(self._rows.values()))]

    def _copied(self, key: Hashable) -> tuple[str, str]:
        instances = self._instances(key)
        return ("instance ID", instances[0]) if instances else ("node logical ID", str(key))

    def _open(self, key: Hashable) -> None:
        """The timeline of a node."""
        self.app.push_screen(TimelineScreen(self.model, str(key)))

    def _empty_note(self) -> str:
        if self._filter.value.strip():
            return "No match in the loaded nodes.\nesc clear filter"
        failure = self._unknown_nodes
        if failure is not None:
            return f"{failure.title}\n{failure.advice or 'r retry'}"
        return "Loading nodes" if self._cluster_nodes is None else "No nodes in this cluster."

    # The filter

    def action_filter(self) -> None:
        """Type a filter."""
        self._filter.open()

    @on(FilterInput.Changed)
    def _typed(self) -> None:
        self._show()

    @on(FilterInput.Submitted)
    def _submitted(self) -> None:
        self.set_focus(self._list, scroll_visible=False)

    def action_back(self) -> None:
        """Clear the filter, or go back."""
        if self._filter.display:
            self._filter.action_clear()
        else:
            super().action_back()


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
