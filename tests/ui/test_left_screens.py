"""What comes late to a screen that was left changes nothing: no other screen goes with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest
from textual.screen import Screen

from help.app import Run, account, running
from help.scripted import ScriptedEndpoint
from hpev_tui.session.about import About
from hpev_tui.ui.messages import PickerRequested
from hpev_tui.ui.overviews.groups import GroupsScreen
from hpev_tui.ui.overviews.nodes import NodesScreen
from hpev_tui.ui.screens.help import HelpScreen, panes_of
from hpev_tui.ui.screens.palette import Palette
from hpev_tui.ui.screens.picker import PickerScreen
from hpev_tui.ui.screens.questions import ChooseScreen, CodeScreen
from hpev_tui.ui.widgets.header import Header


async def open_cluster(run: Run) -> None:
    await run.shows("efa-lab")
    await run.keys("/", *"efa-lab", "enter")
    await run.shows("no older events")


async def on_picker(run: Run) -> None:
    """Wait until the picker alone is there."""
    await run.until(lambda: [type(each) for each in run.app.screen_stack] == [PickerScreen])


async def test_a_size_for_an_overview_whose_widgets_are_not_there(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint)) as run:
        await open_cluster(run)
        for kind in (GroupsScreen, NodesScreen):
            overview = kind(run.browser.model)
            run.app.push_screen(overview)
            overview.on_resize()
            await run.until(lambda shown=overview: run.app.screen is shown and shown.is_mounted)  # type: ignore[misc]
            await run.keys("q")
            await run.until(lambda gone=overview: not gone.is_running)  # type: ignore[misc]
            assert not overview.children
            overview.on_resize()
        await run.shows("no older events")


async def test_an_overview_of_a_cluster_that_was_left(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint)) as run:
        await open_cluster(run)
        browser = run.browser
        await run.keys("q")
        await on_picker(run)
        for name in ("groups", ""):
            browser.show_overview(name, About())
        await on_picker(run)
        await run.keys("?")
        await run.shows(" Keys  ")


async def test_the_clusters_that_were_asked_for_twice(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint)) as run:
        await open_cluster(run)
        run.app.post_message(PickerRequested())
        run.app.post_message(PickerRequested())
        await on_picker(run)
        await run.keys("?")
        await run.shows(" Keys  ")


@pytest.mark.parametrize(
    "make",
    [
        lambda below: HelpScreen(panes_of(below), Header("")),
        lambda _: Palette("Commands", []),
        lambda _: CodeScreen("code?", lambda _: None),
        lambda _: ChooseScreen("Profiles", lambda _: None),
    ],
    ids=["help", "palette", "code", "choose"],
)
async def test_a_screen_that_is_left_twice(
    endpoint: ScriptedEndpoint, make: Callable[[Screen[Any]], Screen[None]]
) -> None:
    async with running(account(endpoint)) as run:
        await open_cluster(run)
        screen = make(run.app.screen)
        depth = len(run.app.screen_stack)
        run.app.push_screen(screen)
        await run.until(lambda: run.app.screen is screen and screen.is_mounted)
        for _ in range(2):
            if isinstance(screen, HelpScreen):
                screen.action_leave_help()
            elif isinstance(screen, Palette):
                screen.action_close()
            elif isinstance(screen, CodeScreen):
                screen.action_leave_code()
            elif isinstance(screen, ChooseScreen):
                screen._choose("")
        assert len(run.app.screen_stack) == depth
        await run.shows("no older events")


async def test_a_timer_that_goes_off_while_the_app_ends_calls_nothing(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    async with running(account(endpoint)) as run:
        timer = Mock()
        monkeypatch.setattr(run.app, "set_timer", timer)
        run.app.after(1.0, lambda: calls.append("called"))
        _, goes_off = timer.call_args.args
        goes_off()
        assert calls == ["called"]
    # What a timer calls may wait among the app's messages by then.
    goes_off()
    assert calls == ["called"]
