"""`make bench`: one table of this program beside its peers. Nothing is asserted by time."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from importlib.metadata import version

from bench import (
    cause,
    filtering,
    idle,
    keys,
    loading,
    memory,
    page_bytes,
    questions,
    signatures,
    start,
)
from bench.meter import COLUMNS, ROWS, UnmeasurableError
from bench.setting import Setting
from bench.table import Figure, heading, lines

MEASUREMENTS: dict[str, Callable[[Setting], list[Figure]]] = {
    "start": start.figures,
    "cause": cause.figures,
    "questions": questions.figures,
    "loading": loading.figures,
    "memory": memory.figures,
    "keys": keys.figures,
    "bytes": page_bytes.figures,
    "filtering": filtering.figures,
    "signatures": signatures.figures,
    "idle": idle.figures,
}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, fewer events")
    parser.add_argument("--events", type=int, help="the long history's (100,000; quick: 5,000)")
    parser.add_argument("only", nargs="*", help=f"of {', '.join(MEASUREMENTS)}; all without it")
    options = parser.parse_args()
    if unknown := set(options.only) - set(MEASUREMENTS):
        parser.error(f"no measurement {', '.join(sorted(unknown))}")
    return options


def _measured(name: str, setting: Setting) -> list[Figure]:
    try:
        return MEASUREMENTS[name](setting)
    except (UnmeasurableError, AssertionError) as reason:
        return [Figure(name, None, "s", note=f"not measured: {reason}")]


def main() -> int:
    """Measure and print; a figure that cannot be had says why."""
    options = _options()
    events = options.events or (5_000 if options.quick else 100_000)
    print(
        f"pty {COLUMNS} x {ROWS}; Python {platform.python_version()}, Textual {version('textual')},"
        f" boto3 {version('boto3')}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f};"
        f" {events:,} events"
    )
    print(heading())
    begun = time.monotonic()
    with ExitStack() as stack:
        setting = Setting(events, options.quick, stack)
        for name in options.only or MEASUREMENTS:
            for figure in _measured(name, setting):
                print(*lines(figure), sep="\n", flush=True)
    print(f"{time.monotonic() - begun:.0f} s; load {os.getloadavg()[0]:.1f} at the end")
    return 0


if __name__ == "__main__":
    sys.exit(main())
