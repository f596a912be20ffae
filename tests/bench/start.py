"""Start to the first frame and to the first event row.

Beside them: a Textual app of Header, Static and Footer, and the AWS CLI, which prints the page
of events that the row is from.

Each run is a new process in a new pty, and the programs take turns, so that whatever else the
machine does meets all of them.
"""

from __future__ import annotations

import re
import statistics

from bench.meter import Meter, UnmeasurableError
from bench.setting import CLUSTER, PAGE, Setting, aws_cli
from bench.table import Figure, Peer, ratio_up_to

# The cursor is on the first row, and draws it in one piece. The header's time has no letter.
_EVENT_ROW = re.compile(rb"\d\d:\d\d:\d\d  [EWIewi]  ")
_CLI_ROW = re.compile(rb'"EventId"')
_HEADER = re.compile(CLUSTER.encode())
_BARE = re.compile(b"bare app")


def figures(setting: Setting) -> list[Figure]:
    """Both figures."""
    bare: list[float] = []
    frame: list[float] = []
    row: list[float] = []
    cli: list[float] = []
    missing = ""
    for turn in range(setting.times(15, 3) + 1):
        bare.append(_bare(setting))
        both = _hpev(setting)
        frame.append(both[0])
        row.append(both[1])
        try:
            cli.append(_cli(setting))
        except UnmeasurableError as reason:
            missing = str(reason)
        if turn == 0:  # The first one fills the caches, the endpoint's too.
            for seconds in (bare, frame, row, cli):
                seconds.clear()
    listing = statistics.median(cli) if cli else None
    medians = f"medians of {len(row)} in turn; "
    return [
        Figure(
            "start to the first frame",
            statistics.median(frame),
            "ms",
            "x <= 1.15",
            ratio_up_to(1.15),
            (Peer("bare Textual app", statistics.median(bare)),),
            medians + f"least: {min(frame) * 1000:.0f} ms, bare app {min(bare) * 1000:.0f} ms",
        ),
        Figure(
            "start to the first event row",
            statistics.median(row),
            "ms",
            "x <= 0.95",
            ratio_up_to(0.95),
            (Peer("aws list-cluster-events", listing, missing),),
            medians
            + f"least: {min(row) * 1000:.0f} ms"
            + (f", aws {min(cli) * 1000:.0f} ms" if cli else ""),
        ),
    ]


def _bare(setting: Setting) -> float:
    with setting.python("bare_app.py") as terminal:
        seconds = terminal.since_start(_BARE)
        terminal.press("q")
        terminal.wait_exit()
        return seconds


def _hpev(setting: Setting) -> tuple[float, float]:
    with setting.hpev(CLUSTER) as terminal:
        seconds = terminal.since_start(_HEADER), terminal.since_start(_EVENT_ROW)
        terminal.press("q")
        terminal.wait_exit()
        return seconds


def _cli(setting: Setting) -> float:
    """To the last byte, when the user sees the end of what it prints."""
    listing = ["sagemaker", "list-cluster-events", "--cluster-name", CLUSTER]
    page = ["--max-results", str(PAGE), "--no-paginate", "--output", "json"]
    with Meter([aws_cli(), *listing, *page], setting.environment()) as terminal:
        terminal.since_start(_CLI_ROW)
        terminal.wait_exit()
        return terminal.last_output - terminal.started
