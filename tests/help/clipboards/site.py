"""A site to copy from: layers of real programs, and a command inside them.

    with Site(Tmux("set -s set-clipboard on"), Ssh()) as site:
        with site.terminal(["sh", "-c", "..."]) as terminal:
            ...

The first layer is the one nearest to the user: above, a tmux on the user's own machine with an
`ssh` in it.
"""

from __future__ import annotations

import base64
import os
import re
import signal
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Protocol

from help.terminal import Terminal

WIDTH, HEIGHT = 120, 36
"""The size of the user's terminal."""

REST_SECONDS = 0.3
"""How long a terminal has to be quiet before something is sent through it: tmux 3.3a, just
started, was seen to drop a sequence that it passes on later."""

_OSC52 = re.compile(rb"\x1b\]52;([^;\x07\x1b]*);([^\x07\x1b]*)(?:\x07|\x1b\\)")


class Layer(Protocol):
    """One program around the command."""

    @property
    def programs(self) -> tuple[str, ...]:
        """The programs that it needs; see `programs.PACKAGES`."""

    def enter(self, site: Site) -> None:
        """Start what must run before, and add to `site.ends` how it is stopped."""

    def around(self, command: list[str], site: Site) -> list[str]:
        """The command that runs a command inside this layer."""


class Site:
    """Layers that are set up; see the module. Also a context manager.

    Args:
        layers: from the user's side inwards.
    """

    def __init__(self, *layers: Layer) -> None:
        self._layers = layers
        self.ends = ExitStack()
        """What stops the parts, the last one first."""
        self.folder: Path
        """A folder of its own, with a short path: sockets have no room for a long one."""
        self.environ: dict[str, str] = {}
        """What the command inside is started with, beside what its surroundings set."""
        self.display = ""
        """The X display of the site, where there is one."""

    def __enter__(self) -> Site:
        # A program that has just been asked to end may still write its last words there.
        made = tempfile.TemporaryDirectory(prefix="hpev-site-", ignore_cleanup_errors=True)
        folder = self.ends.enter_context(made)
        self.folder = Path(folder)
        self.environ = {"PATH": os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8"}
        try:
            for layer in self._layers:
                layer.enter(self)
        except BaseException:
            self.ends.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.ends.close()

    def file(self, name: str, text: str, mode: int = 0o600) -> Path:
        """Write a file in the folder."""
        path = self.folder / name
        path.write_text(text)
        path.chmod(mode)
        return path

    def free_name(self, stem: str) -> Path:
        """A path in the folder that nothing has yet, for a layer that occurs twice."""
        number = 1
        while (path := self.folder / f"{stem}{number}").exists():
            number += 1
        path.touch()
        return path

    def terminal(
        self,
        inside: Sequence[str],
        environ: Mapping[str, str] | None = None,
        *,
        term: str = "xterm-256color",
    ) -> Terminal:
        """The user's terminal with the command at the site.

        Args:
            inside: the program and its arguments.
            environ: added to its environment.
            term: what the user's terminal says that it is.
        """
        given = {**self.environ, **(environ or {})}
        command = ["/usr/bin/env", *(f"{name}={value}" for name, value in given.items()), *inside]
        for layer in reversed(self._layers):
            command = layer.around(command, self)
        return Terminal(command, rows=HEIGHT, columns=WIDTH, env={"TERM": term})


def sent_by_osc52(raw: bytes) -> list[str]:
    """What a terminal's bytes would have put into its clipboard; broken base64 as it stands."""
    texts = []
    for match in _OSC52.finditer(raw):
        try:
            texts.append(base64.b64decode(match[2], validate=True).decode())
        except ValueError:
            texts.append(match[2].decode("latin-1"))
    return texts


def pid_in(file: Path) -> int | None:
    """The process ID that a program has written to a file; None as long as it has not."""
    text = file.read_text() if file.exists() else ""
    return int(text) if text.endswith("\n") else None


def end_process_in(file: Path) -> None:
    """End the process whose ID is in a file, if there is one and it still runs."""
    if number := pid_in(file):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def runs(number: int) -> bool:
    """Whether a process runs; one that waits for its parent to notice its end does not."""
    return _of_process(number, "cmdline") != b""


def running_in(folder: Path) -> list[int]:
    """The processes that run with something of a folder in their command or environment."""
    numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    path = str(folder).encode()
    return [
        number
        for number in numbers
        if path in _of_process(number, "cmdline") + _of_process(number, "environ")
    ]


def _of_process(number: int, what: str) -> bytes:
    try:
        return Path(f"/proc/{number}/{what}").read_bytes()
    except OSError:
        return b""
