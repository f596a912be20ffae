"""Waiting for a rest, doing what is often asked for at most now and then, and polling.

The timers are driven by hand.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from help.timers import HandTimers
from hpev_tui.session.timing import (
    BUSY_SECONDS,
    PATIENCE,
    QUIET_SECONDS,
    USUAL_SECONDS,
    Cancel,
    Debounce,
    Later,
    Polling,
    Throttle,
)

# Debounce


def test_it_calls_once_for_all_that_restarted_it_before() -> None:
    timers, calls = HandTimers(), list[str]()
    debounce = Debounce(timers, 0.5, lambda: calls.append("rested"))
    assert timers.waiting == []
    for _ in range(3):
        debounce.restart()
    assert timers.waiting == [0.5]
    timers.go_off()
    assert (calls, timers.waiting) == (["rested"], [])


def test_it_calls_again_when_it_is_restarted_again() -> None:
    timers, calls = HandTimers(), list[str]()
    debounce = Debounce(timers, 0.5, lambda: calls.append("rested"))
    for _ in range(2):
        debounce.restart()
        timers.go_off()
    assert calls == ["rested", "rested"]


def test_what_is_cancelled_is_not_called() -> None:
    timers, calls = HandTimers(), list[str]()
    debounce = Debounce(timers, 0.5, lambda: calls.append("rested"))
    debounce.restart()
    debounce.cancel()
    assert (calls, timers.waiting) == ([], [])


class LateTimers:
    """Timers that have gone off already when they are cancelled: their calls are on their way."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []

    def after(self, seconds: float, call: Callable[[], None]) -> Cancel:
        """See `Timers.after`."""
        del seconds
        self.calls.append(call)
        return lambda: None


def test_it_does_not_call_for_a_timer_that_went_off_just_before_it_was_restarted() -> None:
    timers, calls = LateTimers(), list[str]()
    debounce = Debounce(timers, 0.5, lambda: calls.append("rested"))
    debounce.restart()
    debounce.restart()
    timers.calls[0]()
    assert calls == []
    timers.calls[1]()
    assert calls == ["rested"]


# Throttle


def test_what_is_requested_meanwhile_is_done_once_and_at_rest_nothing_waits() -> None:
    timers, calls = HandTimers(), list[str]()
    throttle = Throttle(timers, 1.0, lambda: calls.append("done"))
    throttle.request()
    assert calls == ["done"]
    throttle.request()
    throttle.request()
    assert calls == ["done"]
    timers.go_off()
    assert calls == ["done"] * 2
    timers.go_off()
    assert (calls, timers.waiting) == (["done"] * 2, [])
    throttle.request()
    assert calls == ["done"] * 3


# Later


def test_what_may_be_late_is_done_once_for_all_that_requested_it_meanwhile() -> None:
    timers, calls = HandTimers(), list[str]()
    later = Later(timers, 1.0, lambda: calls.append("done"))
    later.request()
    later.request()
    assert (calls, timers.waiting) == ([], [1.0])
    timers.go_off()
    assert (calls, timers.waiting) == (["done"], [])
    later.request()
    later.cancel()
    assert (calls, timers.waiting) == (["done"], [])


# Polling


class Polls:
    """A polling that polls into a number."""

    def __init__(self) -> None:
        self.count = 0
        self.timers = HandTimers()
        self.polling = Polling(self.timers, self._poll)

    def _poll(self) -> None:
        self.count += 1

    def answer(self, *, news: int = 0, throttled: bool = False, times: int = 1) -> None:
        """Let so many polls come and be answered so."""
        for _ in range(times):
            self.timers.go_off()
            self.polling.answered(news, throttled=throttled)


@pytest.fixture
def polls() -> Polls:
    made = Polls()
    made.polling.switch()
    return made


def test_nothing_is_asked_before_it_is_on() -> None:
    polls = Polls()
    assert (polls.count, polls.timers.waiting, polls.polling.words) == (0, [], "")


def test_it_asks_at_once_and_then_from_time_to_time(polls: Polls) -> None:
    assert (polls.count, polls.timers.waiting) == (1, [USUAL_SECONDS])
    assert polls.polling.words == "following"
    for count in (2, 3, 4):
        polls.timers.go_off()
        assert (polls.count, polls.timers.waiting) == (count, [USUAL_SECONDS])


def test_switched_off_it_asks_no_more(polls: Polls) -> None:
    polls.polling.switch()
    assert (polls.count, polls.timers.waiting, polls.polling.words) == (1, [], "")
    # An answer that was on its way does not start it again.
    polls.polling.answered(0, throttled=True)
    assert polls.timers.waiting == []


def test_paused_it_asks_nothing_and_goes_on_at_once(polls: Polls) -> None:
    polls.polling.pause()
    assert (polls.count, polls.timers.waiting) == (1, [])
    assert polls.polling.words == "follow paused"
    assert polls.polling.on
    assert not polls.polling.moves
    polls.polling.answered(0, throttled=True)
    assert polls.timers.waiting == []
    polls.polling.pause()
    assert (polls.count, polls.timers.waiting) == (2, [USUAL_SECONDS])
    assert polls.polling.moves


def test_what_is_off_cannot_be_paused() -> None:
    polls = Polls()
    polls.polling.pause()
    assert not polls.polling.paused
    polls.polling.switch()
    assert polls.polling.words == "following"


def test_switching_off_and_on_takes_the_pause_away(polls: Polls) -> None:
    polls.polling.pause()
    polls.polling.switch()
    polls.polling.switch()
    assert polls.polling.words == "following"
    assert polls.timers.waiting == [USUAL_SECONDS]


def test_polls_in_vain_become_rarer_after_some_patience(polls: Polls) -> None:
    polls.answer(times=PATIENCE - 1)
    assert polls.timers.waiting == [USUAL_SECONDS]
    assert polls.polling.words == "following"
    waits = []
    for _ in range(6):
        polls.answer()
        waits += polls.timers.waiting
    # From the answer on, not from the next one.
    assert waits == [15, 22.5, 33.75, 50.625, QUIET_SECONDS, QUIET_SECONDS]
    assert polls.polling.words == "following every 60 s"


def test_throttled_polls_become_rarer_at_once(polls: Polls) -> None:
    waits = []
    for _ in range(5):
        polls.answer(throttled=True)
        waits += polls.timers.waiting
    assert waits == [20, 40, 80, BUSY_SECONDS, BUSY_SECONDS]
    assert polls.polling.words == "following every 120 s"
    # What comes in vain after that is no reason to ask more often.
    polls.answer(times=PATIENCE)
    assert polls.timers.waiting == [BUSY_SECONDS]


@pytest.mark.parametrize("throttled", [False, True])
def test_news_make_them_usual_again(polls: Polls, *, throttled: bool) -> None:
    polls.answer(throttled=throttled, times=10)
    assert polls.timers.waiting > [USUAL_SECONDS]
    polls.answer(news=1)
    assert polls.timers.waiting == [USUAL_SECONDS]
    assert polls.polling.words == "following"
    # And patience is as it was.
    polls.answer(times=PATIENCE - 1)
    assert polls.timers.waiting == [USUAL_SECONDS]


def test_a_pause_makes_them_usual_again(polls: Polls) -> None:
    polls.answer(throttled=True, times=3)
    polls.polling.pause()
    polls.polling.pause()
    assert polls.timers.waiting == [USUAL_SECONDS]
