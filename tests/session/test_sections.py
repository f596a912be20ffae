"""What a detail shows below the service's own: the node as it is now, its timeline, next steps."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import pytest

from help.events import NAME, event_row, node_row
from help.model import ModelRun, listed
from help.source import DENIED
from hpev_tui.detail.layout import value_text
from hpev_tui.detail.tree import EVENT, NODE, Node
from hpev_tui.model.events import ClusterNode, Event, Page
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.details import LoadedDetail
from hpev_tui.session.section_lines import STEPS, TIMELINE, WHY
from hpev_tui.sources.aws import wire

ONE, TWO = "i-00000000000000001", "i-00000000000000002"


def node_event(number: int, **fields: object) -> dict[str, Any]:
    return event_row(number, InstanceGroupName="workers", **fields)


def nodes_page(*rows: dict[str, Any], then: str | None = None) -> Page[ClusterNode]:
    return wire.nodes({"ClusterNodeSummaries": list(rows), "NextToken": then})


@pytest.fixture
def it() -> ModelRun:
    """Two instances, of which the second one is another node's, and an event of no node."""
    return listed(
        node_event(1, InstanceId=ONE),
        node_event(2, InstanceId=TWO),
        node_event(3),
        node_event(4, InstanceId=ONE, EventLevel="Error", Description="EC2 Instance broke"),
    )


def shown(model: ClusterModel, event: Event) -> LoadedDetail:
    """An event's detail as it is shown."""
    detail = model.detail_of(event)
    assert isinstance(detail, LoadedDetail)
    return detail


def detail_at(it: ModelRun, row: int) -> LoadedDetail:
    """The detail of a row, once the cursor has rested there and all has come."""
    event = it.model.rows[row]
    it.model.details.rest_on(event, ())
    it.answer_all()
    shown(it.model, event)
    it.answer_all()
    return shown(it.model, event)


def the_section(detail: LoadedDetail, name: str) -> Node | None:
    return next((node for node in detail.root.children if node.path == (name,)), None)


def lines(detail: LoadedDetail, name: str) -> dict[str, str]:
    """The lines of a section, by their labels."""
    section = the_section(detail, name)
    return {node.label: node.value for node in section.children} if section else {}


def beside(detail: LoadedDetail, name: str) -> str:
    """What a section says in its own line."""
    section = the_section(detail, name)
    return "".join(text for text, _ in section.summary) if section else ""


def timeline(detail: LoadedDetail) -> Sequence[str]:
    section = the_section(detail, TIMELINE)
    return [node.value for node in section.children] if section else []


def test_the_detail_of_another_node_leaves_a_detail_as_it_was(it: ModelRun) -> None:
    first = detail_at(it, 0)
    assert detail_at(it, 2) is not first
    assert shown(it.model, it.model.rows[0]) is first


# The node now


def test_what_the_node_is_now(it: ModelRun) -> None:
    it.service.node_pages = [nodes_page(node_row())]
    detail = detail_at(it, 0)
    assert beside(detail, NODE) == "× Failure   enter: timeline"
    assert lines(detail, NODE) == {
        "InstanceId": ONE,
        "NodeLogicalId": "00000000-0000-4000-8000-00000000000a",
        "Group": "workers  ml.p5.48xlarge",
        "Message": "Lost its disk",
        "PrivateDnsHostname": "ip-10-1-2-3.us-west-2.compute.internal",
        "LaunchTime": "2026-05-12T13:30:00.000Z",
    }


def test_a_node_that_has_moved_says_so(it: ModelRun) -> None:
    it.service.node_pages = [nodes_page(node_row(InstanceGroupName="others"))]
    it.account.connect()
    detail_at(it, 3)
    it.answer_all()
    now = lines(detail_at(it, 3), NODE)
    assert now["Group"] == "others  ml.p5.48xlarge  (moved: the event names workers)"
    steps = lines(detail_at(it, 3), STEPS)
    assert "_others-i-00000000000000001" in steps["SSM target"]
    assert steps["lifecycle log stream"] == f"LifecycleConfig/workers/{ONE}"


def test_its_launch_is_a_moment_wherever_the_user_is(
    it: ModelRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    it.service.node_pages = [nodes_page(node_row())]
    section = the_section(detail_at(it, 0), NODE)
    assert section is not None
    launch = section.children[-1]
    assert value_text(launch) == "2026-05-12T13:30:00.000Z  (2026-05-12 19:00:00 IST)"


def test_the_nodes_are_asked_for_once_and_again_after_a_refresh(it: ModelRun) -> None:
    it.service.node_pages = [nodes_page(node_row(InstanceStatus={"Status": "Pending"}))]
    for row in (0, 1, 3, 0):
        detail = detail_at(it, row)
        assert the_section(detail, NODE) is not None
    assert beside(detail, NODE).startswith("▲ Pending")
    assert it.service.count("ListClusterNodes") == 1
    # Nor are they when the user comes back to the cluster.
    it.model.close()
    again = it.model = ClusterModel(it.account, NAME)
    again.open()
    it.answer_all()
    assert beside(detail_at(it, 0), NODE).startswith("▲ Pending")
    assert it.service.count("ListClusterNodes") == 1
    it.service.node_pages = [nodes_page(node_row(InstanceStatus={"Status": "Running"}))]
    again.refresh()
    assert beside(detail_at(it, 0), NODE).startswith("● Running")
    assert it.service.count("ListClusterNodes") == 2


def test_a_node_on_a_later_page_is_there(it: ModelRun) -> None:
    others = [node_row(InstanceId=f"i-1{n:016x}") for n in range(100)]
    it.service.node_pages = [nodes_page(*others, then="1"), nodes_page(node_row())]
    assert lines(detail_at(it, 0), NODE)["Message"] == "Lost its disk"
    calls = [given for name, given in it.service.calls if name == "ListClusterNodes"]
    assert [call.get("NextToken") for call in calls] == [None, "1"]


def test_a_node_that_is_gone_is_said_to_be(it: ModelRun) -> None:
    it.service.node_pages = [nodes_page(node_row(InstanceId=TWO))]
    detail = detail_at(it, 0)
    assert beside(detail, NODE).startswith("○ gone")
    assert lines(detail, NODE)["Status"].startswith("gone: not in ListClusterNodes")
    assert lines(detail, NODE)["InstanceId"] == ONE


def test_an_event_of_no_node_asks_for_none() -> None:
    it = listed(node_event(1), node_event(2))
    detail_at(it, 0)
    detail = detail_at(it, 1)
    assert the_section(detail, NODE) is None
    assert the_section(detail, TIMELINE) is None
    assert it.service.count("ListClusterNodes") == 0


def test_a_refusal_says_so_and_spoils_nothing(it: ModelRun) -> None:
    it.account.connect()
    it.service.fail("ListClusterNodes")
    detail = detail_at(it, 0)
    assert beside(detail, NODE).startswith("○ unknown")
    assert lines(detail, NODE)["Status"] == DENIED.title
    assert len(timeline(detail)) == 2
    assert len(it.listed) == 4
    assert it.model.loading.complete
    failed = detail_at(it, 3)
    assert timeline(failed)[0].startswith("EC2 Instance broke")
    assert the_section(failed, STEPS) is not None
    assert it.service.count("ListClusterNodes") == 1
    it.service.node_pages = [nodes_page(node_row())]
    it.model.refresh()
    assert beside(detail_at(it, 3), NODE).startswith("× Failure")


# The timeline and the next steps


def test_the_times_between_are_those_of_the_events(it: ModelRun) -> None:
    detail = detail_at(it, 0)
    assert beside(detail, TIMELINE) == "2 events, this is number 2   enter: go to it"
    assert timeline(detail) == ["EC2 Instance broke", "Event number 1  (+3m)  <- this event"]


def test_only_an_event_that_is_of_a_failure_has_next_steps(it: ModelRun) -> None:
    it.account.connect()
    it.answer_all()
    assert the_section(detail_at(it, 0), STEPS) is None
    steps = lines(detail_at(it, 3), STEPS)
    assert it.listed[3] in steps["this event"]


# Why


def test_the_log_of_a_lifecycle_script_stands_above_all_else() -> None:
    """Its names are what is looked for first, and a long message would push them off the screen."""
    event = node_event(
        1, InstanceId=ONE, EventLevel="Error", Description="Instance creation failed"
    )
    for message, lines in (
        (
            "Lifecycle scripts did not run successfully.",
            [
                ("Log group", "/aws/sagemaker/Clusters/made-up/abcdefghijkl"),
                ("Log stream", f"LifecycleConfig/workers/{ONE}"),
            ],
        ),
        ("We currently do not have sufficient capacity", []),
    ):
        it = ModelRun(event)
        it.service.details[event["EventId"]] = {
            "EventMetadata": {"Instance": {"FailureMessage": message}}
        }
        it.answer_all()
        detail = detail_at(it, 0)
        first = detail.root.children[0]
        assert first.path == (WHY,)
        assert first.path in detail.expanded
        said = [(line.label, line.value) for line in first.children]
        assert said[: len(lines) + 1] == [*lines, ("FailureMessage", message)], message


def test_the_first_lines_say_why_the_event_failed_and_what_to_do() -> None:
    event = node_event(
        9, InstanceId=ONE, EventLevel="Error", Description="Instance creation failed"
    )
    message = "We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances"
    it = ModelRun(event)
    it.service.details[event["EventId"]] = {
        "EventMetadata": {"Instance": {"FailureMessage": message}}
    }
    it.account.connect()
    it.answer_all()
    detail = detail_at(it, 0)
    labels = [node.label for node in detail.root.children]
    assert labels == ["Why", "Node", "Event", "Next steps"]
    assert beside(detail, WHY) == "× capacity  Not enough capacity"
    why = lines(detail, WHY)
    assert [*why][-1] == "Rule"
    assert why["Rule"].startswith("AWS documentation, ")
    assert why["FailureMessage"] == message
    assert why["Try"].startswith("another zone or instance type")
    assert why["Command"].startswith("aws ec2 describe-instance-type-offerings")


def test_an_event_of_no_failure_begins_with_itself(it: ModelRun) -> None:
    detail = detail_at(it, 0)
    assert [node.label for node in detail.root.children] == ["Event", "Node", "Same node"]
    assert beside(detail, EVENT).startswith("I Info  Instance  14:29:00 (")


def test_all_that_was_sent_is_in_the_event_and_its_arns_are_last(it: ModelRun) -> None:
    detail = detail_at(it, 0)
    event = the_section(detail, EVENT)
    assert event is not None
    loaded = it.account.details.ready(it.model.rows[0].event_id)
    assert loaded is not None
    sent = loaded.root.children
    assert sorted(node.path for node in event.children) == sorted(node.path for node in sent)
    labels = [node.label for node in event.children]
    assert labels[0] == "EventId"
    assert labels[-1] == "ClusterArn"
