"""What Textual leaves to do about the terminal: to notice that it is gone, to give up the mouse."""

from __future__ import annotations

import os
import select
import threading
from typing import TextIO

from textual.driver import Driver

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


class Mouse:
    """Who has the mouse: the program, or the terminal, which selects text with it.

    Textual 8.2.8 has no public call for it: these are the calls and the fields that its driver
    for Linux and macOS uses itself when it starts and stops. Others have none, and keep it.
    """

    def __init__(self) -> None:
        self._released_for: set[str] = set()

    def is_released_for(self, reason: str) -> bool:
        """Whether the terminal has the mouse for this reason."""
        return reason in self._released_for

    def release(self, driver: Driver | None, reason: str) -> None:
        """Give the mouse to the terminal; it stays there until the last reason is taken back."""
        if driver and not self._released_for and hasattr(driver, "_disable_mouse_support"):
            driver._disable_mouse_support()
            # Else it would be taken again when the program is stopped and goes on (SIGCONT).
            driver._mouse = False
        self._released_for.add(reason)

    def take_back(self, driver: Driver | None, reason: str) -> None:
        """Take a reason back, and with the last one the mouse."""
        if reason not in self._released_for:
            return
        self._released_for.remove(reason)
        if driver and not self._released_for and hasattr(driver, "_enable_mouse_support"):
            driver._mouse = True
            driver._enable_mouse_support()
            if getattr(driver, "_mouse_pixels", False) and hasattr(driver, "_enable_mouse_pixels"):
                # The way to report, which the call before has set anew.
                driver._enable_mouse_pixels()
