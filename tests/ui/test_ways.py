"""From list to failures, groups and nodes and back: each begins on what the other was about."""

from __future__ import annotations

from help.app import Run, account, running
from help.events import NAME
from help.troubled import Troubled, instance_id, node_id
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.failures import FailuresScreen
from hpev_tui.ui.overviews.groups import GroupsScreen
from hpev_tui.ui.overviews.nodes import NodesScreen
from hpev_tui.ui.widgets.table_list import TableList


async def on(run: Run, kind: type[OverviewScreen]) -> OverviewScreen:
    """That overview, once it is there: over the list alone."""
    await run.until(lambda: isinstance(run.app.screen, kind) and run.app.screen.is_mounted)
    screen = run.app.screen
    assert isinstance(screen, kind)
    overviews = [each for each in run.app.screen_stack if isinstance(each, OverviewScreen)]
    assert overviews == [screen]
    return screen


def cursor(run: Run) -> str:
    """The key of the row under the cursor, as a text."""
    return str(run.the(TableList).current)


async def test_each_key_leads_on_and_the_cursor_is_on_what_the_row_was_about() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            # The failure of the one node of worker-a, which is neither the newest nor the first.
            event = next(
                e
                for e in run.events.rows
                if e.instance_id == instance_id(21) and e.event_level == "Error"
            )
            run.browser.show_event(event)
            await run.until(lambda: run.current == event.event_id)
            await run.keys("u")
            await on(run, FailuresScreen)
            await run.until(lambda: "lifecycle" in cursor(run))
            await run.keys("m")
            await on(run, GroupsScreen)
            await run.until(lambda: cursor(run) == "worker-a")
            await run.keys("M")
            await on(run, NodesScreen)
            # Both of its nodes that failed are gone; the other ten run.
            await run.until(lambda: cursor(run) == node_id(20))


async def test_from_a_group_to_its_first_failing_node_and_from_there_to_the_list() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("m")
            await on(run, GroupsScreen)
            await run.until(lambda: cursor(run) == "worker-b")
            await run.keys("M")
            await on(run, NodesScreen)
            await run.shows("Nodes  15")
            node = cursor(run)
            texts = run.the(TableList).texts()[1 + run.the(TableList).cursor]
            assert [texts[0], texts[2]] == ["Pending", "worker-b"]
            await run.keys("M")
            await run.until(lambda: run.browser.is_current)
            event = run.browser.model.log.event(run.current)
            assert event is not None
            assert (event.instance_group_name, event.event_level) == ("worker-b", "Error")
            # Back is where one was: the overview, then the list.
            await run.keys("escape")
            await on(run, NodesScreen)
            await run.until(lambda: cursor(run) == node)
            await run.keys("escape")
            await run.until(lambda: run.browser.is_current)


async def test_enter_on_failures_and_on_a_group_goes_to_the_newest_event_that_is_meant() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("G")
            await run.keys("u")
            screen = await on(run, FailuresScreen)
            await run.shows("2 kinds, 12 faults")
            await run.keys("g", "enter")
            await run.until(lambda: run.app.screen is not screen)
            await run.shows("like:")
            newest = run.listed[0]
            await run.until(lambda: run.current == newest)
            await run.keys("m")
            await on(run, GroupsScreen)
            await run.until(lambda: cursor(run) == "worker-b")
            await run.keys("u")
            await on(run, FailuresScreen)
            await run.until(lambda: "capacity" in cursor(run))
            await run.keys("u")
            await run.until(lambda: run.browser.is_current and run.current == newest)


async def test_the_timeline_and_why_lead_on_as_well_and_nothing_piles_up() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("m")
            await on(run, GroupsScreen)
            await run.until(lambda: cursor(run) == "worker-b")
            await run.keys("w")
            await run.shows("Why", "worker-b is retrying")
            await run.keys("M")
            await on(run, NodesScreen)
            await run.keys("enter")
            await run.shows("attempt 1")
            await run.keys("u")
            await on(run, FailuresScreen)
            await run.until(lambda: "capacity" in cursor(run))
            await run.keys("m", "M", "u", "m")
            await on(run, GroupsScreen)
            await run.keys("escape")
            await run.until(lambda: run.browser.is_current)


async def test_a_failure_and_a_group_lead_to_their_nodes() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("u")
            await run.shows("2 kinds, 12 faults")
            await run.keys("n")
            await on(run, NodesScreen)
            await run.until(lambda: run.the(TableList).row_count == 5)
            await run.keys("escape", "m")
            await on(run, GroupsScreen)
            await run.until(lambda: cursor(run) == "worker-b")
            await run.keys("n")
            await on(run, NodesScreen)
            await run.shows("group:worker-b")
