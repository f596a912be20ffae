"""`make questions`: the twelve questions that people bring to a cluster's events, timed.

They are asked of incident worlds, each in a program of its own, once its first page has been shown
for four seconds. What is right is known from the world's truth (see `help.questions`); the answer
is looked for on the screen as it is drawn.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.setting import Setting
from bench.table import Figure
from help.asking import Asked, asked, opened, world_of_now
from help.questions import MOST_KEYS, QUESTIONS, asks

WORLDS = range(10)
"""Their seeds."""

SIZES = ((120, 36), (80, 24))
"""Columns and rows."""

SHOWN = 4.0
"""For so many seconds the first page is shown before a question is asked."""

LIMIT = 1.0
"""Within so many seconds a question should be answered."""

_PATIENCE = 4.0
_AT_ONCE = 3
"""How many programs run at the same time: most of it they are only shown."""


@dataclass(frozen=True)
class Run:
    """A question that was asked of a world at a size; `was` is None where it could not be."""

    seed: int
    size: tuple[int, int]
    number: int
    was: Asked | None
    problem: str = ""

    @property
    def is_right(self) -> bool:
        """Whether the answer came and is the truth."""
        return self.was is not None and self.was.is_right

    @property
    def is_good(self) -> bool:
        """Whether it took few keys and little time, too."""
        return (
            self.was is not None
            and self.was.is_right
            and len(self.was.keys) <= MOST_KEYS
            and self.was.seconds <= LIMIT
        )


def figures(setting: Setting) -> list[Figure]:
    """A figure for each question."""
    runs = list(asked_of(WORLDS[: setting.times(3, 1)], SIZES[:1]))
    return [_figure(number, runs) for number in QUESTIONS]


def asked_of(
    seeds: Sequence[int], sizes: Sequence[tuple[int, int]], numbers: Sequence[int] = ()
) -> Iterator[Run]:
    """Ask each of the worlds, at each size, all questions that it has an incident for."""
    runs = [
        (seed, size, ask.number)
        for seed in seeds
        for size in sizes
        for ask in asks(world_of_now(seed))
        if not numbers or ask.number in numbers
    ]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(lambda each: _asked(*each), runs)


def _asked(seed: int, size: tuple[int, int], number: int) -> Run:
    world = world_of_now(seed)
    (ask,) = [each for each in asks(world) if each.number == number]
    try:
        with opened(world, *size) as (terminal, service):
            time.sleep(SHOWN)
            return Run(seed, size, number, asked(terminal, service, ask, _PATIENCE))
    except AssertionError as problem:
        return Run(seed, size, number, None, str(problem))


def _figure(number: int, runs: Sequence[Run]) -> Figure:
    own = [each for each in runs if each.number == number]
    right = [each.was for each in own if each.was and each.is_right]
    seconds = statistics.median(each.seconds for each in right) if right else None
    good = sum(each.is_good for each in own)
    note = (
        f"right in {len(right)} of {len(own)}, {good} of them in {MOST_KEYS} keys and {LIMIT:g} s"
    )
    return Figure(f"{number:2} {QUESTIONS[number]}", seconds, "s", note=note)


def table(runs: Sequence[Run]) -> Iterator[str]:
    """A line of Markdown for each question: its keys, and medians of its seconds and calls."""
    yield "| question | keys | seconds | the longest | calls | right | in 3 keys and 1 s |"
    yield "|---|---|---|---|---|---|---|"
    by_number: dict[int, list[Run]] = defaultdict(list)
    for run in runs:
        by_number[run.number].append(run)
    for number, own in sorted(by_number.items()):
        right = [each.was for each in own if each.was and each.is_right]
        cells = ["-"] * 4
        if right:
            times = [each.seconds for each in right]
            cells = [
                _keys([each.keys for each in right]),
                f"{statistics.median(times):.2f}",
                f"{max(times):.2f}",
                f"{statistics.median(each.calls for each in right):.0f}",
            ]
        good = sum(each.is_good for each in own)
        ends = [f"{len(right)} of {len(own)}", f"{good} of {len(own)}"]
        yield f"| {' | '.join([QUESTIONS[number], *cells, *ends])} |"


def _keys(pressed: Sequence[tuple[str, ...]]) -> str:
    """The keys that were pressed most often; the most of them, where some needed more."""
    usual = statistics.mode(pressed)
    most = max(map(len, pressed))
    said = " ".join(f"`{each}`" for each in usual) or "0"
    return said if most == len(usual) else f"{said}, up to {most}"


def wrong(runs: Sequence[Run]) -> Iterator[str]:
    """A line for each question that was not answered rightly, soon and by few keys."""
    for run in runs:
        if not run.is_good:
            size = "x".join(map(str, run.size))
            said = run.problem
            if run.was is not None:
                keys = " ".join(run.was.keys) or "no key"
                how = "right" if run.is_right else "NOT RIGHT"
                said = f"{how}, {keys}, {run.was.seconds:.2f} s, {run.was.calls} calls"
            yield f"world {run.seed} {size} question {run.number}: {said}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, and print the table, then what was not as it should be."""
    parser = argparse.ArgumentParser(prog="make questions", description=__doc__.partition("\n")[0])
    parser.add_argument("--worlds", type=int, nargs="*", default=list(WORLDS), metavar="SEED")
    parser.add_argument("--questions", type=int, nargs="*", default=[], metavar="NUMBER")
    parser.add_argument("--screens", action="store_true", help="show each screen that is not right")
    chosen = parser.parse_args(arguments)
    runs = []
    for run in asked_of(chosen.worlds, SIZES, chosen.questions):
        runs.append(run)
        if chosen.screens and not run.is_right:
            print(*wrong([run]), run.was.screen if run.was else "", sep="\n", flush=True)
    for size in SIZES:
        of_size = [each for each in runs if each.size == size]
        print("", f"{size[0]}x{size[1]}", "", *table(of_size), "", *wrong(of_size), sep="\n")
    return not all(each.is_right for each in runs)


if __name__ == "__main__":
    sys.exit(main())
