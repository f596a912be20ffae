"""A source is opened late, once, and again after it could not be opened."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import pytest

from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.sources import EventSource
from hpev_tui.sources.connection import CallStats, Connection

SECONDS = 30.0


def new_source() -> EventSource:
    return cast("EventSource", object())


def test_the_source_is_opened_by_its_first_use_and_once() -> None:
    opened: list[EventSource] = []

    def open_source(_: CallStats) -> EventSource:
        opened.append(new_source())
        return opened[-1]

    connection = Connection(open_source)
    assert not opened
    assert connection.source() is connection.source() is opened[0]
    assert len(opened) == 1


def test_threads_wait_for_the_one_that_opens_it() -> None:
    opening, go_on = threading.Event(), threading.Event()
    opened: list[EventSource] = []

    def open_source(_: CallStats) -> EventSource:
        opening.set()
        assert go_on.wait(SECONDS)
        opened.append(new_source())
        return opened[-1]

    connection = Connection(open_source)
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(connection.source) for _ in range(4)]
        assert opening.wait(SECONDS)
        assert not any(each.done() for each in asked)
        go_on.set()
        assert {id(each.result(SECONDS)) for each in asked} == {id(opened[0])}
    assert len(opened) == 1


def test_a_failed_opening_is_tried_again() -> None:
    failure = Failure("region", "There is no usable AWS region")
    results: list[EventSource | None] = [None, new_source()]

    def open_source(_: CallStats) -> EventSource:
        source = results.pop(0)
        if source is None:
            raise SourceError(failure)
        return source

    connection = Connection(open_source)
    with pytest.raises(SourceError):
        connection.source()
    assert connection.source() is connection.source()
    assert not results


class Closable:
    """A source that notes how it was closed."""

    def __init__(self) -> None:
        self.closed: list[bool] = []

    def close(self, *, at_once: bool) -> None:
        self.closed.append(at_once)


def test_a_renewed_connection_opens_another_source() -> None:
    opened: list[Closable] = []

    def open_source(_: CallStats) -> EventSource:
        opened.append(Closable())
        return cast("EventSource", opened[-1])

    connection = Connection(open_source)
    connection.renew()
    first = connection.source()
    connection.renew()
    assert connection.source() is not first
    # What is under way with it may end.
    assert opened[0].closed == [False]
    assert not opened[1].closed


def test_a_closed_connection_opens_nothing() -> None:
    opened: list[Closable] = []

    def open_source(_: CallStats) -> EventSource:
        opened.append(Closable())
        return cast("EventSource", opened[-1])

    connection = Connection(open_source)
    connection.source()
    connection.close()
    assert opened[0].closed == [True]
    with pytest.raises(SourceError):
        connection.source()
    assert len(opened) == 1


def test_a_source_that_opens_while_the_connection_is_closed_is_closed_as_well() -> None:
    opening, go_on = threading.Event(), threading.Event()
    opened: list[Closable] = []

    def open_source(_: CallStats) -> EventSource:
        opening.set()
        assert go_on.wait(SECONDS)
        opened.append(Closable())
        return cast("EventSource", opened[-1])

    connection = Connection(open_source)
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(connection.source)
        assert opening.wait(SECONDS)
        # Neither waits for the source that is being opened.
        connection.renew()
        connection.close()
        go_on.set()
        with pytest.raises(SourceError):
            asked.result(SECONDS)
    assert opened[0].closed == [True]


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
