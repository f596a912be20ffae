"""Where the system gives little: the program works, or one line says why not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from help.terminal import Terminal, hpev_command

WORKS = {
    "no standard output": 'exec "$@" >&-',
    "no working folder": 'mkdir gone && cd gone && rmdir ../gone && exec "$@"',
    "no HOME": 'unset HOME; exec "$@"',
    "a HOME that is not there": 'HOME=/nonexistent exec "$@"',
    "a HOME that is a file": 'HOME=/etc/passwd exec "$@"',
    "a TMPDIR that is not there": 'TMPDIR=/nonexistent exec "$@"',
    "LANG=C": 'LANG=C exec "$@"',
    "no environment": 'exec env -i TERM="$TERM" AWS_EC2_METADATA_DISABLED=true "$@"',
    "no file may be written": 'ulimit -f 0; exec "$@"',
    "64 open files": 'ulimit -n 64; exec "$@"',
}

REFUSED = {
    "no standard input": ('exec "$@" <&-', "standard input is not a terminal"),
    "no standard error": ('exec "$@" 2>&-', "standard error is not a terminal"),
    "a full standard error": ('exec "$@" 2>/dev/full', ""),
    "no stream at all": ('exec "$@" <&- >&- 2>&-', ""),
    "16 open files": ('ulimit -n 16; exec "$@"', "16 files may be open, and 64 are needed"),
    "no working folder, no terminal": (
        'mkdir gone && cd gone && rmdir ../gone && exec "$@" </dev/null',
        "standard input is not a terminal",
    ),
}


def started(script: str, folder: Path) -> Terminal:
    """The demo, started by a shell script."""
    command = ["sh", "-c", script, "sh", *hpev_command(), "--demo", "train-p5"]
    return Terminal(command, cwd=folder, columns=160)


def assert_works(terminal: Terminal) -> None:
    terminal.wait_for("▾ ")
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    assert not terminal.settings_changed


def assert_refused(terminal: Terminal, why: str) -> None:
    assert terminal.wait_exit() == 1
    lines = terminal.raw.decode().splitlines()
    assert len(lines) == (1 if why else 0), lines
    assert why in "".join(lines)
    assert not terminal.settings_changed


@pytest.mark.parametrize("limit", WORKS)
def test_it_works_without(tmp_path: Path, limit: str) -> None:
    with started(WORKS[limit], tmp_path) as terminal:
        assert_works(terminal)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("limit", REFUSED)
def test_what_it_needs_is_said_in_one_line(tmp_path: Path, limit: str) -> None:
    script, why = REFUSED[limit]
    with started(script, tmp_path) as terminal:
        assert_refused(terminal, why)


@pytest.mark.system
def test_no_folder_can_be_written(tmp_path: Path) -> None:
    # Only root may do this, in a namespace whose mounts end with it.
    folders = "/tmp /var/tmp /dev/shm"  # noqa: S108 - not to be written
    script = (
        f"for folder in {folders}; do"
        " mount --bind $folder $folder && mount -o remount,ro,bind $folder || exit 7; done;"
        ' ! touch /tmp/written 2>/dev/null && exec "$@"'
    )
    command = ["unshare", "-m", "sh", "-c", script, "sh", *hpev_command(), "--demo", "train-p5"]
    with Terminal(command, cwd=tmp_path, columns=160) as terminal:
        assert_works(terminal)


# Root has no limit of processes: another user, who has none yet, may read what root may.
AS_OTHER = (
    *("setpriv", "--reuid=64321", "--regid=64321", "--clear-groups"),
    *("--inh-caps=+dac_override,+dac_read_search", "--ambient-caps=+dac_override,+dac_read_search"),
)


@pytest.mark.system
@pytest.mark.parametrize("processes", [1, 2, 6, 10, 14])
def test_too_few_processes_and_threads_are_said(processes: int) -> None:
    limited = [*AS_OTHER, "--", "prlimit", f"--nproc={processes}", *hpev_command(), "--demo"]
    with Terminal(limited, columns=160) as terminal:
        assert_refused(terminal, "(ulimit -u -n)")


NO_THREAD = """
import sys, _thread, resource
from pathlib import Path
def refuse(*_):
    raise RuntimeError("can't start new thread")
resource.getrlimit = lambda _: (100, 100)
_thread.start_new_thread = refuse
from hpev_tui.__main__ import main
sys.exit(main())
"""


def test_a_limit_of_threads_is_said_in_one_line() -> None:
    with Terminal([sys.executable, "-c", NO_THREAD], columns=200) as terminal:
        assert_refused(terminal, "0 threads may be started, and 16 are needed")
