"""Terminals that show less: nothing but ASCII with --ascii, and no colours under NO_COLOR."""

from __future__ import annotations

import re

import pytest
from rich.color import ColorSystem

from hpev_tui.demo.endpoint import DemoEndpoint
from support import Run, account, running

COLOUR = re.compile(r"\x1b\[[0-9;]*?(?<![0-9])(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[0-9;]*m")

# Keys to press one after the other, and what stands on the screen then.
WALK: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "empty-new"),
    (("?",), "Keys that work here"),
    (("q", ":"), "Search"),
    (("escape", "/", "n", "o", "n", "e"), "No cluster matches"),
    (("escape", "/", *"efa-lab", "enter"), "the service has no older ones"),
    (("space", "c"), "Sent to the terminal"),
    (("y",), "logical"),
    (("escape", "enter"), "NodeLogicalId"),
    (("h", "h"), "Instance  1"),
    (("Z", "v"), '"EventDetails": {'),
    (("?",), "Collapse"),
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


@pytest.mark.parametrize("size", [(80, 24), (160, 40), (40, 10)])
async def test_with_ascii_every_cell_is_ascii(
    endpoint: DemoEndpoint, size: tuple[int, int]
) -> None:
    async with running(account(endpoint, ascii_only=True), size=(120, 36)) as run:
        for keys, words in WALK:
            await run.keys(*keys)
            await run.shows(words)
            if ":" in keys:
                # Textual's own palette, which has a frame of its own.
                continue
            assert other_lines(run) == []
            await run.resized(*size)
            assert other_lines(run) == []
            await run.resized(120, 36)


async def test_without_ascii_there_are_lines_and_marks(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("▾ Instance", "───", " · ")


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
