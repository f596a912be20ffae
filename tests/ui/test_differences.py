"""D compares the two marked events, in the place of the detail."""

from __future__ import annotations

import pytest

from help.app import Run, account, detail_lines, running
from help.events import event_detail, event_row, events_page
from help.scripted import ScriptedEndpoint

COMPARED = ("Instance.FailureMessage", "answer 0", "answer 2", "Differences between 14:28:00")


@pytest.fixture
def listing(endpoint: ScriptedEndpoint) -> ScriptedEndpoint:
    """An endpoint that lists four events and describes them in the order in which they stand."""
    endpoint.answer("ListClusterEvents", events_page(*map(event_row, range(4))))
    return endpoint


def describe(endpoint: ScriptedEndpoint, *numbers: int) -> None:
    for number in numbers:
        instance = {"FailureMessage": f"answer {number}", "CustomerEni": "eni-same"}
        body = event_detail(number, {"EventMetadata": {"Instance": instance}})
        endpoint.answer("DescribeClusterEvent", body)


async def visit(run: Run, *numbers: int) -> None:
    for number in numbers:
        run.events.go_to(number)
        await run.shows(f"answer {number}")


async def mark(run: Run, *numbers: int) -> None:
    for number in numbers:
        run.events.go_to(number)
        await run.keys("space")
    await run.shows(f"{len(numbers)} marked")


async def test_what_differs_is_shown_until_esc_or_until_the_cursor_moves(
    listing: ScriptedEndpoint,
) -> None:
    describe(listing, 0, 1, 2, 3)
    async with running(account(listing, "efa-lab"), size=(120, 56)) as run:
        await visit(run, 0, 1, 2, 3)
        await mark(run, 2, 0)
        await run.keys("D")
        await run.shows(*COMPARED)
        assert detail_lines(run)[0] == " ▾ Instance.FailureMessage"
        # The older one first; what is the same is left out.
        assert "14:28:00 00000000" in detail_lines(run)[1]
        assert "eni-same" not in run.text
        await run.keys("j")
        await run.until(lambda: run.detail.value[1] == "answer 2")
        await run.keys("v")
        await run.shows('"Instance.FailureMessage": {')
        await run.keys("v", "escape")
        await run.shows("answer 1", "eni-same", "2 marked")
        await run.gone("Differences")
        await run.keys("D")
        await run.shows(*COMPARED)
        await run.keys("tab", "j")
        await run.shows("eni-same")
        await run.gone("Differences")


async def test_what_is_not_loaded_is_fetched_first(endpoint: ScriptedEndpoint) -> None:
    with endpoint.hold("DescribeClusterEvent") as hold:
        async with running(account(endpoint, "train-p5"), size=(120, 56)) as run:
            await run.shows("100 loaded")
            await mark(run, 5, 7)
            await run.keys("D")
            await run.says("Loading 2 details to compare")
            assert "Differences" not in run.text
            hold.release()
            await run.shows("Differences between", "EventId", "EventTime")


async def test_esc_gives_up_what_is_being_fetched(endpoint: ScriptedEndpoint) -> None:
    with endpoint.hold("DescribeClusterEvent") as hold:
        async with running(account(endpoint, "train-p5"), size=(120, 56)) as run:
            await run.shows("100 loaded")
            await mark(run, 5, 7)
            await run.keys("D", "escape")
            hold.release()
            await run.shows("EventId")
            await run.until(lambda: len(run.app.account.details) >= 3)
            assert "Differences" not in run.text


async def test_a_detail_that_cannot_be_had_is_said(listing: ScriptedEndpoint) -> None:
    listing.fail("DescribeClusterEvent", 403, "AccessDeniedException", "not allowed", times=9)
    async with running(account(listing, "efa-lab"), size=(120, 56)) as run:
        await run.shows("4 loaded")
        await mark(run, 0, 2)
        await run.keys("D")
        await run.says("Not compared: Access denied: sagemaker:DescribeClusterEvent")
        assert "Differences" not in run.text


async def test_with_other_than_two_marks_it_says_what_to_do(listing: ScriptedEndpoint) -> None:
    describe(listing, 0, 1, 2, 3)
    async with running(account(listing, "efa-lab"), size=(120, 56)) as run:
        await visit(run, 0, 1, 2, 3)
        await run.keys("D")
        await run.says("Mark two events with space, then D (none marked)")
        await mark(run, 0, 1, 2)
        await run.keys("D")
        await run.says("(3 marked)")
        assert run.events.has_focus


async def test_other_events_coming_in_leave_the_comparison_as_it_is(
    listing: ScriptedEndpoint,
) -> None:
    describe(listing, 0, 1, 2, 3)
    async with running(account(listing, "efa-lab"), size=(120, 56)) as run:
        await visit(run, 0, 1, 2, 3)
        await mark(run, 0, 2)
        await run.keys("D")
        await run.shows(*COMPARED)
        listing.answer("ListClusterEvents", events_page(event_row(-1), event_row(0)))
        await run.keys("r")
        await run.shows("5 loaded")
        await run.shows(*COMPARED)
