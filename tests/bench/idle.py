"""Bytes and processor time of the program at rest, beside the bare Textual app."""

from __future__ import annotations

import time

from bench.history import EVENT_ROW
from bench.meter import Meter
from bench.setting import CLUSTER, Setting
from bench.table import Figure, Peer, value_up_to


def figures(setting: Setting) -> list[Figure]:
    """Both figures."""
    seconds = setting.times(60, 10)
    with setting.hpev(CLUSTER) as own, setting.python("bare_app.py") as bare:
        own.saw(EVENT_ROW)
        bare.wait_for("bare app")
        for terminal in (own, bare):
            terminal.wait_for_reasons()
        marks, before = _state(own, bare)
        time.sleep(seconds)
        after = _state(own, bare)
    sizes = [end - begin for begin, end in zip(marks, after[0], strict=True)]
    cpu = [end - begin for begin, end in zip(before, after[1], strict=True)]
    return [
        Figure(
            f"bytes in {seconds} idle seconds",
            sizes[0],
            "B",
            "0 B",
            value_up_to(0),
            (Peer("bare Textual app", sizes[1]),),
        ),
        Figure(
            f"processor time in {seconds} idle seconds",
            cpu[0],
            "s",
            "< 0.2 s",
            lambda value, _: value < 0.2 * seconds / 60,
            (Peer("bare Textual app", cpu[1]),),
        ),
    ]


def _state(*terminals: Meter) -> tuple[list[int], list[float]]:
    return [terminal.mark() for terminal in terminals], [terminal.cpu() for terminal in terminals]
