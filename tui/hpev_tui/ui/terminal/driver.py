"""Textual's driver for Linux and macOS, and what it lacks where something else stops or ends it."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import select
import signal
import sys
import termios
import time
from codecs import getincrementaldecoder
from contextlib import suppress
from threading import Event

from textual import events
from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from hpev_tui.ui.messages import Notice
from hpev_tui.ui.terminal.endings import HUNG_UP
from hpev_tui.ui.terminal.incoming import PASTE_SECONDS, PasteLimit, TypedAhead
from hpev_tui.ui.terminal.workarounds import GuardedApp

log = logging.getLogger(__name__)

_SEQUENCES = re.compile("(?=\x1b)")

# What cuts off a sequence that was half written (CAN), and takes back all that the driver and
# the copy view switch on.
_RESTORE = (
    b"\x18\x1b[?2026l\x1b[?2048l\x1b[?2004l\x1b[?1006l\x1b[?1015l\x1b[?1003l\x1b[?1000l"
    b"\x1b[0m\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)


_FRAME = 1000
"""Characters of what can only be a whole frame."""

_PAUSE = 0.0002
"""Seconds in which the first frame gets to the thread that writes it: it needs a tenth of that."""

_QUIT = "ctrl+q"
QUIT_SECONDS = 0.3
"""How long what was typed before ctrl+q may hold it up; then it acts ahead of that."""


class _WakingEvent(Event):
    """An event for which `select` wakes up, so that nothing has to poll."""

    def __init__(self) -> None:
        super().__init__()
        self._read, self._write = os.pipe()

    def fileno(self) -> int:
        """What can be read as soon as the event is set."""
        return self._read

    def set(self) -> None:
        """Set the event."""
        if not self.is_set():
            os.write(self._write, b"x")
        super().set()

    def clear(self) -> None:
        """Clear the event."""
        if self.is_set():
            os.read(self._read, 1)
        super().clear()


class _Bell:
    """Wakes a `select` in another thread; rung more than once it wakes that once."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()

    def fileno(self) -> int:
        """What can be read when it was rung."""
        return self._read

    def ring(self) -> None:
        """Wake the other thread."""
        os.write(self._write, b"x")

    def clear(self) -> None:
        """Wait for the next time; only where it was rung."""
        os.read(self._read, 64)


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
        self._stopped = self._has_drawn = False
        self.exit_event = self._exiting = _WakingEvent()
        self._acted = _Bell()
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTSTP, self._stop)
        loop.add_signal_handler(signal.SIGCONT, self._go_on)

    def _get_terminal_size(self) -> tuple[int, int]:
        """The columns and rows of the terminal that is drawn on.

        Textual takes COLUMNS and LINES from the environment first, where a shell may have left
        those of another terminal; and without them it looks at the standard output only.
        """
        for stream in (sys.__stderr__, sys.__stdin__):
            with suppress(AttributeError, OSError, ValueError):
                size = os.get_terminal_size(stream.fileno())  # type: ignore[union-attr]
                if size.columns > 0 and size.lines > 0:
                    return size.columns, size.lines
        return super()._get_terminal_size()

    def _stop(self) -> None:
        """Give the terminal back, and then stop."""
        self._leave()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _go_on(self) -> None:
        """Take the terminal again; whoever had it meanwhile may have changed anything."""
        if self._app._exit:
            return
        self._leave()
        self._must_signal_resume = True
        self._stopped = False
        self.resume_application_mode()
        # In the background it cannot be taken; then the shell's `fg` sends another SIGCONT.
        self._stopped = self._writer_thread is None or not self._writer_thread.is_alive()

    def _leave(self) -> None:
        if not self._stopped:
            self.suspend_application_mode()
            self._stopped = True

    def write(self, data: str) -> None:
        """Write to the terminal, unless it is somebody else's."""
        if self._stopped:
            return
        super().write(data)
        if not self._has_drawn and len(data) >= _FRAME:
            # Another thread writes it. Much is still to be done in this one, and without a pause
            # that one would have to wait for Python's switch interval, 5 ms.
            self._has_drawn = True
            time.sleep(_PAUSE)

    def stop_application_mode(self) -> None:
        """Give the terminal back, once."""
        if not self._stopped:
            super().stop_application_mode()

    def close(self) -> None:
        """Wait until all is written."""
        if not self._stopped:
            super().close()

    def run_input_thread(self) -> None:
        """Read keys and clicks until the end, and hand them on as fast as they can act.

        Textual's own ends with a traceback on what is no UTF-8 or no sequence, reads an end of
        file for ever, looks at the clock so seldom that esc takes twice its delay, and piles up
        in the loop whatever comes.
        """
        parser, limit, ahead = XTermParser(), PasteLimit(), TypedAhead()
        decode = getincrementaldecoder("utf-8")("replace").decode
        is_waiting = False
        while not self.exit_event.is_set():
            rests = [each for each in (_rest(parser), limit.rest) if each is not None]
            awaited = [self.fileno, self._exiting, self._acted]
            ready, _, _ = select.select(awaited, [], [], min(rests, default=None))
            if self._acted in ready:
                self._acted.clear()
                is_waiting = False
                if dropped := ahead.acted():
                    self._say(f"Typed too far ahead: {dropped:,} keys were dropped")
            data = self._read() if self.fileno in ready else b""
            if self.fileno in ready and not data:
                return
            text = limit.read(decode(data)) if data else ""
            if limit.rest == 0:
                text = limit.give_up()
                self._say(f"A paste without an end was ended after {PASTE_SECONDS:.0f} s")
            # A sequence that cannot be read takes nothing else with it.
            for piece in _SEQUENCES.split(text):
                try:
                    self._parse(piece, parser, ahead)
                except (ValueError, OverflowError):
                    log.warning("input that cannot be read: %r", piece)
                    parser = XTermParser()
            if not is_waiting:
                is_waiting = self._hand_on(ahead)

    def _parse(self, piece: str, parser: XTermParser, ahead: TypedAhead) -> None:
        """Add the keys of a piece to what waits for its turn."""
        if _rest(parser) is None:
            piece = ahead.skip(piece)
        for message in parser.feed(piece) if piece else parser.tick():
            ahead.add(message)
            if isinstance(message, events.Key) and message.key == _QUIT:
                self._loop.call_soon_threadsafe(self._quit_soon)

    def _hand_on(self, ahead: TypedAhead) -> bool:
        """Give the app its next keys; whether it has to act before it gets more."""
        for message in ahead.take():
            self.process_message(message)
        if ahead.must_wait:
            # Behind the others in the app's queue.
            self.send_message(events.Callback(callback=self._when_acted))
        return ahead.must_wait

    def _when_acted(self) -> None:
        """In the loop: wake the thread that reads when all that the app was given has acted."""
        if isinstance(self._app, GuardedApp):
            self._app.key_order.when_done(self._acted.ring)

    def _quit_soon(self) -> None:
        """In the loop: let no more come before ctrl+q than acts in this time."""
        if isinstance(self._app, GuardedApp):
            self._loop.call_later(QUIT_SECONDS, self._app.end, 0)

    def _say(self, text: str) -> None:
        self.send_message(Notice(text, wrong=True))

    def _read(self) -> bytes:
        """The input that came; empty where no more will come, and then the program ends.

        Keys cannot be read once another program has the terminal for good, as a shell has when this
        one is orphaned in the background.
        """
        data = b""
        with suppress(OSError):
            data = os.read(self.fileno, 4096)
        if not data:
            self._loop.call_soon_threadsafe(self._app.exit, None, HUNG_UP)
        return data

    def let_go(self) -> None:
        """Put the terminal back without waiting for anything: the process ends at once."""
        if self._file is not None:
            _write_at_once(self._file.fileno(), _RESTORE)
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)


def _rest(parser: XTermParser) -> float | None:
    """For how long the parser waits for more of a sequence, in seconds; None if it does not."""
    end = parser._timeout_time
    return None if end is None else max(0.0, end - get_time())


def _write_at_once(descriptor: int, data: bytes) -> None:
    """Write as much as the terminal takes now."""
    with suppress(OSError):
        os.set_blocking(descriptor, False)
        os.write(descriptor, data)
    with suppress(OSError):
        # The shell's programs share it.
        os.set_blocking(descriptor, True)
