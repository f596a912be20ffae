"""Ending a run from outside: on a signal, or when the terminal is gone."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

HUNG_UP = 128 + signal.SIGHUP
"""A shell's number for a process that a hang-up ended."""

GRACE_SECONDS = 0.7
"""How long the orderly end after a signal may take; it takes about 0.25."""

_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def end_on_signals(
    stdin: TextIO, leave: Callable[[int], object], let_go: Callable[[], object]
) -> None:
    """End the program on SIGTERM, SIGINT and SIGHUP, and when its terminal hangs up.

    Call it in the main thread, in the loop that the app runs in.

    Args:
        stdin: the terminal.
        leave: ends the app with an exit status, in that loop. A terminal that takes no more output
            (ctrl+s, a connection that stalls) can hold that up for ever.
        let_go: puts back, at once and in any thread, what must not outlive the process. It is
            called where `leave` takes too long.
    """
    loop = asyncio.get_running_loop()
    signals, to_watch = os.pipe()
    os.set_blocking(to_watch, False)
    # Not a handler of the loop's: it would not run while the main thread waits to write.
    # What it may do is little, as it runs in the middle of whatever that thread does.
    for number in _ENDING:
        # `nohup` and a shell's `&` ignore some.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda number, _: _hand_over(to_watch, number))

    def leave_orderly(status: int) -> None:
        # The app may have ended by itself just now.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(leave, status)

    watch = threading.Thread(
        target=_watch, args=(stdin.fileno(), signals, leave_orderly, let_go), name="endings"
    )
    watch.daemon = True
    watch.start()


def _hand_over(to_watch: int, number: int) -> None:
    with suppress(BlockingIOError):
        os.write(to_watch, bytes([number]))


def _watch(
    terminal: int, signals: int, leave: Callable[[int], object], let_go: Callable[[], object]
) -> None:
    """Sleep in the kernel until the program has to end.

    Textual 8.2.8 reads an end of file from a dead terminal for ever, at the cost of a whole
    core, and its orderly end can block on writing there; so after a hang-up there is none.
    """
    poll = select.poll()
    # No event but a hang-up or an error, which are always reported.
    poll.register(terminal, 0)
    poll.register(signals, select.POLLIN)
    status, end = 0, float("inf")
    while time.monotonic() < end:
        rest = None if status == 0 else max(0.0, end - time.monotonic()) * 1000
        for descriptor, state in poll.poll(rest):
            if descriptor == signals:
                number = os.read(signals, 1)[0]
                if status == 0:
                    status, end = 128 + number, time.monotonic() + GRACE_SECONDS
                    leave(status)
            elif state & (select.POLLHUP | select.POLLERR):
                os._exit(HUNG_UP)
            else:  # Some systems cannot poll a terminal, and say so each time.
                poll.unregister(descriptor)
    let_go()
    os._exit(status)
