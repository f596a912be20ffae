"""Copying: which route is taken, and what happens when one fails. The tools are stand-ins."""

from __future__ import annotations

import base64
import os
import select
import shutil
import sys
from pathlib import Path

import pytest

from hpev_tui.clipboard import OSC52_LIMIT, Clipboard, Outcome, Route, choose
from terminal import SECONDS

# Far more than a child process needs on a busy machine; where the tool hangs, hardly any.
PATIENT = 30.0
IMPATIENT = 0.2


class Desk:
    """A person's machine: an environment whose tools are ours, and a terminal's input."""

    def __init__(self, tmp_path: Path) -> None:
        self.tools = tmp_path / "bin"
        self.tools.mkdir()
        self.pasted = tmp_path / "pasted"
        self.written: list[str] = []
        self.environ = {
            "PATH": str(self.tools),
            "DISPLAY": ":0",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        }

    def tool(self, script: str) -> None:
        """Make the display's tool a shell script."""
        path = self.tools / "xclip"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        for name in ("cat", "sleep"):
            found = shutil.which(name)
            assert found is not None
            (self.tools / name).symlink_to(found)

    def copy(self, text: str, seconds: float = PATIENT) -> Outcome:
        return Clipboard(self.environ, self.written.append, native_seconds=seconds).copy(text)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def osc52(text: str) -> str:
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"


SENT = Outcome(Route.OSC52, confirmed=False, failure="")


@pytest.mark.parametrize(
    ("environ", "route"),
    [
        ({}, Route.NATIVE),
        ({"SSH_CONNECTION": ""}, Route.NATIVE),
        ({"SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}, Route.OSC52),
        ({"SSH_TTY": "/dev/pts/3"}, Route.OSC52),
        ({"SSH_CLIENT": "10.0.0.1 50000 22"}, Route.OSC52),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}, Route.OSC52),
    ],
)
def test_over_ssh_the_terminal_is_the_route(environ: dict[str, str], route: Route) -> None:
    assert choose(environ) is route


def test_the_displays_tool_gets_the_text(desk: Desk) -> None:
    desk.tool(f"exec cat > {desk.pasted}")
    assert desk.copy("i-0391f86fa0fe0d465 é▁") == Outcome(Route.NATIVE, confirmed=True, failure="")
    assert desk.pasted.read_text(encoding="utf-8") == "i-0391f86fa0fe0d465 é▁"
    assert desk.written == []


def test_the_text_is_utf8_whatever_the_locale(desk: Desk) -> None:
    desk.environ.update(LC_ALL="en_US.ISO-8859-1", PYTHONIOENCODING="latin-1")
    desk.tool(f"exec cat > {desk.pasted}")
    assert desk.copy("é▁").route is Route.NATIVE
    assert desk.pasted.read_bytes() == "é▁".encode()


def test_over_ssh_the_remote_tool_is_not_touched(desk: Desk) -> None:
    desk.environ["SSH_CONNECTION"] = "10.0.0.1 50000 10.0.0.2 22"
    desk.tool(f"exec cat > {desk.pasted}")
    assert desk.copy("an id") == SENT
    assert desk.written == [osc52("an id")]
    assert not desk.pasted.exists()


def test_without_a_tool_the_terminal_gets_the_text_once(desk: Desk) -> None:
    assert desk.copy("an id") == SENT
    assert desk.written == [osc52("an id")]


def test_without_a_display_the_terminal_gets_the_text(desk: Desk) -> None:
    desk.tool(f"exec cat > {desk.pasted}")
    del desk.environ["DISPLAY"]
    assert desk.copy("an id") == SENT
    assert not desk.pasted.exists()


@pytest.mark.parametrize("script", ["cat > /dev/null; exit 1", "exit 1", "kill -9 $$"])
def test_a_tool_that_fails_hands_over(desk: Desk, script: str) -> None:
    desk.tool(script)
    # More than a pipe holds, so that a tool that never reads shows too.
    text = "x" * 50_000 if script == "exit 1" else "an id"
    assert desk.copy(text) == SENT
    assert desk.written == [osc52(text)]


def test_a_tool_that_hangs_is_killed_with_its_children(desk: Desk, tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    os.mkfifo(alive)
    # The tool and its child hold the other end of the pipe for as long as they live. The
    # tool ignores a polite request.
    desk.tool(f"trap '' TERM HUP\nexec 9> {alive}\nsleep 600 &\nsleep 600\nexec cat")
    reader = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
    try:
        # Long enough for the tool to start even here; what is told apart is 600 s.
        assert desk.copy("an id", seconds=2.0) == SENT
        os.set_blocking(reader, True)
        assert os.read(reader, 1) == b""
    finally:
        os.close(reader)
    assert desk.written == [osc52("an id")]


def test_a_tool_that_does_not_read_does_not_block_the_copy(desk: Desk) -> None:
    desk.tool("exec sleep 600")
    outcome = desk.copy("x" * 10_000_000, seconds=IMPATIENT)
    assert outcome.route is Route.OSC52
    assert "too long" in outcome.failure


def test_a_tool_that_stays_to_serve_the_clipboard_is_not_waited_for(
    desk: Desk, tmp_path: Path
) -> None:
    served, ended = tmp_path / "served", tmp_path / "ended"
    os.mkfifo(served)
    wait = f"while ! [ -e {ended} ]; do sleep 0.02; done"
    desk.tool(f"cat > {desk.pasted}\n({wait}; echo served > {served}) &")
    reader = os.open(served, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert desk.copy("an id").confirmed
        assert desk.pasted.read_text() == "an id"
        ended.touch()
        assert select.select([reader], [], [], SECONDS)[0], "it was killed"
        assert os.read(reader, 7) == b"served\n"
    finally:
        os.close(reader)


def test_what_a_tool_prints_stays_off_the_screen(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    desk.tool(f"cat > {desk.pasted}; echo garbage; echo garbage >&2")
    assert desk.copy("an id").confirmed
    assert capfd.readouterr() == ("", "")


def test_modules_of_the_current_folder_are_not_run(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "trap"
    (trap / "hpev_tui").mkdir(parents=True)
    for name in ("pyperclip.py", "hpev_tui/__init__.py", "hpev_tui/clipboard_child.py"):
        (trap / name).write_text("raise SystemExit(1)")
    monkeypatch.chdir(trap)
    desk.tool(f"exec cat > {desk.pasted}")
    assert desk.copy("an id").confirmed


def test_a_machine_that_starts_no_process_hands_over(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-such-python"))
    assert desk.copy("an id") == SENT


def test_what_is_copied_is_plain_on_every_route(desk: Desk) -> None:
    desk.tool(f"exec cat > {desk.pasted}")
    assert desk.copy("an\x1b id\x07\u202e\n").confirmed
    assert desk.pasted.read_text() == "an id"
    desk.environ["SSH_TTY"] = "/dev/pts/3"
    assert desk.copy("an\x1b id\x07\u202e\ud800\n") == SENT
    assert desk.written == [osc52("an id\ufffd")]


@pytest.mark.parametrize("text", ["", "\n", "\x1b"])
def test_nothing_is_not_copied(desk: Desk, text: str) -> None:
    desk.tool(f"exec cat > {desk.pasted}")
    outcome = desk.copy(text)
    assert (outcome.confirmed, outcome.failure) == (False, "there is nothing to copy")
    assert not desk.pasted.exists()
    assert desk.written == []


def test_too_much_for_a_terminal_is_refused_whole(desk: Desk) -> None:
    desk.environ["SSH_TTY"] = "/dev/pts/3"
    most = OSC52_LIMIT // 4 * 3
    assert desk.copy("x" * most) == SENT
    assert [len(sequence) for sequence in desk.written] == [len(osc52("x" * most))]
    refused = desk.copy("x" * (most + 1))
    assert refused.failure == "too long for the terminal's clipboard, which takes 56 kB at most"
    assert len(desk.written) == 1
