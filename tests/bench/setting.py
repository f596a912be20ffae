"""What all measurements share: the endpoint, the environment, the peers' programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, cast

from bench.meter import COLUMNS, ROWS, Meter
from bench.processes import UnmeasurableError
from help.terminal import hpev_command

ROOT = Path(__file__).resolve().parents[2]
PEERS = Path(__file__).with_name("peers")

CLUSTER = "train-p5"
EMPTY_CLUSTER = "empty-new"
HISTORY = "train-history"
"""The cluster whose length the demo is given."""

Made = TypeVar("Made")

PAGE = 100
"""Events in a page: the service's own limit."""


@dataclass
class Setting:
    """One run of the bench."""

    events: int
    quick: bool
    stack: ExitStack
    cache: str = field(init=False)
    """The user's cache folder, which the first start of a program fills."""
    _urls: dict[tuple[int, str], str] = field(default_factory=dict)
    _made: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cache = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="hpev-cache-"))

    def times(self, many: int, few: int) -> int:
        """How often something is done, and how often in a short run."""
        return few if self.quick else many

    def url(self, events: int, differing: str = "") -> str:
        """The address of an endpoint whose history has so many events: a process of its own.

        Args:
            events: how many events the history has.
            differing: what each description has of its own, see `peers/differing_texts.py`.
        """
        key = events, differing
        if key not in self._urls:
            self._urls[key] = _served(events, self.stack, differing)
        return self._urls[key]

    def environment(self, events: int | None = None) -> dict[str, str]:
        """What points an SDK to the endpoint, and at nothing else of this machine."""
        return self.pointing_to(self.url(self.events if events is None else events))

    def pointing_to(self, url: str) -> dict[str, str]:
        """The same as `environment`, with the endpoint of this address."""
        return {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "demo",
            "AWS_SECRET_ACCESS_KEY": "demo",
            "AWS_REGION": "us-west-2",
            "AWS_DEFAULT_REGION": "us-west-2",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_PAGER": "",
            "NO_PROXY": "*",
            "XDG_CACHE_HOME": self.cache,
        }

    def hpev(
        self,
        cluster: str,
        events: int | None = None,
        size: tuple[int, int] = (COLUMNS, ROWS),
        differing: str = "",
    ) -> Meter:
        """This program, with a cluster's events open, or about to be; "" for the picker.

        Of a history nothing is loaded in advance, which would be measured, too.
        """
        alone = ["--no-background"] if cluster == HISTORY else []
        named = [cluster] if cluster else []
        url = self.url(self.events if events is None else events, differing)
        return Meter([*hpev_command(), *named, *alone], self.pointing_to(url), size)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Something that several measurements need: it is made once, or fails once."""
        if name not in self._made:
            try:
                self._made[name] = make()
            except (AssertionError, UnmeasurableError) as reason:
                self._made[name] = reason
        made = self._made[name]
        if isinstance(made, Exception):
            raise made
        return cast("Made", made)

    def python(self, script: str, *arguments: str | Path) -> Meter:
        """One of the peers that are Python programs."""
        return Meter([sys.executable, PEERS / script, *arguments], self.environment())

    def scratch(self, name: str) -> Path:
        """A file that goes away with the run."""
        folder = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="hpev-bench-"))
        return Path(folder) / name


def _served(events: int, stack: ExitStack, differing: str = "") -> str:
    """Start an endpoint in a process of its own, which the stack ends; its address."""
    own = [PEERS / "differing_texts.py", differing] if differing else ["-m", "hpev_tui.demo"]
    command = [sys.executable, *own, "--events", str(events)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    if process.stdout is None:
        raise AssertionError("its output was asked for")
    return process.stdout.readline().split()[0]


def aws_cli() -> str:
    """The AWS CLI of `$HPEV_AWS_CLI`, or else the one that `make bench` installs.

    Raises:
        UnmeasurableError: it is not there.
    """
    path = Path(os.environ.get("HPEV_AWS_CLI") or ROOT / ".venv-awscli/bin/aws")
    if not path.is_file():
        raise UnmeasurableError(f"no AWS CLI: `make bench` makes {path.name} in .venv-awscli")
    return str(path)


def fzf() -> str:
    """The program fzf.

    Raises:
        UnmeasurableError: it is not there.
    """
    program = shutil.which("fzf")
    if program is None:
        raise UnmeasurableError("fzf is not installed (on Debian: apt-get install fzf)")
    return program
