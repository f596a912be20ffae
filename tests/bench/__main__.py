"""How fast the app starts, beside a Textual app that has next to nothing: `make bench`.

Each run is a new process in a new pty of 120 by 36, timed from before the process is made to
the moment when the terminal's screen shows what is waited for. The two take turns, so that
whatever else the machine does meets both.
"""

from __future__ import annotations

import os
import platform
import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version

from terminal import Terminal, hpev_command

RUNS = 9
ROWS, COLUMNS = 36, 120

BARE_APP = """\
from textual.app import App
from textual.widgets import Footer, Header, Static

class Bare(App):
    BINDINGS = [("q", "quit", "Quit")]

    def compose(self):
        yield Header()
        yield Static("bare app")
        yield Footer()

Bare().run()
"""

_EVENT_ROW = re.compile(r"^ .*\d\d:\d\d:\d\d  [EWI]  ", re.MULTILINE)


def _has_event(screen: str) -> bool:
    return _EVENT_ROW.search(screen) is not None


@dataclass
class Contender:
    """One program, with the moments of its start that are timed, and the times in seconds."""

    name: str
    command: list[str]
    moments: dict[str, str | Callable[[str], bool]]
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def run(self) -> None:
        """Start it once, note when each moment comes, and quit it."""
        start = time.perf_counter()
        with Terminal(self.command, rows=ROWS, columns=COLUMNS) as terminal:
            for moment, sign in self.moments.items():
                terminal.wait_for(sign)
                self.seconds.setdefault(moment, []).append(time.perf_counter() - start)
            terminal.press("q")
            terminal.wait_exit()


def main() -> None:
    """Run both in turn and print one table."""
    bare = Contender("bare Textual app", [sys.executable, "-c", BARE_APP], {"frame": "bare app"})
    hpev = Contender(
        "hpev-tui --demo train-p5",
        [*hpev_command(), "--demo", "train-p5"],
        {"frame": "train-p5", "event": _has_event},
    )
    for turn in range(RUNS + 1):
        for contender in (bare, hpev):
            contender.run()
            if turn == 0:  # The first one fills the machine's caches.
                contender.seconds.clear()
    _print_table(bare, hpev)


def _print_table(bare: Contender, hpev: Contender) -> None:
    unit = statistics.median(bare.seconds["frame"])
    print(
        f"Start in a pty of {COLUMNS} x {ROWS}; Python {platform.python_version()},"
        f" Textual {version('textual')}, {os.cpu_count()} cores; {RUNS} runs each, in turn"
    )
    print(f"{'start to …':42} {'median':>9} {'least':>9} {'most':>9} {'ratio':>7}")
    for label, seconds in (
        (f"{bare.name}: first frame", bare.seconds["frame"]),
        (f"{hpev.name}: first frame", hpev.seconds["frame"]),
        (f"{hpev.name}: first event row", hpev.seconds["event"]),
    ):
        middle = statistics.median(seconds)
        numbers = (f"{value * 1000:6.0f} ms" for value in (middle, min(seconds), max(seconds)))
        print(f"{label:42}", *numbers, f"{middle / unit:6.2f}x")


if __name__ == "__main__":
    main()
