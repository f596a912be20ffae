"""Loading the long history by `L`, beside raw boto3 that pages through the same endpoint.

The two take turns. While the program loads, keys are pressed, and each waits for its answer.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from contextlib import ExitStack

from bench.boto3_peer import pages
from bench.history import load, loaded
from bench.meter import nearest_rank
from bench.setting import Setting
from bench.table import Figure, Peer, ratio_up_to, value_up_to


def figures(setting: Setting) -> list[Figure]:
    """Both figures."""
    runs, peers = [], []
    for turn in range(1, setting.times(5, 3) + 1):
        peers.append(pages(setting, turn))
        # The one that is kept comes last: it goes on and asks for reasons.
        if turn == setting.times(5, 3):
            runs.append(loaded(setting))
        else:
            with ExitStack() as stack:
                runs.append(load(setting, stack))
    ours, theirs = [each.seconds for each in runs], [each.seconds for each in peers]
    worst = [max(each.waits) for each in runs]
    waits = [wait for each in runs for wait in each.waits]
    median, most = (nearest_rank(waits, part) * 1000 for part in (0.5, 0.99))
    return [
        Figure(
            f"loading {peers[0].events:,} events",
            statistics.median(ours),
            "s",
            "x <= 0.75",
            ratio_up_to(0.75),
            (Peer("raw boto3, paging", statistics.median(theirs)),),
            f"medians of {len(runs)}: {_listed(ours, 's')}; boto3 {_listed(theirs, 's')}",
        ),
        Figure(
            "key to its answer while loading: the worst",
            statistics.median(worst),
            "ms",
            "<= 60 ms",
            value_up_to(0.06),
            note=f"median of the worst of {len(runs)} loads: {_listed(worst, 'ms', 1000)};"
            f" {len(waits)} keys, 20 a second: median {median:.1f}, 99 of 100 within {most:.1f} ms",
        ),
    ]


def _listed(values: Iterable[float], unit: str, scale: float = 1.0) -> str:
    return f"{', '.join(f'{value * scale:.2f}' for value in values)} {unit}"
