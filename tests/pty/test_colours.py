"""What a terminal is sent: no colours with NO_COLOR, its own eight otherwise, and its glyphs."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from help.states import a_detail
from help.terminal import hpev

# Reset, bold, dim, reverse, and the terminal's own foreground and background.
WEIGHTS = {0, 1, 2, 7, 39, 49}
# Of the eight colours: red, green, yellow, blue, magenta, cyan; none for a background.
COLOURS = {31, 32, 33, 34, 35, 36}


def codes_sent(env: Mapping[str, str]) -> set[int]:
    """Every number of an SGR sequence that a walk through the screens sends."""
    with hpev("--demo", rows=36, columns=120, env=env) as terminal:
        terminal.wait_for("weather-finetune")
        terminal.press("/")
        terminal.type("train-p5")
        terminal.press("enter")
        terminal.wait_for(a_detail)
        terminal.press("j", "enter", "tab", "u")
        terminal.wait_for("FAULTS")
        terminal.press("?")
        terminal.wait_for("LEVELS")
        colours = re.findall(rb"\x1b\[([0-9;]*)m", terminal.raw)
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    return {int(number or 0) for each in colours for number in each.split(b";")}


@pytest.mark.parametrize("theme", ["", "nord"])
def test_no_color_sends_no_colour_whatever_the_theme(theme: str) -> None:
    sent = codes_sent({"NO_COLOR": "1", "COLORTERM": "truecolor", "TEXTUAL_THEME": theme})
    assert sent <= WEIGHTS
    assert {1, 7} <= sent


@pytest.mark.parametrize("term", ["linux", "xterm-256color"])
def test_the_terminals_own_eight_colours_are_used(term: str) -> None:
    sent = codes_sent({"TERM": term})
    assert sent <= WEIGHTS | COLOURS
    assert {31, 34, 36} <= sent


def test_a_console_with_few_glyphs_is_sent_ascii() -> None:
    """The console's usual fonts lack most marks, gauges and lines of the screens."""
    with hpev("--demo", "train-p5", rows=36, columns=120, env={"TERM": "linux"}) as terminal:
        terminal.wait_for(a_detail)
        terminal.press("u")
        terminal.wait_for("FAULTS")
        terminal.press("?")
        terminal.wait_for("LEVELS")
        text = terminal.raw.decode()
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert sorted({mark for mark in text if not mark.isascii()}) == []
