"""Key to last byte with the long history, beside the same keys with a short one, in turn.

The detail pane is open, as it is at first. The answer to a key ends before the cursor has
rested long enough for a detail to be asked for. Each key waits until nothing is under way.
"""

from __future__ import annotations

import statistics

from bench.history import SHORT_EVENTS, loaded, short
from bench.meter import Answer, Meter, nearest_rank
from bench.setting import Setting
from bench.table import Figure, Peer, ratio_up_to

_KEYS = {"j": ("j", "k", 0.012), "PgDn": ("pagedown", "pageup", 0.02)}
"""The key, the one that takes it back, and the seconds that its answer may take."""

_FLAT = 1.2


def figures(setting: Setting) -> list[Figure]:
    """Both figures."""
    large, small = loaded(setting).terminal, short(setting)
    return [_figure(setting, name, large, small) for name in _KEYS]


def _figure(setting: Setting, name: str, large: Meter, small: Meter) -> Figure:
    answers: dict[Meter, list[Answer]] = {large: [], small: []}
    forth, back, limit = _KEYS[name]
    for terminal in answers:
        terminal.press("home")
        terminal.wait_for_reasons()
    for _ in range(setting.times(20, 4)):
        for terminal, noted in answers.items():
            noted.append(terminal.ask(forth))
            terminal.rest()
            terminal.press(back)
            terminal.rest()
    seconds = [[answer.seconds for answer in noted] for noted in answers.values()]
    sizes = [statistics.median(answer.size for answer in noted) for noted in answers.values()]
    ours, peer = map(statistics.median, seconds)
    worst = [nearest_rank(noted, 0.95) * 1000 for noted in seconds]
    flat = ratio_up_to(_FLAT)
    return Figure(
        f"{name}: key to last byte, median",
        ours,
        "ms",
        f"<= {limit * 1000:.0f} ms, x <= {_FLAT}",
        lambda value, ratio: value <= limit and flat(value, ratio),
        (Peer(f"with {SHORT_EVENTS:,} events", peer),),
        f"{sizes[0]:,.0f} B; 19 of 20 within {worst[0]:.1f} ms;"
        f" with {SHORT_EVENTS:,} events {sizes[1]:,.0f} B and {worst[1]:.1f} ms",
    )
