"""A minute of everything at random (see help/soak.py); `make soak` goes on for half an hour."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.system

TESTS = Path(__file__).parent.parent


def test_a_minute_of_everything_at_random_leaves_nothing_behind() -> None:
    environment = {**os.environ, "HPEV_SOAK_SECONDS": "60"}
    # In a process of its own: it measures memory, and counts threads, files and children.
    done = subprocess.run(
        [sys.executable, "-m", "help.soak"],
        cwd=TESTS,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout, done.stderr)
    assert done.returncode == 0
    assert "replies spoiled" in done.stdout
