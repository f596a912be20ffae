"""Bytes for one `j` and for one page of the zoomed list, beside Textual's DataTable and fzf.

The peers show the same lines as this program, cut from its own screen, in the same colours; a
quarter of the long history's events are errors, a quarter warnings. Each shows as many lines as
its own frame leaves: the note says how many.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.history import load_all
from bench.meter import REST, Meter
from bench.processes import UnmeasurableError
from bench.setting import HISTORY, Setting, fzf
from bench.table import Figure, Peer, value_up_to

_EVENT_ROW = re.compile(r"^│?.[ \d-]{6}\d\d:\d\d:\d\d  ([EWI]) \S* *")
"""A row up to its group: what is red on an error, and yellow on a warning."""
_COLOURS = {"E": "31", "W": "33", "I": "2"}
_SHOWN_CELL = re.compile(rb"\d\d:\d\d:\d\d")
_PAGES = 7
_HISTORY_EVENTS = 400


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes for a line and for a page, and how many lines a page has."""

    line: float
    page: float
    rows: int


def figures(setting: Setting) -> list[Figure]:
    """Both figures."""
    screens: list[str] = []
    own = _own(setting, screens)
    table = _Peer("Textual's DataTable", lambda: _table(setting, screens))
    finder = _Peer("fzf", lambda: _fzf(setting, screens))
    rows = "".join(
        f"; {peer.name} {peer.sizes.rows}" for peer in (table, finder) if peer.sizes is not None
    )
    return [
        Figure(
            "one j inside the page, zoomed",
            own.line,
            "B",
            "<= 350 B",
            value_up_to(350),
            tuple(peer.shown(lambda sizes: sizes.line) for peer in (table, finder)),
        ),
        Figure(
            "one page of list, zoomed, 1/4 Error, 1/4 Warn",
            own.page,
            "B",
            "<= 5,000 B",
            value_up_to(5000),
            tuple(peer.shown(lambda sizes: sizes.page) for peer in (table, finder)),
            f"rows in a page: hpev-tui {own.rows}{rows}",
        ),
    ]


class _Peer:
    """A peer's sizes, or why there are none."""

    def __init__(self, name: str, measure: Callable[[], Sizes]) -> None:
        self.name = name
        self.sizes: Sizes | None = None
        self._missing = ""
        try:
            self.sizes = measure()
        except UnmeasurableError as reason:
            self._missing = f"{name}: {reason}"

    def shown(self, pick: Callable[[Sizes], float]) -> Peer:
        """The peer's place in the table."""
        return Peer(self.name, None if self.sizes is None else pick(self.sizes), self._missing)


def listed(setting: Setting) -> Meter:
    """The program with some hundred events loaded and nothing beside the list, once in a run.

    All their reasons come, so that none is counted with a page.
    """
    return setting.once("zoomed list", lambda: _list(setting))


def _list(setting: Setting) -> Meter:
    terminal = setting.stack.enter_context(setting.hpev(HISTORY, _HISTORY_EVENTS))
    load_all(terminal)
    terminal.press("+")
    return terminal


def _own(setting: Setting, screens: list[str]) -> Sizes:
    terminal = listed(setting)
    terminal.wait_for_reasons()
    line = _line(terminal, "j")
    pages = []
    for _ in range(_PAGES):
        screens.append(terminal.screen_text())
        pages.append(terminal.ask("pagedown", REST).size)
    rows = len(_rows(screens[-1:]))
    return Sizes(line, statistics.median(pages), rows)


def _line(terminal: Meter, key: str) -> float:
    return statistics.median(terminal.ask(key, REST).size for _ in range(9))


def _rows(screens: list[str]) -> list[str]:
    lines = (line for screen in screens for line in screen.splitlines())
    return [line.rstrip("│ ") for line in lines if _EVENT_ROW.match(line)]


def _table(setting: Setting, screens: list[str]) -> Sizes:
    heading = next(line for line in screens[0].splitlines() if "MESSAGE" in line)
    starts = [title.start() for title in re.finditer(r"[A-Z]+", heading)]
    ends = [*starts[1:], None]
    path = setting.scratch("rows.tsv")

    def tabbed(row: str) -> str:
        cells = (row[start:end] for start, end in zip(starts, ends, strict=True))
        return "\t".join(cell.strip() for cell in cells)

    _write(path, [tabbed(heading), *map(tabbed, _rows(screens))])
    with setting.python("table_app.py", path) as terminal:
        terminal.saw(_SHOWN_CELL)
        return _sizes(terminal, "j", "pagedown")


def _fzf(setting: Setting, screens: list[str]) -> Sizes:
    path = setting.scratch("rows.txt")
    _write(path, map(_coloured, _rows(screens)))
    command = [fzf(), "--ansi", "--no-sort", "--layout=reverse"]
    shell: list[str | Path] = [
        "sh",
        "-c",
        'list=$1; shift; exec "$@" <"$list"',
        "sh",
        path,
        *command,
    ]
    with Meter(shell, setting.environment()) as terminal:
        terminal.saw(_SHOWN_CELL)
        return _sizes(terminal, "down", "pagedown")


def _coloured(row: str) -> str:
    """The line as this program draws it. fzf takes two cells of the width for itself."""
    at = _EVENT_ROW.match(row)
    if at is None:
        raise AssertionError(row)
    end = len(row) if at[1] == "I" else at.end()
    return f"\x1b[{_COLOURS[at[1]]}m{row[1:end]}\x1b[0m{row[end:]}"


def _write(path: Path, rows: Iterable[str]) -> None:
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def _sizes(terminal: Meter, line_key: str, page_key: str) -> Sizes:
    terminal.rest()
    line = _line(terminal, line_key)
    pages = [terminal.ask(page_key, REST).size for _ in range(_PAGES - 4)]
    rows = sum(
        1 for row in terminal.screen_text().splitlines() if re.search(r"\d\d:\d\d:\d\d", row)
    )
    return Sizes(line, statistics.median(pages), rows)
