"""Time that passes when the test says so, in the places where the program waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from textual.message_pump import MessagePump
from textual.timer import Timer

from hpev_tui.demo.endpoint import DemoEndpoint
from support import Run


class HandDebounce:
    """Stands in for `Debounce`: things rest when the test says so, however busy the machine."""

    def __init__(self, _owner: object, _delay: float, call: Callable[[], None]) -> None:
        self.call = call
        self.disturbed = False

    def disturb(self) -> None:
        """Begin to wait."""
        self.disturbed = True

    def rest(self) -> None:
        """Let the time pass."""
        self.disturbed = False
        self.call()


class _HandTimer:
    def __init__(self, seconds: float, call: Callable[[], None]) -> None:
        self.seconds = seconds
        self.call: Callable[[], None] | None = call

    def stop(self) -> None:
        self.call = None


class HandTimers:
    """Stands in for the owner of timers, and lets them go off one after the other."""

    def __init__(self) -> None:
        self._timers: list[_HandTimer] = []

    def set_timer(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Note a timer."""
        self._timers.append(_HandTimer(seconds, call))
        return cast("Timer", self._timers[-1])

    @property
    def waiting(self) -> list[float]:
        """The seconds of each timer that has neither gone off nor been stopped."""
        return [timer.seconds for timer in self._timers if timer.call is not None]

    def go_off(self) -> None:
        """Let the time of the one timer pass."""
        (timer,) = (timer for timer in self._timers if timer.call is not None)
        call, timer.call = timer.call, None
        assert call is not None
        call()


class PageGate:
    """Holds pages of events, and lets them through one by one."""

    def __init__(self, service: DemoEndpoint) -> None:
        self._service = service
        self._hold = service.hold("ListClusterEvents")

    @property
    def waiting(self) -> bool:
        """Whether a page is held."""
        return self._hold.waiting > 0

    async def let_one_through(self, run: Run) -> None:
        """Wait for a page, and let it come; the next one is held again."""
        await run.until(lambda: self.waiting)
        held, self._hold = self._hold, self._service.hold("ListClusterEvents")
        held.release()

    def open(self) -> None:
        """Hold nothing any more."""
        self._hold.release()


def hand_timers(run: Run) -> HandTimers:
    """Let the polls of the list on the screen come by hand."""
    timers = HandTimers()
    run.browser._following._owner = cast("MessagePump", timers)
    return timers
