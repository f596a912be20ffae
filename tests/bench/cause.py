"""From a cold start to the cause of the storm on the screen: how long, and after which keys.

Beside it a script that lists a page of events and describes each Error in turn with the AWS CLI,
until its first reason and until its last.
"""

from __future__ import annotations

import re
import statistics
from pathlib import Path

from bench.meter import Meter, UnmeasurableError
from bench.setting import CLUSTER, PEERS, Setting, aws_cli
from bench.table import Figure, Peer

_CAUSE = re.compile(rb"\[capacity\]|do not have sufficient capacity")
_REASON = re.compile(rb"sufficient capacity")


def figures(setting: Setting) -> list[Figure]:
    """The one figure."""
    seconds: list[float] = []
    for _ in range(setting.times(7, 3)):
        with setting.hpev(CLUSTER) as terminal:
            seconds.append(terminal.since_start(_CAUSE))
            terminal.press("q")
            terminal.wait_exit()
    first, last, missing = None, None, ""
    try:
        first, last = _script(setting)
    except UnmeasurableError as reason:
        missing = str(reason)
    return [
        Figure(
            "cold start to the storm's cause on the screen",
            statistics.median(seconds),
            "s",
            peers=(
                Peer("AWS CLI script, first reason", first, missing),
                Peer("the same, all of a page", last),
            ),
            note=f"0 keys; median of {len(seconds)}; the script describes each Error in turn",
        )
    ]


def _script(setting: Setting) -> tuple[float, float]:
    command: list[str | Path] = ["sh", PEERS / "causes.sh", aws_cli(), CLUSTER]
    with Meter(command, setting.environment()) as terminal:
        first = terminal.since_start(_REASON)
        terminal.wait_exit(timeout=120)
        return first, terminal.last_output - terminal.started
