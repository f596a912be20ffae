"""Time that passes when the test says so, in the places where the program waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, cast

import pytest
from textual.message_pump import MessagePump
from textual.timer import Timer

from help.app import Run, screen_text
from help.scripted import ScriptedEndpoint
from hpev_tui.export.next_steps import next_steps
from hpev_tui.ui.browser import details, display, overviewing, sections
from hpev_tui.ui.screens import picker
from hpev_tui.ui.settle import Debounce, Throttle


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


def hand_timers(run: Run) -> HandTimers:
    """Let the polls of the list on the screen come by hand."""
    timers = HandTimers()
    run.browser._following._owner = cast("MessagePump", timers)
    return timers


class PageGate:
    """Holds pages of events, and lets them through one by one."""

    def __init__(self, service: ScriptedEndpoint) -> None:
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


class _CountedDebounce(Debounce):
    """Knows what waits for a rest: what comes of it belongs into the picture."""

    waiting: ClassVar[set[_CountedDebounce]] = set()

    def __init__(self, owner: MessagePump, delay: float, call: Callable[[], None]) -> None:
        super().__init__(owner, delay, self._let)
        self._let_call = call

    def disturb(self) -> None:
        """See `Debounce.disturb`."""
        self.waiting.add(self)
        super().disturb()

    def _let(self) -> None:
        self._let_call()
        self.waiting.discard(self)


class _NoThrottle(Throttle):
    """Waits for nothing: what is wanted belongs into the picture."""

    def want(self) -> None:
        """See `Throttle.want`."""
        self._call()


def make_the_same_each_time(patch: pytest.MonkeyPatch) -> None:
    """Let `at_rest` know what is awaited, and the endpoint seem to have the same port."""
    for module in (details, display, picker):
        patch.setattr(module, "Debounce", _CountedDebounce)
    patch.setattr(overviewing, "Throttle", _NoThrottle)
    _CountedDebounce.waiting.clear()
    port = {"endpoint_url": "http://127.0.0.1:8000"}
    steps = lambda *given, **named: next_steps(*given, **{**named, **port})  # noqa: E731
    patch.setattr(sections, "next_steps", steps)


async def at_rest(run: Run, held: int = 0) -> str:
    """The screen's text once nothing is to come any more but the `held` calls.

    The words that are waited for may have stood there before the last key has had its effect,
    and the header counts the calls.
    """
    loader = run.app.shared.loader

    def busy() -> bool:
        return bool(_CountedDebounce.waiting or loader._waiting) or len(loader._working) != held

    before = None
    while (text := screen_text(run.app)) != before or busy():
        before = text
        await run.until(lambda: not busy())
        await run.pilot.pause()
    return text
