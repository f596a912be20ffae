"""Counts with their nouns, and lists that may not fit, with how many parts are left out.

The texts are clean already; a width is in terminal cells.
"""

from __future__ import annotations

from collections.abc import Sequence

from hpev_tui.text.cells import ELLIPSIS, cells, fit

MOST_NAMED = 4
"""So many parts of a list are named in a sentence, at most."""

_LEAST_START = 4
"""Cells of a part that is cut, at least."""


def plural(count: int, noun: str) -> str:
    """The noun as it follows that number: "node" for 1, else "nodes"; "tries" for "try"."""
    if count == 1:
        return noun
    return f"{noun[:-1]}ies" if noun.endswith("ry") else f"{noun}s"


def many(count: int, noun: str) -> str:
    """A count with its noun: "1 node", "2 nodes", "1,204 events"."""
    return f"{count:,} {noun if count == 1 else plural(count, noun)}"


def left_out(count: int, troubled: int = 0) -> str:
    """How many parts are left out: "+37", and of those how many are in trouble."""
    return f"+{count:,}{f' ({troubled:,} in trouble)' if troubled else ''}"


def listed(parts: Sequence[str], most: int = MOST_NAMED, separator: str = ", ") -> str:
    """The first parts of a list in a sentence, and how many others there are."""
    if len(parts) <= most:
        return separator.join(parts)
    return f"{separator.join(parts[:most])} {left_out(len(parts) - most)}"


def fit_list(
    parts: Sequence[str],
    width: int,
    separator: str,
    *,
    troubled: int = 0,
    more: int = 0,
    fills: bool = False,
    ellipsis: str = ELLIPSIS,
) -> str:
    """As many parts from the first one on as fit into a line, and how many others there are.

    Where not even the first one fits it is cut, with the ellipsis at its end.

    Args:
        parts: What is listed, the most important first.
        width: The room.
        separator: What stands between two parts.
        troubled: How many parts, which are the first ones, are in trouble: it is said of how many
            of those there is no room.
        more: How many others there are that are left out in any case.
        fills: Whether the room that is left shows the start of a part that is left out.
        ellipsis: What stands where a part was cut.
    """

    def tail_of(shown: int) -> str:
        rest = len(parts) - shown + more
        return left_out(rest, max(0, troubled - shown)) if rest else ""

    used, fitting = -cells(separator), min(1, len(parts))
    for count, part in enumerate(parts, 1):
        used += cells(separator) + cells(part)
        if used > width:
            break
        tail = tail_of(count)
        if used + (cells(tail) + 1 if tail else 0) <= width:
            fitting = count
    tail = tail_of(fitting)
    room = max(0, width - (cells(tail) + 1 if tail else 0))
    head = separator.join(parts[:fitting])
    if cells(head) > room:
        head = fit(head, room, ellipsis).rstrip()
    rest = room - cells(head) - cells(separator)
    if fills and fitting < len(parts) and rest >= _LEAST_START:
        head += separator + fit(parts[fitting], rest, ellipsis).rstrip()
    return f"{head} {tail}".strip()
