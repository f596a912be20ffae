"""Waiting until something has come to rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.message_pump import MessagePump
from textual.timer import Timer


class Settle:
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
