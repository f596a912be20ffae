"""The moment at which nothing on the screen is to change any more, for pictures of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import pytest
from textual.message_pump import MessagePump

from hpev_tui.export.next_steps import next_steps
from hpev_tui.ui.browser import details, display, overviewing, sections
from hpev_tui.ui.screens import picker
from hpev_tui.ui.settle import Debounce, Throttle
from support import Run, screen_text


class _WatchedDebounce(Debounce):
    """Tells what waits for a rest: what comes of it belongs into the picture."""

    waiting: ClassVar[set[_WatchedDebounce]] = set()

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
        patch.setattr(module, "Debounce", _WatchedDebounce)
    patch.setattr(overviewing, "Throttle", _NoThrottle)
    _WatchedDebounce.waiting.clear()
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
        return bool(_WatchedDebounce.waiting or loader._waiting) or len(loader._working) != held

    before = None
    while (text := screen_text(run.app)) != before or busy():
        before = text
        await run.until(lambda: not busy())
        await run.pilot.pause()
    return text
