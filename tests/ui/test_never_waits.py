"""The keys act while the service has not answered yet, whichever call it owes an answer to."""

from __future__ import annotations

import pytest

from help.app import account, running
from help.scripted import ScriptedEndpoint
from hpev_tui.ui.screens.cluster_list import ClusterList
from hpev_tui.ui.screens.picker import PickerScreen
from hpev_tui.ui.widgets.inputs import FilterInput


async def test_before_the_clusters_are_listed(endpoint: ScriptedEndpoint) -> None:
    with endpoint.hold("ListClusters") as hold:
        async with running(account(endpoint)) as run:
            await run.until(lambda: hold.waiting == 1)
            await run.keys("/", "p", "5")
            await run.until(lambda: run.the(FilterInput).value == "p5")
            await run.keys("escape", "?")
            await run.shows(" Keys  ")
            await run.keys("q")
            await run.gone(" Keys  ")
            assert hold.waiting == 1
            hold.release()
            await run.shows("empty-new")


async def test_before_the_clusters_are_described(endpoint: ScriptedEndpoint) -> None:
    with endpoint.hold("DescribeCluster") as hold:
        async with running(account(endpoint)) as run:
            await run.shows("empty-new")
            await run.until(lambda: hold.waiting > 0)
            view = run.the(ClusterList)
            await run.keys("j", "j")
            await run.until(lambda: view.cursor == 2)
            await run.keys("/", *"efa-lab", "enter")
            # Not even the events wait for the descriptions.
            await run.shows("no older events", "NodeLogicalId")
            assert hold.waiting > 0


async def test_before_the_events_are_listed(endpoint: ScriptedEndpoint) -> None:
    with endpoint.hold("ListClusterEvents") as hold:
        async with running(account(endpoint, "train-p5")) as run:
            await run.until(lambda: hold.waiting == 1)
            await run.shows("Loading events…")
            await run.keys("tab")
            await run.until(lambda: run.detail.has_focus)
            await run.keys("C")
            await run.until(lambda: isinstance(run.app.screen, PickerScreen))
            await run.shows("empty-new")
            assert hold.waiting == 1


async def test_before_an_older_page_has_come(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint, "train-p5")) as run:
        await run.shows("100 loaded, older available (L)")
        with endpoint.hold("ListClusterEvents") as hold:
            await run.keys("G")
            await run.until(lambda: hold.waiting == 1)
            await run.shows("100 loaded, loading…")
            await run.keys("k", "k", "space")
            await run.shows("1 marked")
            assert run.events.cursor == 98
            assert hold.waiting == 1
        await run.shows("200 loaded, older available (L)")
        assert run.events.cursor == 98


@pytest.mark.parametrize("key", ["j", "v", "space", "tab", "+", "?", "y", "C"])
async def test_before_a_detail_has_come(endpoint: ScriptedEndpoint, key: str) -> None:
    with endpoint.hold("DescribeClusterEvent") as hold:
        async with running(account(endpoint, "train-p5")) as run:
            await run.shows("100 loaded")
            await run.until(lambda: hold.waiting == 1)
            await run.shows("Loading…")
            events = run.events
            before = (run.text, run.app.focused, events.cursor)
            await run.keys(key)
            if key == "v":
                # There is nothing to switch yet; it shows when the detail has come.
                hold.release()
                await run.shows('"EventDetails": {')
            else:
                await run.until(lambda: (run.text, run.app.focused, events.cursor) != before)
                assert hold.waiting == 1
