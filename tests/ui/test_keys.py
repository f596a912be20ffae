"""Keys: in the order in which they were typed, one layer at a time, and at any size."""

from __future__ import annotations

import pytest

from help.app import Run, account, running
from help.scripted import ScriptedEndpoint
from hpev_tui.ui.browser.screen import BrowserScreen
from hpev_tui.ui.screens.cluster_list import ClusterList
from hpev_tui.ui.screens.picker import PickerScreen
from hpev_tui.ui.widgets.inputs import FilterInput

OPEN = ("/", *"efa-lab", "enter")
TOO_SMALL = "hpev-tui needs 60x15 cells"


def on(run: Run, screen: type[PickerScreen] | type[BrowserScreen]) -> bool:
    return isinstance(run.app.screen, screen)


async def test_a_burst_of_keys_ends_up_in_the_field_that_its_first_one_opens(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint)) as run:
        run.post("/", "p", "5")
        await run.until(lambda: run.the(FilterInput).value == "p5")
        run.post("escape", "j", "j", "/", *"train p5", "backspace")
        await run.until(lambda: run.the(FilterInput).value == "train p")


async def test_a_burst_may_go_from_screen_to_screen(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        run.post("/", *"efa-lab", "enter", "tab", "v", "+")
        await run.shows('"EventDetails": {')
        assert on(run, BrowserScreen)
        assert run.detail.has_focus
        await run.gone("MESSAGE")


async def test_esc_undoes_one_layer_at_a_time_and_never_quits(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        await run.keys("escape", "/", *"efa-lab")
        await run.shows("1 of ")
        await run.keys("enter")
        await run.shows("no older events")
        await run.keys("space", "tab", "+")
        await run.shows("1 marked")
        await run.gone("MESSAGE")
        await run.keys("escape")
        await run.gone("1 marked")
        assert "MESSAGE" not in run.text
        await run.keys("escape")
        await run.shows("MESSAGE")
        assert run.detail.has_focus
        await run.keys("escape")
        await run.until(lambda: run.events.has_focus)
        await run.keys("escape")
        await run.until(lambda: on(run, PickerScreen))
        await run.keys("escape", "escape", "escape")
        await run.shows("HyperPod clusters")
        assert run.app.is_running


async def test_esc_stays_on_a_cluster_that_was_named_on_the_command_line(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("no older events")
        await run.keys("escape", "escape", "j")
        await run.until(lambda: run.events.cursor == 1)


async def test_q_leaves_a_screen_and_quits_from_the_first_one(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        await run.keys("enter")
        await run.until(lambda: on(run, BrowserScreen))
        await run.keys("?")
        await run.shows(" Keys  ")
        assert run.text.splitlines()[-1].strip().endswith("esc close  / find  tab other pane")
        await run.keys("?", "q")
        await run.until(lambda: on(run, BrowserScreen))
        await run.keys("q")
        await run.until(lambda: on(run, PickerScreen))
        run.post("q")
        await run.ended()
    assert run.app.return_code == 0


async def test_q_in_the_filter_is_text_and_ctrl_q_quits_from_there(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint)) as run:
        await run.keys("/", "q", "?")
        await run.until(lambda: run.the(FilterInput).value == "q?")
        run.post("ctrl+q")
        await run.ended()
    assert run.app.return_code == 0


async def test_ctrl_c_quits_when_it_comes_twice_in_a_row(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.keys("ctrl+c")
        await run.says("Press ctrl+c again to quit")
        # As if it had been pressed long ago.
        run.app._last_interrupt -= 60
        await run.keys("ctrl+c")
        assert run.app.is_running
        run.post("ctrl+c")
        await run.ended()
    assert run.app.return_code == 0


async def test_the_footer_offers_only_what_works(endpoint: ScriptedEndpoint) -> None:
    def footer() -> str:
        return run.text.splitlines()[-1]

    async with running(account(endpoint), size=(160, 36)) as run:
        await run.shows("empty-new", "/ filter", "enter open")
        await run.keys("/", "e", "f", "a")
        await run.until(lambda: "esc clear" in footer() and "? help" not in footer())
        await run.keys("enter")
        await run.shows("NodeLogicalId", "enter detail")
        await run.keys("enter")
        await run.shows("enter open", "l expand  h collapse")


async def test_the_footer_offers_no_branches_where_there_is_no_tree(
    endpoint: ScriptedEndpoint,
) -> None:
    with endpoint.hold("DescribeClusterEvent") as hold:
        async with running(account(endpoint, "efa-lab"), size=(160, 36)) as run:
            await run.shows("Loading…")
            await run.keys("tab")
            await run.until(lambda: run.detail.has_focus)
            await run.gone("collapse", "expand", "enter open", "enter detail")
            hold.release()
            await run.shows("enter open", "l expand  h collapse")


async def test_zoom_gives_a_pane_all_the_room_and_gives_it_back(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint, "train-p5"), size=(120, 36)) as run:
        await run.shows("MESSAGE", "NodeLogicalId")
        await run.keys("+")
        await run.gone("NodeLogicalId")
        assert "MESSAGE" in run.text
        await run.keys("+")
        await run.shows("MESSAGE", "NodeLogicalId")
        await run.keys("tab", "+")
        await run.gone("MESSAGE")
        assert "NodeLogicalId" in run.text
        await run.keys("+")
        await run.shows("MESSAGE", "NodeLogicalId")


@pytest.mark.parametrize("size", [(79, 30), (100, 23)])
async def test_where_the_room_is_short_one_pane_has_all_of_it(
    endpoint: ScriptedEndpoint, size: tuple[int, int]
) -> None:
    async with running(account(endpoint, "train-p5"), size=size) as run:
        await run.shows("MESSAGE", "100 loaded")
        assert "NodeLogicalId" not in run.text
        await run.keys("enter")
        await run.shows("NodeLogicalId")
        assert "MESSAGE" not in run.text
        await run.keys("escape")
        await run.shows("MESSAGE")


@pytest.mark.parametrize("keys", [(), ("enter",), ("enter", "tab"), ("?",), ("/", "e")])
async def test_keys_still_work_after_the_smallest_terminal(
    endpoint: ScriptedEndpoint, keys: tuple[str, ...]
) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        await run.keys(*keys)
        for size in ((1, 1), (5, 3), (300, 100), (1, 1), (120, 36)):
            await run.resized(*size)
        await run.keys("escape", "escape", "escape", "escape")
        await run.until(lambda: on(run, PickerScreen))
        await run.keys("g", "j")
        await run.until(lambda: run.the(ClusterList).cursor == 1)
        await run.shows("lifecycle-lab")


@pytest.mark.parametrize("cluster", ["", "efa-lab"])
async def test_below_60x15_it_asks_for_room(endpoint: ScriptedEndpoint, cluster: str) -> None:
    async with running(account(endpoint, cluster), size=(60, 15)) as run:
        await run.shows("empty-new" if not cluster else " loaded ──")
        assert TOO_SMALL not in run.text
        for size in ((59, 15), (60, 14), (30, 40)):
            await run.resized(*size)
            await run.shows(TOO_SMALL)
            await run.resized(60, 15)
            await run.gone(TOO_SMALL)
