"""In a small terminal the list names the cause, and nobody has pressed a key for it."""

from __future__ import annotations

import re

from help.terminal import hpev


def _names_the_cause(screen: str) -> bool:
    return re.search(r"\d\d:\d\d:\d\d  E  .* capacity: We currently do not", screen) is not None


def test_the_storms_list_names_its_cause_without_a_key() -> None:
    with hpev("--demo", "train-p5", rows=24, columns=80) as terminal:
        screen = terminal.wait_for(_names_the_cause)
        assert "train-p5" in screen
        assert all(len(line.rstrip()) <= 80 for line in screen.splitlines())


def test_without_reasons_the_list_names_none() -> None:
    with hpev("--demo", "--no-reasons", "train-p5", rows=24, columns=80) as terminal:
        terminal.wait_for("NodeLogicalId")
        terminal.quiet(0.5)
        tagged = re.findall(r" capacity: ", terminal.screen_text())
        # Those of the event under the cursor and of the one beside it at most.
        assert len(tagged) <= 2
