"""Every node of a cluster, and the timeline of one."""

from __future__ import annotations

import json

from help.app import Run, account, running
from help.endpoint import MadeUp
from help.events import LATER, NAME, NOW, event_row
from help.rest import at_rest
from help.scripted import ScriptedEndpoint
from help.timers import HandTimers, polls_by_hand
from help.troubled import Troubled, instance_id, node_id
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.ui.browser.screen import BrowserScreen
from hpev_tui.ui.overviews.nodes import NodesScreen
from hpev_tui.ui.overviews.timeline import TimelineScreen
from hpev_tui.ui.widgets.table_list import TableList


def rows(run: Run) -> list[list[str]]:
    """The words of the table's rows, with the last event's left out."""
    assert isinstance(run.app.screen, NodesScreen)
    return [row[:6] for row in run.app.screen.query_one(TableList).texts()[1:]]


async def test_nodes_that_do_not_run_come_first_and_those_that_are_gone_stay() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("M")
            await run.shows("Nodes  15  ▲ 5 Pending  ● 10 Running  ○ 2 ")
            # Which nodes the two are of, their failures' details say.
            await run.until(lambda: len(run.app.account.details) >= 2)
            shown = rows(run)
            assert [row[0] for row in shown] == ["Pending"] * 5 + ["Running"] * 10 + ["Gone"] * 2
            await run.keys("G")
            await run.shows(
                "○ Gone  worker-a  1 attempt, 1 failed  seen in events only", "Node 11111111"
            )


async def test_the_detail_of_each_node_that_news_names_is_asked_for() -> None:
    with MadeUp(event_row(1)) as service:
        timers = polls_by_hand()
        async with running(account(service, "made-up"), now=lambda: LATER, timers=timers) as run:
            await run.shows("1 loaded")
            await run.keys("f", "M")
            await run.shows("Nodes  1 ")
            # The first news has the nodes asked for again as well, the second one nothing else.
            for count in (1, 2, 3):
                later = {"InstanceId": f"i-{count:017x}", "EventTime": NOW + count}
                service.add(event_row(10 + count, **later))
                await run.until(lambda: not run.account_is_busy())
                timers.go_off()
                await run.shows(f"○ {count} other instance")
                # Its own detail, and that of the event which was there before.
                await run.shows(f"{count + 1} details")


async def test_the_filter_is_the_list_s_and_enter_leads_to_the_timeline_and_back() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("M")
            await run.shows("Nodes  15")
            await run.keys("/", *"group:worker-b")
            await run.shows("5 of 17 nodes")
            await run.keys("enter")
            await run.shows("Nodes  group:worker-b ", "5 of 17 nodes")
            assert {row[2] for row in rows(run)} == {"worker-b"}
            await run.keys("/", *" pending -0004", "enter", "enter")
            await run.until(lambda: isinstance(run.app.screen, TimelineScreen))
            await run.keys("escape")
            await run.shows("4 of 17 nodes", "Nodes  group:worker-b pending -0004")
            await run.keys("escape")
            await run.gone("of 17 nodes")
            await run.shows("Nodes  15")
            await run.keys("/", *"group:")
            await run.shows('Missing a value after "group:".')
            assert len(rows(run)) == 17


async def test_s_sorts_by_name_by_group_and_again_by_trouble() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("M")
            await run.shows("Nodes  15")
            # Which nodes the two that are gone are of decides on their order.
            await run.until(lambda: len(run.app.account.details) >= 2)
            by_trouble = [row[1] for row in rows(run)]
            await run.keys("s")
            await run.shows("by name (s)")
            assert [row[1] for row in rows(run)] == sorted(by_trouble)
            await run.keys("s")
            await run.shows("by group (s)")
            assert [row[2] for row in rows(run)] == sorted(row[2] for row in rows(run))
            await run.keys("s")
            await run.gone("by group (s)")
            assert [row[1] for row in rows(run)] == by_trouble


async def test_a_cluster_that_is_not_continuous_has_nodes_all_the_same(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint, "legacy-static")) as run:
        await run.shows("M nodes")
        await run.keys("M")
        await run.shows("Nodes  5  ● 5 Running", "worker-p4")
        await run.keys("j")
        await run.shows("● Running  worker-p4  ml.p4d.24xlarge  launched ")


async def test_without_the_permission_the_nodes_of_events_are_there_and_it_says_so() -> None:
    with Troubled() as service:
        service.forget("ListClusterNodes")
        for _ in range(20):
            service.fail("ListClusterNodes", 400, "AccessDeniedException", "no")
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("M")
            await run.shows(
                "ListClusterNodes failed", instance_id(20), "○ ?", "Access denied: sagemaker"
            )


async def open_first_timeline(run: Run) -> None:
    """Load all of the cluster lifecycle-lab, and open the timeline of its first node."""
    await run.shows("older available (L)")
    await run.keys("L")
    await run.shows("no older events")
    await run.keys("M")
    await run.shows("Nodes  5 ")
    await run.keys("enter")


async def test_a_timeline_has_attempts_with_their_steps_and_is_copied_as_markdown(
    endpoint: ScriptedEndpoint, world: object
) -> None:
    del world
    async with running(account(endpoint, "lifecycle-lab"), size=(160, 50)) as run:
        await open_first_timeline(run)
        await run.shows("5 attempts, 5 failed", "5 instances")
        screen = run.app.screen
        assert isinstance(screen, TimelineScreen)
        model = run.app.account.model
        assert isinstance(model, ClusterModel)
        await run.until(lambda: not model.details.is_gathering)
        steps = [row[1].strip(" ├└") for row in screen.query_one(TableList).texts()[1:]]
        attempt = [
            "requested",
            "capacity pool",
            "ENI",
            "launched",
            "health checks",
            "failed",
            "failed",
            "terminating",
        ]
        one = [*attempt, ""]
        instances, steps = steps[:5], steps[5:]
        assert instances == [f"instance {number} of 5" for number in range(1, 6)]
        assert steps == [
            word
            for number in range(1, 6)
            for word in (f"attempt {number}", *(one if number < 5 else attempt[:-1]))
        ]
        await run.keys("y", "t")
        await run.says("Timeline")
        newest = run.app.copies.ring.newest
        assert newest is not None
        assert newest.text.startswith("## ")
        assert newest.text.count("### attempt") == 5
        assert "| requested |" in newest.text
        assert "Between attempts: " in newest.text


async def test_a_timeline_opened_before_any_detail_is_there_becomes_whole(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint, "lifecycle-lab"), size=(160, 50)) as run:
        with endpoint.hold("DescribeClusterEvent"):
            await open_first_timeline(run)
            await run.shows("1 attempt, 1 failed", "1 instance", "missing")
        await run.shows("5 attempts, 5 failed", "5 instances")
        await run.gone("missing")


async def test_the_timeline_of_an_instance_becomes_its_node_s_when_a_detail_names_that() -> None:
    with Troubled() as service:
        async with running(account(service, NAME), size=(160, 50)) as run:
            await run.shows("72 loaded")
            with service.hold("DescribeClusterEvent"):
                await run.keys("M", "/", *instance_id(20)[-4:])
                await run.shows("1 of 17 nodes")
                await run.keys("enter", "enter")
                await run.until(lambda: isinstance(run.app.screen, TimelineScreen))
                assert "11111111-" not in run.text
            await run.shows("11111111-")


async def test_enter_on_a_step_goes_to_its_event_and_esc_comes_back_through_all() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("u")
            await run.shows("2 kinds, 12 faults")
            await run.keys("escape", "M")
            await run.shows("Nodes  15")
            await run.keys("enter")
            await run.shows("2 attempts, 2 failed", node_id(0))
            await run.keys("j", "enter")
            await run.until(lambda: isinstance(run.app.screen, BrowserScreen))
            assert run.current.endswith("00000000000b")
            await run.keys("escape")
            await run.shows("2 attempts, 2 failed", node_id(0))
            await run.keys("escape")
            await run.shows("Nodes  15")
            await run.keys("escape")
            await run.until(lambda: isinstance(run.app.screen, BrowserScreen))


async def test_a_node_that_nobody_knows_has_no_timeline() -> None:
    with Troubled() as service:
        body = {"ClusterNodeSummaries": [{"InstanceGroupName": "worker-a", "InstanceId": "i-0abc"}]}
        service.forget("ListClusterNodes")
        service.answer("ListClusterNodes", json.dumps(body).encode(), times=9)
        timers = HandTimers(by_hand=lambda _: False)
        async with running(account(service, NAME), timers=timers) as run:
            await run.shows("72 loaded")
            await run.keys("M")
            # A node that a detail names takes the cursor, where it is the one of the event below.
            await run.shows("i-0abc")
            await at_rest(run, timers)
            # The cursor may be on the node of an event: that in the list of nodes stands first.
            await run.keys("g", "enter")
            await run.shows("No loaded events of this node.", "From 72 events", "1 instance")


async def test_an_event_is_gone_to_in_a_list_that_was_covered_before_it_had_rows(
    endpoint: ScriptedEndpoint,
) -> None:
    pages = endpoint.hold("ListClusterEvents")
    async with running(account(endpoint, "efa-lab"), size=(160, 50)) as run:
        await run.until(lambda: pages.waiting == 1)
        await run.keys("M")
        await run.shows("Nodes  6 ")
        pages.release()
        await run.shows("83 events")
        await run.keys("G", "enter")
        await run.shows("efa: EFA health checks")
        await run.keys("j", "enter")
        await run.until(lambda: isinstance(run.app.screen, BrowserScreen))
        await run.until(lambda: run.events.cursor > 0)
        assert run.events.row_count == 83
