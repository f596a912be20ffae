"""What is said on standard error: messages and progress, none of it data."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

from hpev_tui.arguments import line
from hpev_tui.system.streams import write_all
from hpev_tui.text.clean import clean

_MOST_BYTES = 1024
"""Of a line that is typed."""

_CLEAR = "\r\x1b[K"
"""Goes to the start of the line, and clears it."""


class Messages:
    """Says things to the user, and nothing with `--quiet`."""

    def __init__(self, stream: TextIO | None, *, quiet: bool = False) -> None:
        self._stream = None if quiet else stream
        self._shows_progress = bool(self._stream and self._stream.isatty())
        self._progress = ""
        self.needs_terminal = False
        """Whether an MFA code was asked for that nobody could type."""

    def say(self, text: str) -> None:
        """Say something in one line."""
        self.progress("")
        self._write(f"hpev: {line(text)}\n")

    def data(self, text: str) -> None:
        """Write a line as it is, for whoever reads standard error by a program."""
        self.progress("")
        self._write(f"{text}\n")

    def progress(self, text: str) -> None:
        """Show how far something is, in place of what was shown before; "" takes it away."""
        if self._shows_progress and text != self._progress:
            self._progress = text
            self._write(_CLEAR + text)

    def ask(self, question: str) -> str | None:
        """Ask for an MFA code, where there is a terminal to type it; None where there is none."""
        if self._stream is None or not self._stream.isatty() or not _is_terminal(sys.stdin):
            self.needs_terminal = True
            return None
        self.progress("")
        self._write(f"{clean(question)} ")
        try:
            # Not by the stream, whose lock this thread would still have when the program ends.
            return os.read(sys.stdin.fileno(), _MOST_BYTES).decode(errors="replace").strip() or None
        except OSError:
            return None

    def _write(self, text: str) -> None:
        if self._stream is not None:
            with suppress(OSError):  # Nobody may be there to read it.
                write_all(self._stream, text)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()
