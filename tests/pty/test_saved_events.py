"""Saved events in a real terminal: what comes by a pipe, while keys come from the terminal."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path

import pytest

from help.events import event_row
from help.terminal import Terminal, hpev, hpev_command

PROGRAM = shlex.join(hpev_command())


@pytest.fixture
def events(tmp_path: Path) -> Path:
    path = tmp_path / "events.json"
    path.write_text(json.dumps({"Events": [event_row(number) for number in range(3)]}))
    return path


def shell(line: str, *, controlling: bool = True) -> Terminal:
    """A line of a shell in a terminal."""
    return Terminal(["sh", "-c", line], controlling=controlling)


def test_events_come_by_a_pipe_and_keys_from_the_terminal(events: Path) -> None:
    with shell(f"cat {events} | {PROGRAM} -; echo status $?") as terminal:
        terminal.wait_for("3 loaded, no older saved")
        terminal.wait_for("saved events  standard input")
        terminal.press("j", "j")
        terminal.wait_for("3 of 3")
        terminal.press("r")
        terminal.wait_for("Standard input and pipes cannot be")
        terminal.press("q")
        terminal.wait_for("status 0")


def test_a_pipe_that_does_not_end_holds_up_nothing_and_esc_ends_reading(events: Path) -> None:
    with shell(f"(cat {events}; exec sleep 60) | {PROGRAM} -") as terminal:
        terminal.wait_for("MB of standard input; esc stop")
        terminal.press("?")
        terminal.wait_for("PROGRAM")
        terminal.press("q")
        terminal.wait_for("Reading saved events")
        terminal.press("escape")
        terminal.wait_for("3 loaded, no older saved")
        terminal.wait_for("standard input: Reading was stopped after")


def test_a_fifo_is_read_as_a_file_is(events: Path, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo.json"
    os.mkfifo(fifo)
    with shell(f"cat {events} > {fifo} & {PROGRAM} {fifo}") as terminal:
        terminal.wait_for("3 loaded, no older saved")


def test_a_relative_path_is_one_of_the_working_folder(events: Path) -> None:
    with hpev(f"./{events.name}", cwd=events.parent) as terminal:
        terminal.wait_for("3 loaded, no older saved")


@pytest.mark.parametrize(
    ("line", "controlling", "said"),
    [
        (f"echo | {PROGRAM} -", False, "no terminal to read keys from (/dev/tty: "),
        (f"{PROGRAM} -", True, "- reads saved events from a pipe, and standard input is the"),
        (f"{PROGRAM} - <&-", True, "standard input is closed: pipe saved events into it, or name"),
        (f"echo | {PROGRAM} - 2>&1 >/dev/null | cat", True, "standard error is not a terminal"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(line: str, controlling: bool, said: str) -> None:
    with shell(f"{line}; echo the end", controlling=controlling) as terminal:
        text = terminal.wait_for("the end")
    assert f"hpev-tui: {said}" in text
    assert "Traceback" not in text
