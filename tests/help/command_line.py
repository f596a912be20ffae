"""The program as a child process."""

from __future__ import annotations

import os
import subprocess
import sys


def run(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The program as a child process, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "hpev_tui", *args],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**os.environ, "TERM": "xterm-256color", **env},
    )
