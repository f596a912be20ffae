"""Which nodes there are, which came up, and what can only be of one of them."""

from __future__ import annotations

import pytest

from hpev_tui.findings.facts import Identities
from hpev_tui.findings.nodes import BEFORE_SECONDS, asked_for_nearby, came_up, node_rows
from hpev_tui.model.events import ClusterNode, Event
from unit.query.samples import NOW, event

ONE, OTHER = "i-0391f86fa0fe0d465", "i-0aaaaaaaaaaaaaaaa"


def node(instance: str, logical: str, status: str = "Running") -> ClusterNode:
    return ClusterNode(instance, logical, "g", "ml.p5.48xlarge", status, "", "", None)


def node_event(name: str, ago: float, text: str, instance: str = "", group: str = "g") -> Event:
    return event(name, text, time=NOW - ago, group=group, node=instance)


UP = node_event("up", 0, f"EC2 Instance {ONE} successfully provisioned in Cluster c and IG g", ONE)
ENI = node_event("eni", 20, "Successfully created Customer ENI for instance in Cluster c and IG g")
BEGUN = node_event("begun", 60, "Instance creation started successfully in Cluster c and IG g")
REPORTED_LATER = node_event(
    "late", 70, "Instance creation started successfully in Cluster c and IG g"
)
TOO_OLD = node_event(
    "old", BEFORE_SECONDS + 1, "Instance creation started successfully in Cluster c"
)
OF_ANOTHER = node_event(
    "other", 40, f"EC2 Instance {OTHER} successfully provisioned in IG g", OTHER
)
EARLIER = node_event("earlier", 90, f"EC2 Instance {OTHER} successfully provisioned in IG g", OTHER)
READY = node_event("ready", 30, f"Instance creation {OTHER} in IG g completed successfully", OTHER)
ELSEWHERE = node_event("elsewhere", 30, "Instance creation started successfully", group="h")


@pytest.mark.parametrize(
    ("before", "named", "expected"),
    [
        ([ENI, BEGUN], "", ["begun", "eni"]),
        # Other groups, and nodes that have just come up, are no doubt.
        ([ENI, ELSEWHERE, READY, BEGUN], "", ["begun", "eni"]),
        # What another node did before that belongs to it alone.
        ([ENI, BEGUN, EARLIER], "", ["begun", "eni"]),
        # Two requests, or another node's launch in between: it may be of either.
        ([ENI, BEGUN, REPORTED_LATER], "", []),
        ([ENI, OF_ANOTHER, BEGUN], "", []),
        # A detail says of which other node it is.
        ([ENI, BEGUN], "eni", []),
        ([ENI, BEGUN, REPORTED_LATER], "late", ["begun", "eni"]),
        # Without the beginning, or with one too long ago, there is none.
        ([ENI], "", []),
        ([ENI, TOO_OLD], "", []),
        ([], "", []),
    ],
)
def test_a_request_is_of_the_one_node_that_it_can_be_of(
    before: list[Event], named: str, expected: list[str]
) -> None:
    nearby = asked_for_nearby(UP, before, lambda event_id: event_id == named)
    assert [each.event_id for each in nearby] == expected


def test_nodes_that_do_not_run_come_first_and_those_that_only_events_know_last() -> None:
    identities = Identities()
    identities.groups |= {ONE: "g", "i-0dddddddddddddddd": "h", "l-2": "g"}
    identities.add(ONE, "l-1")
    nodes = [node(ONE, "l-1"), node("", "l-3", "Pending")]
    rows = node_rows(nodes, identities)
    assert [(row.key, row.is_gone) for row in rows] == [
        *[("l-3", False), ("l-1", False)],
        *[("l-2", True), ("i-0dddddddddddddddd", True)],
    ]
    # Where the nodes are not known, all are those of events.
    assert [row.key for row in node_rows(None, identities)] == ["l-1", "l-2", "i-0dddddddddddddddd"]


def test_nodes_without_any_name_are_rows_all_the_same() -> None:
    assert len(node_rows([node("", ""), node("", "")], Identities())) == 2


def test_what_came_up_is_what_runs_and_without_the_nodes_what_events_say() -> None:
    identities = Identities()
    identities.groups[ONE] = "g"
    identities.add(ONE, "l-1")
    nodes = [node(OTHER, "l-2"), node("", "l-3", "Pending"), node("i-0e", "")]
    assert came_up(nodes, [ONE], identities) == [("l-2", "g"), ("i-0e", "g")]
    assert came_up(None, [ONE, ONE], identities) == [("l-1", "g")]
