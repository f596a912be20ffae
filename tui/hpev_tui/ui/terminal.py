"""Noticing that the terminal is gone."""

from __future__ import annotations

import os
import select
import threading
from typing import TextIO

HUNG_UP = 129
"""A shell's number for a process that a hang-up ended (128 + SIGHUP)."""


def exit_when_terminal_is_gone(stdin: TextIO | None) -> None:
    """End the process as soon as the terminal hangs up.

    Textual 8.2.8 reads an end of file from a dead terminal for ever, at the cost of a whole
    core, and its orderly exit can block on writing there; so this one is not orderly. The thread
    sleeps in the kernel and costs nothing.
    """
    if stdin is None or not hasattr(select, "poll"):
        return
    poll = select.poll()
    # No event but a hang-up or an error, which are always reported.
    poll.register(stdin.fileno(), 0)

    def wait() -> None:
        if any(state & (select.POLLHUP | select.POLLERR) for _, state in poll.poll()):
            os._exit(HUNG_UP)

    threading.Thread(target=wait, name="hang-up", daemon=True).start()
