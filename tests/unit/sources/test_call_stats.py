"""Calls are counted, and throttlings handed on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hpev_tui.sources.call_stats import CallStats


def call_often(stats: CallStats) -> None:
    for _ in range(1000):
        stats.call()


def test_calls_are_counted_in_every_thread_and_throttlings_reported() -> None:
    throttlings: list[int] = []
    stats = CallStats(lambda: throttlings.append(1))
    with ThreadPoolExecutor(8) as threads:
        for _ in range(8):
            threads.submit(call_often, stats)
        for _ in range(3):
            threads.submit(stats.throttle)
    assert (stats.calls, stats.throttles, len(throttlings)) == (8000, 3, 3)
