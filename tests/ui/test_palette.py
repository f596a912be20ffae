"""The palette: enter runs what is typed, or says that there is no such command."""

from __future__ import annotations

import pytest
from textual import events
from textual.command import CommandInput, CommandPalette

from help.app import account, running
from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.ui.terminal.palette import score_of

GROUPS = "Groups: counts, attempts, and whether HyperPod still tries"


@pytest.mark.parametrize("typed", ["groupz", "infoo", "zzz", "groups x", "delete", "gotoo 2h"])
async def test_what_no_command_is_called_runs_none_and_says_so(
    endpoint: DemoEndpoint, typed: str
) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("loaded")
        # One after the other without a pause, as a terminal hands over what is typed ahead.
        run.post(":", *typed, "enter")
        await run.says(f"There is no command {typed}")
        assert isinstance(run.app.screen, CommandPalette)
        assert run.the(CommandInput).value == typed
        # And after a while, with what was found on the screen.
        await run.shows("No matches found")
        await run.keys("enter")
        await run.says(f"There is no command {typed}")
        assert isinstance(run.app.screen, CommandPalette)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("groups", "Instance groups"),
        ("gro", "Instance groups"),
        ("Info", "botocore"),
        ("nodes", "─ Nodes "),
    ],
)
async def test_a_command_that_is_typed_in_one_piece_runs(
    endpoint: DemoEndpoint, typed: str, shown: str
) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("loaded")
        run.post(":", *typed, "enter")
        await run.shows(shown)


async def test_what_is_only_mentioned_runs_when_it_is_chosen(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("loaded")
        run.post(":", *"hyperpod still", "enter")
        await run.says("No command is called hyperpod still")
        await run.shows(GROUPS)
        await run.keys("down", "enter")
        await run.shows("Instance groups")


async def test_what_is_pasted_is_a_text_and_enter_is_the_user_s(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("loaded")
        run.app.post_message(events.Paste(":groupz\n"))
        await run.keys(":")
        run.app.post_message(events.Paste("groupz\n"))
        await run.until(lambda: run.the(CommandInput).value == "groupz")
        await run.keys("enter")
        await run.says("There is no command groupz")


async def test_goto_without_a_time_says_what_it_takes(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("loaded")
        run.post(":", *"goto", "enter")
        await run.says("goto takes a time: 03:14, 2h")


def test_names_go_before_what_is_mentioned() -> None:
    assert score_of("groups", GROUPS) == score_of(GROUPS, GROUPS) == 1.0
    assert 1.0 > score_of("Grou", GROUPS) > score_of("counts attempts", GROUPS) > 0.0
    for typed in ("groupz", "ggg", "roups", "attempts x", "", ":"):
        assert score_of(typed, GROUPS) == 0.0, typed
