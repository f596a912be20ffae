"""The node of an event as it is now, its timeline, and what to do next."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from help.app import Run, account, running
from help.endpoint import MadeUp
from help.events import NOW, event_row, node_row
from help.truth import answers_of
from hpev_tui.demo.cluster import NodeState
from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.world import World
from hpev_tui.detail.tree import NODE, Node
from hpev_tui.model.settings import Settings
from hpev_tui.session.section_lines import STEPS, TIMELINE

CLUSTER = "health-g5"
SIZE = (150, 60)


@pytest.fixture
def replaced(world: World) -> NodeState:
    """The node that has its third instance: its first replacement failed."""
    cluster = world.cluster(CLUSTER)
    assert cluster is not None
    (failed,) = answers_of(world, CLUSTER).failed_nodes
    nodes = cluster.nodes(NOW)
    return next(node for node in nodes if node.logical_id == failed.node_logical_id)


def the_section(run: Run, name: str) -> Node | None:
    detail = run.detail._detail
    if detail is None:
        return None
    return next((node for node in detail.root.children if node.path == (name,)), None)


def lines(run: Run, name: str) -> dict[str, str]:
    """The lines of a section, by their labels."""
    node_section = the_section(run, name)
    return {node.label: node.value for node in node_section.children} if node_section else {}


def timeline(run: Run) -> list[str]:
    node_section = the_section(run, TIMELINE)
    return [node.value for node in node_section.children] if node_section else []


async def go_to(run: Run, event_id: str) -> None:
    run.events.go_to(run.listed.index(event_id))
    await run.keys("enter", "escape")
    await run.until(lambda: run.current == event_id and run.detail._detail is not None)


def on(run: Run, event_id: str) -> str:
    """Put the detail's cursor on the line of an event."""
    rows = run.detail._lines
    row = next(n for n, line in enumerate(rows) if line.path == (TIMELINE, event_id))
    run.detail.go_to(row)
    return event_id


def nodes_page(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"ClusterNodeSummaries": rows}).encode()


def node_event(number: int, **fields: object) -> dict[str, Any]:
    return event_row(number, InstanceGroupName="workers", **fields)


ONE, TWO = "i-00000000000000001", "i-00000000000000002"


@pytest.fixture
def service() -> Iterator[MadeUp]:
    """Two instances, of which the second one is another node's, and an event of no node."""
    rows = [
        node_event(1, InstanceId=ONE),
        node_event(2, InstanceId=TWO),
        node_event(3),
        node_event(4, InstanceId=ONE, EventLevel="Error", Description="EC2 Instance broke"),
    ]
    with MadeUp(*rows) as made:
        yield made


# The node now


async def test_more_about_the_node_leaves_the_cursor_where_it_is(service: MadeUp) -> None:
    service.answer("ListClusterNodes", nodes_page(node_row()))
    with service.hold("ListClusterNodes") as hold:
        async with running(account(service, "made-up"), size=SIZE) as run:
            await run.shows("2 events, this is number")
            await run.until(lambda: hold.waiting == 1)
            await run.keys("tab")
            there = (TIMELINE, on(run, run.listed[3]))
            hold.release()
            await run.shows("Lost its disk")
            assert run.detail._path == there
            service.add(node_event(-1, InstanceId=ONE))
            await run.keys("r")
            await run.shows("3 events, this is number")
            assert run.detail._path == there


# The timeline


async def test_a_replaced_node_is_one_timeline_with_the_times_between(
    endpoint: DemoEndpoint, replaced: NodeState
) -> None:
    async with running(account(endpoint, CLUSTER, reasons=True), size=SIZE) as run:
        await run.shows("no older events")
        mine = [e for e in run.events.rows if e.instance_id == replaced.instance_id]
        await go_to(run, mine[0].event_id)
        await run.until(lambda: "● Running" in run.text)
        assert lines(run, NODE)["NodeLogicalId"] == replaced.logical_id
        # Its first two instances are known to be the same node once a detail of each is there.
        firsts = [e for e in run.events.rows if failed_before(e.description, e.instance_id, mine)]
        for event in firsts:
            await go_to(run, event.event_id)
            await run.until(lambda: len(timeline(run)) > 1)
        await go_to(run, mine[0].event_id)
        await run.until(lambda: len(timeline(run)) > len(mine))
        text = "\n".join(timeline(run))
        assert "Unhealthy" in text or "unhealthy" in text
        assert "failed" in text
        assert "(+" in timeline(run)[1]
        assert "(+" not in timeline(run)[0]
        assert timeline(run)[-1].endswith("<- this event")


def failed_before(description: str, instance_id: str, later: list[Any]) -> bool:
    """Whether an event may be of an instance that the node had before."""
    ours = {event.instance_id for event in later}
    return bool(instance_id) and instance_id not in ours and "NvidiaErrorTerminate" in description


async def test_enter_goes_to_an_event_and_back(service: MadeUp) -> None:
    async with running(account(service, "made-up"), size=SIZE) as run:
        await run.shows("2 events, this is number")
        here = run.current
        await run.keys("tab")
        there = on(run, run.listed[3])
        await run.keys("enter")
        await run.until(lambda: run.current == there)
        await run.keys("[")
        await run.until(lambda: run.current == here)


async def test_enter_goes_to_an_event_that_the_filter_hides(service: MadeUp) -> None:
    async with running(account(service, "made-up"), size=SIZE) as run:
        await run.shows("2 events, this is number")
        hidden, here = run.listed[3], run.listed[0]
        await run.keys("/", *"level:info", "enter")
        await run.shows("level:info", "3 of 4 loaded")
        await run.keys("tab")
        on(run, hidden)
        await run.keys("enter")
        await run.until(lambda: run.current == hidden)
        await run.gone("level:info")
        await run.keys("[")
        await run.shows("level:info", "3 of 4 loaded")
        assert run.current == here


# The next steps


async def test_a_next_step_is_a_line_that_c_copies(service: MadeUp) -> None:
    async with running(account(service, "made-up"), size=SIZE) as run:
        await run.shows("4 loaded")
        await go_to(run, run.listed[3])
        await run.shows("Next steps")
        await run.keys("tab")
        commands = lines(run, STEPS)
        row = next(
            n
            for n, line in enumerate(run.detail._lines)
            if line.node is not None and line.node.label == "this event"
        )
        run.detail.go_to(row)
        await run.keys("c")
        await run.until(lambda: bool(run.sent))
        copied = base64.b64decode(run.sent[-1].partition("52;c;")[2].rstrip("\x07")).decode()
        assert copied == commands["this event"]
        assert copied.startswith("aws sagemaker describe-cluster-event --cluster-name made-up")
        assert run.current in copied
        assert service.url in copied


async def test_the_commands_of_the_demo_name_no_profile() -> None:
    settings = Settings(cluster="train-p5", demo=True, demo_stands_still=True, reasons=False)
    async with running(settings, size=SIZE) as run:
        await run.shows("loaded", "Next steps")
        identity = run.app.account.identity
        assert identity is not None
        assert identity.profile == "demo"
        commands = [text for text in lines(run, STEPS).values() if text.startswith("aws ")]
        assert commands
        assert not any("--profile" in command for command in commands)
