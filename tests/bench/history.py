"""The program with a whole long history loaded.

The one of `loaded` is shared by several measurements. It runs under `peers/timed_loop.py`, which
measures nothing until it is asked to. While it loads, `j` and `k` move the cursor between two
rows, and the time until the cursor is drawn on the other row is noted for each: whatever else is
drawn meanwhile, the cursor moves only when the program answers keys.
"""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.meter import Meter
from bench.processes import UnmeasurableError, memory, sdk_process
from bench.setting import HISTORY, Setting

KEY_SECONDS = 0.05
"""Seconds between two keys: a stall of longer than that cannot pass between them."""

SHORT_EVENTS = 2_000

EVENT_ROW = re.compile(rb"\d\d:\d\d:\d\d  [EWI]  ")
_LOADED = re.compile(rb"no older events")
_SHOWN_ROW = re.compile(r" \d\d:\d\d:\d\d  [EWI] ")
_PROGRESS = re.compile(rb"esc stop")
_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Loaded:
    """The program and what its loading cost."""

    terminal: Meter
    seconds: float
    waits: tuple[float, ...]
    """Seconds until a key was answered, for each key that was pressed meanwhile."""
    memory: int
    """Bytes that the screen's process has when it has loaded all."""
    sdk_memory: int
    """Bytes that the SDK's process has then."""
    report: Path
    """Where the program writes how long its loop was held."""


def loaded(setting: Setting) -> Loaded:
    """Load everything, once in a run.

    Raises:
        UnmeasurableError: it cannot be loaded.
    """
    return setting.once("history", lambda: load(setting, setting.stack))


def load(setting: Setting, stack: ExitStack) -> Loaded:
    """Load everything anew, in a program that the stack ends; raises as `loaded`."""
    report = setting.scratch("stalls")
    terminal = stack.enter_context(
        setting.python("timed_loop.py", report, HISTORY, "--no-background")
    )
    terminal.saw(EVENT_ROW)
    terminal.rest()
    first_row = _first_row(terminal)
    mark, start = terminal.mark(), time.monotonic()
    terminal.press("L")
    waits: list[float] = []
    while not terminal.has(_LOADED, mark):
        waits.append(_toggle_cursor(terminal, first_row, len(waits)))
        waited = time.monotonic() - start
        if waited > _PATIENCE and not terminal.has(_PROGRESS, mark):
            raise UnmeasurableError("L loads nothing here")
    seconds = terminal.saw(_LOADED, mark) - start
    terminal.press("home")
    terminal.rest()
    sizes = memory(terminal.pid), memory(sdk_process(terminal.pid))
    return Loaded(terminal, seconds, tuple(waits), *sizes, report)


def short(setting: Setting) -> Meter:
    """The program with a short history loaded, once in a run; raises as `loaded`."""
    return setting.once("short history", lambda: _load_short(setting))


def _load_short(setting: Setting) -> Meter:
    terminal = setting.stack.enter_context(setting.hpev(HISTORY, SHORT_EVENTS))
    load_all(terminal)
    return terminal


def load_all(terminal: Meter, timeout: float = 60.0) -> None:
    """Load everything in a program whose list is about to be there, without another key."""
    terminal.saw(EVENT_ROW)
    mark = terminal.mark()
    terminal.press("L")
    terminal.saw(_LOADED, mark, timeout)
    terminal.press("home")
    terminal.rest()


def _toggle_cursor(terminal: Meter, first_row: int, turn: int) -> float:
    """Move the cursor to the other one of the first two rows, in pace; seconds until it is there.

    Even turns go down and odd ones up. `first_row` is the screen's line with the list's first row.
    """
    mark, start = terminal.mark(), time.monotonic()
    terminal.press("jk"[turn % 2])
    row = rb"\x1b\[%d;\d+H\x1b\[7[;m]" % (first_row + (turn + 1) % 2)
    seconds = terminal.saw(re.compile(row), mark) - start
    # Keys at a steady pace, as a held key sends them: without it they would be the load.
    time.sleep(max(0.0, KEY_SECONDS - (time.monotonic() - start)))
    return seconds


def _first_row(terminal: Meter) -> int:
    """The screen's line with the list's first row, counted from 1: where the cursor begins."""
    shown = terminal.wait_for(lambda text: _SHOWN_ROW.search(text) is not None)
    for number, line in enumerate(shown.splitlines(), 1):
        if _SHOWN_ROW.search(line):
            return number
    raise UnmeasurableError("no event on the screen")


def held(run: Loaded, keys: str, seconds: list[float]) -> list[float]:
    """Type keys, each at its answer's end, and add the seconds for each to `seconds`.

    The result is by how many seconds each beat of the program's loop was late meanwhile.
    """

    def type_them() -> None:
        for key in keys:
            seconds.append(run.terminal.ask(key).seconds)
            run.terminal.rest()

    return late_beats(run, type_them)


def late_beats(run: Loaded, work: Callable[[], object]) -> list[float]:
    """Do something; by how many seconds each beat of the program's loop was late meanwhile."""
    run.terminal.signal(signal.SIGUSR1)
    work()
    run.report.unlink(missing_ok=True)
    run.terminal.signal(signal.SIGUSR1)
    deadline = time.monotonic() + _PATIENCE
    while not run.report.exists():
        if time.monotonic() > deadline:
            raise UnmeasurableError("the program does not say how long its loop was held")
        run.terminal.rest()
    return [float(line) for line in run.report.read_text().split()]
