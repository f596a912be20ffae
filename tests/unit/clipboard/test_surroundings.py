"""What is read of the surroundings, and of the processes above."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from hpev_tui.clipboard.processes import Children
from hpev_tui.clipboard.surroundings import Surroundings, parents, read_surroundings
from unit.clipboard.desk import PATIENT, SSH, Desk


def surroundings(desk: Desk, **environ: str) -> Surroundings:
    """The surroundings with these variables besides."""
    merged = {**desk.environ, **environ}
    return read_surroundings(merged, Children(merged, PATIENT), desk.above)


@pytest.mark.parametrize(
    ("environ", "program"),
    [
        ({}, ""),
        ({"TERM_PROGRAM": "Apple_Terminal"}, "Apple_Terminal"),
        ({"TERM_PROGRAM": "iTerm.app"}, "iTerm2"),
        # This one crosses SSH.
        ({"LC_TERMINAL": "iTerm2", "SSH_CONNECTION": SSH}, "iTerm2"),
        ({"VTE_VERSION": "7600"}, "VTE"),
        ({"XTERM_VERSION": "XTerm(379)"}, "XTerm"),
        # One that was started from within the other.
        ({"VTE_VERSION": "7600", "XTERM_VERSION": "XTerm(379)"}, ""),
        ({"TERM_PROGRAM": "WezTerm"}, ""),
    ],
)
def test_terminals_that_say_their_name(desk: Desk, environ: dict[str, str], program: str) -> None:
    assert surroundings(desk, **environ).program == program


@pytest.mark.parametrize(
    ("installed", "environ", "tool"),
    [
        ("xclip xsel", {}, "xclip"),
        ("xsel", {}, "xsel"),
        ("xclip", {"DISPLAY": ""}, ""),
        ("", {}, ""),
        ("wl-copy wl-paste xclip", {"WAYLAND_DISPLAY": "wayland-0"}, "wl-copy"),
        # Pyperclip wants both.
        ("wl-copy xclip", {"WAYLAND_DISPLAY": "wayland-0"}, "xclip"),
        ("wl-copy wl-paste", {"DISPLAY": ""}, ""),
    ],
)
@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has its own tool")
def test_the_tool_of_the_display(
    desk: Desk, installed: str, environ: dict[str, str], tool: str
) -> None:
    for name in installed.split():
        desk.tool("", name)
    assert surroundings(desk, **environ).tool == tool


def test_everything_about_tmux_comes_from_tmux(desk: Desk) -> None:
    desk.in_tmux(passthrough="on")
    tmux = surroundings(desk).tmux
    assert tmux is not None
    assert (tmux.version, tmux.set_clipboard, tmux.passthrough) == ("3.3a", "external", "on")
    # Of the two terminals it is the one of the client that is asked about.
    assert (tmux.client_term, tmux.ms) == ("xterm-256color", r"\033]52;%p1%s;%p2%s\a")
    assert surroundings(desk).remote == "SSH_CONNECTION of tmux's session"


@pytest.fixture(params=["proc", "ps"])
def proc(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Either way to look at the processes: /proc, and `ps` where there is none, as on a Mac."""
    if request.param == "ps":
        return tmp_path
    if not Path("/proc/self/stat").exists():
        pytest.skip("this system has no /proc")
    return Path("/proc")


def test_the_processes_above_are_named(tmp_path: Path, proc: Path) -> None:
    # A process's name is that of its program's file, with whatever is in it.
    shell = tmp_path / "a (b) c"
    shell.symlink_to("/bin/sh")
    child = f"{sys.executable} -c 'import os; print(os.getpid(), flush=True); input()'"
    reader, writer = os.pipe()
    answer, hold = os.pipe()
    started = os.posix_spawn(
        shell,
        [str(shell), "-c", f"{child}; true"],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, answer, 0),
            (os.POSIX_SPAWN_DUP2, writer, 1),
            (os.POSIX_SPAWN_CLOSE, hold),
        ],
    )
    try:
        os.close(writer)
        os.close(answer)
        pid = int(os.read(reader, 20))
        names = parents(Children(os.environ, PATIENT), pid, proc)
    finally:
        os.close(hold)
        os.waitpid(started, 0)
        os.close(reader)
    assert names[0].startswith("python")
    assert names[1] in ("a (b) c", "sh")
    assert len(names) > 2


def test_a_process_that_is_gone_has_nothing_above_it(proc: Path) -> None:
    gone = os.posix_spawn("/bin/sh", ["sh", "-c", "exit"], os.environ)
    os.waitpid(gone, 0)
    assert parents(Children(os.environ, PATIENT), gone, proc) == []


def test_without_ps_nothing_is_known(tmp_path: Path) -> None:
    assert parents(Children({"PATH": str(tmp_path)}, PATIENT), os.getpid(), tmp_path) == []
