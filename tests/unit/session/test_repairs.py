"""Nodes that were found unhealthy: what is to be done, and what events and nodes say was done."""

from __future__ import annotations

from hpev_tui.findings import Facts
from hpev_tui.model.events import ClusterNode, Event
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.repairs import RECENT_SECONDS, Repair, repairs_of
from unit.query.samples import NOW, event
from unit.session.service import page

OLD, NEW = "i-0391f86fa0fe0d465", "i-0aaaaaaaaaaaaaaaa"
LOGICAL = "df268d19-f035-4f28-9b80-b956b92ae21e"
UNHEALTHY = (
    "Instance {} is unhealthy. HyperPod Health Monitoring Agent (HMA) has detected fault type"
    " NvidiaGPUUnhealthy on this node and is unhealthy. Repair action: {}."
)
READY = "Instance {} creation completed successfully as part of instance replacement"
REBOOTING = "Reboot of EC2 Instance {} is currently in progress"


def unhealthy(action: str = "Replace", *, ago: float = 3600, name: str = "found") -> Event:
    text = UNHEALTHY.format(OLD, action)
    return event(name, text, time=NOW - ago, group="g", node=OLD, level="Warn")


def later(text: str, node: str, *, ago: float = 1800) -> Event:
    return event(f"later {ago}", text.format(node), time=NOW - ago, group="g", node=node)


def listed(instance: str, status: str = "Running", launched: float = NOW - 60) -> ClusterNode:
    return ClusterNode(instance, LOGICAL, "g", "ml.p5.48xlarge", status, "", "", launched)


def repairs(*events: Event, nodes: list[ClusterNode] | None = None) -> dict[str, Repair]:
    """What is known of them once the details have named the node of each event."""
    log = EventLog()
    rows = sorted(events, key=lambda each: -each.event_time)
    log.add(log.coverage.head(), page(*rows))
    for each in rows:
        log.findings.add_detail(each, Facts(node_logical_id=LOGICAL))
    log.findings.add_nodes(nodes or [])
    return repairs_of(log, nodes, NOW)


def test_it_is_replaced_where_another_instance_came_up_or_runs_in_its_place() -> None:
    repair = repairs(unhealthy(), later(READY, NEW))[LOGICAL]
    assert (repair.action, repair.is_replaced, repair.is_open) == ("Replace", True, False)
    assert repair.done is not None
    assert repair.done.instance_id == NEW
    by_list = repairs(unhealthy(), nodes=[listed(NEW)])[LOGICAL]
    assert (by_list.is_replaced, by_list.done) == (True, None)
    before = repairs(unhealthy(), nodes=[listed(NEW, launched=NOW - 7200)])[LOGICAL]
    assert (before.is_replaced, before.is_open) == (False, False)


def test_it_is_not_replaced_yet_only_where_list_cluster_nodes_says_so() -> None:
    for node in (listed(OLD), listed("", "Pending"), listed(NEW, "Pending")):
        repair = repairs(unhealthy(), nodes=[node])[LOGICAL]
        assert (repair.is_open, repair.is_replaced) == (True, False)
    none: list[ClusterNode] = []
    for nodes in (None, none):
        repair = repairs(unhealthy(), nodes=nodes)[LOGICAL]
        assert (repair.is_open, repair.is_replaced, repair.done) == (False, False, None)


def test_what_came_up_before_or_is_the_same_instance_is_no_replacement() -> None:
    for each in (later(READY, NEW, ago=7200), later(READY, OLD)):
        assert repairs(unhealthy(), each, nodes=[listed(OLD)])[LOGICAL].is_open


def test_a_reboot_is_what_was_done_only_where_that_is_the_repair_action() -> None:
    reboot = later(REBOOTING, OLD)
    assert repairs(unhealthy("Reboot"), reboot, nodes=[listed(OLD)])[LOGICAL].done == reboot
    repair = repairs(unhealthy("Reboot"), nodes=[listed(OLD)])[LOGICAL]
    assert (repair.done, repair.is_open) == (None, False)
    assert repairs(unhealthy("Replace"), reboot, nodes=[listed(OLD)])[LOGICAL].is_open
    assert not repairs(unhealthy("None"), nodes=[listed(OLD)])[LOGICAL].is_open


def test_the_last_finding_counts_and_none_that_is_older_than_a_day() -> None:
    first, last = unhealthy(ago=7200, name="first"), unhealthy(ago=600, name="last")
    assert repairs(first, later(READY, NEW, ago=3600), last)[LOGICAL].event == last
    assert repairs(unhealthy(ago=RECENT_SECONDS + 1)) == {}


def test_those_to_be_replaced_come_first_then_the_latest() -> None:
    log = EventLog()
    rows = [
        event(f"{n}", UNHEALTHY.format(name, "Replace"), time=NOW - n, group="g", node=name)
        for n, name in enumerate(("i-aaaaaaaa", "i-bbbbbbbb", "i-cccccccc"))
    ]
    log.add(log.coverage.head(), page(*rows))
    nodes = [listed("i-cccccccc")._replace(node_logical_id="")]
    assert list(repairs_of(log, nodes, NOW)) == ["i-cccccccc", "i-aaaaaaaa", "i-bbbbbbbb"]
