"""What the failing nodes of a signature share, by all that is loaded of a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from math import inf
from typing import NamedTuple

from hpev_tui.findings.correlation import Common, GroupTraits, Traits, common_of, traits_of_node
from hpev_tui.findings.facts import Facts
from hpev_tui.findings.nodes import came_up
from hpev_tui.findings.signatures import SignatureRow
from hpev_tui.findings.steps import step_of
from hpev_tui.model.events import ClusterInfo, ClusterNode, Event
from hpev_tui.rules.noise import farthest
from hpev_tui.session.details import LoadedDetails
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.paging import NodeList

NETWORK_EVENTS = 200
"""How many events of the groups themselves, the newest, are looked at for subnets and images."""


class Compared(NamedTuple):
    """What failing nodes share, and with how many nodes they were compared."""

    common: Common
    failed: int
    """The nodes that failed so, as far as they are known."""
    up: int
    """The nodes that are up, and did not fail so."""


def of_network(log: EventLog) -> list[Event]:
    """The latest events about the network and the image of groups, the newest first."""
    events = log.findings.of_network
    return sorted(events, key=lambda event: -event.event_time)[:NETWORK_EVENTS]


def compared(
    row: SignatureRow,
    log: EventLog,
    details: LoadedDetails,
    info: ClusterInfo | None,
    nodes: Sequence[ClusterNode] | None,
) -> Compared:
    """What the nodes of a signature share, and nodes that are up do not.

    `nodes` is what ListClusterNodes says; where it is None those are up that events call ready.
    """
    traits = _NodeTraits(log, details, info, nodes)
    failed = [traits.failing(node, event) for node, event in traits.last_failures(row).items()]
    up = list(traits.up(row))
    return Compared(common_of(failed, up), len(failed), len(up))


def healthy_by(nodes: NodeList | None) -> str:
    """What says which nodes are up: ListClusterNodes, or as much of it as is known, or events."""
    if nodes is None:
        return "events"
    return "ListClusterNodes" if nodes.is_whole else "the first pages of ListClusterNodes"


class _NodeTraits:
    """What is known of a cluster's nodes, each as of the time of its own request."""

    def __init__(
        self,
        log: EventLog,
        details: LoadedDetails,
        info: ClusterInfo | None,
        nodes: Sequence[ClusterNode] | None,
    ) -> None:
        self._log, self._details, self._nodes = log, details, nodes
        self._identities = log.findings.identities
        self._groups = dict(_groups(log, info))
        self._listed = {
            node.node_logical_id or self._identities.of_instance(node.instance_id): node
            for node in nodes or ()
        }

    def last_failures(self, row: SignatureRow) -> Mapping[str, Event]:
        """Of each node that is known its latest event of the signature."""
        facts, count = self._log.findings.facts, len(row.nodes)
        last: dict[str, Event] = {}
        for event in reversed(row.in_time):
            fact = facts.get(event.event_id)
            node = self._identities.node(event, fact.node_logical_id if fact else "")
            if node and node not in last:
                last[node] = event
                if len(last) == count:
                    break
        return last

    def failing(self, node: str, event: Event) -> Traits:
        """What is known of a node that failed with that event."""
        own = [each for each in self._events_of(node, event) if each.event_time <= event.event_time]
        group = event.instance_group_name or self._identities.groups.get(node, "")
        listed = self._listed.get(node)
        if listed is not None and not _is_of(listed, event):
            listed = None
        return traits_of_node(
            self._group(group).at(_requested(event, own)), self._facts_of(own), listed
        )

    def up(self, row: SignatureRow) -> Iterator[Traits]:
        """What is known of each node that is up, and is none of the signature's."""
        histories = self._log.findings.groups.histories.values()
        ready = chain.from_iterable(each.ready for each in histories)
        of_instance = self._identities.of_instance
        for node, group in came_up(self._nodes, ready, self._identities):
            if node in row.nodes or of_instance(node) in row.nodes:
                continue
            listed, own = self._listed.get(of_instance(node)), self._events_of(node, None)
            launched = listed.launch_time if listed else None
            first = own[0].event_time if own else inf
            time = first if launched is None else launched
            yield traits_of_node(self._group(group).at(time), self._facts_of(own), listed)

    def _group(self, name: str) -> GroupTraits:
        return self._groups.get(name) or GroupTraits(name)

    def _events_of(self, node: str, event: Event | None) -> list[Event]:
        """The loaded events of a node, or of the event's instance of it, the oldest first."""
        log = self._log
        events = {each: log.event(each) for each in self._details.of_node(node)}
        instances = [event.instance_id] if event else self._identities.instances(node)
        for each in chain.from_iterable(map(log.of_instance, instances)):
            events[each.event_id] = each
        return sorted(filter(None, events.values()), key=lambda each: each.event_time)

    def _facts_of(self, events: Sequence[Event]) -> list[Facts]:
        facts = self._log.findings.facts
        return [facts[each.event_id] for each in events if each.event_id in facts]


def _groups(log: EventLog, info: ClusterInfo | None) -> Iterator[tuple[str, GroupTraits]]:
    """What is known of each group that an event or DescribeCluster names."""
    network: dict[str, list[tuple[float, Facts]]] = {}
    for event in of_network(log):
        if facts := log.findings.facts.get(event.event_id):
            of_group = network.setdefault(event.instance_group_name, [])
            of_group.append((event.event_time, facts))
    described = {group.instance_group_name: group for group in (info.groups if info else ())}
    for name in {*log.findings.groups.histories, *described}:
        yield name, GroupTraits(described.get(name, name), network.get(name, ()))


def _is_of(node: ClusterNode, event: Event) -> bool:
    """Whether what ListClusterNodes says is of the instance that failed, and of no later one."""
    if event.instance_id:
        return node.instance_id == event.instance_id
    return node.launch_time is None or node.launch_time <= event.event_time


def _requested(event: Event, own: Sequence[Event]) -> float:
    """When what failed with an event was asked for, as far as that is known; else when it failed.

    `own` are the loaded events of its node up to then, the oldest first.
    """
    earliest = event.event_time
    for each in reversed(own):
        step = step_of(each)
        if step is None:
            continue
        if step.begins:
            return each.event_time
        has_ended = step.fails or step.succeeds
        if has_ended and event.event_time - each.event_time > farthest():
            # Of an earlier attempt.
            break
        if each.instance_id and each.instance_id == event.instance_id:
            earliest = each.event_time
    return earliest
