"""Opening saved events in a process of its own: what comes by the standard input, and progress."""

from __future__ import annotations

import contextlib
import os
import select
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hpev_tui.model.saved import SavedReport
from hpev_tui.sources.files.bounds import BOUNDS
from hpev_tui.sources.files.loading import shown_name
from hpev_tui.sources.files.source import SavedSource

if TYPE_CHECKING:
    from hpev_tui.detail.shapes import Shape

SAY_SECONDS = 0.5
"""How often it is said that reading goes on: a call that is silent is given up after a minute."""

_PIECE = 1 << 16
_PART = 1 << 20
"""Bytes that are kept together: each part is let go when it has been handed on."""

STANDARD_INPUT = "standard input"


class StandardInput:
    """Takes in what is piped in, until it ends, is too much, or the user has waited enough.

    A pipe may be silent for as long as what is at its other end is at work.
    """

    def __init__(self, descriptor: int, most_bytes: int = BOUNDS.most_bytes) -> None:
        self._descriptor = descriptor
        self._most_bytes = most_bytes
        self._parts = deque[bytearray]()
        self._size = 0
        self._stopped, self._stop = os.pipe()
        self.why = ""
        """Why it was not read to its end; "" where it was."""
        self.has_ended = False
        """Whether no more of it is read."""

    @property
    def progress(self) -> str:
        """How much has come."""
        return f"{self._size / 1_000_000:,.1f} MB of {STANDARD_INPUT}; esc stop"

    def read(self) -> None:
        """Take in all of it; blocks until then, or until `stop`."""
        self._read()
        self.has_ended = True
        # Whoever writes more to it gets an error.
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, self._descriptor)
        os.close(nothing)

    def _read(self) -> None:
        while True:
            ready, _, _ = select.select([self._descriptor, self._stopped], [], [])
            if self._stopped in ready:
                self.why = f"Reading was stopped after {self._size:,} bytes."
                return
            piece = os.read(self._descriptor, _PIECE)
            if not piece:
                return
            if not self._parts or len(self._parts[-1]) >= _PART:
                self._parts.append(bytearray())
            self._parts[-1] += piece
            self._size += len(piece)
            if (too_many := self._size - self._most_bytes) > 0:
                del self._parts[-1][-too_many:]
                self.why = f"Only the first {self._most_bytes >> 20} MiB were read."
                return

    def stop(self) -> None:
        """Read no more; what has come is of use."""
        os.write(self._stop, b"x")

    def hand_on(self) -> int:
        """A descriptor by which what has come can be read, once."""
        reading, writing = os.pipe()
        threading.Thread(target=self._write, args=(writing,), daemon=True).start()
        return reading

    def _write(self, descriptor: int) -> None:
        # It may be more than is wanted.
        with contextlib.suppress(BrokenPipeError), open(descriptor, "wb") as pipe:
            while self._parts:
                pipe.write(self._parts.popleft())
        self._parts.clear()


def open_saved(
    files: Sequence[str],
    stdin: StandardInput | None,
    say: Callable[[str, bool], object],
    shape: Callable[[], Shape],
) -> SavedSource:
    """Read saved events; blocks until all are read.

    Args:
        files: files and folders, and `-` for the standard input.
        stdin: the standard input; None where it was read before, or has no events.
        say: takes every now and then how far reading has come, and whether it can be stopped.
        shape: the service model's description of a DescribeClusterEvent answer.

    Raises:
        SourceError: there is nothing to read.
    """
    ended = threading.Event()
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    named = f"{shown_name(files[0])}{more}"

    def report_progress() -> None:
        while not ended.wait(SAY_SECONDS):
            if stdin is not None and not stdin.has_ended:
                say(stdin.progress, True)
            else:
                say(named, False)

    threading.Thread(target=report_progress, daemon=True).start()
    try:
        if stdin is not None:
            stdin.read()
        source = SavedSource(files, None if stdin is None else stdin.hand_on(), shape)
        source.report()  # It may read only now.
        return source
    finally:
        ended.set()
        say("", False)


def plain_report(report: SavedReport, stdin: StandardInput | None) -> list[object]:
    """What was found in the files as plain data, in the order of the fields of `SavedReport`."""
    *counted, problems = report
    plain = [tuple(each) for each in problems]
    if stdin is not None and stdin.why:
        plain.insert(0, (STANDARD_INPUT, "", f"{stdin.why} What came later is missing."))
    return [*counted, plain]
