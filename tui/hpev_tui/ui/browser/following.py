"""Asking for news again and again, less often where there is none or the service is busy."""

from __future__ import annotations

from collections.abc import Callable

from textual.message_pump import MessagePump
from textual.timer import Timer

USUAL_SECONDS = 10.0
QUIET_SECONDS = 60.0
"""The longest time between two polls that find nothing."""
BUSY_SECONDS = 120.0
"""The longest time between two polls that the service throttles."""
PATIENCE = 6
"""After how many polls in vain they become rarer."""


class Following:
    """Calls `poll` from time to time while it is on and not paused."""

    def __init__(self, owner: MessagePump, poll: Callable[[], object]) -> None:
        self._owner = owner
        self._poll = poll
        self._timer: Timer | None = None
        self._seconds = USUAL_SECONDS
        self._in_vain = 0
        self.on = False
        self.paused = False

    @property
    def moves(self) -> bool:
        """Whether the list moves with the news now."""
        return self.on and not self.paused

    @property
    def words(self) -> str:
        """What is going on, "" where nothing is."""
        if not self.on:
            return ""
        if self.paused:
            return "follow paused"
        slowly = self._seconds > USUAL_SECONDS
        return f"following every {self._seconds:.0f} s" if slowly else "following"

    def switch(self) -> None:
        """Follow, or no more."""
        self.on = not self.on
        self.paused = False
        self._begin()

    def pause(self) -> None:
        """Let things stand while they are looked at, or follow on."""
        self.paused = self.on and not self.paused
        self._begin()

    def heard(self, news: int, *, throttled: bool) -> None:
        """A poll was answered, with so many new events; or the service would not."""
        before = self._seconds
        if throttled:
            self._seconds = min(self._seconds * 2, BUSY_SECONDS)
        elif news:
            self._seconds, self._in_vain = USUAL_SECONDS, 0
        else:
            self._in_vain += 1
            if self._in_vain >= PATIENCE:
                self._seconds = max(self._seconds, min(self._seconds * 1.5, QUIET_SECONDS))
        if self._timer is not None and self._seconds != before:
            # From now on: the next poll has been set for another time than is said.
            self._timer.stop()
            self._wait()

    def _begin(self) -> None:
        self._seconds, self._in_vain = USUAL_SECONDS, 0
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.moves:
            self._beat()

    def _beat(self) -> None:
        self._poll()
        self._wait()

    def _wait(self) -> None:
        self._timer = self._owner.set_timer(self._seconds, self._beat)
