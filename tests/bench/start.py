"""Start to the first byte, to the first complete frame and to the first event row.

Beside them: a Textual app of Header, Static and Footer, whose frame is complete with its footer,
too; and the AWS CLI and a script of raw boto3, which print the page of events that the row is from.

Each run is a new process in a new pty, and the programs take turns, so that whatever else the
machine does meets all of them. The first turn fills the caches and does not count. What the screen
showed when is worked out from the bytes and their times when the program has ended.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bench.history import EVENT_ROW
from bench.meter import ANY, Meter
from bench.processes import UnmeasurableError
from bench.setting import CLUSTER, PAGE, PEERS, Setting, aws_cli
from bench.table import Figure, Peer, ratio_up_to
from help.terminal import hpev_command

_Command = list[str | Path]
_Times = Mapping[str, list[float]]

_FRAME = re.compile(rf"\A {CLUSTER}\b.*\n [^\n]*\? help[^\n]*\Z", re.DOTALL)
_ROW = re.compile(r"\n.?[ *].{6} ?\d\d:\d\d:\d\d  [EWI]  ")
_BARE_FRAME = re.compile(r"\A[^\n]* Bare\nbare app\n.*\n q Quit [^\n]*\Z", re.DOTALL)
_BARE_FOOTER = re.compile(rb"palette")
_BOTO3 = "raw boto3 script"
_AWS = "aws list-cluster-events"
_BARE = "bare Textual app"


def figures(setting: Setting) -> list[Figure]:
    """Three figures, and two of them again on one core."""
    times = _in_turn(setting, setting.times(12, 3))
    matched = [
        _figure("start to the first byte", times, "byte", (f"{_BARE}, byte",)),
        _figure("start to the first complete frame", times, "frame", (_BARE,), 1.3),
        _figure("start to the first event row", times, "row", (_AWS, _BOTO3), 0.75),
    ]
    if (taskset := shutil.which("taskset")) is None:
        missing = "not measured: no taskset on this system"
        return [*matched, Figure("the same start on one core", None, "ms", note=missing)]
    core = min(os.sched_getaffinity(0))
    times = _in_turn(setting, setting.times(7, 2), (taskset, "-c", str(core)))
    return [
        *matched,
        _figure("first complete frame, on one core", times, "frame", (_BARE,)),
        _figure("first event row, on one core", times, "row", (_AWS, _BOTO3)),
    ]


def _figure(
    name: str, times: _Times, key: str, peers: Iterable[str], limit: float | None = None
) -> Figure:
    own = times[key]
    shown = [_peer(peer, times) for peer in peers]
    least = [f"{peer} {min(times[peer]) * 1000:.0f} ms" for peer in peers if times[peer]]
    return Figure(
        name,
        statistics.median(own),
        "ms",
        "" if limit is None else f"x <= {limit:.2f}",
        None if limit is None else ratio_up_to(limit),
        tuple(shown),
        f"medians of {len(own)} in turn; least: {', '.join([f'{min(own) * 1000:.0f} ms', *least])}",
    )


def _peer(name: str, times: _Times) -> Peer:
    if not times[name]:
        return Peer(name, None, _missing_aws())
    return Peer(name, statistics.median(times[name]))


def _missing_aws() -> str:
    try:
        aws_cli()
    except UnmeasurableError as reason:
        return str(reason)
    return ""


def _in_turn(setting: Setting, count: int, prefix: Sequence[str] = ()) -> _Times:
    """The seconds of each program, so often in turn, each started below `prefix`."""
    times: dict[str, list[float]] = defaultdict(list)
    for turn in range(count + 1):
        for name, seconds in _turn(setting, prefix):
            if turn:
                times[name].append(seconds)
    return times


def _turn(setting: Setting, prefix: Sequence[str]) -> Iterator[tuple[str, float]]:
    environment = setting.environment()
    bare: _Command = [*prefix, sys.executable, PEERS / "bare_app.py"]
    with Meter(bare, environment) as terminal:
        yield f"{_BARE}, byte", terminal.since_start(ANY)
        terminal.saw(_BARE_FOOTER)
        (frame,) = _ended(terminal, _BARE_FRAME)
        yield _BARE, frame
    with Meter([*prefix, *hpev_command(), CLUSTER], environment) as terminal:
        yield "byte", terminal.since_start(ANY)
        terminal.saw(EVENT_ROW)
        yield from zip(("frame", "row"), _ended(terminal, _FRAME, _ROW), strict=True)
    script: _Command = [sys.executable, PEERS / "boto3_page.py", CLUSTER, str(PAGE)]
    yield _BOTO3, _printed([*prefix, *script], environment)
    if not _missing_aws():
        listing = ["sagemaker", "list-cluster-events", "--cluster-name", CLUSTER]
        page = ["--max-results", str(PAGE), "--no-paginate", "--output", "json"]
        yield _AWS, _printed([*prefix, aws_cli(), *listing, *page], environment)


def _ended(terminal: Meter, *patterns: re.Pattern[str]) -> list[float]:
    """Quit, and say after how many seconds the screen first showed each of these."""
    terminal.press("q")
    terminal.wait_exit()
    seconds = []
    for pattern, stood in zip(patterns, terminal.stood(*patterns), strict=True):
        if stood is None:
            raise UnmeasurableError(f"the screen never showed {pattern.pattern!r}")
        seconds.append(stood - terminal.started)
    return seconds


def _printed(command: _Command, environment: Mapping[str, str]) -> float:
    """To the last byte, when the user sees the end of what it prints."""
    with Meter(command, environment) as terminal:
        terminal.saw(re.compile(rb'"EventId"'))
        terminal.wait_exit()
        return terminal.last_output - terminal.started
