"""A body is read to its end, or given up where it has none or comes too slowly."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from help.faults.endpoint import Call, FaultyEndpoint
from help.scripted import ScriptedEndpoint
from help.source_run import SourceRun
from hpev_tui.demo.wire import Reply
from hpev_tui.model.failure import SourceError
from hpev_tui.model.settings import Settings
from hpev_tui.sources.aws.transport import BodyLimits, read_body
from hpev_tui.sources.sdk_process import CallLimits

LIMITS = BodyLimits(slow_after=10.0, least_rate=1000.0, most_bytes=100_000)


class OldRaw:
    """An answer of urllib3 1: its body comes in pieces, each with the seconds that it takes."""

    def __init__(self, *pieces: tuple[bytes, float]) -> None:
        self._pieces = iter(pieces)
        self.seconds = 0.0
        self.is_closed = False

    def read(self, size: int) -> bytes:
        piece, seconds = next(self._pieces, (b"", 0.0))
        assert len(piece) <= size
        self.seconds += seconds
        return piece

    def close(self) -> None:
        self.is_closed = True

    def clock(self) -> float:
        """The time, which passes only while the body comes."""
        return self.seconds


class Raw(OldRaw):
    """An answer of urllib3 2, which also gives what has come rather than all that was asked for."""

    def read1(self, size: int) -> bytes:
        return OldRaw.read(self, size)

    def read(self, size: int) -> bytes:
        raise AssertionError(size)


def test_a_body_is_read_whole() -> None:
    raw = Raw((b"ab", 1.0), (b"", 0.0), (b"never", 0.0))
    assert read_body(raw, "ListClusters", LIMITS, raw.clock) == b"ab"
    assert not raw.is_closed
    old = OldRaw((b"ab", 1.0), (b"c", 1.0))
    assert read_body(old, "ListClusters", LIMITS, old.clock) == b"abc"


def test_a_slow_body_has_time_at_first() -> None:
    raw = Raw(*[(b"x", 0.9)] * 10, (b"y" * 5_000, 5.0))
    assert len(read_body(raw, "ListClusters", LIMITS, raw.clock)) == 5_010


def test_a_body_that_drips_is_given_up() -> None:
    raw = Raw(*[(b"x", 1.0)] * 100)
    with pytest.raises(SourceError) as caught:
        read_body(raw, "ListClusters", LIMITS, raw.clock)
    failure = caught.value.failure
    assert failure.kind == "network"
    assert failure.title == "Answer to ListClusters too slow: 11 bytes in 11 s"
    assert raw.is_closed


def endless() -> Iterator[tuple[bytes, float]]:
    while True:
        yield b"x" * 60_000, 0.0


def test_a_body_without_an_end_is_given_up() -> None:
    raw = Raw()
    raw._pieces = endless()
    with pytest.raises(SourceError) as caught:
        read_body(raw, "ListClusters", LIMITS, raw.clock)
    assert caught.value.failure.title == (
        "Invalid answer to ListClusters: longer than 100,000 bytes"
    )
    assert raw.is_closed


# Through the SDK


def test_an_endless_answer_is_not_asked_for_again_and_the_next_one_comes(
    endpoint: ScriptedEndpoint, started: Callable[..., SourceRun]
) -> None:
    run = started(CallLimits(most_bytes=1 << 20))
    endpoint.answer("ListClusters", b" " * (2 << 20))
    failure = run.failure(run.source.clusters, None)
    assert "longer than 1,048,576 bytes" in failure.title
    assert endpoint.calls.count("ListClusters") == 1
    before = run.pid
    assert run.source.clusters(None).items
    assert run.pid == before


def drip(call: Call) -> Reply:
    """Answer with a byte from time to time, until nobody reads it."""
    call.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    call.connection.settimeout(0.01)
    while True:
        call.connection.sendall(b" ")
        try:
            call.connection.recv(1)
        except TimeoutError:
            continue
        raise ConnectionAbortedError


def test_a_dripping_answer_is_not_asked_for_again_and_the_next_one_comes(
    account: pytest.MonkeyPatch, started: Callable[..., SourceRun]
) -> None:
    assert account
    with FaultyEndpoint() as service:
        service.spoil("ListClusters", drip, times=1)
        run = started(CallLimits(slow_after=0.5), settings=Settings(endpoint_url=service.url))
        failure = run.failure(run.source.clusters, None)
        assert failure.title.startswith("Answer to ListClusters too slow")
        assert service.calls.count("ListClusters") == 1
        assert run.source.clusters(None).items
        run.end()
