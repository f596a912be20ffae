"""Random faults while a growing cluster is followed (see help/random_faults.py)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

TESTS = Path(__file__).parent.parent


def test_random_faults_while_following() -> None:
    # In a process of its own: it measures memory.
    command = [sys.executable, "-m", "help.random_faults"]
    done = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, check=False)
    print(done.stdout, done.stderr)
    assert done.returncode == 0
    assert "replies spoiled" in done.stdout
