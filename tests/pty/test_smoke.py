"""The program starts, shows the demo and leaves the terminal as it was; so must the wheel."""

from __future__ import annotations

from terminal import hpev, left_on


def test_the_demo_starts_and_q_quits() -> None:
    with hpev("--demo") as terminal:
        terminal.wait_for("train-p5")
        assert "alternate screen" in left_on(terminal.raw)
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert left_on(terminal.raw) == []
