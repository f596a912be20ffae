"""What terminals and people want less or other of: ASCII with --ascii, no colours, a theme."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len
from rich.color import ColorSystem
from textual.color import Color

from help.app import Run, account, running
from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.ui.screens.palette import PaletteInput, PaletteLines

COLOUR = re.compile(r"\x1b\[[0-9;]*?(?<![0-9])(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[0-9;]*m")

# Keys to press one after the other, and what stands on the screen then.
WALK: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "empty-new"),
    (("?",), " Keys  "),
    (("q", ":"), "PgDn"),
    (("z", "z"), "No command zz"),
    (("backspace", "backspace", *"theme"), "Choose other colors"),
    (("enter",), "gruvbox"),
    (("escape", "/", "n", "o", "n", "e"), " clusters."),
    (("escape", "/", *"efa-lab", "enter"), "no older events"),
    (("space", "c"), "Sent to the terminal"),
    (("y",), "n logical ID"),
    (("escape", "enter"), "NodeLogicalId"),
    (("h", "h"), "Instance  1"),
    (("?",), "collapse, or to parent"),
    (("q", "Z", "v"), '"EventDetails": {'),
    (("escape", "escape", "/", *"level:error le"), "level:error level:"),
    (("escape", "2"), "level:warn,error"),
    (("#", "f"), "-like:"),
    (("0", "escape", "t"), "UTC"),
    (("f", "t", "S"), "oldest first"),
    (("/", '"'), "Missing the closing quote"),
)


def other_lines(run: Run) -> list[str]:
    """The lines of the screen that are not ASCII."""
    return [line for line in run.text.splitlines() if not line.isascii()]


def rendered(run: Run) -> str:
    """The screen as it goes to a terminal with all colours."""
    return "".join(
        segment.style.render(segment.text, color_system=ColorSystem.TRUECOLOR)
        if segment.style
        else segment.text
        for strip in run.app.screen._compositor.render_strips()
        for segment in strip
    )


async def test_with_ascii_every_cell_is_ascii(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, ascii_only=True), size=(120, 36)) as run:
        for keys, words in WALK:
            await run.keys(*keys)
            await run.shows(words)
            assert other_lines(run) == []
            for size in ((80, 24), (160, 40), (40, 10), (120, 36)):
                await run.resized(*size)
                assert other_lines(run) == []


async def test_no_emoji_is_ever_shown(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint)) as run:
        for keys, words in WALK:
            await run.keys(*keys)
            await run.shows(words)
            # Every letter, line and mark of ours is on the first plane, and one cell wide.
            assert [char for char in run.text if char > "\uffff" or cell_len(char) > 1] == []


async def test_the_palettes_cursor_does_not_blink(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        await run.keys(":")
        await run.shows("part of a command")
        assert not run.the(PaletteInput).cursor_blink
        # A second `:` is text: there is never a palette above the palette.
        await run.keys(":")
        await run.until(lambda: run.the(PaletteInput).value == ":")


async def test_without_ascii_there_are_lines_and_marks(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("▾ Instance", "───", "●")


async def test_with_no_color_nothing_is_coloured(
    endpoint: DemoEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(account(endpoint)) as run:
        for keys, words in WALK:
            await run.keys(*keys)
            await run.shows(words)
            assert COLOUR.findall(rendered(run)) == [], words


async def test_without_no_color_errors_are_red(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "train-p5")) as run:
        await run.shows("100 loaded", "  E  ")
        assert COLOUR.findall(rendered(run))


@pytest.mark.parametrize("theme", ["nord", "textual-light"])
async def test_a_chosen_theme_has_its_own_background(
    endpoint: DemoEndpoint, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("TEXTUAL_THEME", theme)
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("NodeLogicalId")
        background = Color.parse(run.app.get_css_variables()["background"])
        for widget in (run.app.screen, run.events, run.detail):
            assert widget.styles.background == background
        await run.keys(":")
        await run.shows("PgDn")
        assert run.the(PaletteLines).styles.background == background
