"""The marks, gauges and lines of the screens, and what stands for them with `--ascii`.

A list or a title asks `glyphs(ascii_only)` for the set, and takes every glyph from it by name.
Each is one cell wide. None carries a meaning by its colour alone: see the table of tokens in
`ui/theme.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hpev_tui.text.cells import ASCII_ELLIPSIS, ELLIPSIS


class Glyphs(NamedTuple):
    """One set of glyphs, each a single cell but for the ramps."""

    error_stripe: str = "▌"
    """At the left of an Error's row."""
    warn_stripe: str = "▎"
    """At the left of a Warn's row."""
    failed: str = "×"
    short: str = "▲"
    """Something is missing: nodes, or a node that is Pending."""
    busy: str = "»"
    ok: str = "●"
    off: str = "○"
    """Ended, gone, or without events."""
    full: str = "━"
    half: str = "╸"
    empty: str = "─"
    away: str = "▶"
    """The cursor of a pane without the focus."""
    sparks: str = "▁▂▃▄▅▆▇█"
    """Heights from the least to the most; nothing at all is a blank."""
    floor: str = "▁"
    """Nothing at all, in a lane that is seen as one."""
    rule: str = "─"
    side: str = "│"
    top_left: str = "╭"
    top_right: str = "╮"
    bottom_left: str = "╰"
    bottom_right: str = "╯"
    tee_left: str = "├"
    """Where a pane's title line meets the pane above it."""
    tee_right: str = "┤"
    branch: str = "├"
    """Before a step of an attempt."""
    last_branch: str = "└"
    gap: str = "┊"
    """Between two attempts."""
    dot: str = "·"
    ellipsis: str = ELLIPSIS


UNICODE = Glyphs()

ASCII = Glyphs(
    error_stripe="#",
    warn_stripe="|",
    failed="x",
    short="!",
    busy=">",
    ok="*",
    off="-",
    full="=",
    half="=",
    empty="-",
    away=">",
    sparks="123456789",
    floor=".",
    rule="-",
    side="|",
    top_left="+",
    top_right="+",
    bottom_left="+",
    bottom_right="+",
    tee_left="+",
    tee_right="+",
    branch="|",
    last_branch="`",
    gap=":",
    dot="-",
    ellipsis=ASCII_ELLIPSIS,
)


def glyphs(ascii_only: bool) -> Glyphs:
    """The set to draw with."""
    return ASCII if ascii_only else UNICODE


def gauge(part: int, whole: int, width: int, shown: Glyphs) -> str:
    """How much of a whole there is, in `width` cells: `━━━━━╸────` for 16 of 28 in ten.

    It is full only where nothing is missing, and not empty where there is something.
    """
    if whole <= 0 or part <= 0:
        return shown.empty * width
    halves = max(1, min(2 * width, 2 * width * part // whole))
    filled = shown.full * (halves // 2) + shown.half * (halves % 2)
    return filled + shown.empty * (width - len(filled))


def sparks(values: Sequence[int], shown: Glyphs, *, floor: bool = False) -> str:
    """A bar for each value, in proportion to the largest; the least of them can still be seen.

    With a `floor` the lane goes on where there is nothing, and every bar stands above it.
    """
    nothing = shown.floor if floor else " "
    ramp, most = shown.sparks.lstrip(nothing), max(values, default=0)
    return "".join(
        [ramp[-(-value * len(ramp) // most) - 1] if value > 0 else nothing for value in values]
    )
