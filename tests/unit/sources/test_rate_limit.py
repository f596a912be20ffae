"""How many background calls may be under way, how many start in a second, and throttling."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hpev_tui.sources.rate_limit import A_SECOND, IN_FLIGHT, RateLimit


def starts(limit: RateLimit, now: float, seconds: float, *, throttled: bool = False) -> list[float]:
    """When calls start that each end at once, as many as there may be within these seconds."""
    times: list[float] = []
    end = now + seconds
    while now < end:
        wait = limit.wait(now)
        assert wait is not None
        now += max(wait, 0.0)
        if now < end:
            limit.begin(now)
            limit.end(throttled=throttled)
            times.append(now)
    return times


def test_no_more_are_under_way_than_allowed() -> None:
    limit = RateLimit(in_flight=2, a_second=100)
    limit.begin(0.0)
    assert limit.wait(0.0) == 0.0
    limit.begin(0.0)
    assert limit.wait(0.0) is None
    limit.end(throttled=False)
    assert limit.wait(0.0) == 0.0


def test_no_second_has_more_starts_than_allowed() -> None:
    times = starts(RateLimit(), 10.0, 20.0)
    assert len(times) == pytest.approx(20 * A_SECOND, abs=1)
    for first, later in zip(times, times[A_SECOND:], strict=False):
        assert later - first >= 1.0


def test_the_first_ones_start_at_once() -> None:
    assert starts(RateLimit(), 10.0, 0.5) == [10.0] * A_SECOND


def test_each_throttling_halves_the_rate_down_to_a_limit() -> None:
    limit = RateLimit(a_second=1)
    times = starts(limit, 0.0, 200.0, throttled=True)
    waits = [later - first for first, later in pairwise(times)]
    assert waits[:4] == [2.0, 4.0, 8.0, 16.0]
    assert max(waits) == 16.0


def test_the_rate_comes_back() -> None:
    limit = RateLimit(a_second=1)
    starts(limit, 0.0, 100.0, throttled=True)
    times = starts(limit, 200.0, 500.0)
    assert times[-1] - times[-2] == pytest.approx(1.0)


def test_a_call_that_the_sdk_makes_again_slows_the_others_as_well() -> None:
    limit = RateLimit(a_second=5)
    assert limit.pause == 0.0
    limit.slow()
    assert limit.pause == pytest.approx(0.2)
    limit.slow()
    assert limit.pause == pytest.approx(0.6)
    for _ in range(100):
        limit.recover()
    assert limit.pause == 0.0


def test_three_at_a_time_and_five_a_second_are_the_usual() -> None:
    assert (IN_FLIGHT, A_SECOND) == (3, 5)
