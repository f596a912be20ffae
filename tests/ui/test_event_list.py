"""The list of events: newest first, page by page, each event once, the cursor on its event."""

from __future__ import annotations

import pytest

from help.app import Clock, Run, account, running
from help.events import NOW, event_row, events_page
from help.scripted import ScriptedEndpoint
from hpev_tui.demo.world import World


def line_of_cursor(run: Run) -> int:
    """How many lines below the list's first one the cursor is on the screen."""
    return run.events.cursor - run.events.in_view.start


def ids(rows: list[dict[str, object]]) -> list[object]:
    return [row["EventId"] for row in rows]


async def test_newest_first_and_all_of_them_in_the_end(
    endpoint: ScriptedEndpoint, world: World
) -> None:
    cluster = world.cluster("lifecycle-lab")
    assert cluster is not None
    log, count = cluster.log(NOW)
    expected = [log.summary(number)["EventId"] for number in reversed(range(count))]
    assert count > 100
    async with running(account(endpoint, "lifecycle-lab")) as run:
        await run.shows("100 loaded, older available (L)")
        assert run.listed == expected[:100]
        await run.keys("G")
        await run.shows(f"{count} loaded, no older events")
        assert run.listed == expected


async def test_older_pages_come_as_the_cursor_nears_the_end() -> None:
    with ScriptedEndpoint(World(now=lambda: NOW, extra_events=250)) as endpoint:
        async with running(account(endpoint, "train-history"), size=(100, 30)) as run:
            await run.shows("100 loaded, older available (L)")
            await run.keys(*["j"] * 30)
            await run.until(lambda: run.events.cursor == 30)
            await run.keys("enter", "escape")
            await run.until(lambda: endpoint.calls.count("DescribeClusterEvent") > 1)
            assert endpoint.calls.count("ListClusterEvents") == 1
            await run.keys(*["j"] * 25)
            await run.shows("200 loaded, older available (L)")
            assert run.events.cursor == 55
            await run.keys("G")
            await run.shows("250 loaded, no older events")
        pages = endpoint.calls.list("ListClusterEvents")
        assert [page["MaxResults"] for page in pages] == [100, 100, 100]
        assert len({page.get("NextToken") for page in pages}) == 3


async def test_an_event_that_comes_twice_stands_once(endpoint: ScriptedEndpoint) -> None:
    rows = [event_row(number) for number in range(70)]
    endpoint.answer("ListClusterEvents", events_page(*rows[:40], rows[3], more="next"))
    endpoint.answer("ListClusterEvents", events_page(*rows[35:]))
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("70 loaded, no older events")
        assert run.listed == ids(rows)


@pytest.mark.parametrize("newer", [3, 90])
async def test_the_cursor_stays_on_its_event_when_newer_ones_arrive(
    endpoint: ScriptedEndpoint, newer: int
) -> None:
    rows = [event_row(number) for number in range(newer + 60)]
    endpoint.answer("ListClusterEvents", events_page(*rows[newer:]))
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("60 loaded")
        await run.keys(*["j"] * 25)
        await run.until(lambda: run.events.cursor == 25)
        before, line = run.current, line_of_cursor(run)
        endpoint.answer("ListClusterEvents", events_page(*rows))
        await run.keys("r")
        await run.shows(f"{newer + 60} loaded")
        assert run.current == before == rows[newer + 25]["EventId"]
        assert run.events.cursor == newer + 25
        await run.until(lambda: line_of_cursor(run) == line)
        assert run.listed == ids(rows)


async def test_a_gap_between_new_and_old_is_shown_and_closed(endpoint: ScriptedEndpoint) -> None:
    rows = [event_row(number) for number in range(200)]
    endpoint.answer("ListClusterEvents", events_page(*rows[150:]))
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("50 loaded, no older events")
        endpoint.answer("ListClusterEvents", events_page(*rows[:100], more="next"))
        endpoint.fail("ListClusterEvents", 400, "AccessDeniedException", "no longer")
        await run.keys("r")
        await run.shows("150 loaded, gap: L loads", "Access denied: sagemaker:ListClusterEvents")
        endpoint.answer("ListClusterEvents", events_page(*rows[:100], more="next"))
        endpoint.answer("ListClusterEvents", events_page(*rows[90:]))
        await run.keys("r")
        await run.shows("200 loaded, no older events")
        assert run.listed == ids(rows)


async def test_a_refresh_shows_what_has_happened_since() -> None:
    clock = Clock()
    with ScriptedEndpoint(World(now=clock)) as endpoint:
        async with running(account(endpoint, "train-p5"), now=clock) as run:
            await run.shows("100 loaded", "updated 14:30:00")
            first = run.current
            clock.seconds += 600
            await run.keys("r")
            await run.shows("updated 14:40:00")
            await run.until(lambda: len(run.listed) > 100)
            assert run.current == first
            assert run.events.cursor > 0
            assert run.listed.index(first) == run.events.cursor


async def test_a_message_leaves_out_the_node_that_its_column_shows(
    endpoint: ScriptedEndpoint,
) -> None:
    node = "i-0391f86fa0fe0d465"
    row = event_row(
        1,
        InstanceGroupName="workers",
        InstanceId=node,
        Description=f"Instance creation {node} in Cluster made-up and IG workers failed",
    )
    endpoint.answer("ListClusterEvents", events_page(row))
    async with running(account(endpoint, "efa-lab"), size=(120, 36)) as run:
        await run.shows(f"workers  {node}  Instance creation failed")
        # Also where the column has no room for all of the ID: what became of it is in view.
        await run.resized(80, 24)
        await run.shows("Instance creation failed")
