"""Textual's driver for Linux and macOS, with what it lacks when something else ends or stops it."""

from __future__ import annotations

import asyncio
import os
import signal
import termios
from contextlib import suppress

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

# What cuts off a sequence that was half written (CAN), and takes back all that the driver and
# the copy view switch on.
_RESTORE = (
    b"\x18\x1b[?2026l\x1b[?2048l\x1b[?2004l\x1b[?1006l\x1b[?1015l\x1b[?1003l\x1b[?1000l"
    b"\x1b[0m\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)


class TerminalDriver(LinuxDriver):
    """Stops and goes on as a shell's job does, and can let go of the terminal at once.

    Textual 8.2.8 stops and goes on in the middle of whatever the main thread does, draws nothing
    afterwards, and takes each SIGCONT for the end of a stop of its own: after a SIGSTOP it reads
    the keys twice and leaves the terminal raw.
    """

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._stopped = False
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTSTP, self._stop)
        loop.add_signal_handler(signal.SIGCONT, self._go_on)

    def _stop(self) -> None:
        """Give the terminal back, and then stop."""
        self._leave()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _go_on(self) -> None:
        """Take the terminal again; whoever had it meanwhile may have changed anything."""
        self._leave()
        self._must_signal_resume = True
        self.resume_application_mode()
        # In the background it is not to be had; then the shell's `fg` sends another SIGCONT.
        self._stopped = self._writer_thread is None or not self._writer_thread.is_alive()

    def _leave(self) -> None:
        if not self._stopped:
            self.suspend_application_mode()
            self._stopped = True

    def _run_input_thread(self) -> None:
        """Read the keys until the end.

        They can be read no longer once another program has got the terminal for good, as a shell
        has when the program is orphaned in the background.
        """
        try:
            self.run_input_thread()
        except OSError:
            self._loop.call_soon_threadsafe(self._app.exit, None, 128 + signal.SIGHUP)

    def let_go(self) -> None:
        """Put the terminal back without waiting for anything: the process ends at once."""
        if self._file is not None:
            _write_at_once(self._file.fileno(), _RESTORE)
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)


def _write_at_once(descriptor: int, data: bytes) -> None:
    """Write what the terminal takes; nothing, where it takes nothing now."""
    with suppress(OSError):
        os.set_blocking(descriptor, False)
        os.write(descriptor, data)
    with suppress(OSError):
        # The shell's programs share it.
        os.set_blocking(descriptor, True)
