"""What the failing nodes of a signature share, by all that is loaded of a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from hpev_tui.findings.correlation import Share, Traits, correlate, traits_of_groups, traits_of_node
from hpev_tui.findings.facts import Facts
from hpev_tui.findings.nodes import came_up
from hpev_tui.findings.signatures import SignatureRow
from hpev_tui.model.events import ClusterInfo, ClusterNode
from hpev_tui.session.details import LoadedDetails
from hpev_tui.session.event_log import EventLog

NETWORK_EVENTS = 200
"""How many events of the groups themselves, the newest, are looked at for subnets and images."""


class Finding(NamedTuple):
    """A value that sets failing nodes apart, and the numbers in words."""

    name: str
    numbers: str


class Common(NamedTuple):
    """What failing nodes have in common."""

    findings: tuple[Finding, ...]


class Compared(NamedTuple):
    """What failing nodes share, and with how many nodes they were compared."""

    common: Common
    failed: int
    """The nodes that failed so, as far as they are known."""
    up: int
    """The nodes that are up, and did not fail so."""


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
    findings, groups = log.findings, info.groups if info else ()
    network = sorted(findings.of_network, key=lambda event: -event.event_time)[:NETWORK_EVENTS]
    of_groups = traits_of_groups(
        {*findings.groups.histories, *(group.instance_group_name for group in groups)},
        {group.instance_group_name: group.instance_type for group in groups},
        (
            (event.instance_group_name, facts)
            for event in network
            if (facts := findings.facts.get(event.event_id))
        ),
    )

    def traits(node: str, group: str) -> Traits:
        own = [details[event_id].facts for event_id in details.of_node(node)]
        return _traits(of_groups, group, own)

    group_of, of_instance = findings.identities.groups, findings.identities.of_instance
    failed = [traits(node, group_of.get(node, "")) for node in row.nodes]
    ready = chain.from_iterable(each.ready for each in findings.groups.histories.values())
    up = [
        traits(node, group)
        for node, group in came_up(nodes, ready, findings.identities)
        if node not in row.nodes and of_instance(node) not in row.nodes
    ]
    shares = [share for share in correlate(failed, up) if share.is_finding]
    return Compared(
        Common(tuple(map(_finding, shares))),
        len(failed),
        len(up),
    )


def _traits(groups: dict[str, Traits], group: str, own: Sequence[Facts]) -> Traits:
    return traits_of_node(groups.get(group, Traits({})), own)


def _finding(share: Share) -> Finding:
    numbers = (
        f"{share.failed:,} of {share.all_failed:,} failing,"
        f" {share.healthy:,} of {share.all_healthy:,} that are up"
    )
    return Finding(f"{share.dimension} {share.value}", numbers)
