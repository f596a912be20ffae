"""The program itself, and how long its loop was held: `timed_loop.py REPORT ARGUMENTS`.

SIGUSR1 starts a beat of 5 ms in the loop, and the next one writes to REPORT by how many seconds
each late beat was late, the latest first. Whatever holds the loop shows: its own work, and
a thread that holds the interpreter's lock.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from hpev_tui.__main__ import main

BEAT = 0.005


class Watch:
    """The beat of one loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, report: Path) -> None:
        self._loop = loop
        self._report = report
        self._late: list[float] = []
        self._next: asyncio.TimerHandle | None = None

    def toggle(self) -> None:
        """Begin, or end and write the report, in one step for whoever waits for the file."""
        if self._next is None:
            self._late = []
            self._wait()
            return
        self._next.cancel()
        self._next = None
        whole = self._report.with_suffix(".part")
        whole.write_text("\n".join(str(late) for late in sorted(self._late, reverse=True)) + "\n")
        whole.rename(self._report)

    def _wait(self) -> None:
        self._next = self._loop.call_later(BEAT, self._beat, self._loop.time() + BEAT)

    def _beat(self, due: float) -> None:
        self._late.append(self._loop.time() - due)
        self._wait()


def _watch(report: Path) -> None:
    run_forever = asyncio.BaseEventLoop.run_forever

    def with_beat(loop: asyncio.BaseEventLoop) -> None:
        loop.add_signal_handler(signal.SIGUSR1, Watch(loop, report).toggle)
        run_forever(loop)

    setattr(asyncio.BaseEventLoop, "run_forever", with_beat)  # noqa: B010 - mypy forbids the other


if __name__ == "__main__":
    _watch(Path(sys.argv.pop(1)))
    sys.exit(main())
