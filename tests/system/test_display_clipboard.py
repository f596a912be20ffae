"""Copying to a real display: Xvfb's, with the real xclip. Needs Debian's xvfb and xclip."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from help.terminal import SECONDS, hpev
from hpev_tui.clipboard import Clipboard, Outcome, Route

pytestmark = pytest.mark.system


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    """The environment of somebody who sits at a display of its own, which is a virtual one."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "640x480x24", "-nolisten", "tcp"]
    with subprocess.Popen(
        command, pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        os.close(writer)
        try:
            # It writes the number that it took once it is ready.
            assert select.select([reader], [], [], SECONDS)[0], "Xvfb does not start"
            number = os.read(reader, 20).decode().strip()
            away = ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "WAYLAND_DISPLAY")
            environ = {name: value for name, value in os.environ.items() if name not in away}
            yield {**environ, "DISPLAY": f":{number}"}
        finally:
            os.close(reader)
            server.terminate()


def copy(environ: dict[str, str], text: str) -> tuple[Outcome, list[str]]:
    written: list[str] = []
    # The real limit is two seconds; a busy machine gets more.
    return Clipboard(environ, written.append, seconds=SECONDS).copy(text), written


def pasted(environ: dict[str, str]) -> str:
    """What the display's clipboard has."""
    done = subprocess.run(
        ["xclip", "-selection", "clipboard", "-o"],
        env=environ,
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )
    return done.stdout.decode()


def test_the_displays_clipboard_has_the_text(display: dict[str, str]) -> None:
    for text in ("i-0391f86fa0fe0d465", "two\nlines, é ▁", "x" * 100_000):
        assert copy(display, text) == (Outcome(Route.NATIVE), [])
        assert pasted(display) == text


@pytest.mark.parametrize("tool", ["xclip", "xsel"])
@pytest.mark.parametrize("end", [0, signal.SIGHUP, signal.SIGKILL])
def test_the_text_is_there_after_the_program_has_ended(
    display: dict[str, str], tmp_path: Path, tool: str, end: int
) -> None:
    # The tool serves the clipboard from the background until something else is copied.
    installed = shutil.which(tool)
    assert installed is not None
    (tmp_path / tool).symlink_to(installed)
    shown = {"DISPLAY": display["DISPLAY"], "PATH": str(tmp_path), "HPEV_CLIPBOARD": "native"}
    with hpev("--demo", "train-p5", env=shown, columns=120) as terminal:
        terminal.wait_for("▾ ")
        terminal.press("c")
        said = terminal.wait_for("Copied event ID ")
        if end:
            terminal.signal(end)
        else:
            terminal.press("ctrl+q")
        terminal.wait_exit()
        assert f"Copied event ID {pasted(display)}" in said


def test_a_display_that_is_gone_hands_over(display: dict[str, str]) -> None:
    outcome, written = copy({**display, "DISPLAY": ":9999"}, "an id")
    assert outcome == Outcome(Route.OSC52, ("xclip fails with status 1",))
    assert written == ["\x1b]52;c;YW4gaWQ=\x07"]
