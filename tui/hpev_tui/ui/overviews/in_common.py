"""What the nodes of a failure have in common, as a table with gauges."""

from __future__ import annotations

from collections.abc import Sequence

from hpev_tui.findings.correlation import MOST_CHANCE, Common, Share
from hpev_tui.session.tables.words import Labelled
from hpev_tui.text.cells import cells, fit, shorten_middle
from hpev_tui.text.glyphs import Glyphs, gauge
from hpev_tui.text.lists import left_out
from hpev_tui.ui.overviews.panes import Paragraphs
from hpev_tui.ui.theme import Piece
from hpev_tui.ui.widgets.text import Field, Line

_GAUGE = 10
_GAP = 2
_HEADINGS = ("IN COMMON", "VALUE", "FAILING NODES", "HEALTHY NODES")
_MARK = 2
"""Cells of the mark of a finding."""

_LEAST_VALUE = 18
"""Cells of a value beside gauges; where there is less room there are none."""

_MOST_VALUE = 44

MOST_LINES = 6
"""So many lines name what failing nodes share where there is little room."""


def in_common(
    common: Common, notes: Sequence[Labelled], width: int, shown: Glyphs, *, has_room: bool
) -> Paragraphs:
    """What sets failing nodes apart, and what was looked at.

    Args:
        common: Both.
        notes: What else there is to say of the comparison.
        width: The cells of a line.
        shown: The glyphs to draw with.
        has_room: Whether what makes no difference has lines of its own.
    """
    findings = common.findings if has_room else common.findings[:MOST_LINES]
    rows = [*findings, *(common.others if has_room else ())]
    said: Paragraphs = [*_table(rows, len(findings), width, shown)] if rows else []
    if rest := len(common.findings) - len(findings):
        names = ", ".join(share.dimension for share in common.findings[len(findings) :])
        said.append((f"  {left_out(rest)}: {names}", ""))
    said += [(f"  {each}", "") for each in common.one_offs]
    said += [("", "")] * has_room
    chance = f"(Fisher's exact test, {MOST_CHANCE * 100:g} %)"
    if findings:
        more = f" more often than chance among failing nodes {chance}"
        said.append(Line(((shown.ok, "error"), (more, "dim"))))
    else:
        said.append((f"No significant difference {chance}", "dim"))
    # What makes no difference has lines already, or there is no room to say where values are from.
    left_out_here = "no difference" if has_room else "values"
    for note in notes:
        if note.label != left_out_here:
            label = f"{note.label}:"
            # What does not fit goes on below the text, not below its label.
            said.append(Field(f"  {label}", note.text, "", "dim", cells(label) + 3))
    return said


def _table(rows: Sequence[Share], findings: int, width: int, shown: Glyphs) -> list[Line]:
    """A line for each share below the headings; the first ones are findings."""
    named = [(share.dimension, _value(share)) for share in rows]
    numbers = [(share.failing_numbers, share.healthy_numbers) for share in rows]
    first = max(cells(_HEADINGS[0]), *(cells(name) for name, _ in named))
    counted = [max(cells(each[side]) for each in numbers) for side in (0, 1)]
    taken = _MARK + first + 3 * _GAP + sum(counted)
    has_gauges = width - taken - 2 * (_GAUGE + 1) >= _LEAST_VALUE
    columns = [each + (_GAUGE + 1) * has_gauges for each in counted]
    heads = _HEADINGS[2:] if has_gauges else ("FAILING", "HEALTHY")
    columns = [max(each, cells(head)) for each, head in zip(columns, heads, strict=True)]
    room = width - _MARK - first - 3 * _GAP - sum(columns)
    longest = max(cells(_HEADINGS[1]), *(cells(value) for _, value in named))
    value = max(1, min(longest, room, _MOST_VALUE))
    gap = " " * _GAP
    heading = gap.join(
        [
            f"{' ' * _MARK}{_HEADINGS[0].ljust(first)}",
            fit(_HEADINGS[1], value, ""),
            heads[0].ljust(columns[0]),
            heads[1],
        ]
    )
    lines = [Line(((heading, "heading"),))]
    for index, (share, names, counts) in enumerate(zip(rows, named, numbers, strict=True)):
        is_finding = index < findings
        pieces: list[Piece] = [
            (f"{shown.ok} " if is_finding else "  ", "error" if is_finding else ""),
            (f"{names[0].ljust(first)}{gap}", "dim"),
            (fit(shorten_middle(names[1], value, shown.ellipsis), value), "id"),
        ]
        sides = ((share.failed, share.all_failed), (share.healthy, share.all_healthy))
        for side, token in ((0, "error"), (1, "ok")):
            pieces.append((gap, ""))
            used = cells(counts[side])
            if has_gauges:
                drawn = gauge(*sides[side], _GAUGE, shown)
                full = drawn.rstrip(shown.empty)
                pieces += [(full, token if is_finding else "dim"), (drawn[len(full) :], "dim")]
                pieces.append((" ", ""))
                used += _GAUGE + 1
            pieces.append((counts[side].ljust(cells(counts[side]) + columns[side] - used), ""))
        lines.append(Line(tuple(pieces)))
    return lines


def _value(share: Share) -> str:
    first, *others = share.values
    if len(others) == 1:
        return f"{first} or {others[0]}"
    return f"{first} {left_out(len(others))}" if others else first
