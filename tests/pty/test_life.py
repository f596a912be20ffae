"""What ends or stops the program from outside: the terminal is restored, whatever it is doing."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from help.scripted import ScriptedEndpoint
from help.states import (
    STATES,
    State,
    a_detail,
    browsing,
    choosing,
    copying,
    environment,
    picking,
    selecting,
    typing,
)
from help.terminal import SECONDS, Terminal, full_disk, hpev_command, left_on
from hpev_tui.demo.world import World

# They take minutes, and are run once: not on every Python.
pytestmark = pytest.mark.system

STATUS = {signal.SIGTERM: 143, signal.SIGINT: 130, signal.SIGHUP: 129}
ALIVE: tuple[State, ...] = (picking, browsing, typing, choosing, selecting)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint(World()) as started:
        yield started


def assert_restored(terminal: Terminal) -> None:
    """Modes and settings are those before the start, and no process is left."""
    assert left_on(terminal.raw) == []
    assert not terminal.settings_changed
    with pytest.raises(ProcessLookupError):
        os.killpg(terminal.pid, 0)


@pytest.mark.parametrize("number", STATUS, ids=lambda number: signal.Signals(number).name)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_signal_ends_it_in_any_state(
    endpoint: ScriptedEndpoint, tmp_path: Path, state: State, number: int
) -> None:
    with state(endpoint, tmp_path) as terminal:
        terminal.signal(number)
        assert terminal.wait_exit() == STATUS[signal.Signals(number)]
        assert_restored(terminal)


def test_a_copys_tool_does_not_outlive_it(endpoint: ScriptedEndpoint, tmp_path: Path) -> None:
    with copying(endpoint, tmp_path) as terminal:
        tool = int((tmp_path / "tool").read_text())
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit() == STATUS[signal.SIGTERM]
        deadline = time.monotonic() + SECONDS
        while runs(tool):
            assert time.monotonic() < deadline
            time.sleep(0.01)


def runs(process: int) -> bool:
    """Whether a process is there, and not only waits for somebody to ask how it ended."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


@pytest.mark.parametrize("how", [signal.SIGTSTP, signal.SIGSTOP], ids=["SIGTSTP", "SIGSTOP"])
@pytest.mark.parametrize("state", ALIVE, ids=lambda state: state.__name__)
def test_it_stops_and_goes_on(
    endpoint: ScriptedEndpoint, tmp_path: Path, state: State, how: signal.Signals
) -> None:
    with state(endpoint, tmp_path) as terminal:
        screen, modes = terminal.screen_text(), left_on(terminal.raw)
        terminal.signal(how)
        terminal.wait_stopped()
        if how is signal.SIGTSTP:
            # What it wrote last may not have been read yet.
            terminal.wait_for(lambda _: left_on(bytes(terminal._raw)) == [])
            assert not terminal.settings_changed
        mark = terminal.mark()
        terminal.signal(signal.SIGCONT)
        # The screen that it goes on with is an empty one.
        terminal.wait_raw(b"\x1b[?1049h", mark)
        terminal.wait_for(lambda text: text == screen)
        terminal.quiet(0.2)
        assert left_on(terminal.raw) == modes
        assert terminal.settings_changed
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert_restored(terminal)


def test_a_sigcont_out_of_nothing_changes_nothing(
    endpoint: ScriptedEndpoint, tmp_path: Path
) -> None:
    with browsing(endpoint, tmp_path) as terminal:
        screen = terminal.screen_text()
        for _ in range(3):
            terminal.signal(signal.SIGCONT)
        terminal.quiet(0.5)
        assert terminal.screen_text() == screen
        # One reader of the keys: each acts, and once.
        terminal.press("?")
        terminal.wait_for(" Keys  ")
        terminal.press("q")
        terminal.wait_for(lambda text: text == screen)
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert_restored(terminal)


@pytest.mark.parametrize("number", STATUS, ids=lambda number: signal.Signals(number).name)
def test_a_signal_while_it_is_stopped_ends_it_when_it_goes_on(
    endpoint: ScriptedEndpoint, tmp_path: Path, number: int
) -> None:
    with browsing(endpoint, tmp_path) as terminal:
        terminal.signal(signal.SIGTSTP)
        terminal.wait_stopped()
        terminal.signal(number)
        terminal.signal(signal.SIGCONT)
        assert terminal.wait_exit() == STATUS[signal.Signals(number)]
        assert_restored(terminal)


@pytest.mark.parametrize("number", STATUS, ids=lambda number: signal.Signals(number).name)
def test_a_terminal_that_takes_nothing_more_does_not_hold_up_the_end(
    endpoint: ScriptedEndpoint, tmp_path: Path, number: int
) -> None:
    with browsing(endpoint, tmp_path) as terminal:
        terminal.stall()
        # More screens than the program holds for the terminal.
        terminal.press(*["ctrl+l"] * 50)
        terminal.signal(number)
        assert terminal.wait_exit() == STATUS[signal.Signals(number)]
        assert not terminal.settings_changed


def test_a_killed_shell_takes_it_along(endpoint: ScriptedEndpoint) -> None:
    # The shell leads the session: its end sends SIGHUP to what is in the foreground.
    command = ["sh", "-c", '"$@"; :', "sh", *hpev_command(), "train-p5"]
    with Terminal(command, env=environment(endpoint)) as terminal:
        terminal.wait_for(a_detail)
        terminal.signal(signal.SIGKILL)
        terminal.wait_exit()
        terminal.wait_ended()
        assert left_on(terminal.raw) == []
        assert not terminal.settings_changed


def test_a_parent_killed_below_a_shell_takes_it_along(
    endpoint: ScriptedEndpoint, tmp_path: Path
) -> None:
    # The shell takes the terminal back, and the program cannot read from it any more.
    parent, go_on = tmp_path / "parent", tmp_path / "go-on"
    os.mkfifo(go_on)
    inner = f'echo $$ > {parent}; "$@"; :'
    script = f"set -m; sh -c '{inner}' sh \"$@\"; echo back; read word < {go_on}"
    command = ["sh", "-c", script, "sh", *hpev_command(), "train-p5"]
    with Terminal(command, env=environment(endpoint)) as terminal:
        terminal.wait_for(a_detail)
        os.kill(int(parent.read_text()), signal.SIGKILL)
        terminal.wait_for("back")
        mark = terminal.mark()
        # The shell does not read, so that the key is the program's.
        terminal.press("j")
        terminal.wait_raw(b"\x1b[?1049l", mark)
        go_on.write_text("end\n")
        assert terminal.wait_exit() == 0
        terminal.wait_ended()
        assert left_on(terminal.raw) == []


def test_a_full_disk_for_the_log_is_not_printed_over_the_screen(
    endpoint: ScriptedEndpoint, tmp_path: Path
) -> None:
    log = str(tmp_path / "log")
    with full_disk("train-p5", "--log-file", log, env=environment(endpoint)) as terminal:
        terminal.wait_for("no older events")
        # A call that is refused is logged.
        endpoint.fail("ListClusterEvents", 400, "ValidationException", "no", times=1)
        terminal.press("r")
        terminal.wait_for("ListClusterEvents failed")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert_restored(terminal)
        assert b"Logging error" not in terminal.raw
        # A line says it when the screen is gone, and not before.
        screen, _, after = terminal.raw.rpartition(b"\x1b[?1049l")
        assert b"too large" not in screen
        assert f"the log file {log} is incomplete: File too large".encode() in after
