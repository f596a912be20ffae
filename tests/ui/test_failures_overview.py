"""One failure or forty: a cluster's failures by signature, as they come and as they are left."""

from __future__ import annotations

import re

from help.app import Run, account, running
from help.endpoint import MadeUp
from help.events import LATER, NAME, NOW, event_row
from help.troubled import SCRIPT, SHORT, Troubled, detail, failure
from hpev_tui.ui.browser.screen import BrowserScreen
from hpev_tui.ui.overviews.failures import FailuresScreen
from hpev_tui.ui.widgets.table_list import TableList


def rows(run: Run) -> list[list[str]]:
    """The words of the table's rows."""
    assert isinstance(run.app.screen, FailuresScreen)
    return run.app.screen.query_one(TableList).texts()[1:]


async def test_each_signature_says_how_often_how_many_nodes_and_whether_it_goes_on() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("u")
            await run.shows(
                "2 kinds, 12 faults, active:  × 2 Error", "72 events, 05-12 12:31 to 14:29, no"
            )
            assert [[*row[:5], row[-1]] for row in rows(run)] == [
                ["active", "10", "10", "5", "1", f"capacity: {SHORT}"],
                ["active", "2", "2", "2", "1", f"lifecycle: {SCRIPT.format('<id>')}"],
            ]
            await run.shows(
                " capacity  10 faults (10 events) on 5 nodes in 1 group", "5 nodes still down"
            )


async def test_what_failing_nodes_share_is_said_with_the_numbers_and_else_not_as_a_finding() -> (
    None
):
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("u")
            await run.shows(
                "IN COMMON          VALUE            FAILING NODES      HEALTHY NODES",
                "● group              worker-b         ━━━━━━━━━━ 5 of 5  ────────── 0 of 10",
                "● subnet             subnet-0bbbbbbb  ━━━━━━━━━━ 5 of 5  ────────── 0 of 10",
                "  instance type      ml.p5.48xlarge   ━━━━━━━━━━ 5 of 5  ━━━━━━━━━━ 10 of 10",
                "● more often than chance among failing nodes (Fisher's exact test, 1 %)",
                "healthy: 10 nodes in service by ListClusterNodes without this failure",
            )
            await run.keys("j")
            await run.shows(
                "Too few nodes to compare: 2 failing, 10 healthy",
                "log group /aws/sagemaker/Clusters/made-up/abcdefghijkl",
                "log stream of the last failure LifecycleConfig/worker-a/",
            )


async def test_the_cause_of_others_of_a_kind_is_drawn_with_a_mark_and_not_copied() -> None:
    with Troubled() as service:
        async with running(account(service, NAME, reasons=True), now=lambda: LATER) as run:
            await run.shows("72 loaded")
            await run.keys("u")
            await run.shows("2 kinds, 12 faults")
            with service.hold("DescribeClusterEvent") as hold:
                service.add({**failure(900, 4, "worker-b"), "EventTime": NOW + 1})
                await run.keys("r")
                await run.shows("reasons of 12 of 13 failures")
                await run.shows("~capacity: ")
                # That one may be of the same.
                await run.shows("≥ 10 faults (≥ 10 events) on ≥ 5 nodes")
                drawn = [row[-1] for row in rows(run) if "~" in row[-1]]
                screen = run.app.screen
                assert isinstance(screen, FailuresScreen)
                copied = screen.markdown()
                hold.release()
    assert len(drawn) == 1
    assert "~" not in copied
    assert "| ?: Failed to" in copied.replace("\\", "")


async def test_where_nothing_failed_it_says_of_what_that_is_known() -> None:
    with MadeUp(event_row(1), event_row(2)) as service:
        async with running(account(service, NAME)) as run:
            await run.shows("2 loaded")
            await run.keys("u")
            await run.shows(
                "No failures in the loaded events.", "From 2 events, 05-12 14:28 to 14:29"
            )
            assert rows(run) == []


async def test_a_trend_has_as_many_bars_as_there_is_room_for_after_a_change_of_size() -> None:
    with Troubled() as service:
        async with running(account(service, NAME), size=(120, 36)) as run:
            await run.shows("72 loaded")
            await run.keys("u")
            await run.shows("2 kinds, 12 faults")
            assert {len(row[7]) for row in rows(run)} == {10}
            await run.resized(160, 36)
            await run.until(lambda: {len(row[7]) for row in rows(run)} == {24})
            # The column has the room for them, too.
            await run.shows(f" {rows(run)[0][7]} ")


async def test_in_few_columns_nothing_is_cut_without_a_mark() -> None:
    with Troubled() as service:
        async with running(account(service, NAME), size=(64, 30)) as run:
            await run.shows("72 loaded")
            await run.keys("u")
            await run.shows("2 kinds, 12 faults", "healthy: 10 nodes")
            said = " ".join(run.text.split())
            assert "no older events; reasons of 12 of 12 failures enter its events" in said
            # In fewer rows what there is to say of the row has no room.
            await run.resized(64, 17)
            await run.gone("healthy: ")
            said = " ".join(run.text.split())
            assert re.search(
                "… .[0-9]+ lines? From .* no older events; reasons of 12 of 12 failures enter its",
                said,
            )


async def test_reasons_that_are_not_there_are_counted_apart_and_a_key_acts_meanwhile() -> None:
    with Troubled() as service, service.hold("DescribeClusterEvent") as hold:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("u")
            await run.shows("12 without a reason (loading", "?: Failed to")
            # What that means is said once.
            await run.shows("?: counted when the row's reasons are loaded. ~: the likely cause.")
            assert run.text.count("reasons are loaded") == 1
            await run.until(lambda: hold.waiting > 0)
            # While reasons come, nothing is counted that could become less.
            assert [row[1] for row in rows(run)] == ["?", "?"]
            await run.keys("G")
            assert run.the(TableList).cursor == 1
            hold.release()
            await run.shows("2 kinds, 12 faults")
            await run.gone("reasons are loaded")


async def test_enter_opens_the_events_of_one_and_esc_comes_back_to_its_row() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("/", *"level:error", "enter", "u")
            await run.shows("2 kinds, 12 f")
            await run.keys("j", "enter")
            await run.shows("like:", "2 of 72 loaded")
            assert isinstance(run.app.screen, BrowserScreen)
            await run.keys("escape")
            await run.shows("2 kinds, 12 faults", "2 faults (2 events)")
            assert run.the(TableList).cursor == 1
            await run.keys("escape")
            # The filter that stood before the events of the one were looked at.
            await run.shows("level:error", "12 of 72 loaded")


async def test_another_filter_is_no_way_back() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("u")
            await run.shows("2 kinds, 12 f")
            await run.keys("enter")
            await run.shows("10 of 72 loaded")
            await run.keys("1")
            await run.keys("escape")
            await run.gone("like:")
            assert isinstance(run.app.screen, BrowserScreen)


async def test_what_happens_meanwhile_is_counted_in_place() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("u")
            await run.shows("2 kinds, 12 f")
            await run.keys("j")
            again = failure(0, 22, "worker-a", script=True)
            service.rows.details[again["EventId"]] = detail(SHORT, 22)
            service.add(again)
            await run.keys("r")
            await run.shows("2 kinds, 13 faults")
            assert [row[1:4] for row in rows(run)] == [["11", "11", "6"], ["2", "2", "2"]]
            # The cursor is where it was.
            await run.shows("2 faults (2 events)")


async def test_without_the_permission_for_details_descriptions_are_counted() -> None:
    with Troubled() as service:
        for _ in range(20):
            service.fail(
                "DescribeClusterEvent",
                400,
                "AccessDeniedException",
                "User: arn:aws:iam::111122223333:user/me is not authorized to perform: "
                "sagemaker:DescribeClusterEvent on resource: "
                "arn:aws:sagemaker:us-west-2:111122223333:cluster/abcdefghijkl",
            )
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("u")
            await run.shows("Failures  12 without a reason (details failed)", "Access denied")
            await run.shows("?: Failed to provision EC2 Instance in Cluster <cluster>")
            await run.keys("!")
            await run.says("Sent to the terminal (OSC 52): remedy")


async def test_nothing_is_fetched_for_what_nobody_looks_at() -> None:
    with Troubled() as service, service.hold("DescribeClusterEvent") as hold:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("u")
            await run.until(lambda: hold.waiting > 1)
            await run.keys("escape")
            waiting = hold.waiting
            hold.release()
            await run.until(lambda: len(run.app.account.details) >= waiting)
            assert not run.browser.model.details.is_gathering


async def test_the_table_is_copied_as_markdown() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("u")
            await run.shows("2 kinds, 12 faults")
            await run.keys("y", "t")
            await run.says("Failures")
            newest = run.app.copies.ring.newest
            assert newest is not None
            copied = newest.text
            assert "| STATE | FAULTS | EVENTS |" in copied
            assert "| Error, active | 10 | 10 | 5 |" in copied
            assert "reasons of 12 of 12 failures" in copied
