"""When a detail is fetched: after a rest, once, behind what the user waits for, never stale."""

from __future__ import annotations

import pytest

from help.app import Run, account, running
from help.events import NOW, event_detail, event_row, events_page
from help.scripted import ScriptedEndpoint
from help.timers import HandTimers
from hpev_tui.demo.world import World
from hpev_tui.ui.browser.list_controller import REST_SECONDS

ROWS = 30


@pytest.fixture
def listing(endpoint: ScriptedEndpoint) -> ScriptedEndpoint:
    """An endpoint whose first list holds some events that are all of the last page."""
    rows = [event_row(number) for number in range(ROWS)]
    endpoint.answer("ListClusterEvents", events_page(*rows))
    for number in range(ROWS):
        detail = {"EventMetadata": {"Instance": {"FailureMessage": f"answer {number}"}}}
        endpoint.answer("DescribeClusterEvent", event_detail(number, detail))
    return endpoint


def asked(endpoint: ScriptedEndpoint) -> list[int]:
    """The numbers of the events whose details were asked for, in the order of the calls."""
    calls = endpoint.calls.list("DescribeClusterEvent")
    return [int(call["EventId"].rpartition("-")[2], 16) for call in calls]


async def visit(run: Run, row: int) -> None:
    """Put the cursor on a row and let it rest there: enter asks without the wait."""
    run.events.go_to(row)
    await run.keys("enter", "escape")


def shown(run: Run) -> str:
    """The ID of the event in the detail."""
    detail = run.detail._detail
    if detail is None or not isinstance(detail.body, dict):
        return ""
    event = detail.body["EventDetails"]
    assert isinstance(event, dict)
    return str(event["EventId"])


async def detail_is_shown(run: Run) -> None:
    await run.until(lambda: shown(run) == run.current)


async def test_it_comes_when_the_cursor_rests_and_the_neighbours_after_it(
    endpoint: ScriptedEndpoint,
) -> None:
    timers = HandTimers(by_hand=lambda seconds: seconds == REST_SECONDS)
    async with running(account(endpoint, "train-p5"), timers=timers) as run:
        await run.shows("100 loaded")
        row_of = {event.event_id: row for row, event in enumerate(run.events.rows)}

        def asked() -> list[int]:
            calls = endpoint.calls.list("DescribeClusterEvent")
            return [row_of[call["EventId"]] for call in calls]

        await run.until(lambda: bool(timers.waiting))
        assert asked() == []
        timers.go_off(REST_SECONDS)
        await detail_is_shown(run)
        await run.until(lambda: len(asked()) == 3)
        # The newest row is a repeat, so that the cursor begins on the one below it.
        assert asked()[0] == 1
        assert set(asked()[1:]) == {0, 2}
        # A detail that comes while the cursor passes by has its neighbours asked for, too.
        await run.until(lambda: len(run.app.account.details) == 3)
        await run.keys("j", "j", "j", "j", "j")
        await run.until(lambda: bool(timers.waiting) and run.events.cursor == 6)
        assert len(asked()) == 3
        timers.go_off(REST_SECONDS)
        await detail_is_shown(run)
        await run.until(lambda: len(asked()) == 6)
        assert asked()[3] == 6
        assert set(asked()[4:]) == {5, 7}


async def test_holding_j_through_500_rows_asks_for_the_row_where_it_ends_only() -> None:
    timers = HandTimers(by_hand=lambda seconds: seconds == REST_SECONDS)
    with ScriptedEndpoint(World(now=lambda: NOW, extra_events=700)) as endpoint:
        async with running(account(endpoint, "train-history"), timers=timers) as run:
            await run.shows("100 loaded")
            while run.events.row_count < 700:
                before = run.events.row_count
                await run.keys("G")
                await run.until(lambda least=before: run.events.row_count > least)  # type: ignore[misc]
            await run.keys("g")
            endpoint.calls.clear()
            await run.keys(*["j"] * 500)
            assert run.events.cursor == 500
            assert endpoint.calls.operations() == ()
            timers.go_off(REST_SECONDS)
            await detail_is_shown(run)
            # The row itself, the one above and the one below, and its node.
            await run.until(lambda: endpoint.calls.count("DescribeClusterEvent") == 3)
            assert len(endpoint.calls.operations()) <= 4


async def test_neighbours_wait_until_nothing_else_does(listing: ScriptedEndpoint) -> None:
    with listing.hold("DescribeClusterEvent") as hold:
        async with running(account(listing, "efa-lab")) as run:
            await run.until(lambda: hold.waiting == 1)
            await visit(run, 10)
            await run.until(lambda: hold.waiting == 2)
            await visit(run, 20)
            await run.until(lambda: hold.waiting == 3)
            assert asked(listing) == [0, 10, 20]
            hold.release()
            await run.until(lambda: len(asked(listing)) == 5)
            assert set(asked(listing)[3:]) == {19, 21}


async def test_neighbours_leave_room_for_what_the_user_waits_for(
    listing: ScriptedEndpoint,
) -> None:
    first = listing.hold("DescribeClusterEvent")
    async with running(account(listing, "efa-lab")) as run:
        await run.until(lambda: first.waiting == 1)
        await visit(run, 5)
        await visit(run, 25)
        await run.until(lambda: first.waiting == 3)
        second = listing.hold("DescribeClusterEvent")
        first.release()
        # What was held has come; the neighbours of both rows are held now, as many as may be.
        await run.until(lambda: second.waiting == 2)
        await visit(run, 5)
        await run.until(lambda: second.waiting == 3)
        assert set(asked(listing)[3:]) < {4, 6, 24, 26}
        await visit(run, 15)
        await run.until(lambda: asked(listing)[-1] == 15)
        second.release()


async def test_rows_that_were_only_passed_by_are_not_asked_for(listing: ScriptedEndpoint) -> None:
    with listing.hold("DescribeClusterEvent") as hold:
        async with running(account(listing, "efa-lab")) as run:
            await run.until(lambda: hold.waiting == 1)
            for count, row in enumerate((5, 10, 15), start=2):
                await visit(run, row)
                await run.until(lambda count=count: hold.waiting == count)  # type: ignore[misc]
            # No thread is left: these two wait, and the second one takes the first one's place.
            await visit(run, 20)
            await visit(run, 25)
            hold.release()
            await run.until(lambda: {24, 25, 26} <= set(asked(listing)))
            assert 20 not in asked(listing)


async def test_a_result_for_a_row_that_was_left_is_kept_but_not_shown(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint, "train-p5")) as run:
        await run.shows("100 loaded")
        await visit(run, 30)
        await detail_is_shown(run)
        await run.until(lambda: endpoint.calls.count("DescribeClusterEvent") >= 3)
        current = run.current
        with endpoint.hold("DescribeClusterEvent") as hold:
            await visit(run, 60)
            late = run.current
            await run.until(lambda: hold.waiting > 0)
            await visit(run, 30)
            await detail_is_shown(run)
        await run.until(lambda: late in run.app.account.details)
        assert shown(run) == run.current == current


async def test_while_it_loads_there_is_one_line_that_stands_still(
    endpoint: ScriptedEndpoint,
) -> None:
    with endpoint.hold("DescribeClusterEvent") as hold:
        async with running(account(endpoint, "train-p5")) as run:
            await run.until(lambda: hold.waiting == 1)
            await run.shows("Loading…")
            lines = [line.text.strip() for line in map(run.detail.render_line, range(8))]
            assert [line for line in lines if line] == ["Loading…"]
            assert not run.detail.loading
            # Textual animates by its timers, of which only the cursor's rest may be left.
            assert run.app._animator._animations == {}
            assert run.detail.auto_refresh is None
            hold.release()
            await detail_is_shown(run)
            await run.gone("Loading…")


@pytest.mark.parametrize(
    ("code", "words", "times"),
    [
        ("AccessDeniedException", "Access denied: sagemaker:DescribeClusterEvent", 1),
        ("ThrottlingException", "Throttled: DescribeClusterEvent", 3),
    ],
)
async def test_a_failure_is_a_line_and_r_tries_again(
    endpoint: ScriptedEndpoint, code: str, words: str, times: int
) -> None:
    endpoint.fail("DescribeClusterEvent", 400, code, "not now", times=times)
    async with running(account(endpoint, "train-p5")) as run:
        await run.shows(words, "retry", "100 loaded")
        assert shown(run) == ""
        await run.keys("r")
        await detail_is_shown(run)
        await run.gone(words)


async def test_where_it_is_asked_for_again_the_failure_gives_way(
    endpoint: ScriptedEndpoint,
) -> None:
    endpoint.fail("DescribeClusterEvent", 400, "AccessDeniedException", "not now")
    async with running(account(endpoint, "train-p5")) as run:
        await run.shows("Access denied: sagemaker:DescribeClusterEvent")
        with endpoint.hold("DescribeClusterEvent") as hold:
            await run.keys("enter")
            await run.until(lambda: hold.waiting == 1)
            await run.gone("Access denied: sagemaker:DescribeClusterEvent")
            await run.shows("Loading")
        await detail_is_shown(run)
