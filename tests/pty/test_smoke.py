"""The program starts, shows the demo and leaves the terminal as it was; so must the wheel."""

from __future__ import annotations

import re

from help.terminal import hpev, left_on


def test_the_demos_clusters_are_shown_and_q_quits() -> None:
    with hpev("--demo") as terminal:
        terminal.wait_for("InService")
        assert "alternate screen" in left_on(terminal.raw)
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert left_on(terminal.raw) == []


def test_a_cluster_is_found_and_its_events_are_shown() -> None:
    with hpev("--demo") as terminal:
        terminal.wait_for("InService")
        terminal.press("/")
        terminal.type("train-p5")
        terminal.wait_for(
            lambda text: re.search(r"^▶▲ train-p5 +InService", text, re.M) is not None
        )
        terminal.press("enter")
        terminal.wait_for("  E  worker-p5")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert left_on(terminal.raw) == []
