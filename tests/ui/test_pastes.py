"""What is pasted: cut in every field with a message, in its turn among the keys, else nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual import events
from textual.widgets import Input

from help.app import Run, account, running
from help.scripted import ScriptedEndpoint
from hpev_tui.ui.screens.cluster_list import ClusterList
from hpev_tui.ui.screens.picker import PickerScreen
from hpev_tui.ui.screens.questions import CodeScreen
from hpev_tui.ui.widgets.inputs import MOST_TYPED

LONG = "x" * 1_000_000
CUT = "Cut: a field takes 1,000 characters"


async def in_picker_filter(run: Run) -> None:
    await run.keys("/")


async def in_palette(run: Run) -> None:
    await run.keys(":")


async def in_help(run: Run) -> None:
    await run.keys("?", "/")


async def in_profiles(run: Run) -> None:
    await run.keys("P")


async def in_regions(run: Run) -> None:
    await run.keys("R")


async def in_code(run: Run) -> None:
    run.app.push_screen(CodeScreen("code?", lambda _: None))
    await run.until(lambda: isinstance(run.app.screen, CodeScreen))


async def in_list_filter(run: Run) -> None:
    await open_cluster(run)
    await run.keys("/")


async def in_detail_search(run: Run) -> None:
    await open_cluster(run)
    await run.keys("enter", "/")


async def in_overview_filter(run: Run) -> None:
    await open_cluster(run)
    await run.keys("M", "/")


async def open_cluster(run: Run) -> None:
    await run.keys("/", *"efa-lab", "enter")
    await run.shows("no older events")


PLACES = [
    in_picker_filter, in_palette, in_help, in_profiles, in_regions, in_code, in_list_filter,
    in_detail_search, in_overview_filter,
]  # fmt: skip


@pytest.mark.parametrize("to_place", PLACES, ids=lambda each: each.__name__)
async def test_a_field_cuts_what_is_pasted_and_says_so(
    endpoint: ScriptedEndpoint, to_place: Callable[[Run], Awaitable[None]]
) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("efa-lab")
        await to_place(run)
        await run.until(lambda: isinstance(run.app.focused, Input))
        field = run.app.focused
        assert isinstance(field, Input)
        before = field.value
        run.app.post_message(events.Paste(LONG))
        await run.says(CUT)
        assert field.value == (before + LONG)[:MOST_TYPED]
        # A key is one too many as well; what is selected makes room.
        await run.keys("y")
        await run.says(CUT)
        assert field.value == (before + LONG)[:MOST_TYPED]
        await run.keys("backspace", "y")
        assert field.value.endswith("xy")
        field.select_all()
        run.app.post_message(events.Paste("one\ntwo"))
        await run.says("A field takes one line")
        assert field.value == "one"


async def test_outside_of_fields_it_does_nothing(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("efa-lab")
        run.app.post_message(events.Paste("q?/j" + LONG))
        await run.keys("j")
        # The key after it acts, where the paste has changed nothing.
        assert isinstance(run.app.screen, PickerScreen)
        assert (run.the(ClusterList).cursor, run.the(Input).value, run.toasts) == (1, "", "")
        assert run.the(Input).display is False


async def test_it_goes_where_the_keys_before_it_lead(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        run.post("/")
        run.app.post_message(events.Paste("efa-"))
        await run.keys(*"lab")
        assert run.the(Input).value == "efa-lab"
