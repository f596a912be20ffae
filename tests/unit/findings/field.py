"""Small clusters made after reports from the field: what the service sends, and what is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hpev_tui.findings import Facts, Findings
from hpev_tui.findings.groups import Verdict, verdict_of
from hpev_tui.findings.timeline import Attempt, attempts_of
from hpev_tui.model.events import ClusterNode, Event, Json
from hpev_tui.sources.aws import wire
from unit.query.samples import NOW

EFA = (
    "EFA health checks did not run successfully. Ensure that your VPC and security groups are"
    " properly configured before attempting to create a new cluster."
)
SCRIPTS = (
    "Lifecycle scripts did not run successfully. Ensure the scripts exist in provided S3 path, are"
    " accessible, and run without errors."
)
CAPACITY = (
    "We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances."
    " Please try again."
)


@dataclass
class Field:
    """What the service answers of one cluster; times are seconds before the present."""

    groups: Sequence[dict[str, Json]]
    nodes: Sequence[dict[str, Json]] = ()
    rows: list[dict[str, Json]] = field(default_factory=list)
    details: dict[str, dict[str, Json]] = field(default_factory=dict)

    def says(
        self,
        ago: float,
        text: str,
        level: str = "Info",
        group: str = "",
        instance: str = "",
        kind: str = "Instance",
        **metadata: Json,
    ) -> None:
        """An event, with the metadata of its detail."""
        event_id = f"e{len(self.rows)}"
        names = {"InstanceGroupName": group, "InstanceId": instance}
        row: dict[str, Json] = {name: value for name, value in names.items() if value}
        row |= {"EventId": event_id, "EventTime": NOW - ago, "Description": text}
        self.rows.append({**row, "ResourceType": kind, "EventLevel": level})
        body: dict[str, Json] = {"EventMetadata": {kind: metadata}}
        self.details[event_id] = {"EventDetails": {"EventDetails": body}}

    @property
    def events(self) -> Sequence[Event]:
        """Its events, the newest first."""
        events = wire.events({"Events": list(self.rows)}).items
        return sorted(events, key=lambda event: -event.event_time)

    @property
    def listed(self) -> Sequence[ClusterNode]:
        """What ListClusterNodes says."""
        return wire.nodes({"ClusterNodeSummaries": list(self.nodes)}).items

    def findings(self) -> Findings:
        """What is found of it, all being loaded."""
        findings, events = Findings(), self.events
        findings.add(events)
        for event in events:
            findings.add_detail(event, Facts.of(self.details[event.event_id]))
        findings.add_nodes(self.listed)
        return findings

    def verdicts(self, covered_from: float | None = float("-inf")) -> Mapping[str, Verdict]:
        """How its groups stand."""
        findings = self.findings()
        described: dict[str, Json] = {"InstanceGroups": list(self.groups)}
        return {
            group.instance_group_name: verdict_of(
                group,
                findings.groups.history(group.instance_group_name),
                NOW,
                covered_from,
                self.listed,
            )
            for group in wire.cluster_info(described).groups
        }

    def attempts(self, node: str) -> list[Attempt]:
        """The attempts of the node of that `NodeLogicalId`."""
        findings = self.findings()
        events = [
            event
            for event in self.events[::-1]
            if findings.identities.node(event, findings.facts[event.event_id].node_logical_id)
            == node
        ]
        return attempts_of(events)
