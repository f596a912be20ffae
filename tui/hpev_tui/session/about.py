"""What a row of a screen is about, so that another screen begins with it under its cursor."""

from __future__ import annotations

from typing import NamedTuple

from hpev_tui.findings.signatures import SignatureRow
from hpev_tui.model.events import Event
from hpev_tui.query import Signature
from hpev_tui.rules.causes import has_cause
from hpev_tui.rules.levels import level_of
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.nodes import SameNode


class About(NamedTuple):
    """An event, an instance group and a node, as far as the row names them."""

    event: Event | None = None
    """The one that stands for the row: its newest failure, else its newest event."""
    group: str = ""
    node: str = ""
    """Its `NodeLogicalId`, else its instance."""

    @classmethod
    def of_event(cls, model: ClusterModel, event: Event) -> About:
        """What an event is about."""
        findings = model.log.findings
        facts = findings.facts.get(event.event_id)
        node = findings.identities.node(event, facts.node_logical_id if facts else "")
        return cls(event, event.instance_group_name, node)

    @classmethod
    def of_cursor(cls, model: ClusterModel) -> About | None:
        """What the list's cursor is on; None where it is on what happens to be the newest.

        Another screen then begins with what is gravest there. An Error is meant all the same.
        """
        event, at_newest = model.cursor()
        if event is None or (at_newest and level_of(event)[0] != "Error"):
            return None
        return cls.of_event(model, event)

    @classmethod
    def of_signature(cls, model: ClusterModel, row: SignatureRow) -> About:
        """What the failures of a signature are about: the last one of them."""
        return cls.of_event(model, row.in_time[-1])

    @classmethod
    def of_group(cls, model: ClusterModel, name: str) -> About:
        """What a group is about: the newest failure that its verdict rests on."""
        verdicts = (each for group, each in model.groups() if group.instance_group_name == name)
        evidence = next((verdict.events for verdict in verdicts), ())
        event = next(filter(has_cause, evidence), None)
        if event is None:
            rows = model.log.rows
            event = next((each for each in rows if each.instance_group_name == name), None)
        return cls(event, name)

    @classmethod
    def of_node(cls, model: ClusterModel, node: str) -> About:
        """What a node is about: its newest failure, else its newest event."""
        events = SameNode.called(node, model.log, model.account.details).events(model.log)
        newest_first = events[::-1]
        event = next(filter(has_cause, newest_first), next(iter(newest_first), None))
        return cls(event, model.log.findings.identities.groups.get(node, ""), node)

    def signature(self, model: ClusterModel) -> Signature | None:
        """The failures that it is about: its event's, else those of its node or its group."""
        table = model.log.findings.signatures
        if self.event is not None and (row := table.row_of(self.event.event_id)) is not None:
            return row.signature
        rows = table.rows
        named = (row for row in rows if self.node and row.has_node(self.node))
        grouped = (row for row in rows if self.group and self.group in row.groups)
        row = next(named, None) or next(grouped, None)
        return row.signature if row else None
