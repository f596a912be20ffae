"""From a cold start to the cause of the storm on the screen: how long, and after which keys.

Beside it a script that lists a page of events and describes each Error in turn with the AWS CLI,
until its first reason and until its last.
"""

from __future__ import annotations

import re
import statistics
from pathlib import Path

from bench.meter import Meter
from bench.processes import UnmeasurableError
from bench.setting import CLUSTER, PEERS, Setting, aws_cli
from bench.table import Figure, Peer

_CAUSE = re.compile(rb"\[capacity\]|do not have sufficient capacity")
_REASON = re.compile(rb"sufficient capacity")
_FIRST = "AWS CLI script, first reason"


def figures(setting: Setting) -> list[Figure]:
    """The one figure."""
    seconds: list[float] = []
    for _ in range(setting.times(7, 3)):
        with setting.hpev(CLUSTER) as terminal:
            seconds.append(terminal.since_start(_CAUSE))
            terminal.press("q")
            terminal.wait_exit()
    try:
        peers = _script(setting)
    except UnmeasurableError as reason:
        peers = [Peer(_FIRST, None, str(reason))]
    return [
        Figure(
            "cold start to the storm's cause on the screen",
            statistics.median(seconds),
            "s",
            peers=tuple(peers),
            note=f"0 keys; median of {len(seconds)}; the script describes each Error in turn",
        )
    ]


def _script(setting: Setting) -> list[Peer]:
    """Its first reason and its last one; a short run does not wait for that."""
    command: list[str | Path] = ["sh", PEERS / "causes.sh", aws_cli(), CLUSTER]
    with Meter(command, setting.environment()) as terminal:
        peers = [Peer(_FIRST, terminal.since_start(_REASON))]
        if not setting.quick:
            terminal.wait_exit(timeout=120)
            peers.append(Peer("the same, all of a page", terminal.last_output - terminal.started))
        return peers
