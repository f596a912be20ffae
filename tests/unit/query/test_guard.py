"""The time limit: what it interrupts, and that it leaves no trace."""

from __future__ import annotations

import importlib
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from hpev_tui.query import Problem, TooSlowError, within_limit
from unit.query.samples import event, query

PROBLEM = Problem(3, 8, "too slow")


def spin() -> None:
    """Work that has no end."""
    while True:
        pass


def ringing(_signal: int, _frame: FrameType | None) -> None:
    """A handler of somebody else's."""


@pytest.fixture
def alarm() -> Iterator[None]:
    """Somebody else's alarm, set to go off in an hour or so."""
    before = signal.signal(signal.SIGALRM, ringing)
    signal.setitimer(signal.ITIMER_REAL, 4000, 5000)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def test_a_regular_expression_that_would_take_years_is_refused() -> None:
    line = query("level:error /(a+)+$/ since:2h")
    rows = [event("1", "short", level="Error"), event("2", f"{'a' * 60}!", level="Error")]
    with pytest.raises(TooSlowError) as refused:
        line.select(rows)
    assert line.text[refused.value.problem.start : refused.value.problem.end] == "/(a+)+$/"
    assert "too slow" in refused.value.problem.reason
    assert line.matches(rows[0], None) is False


def test_work_without_an_end_is_interrupted() -> None:
    with pytest.raises(TooSlowError) as refused:
        within_limit(PROBLEM, spin, 0.001)
    assert refused.value.problem is PROBLEM


def test_an_interruption_that_got_lost_comes_again() -> None:
    lost = []

    def work() -> None:
        try:
            spin()
        except TooSlowError:
            lost.append(1)
        spin()

    with pytest.raises(TooSlowError):
        within_limit(PROBLEM, work, 0.001)
    assert lost == [1]


def test_an_import_is_not_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow_to_import.py").write_text(
        "import signal\n"
        "at_first = signal.getsignal(signal.SIGALRM)\n"
        "rung = []\n"
        "def ring(number, frame):\n"
        "    rung.append(1)\n"
        "    at_first(number, frame)\n"
        "signal.signal(signal.SIGALRM, ring)\n"
        "while len(rung) < 3:\n"
        "    pass\n"
        "signal.signal(signal.SIGALRM, at_first)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    module = within_limit(PROBLEM, lambda: importlib.import_module("slow_to_import"), 0.001)
    assert len(module.rung) >= 3
    with pytest.raises(TooSlowError):
        within_limit(PROBLEM, spin, 0.001)


@pytest.mark.usefixtures("alarm")
def test_the_handler_and_the_timer_of_others_come_back() -> None:
    assert within_limit(PROBLEM, lambda: "done", 1000) == "done"
    with pytest.raises(TooSlowError):
        within_limit(PROBLEM, spin, 0.001)
    with pytest.raises(ZeroDivisionError):
        within_limit(PROBLEM, lambda: 1 / 0, 1000)
    assert signal.getsignal(signal.SIGALRM) is ringing
    left, interval = signal.getitimer(signal.ITIMER_REAL)
    assert 2000 < left <= 4000
    assert interval == 5000


def test_no_timer_is_left_behind_where_none_was() -> None:
    before = signal.getsignal(signal.SIGALRM)
    assert within_limit(PROBLEM, lambda: signal.getitimer(signal.ITIMER_REAL)[1], 1000) == 1000
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_off_the_main_thread_there_is_no_limit() -> None:
    timers: list[tuple[float, float]] = []
    thread = threading.Thread(
        target=lambda: timers.append(
            within_limit(PROBLEM, lambda: signal.getitimer(signal.ITIMER_REAL), 1000)
        )
    )
    thread.start()
    thread.join()
    assert timers == [(0, 0)]


def test_without_timers_there_is_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(signal, "setitimer")
    assert within_limit(PROBLEM, lambda: signal.getitimer(signal.ITIMER_REAL), 1000) == (0, 0)


def test_a_handler_that_cannot_be_put_back_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "getsignal", lambda _: None)
    assert within_limit(PROBLEM, lambda: signal.getitimer(signal.ITIMER_REAL), 1000) == (0, 0)
