"""`make bench`: one table of this program beside its peers. Nothing is asserted by time."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from importlib.metadata import version

from bench import (
    cause,
    command,
    filtering,
    history,
    idle,
    keys,
    loading,
    memory,
    page_bytes,
    page_cost,
    questions,
    quitting,
    redraws,
    saved,
    signatures,
    start,
)
from bench.meter import COLUMNS, ROWS
from bench.processes import UnmeasurableError
from bench.setting import CLUSTER, Setting
from bench.table import Figure, heading, lines

MEASUREMENTS: dict[str, Callable[[Setting], list[Figure]]] = {
    "start": start.figures,
    "cause": cause.figures,
    "command": command.figures,
    "saved": saved.figures,
    "loading": lambda setting: [*loading.figures(setting), *page_cost.figures(setting)],
    "memory": memory.figures,
    "questions": questions.figures,
    "keys": keys.figures,
    "bytes": lambda setting: [*page_bytes.figures(setting), *redraws.figures(setting)],
    "filtering": filtering.figures,
    "signatures": signatures.figures,
    "idle": idle.figures,
    "quitting": quitting.figures,
}

NEEDED: dict[str, Callable[[Setting], object]] = {
    "keys": history.short,
    "bytes": page_bytes.listed,
    "filtering": history.loaded,
}
"""The programs that these need with all their reasons. The reasons come at a pace: the programs are
opened before the questions, which leave them the time."""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, fewer events")
    parser.add_argument("--events", type=int, help="the long history's (100,000; quick: 20,000)")
    parser.add_argument("only", nargs="*", help=f"of {', '.join(MEASUREMENTS)}; all without it")
    options = parser.parse_args()
    if unknown := set(options.only) - set(MEASUREMENTS):
        parser.error(f"no measurement {', '.join(sorted(unknown))}")
    return options


def _open_needed(setting: Setting, names: Iterable[str]) -> None:
    for name in NEEDED.keys() & set(names):
        # What cannot be opened is said where it is needed.
        with suppress(UnmeasurableError, AssertionError):
            NEEDED[name](setting)


def _measured(name: str, setting: Setting) -> list[Figure]:
    try:
        return MEASUREMENTS[name](setting)
    except (UnmeasurableError, AssertionError, TimeoutError) as reason:
        return [Figure(name, None, "s", note=f"not measured: {reason}")]


def _start_once(setting: Setting) -> None:
    """Let the program fill the user's cache and its bytecode, which no measure should wait for."""
    with setting.hpev(CLUSTER) as terminal:
        terminal.saw(history.EVENT_ROW)
        terminal.press("q")
        terminal.wait_exit()


def main() -> int:
    """Measure and print; a figure that cannot be had says why."""
    options = _options()
    # With it, this checkout and its peers would be compiled anew at every start.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    events = options.events or (20_000 if options.quick else 100_000)
    print(
        f"pty {COLUMNS} x {ROWS}; Python {platform.python_version()}, Textual {version('textual')},"
        f" boto3 {version('boto3')}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f};"
        f" {events:,} events"
    )
    print(heading())
    begun = time.monotonic()
    with ExitStack() as stack:
        setting = Setting(events, options.quick, stack)
        _start_once(setting)
        names = options.only or list(MEASUREMENTS)
        for name in names:
            if name == "questions":
                _open_needed(setting, names)
            for figure in _measured(name, setting):
                print(*lines(figure), sep="\n", flush=True)
    print(f"{time.monotonic() - begun:.0f} s; load {os.getloadavg()[0]:.1f} at the end")
    return 0


if __name__ == "__main__":
    sys.exit(main())
