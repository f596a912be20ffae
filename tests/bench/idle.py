"""Bytes and processor time of the program at rest, beside the bare Textual app."""

from __future__ import annotations

import time

from bench.history import EVENT_ROW
from bench.processes import cpu, sdk_process
from bench.setting import CLUSTER, Setting
from bench.table import Figure, Peer, value_up_to

_NONE = 0.005
"""Seconds that are shown as 0.00."""


def figures(setting: Setting) -> list[Figure]:
    """The bytes, and the processor time of each process."""
    seconds = setting.times(60, 5)
    with setting.hpev(CLUSTER) as own, setting.python("bare_app.py") as bare:
        own.saw(EVENT_ROW)
        bare.wait_for("bare app")
        terminals = own, bare
        for terminal in terminals:
            terminal.wait_for_start()
        pids = own.pid, bare.pid, sdk_process(own.pid)
        marks, before = [terminal.mark() for terminal in terminals], [cpu(pid) for pid in pids]
        time.sleep(seconds)
        ends, after = [terminal.mark() for terminal in terminals], [cpu(pid) for pid in pids]
    sizes = [end - begin for begin, end in zip(marks, ends, strict=True)]
    screen, peer, sdk = (end - begin for begin, end in zip(before, after, strict=True))
    return [
        Figure(
            f"bytes in {seconds} idle seconds",
            sizes[0],
            "B",
            "0 B",
            value_up_to(0),
            (Peer("bare Textual app", sizes[1]),),
        ),
        *(
            Figure(
                f"processor time in them: the {process}'s process",
                value,
                "s",
                "0.00 s",
                value_up_to(_NONE),
                (Peer("bare Textual app", peer),),
            )
            for process, value in (("screen", screen), ("SDK", sdk))
        ),
    ]
