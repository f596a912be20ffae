"""The end of what a command prints: flushed, or lost where nobody takes it."""

from __future__ import annotations

import os
import select
import sys
from errno import EIO, EPIPE
from typing import TextIO


class OutputError(OSError):
    """Standard output takes nothing more."""


def print_out(text: str) -> None:
    """Write a text to standard output, and flush it.

    Raises:
        OutputError: nobody reads it, or there is no room.
    """
    try:
        write_all(sys.stdout, text)
    except OSError as error:
        raise OutputError(error.errno, error.strerror) from None


def write_all(stream: TextIO, text: str) -> None:
    """Write a text to its end at once; a stream that would not wait is waited for."""
    try:
        number = stream.fileno()
    except (OSError, ValueError):  # It is in memory only.
        stream.write(text)
        return
    stream.flush()
    left = memoryview(text.encode(stream.encoding, stream.errors or "strict"))
    while left:
        try:
            left = left[os.write(number, left) :]
        except BlockingIOError:
            select.select([], [number], [])


def end_output() -> str:
    """Flush what was printed: "", or what to say where it is lost, as on a full disk."""
    problem = ""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError as error:
            problem = lost(stream, error) or problem
    return problem


def lost(stream: TextIO, error: OSError) -> str:
    """A stream takes nothing more: "", or what to say where that matters."""
    # The interpreter flushes once more when it ends, and would exit with 120 then.
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    # Nothing is said when nobody takes it (`--help | head -1`, a hang-up).
    if stream is not sys.stdout or error.errno in (EPIPE, EIO):
        return ""
    return f"cannot write to standard output: {error.strerror}"
