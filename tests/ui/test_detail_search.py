"""Searching in the detail: / asks for a text, n and N go on, esc ends it."""

from __future__ import annotations

import pytest

from help.app import Run, account, detail_lines, opened, running
from help.endpoint import serve
from help.events import event_detail, event_row, events_page
from help.scripted import ScriptedEndpoint
from hpev_tui.ui.widgets.inputs import QueryInput, SearchInput

ENIS = [f"eni-{number:02}" for number in range(30)]
INSTANCE = {
    "FailureMessage": "Ensure that your VPC is configured",
    "AdditionalEnis": {"EfaEnis": ENIS},
    "CustomerEni": "vpc-node",
}


def under_cursor(run: Run) -> str:
    tree = run.detail
    return tree.render_line(tree.cursor - int(tree.scroll_offset.y)).text


async def find(run: Run, text: str) -> None:
    await run.keys("/")
    await run.until(lambda: run.the(SearchInput).has_focus)
    await run.keys(*text, "enter")
    await run.until(lambda: run.detail.has_focus)


@pytest.mark.parametrize("view", ["tree", "json"])
async def test_n_and_capital_n_go_round_the_matches(endpoint: ScriptedEndpoint, view: str) -> None:
    serve(endpoint, {"EventMetadata": {"Instance": INSTANCE}})
    async with running(account(endpoint, "efa-lab"), size=(120, 60)) as run:
        await opened(run)
        if view == "json":
            await run.keys("v")
        await find(run, "vpc")
        order = ["your VPC is", "vpc-node"]
        for key in ("", "n", "n", "N", "N", "n"):
            await run.keys(*key)
            if key:
                order.reverse()
            await run.until(lambda: order[0] in under_cursor(run))
        marks = [line for line in detail_lines(run) if line.startswith(">")]
        assert len(marks) == 2
        await run.keys("escape")
        await run.until(lambda: not any(line.startswith(">") for line in detail_lines(run)))
        assert run.detail.has_focus
        await run.keys("n")
        await run.says("No search")


async def test_a_match_looks_different_from_what_is_around_it(endpoint: ScriptedEndpoint) -> None:
    serve(endpoint, {"EventMetadata": {"Instance": INSTANCE}})
    async with running(account(endpoint, "efa-lab"), size=(120, 60)) as run:
        tree = await opened(run)
        await find(run, "vpc")
        await run.keys("g")
        drawn = [segment for y in range(tree.size.height) for segment in tree.render_line(y)]
        segments = {segment.text: segment.style for segment in drawn}
        assert segments["VPC"]
        assert segments["VPC"].reverse


@pytest.mark.parametrize("view", ["tree", "json"])
async def test_what_is_folded_away_is_found(endpoint: ScriptedEndpoint, view: str) -> None:
    serve(endpoint, {"EventMetadata": {"Instance": INSTANCE}})
    async with running(account(endpoint, "efa-lab"), size=(120, 60)) as run:
        await opened(run)
        if view == "json":
            await run.keys("v", "g", "j", "h")
            await run.shows('"EventDetails": {…}')
        assert "eni-17" not in run.text
        await find(run, "ENI-17")
        await run.shows("eni-17")
        await run.until(lambda: "eni-17" in under_cursor(run))


async def test_slash_searches_in_the_pane_that_has_the_focus(endpoint: ScriptedEndpoint) -> None:
    serve(endpoint, {"EventMetadata": {"Instance": INSTANCE}})
    async with running(account(endpoint, "efa-lab"), size=(120, 60)) as run:
        await run.shows("vpc-node")
        await run.keys("/")
        await run.until(lambda: run.the(QueryInput).has_focus)
        await run.keys("escape", "tab")
        await run.until(lambda: run.detail.has_focus)
        await run.shows("/ search")
        await run.keys("/", *"q?jn")
        await run.until(lambda: run.the(SearchInput).value == "q?jn")
        await run.keys("escape")
        await run.until(lambda: run.detail.has_focus)
        assert not run.the(SearchInput).display
        assert not run.detail.searching
        await find(run, "absent")
        await run.says("No match in this detail")
        await run.keys("tab", "/")
        await run.until(lambda: run.the(QueryInput).has_focus)


async def test_a_search_goes_on_in_the_next_event(endpoint: ScriptedEndpoint) -> None:
    endpoint.answer("ListClusterEvents", events_page(event_row(0), event_row(1)))
    for number in range(2):
        instance = {"CustomerEni": f"node-{number}"}
        body = event_detail(number, {"EventMetadata": {"Instance": instance}})
        endpoint.answer("DescribeClusterEvent", body)
    async with running(account(endpoint, "efa-lab"), size=(120, 60)) as run:
        await run.shows("node-0")
        await run.keys("tab")
        await find(run, "node-")
        await run.keys("tab", "j")
        await run.shows("node-1")
        await run.until(lambda: "node-1" in under_cursor(run))
        assert [line[:2] for line in detail_lines(run) if "node-1" in line] == ["▶ "]
