"""A key typed into the filter of the long history, to the repainted list, beside fzf.

What follows at once counts as well: reasons of failures that come into view. fzf has the same
events as lines. For how long the program's loop was held meanwhile is measured by a beat inside it
(`peers/timed_loop.py`).
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

from bench.boto3_peer import pages
from bench.history import Loaded, held, late_beats, loaded
from bench.meter import Meter
from bench.processes import UnmeasurableError
from bench.setting import Setting, fzf
from bench.table import Figure, Peer, value_up_to

TEXTS = ("capacity", "worker-g6", "lifecycle", "zzz")
_WORST = 0.06
_PASTES = (1_000_000, 5_000_000)
_PASTE_HELD = 0.05


def figures(setting: Setting) -> list[Figure]:
    """Both figures."""
    run = loaded(setting)
    texts = TEXTS[: setting.times(len(TEXTS), 2)]
    run.terminal.press("home")
    run.terminal.wait_for_reasons()
    seconds: list[float] = []
    late: list[float] = []
    for text in texts:
        run.terminal.ask("/")
        late += held(run, text, seconds)
        run.terminal.press("escape")
        run.terminal.rest()
        run.terminal.press("escape")
        run.terminal.rest()
    finder, missing = None, ""
    try:
        finder = max(_fzf(setting, texts))
    except UnmeasurableError as reason:
        missing = str(reason)
    many = sum(each > _WORST for each in seconds)
    return [
        Figure(
            "key typed into the filter to last byte, the worst",
            max(seconds),
            "ms",
            f"<= {_WORST * 1000:.0f} ms",
            value_up_to(_WORST),
            (Peer("fzf", finder, missing),),
            f"{len(seconds)} keys: median {statistics.median(seconds) * 1000:.1f} ms,"
            f" {many} over {_WORST * 1000:.0f} ms; typed: {', '.join(texts)}",
        ),
        Figure(
            "the loop held while filtering, at the longest",
            max(late),
            "ms",
            "<= 30 ms",
            value_up_to(0.03),
            note=f"{sum(beat > 0.03 for beat in late)} of {len(late)} beats of 5 ms over 30 ms",
        ),
        *(_pasted(run, size) for size in _PASTES),
    ]


def _pasted(run: Loaded, size: int) -> Figure:
    """How long a paste into the filter holds the loop."""
    run.terminal.ask("/")

    def paste() -> None:
        run.terminal.write(b"\x1b[200~" + b"word " * (size // 5) + b"\x1b[201~")
        run.terminal.rest()

    late = max(late_beats(run, paste))
    for _ in range(2):
        run.terminal.press("escape")
        run.terminal.rest()
    return Figure(
        f"the loop held by a paste of {size // 1_000_000} MB, at the longest",
        late,
        "ms",
        f"<= {_PASTE_HELD * 1000:.0f} ms",
        value_up_to(_PASTE_HELD),
    )


def _fzf(setting: Setting, texts: Sequence[str]) -> list[float]:
    lines = pages(setting).lines
    command: list[str | Path] = [
        "sh",
        "-c",
        'exec "$1" --no-sort --layout=reverse <"$2"',
        "sh",
        fzf(),
        lines,
    ]
    with Meter(command, setting.environment()) as terminal:
        terminal.wait_for(f"{setting.events}/{setting.events}")
        terminal.rest()
        seconds = []
        for text in texts:
            seconds += [terminal.ask(key).seconds for key in text]
            terminal.rest()
            terminal.press("ctrl+u")
            terminal.rest()
        return seconds
