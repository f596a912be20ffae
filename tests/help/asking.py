"""Ask a question of the program in a terminal, by its keys, and look at what is answered."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from help.questions import Ask
from help.served import CaseEndpoint, served
from help.sides import without_sides
from help.terminal import Terminal, hpev
from help.worlds import IncidentWorld, incident_world

LIVE = 600.0
"""For so many seconds a world that is asked of goes on."""

_OSC_52 = re.compile(rb"\x1b\]52;[a-z]*;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\)")


@dataclass(frozen=True)
class Asked:
    """What came of a question."""

    ask: Ask
    is_right: bool
    keys: tuple[str, ...]
    """Those that were pressed."""
    seconds: float
    """From the first of them to the answer."""
    calls: int
    """What was asked of the service meanwhile."""
    screen: str
    """The screen in the end."""


def world_of_now(seed: int) -> IncidentWorld:
    """The world of a seed, whose present is the present, and which goes on."""
    # Events have whole milliseconds: none is later than its world's present by a part of one.
    return incident_world(seed, round(time.time(), 3), live=LIVE)


@contextmanager
def opened(
    world: IncidentWorld, columns: int, rows: int
) -> Iterator[tuple[Terminal, CaseEndpoint]]:
    """The program on the events of a world, which has its first page on the screen."""
    with served(world.case) as service:
        service.case.clock = lambda: world.now
        env = {
            "AWS_ENDPOINT_URL": service.url,
            "AWS_REGION": "us-west-2",
            "AWS_ACCESS_KEY_ID": "asker",
            "AWS_SECRET_ACCESS_KEY": "asker",
            "TZ": "UTC",
            # Over SSH a copy goes to the terminal: no display of this machine takes part.
            "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22",
        }
        name = world.case["cluster"]["ClusterName"]
        with hpev(name, columns=columns, rows=rows, env=env) as terminal:
            terminal.wait_for(_has(r"^.*\d\d:\d\d:\d\d  [EWI]  "))
            yield terminal, service


def _shown(terminal: Terminal) -> str:
    return without_sides(terminal.screen_text())


def asked(terminal: Terminal, service: CaseEndpoint, ask: Ask, patience: float) -> Asked:
    """Press the keys of a question, and wait up to so many seconds for each of its two steps."""
    if ask.of_news:
        service.case.clock = time.time
    mark, calls, start = terminal.mark(), len(service.calls), time.monotonic()
    keys: tuple[str, ...] = ()
    is_right = not ask.is_copied and not ask.of_news and ask.answer(_shown(terminal))
    if not is_right:
        keys, is_right = _pressed(terminal, ask, mark, patience)
    seconds = time.monotonic() - start
    made = len(service.calls) - calls
    return Asked(ask, is_right, keys, seconds, made, _shown(terminal))


def _pressed(
    terminal: Terminal, ask: Ask, mark: int, patience: float
) -> tuple[tuple[str, ...], bool]:
    terminal.press(*ask.keys)
    keys = ask.keys
    try:
        if ask.row or ask.then or ask.more:
            # An overview has drawn its rows when it says what it is made of.
            terminal.wait_for("From ", patience)
        if ask.row and not ask.answer(_shown(terminal)):
            terminal.wait_for(_has(ask.row), patience)
            steps = _steps(terminal, ask.row)
            keys += ("j" if steps > 0 else "k",) * abs(steps)
            terminal.press(*keys[len(ask.keys) :])
        terminal.press(*ask.then)
        keys += ask.then
        if ask.more and not ask.answer(first := _shown(terminal)):
            terminal.press(*ask.more)
            keys += ask.more
            terminal.wait_for(lambda text: ask.answer(f"{first}\n{text}"), patience)
        else:
            terminal.wait_for(_answer(terminal, ask, mark), patience)
    except AssertionError:
        return keys, False
    return keys, True


def _has(pattern: str) -> Callable[[str], bool]:
    """Whether a line of the screen is so."""
    line = re.compile(pattern, re.MULTILINE)
    return lambda text: line.search(text) is not None


def _answer(terminal: Terminal, ask: Ask, mark: int) -> Callable[[str], bool]:
    if not ask.is_copied:
        return ask.answer

    def has_copied(_: str) -> bool:
        copies = [base64.b64decode(each).decode() for each in _OSC_52.findall(terminal.since(mark))]
        return any(map(ask.answer, copies))

    return has_copied


def _steps(terminal: Terminal, row: str) -> int:
    """How many rows the one that is looked for is below the cursor, whose row is reversed."""
    with terminal._changed:
        lines = terminal._text().splitlines()
        drawn = terminal._screen.buffer
        widths = [sum(each.reverse for each in drawn[y].values()) for y in range(len(lines))]
    row_of_screen = next(y for y, line in enumerate(lines) if re.search(row, line))
    return row_of_screen - widths.index(max(widths))
