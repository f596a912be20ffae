"""Random faults while a growing cluster is followed, in a process of its own (see soak.py)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SOAK = Path(__file__).parent.parent / "soak.py"


def test_random_faults_while_following() -> None:
    done = subprocess.run([sys.executable, str(SOAK)], capture_output=True, text=True, check=False)
    print(done.stdout, done.stderr)
    assert done.returncode == 0
    assert "replies spoiled" in done.stdout
