"""The middle of some numbers."""

from __future__ import annotations

from collections.abc import Sequence


def middle(numbers: Sequence[float]) -> float:
    """The median, as `statistics` has it, whose import would take a tenth of the program's start.

    Raises:
        IndexError: there are no numbers.
    """
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
