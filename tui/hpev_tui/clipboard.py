"""The one service through which every copy goes: which way reaches the user's clipboard.

On the user's own machine that is the display's tool, by way of pyperclip; over SSH the tool
would fill the clipboard of the wrong machine, so the text goes to the terminal in an OSC 52
sequence. A way that fails hands over to the next.
"""

from __future__ import annotations

import base64
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from hpev_tui.text import plain

NATIVE_SECONDS = 1.0
"""How long the display's tool may take. A tool without its display can hang for ever."""

OSC52_LIMIT = 74_994
"""The most base64 bytes that are sent: hterm's and older xterms' limit, which vim keeps too.
Terminals drop or cut longer ones without a word."""

_REMOTE = ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")


class Route(Enum):
    """A way to the clipboard; the value is how it is called on the screen."""

    NATIVE = "clipboard"
    OSC52 = "terminal"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a copy ended."""

    route: Route
    confirmed: bool
    """Whether the route says so itself. A terminal never answers."""
    failure: str
    """Why nothing was copied; empty when something was."""


def ladder(environ: Mapping[str, str]) -> tuple[Route, ...]:
    """The routes to try in this environment, the best one first."""
    if any(environ.get(name) for name in _REMOTE):
        return (Route.OSC52,)
    return (Route.NATIVE, Route.OSC52)


def choose(environ: Mapping[str, str]) -> Route:
    """The route that is tried first."""
    return ladder(environ)[0]


class Clipboard:
    """Copies texts; see the module.

    Args:
        environ: the environment that tells where the user sits.
        write_terminal: hands an escape sequence to the terminal. It is called from the
            thread that copies.
        native_seconds: how long the display's tool may take.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        write_terminal: Callable[[str], None],
        *,
        native_seconds: float = NATIVE_SECONDS,
    ) -> None:
        self._environ = dict(environ)
        self._write_terminal = write_terminal
        self._native_seconds = native_seconds
        self._take = {Route.NATIVE: self._native, Route.OSC52: self._osc52}

    def copy(self, text: str) -> Outcome:
        """Copy a text, made plain, by the first route that takes it.

        Blocks for as long as that takes, a little over a second at most: call it from a
        background thread.
        """
        text = plain(text)
        routes = ladder(self._environ)
        if not text:
            return Outcome(routes[0], confirmed=False, failure="there is nothing to copy")
        for route in routes:
            outcome = self._take[route](text)
            if not outcome.failure:
                break
        return outcome

    def _native(self, text: str) -> Outcome:
        """Pyperclip in a child process, which can be stopped and silenced."""
        try:
            child = subprocess.Popen(
                [sys.executable, "-m", "hpev_tui.clipboard_child"],
                # `-m` looks for modules in the current folder first: not ours to trust.
                cwd="/",
                env=self._environ,
                stdin=subprocess.PIPE,
                # No pipes: a tool that stays to serve the clipboard would hold them open.
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            return Outcome(Route.NATIVE, confirmed=False, failure=f"no process: {error.strerror}")
        try:
            child.communicate(text.encode(), timeout=self._native_seconds)
        except subprocess.TimeoutExpired:
            # The group may be gone, which macOS calls a lack of permission.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            return Outcome(Route.NATIVE, confirmed=False, failure="the clipboard's tool hangs")
        if child.returncode:
            return Outcome(Route.NATIVE, confirmed=False, failure="no tool reaches a clipboard")
        return Outcome(Route.NATIVE, confirmed=True, failure="")

    def _osc52(self, text: str) -> Outcome:
        """One OSC 52 sequence: some terminals add up what comes in several."""
        encoded = base64.b64encode(text.encode()).decode()
        if len(encoded) > OSC52_LIMIT:
            most = OSC52_LIMIT // 4 * 3 // 1000
            failure = f"too long for the terminal's clipboard, which takes {most} kB at most"
            return Outcome(Route.OSC52, confirmed=False, failure=failure)
        self._write_terminal(f"\x1b]52;c;{encoded}\x07")
        return Outcome(Route.OSC52, confirmed=False, failure="")
