"""The program's processes, in a terminal: what they import, and that none is left."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from help import modules_left
from help.scripted import ScriptedEndpoint
from help.sdk import is_gone, wait_until
from help.sides import without_sides
from help.states import environment
from help.terminal import Terminal, hpev, hpev_command, left_on
from hpev_tui.demo.world import World

SDK = {"boto3", "botocore", "urllib3", "s3transfer", "jmespath"}

KEYS = json.dumps({"Version": 1, "AccessKeyId": "an-id", "SecretAccessKey": "a-key"})


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint(World()) as started:
        yield started


def children_of(process: int) -> list[int]:
    """The processes that one has started."""
    return [
        int(folder.name)
        for folder in Path("/proc").glob("[0-9]*")
        if not is_gone(int(folder.name)) and parent_of(folder) == process
    ]


def parent_of(folder: Path) -> int:
    """The parent of the process of a folder of /proc, 0 where that has ended."""
    with contextlib.suppress(OSError):
        # "number (name) state parent …"
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    return 0


def on_one_core(*command: str) -> list[str]:
    """How to run a command on the first core that there is."""
    code = (
        "import os, sys; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))});"
        " os.execv(sys.argv[1], sys.argv[1:])"
    )
    return [sys.executable, "-c", code, *command]


def show_facts(terminal: Terminal) -> None:
    """Show what there is to say of the run, for which the SDK's process imports all of the SDK."""
    terminal.press(":")
    terminal.wait_for("part of a command")
    terminal.type("info")
    terminal.wait_for("versions")
    terminal.press("enter")
    terminal.wait_for(
        lambda text: re.search(r"^ boto3 +1\.", without_sides(text), re.M) is not None
    )


def test_the_screens_process_never_has_the_sdk(endpoint: ScriptedEndpoint, tmp_path: Path) -> None:
    noted = tmp_path / "modules"
    command = [sys.executable, str(Path(modules_left.__file__)), str(noted), "train-p5"]
    with Terminal(command, rows=30, columns=110, env=environment(endpoint)) as terminal:
        terminal.wait_for("NodeLogicalId ")
        terminal.press("L")
        terminal.wait_for("no older events")
        for key, item in (("R", "eu-west-1"), ("P", "(no profile)")):
            terminal.press(key)
            terminal.wait_for(item)
            terminal.press("escape")
            terminal.wait_for(lambda text, item=item: item not in text)  # type: ignore[misc]
        show_facts(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    names = set(noted.read_text().split())
    assert {"textual", "hpev_tui.sources.process"} <= names
    assert not {name.partition(".")[0] for name in names} & SDK
    assert not any(name.startswith("hpev_tui.sources.aws") for name in names)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with stray modules, and a program for credentials."""
    stray = f"open({str(tmp_path / 'imported')!r}, 'a').write(__name__)\n"
    for name in ("boto3", "botocore", "urllib3"):
        (tmp_path / f"{name}.py").write_text(stray)
    (tmp_path / "get-keys").write_text(f"#!/bin/sh\nprintf %s '{KEYS}'\n")
    (tmp_path / "get-keys").chmod(0o755)
    (tmp_path / "config").write_text("[default]\ncredential_process = ./get-keys\n")
    return tmp_path


def without_keys(endpoint: ScriptedEndpoint, folder: Path, **more: str) -> dict[str, str]:
    """An account at the endpoint, whose keys the configuration in a folder leads to."""
    given = environment(endpoint, AWS_CONFIG_FILE=str(folder / "config"), **more)
    return {name: value for name, value in given.items() if "KEY" not in name}


def test_only_the_credentials_come_from_the_working_folder(
    endpoint: ScriptedEndpoint, folder: Path
) -> None:
    command = [sys.executable, "-m", "hpev_tui"]
    with Terminal(command, env=without_keys(endpoint, folder), cwd=folder) as terminal:
        terminal.wait_for("InService")
        show_facts(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert not (folder / "imported").exists()


def test_certificates_are_looked_for_in_the_working_folder(folder: Path) -> None:
    (folder / "ca.pem").write_text("nothing of use\n")
    with socket.create_server(("127.0.0.1", 0)) as server:
        env = {
            "AWS_CA_BUNDLE": "ca.pem",
            "AWS_ENDPOINT_URL": f"https://127.0.0.1:{server.getsockname()[1]}",
            "AWS_REGION": "us-west-2",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
        }
        with hpev(env=env, cwd=folder, columns=150) as terminal:
            # The file was found. Where it is not, that is said instead.
            terminal.wait_for("no certificate")
            terminal.press("ctrl+q")
            assert terminal.wait_exit() == 0


@pytest.mark.parametrize("end", ["SIGKILL", "ctrl+q"])
def test_a_program_for_credentials_that_hangs_does_not_outlive_it(
    endpoint: ScriptedEndpoint, tmp_path: Path, end: str
) -> None:
    script = "echo $$; sleep 600 & echo $!; cat /dev/tty || echo none; wait"
    (tmp_path / "get-keys").write_text(f"#!/bin/sh\n({script}) > {tmp_path}/noted 2>&1\n")
    (tmp_path / "get-keys").chmod(0o755)
    (tmp_path / "config").write_text(f"[default]\ncredential_process = {tmp_path}/get-keys --me\n")
    noted = tmp_path / "noted"
    with hpev(env=without_keys(endpoint, tmp_path), columns=150) as terminal:
        terminal.wait_for("Waiting for credential_process: ")
        # It has no terminal, though nobody has taken it away from the program.
        wait_until(lambda: noted.exists() and "none" in noted.read_text())
        processes = [int(word) for word in noted.read_text().split() if word.isdigit()]
        processes += children_of(terminal.pid)
        assert len(processes) == 3
        assert not any(map(is_gone, processes))
        if end == "SIGKILL":
            terminal.signal(signal.SIGKILL)
            assert terminal.wait_exit() == -signal.SIGKILL
        else:
            terminal.press("ctrl+q")
            assert terminal.wait_exit() == 0
            assert left_on(terminal.raw) == []
        wait_until(lambda: all(map(is_gone, processes)))


def test_a_home_that_cannot_be_written_is_no_hindrance() -> None:
    # There nobody can make a file, not even root.
    with hpev("--demo", "train-p5", env={"HOME": "/proc"}) as terminal:
        terminal.wait_for("NodeLogicalId ")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0


# It cannot start


def one_line(terminal: Terminal) -> str:
    """The one line with which the program has ended."""
    assert terminal.wait_exit() == 1
    text = terminal.raw.decode()
    assert text.count("\n") == 1
    assert "Traceback" not in text
    return text.strip()


def limited(limit: str, *command: str) -> list[str]:
    return ["sh", "-c", f'ulimit {limit}; exec "$@"', "sh", *hpev_command(), *command]


def test_too_few_open_files_are_said_in_one_line() -> None:
    with Terminal(limited("-n 16", "--demo")) as terminal:
        said = one_line(terminal)
    assert said.startswith("hpev-tui: cannot start: 16 files may be open, and 64 are")


def test_a_limit_that_may_be_raised_is_raised() -> None:
    with Terminal(limited("-S -n 16", "--demo")) as terminal:
        terminal.wait_for("InService")
        terminal.press("q")
        assert terminal.wait_exit() == 0


def test_on_one_core_the_process_comes_after_the_first_frame() -> None:
    with Terminal(on_one_core(*hpev_command(), "--demo")) as terminal:
        terminal.wait_for("InService")
        terminal.press("q")
        assert terminal.wait_exit() == 0


NO_CHILD = """
import os, sys
def refuse(*_, **__):
    raise BlockingIOError(11, os.strerror(11))
os.posix_spawn = refuse
from hpev_tui.__main__ import main
sys.exit(main())
"""


def test_a_limit_of_processes_is_said_in_one_line() -> None:
    with Terminal([sys.executable, "-c", NO_CHILD], columns=200) as terminal:
        said = one_line(terminal)
    assert said.startswith("hpev-tui: cannot start: Resource temporarily unavailable")
    assert "ulimit" in said
