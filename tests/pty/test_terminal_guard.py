"""Without a terminal to draw on there is one line that says so, and not one escape code."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from help.terminal import Terminal, hpev, hpev_command, left_on

ONE_LINE = re.compile(rb"hpev-tui: [^\x00-\x1f]+\r?\n")


def test_without_any_terminal() -> None:
    done = subprocess.run(
        [*hpev_command(), "--demo"], stdin=subprocess.DEVNULL, capture_output=True
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert ONE_LINE.fullmatch(done.stderr)
    assert b"standard input is not a terminal" in done.stderr


def test_input_from_a_pipe() -> None:
    with shell('exec "$@" < /dev/null') as terminal:
        assert terminal.wait_exit() == 1
        assert ONE_LINE.fullmatch(terminal.raw)
        assert b"standard input is not a terminal" in terminal.raw


@pytest.mark.parametrize("closed", ["<&-", "<&- >&-"])
def test_input_that_is_closed(closed: str) -> None:
    with shell(f'exec "$@" {closed}') as terminal:
        assert terminal.wait_exit() == 1
        assert ONE_LINE.fullmatch(terminal.raw)


def test_error_output_into_a_file(tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    with shell(f'exec "$@" 2> {errors}') as terminal:
        assert terminal.wait_exit() == 1
        assert terminal.raw == b""
    assert ONE_LINE.fullmatch(errors.read_bytes())
    assert b"standard error is not a terminal" in errors.read_bytes()


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_be_drawn_on(term: str) -> None:
    with hpev("--demo", env={"TERM": term}) as terminal:
        assert terminal.wait_exit() == 1
        assert ONE_LINE.fullmatch(terminal.raw)
        assert b"TERM=xterm-256color" in terminal.raw


def test_output_into_a_file_is_no_reason(tmp_path: Path) -> None:
    output = tmp_path / "output"
    with shell(f'exec "$@" > {output}') as terminal:
        terminal.wait_for("HyperPod clusters")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert left_on(terminal.raw) == []
    assert output.read_bytes() == b""


def test_a_log_file_that_cannot_be_written() -> None:
    with hpev("--demo", "--log-file", "/") as terminal:
        assert terminal.wait_exit() == 1
        assert ONE_LINE.fullmatch(terminal.raw)
        assert b"cannot write the log file /" in terminal.raw


def shell(script: str) -> Terminal:
    """The program on the demo, started by a shell that knows it as "$@"."""
    return Terminal(["sh", "-c", script, "sh", *hpev_command(), "--demo"])
