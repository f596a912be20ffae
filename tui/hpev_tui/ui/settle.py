"""Waiting until something has come to rest, or for a while after it was done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.message_pump import MessagePump
from textual.timer import Timer


class Debounce:
    """Calls `call` once nothing has disturbed it for `delay` seconds."""

    def __init__(self, owner: MessagePump, delay: float, call: Callable[[], None]) -> None:
        self._owner = owner
        self._delay = delay
        self._call = call
        self._timer: Timer | None = None
        self._disturbed = 0

    def disturb(self) -> None:
        """Begin to wait anew."""
        if self._timer is not None:
            self._timer.stop()
        self._disturbed += 1
        self._timer = self._owner.set_timer(self._delay, partial(self._settled, self._disturbed))

    def _settled(self, disturbed: int) -> None:
        # A timer that had gone off already cannot be stopped: its call waits among the messages.
        if disturbed == self._disturbed:
            self._call()


class Throttle:
    """Calls `call` at once, and then no more often than every `seconds`. At rest nothing waits."""

    def __init__(self, owner: MessagePump, seconds: float, call: Callable[[], None]) -> None:
        self._owner = owner
        self._seconds = seconds
        self._call = call
        self._timer: Timer | None = None
        self._wanted = False

    def want(self) -> None:
        """Have it called, now or as soon as it may be."""
        if self._timer is not None:
            self._wanted = True
            return
        self._wanted = False
        self._timer = self._owner.set_timer(self._seconds, self._go_on)
        self._call()

    def _go_on(self) -> None:
        self._timer = None
        if self._wanted:
            self.want()
