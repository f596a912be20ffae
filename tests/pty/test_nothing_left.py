"""What the program has started ends with it; a variable that all inherit shows what is left."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from help.scripted import ScriptedEndpoint
from help.sdk import is_gone, wait_until
from help.states import environment
from help.terminal import Terminal, hpev
from hpev_tui.demo.world import World

MARK = "HPEV_TEST_STARTED_BY"

End: TypeAlias = Callable[[Terminal], object]
ENDS: dict[str, End] = {
    "quit": lambda terminal: terminal.press("ctrl+q"),
    "hang-up": lambda terminal: terminal.hang_up(),
    "SIGHUP": lambda terminal: terminal.signal(signal.SIGHUP),
    "SIGTERM": lambda terminal: terminal.signal(signal.SIGTERM),
    "SIGKILL": lambda terminal: terminal.signal(signal.SIGKILL),
}

# It takes no polite request, starts another process, and reads nothing.
HANGS = (
    "trap '' HUP INT TERM; sleep 600 & echo $! > {noted}.new; mv {noted}.new {noted};"
    " exec sleep 600"
)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint(World()) as started:
        yield started


def marked(mark: str) -> list[int]:
    """The processes whose environment has the mark."""
    processes = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            has_mark = f"{MARK}={mark}".encode() in (folder / "environ").read_bytes()
        except OSError:
            continue
        if has_mark and not is_gone(int(folder.name)):
            processes.append(int(folder.name))
    return processes


def hanging(path: Path, noted: Path) -> Path:
    """A program that hangs, and has a child that does; it notes that it has begun."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{HANGS.format(noted=noted)}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("route", ["a chosen command", "the display's tool"])
def test_a_tool_of_the_clipboard_that_hangs(
    endpoint: ScriptedEndpoint, tmp_path: Path, route: str, end: str
) -> None:
    noted = tmp_path / "noted"
    tool = hanging(tmp_path / "bin/xclip", noted)
    chosen = f"cmd:{tool}" if route == "a chosen command" else "native"
    env = environment(endpoint, HPEV_CLIPBOARD=chosen, DISPLAY=":0", **{MARK: str(tmp_path)})
    env["PATH"] = f"{tool.parent}:{os.environ['PATH']}"
    with hpev("train-p5", env=env) as terminal:
        terminal.wait_for("▾ ")
        terminal.press("c")
        wait_until(noted.exists)
        # The program, the SDK's process, the tool, its child, and what watches over them.
        wait_until(lambda: len(marked(str(tmp_path))) >= 5)
        ENDS[end](terminal)
        wait_until(lambda: marked(str(tmp_path)) == [])


@pytest.mark.parametrize("end", ENDS)
def test_a_program_for_credentials_that_hangs(
    endpoint: ScriptedEndpoint, tmp_path: Path, end: str
) -> None:
    noted = tmp_path / "noted"
    with hpev(env=credentials(endpoint, tmp_path, noted), columns=150) as terminal:
        terminal.wait_for("Waiting for credential_process: ")
        wait_until(lambda: len(marked(str(tmp_path))) == 4)
        ENDS[end](terminal)
        wait_until(lambda: marked(str(tmp_path)) == [])


def credentials(endpoint: ScriptedEndpoint, folder: Path, noted: Path) -> dict[str, str]:
    """An account whose keys come from a program that hangs, and a profile that has some."""
    program = hanging(folder / "get-keys", noted)
    keys = json.dumps({"Version": 1, "AccessKeyId": "an-id", "SecretAccessKey": "a-key"})
    (folder / "have-keys").write_text(f"#!/bin/sh\nprintf %s '{keys}'\n")
    (folder / "have-keys").chmod(0o755)
    (folder / "config").write_text(
        f"[default]\ncredential_process = {program}\n"
        f"[profile other]\ncredential_process = {folder}/have-keys\n"
    )
    given = environment(endpoint, AWS_CONFIG_FILE=f"{folder}/config", **{MARK: str(folder)})
    return {name: value for name, value in given.items() if "KEY" not in name}


def test_another_profile_ends_what_the_one_before_waits_for(
    endpoint: ScriptedEndpoint, tmp_path: Path
) -> None:
    with hpev(env=credentials(endpoint, tmp_path, tmp_path / "noted"), columns=150) as terminal:
        terminal.wait_for("Waiting for credential_process: ")
        before = marked(str(tmp_path))
        terminal.press("P")
        terminal.wait_for("other")
        terminal.type("other")
        terminal.wait_for("1 of")
        terminal.press("enter")
        terminal.wait_for("InService")
        # The program and a process with the SDK.
        wait_until(lambda: len(marked(str(tmp_path))) == 2)
        assert set(marked(str(tmp_path))) & set(before) == {terminal.pid}
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert marked(str(tmp_path)) == []
