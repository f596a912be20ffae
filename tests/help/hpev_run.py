"""The command `hpev` in a test: in this process, with a forked SDK process, or as it is."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, NamedTuple
from unittest.mock import patch

from help.sdk import forks
from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.verbs.program import run

COMMAND = (sys.executable, "-m", "hpev_tui.hpev")


class Ran(NamedTuple):
    """How a run has ended."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """What was printed as JSON."""
        read: dict[str, Any] = json.loads(self.out)
        return read

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What was printed as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def table(self) -> list[list[str]]:
        """What was printed as csv."""
        return list(csv.reader(io.StringIO(self.out)))


def environ_of(endpoint: DemoEndpoint) -> dict[str, str]:
    """The environment in which calls go to the endpoint."""
    return {**os.environ, "AWS_ENDPOINT_URL": endpoint.url, "AWS_REGION": "us-west-2"}


class _Stream(io.StringIO):
    """A stream that is a terminal, or none."""

    def __init__(self, *, is_terminal: bool = False) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal

    def fileno(self) -> int:
        raise OSError


def _limit(argv: Sequence[str]) -> list[str]:
    """A time limit for a run that would not end, where the test is wrong."""
    is_limited = "--timeout" in argv or not argv or argv[0].startswith("-")
    return [] if is_limited else ["--timeout", "60s"]


def hpev(endpoint: DemoEndpoint, *argv: str, terminal: bool = False) -> Ran:
    """Run it here; with `terminal`, standard error is one."""
    out, err = _Stream(), _Stream(is_terminal=terminal)
    environ = environ_of(endpoint)
    with patch.dict(os.environ, environ), redirect_stdout(out), redirect_stderr(err):
        status = run([*argv, *_limit(argv)], environ, forks().start())
    return Ran(status, out.getvalue(), err.getvalue())


def started(endpoint: DemoEndpoint, *argv: str) -> subprocess.Popen[str]:
    """Start it as a process of its own, whose output is read by the test."""
    return subprocess.Popen(
        [*COMMAND, *argv],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environ_of(endpoint),
    )


def ended(process: subprocess.Popen[str], seconds: float = 30.0) -> Ran:
    """Wait until such a process has ended."""
    out, err = process.communicate(timeout=seconds)
    return Ran(process.returncode, out, err)


def columns(lines: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """A table with headings, by column."""
    head, *rows = lines
    return {name: [row[number] for row in rows] for number, name in enumerate(head)}
