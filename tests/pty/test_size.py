"""The screen is as large as the terminal, whatever the environment says."""

from __future__ import annotations

import pytest

from help.terminal import Terminal, hpev, hpev_command


def _fits(text: str, columns: int, rows: int) -> bool:
    """Whether the footer is in the terminal's last row, and the time of the answer at its edge."""
    lines = text.split("\n")
    footers = [number for number, line in enumerate(lines, 1) if "? help" in line]
    return footers == [rows] and columns - 2 <= len(lines[0].rstrip()) <= columns


@pytest.mark.parametrize(
    "sizes",
    [
        {"COLUMNS": "40", "LINES": "10"},
        {"COLUMNS": "300", "LINES": "200"},
        {"COLUMNS": "0", "LINES": "-3"},
        {"COLUMNS": "wide", "LINES": ""},
        {"COLUMNS": "40"},
    ],
    ids=str,
)
def test_columns_and_lines_decide_nothing(sizes: dict[str, str]) -> None:
    with hpev("--demo", "train-p5", rows=24, columns=80, env=sizes) as terminal:
        terminal.wait_for(lambda text: "updated" in text and _fits(text, 80, 24))
        terminal.resize(40, 132)
        terminal.wait_for(lambda text: _fits(text, 132, 40))
        terminal.resize(16, 70)
        terminal.wait_for(lambda text: _fits(text, 70, 16))
        terminal.press("q")
        assert terminal.wait_exit() == 0


def test_the_size_is_that_of_what_is_drawn_on_where_the_output_is_redirected() -> None:
    command = ["sh", "-c", f"{' '.join(hpev_command())} --demo train-p5 >/dev/null"]
    with Terminal(command, rows=30, columns=100) as terminal:
        terminal.wait_for(lambda text: "updated" in text and _fits(text, 100, 30))
        terminal.press("q")
        assert terminal.wait_exit() == 0
