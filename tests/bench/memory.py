"""Memory for each loaded event without its detail, beside raw boto3's own dicts.

It is what the program with the long history takes above the program on a cluster without
events; for boto3, what the process grows by.
"""

from __future__ import annotations

from bench.boto3_peer import pages
from bench.history import loaded
from bench.meter import REST
from bench.setting import EMPTY_CLUSTER, Setting
from bench.table import Figure, Peer, value_up_to


def figures(setting: Setting) -> list[Figure]:
    """The figure."""
    raw = pages(setting)
    with setting.hpev(EMPTY_CLUSTER) as terminal:
        terminal.wait_for("no events")
        terminal.quiet(REST)
        empty = terminal.memory()
    size = loaded(setting).memory
    return [
        Figure(
            "memory for a loaded event",
            (size - empty) / raw.events,
            "B",
            "<= 500 B",
            value_up_to(500),
            (Peer("raw boto3's dicts", raw.size / raw.events if raw.size else None),),
            f"resident: {size / 1e6:.1f} MB, without events {empty / 1e6:.1f} MB",
        )
    ]
