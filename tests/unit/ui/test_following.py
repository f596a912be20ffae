"""When polls come: usually, rarer, and not at all. The timers, Textual's own, go off by hand."""

from __future__ import annotations

from typing import cast

import pytest
from textual.message_pump import MessagePump

from help.timers import HandTimers
from hpev_tui.ui.browser.following import (
    BUSY_SECONDS,
    PATIENCE,
    QUIET_SECONDS,
    USUAL_SECONDS,
    Following,
)


class Polls:
    """A following that polls into a number."""

    def __init__(self) -> None:
        self.count = 0
        self.timers = HandTimers()
        self.following = Following(cast("MessagePump", self.timers), self._poll)

    def _poll(self) -> None:
        self.count += 1

    def answer(self, *, news: int = 0, throttled: bool = False, times: int = 1) -> None:
        """Let so many polls come and be answered so."""
        for _ in range(times):
            self.timers.go_off()
            self.following.heard(news, throttled=throttled)


@pytest.fixture
def polls() -> Polls:
    made = Polls()
    made.following.switch()
    return made


def test_nothing_is_asked_before_it_is_on() -> None:
    polls = Polls()
    assert (polls.count, polls.timers.waiting, polls.following.words) == (0, [], "")


def test_it_asks_at_once_and_then_from_time_to_time(polls: Polls) -> None:
    assert (polls.count, polls.timers.waiting) == (1, [USUAL_SECONDS])
    assert polls.following.words == "following"
    for count in (2, 3, 4):
        polls.timers.go_off()
        assert (polls.count, polls.timers.waiting) == (count, [USUAL_SECONDS])


def test_switched_off_it_asks_no_more(polls: Polls) -> None:
    polls.following.switch()
    assert (polls.count, polls.timers.waiting, polls.following.words) == (1, [], "")
    # An answer that was on its way does not start it again.
    polls.following.heard(0, throttled=True)
    assert polls.timers.waiting == []


def test_paused_it_asks_nothing_and_goes_on_at_once(polls: Polls) -> None:
    polls.following.pause()
    assert (polls.count, polls.timers.waiting) == (1, [])
    assert polls.following.words == "follow paused"
    assert polls.following.on
    assert not polls.following.moves
    polls.following.heard(0, throttled=True)
    assert polls.timers.waiting == []
    polls.following.pause()
    assert (polls.count, polls.timers.waiting) == (2, [USUAL_SECONDS])
    assert polls.following.moves


def test_what_is_off_cannot_be_paused() -> None:
    polls = Polls()
    polls.following.pause()
    assert not polls.following.paused
    polls.following.switch()
    assert polls.following.words == "following"


def test_switching_off_and_on_takes_the_pause_away(polls: Polls) -> None:
    polls.following.pause()
    polls.following.switch()
    polls.following.switch()
    assert polls.following.words == "following"
    assert polls.timers.waiting == [USUAL_SECONDS]


def test_polls_in_vain_become_rarer_after_some_patience(polls: Polls) -> None:
    polls.answer(times=PATIENCE - 1)
    assert polls.timers.waiting == [USUAL_SECONDS]
    assert polls.following.words == "following"
    waits = []
    for _ in range(6):
        polls.answer()
        waits += polls.timers.waiting
    # From the answer on, not from the next one.
    assert waits == [15, 22.5, 33.75, 50.625, QUIET_SECONDS, QUIET_SECONDS]
    assert polls.following.words == "following every 60 s"


def test_throttled_polls_become_rarer_at_once(polls: Polls) -> None:
    waits = []
    for _ in range(5):
        polls.answer(throttled=True)
        waits += polls.timers.waiting
    assert waits == [20, 40, 80, BUSY_SECONDS, BUSY_SECONDS]
    assert polls.following.words == "following every 120 s"
    # What comes in vain after that is no reason to ask more often.
    polls.answer(times=PATIENCE)
    assert polls.timers.waiting == [BUSY_SECONDS]


@pytest.mark.parametrize("throttled", [False, True])
def test_news_make_them_usual_again(polls: Polls, *, throttled: bool) -> None:
    polls.answer(throttled=throttled, times=10)
    assert polls.timers.waiting > [USUAL_SECONDS]
    polls.answer(news=1)
    assert polls.timers.waiting == [USUAL_SECONDS]
    assert polls.following.words == "following"
    # And patience is as it was.
    polls.answer(times=PATIENCE - 1)
    assert polls.timers.waiting == [USUAL_SECONDS]


def test_a_pause_makes_them_usual_again(polls: Polls) -> None:
    polls.answer(throttled=True, times=3)
    polls.following.pause()
    polls.following.pause()
    assert polls.timers.waiting == [USUAL_SECONDS]
