"""Child processes with a time limit, which print nothing on the screen."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event

SECONDS = 2.0
"""How long one may take: a clipboard's tool whose display is gone can hang for ever."""

_GUARD = 'read -r group && { read -r ended || kill -KILL "-$group"; }'
"""What a shell does that outlives this process: it reads the process group of a program, and kills
that where the pipe ends before it was said that the program has ended."""


@dataclass(frozen=True, slots=True)
class Children:
    """Starts programs in one environment, each in a session of its own.

    What they print is not shown. One that takes longer than `seconds` is killed, with all that it
    started; so is one that still runs when this process is gone, whatever ended this one. What a
    program leaves in the background when it ends well is left alone: xclip, xsel and wl-copy serve
    the clipboard from there.
    """

    environ: Mapping[str, str]
    seconds: float = SECONDS
    _running: set[subprocess.Popen[bytes]] = field(default_factory=set, init=False, compare=False)
    _stopped: Event = field(default_factory=Event, init=False, compare=False)

    def feed(self, command: Sequence[str], text: str, folder: str | None = None) -> str:
        """Give a program a text to read, as UTF-8; why it failed, or "".

        It starts in `folder`, or in the current one. A program that goes into the background once
        it has the text is left alone.
        """
        # No pipes for its output: one that stays to serve the clipboard would hold them open.
        problem, _ = self._run(command, text.encode(), subprocess.DEVNULL, folder)
        return problem

    def ask(self, command: Sequence[str]) -> str | None:
        """What a program prints, without the blanks around it; None where it fails."""
        problem, printed = self._run(command, None, subprocess.PIPE, None)
        return None if problem else printed.decode(errors="replace").strip()

    def _run(
        self, command: Sequence[str], given: bytes | None, stdout: int, folder: str | None
    ) -> tuple[str, bytes]:
        """Why a program failed, or "", and what it printed."""
        stdin = subprocess.DEVNULL if given is None else subprocess.PIPE
        with _Guard(self.environ) as guard:
            try:
                child = self._start(command, stdin, stdout, folder)
            except (OSError, ValueError) as error:
                return f"cannot start ({getattr(error, 'strerror', None) or error})", b""
            guard.watch(child.pid)
            try:
                printed, _ = child.communicate(given, timeout=self.seconds)
            except subprocess.TimeoutExpired:
                _reap(child)
                return "does not answer", b""
            finally:
                self._running.discard(child)
        return f"fails with status {child.returncode}" if child.returncode else "", printed

    def stop(self) -> None:
        """Kill what runs, and whatever is started later, at once: this program ends."""
        self._stopped.set()
        for child in tuple(self._running):
            _kill(child)

    def _start(
        self, command: Sequence[str], stdin: int, stdout: int, folder: str | None
    ) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(  # noqa: S603 - the program's own steps, or what the user chose
            list(command),
            cwd=folder,
            env=self.environ,
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._running.add(child)
        if self._stopped.is_set():
            _kill(child)
        return child


class _Guard:
    """A shell beside one program, which kills that with its group once this process is gone.

    Where there can be no shell, there is no guard.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._shell: subprocess.Popen[bytes] | None = None
        with contextlib.suppress(OSError):
            self._shell = subprocess.Popen(  # noqa: S603 - a constant
                ["/bin/sh", "-c", _GUARD],
                bufsize=0,
                cwd="/",
                env=environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def watch(self, group: int) -> None:
        """The program leads this process group."""
        self._say(f"{group}")

    def __enter__(self) -> _Guard:
        return self

    def __exit__(self, *_: object) -> None:
        """The program has ended."""
        self._say("ended")
        if self._shell is not None:
            _reap(self._shell)

    def _say(self, line: str) -> None:
        if self._shell is not None and self._shell.stdin is not None:
            # Somebody may have ended it.
            with contextlib.suppress(OSError):
                self._shell.stdin.write(f"{line}\n".encode())


def _kill(child: subprocess.Popen[bytes]) -> None:
    # The group may be gone; for that macOS raises PermissionError.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _reap(child: subprocess.Popen[bytes]) -> None:
    _kill(child)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
