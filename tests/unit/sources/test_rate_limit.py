"""How many calls may be under way, how many start in a second, and what a throttle changes."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hpev_tui.sources.rate_limit import CallBudget, RateLimit


def starts(
    limit: RateLimit, now: float, seconds: float, *, throttled: bool = False, demand: bool = False
) -> list[float]:
    """When calls start that each end at once, as many as there may be within these seconds."""
    times: list[float] = []
    end = now + seconds
    while now < end:
        wait = limit.wait(now, demand=demand)
        assert wait is not None
        now += max(wait, 0.0)
        if now < end:
            limit.begin(now, demand=demand)
            limit.end(throttled=throttled, demand=demand)
            times.append(now)
    return times


def steady(a_second: float) -> RateLimit:
    """A limit that never rises above what it begins with."""
    return RateLimit(CallBudget(a_second=a_second, most_a_second=a_second))


def test_a_place_is_kept_for_what_somebody_waits_for() -> None:
    limit = RateLimit(CallBudget(in_flight=3, a_second=100))
    limit.begin(0.0)
    assert limit.wait(0.0) == 0.0
    limit.begin(0.0)
    assert (limit.wait(0.0), limit.wait(0.0, demand=True)) == (None, 0.0)
    limit.begin(0.0, demand=True)
    assert limit.wait(0.0, demand=True) is None
    limit.end(throttled=False)
    assert (limit.wait(0.0), limit.wait(0.0, demand=True)) == (0.0, 0.0)
    # It is not taken by the background either while somebody's call is under way.
    limit.begin(0.0)
    limit.end(throttled=False, demand=True)
    assert limit.wait(0.0) is None


def test_no_second_has_more_starts_than_allowed() -> None:
    times = starts(steady(5), 10.0, 20.0)
    assert len(times) == pytest.approx(20 * 5, abs=1)
    for first, later in zip(times, times[5:], strict=False):
        assert later - first >= 1.0


def test_the_first_ones_start_at_once() -> None:
    assert starts(RateLimit(), 10.0, 0.5) == [10.0] * 5


def test_it_rises_slowly_while_nothing_is_throttled_and_no_further_than_it_may() -> None:
    limit = RateLimit()
    assert (limit.a_second, limit.in_flight) == (5, 4)
    seen = []
    for _ in range(200):
        limit.begin(0.0)
        limit.end(throttled=False)
        seen.append((limit.a_second, limit.in_flight))
    assert seen[18::20][:6] == [(5, 4), (6, 4), (7, 4), (8, 5), (9, 5), (10, 6)]
    assert seen[-1] == (10, 6)
    times = starts(limit, 10.0, 20.0)
    assert max(sum(t <= other < t + 1 for other in times) for t in times) == 10


def test_each_throttling_halves_the_rate_down_to_a_limit() -> None:
    limit = steady(1)
    times = starts(limit, 0.0, 200.0, throttled=True)
    waits = [later - first for first, later in pairwise(times)]
    assert waits[:4] == [2.0, 4.0, 8.0, 16.0]
    assert max(waits) == 16.0


def test_a_throttle_halves_what_it_has_risen_to_and_what_is_in_flight() -> None:
    limit = RateLimit()
    starts(limit, 0.0, 60.0)
    assert (limit.a_second, limit.in_flight) == (10, 6)
    seen = []
    for _ in range(4):
        limit.slow()
        seen.append((limit.a_second, limit.in_flight))
    assert seen == [(5, 4), (2.5, 2), (1.25, 2), (0.625, 2)]


def test_the_rate_comes_back() -> None:
    limit = steady(1)
    starts(limit, 0.0, 100.0, throttled=True)
    times = starts(limit, 200.0, 500.0)
    assert times[-1] - times[-2] == pytest.approx(1.0)


def test_what_somebody_waits_for_keeps_to_the_rate_only_after_a_throttle() -> None:
    limit = RateLimit()
    for _ in range(50):
        assert limit.wait(0.0, demand=True) == 0.0
        limit.begin(0.0, demand=True)
        limit.end(throttled=False, demand=True)
    # What nobody waits for stands back behind them.
    wait = limit.wait(0.0)
    assert wait is not None
    assert wait > 0
    limit.slow()
    limit.slow()
    times = starts(limit, 100.0, 1.0, throttled=True, demand=True)
    assert len(times) <= 2


def test_a_throttled_service_is_never_made_worse() -> None:
    limit = RateLimit()
    before = starts(limit, 0.0, 60.0)
    assert sum(time >= 50 for time in before) == 100
    # Half of them are made because somebody waits for them, and all are throttled for ten seconds.
    meanwhile: list[float] = []
    for second in range(60, 70):
        for demand in (True, False):
            meanwhile += starts(
                limit, second + 0.5 * (not demand), 0.5, throttled=True, demand=demand
            )
    assert sum(time < 61 for time in meanwhile) <= 5
    assert len(meanwhile) <= 10
    # The first second after it sees no more calls than a throttled one did, and all comes back.
    after = starts(limit, 70.0, 120.0)
    assert sum(time < 71 for time in after) <= 1
    assert sum(time >= 180 for time in after) == 100


def test_a_call_that_the_sdk_makes_again_slows_the_others_as_well() -> None:
    limit = RateLimit()
    assert limit.pause == 0.0
    limit.slow()
    assert limit.pause == pytest.approx(0.2)
    limit.slow()
    assert limit.pause == pytest.approx(0.6)
    for _ in range(100):
        limit.recover()
    assert limit.pause == 0.0
