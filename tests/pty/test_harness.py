"""The terminal that the other tests stand on."""

from __future__ import annotations

import os
import select
import signal
import sys
from pathlib import Path

import pytest

from help.terminal import SECONDS, Terminal

ECHO = """\
import os, sys, termios, tty
tty.setraw(0)
print("ready", os.get_terminal_size(), end="\\r\\n", flush=True)
while (data := os.read(0, 100)) != b"q":
    print("got", data, end="\\r\\n", flush=True)
"""


def python(script: str, **env: str) -> Terminal:
    return Terminal([sys.executable, "-c", script], env=env)


def test_keys_arrive_and_the_screen_is_read() -> None:
    with python(ECHO) as terminal:
        assert "columns=80, lines=24" in terminal.wait_for("ready")
        mark = terminal.mark()
        terminal.press("ctrl+c")
        terminal.wait_for(r"got b'\x03'")
        terminal.press("pagedown")
        terminal.wait_for(r"got b'\x1b[6~'")
        terminal.type("é")
        terminal.wait_for(r"got b'\xc3\xa9'")
        assert terminal.since(mark).startswith(b"got")
        terminal.press("q")
        assert terminal.wait_exit() == 0


def test_what_pyte_cannot_read_leaves_nothing_on_the_screen() -> None:
    pieces = ["a\x1b[>25", "ub\x1b[?2026$pc\x1bP1$r0m\x1b", "\\d\x1b]52;c;eA==\x07e\x1b[2 qf\xe2"]
    script = f"""\
import sys, tty
tty.setraw(0)
for piece in {pieces!r}:
    sys.stdout.buffer.write(piece.encode("latin-1"))
    sys.stdout.flush()
    sys.stdin.read(1)
sys.stdout.buffer.write(b"\\x96\\x81.")
"""
    with python(script) as terminal:
        for shown in ("a", "abc", "abcdef"):
            terminal.wait_for(lambda text, shown=shown: text.strip() == shown)  # type: ignore[misc]
            terminal.press("enter")
        assert terminal.wait_exit() == 0
        assert terminal.screen_text().strip() == "abcdef▁."
        assert b"\x1b[>25u" in terminal.raw


def test_the_environment_is_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "HTTPS_PROXY", "NO_COLOR", "SSH_TTY", "TEXTUAL_THEME", "LC_ALL"):
        monkeypatch.setenv(name, "left over")
    # It has more characters than the screen.
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
    with python("import os; print(sorted(os.environ.items()))", AWS_REGION="given") as terminal:
        assert terminal.wait_exit() == 0
        shown = terminal.screen_text().replace("\n", "")
    assert "left over" not in shown
    assert "('AWS_REGION', 'given')" in shown


def test_a_wait_fails_with_the_screen() -> None:
    silent = python("print('all there is')")
    with silent, pytest.raises(AssertionError, match="all there is"):
        silent.wait_for("more")
    with python(ECHO) as terminal:
        terminal.wait_for("ready")
        with pytest.raises(AssertionError, match="ready"):
            terminal.wait_for("more", timeout=0.05)
        with pytest.raises(AssertionError, match="ready"):
            terminal.wait_exit(timeout=0.05)


def test_it_is_the_controlling_terminal() -> None:
    # The signal itself ends it: Python's own handler waits for input() where it comes just before.
    script = """\
import os, signal
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.close(os.open("/dev/tty", os.O_RDWR))
print("mine", flush=True)
input()
"""
    with python(script) as terminal:
        terminal.wait_for("mine")
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == -signal.SIGINT
    with Terminal([sys.executable, "-c", script], controlling=False) as terminal:
        assert terminal.wait_exit() == 1
        assert "No such device" in terminal.screen_text()


def test_a_resize_and_a_hang_up_reach_the_program() -> None:
    # Blocked and waited for, because a signal just before pause() would be missed.
    script = """\
import os, signal
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGWINCH])
print("ready", flush=True)
while signal.sigwait([signal.SIGWINCH]):
    print("%d x %d" % os.get_terminal_size(), flush=True)
"""
    with python(script) as terminal:
        terminal.wait_for("ready")
        terminal.resize(30, 100)
        terminal.wait_for("100 x 30")
        terminal.hang_up()
        assert terminal.wait_exit() == -signal.SIGHUP


def test_close_ends_the_whole_group(tmp_path: Path) -> None:
    fifo = tmp_path / "held-open"
    os.mkfifo(fifo)
    script = f"""\
import subprocess
with open({str(fifo)!r}, "w") as held:
    child = subprocess.Popen(["sleep", "600"], pass_fds=[held.fileno()])
print("started", flush=True)
child.wait()
"""
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with python(script) as terminal:
            terminal.wait_for("started")
        # The end of the file comes when the last process that had it open is gone.
        assert select.select([reader], [], [], SECONDS)[0]
        assert os.read(reader, 1) == b""
    finally:
        os.close(reader)
