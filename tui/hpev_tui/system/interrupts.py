"""An interrupt (ctrl+c) while the program starts, when there is nothing to put back yet.

Raised in the middle of an import, a KeyboardInterrupt can get lost in a callback of Python's own,
or come out as another error (`Error calling __set_name__`). So the process ends where it is.

Imports next to nothing: it comes before all other imports.
"""

from __future__ import annotations

import os
import signal

INTERRUPTED = 130
"""The exit status: a shell's number for a program that SIGINT ended (128 + 2)."""


def exit_on_interrupt() -> None:
    """From now on an interrupt ends this process at once, unless interrupts are ignored."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _exit)


def raise_on_interrupt() -> None:
    """From now on an interrupt is a KeyboardInterrupt again."""
    if signal.getsignal(signal.SIGINT) is _exit:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _exit(*_: object) -> None:
    os._exit(INTERRUPTED)
