"""Loading the long history by `L`, beside raw boto3 that pages through the same endpoint.

The wait for a key meanwhile is shown beside the wait for the same key at rest.

boto3 runs before and after, so that a busier moment of the machine shows: the note has both.
"""

from __future__ import annotations

from bench.boto3_peer import pages
from bench.history import loaded, toggle_cursor
from bench.meter import nearest_rank
from bench.setting import Setting
from bench.table import Figure, Peer, ratio_up_to, value_up_to


def figures(setting: Setting) -> list[Figure]:
    """Both figures."""
    raw = pages(setting)
    run = loaded(setting)
    again = pages(setting, turn=2)
    run.terminal.wait_for_reasons()
    seconds = min(raw.seconds, again.seconds)
    calm = [toggle_cursor(run.terminal, turn) for turn in range(setting.times(200, 20) // 2 * 2)]
    run.terminal.rest()
    return [
        Figure(
            f"loading {raw.events:,} events",
            run.seconds,
            "s",
            "x <= 0.8",
            ratio_up_to(0.8),
            (Peer("raw boto3, paging", seconds),),
            f"boto3 before: {raw.seconds:.2f} s, after: {again.seconds:.2f} s; the lesser counts",
        ),
        Figure(
            "key to its answer while loading: the worst",
            max(run.waits),
            "ms",
            "<= 50 ms",
            value_up_to(0.05),
            (Peer("the same keys at rest", max(calm)),),
            f"{len(run.waits)} keys, 20 a second: median {nearest_rank(run.waits, 0.5) * 1000:.1f},"
            f" 99 of 100 within {nearest_rank(run.waits, 0.99) * 1000:.1f} ms; at rest"
            f" {nearest_rank(calm, 0.5) * 1000:.1f} and {nearest_rank(calm, 0.99) * 1000:.1f} ms",
        ),
    ]
