"""Keys typed far ahead and pastes that never end, in a terminal: nothing holds the program up."""

from __future__ import annotations

import sys

from help.terminal import SECONDS, Terminal, hpev, left_on

START = b"\x1b[200~"

SHORT = """\
import sys
from hpev_tui.cli import main
from hpev_tui.ui.terminal import incoming
incoming.MOST_AHEAD = 100
sys.exit(main())
"""
"""The program, which lets few keys wait."""


def demo() -> Terminal:
    terminal = hpev("--demo")
    terminal.wait_for("ads-sweep")
    return terminal


def test_ctrl_q_quits_before_a_million_keys_have_acted() -> None:
    with demo() as terminal:
        terminal.write(b"j" * 1_000_000, 3 * SECONDS)
        terminal.press("ctrl+q")
        # All of these keys would take an hour.
        assert terminal.wait_exit(3 * SECONDS) == 0
        assert left_on(terminal.raw) == []


def test_a_paste_without_an_end_is_ended_with_a_message_and_keys_act() -> None:
    with demo() as terminal:
        terminal.type("/")
        terminal.write(START + b"train-p5")
        terminal.wait_for("A paste without an end was ended after 2 s")
        terminal.type("x")
        terminal.wait_for("train-p5x")


def test_keys_beyond_what_waits_are_dropped_with_a_message() -> None:
    with Terminal([sys.executable, "-c", SHORT, "--demo"]) as terminal:
        terminal.wait_for("ads-sweep")
        terminal.write(b"j" * 20_000)
        terminal.wait_for("keys were dropped")
        # The program goes on.
        terminal.press("?")
        terminal.wait_for("PROGRAM")
