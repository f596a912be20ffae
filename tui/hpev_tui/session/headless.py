"""An account without a screen: its results come to an event loop in the main thread."""

from __future__ import annotations

import asyncio
import errno
import os
import stat
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.model.settings import Settings
from hpev_tui.session.host import CodeQuestion, Host, Limits
from hpev_tui.session.opening import account_of
from hpev_tui.session.results import Changes, Ticket, What
from hpev_tui.session.timing import Cancel
from hpev_tui.sources.loader import Loader
from hpev_tui.sources.processes import SdkProcesses
from hpev_tui.system.streams import OutputError

CHANGED_ACCOUNT = Failure(
    "credentials", "The credentials now belong to another account", "Run the command again"
)


class TimeLimitError(Exception):
    """The time is over in which something was to come."""


class Headless:
    """One account, whose requests are made as for a screen: the same processes, loader and limits.

    To be made in a running event loop, which is the UI thread of whatever the session does.
    """

    def __init__(
        self,
        settings: Settings,
        processes: SdkProcesses,
        *,
        notify: Callable[[str, bool], object],
        ask_code: Callable[[str], str | None],
        limits: Limits | None = None,
    ) -> None:
        """Ask for nothing yet.

        Args:
            settings: Which account, or the demo.
            processes: Where the AWS SDK runs.
            notify: Says something to the user; True for what did not work.
            ask_code: Asks the user for an MFA code, in a thread of its own; None for no code.
            limits: How much is asked for, and how fast; None for the usual.
        """
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._is_late = self._is_other = self._has_no_reader = False
        self._ask_code = ask_code
        self.on_changes: Callable[[Changes], object] = lambda _: None
        """Is given all that has changed, before whoever waits goes on."""
        # A script says nothing about which profile the user picks next: nothing is noted.
        nearby = Loader(threads=1)
        nearby.close()
        drawn = threading.Event()
        drawn.set()
        self._processes = processes
        host = Host(
            deliver=self._deliver,
            changed=self._changed,
            notify=notify,
            now=time.time,
            timers=self,
            processes=processes,
            nearby=nearby,
            limits=limits or Limits(),
            drawn=drawn,
        )
        self.account = account_of(settings, host)

    def after(self, seconds: float, call: Callable[[], None]) -> Cancel:
        """See `Timers`: they are the event loop's."""
        return self._loop.call_later(seconds, call).cancel

    def end_after(self, seconds: float) -> None:
        """Whoever waits so many seconds from now waits no longer."""
        self._loop.call_later(seconds, self._end)

    def end_without_reader(self, stream: TextIO) -> None:
        """Whoever waits gets an OutputError (EPIPE) once nobody reads that pipe any more."""
        with suppress(OSError, ValueError):
            if stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode):
                # Of the end that is written to nothing comes but this.
                self._loop.add_reader(stream.fileno(), self._reader_left, stream.fileno())

    def _reader_left(self, number: int) -> None:
        self._loop.remove_reader(number)
        self._has_no_reader = True
        self._woken.set()

    def _end(self) -> None:
        self._is_late = True
        self._woken.set()

    def close(self) -> None:
        """Ask for nothing any more, and end the processes; nothing is waited for."""
        self._processes.close()
        self.account.close()

    async def until(self, *holds: Callable[[], object]) -> None:
        """Wait until one of these holds, each of which is asked after every result.

        Raises:
            TimeLimitError: the time is over.
            SourceError: the answers are of another account than before.
            OutputError: nobody reads what would be printed (EPIPE).
        """
        while not any(each() for each in holds):
            if self._has_no_reader:
                raise OutputError(errno.EPIPE, os.strerror(errno.EPIPE))
            if self._is_other:
                raise SourceError(CHANGED_ACCOUNT)
            if self._is_late:
                raise TimeLimitError
            self._woken.clear()
            await self._woken.wait()

    def _deliver(self, ticket: Ticket, value: object) -> bool:
        try:
            self._loop.call_soon_threadsafe(self._arrived, ticket, value)
        except RuntimeError:  # The loop has ended.
            return False
        return True

    def _arrived(self, ticket: Ticket, value: object) -> None:
        self._changed(self.account.door.arrived(ticket, value))

    def _changed(self, changes: Changes) -> None:
        for change in changes:
            if change.what is What.QUESTION and isinstance(change.value, CodeQuestion):
                self._ask(change.value)
            self._is_other = self._is_other or change.what is What.ACCOUNT
        self.on_changes(changes)
        self._woken.set()

    def _ask(self, question: CodeQuestion) -> None:
        """Ask in a thread, which ends with the program: results still come meanwhile."""

        def ask() -> None:
            code = self._ask_code(question.question)
            self._loop.call_soon_threadsafe(self.account.answer, question.answer, code)

        threading.Thread(target=ask, daemon=True).start()
