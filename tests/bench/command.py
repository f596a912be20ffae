"""`hpev events` beside the AWS CLI: a page of events, and the same with the reason of each failure.

The programs take turns, each in a new process in a new pty; the first turn does not count. The
reasons come under the budget of calls, as always; the script that describes each Error in turn has
none.
"""

from __future__ import annotations

import re
import statistics
import sys
from pathlib import Path

from bench.meter import Meter
from bench.processes import UnmeasurableError
from bench.setting import CLUSTER, PAGE, PEERS, Setting, aws_cli
from bench.table import Figure, Peer, ratio_up_to

_Command = list[str | Path]

_EVENT = re.compile(rb'"EventId"')
_AWS = "aws list-cluster-events"
_LOOP = "a loop over describe-cluster-event"

PAGE_LIMIT, REASONS_LIMIT = 1.0, 0.25
"""How long each may take at most, beside its peer."""


def figures(setting: Setting) -> list[Figure]:
    """Two figures."""
    return [_page(setting), _reasons(setting)]


def _hpev(*options: str) -> _Command:
    script = Path(sys.executable).with_name("hpev")
    program = [str(script)] if script.exists() else [sys.executable, "-m", "hpev_tui.hpev"]
    asked = ["events", "--cluster", CLUSTER, "--limit", str(PAGE), "--output", "json", "--quiet"]
    return [*program, *asked, *options]


def _page(setting: Setting) -> Figure:
    own, peers, missing = list[float](), list[float](), ""
    for turn in range(setting.times(10, 3) + 1):
        seconds = _printed(_hpev("--no-reasons"), setting)
        try:
            listing = ["sagemaker", "list-cluster-events", "--cluster-name", CLUSTER]
            options = ["--max-results", str(PAGE), "--no-paginate", "--output", "json"]
            peer = _printed([aws_cli(), *listing, *options], setting)
        except UnmeasurableError as reason:
            peer, missing = 0.0, str(reason)
        if turn:
            own.append(seconds)
            peers.append(peer)
    return Figure(
        "hpev events, a page without reasons",
        statistics.median(own),
        "ms",
        f"x <= {PAGE_LIMIT:.2f}",
        ratio_up_to(PAGE_LIMIT),
        (Peer(_AWS, None if missing else statistics.median(peers), missing),),
        f"medians of {len(own)} in turn; least: {min(own) * 1000:.0f} ms",
    )


def _reasons(setting: Setting) -> Figure:
    seconds = [_printed(_hpev(), setting) for _ in range(setting.times(3, 1))]
    try:
        peer = Peer(_LOOP, _looped(setting))
    except UnmeasurableError as reason:
        peer = Peer(_LOOP, None, str(reason))
    return Figure(
        "hpev events, a page with its reasons",
        statistics.median(seconds),
        "s",
        f"x <= {REASONS_LIMIT:.2f}",
        ratio_up_to(REASONS_LIMIT),
        (peer,),
        f"median of {len(seconds)}, with the budget of calls; the loop has none",
    )


def _looped(setting: Setting) -> float:
    """The whole of a script that describes each Error of the page."""
    command: _Command = ["sh", PEERS / "causes.sh", aws_cli(), CLUSTER]
    with Meter(command, setting.environment()) as terminal:
        terminal.wait_exit(timeout=120)
        return terminal.last_output - terminal.started


def _printed(command: _Command, setting: Setting) -> float:
    """To the last byte, when the user sees the end of what it prints."""
    with Meter(command, setting.environment()) as terminal:
        terminal.saw(_EVENT)
        terminal.wait_exit()
        return terminal.last_output - terminal.started
