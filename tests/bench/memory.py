"""Memory of both processes with the long history, and for each event of it without its detail.

An event's is what the screen's process takes above that of the program with a short history: with
the demo's texts, and with texts that all differ, in a number only or in a word, so that no two say
the same. Beside it are raw boto3's own dicts: what its process grows by.
"""

from __future__ import annotations

from bench.boto3_peer import pages
from bench.history import SHORT_EVENTS, load_all, loaded
from bench.meter import REST
from bench.processes import memory, sdk_process
from bench.setting import EMPTY_CLUSTER, HISTORY, Setting
from bench.table import Figure, Peer, value_up_to

_LOAD_SECONDS = 300.0


def figures(setting: Setting) -> list[Figure]:
    """A figure for each kind of texts, and one for each process."""
    raw = pages(setting)
    with setting.hpev(EMPTY_CLUSTER) as terminal:
        terminal.wait_for("No events yet")
        terminal.quiet(REST)
        empty, sdk_empty = memory(terminal.pid), memory(sdk_process(terminal.pid))
    run = loaded(setting)
    return [
        Figure(
            "memory for a loaded event",
            _for_an_event(setting),
            "B",
            "<= 450 B",
            value_up_to(450),
            (Peer("raw boto3's dicts", raw.size / raw.events if raw.size else None),),
        ),
        *(
            Figure(
                f"the same, where each text has a {what} of its own",
                _for_an_event(setting, what),
                "B",
                "<= 900 B",
                value_up_to(900),
            )
            for what in ("number", "word")
        ),
        Figure(
            "resident with them: the screen's process",
            run.memory,
            "MB",
            peers=(Peer("without events", empty),),
        ),
        Figure(
            "resident with them: the SDK's process",
            run.sdk_memory,
            "MB",
            peers=(Peer("without events", sdk_empty),),
        ),
    ]


def _for_an_event(setting: Setting, differing: str = "") -> float:
    """Bytes; for `differing` texts see `Setting.url`."""
    sizes = []
    for events in (SHORT_EVENTS, setting.events):
        with setting.hpev(HISTORY, events, differing=differing) as terminal:
            load_all(terminal, _LOAD_SECONDS)
            sizes.append(memory(terminal.pid))
    return (sizes[1] - sizes[0]) / (setting.events - SHORT_EVENTS)
