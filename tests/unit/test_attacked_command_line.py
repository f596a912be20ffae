"""What the command line, the environment and file names hold is shown in one printable line."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from help.attacks.strings import ATTACKS
from help.cases import every
from hpev_tui import cli
from hpev_tui.arguments import BAD_COMMAND_LINE
from hpev_tui.text.clean import clean

# What an operating system hands over: no NUL, and bytes that are no UTF-8 as lone surrogates.
GIVEN = {
    name: attack.replace("\x00", "").encode("utf-8", "surrogateescape").decode(errors="replace")
    for name, attack in ATTACKS.items()
    if name != "surrogates"
} | {"no UTF-8": "x\udc9b31m\udcff"}
ONE_LINE = re.compile(r"hpev-tui: [^\n]*\n")


@pytest.fixture(autouse=True)
def no_log() -> Iterator[None]:
    """The loggers as they were, whatever a test opens."""
    root = logging.getLogger()
    handlers, level = [*root.handlers], root.level
    yield
    for handler in {*root.handlers} - {*handlers}:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def status_in_one_line(capsys: pytest.CaptureFixture[str], *line: str) -> int:
    """The exit status of a command line whose fault is shown in one line."""
    status = cli.main(line)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert ONE_LINE.fullmatch(printed.err)
    assert clean(printed.err.rstrip("\n")) == printed.err.rstrip("\n")
    return status


@every("name", GIVEN)
def test_a_bad_command_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    attack = GIVEN[name]
    for option in ("since", "until", "endpoint-url", "clipboard", "demo-events"):
        assert status_in_one_line(capsys, f"--{option}=x{attack}") == BAD_COMMAND_LINE
    # With a blank in it, it is no option but a cluster, for which there is no terminal here.
    for line in ([f"--{attack}"], [f"x{attack}", f"y{attack}"]):
        assert status_in_one_line(capsys, *line) in (BAD_COMMAND_LINE, cli.STARTUP_FAILED)


@every("name", GIVEN)
def test_a_bad_way_for_copies_in_the_environment(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HPEV_CLIPBOARD", f"x{GIVEN[name]}")
    assert status_in_one_line(capsys, "--demo") == BAD_COMMAND_LINE


@every("name", GIVEN)
def test_a_log_file_that_cannot_be_written(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = f"{tmp_path}/missing/{GIVEN[name]}/x"
    assert status_in_one_line(capsys, "--log-file", path) == cli.STARTUP_FAILED


@every("name", GIVEN)
def test_the_clipboards_check_shows_the_environment(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    attack = GIVEN[name]
    for variable in ("TERM", "DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION"):
        monkeypatch.setenv(variable, f"x{attack}")
    monkeypatch.setenv("HPEV_CLIPBOARD", "cmd:x")
    assert cli.main(["--clipboard-check"]) == cli.STARTUP_FAILED
    printed = capsys.readouterr()
    assert all(clean(line) == line for line in printed.out.split("\n"))
    assert clean("TERM=x" + attack) in printed.out


@every("name", GIVEN)
def test_a_filter_holds_nothing_that_cannot_be_seen(name: str) -> None:
    text = cli.settings(["--filter", f"x{GIVEN[name]}"], {}).filter_text
    assert clean(text) == text
    assert "\\x" not in text or "\\x" in GIVEN[name]
