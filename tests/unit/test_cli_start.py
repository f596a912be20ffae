"""How the program begins: the terminal it needs, its log, and the app."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from help.command_line import run
from hpev_tui import cli
from hpev_tui.model.settings import Settings
from hpev_tui.system.files import MissingFileError
from hpev_tui.system.terminal import terminal_problem


class FakeTerminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stdin", "stderr", "term", "reason"),
    [
        (None, FakeTerminal(), "xterm", "standard input"),
        (io.StringIO(), FakeTerminal(), "xterm", "standard input"),
        (FakeTerminal(), None, "xterm", "standard error"),
        (FakeTerminal(), io.StringIO(), "xterm", "standard error"),
        (FakeTerminal(), FakeTerminal(), "", "TERM"),
        (FakeTerminal(), FakeTerminal(), "dumb", "TERM"),
    ],
)
def test_what_is_no_terminal_is_named(
    stdin: io.StringIO | None, stderr: io.StringIO | None, term: str, reason: str
) -> None:
    assert reason in terminal_problem(stdin, stderr, term)


def test_a_terminal_is_one() -> None:
    assert terminal_problem(FakeTerminal(), FakeTerminal(), "xterm-256color") == ""


@pytest.mark.parametrize("name", [".", "missing-folder/x.log"])
def test_a_log_file_that_cannot_be_written_is_status_1_and_one_line(
    name: str, tmp_path: Path
) -> None:
    done = run("--log-file", str(tmp_path / name))
    assert done.returncode == 1
    assert re.fullmatch(r"hpev-tui: cannot write the log file .*: .*\n", done.stderr)
    assert "\x1b" not in done.stderr + done.stdout


def test_the_log_has_our_own_doings_and_no_request_of_the_sdk(tmp_path: Path) -> None:
    path = tmp_path / "run.log"
    path.write_text("an earlier run\n")
    # In a process of its own: pytest has its own handlers at the root of this one's loggers.
    script = f"""\
import logging, pathlib
from hpev_tui.cli import open_log
open_log(pathlib.Path({str(path)!r}))
logging.getLogger("hpev_tui.sources.loader").debug("page %d", 3)
logging.getLogger("botocore.endpoint").debug("Authorization: secret")
logging.getLogger("botocore.retries").warning("trouble")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    log = path.read_text(encoding="utf-8")
    assert log.startswith("an earlier run\n")
    assert "DEBUG hpev_tui.sources.loader" in log
    assert "page 3" in log
    assert "trouble" in log
    assert "secret" not in log


@pytest.mark.parametrize("option", ["--version", "--help", "--clipboard-check"])
@pytest.mark.parametrize(
    ("to", "why"),
    [(">/dev/full", "No space left on device"), (">&-", "standard output is closed")],
)
def test_what_cannot_be_printed_is_said(option: str, to: str, why: str) -> None:
    command = ["sh", "-c", f'exec "$@" {to}', "sh", sys.executable, "-m", "hpev_tui", option]
    # Without a buffer argparse itself drops what it cannot print.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environ
    )
    if to == ">&-" and option != "--clipboard-check":
        # Then argparse prints it on standard error.
        assert (done.returncode, done.stderr != "") == (0, True)
    else:
        assert done.returncode == 1
        assert re.fullmatch(f"hpev-tui: [^\n]*{why}[^\n]*\n", done.stderr)


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, run: Callable[..., int]) -> FakeTerminal:
    """A stand-in for the app, and a terminal on every stream; the result is standard error's."""
    module = ModuleType("hpev_tui.ui.app")
    monkeypatch.setattr(module, "run", run, raising=False)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    errors = FakeTerminal()
    monkeypatch.setattr(sys, "stdin", FakeTerminal())
    monkeypatch.setattr(sys, "stderr", errors)
    monkeypatch.setenv("TERM", "xterm-256color")
    # Set and taken away, so that what the run sets is taken away too.
    monkeypatch.setenv("ESCDELAY", "")
    monkeypatch.delenv("ESCDELAY")
    return errors


def test_the_app_gets_the_settings_and_gives_the_status(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[Settings, str | None]] = []

    def run(settings: Settings, _: object) -> int:
        seen.append((settings, os.environ.get("ESCDELAY")))
        return 143

    terminal = on_a_terminal(monkeypatch, run)
    line = ["train-p5", "--region", "eu-west-1"]
    assert cli.main(line) == 143
    monkeypatch.setenv("ESCDELAY", "300")
    assert cli.main(line) == 143
    assert [delay for _, delay in seen] == ["50", "300"]
    assert seen[0][0] == cli.settings(line, os.environ)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(
    ("error", "status", "printed"),
    [
        (MissingFileError("no style sheet"), 1, "hpev-tui: no style sheet\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_what_stops_the_start_shows_no_traceback(
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    status: int,
    printed: str,
) -> None:
    def run(*_: object) -> int:
        raise error

    terminal = on_a_terminal(monkeypatch, run)
    assert cli.main([]) == status
    assert terminal.getvalue() == printed
