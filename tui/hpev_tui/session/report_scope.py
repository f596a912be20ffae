"""Which events an incident report is of, and the commands that show the same."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from hpev_tui.export.listing import list_command
from hpev_tui.export.snippets import Subject, event_command
from hpev_tui.findings.signatures import SignatureRow
from hpev_tui.model.events import Event, ServiceFilter
from hpev_tui.query import NOTHING_SENT, for_since
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.nodes import SameNode
from hpev_tui.text.clean import aws_options, is_value

_EVENT_COMMANDS = 3


class Scope(NamedTuple):
    """Which events a report is of."""

    events: Sequence[Event]
    sent: ServiceFilter = NOTHING_SENT
    """What of the filter the service can do itself."""
    what: str = ""
    """In words what they are: "matching the filter". "" where it is all that is loaded."""
    value: str = ""
    """The filter, or the name of the node."""
    filter_text: str = ""
    """The filter that lists them, "" for none."""

    @classmethod
    def of(cls, model: ClusterModel) -> Scope:
        """The marked events, else those that the filter keeps, which are all without one."""
        if marked := tuple(model.marked.values()):
            return cls(marked, what="marked")
        query = model.view.query
        if query.is_empty:
            return cls(model.log.rows)
        text = query.text.strip()
        return cls(model.view.matching, query.pushdown(), "matching the filter", text, text)

    @classmethod
    def of_nodes(cls, model: ClusterModel, nodes: Sequence[str]) -> Scope:
        """The events of some nodes, by their `NodeLogicalId` or, where not known, instance."""
        log, details = model.log, model.account.details
        each = (SameNode.called(node, log, details).events(log) for node in nodes)
        events = tuple({event.event_id: event for event in chain.from_iterable(each)}.values())
        if len(nodes) == 1:
            return cls(events, what="of the node", value=nodes[0])
        return cls(events, what=f"of {len(nodes):,} nodes")


def commands_of(model: ClusterModel, scope: Scope, rows: Sequence[SignatureRow]) -> list[str]:
    """The commands that show the same. They name no profile: another has other ones."""
    identity = model.account.identity
    options = aws_options(identity.region, "", identity.endpoint_url) if identity else ""
    arn = model.info.cluster_arn if model.info else ""
    cluster = next(filter(is_value, (arn, model.cluster)), "")
    if not cluster:
        return []
    sent = scope.sent
    if rows:
        sent = sent.narrowed(for_since(min(row.first for row in rows)))
    lasts = [row.in_time[-1] for row in rows[:_EVENT_COMMANDS]]
    commands = [
        list_command(cluster, sent, options, oldest_first=False),
        # By the cluster's ARN, where it is known: another may have had its name.
        *(event_command(Subject(e._replace(cluster_name=cluster), None, options)) for e in lasts),
        f"aws sagemaker describe-cluster --cluster-name {shlex.quote(cluster)}{options}",
        _own_command(model, scope, cluster),
    ]
    return list(filter(None, commands))


def _own_command(model: ClusterModel, scope: Scope, cluster: str) -> str:
    """How to see the same with this program."""
    identity = model.account.identity
    if identity is not None and identity.demo:
        where = " --demo"
    else:
        where = aws_options(identity.region, "", identity.endpoint_url) if identity else ""
    filters = f" --filter {shlex.quote(scope.filter_text)}" if scope.filter_text else ""
    return f"hpev-tui {shlex.quote(cluster)}{where}{filters}"
