"""`Debounce` calls once things have come to rest; the timers, Textual's own, are stood in for."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from textual.message_pump import MessagePump

from hpev_tui.ui.settle import Debounce


class Timer:
    """A timer that goes off when the test says so."""

    def __init__(self, delay: float, call: Callable[[], None]) -> None:
        self.delay = delay
        self._call: Callable[[], None] | None = call

    def stop(self) -> None:
        self._call = None

    def go_off(self) -> None:
        if self._call is not None:
            self._call()


class Owner:
    """Has timers."""

    def __init__(self) -> None:
        self.timers: list[Timer] = []

    def set_timer(self, delay: float, call: Callable[[], None]) -> Timer:
        self.timers.append(Timer(delay, call))
        return self.timers[-1]


def test_it_calls_once_for_all_that_disturbed_it_before() -> None:
    owner, calls = Owner(), list[str]()
    debounce = Debounce(cast("MessagePump", owner), 0.5, lambda: calls.append("rested"))
    assert not owner.timers
    for _ in range(3):
        debounce.disturb()
    for timer in owner.timers:
        timer.go_off()
    assert calls == ["rested"]
    assert [timer.delay for timer in owner.timers] == [0.5] * 3


def test_it_calls_again_when_it_is_disturbed_again() -> None:
    owner, calls = Owner(), list[str]()
    debounce = Debounce(cast("MessagePump", owner), 0.5, lambda: calls.append("rested"))
    for _ in range(2):
        debounce.disturb()
        owner.timers[-1].go_off()
    assert calls == ["rested", "rested"]


def test_it_does_not_call_for_a_timer_that_went_off_just_before_it_was_disturbed() -> None:
    owner, calls = Owner(), list[str]()
    debounce = Debounce(cast("MessagePump", owner), 0.5, lambda: calls.append("rested"))
    debounce.disturb()
    already_under_way = owner.timers[0]._call
    assert already_under_way is not None
    debounce.disturb()
    already_under_way()
    assert calls == []
    owner.timers[-1].go_off()
    assert calls == ["rested"]
