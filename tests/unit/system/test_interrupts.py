"""An interrupt while a command starts ends it quietly, wherever it meets it."""

from __future__ import annotations

import subprocess
import sys

import pytest

_INTERRUPTED_IN_AN_IMPORT = """
import os, signal, sys

command, imported = sys.argv[1:]

class Dying:
    def __del__(self):
        # What is raised here gets lost.
        os.kill(os.getpid(), signal.SIGINT)

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == imported:
            Dying()

sys.meta_path.insert(0, Finder())
sys.argv = [command, "--endpoint-url", "no address"]
sys.exit(__import__(command, fromlist=["main"]).main())
"""


@pytest.mark.parametrize(
    ("command", "imported"),
    [
        ("hpev_tui.__main__", "hpev_tui.cli"),
        ("hpev_tui.hpev", "hpev_tui.verbs.program"),
        ("hpev_tui.hpev", "hpev_tui.verbs.command_line"),
    ],
)
def test_an_interrupt_in_the_middle_of_an_import(command: str, imported: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED_IN_AN_IMPORT, command, imported],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
