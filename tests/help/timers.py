"""Time in tests: timers that a test knows of, and can let go off by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hpev_tui.session.timing import Cancel

if TYPE_CHECKING:
    from hpev_tui.ui.app import HpevApp

LONGEST_REST = 5.0
"""Seconds of the longest wait after which something is done once; polls are further apart."""


class HandTimers:
    """Timers of which a test knows what waits.

    Those that are driven by hand go off when the test says so. The others are the app's own.
    """

    def __init__(
        self, by_hand: Callable[[float], bool] = lambda _: True, factor: float = 1.0
    ) -> None:
        """Let time pass.

        Args:
            by_hand: Which timers are driven by hand, by their seconds.
            factor: By how much the others take longer than they are asked to; less is quicker.
        """
        self._by_hand = by_hand
        self._factor = factor
        self._waiting: dict[int, tuple[float, Callable[[], None]]] = {}
        self._count = 0
        self.app: HpevApp | None = None

    def after(self, seconds: float, call: Callable[[], None]) -> Cancel:
        """See `Timers.after`."""
        self._count += 1
        number = self._count

        def elapsed() -> None:
            # What it calls belongs to the wait: afterwards nothing waits for this any more.
            if number in self._waiting:
                call()
                self._waiting.pop(number, None)

        self._waiting[number] = (seconds, elapsed)
        stop: Cancel | None = None
        if not self._by_hand(seconds):
            assert self.app is not None
            stop = self.app.after(seconds * self._factor, elapsed)

        def cancel() -> None:
            self._waiting.pop(number, None)
            if stop is not None:
                stop()

        return cancel

    @property
    def waiting(self) -> list[float]:
        """The seconds of each timer by hand that has neither gone off nor been stopped."""
        return [seconds for seconds, _ in self._waiting.values() if self._by_hand(seconds)]

    @property
    def is_resting(self) -> bool:
        """Whether nothing waits but what comes again and again."""
        return all(seconds > LONGEST_REST for seconds, _ in self._waiting.values())

    def go_off(self, seconds: float | None = None) -> None:
        """Let the time of all timers by hand of so many seconds pass; without, of the only one."""
        calls = [
            call
            for each, call in self._waiting.values()
            if self._by_hand(each) and seconds in (None, each)
        ]
        assert calls if seconds is not None else len(calls) == 1, self.waiting
        for call in calls:
            call()


def polls_by_hand() -> HandTimers:
    """Timers of which only those of polls are driven by hand."""
    return HandTimers(by_hand=lambda seconds: seconds > LONGEST_REST)
