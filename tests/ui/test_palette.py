"""The palette: a command on each line, found as it is typed; enter runs the cursor's."""

from __future__ import annotations

import pytest
from textual import events

from help.app import account, running
from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.ui.browser.screen import BrowserScreen
from hpev_tui.ui.screens.palette import Palette, PaletteInput, PaletteLines, score_of

GROUPS = "Instance groups: counts, attempts, verdict, next attempt"


@pytest.mark.parametrize("typed", ["groupz", "infoo", "zzz", "groups x", "delete", "gotoo 2h"])
async def test_what_no_command_is_called_runs_none_and_says_so(
    endpoint: DemoEndpoint, typed: str
) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("loaded")
        # One after the other without a pause, as a terminal hands over what is typed ahead.
        run.post(":", *typed, "enter")
        await run.shows(f"No command {typed}", "0 of ")
        assert isinstance(run.app.screen, Palette)
        assert run.the(PaletteInput).value == typed


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("groups", " Groups  "),
        ("gro", " Groups  "),
        ("Info", "botocore"),
        ("nodes", "─ Nodes "),
        ("verdict next", " Groups  "),
    ],
)
async def test_a_command_that_is_typed_in_one_piece_runs(
    endpoint: DemoEndpoint, typed: str, shown: str
) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("loaded")
        run.post(":", *typed, "enter")
        await run.until(lambda: not isinstance(run.app.screen, (BrowserScreen, Palette)))
        await run.shows(shown)


async def test_a_line_has_the_name_what_it_does_and_the_key_in_columns(
    endpoint: DemoEndpoint,
) -> None:
    for size in ((120, 36), (80, 24)):
        async with running(account(endpoint, "train-p5"), size=size) as run:
            await run.shows("loaded")
            await run.keys(":", *"gro")
            await run.shows("─ Commands ─", "2 of ")
            await run.until(lambda: run.the(PaletteLines).size.height == 2)
            lines = run.drawn.splitlines()
            top = next(number for number, line in enumerate(lines) if "─ Commands ─" in line)
            left, right = lines[top].index("╭"), lines[top].index("╮")
            assert right - left + 1 == min(92, size[0])
            box = [line.ljust(size[0])[left : right + 1] for line in lines[top : top + 5]]
            # The field, and one line for each of the two.
            assert [line[0] + line[-1] for line in box] == ["╭╮", *["││"] * 3, "╰╯"]
            assert box[2].strip("│ ").startswith("groups ")
            assert box[2].rstrip("│ ").endswith(" m")
            assert {line.index("group") for line in box[2:4]} == {2}
            assert len({len(line.rstrip("│ ")) for line in box[2:4]}) == 1


async def test_a_name_is_not_said_again_where_a_command_has_no_key(
    endpoint: DemoEndpoint,
) -> None:
    async with running(account(endpoint, "train-p5")) as run:
        await run.shows("loaded")
        await run.keys(":", *"copies")
        await run.shows("The last 20 copies")
        assert ":copies" not in run.text


async def test_a_group_is_offered_as_a_filter(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "train-p5")) as run:
        await run.shows("loaded")
        await run.keys(":", *"worker-p5", "enter")
        await run.until(
            lambda: run.app.screen is not None and isinstance(run.app.screen, BrowserScreen)
        )
        await run.until(lambda: run.browser.model.filtering.text == "group:worker-p5")


async def test_the_cursor_chooses_and_esc_runs_nothing(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("loaded")
        await run.keys(":", *"e", "down", "down", "up")
        assert run.the(PaletteLines).cursor == 1
        await run.keys("escape")
        await run.until(lambda: isinstance(run.app.screen, BrowserScreen))
        await run.keys(":", "pagedown")
        assert run.the(PaletteLines).cursor > 1
        # Another text has another list, whose first line is the best.
        await run.keys("g")
        assert run.the(PaletteLines).cursor == 0


async def test_what_is_pasted_is_a_text_and_enter_is_the_user_s(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("loaded")
        run.app.post_message(events.Paste(":groupz\n"))
        await run.keys(":")
        run.app.post_message(events.Paste("groupz\n"))
        await run.until(lambda: run.the(PaletteInput).value == "groupz")
        await run.shows("No command groupz")


async def test_goto_without_a_time_says_what_it_takes(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("loaded")
        run.post(":", *"goto", "enter")
        await run.says("goto takes a time: 03:14, 2h")


async def test_a_theme_is_chosen_in_the_same_way(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("loaded")
        await run.keys(":", *"theme", "enter")
        await run.shows("─ Themes ─")
        await run.keys(*"nord", "enter")
        await run.until(lambda: run.app.theme == "nord")


def test_names_go_before_what_is_mentioned() -> None:
    names = {"groups"}
    assert score_of("groups", names, GROUPS) == 1.0
    assert 1.0 > score_of("Grou", names, GROUPS) > score_of("counts attempts", names, GROUPS) > 0
    for typed in ("groupz", "ggg", "roups", "attempts x", "", ":"):
        assert score_of(typed, names, GROUPS) == 0.0, typed
