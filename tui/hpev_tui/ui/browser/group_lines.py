"""The lines of instance groups above the events: those in trouble first, a line each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from hpev_tui.model.events import GroupCount
from hpev_tui.text.cells import cells, fit
from hpev_tui.text.glyphs import Glyphs, gauge
from hpev_tui.ui.theme import MARK_TOKENS, Piece, glyphs_of, strip_of, styles_of

MOST_LINES = 4
"""Of groups in trouble; the others share one more line."""

ROOM_FOR_A_LINE = 24
"""From so many rows of the screen on, the groups have a line."""

ROOM_FOR_LINES = 30
"""From so many rows of the screen on; below, there is one line."""

WIDE_FROM = 96
"""From so many cells on a group has a gauge, and its texts their long forms."""

GAUGE = 10
"""Cells of the gauge of a group."""

_GAP = "  "
_MOST_NAME = 24


class GroupLine(NamedTuple):
    """What is said of one group. All texts are clean."""

    group: GroupCount
    verdict: str
    """The verdict's name, "" where none can be had."""
    mark: str
    """The name of a glyph: failed, short, busy, ok or off."""
    cause: str
    parts: Sequence[str]
    """What else there is to say, the most important first."""
    short: Sequence[str]
    """The same for a narrow screen."""

    @property
    def counts(self) -> str:
        """Its `CurrentCount` and `TargetCount`."""
        return f"{self.group.current_count:,}/{self.group.target_count:,}"


class GroupLines(Widget):
    """The lines, drawn again only where they change. As high as it has lines."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._groups: Sequence[GroupLine] = ()
        self._troubled = 0
        self.hint = ""
        """What stands there while there are no groups."""
        self._lines: list[list[Piece]] = []
        self._room = Size(0, 0)
        """The size of the screen that the lines are made for."""

    def show(self, groups: Sequence[GroupLine], troubled: int) -> None:
        """Say this of the groups; the first `troubled` ones need somebody."""
        self._groups, self._troubled = groups, troubled
        self._arrange()

    def on_resize(self, _event: events.Resize) -> None:
        """What has room is another."""
        self._arrange()

    def make_room(self, *, zoomed: bool) -> None:
        """Take as many lines as the height of the screen allows; none beside a zoomed pane."""
        size = self.app.size
        self.display = size.height >= ROOM_FOR_A_LINE and not zoomed
        if size != self._room:
            self._room = size
            self._arrange()

    def _arrange(self) -> None:
        before, self._lines = self._lines, self._arranged(self.size.width)
        height = max(1, len(self._lines))
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
        elif before != self._lines:
            self.refresh()

    def _arranged(self, width: int) -> list[list[Piece]]:
        if not self._groups or not width:
            return [[(f" {self.hint}", "dim")]] if self.hint and width else []
        if self.screen.size.height < ROOM_FOR_LINES:
            return [self._single(width)]
        alone = self._groups[: min(self._troubled, MOST_LINES)]
        others = self._groups[len(alone) :]
        name = max((cells(each.group.instance_group_name) for each in alone), default=0)
        counts = max((len(each.counts) for each in alone), default=0)
        shown = glyphs_of(self)
        lines = [_line(each, width, min(name, _MOST_NAME), counts, shown) for each in alone]
        if others:
            lines.append(_together(others, self._troubled - len(alone), width, shown))
        return lines

    def _single(self, width: int) -> list[Piece]:
        """The gravest group, and how many others there are of either kind."""
        shown = glyphs_of(self)
        if not self._troubled:
            return _together(self._groups, 0, width, shown)
        rest = _left(self._troubled - 1, len(self._groups) - 1, shown)
        return [*_line(self._groups[0], width - cells(rest), 0, 0, shown), (rest, "")]

    def render_line(self, y: int) -> Strip:
        """One of the lines."""
        pieces = self._lines[y] if y < len(self._lines) else []
        return strip_of(pieces, styles_of(self.app), self.size.width)


def _line(
    said: GroupLine, width: int, name_width: int, counts_width: int, shown: Glyphs
) -> list[Piece]:
    """One group in a line of its own, its columns as wide as those of the lines beside it."""
    group, token, mark = said.group, MARK_TOKENS[said.mark], getattr(shown, said.mark)
    is_wide = width >= WIDE_FROM - GAUGE
    name = fit(group.instance_group_name, name_width, shown.ellipsis) if name_width else ""
    pieces: list[Piece] = []
    if is_wide and name:
        drawn = gauge(group.current_count, group.target_count, GAUGE, shown)
        pieces += [(f" {mark} ", token), (f"{name}{_GAP}", "")]
        pieces += [(f"{drawn} {said.counts.ljust(counts_width)}{_GAP}", "")]
    else:
        name = fit_name(group.instance_group_name, shown)
        pieces += [(f" {name} {said.counts} ", ""), (f"{mark} ", token)]
    pieces.append((said.verdict, "" if said.mark == "ok" else token))
    room = width - sum(cells(text) for text, _ in pieces)
    between = _GAP if is_wide else ", "
    # The cause is in the rows of the list as well.
    short = cells(between.join(said.short)) + len(_GAP)
    if said.cause and (is_wide or cells(said.cause) + len(_GAP) + short <= room):
        pieces += [(_GAP, ""), (said.cause, "cause")]
        room -= cells(said.cause) + len(_GAP)
    if text := fitting((said.parts if is_wide else said.short, said.short), between, room):
        pieces.append((fit(text, min(cells(text), max(0, room)), shown.ellipsis), ""))
    return pieces


def fit_name(name: str, shown: Glyphs) -> str:
    """The name of a group, cut where it is very long."""
    return fit(name, min(cells(name), _MOST_NAME), shown.ellipsis)


def fitting(ways: Sequence[Sequence[str]], between: str, room: int) -> str:
    """The first way of saying it that has room, with a gap before it.

    Else the last way without the parts at its end: half a time or half a count would be taken for
    another one. The first part stays, and is the caller's to cut.

    Args:
        ways: Parts of a line, in their long form first.
        between: What stands between two parts.
        room: Cells that there are.
    """
    parts: Sequence[str] = ()
    for parts in ways:
        if cells(between.join(parts)) + len(_GAP) <= room:
            break
    while len(parts) > 1 and cells(between.join(parts)) + len(_GAP) > room:
        parts = parts[:-1]
    return f"{_GAP}{between.join(parts)}" if parts else ""


def _together(groups: Sequence[GroupLine], troubled: int, width: int, shown: Glyphs) -> list[Piece]:
    """Many groups in one line, the first `troubled` ones in trouble, and how many have no room."""
    common = groups[0].verdict
    is_common = all(each.verdict == common and not each.parts for each in groups)
    end = f"   {common}" if is_common and common else ""
    pieces: list[Piece] = []
    used = cells(end)
    for index, each in enumerate(groups):
        text = f"{fit_name(each.group.instance_group_name, shown)} {each.counts}"
        if not is_common and each.verdict:
            text += f" {each.verdict}"
        if each.parts:
            text += f" ({', '.join(each.parts)})"
        after = _left(troubled - index - 1, len(groups) - index - 1, shown)
        if used + 5 + cells(text) + cells(after) > width and pieces:
            pieces.append((_left(troubled - index, len(groups) - index, shown), ""))
            break
        gap = "   " if pieces else " "
        pieces += [(gap, ""), (getattr(shown, each.mark), MARK_TOKENS[each.mark]), (f" {text}", "")]
        used += len(gap) + 2 + cells(text)
    return [*pieces, (end, "")]


def _left(troubled: int, groups: int, shown: Glyphs) -> str:
    """How many groups are not named, those in trouble and the others: "  +1 ▲  +38 ●"."""
    troubled = max(0, troubled)
    counts = ((troubled, shown.short), (groups - troubled, shown.ok))
    return "".join(f"{_GAP}+{count:,} {mark}" for count, mark in counts if count)
