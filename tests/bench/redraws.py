"""Bytes that a key sends until the screen is at rest: the list, the detail, the focus, the picker.

At 120x36 and at 80x24. Of two events whose details differ in two lines only (EventId and
EventTime), and of the demo's, whose details differ in most of their lines; of two clusters whose
groups are alike, and of the demo's first ones, whose groups and last errors differ.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence

from bench.history import EVENT_ROW
from bench.meter import REST, Meter
from bench.setting import HISTORY, Setting
from bench.table import Figure, value_up_to

_EVENTS = 200
_SIZES = ((120, 36), (80, 24))
_KEYS = 9
_PAGES = 3
_IDLE_SECONDS = 5
_ALIKE_FROM, _ALIKE = 16, 4
"""Rows of the picker in view at either size whose clusters have groups of the same names."""

_FOCUS_LIMITS = {(120, 36): 3000, (80, 24): 1800}


def figures(setting: Setting) -> list[Figure]:
    """All of them, at each size."""
    return [figure for size in _SIZES for figure in _at(setting, size)]


def _at(setting: Setting, size: tuple[int, int]) -> list[Figure]:
    at = f"{size[0]}x{size[1]}"
    made: list[Figure] = []
    with setting.hpev(HISTORY, _EVENTS, size, "alike") as terminal:
        _open(terminal)
        made.append(_figure(f"j, two lines of the detail change, {at}", _sizes(terminal, "j"), 700))
        pages = _sizes(terminal, "pagedown", _PAGES)
        made.append(_figure(f"PgDn, two lines of the detail change, {at}", pages, 2500))
    with setting.hpev(HISTORY, _EVENTS, size) as terminal:
        _open(terminal)
        made.append(_figure(f"j, other details, {at}", _sizes(terminal, "j")))
        pages = _sizes(terminal, "pagedown", _PAGES)
        made.append(_figure(f"PgDn, other details, {at}", pages))
        there, back = [], []
        for _ in range(_PAGES):
            there += _sizes(terminal, "enter", 1)
            back += _sizes(terminal, "escape", 1)
        limit = _FOCUS_LIMITS[size]
        made.append(_figure(f"to the detail, {at}", there, limit))
        made.append(_figure(f"back to the list, {at}", back, limit))
        mark = terminal.mark()
        time.sleep(_IDLE_SECONDS)
        made.append(_figure(f"idle {_IDLE_SECONDS} s, {at}", [terminal.mark() - mark], 0))
    with setting.hpev("", size=size) as terminal:
        terminal.wait_for(" of 11")
        terminal.wait_for_start()
        for _ in range(_PAGES):
            # What is in view is described, which must not be counted with a page.
            terminal.ask("pagedown")
            terminal.wait_for_start()
        terminal.press("home")
        terminal.rest()
        made.append(_figure(f"picker: j, other groups in the preview, {at}", _sizes(terminal, "j")))
        terminal.press(*"j" * (_ALIKE_FROM - 1 - _KEYS))
        terminal.rest()
        made.append(_figure(f"picker: j, {at}", _sizes(terminal, "j", _ALIKE), 360))
        made.append(_figure(f"picker: PgDn, {at}", _sizes(terminal, "pagedown", _PAGES), 4500))
    return made


def _open(terminal: Meter) -> None:
    terminal.saw(EVENT_ROW)
    terminal.wait_for_reasons()


def _sizes(terminal: Meter, key: str, times: int = _KEYS) -> list[int]:
    """The bytes that follow each press, until nothing is under way."""
    return [terminal.ask(key, REST).size for _ in range(times)]


def _figure(name: str, sizes: Sequence[int], limit: int | None = None) -> Figure:
    reached = None if limit is None else value_up_to(limit)
    target = "" if limit is None else f"<= {limit:,} B"
    note = f"the most {max(sizes):,} B" if len(sizes) > 1 else ""
    return Figure(name, statistics.median(sizes), "B", target, reached, note=note)
