"""Key to last byte with the long history, beside the same keys with 100 events, in turn.

The detail pane is open, as it is at first. The answer to a key ends before the cursor has
rested long enough for a detail to be asked for. Each key waits until nothing is under way.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable

from bench.history import EVENT_ROW, loaded
from bench.meter import Meter, nearest_rank
from bench.setting import HISTORY, PAGE, Setting
from bench.table import Figure, Peer, ratio_up_to

_KEYS = {"j": ("j", "k"), "PgDn": ("pagedown", "pageup")}


def figures(setting: Setting) -> list[Figure]:
    """Both figures."""
    large = loaded(setting).terminal
    with setting.hpev(HISTORY, PAGE) as small:
        small.saw(EVENT_ROW)
        return [_figure(setting, name, large, small) for name in _KEYS]


def _figure(setting: Setting, name: str, large: Meter, small: Meter) -> Figure:
    seconds: dict[Meter, list[float]] = {large: [], small: []}
    forth, back = _KEYS[name]
    for terminal in seconds:
        terminal.press("home")
        terminal.wait_for_reasons()
    for _ in range(setting.times(30, 8)):
        for terminal, noted in seconds.items():
            noted.append(terminal.ask(forth).seconds)
            terminal.rest()
            terminal.press(back)
            terminal.rest()
    ours, peer = statistics.median(seconds[large]), statistics.median(seconds[small])
    worst = [nearest_rank(noted, 0.95) * 1000 for noted in seconds.values()]
    return Figure(
        f"{name}: key to last byte, median",
        ours,
        "ms",
        "x <= 1.2" + (", 20 ms" if name == "PgDn" else ""),
        _reached(name),
        (Peer(f"with {PAGE} events", peer),),
        f"19 of 20 within {worst[0]:.1f} ms; with {PAGE} events {worst[1]:.1f} ms",
    )


def _reached(name: str) -> Callable[[float, float | None], bool]:
    flat = ratio_up_to(1.2)
    return lambda value, ratio: flat(value, ratio) and (name != "PgDn" or value <= 0.02)
