"""What is worked on while the next piece is got: when it begins, and what it raises."""

from __future__ import annotations

import threading

import pytest

from hpev_tui.sources.aws import ahead
from hpev_tui.sources.aws.ahead import Behind

SECONDS = 60.0


def test_work_begins_when_it_may_not_hold_up_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "START_SECONDS", SECONDS)
    done: list[str] = []
    behind = Behind(done.append)
    for piece in ("first", "second"):
        behind.do(piece)
        done.append(f"{piece} may begin")
        behind.start()
        # A request that is sent again says it again.
        behind.start()
        behind.wait()
    behind.end()
    assert done == ["first may begin", "first", "second may begin", "second"]


def test_work_begins_at_once_where_it_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "START_SECONDS", 10 * SECONDS)
    done = threading.Event()
    behind = Behind(lambda _: done.set())
    behind.do("piece")
    ending = threading.Thread(target=behind.end, daemon=True)
    ending.start()
    ending.join(SECONDS)
    assert done.is_set()


def test_work_begins_where_a_request_is_not_sent_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "START_SECONDS", 0.01)
    done = threading.Event()
    behind = Behind(lambda _: done.set())
    behind.do("piece")
    assert done.wait(SECONDS)
    behind.end()


def test_work_that_began_unasked_lets_the_next_piece_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "START_SECONDS", 0.0)
    begun = threading.Event()
    behind = Behind(lambda _: begun.set())
    behind.do("first")
    assert begun.wait(SECONDS)
    behind.start()
    behind.wait()
    begun.clear()
    monkeypatch.setattr(ahead, "START_SECONDS", SECONDS)
    behind.do("second")
    # Nothing is to happen: only where something does, wrongly, the time for it matters.
    assert not begun.wait(0.05)
    behind.end()
    assert begun.is_set()


def test_whoever_waits_gets_what_the_work_raises() -> None:
    def fail(piece: str) -> None:
        raise ValueError(piece)

    behind = Behind(fail)
    behind.do("piece")
    with pytest.raises(ValueError, match="piece"):
        behind.wait()
    behind.end()
