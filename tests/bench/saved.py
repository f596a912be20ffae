"""Opening 100,000 saved events, in the form in which the AWS CLI prints them.

The file is read and decoded in the process that has the SDK elsewhere; the first screen is there
with the newest page, and the others follow as those of the service do.
"""

from __future__ import annotations

import json
import re
import statistics
from pathlib import Path

from bench.history import EVENT_ROW
from bench.meter import Meter
from bench.setting import HISTORY, Setting
from bench.table import Figure, value_up_to
from help.saved import Saver
from help.terminal import hpev_command

_ALL = re.compile(rb"no older saved")
_FIRST_SECONDS = 1.0


def figures(setting: Setting) -> list[Figure]:
    """One figure; the note says when all are loaded."""
    path = setting.once("saved events", lambda: _saved(setting))
    first, every = list[float](), list[float]()
    for turn in range(setting.times(5, 3) + 1):
        with Meter([*hpev_command(), path], setting.environment()) as terminal:
            to_first, to_all = terminal.since_start(EVENT_ROW), terminal.since_start(_ALL)
            terminal.press("q")
            terminal.wait_exit()
        if turn:
            first.append(to_first)
            every.append(to_all)
    size = path.stat().st_size / 1e6
    return [
        Figure(
            f"start to the first row of {setting.events:,} saved events",
            statistics.median(first),
            "s",
            f"<= {_FIRST_SECONDS:.0f} s",
            value_up_to(_FIRST_SECONDS),
            note=f"median of {len(first)}, a file of {size:.0f} MB; all of them are loaded after"
            f" {statistics.median(every):.2f} s",
        )
    ]


def _saved(setting: Setting) -> Path:
    saver = Saver(setting.url(setting.events), HISTORY)
    try:
        path = setting.scratch("events.json")
        path.write_text(json.dumps({"Events": saver.listed()}, indent=4), encoding="utf-8")
    finally:
        saver.close()
    return path
