"""What happens to a group, by its events, and how it stands then."""

from __future__ import annotations

import json
from collections.abc import Iterable

from hpev_tui.findings import Facts, Findings
from hpev_tui.findings.groups import FILE_NAME, Verdict, verdict_of
from hpev_tui.findings.history import GroupHistory
from hpev_tui.model.events import ClusterNode, Event, GroupCount
from hpev_tui.system.files import data_file
from unit.query.samples import NOW, event

SCRIPT_FAILED = "Instance lifecycle script execution for EC2 Instance {} has Failed"
UPDATE_FAILED = "Instance {} in IG g failed to update. Rollback initiated."
SCRIPT_STARTED = "Instance lifecycle script execution for EC2 Instance {} has Started"

DATA = json.loads(data_file(FILE_NAME).read_text(encoding="utf-8"))
STUCK, LATELY, RECOVERED = (
    DATA["times"][name]["seconds"] for name in ("stuck", "lately", "recovered")
)
NODE, OTHER = "i-0391f86fa0fe0d465", "i-0aaaaaaaaaaaaaaaa"
LOGICAL = "df268d19-f035-4f28-9b80-b956b92ae21e"


def begins(name: str, ago: float) -> Event:
    """An attempt begins so many seconds before the present."""
    text = "Instance creation started successfully in Cluster c and IG g"
    return event(name, text, time=NOW - ago, group="g")


def fails(name: str, ago: float, node: str = "", group: str = "g") -> Event:
    """An attempt fails."""
    text = f"Failed to provision EC2 Instance in Cluster c and InstanceGroup {group}"
    return event(name, text, time=NOW - ago, level="Error", group=group, node=node)


def second_report(name: str, ago: float, node: str = "") -> Event:
    """The other wording for the same failure."""
    text = f"Instance creation {node} in Cluster c and IG g failed"
    return event(name, text, time=NOW - ago, level="Error", group="g", node=node)


def comes_up(name: str, ago: float) -> Event:
    """A node comes up."""
    text = f"Instance creation {NODE} in Cluster c and IG g completed successfully"
    return event(name, text, time=NOW - ago, group="g", node=NODE)


def changes(name: str, ago: float) -> Event:
    """A change of the group is asked for."""
    text = "InstanceGroup g scaling started successfully in Cluster c"
    return event(name, text, time=NOW - ago, group="g", kind="InstanceGroup")


def history_of(events: Iterable[Event], nodes: dict[str, str] | None = None) -> GroupHistory:
    """What happened to the group; `nodes` are the logical IDs of some events, by `EventId`."""
    rows = list(events)
    findings = Findings()
    findings.add(rows)
    for each in rows:
        if each.event_id in (nodes or {}):
            findings.add_detail(each, Facts(node_logical_id=(nodes or {})[each.event_id]))
    return findings.groups.history("g")


def stands(
    current: int,
    target: int,
    *events: Event,
    covered_from: float | None = 0.0,
    nodes: list[ClusterNode] | None = None,
    software_update_status: str = "",
    training_plan_status: str = "",
    deep_health_checks: tuple[str, ...] = (),
) -> Verdict:
    """How the group stands with so many nodes."""
    group = GroupCount(
        "g",
        current,
        target,
        software_update_status=software_update_status,
        training_plan_status=training_plan_status,
        deep_health_checks=deep_health_checks,
    )
    return verdict_of(group, history_of(events), NOW, covered_from, nodes)


def of_group(name: str, ago: float, text: str) -> Event:
    """Something is said of the group as a whole."""
    text = f"{text} IG g in Cluster c."
    return event(name, text, time=NOW - ago, group="g", kind="InstanceGroup")


def of_node(name: str, ago: float, text: str, node: str = NODE) -> Event:
    """A step of a node."""
    return event(name, text.format(node), time=NOW - ago, group="g", node=node)


def node_in(status: str, instance: str = NODE, group: str = "g") -> ClusterNode:
    """A node of ListClusterNodes."""
    return ClusterNode(instance, "", group, "", status, "", "", None)


CHECKED = "DeepHealthCheckInProgress"
