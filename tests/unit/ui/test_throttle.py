"""What is asked for often is done at once, and then no more often than it may be."""

from __future__ import annotations

from typing import cast

from textual.message_pump import MessagePump

from help.timers import HandTimers
from hpev_tui.ui.settle import Throttle


def test_what_is_asked_for_meanwhile_is_done_once_and_at_rest_nothing_waits() -> None:
    timers, calls = HandTimers(), list[str]()
    throttle = Throttle(cast("MessagePump", timers), 1.0, lambda: calls.append("done"))
    throttle.want()
    assert calls == ["done"]
    throttle.want()
    throttle.want()
    assert calls == ["done"]
    timers.go_off()
    assert calls == ["done"] * 2
    timers.go_off()
    assert (calls, timers.waiting) == (["done"] * 2, [])
    throttle.want()
    assert calls == ["done"] * 3
