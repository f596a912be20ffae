"""What is read of the surroundings, and of the processes above."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from hpev_tui.clipboard import surroundings as parents_module
from hpev_tui.clipboard.processes import Children
from hpev_tui.clipboard.surroundings import Surroundings, parents, read_surroundings
from unit.clipboard.desk import PATIENT, SSH, Desk


def surroundings(desk: Desk, **environ: str) -> Surroundings:
    """The surroundings with these variables besides."""
    merged = {**desk.environ, **environ}
    return read_surroundings(merged, Children(merged, PATIENT))


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
def table(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Either way to look at the processes: /proc, and `ps` where there is none, as on a Mac."""
    if request.param == "ps":
        monkeypatch.setattr(parents_module, "_PROC", tmp_path)
    elif not Path("/proc/self/stat").exists():
        pytest.skip("this system has no /proc")


@pytest.mark.usefixtures("table")
def test_the_processes_above_are_named(tmp_path: Path) -> None:
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
        names = parents(pid, Children(os.environ, PATIENT))
    finally:
        os.close(hold)
        os.waitpid(started, 0)
        os.close(reader)
    assert names[0].startswith("python")
    assert names[1] in ("a (b) c", "sh")
    assert len(names) > 2


@pytest.mark.usefixtures("table")
def test_a_process_that_is_gone_has_nothing_above_it() -> None:
    gone = os.posix_spawn("/bin/sh", ["sh", "-c", "exit"], os.environ)
    os.waitpid(gone, 0)
    assert parents(gone, Children(os.environ, PATIENT)) == []


def test_without_ps_nothing_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(parents_module, "_PROC", tmp_path)
    assert parents(os.getpid(), Children({"PATH": str(tmp_path)}, PATIENT)) == []
