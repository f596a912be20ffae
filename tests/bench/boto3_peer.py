"""The peer of loading: raw boto3, in a process of its own, once in a run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.setting import HISTORY, PEERS, Setting


@dataclass(frozen=True, slots=True)
class Pages:
    """What it took boto3 to load the long history."""

    events: int
    seconds: float
    size: int
    """Bytes of memory; 0 where the system does not say."""
    lines: Path
    """A file with a line for each event."""


def pages(setting: Setting, turn: int = 1) -> Pages:
    """Load it as load number `turn`, or return what that took before."""
    return setting.once(f"boto3 {turn}", lambda: _load(setting))


def _load(setting: Setting) -> Pages:
    lines = setting.scratch("events.txt")
    done = subprocess.run(
        [sys.executable, PEERS / "boto3_pages.py", HISTORY, lines],
        env={**os.environ, **setting.environment()},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    report = json.loads(done.stdout)
    return Pages(report["events"], report["seconds"], report["bytes"], lines)
