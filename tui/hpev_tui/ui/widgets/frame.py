"""The frame of every screen: panes, each with a title line above its contents.

    with Pane(TitleLine(position=True, id="title"), id="list-pane"):
        yield EventList(...)

From 100×30 a pane has sides and a bottom line, which a style sheet draws around its `Body`; below
that it has its title line only. The title line says the name, the counts by state, what is loaded,
and the position of the cursor:

    line.title("Clusters", [("118", ""), ("× 1 failed", "error")], "problems first (s)")
    line.position(2, 118)

A title line shows by itself whether its pane has the focus. Panes that stand one above the other
share an edge: `stack` says which ones do.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from hpev_tui.text.cells import cells, fit
from hpev_tui.text.glyphs import Glyphs
from hpev_tui.ui.theme import Piece, glyphs_of, strip_of, styles_of

BOXED_FROM = Size(100, 30)
"""From so many cells of the screen on, panes have sides. The style sheets follow the breakpoints
of the app, which must agree with this."""

SIDE_BY_SIDE_FROM = 150
"""From so many columns on, the panes of the events stand side by side."""

_BOTH_FROM = Size(80, 24)
"""From so many cells on, two panes have room."""

REST_SECONDS = 0.25
"""So long the cursor must rest before its position is drawn again."""

_LEAST_RULE = 2
_CORNER = 2
"""Cells of a title line's corner, with the line beside it."""
_LEAST_SUBJECT = 8


def is_boxed(widget: Widget) -> bool:
    """Whether the panes of a widget's screen have sides; a dialog has them at any size."""
    if widget.has_class("-dialog"):
        return True
    size = widget.screen.size
    return size.width >= BOXED_FROM.width and size.height >= BOXED_FROM.height


class OutsidePanes:
    """What has the focus for one key only: the pane that had it looks as if it still did."""


class Position(Widget):
    """`3 of 118` at the right end of a title line, with the corner behind it.

    A widget of its own: only its few cells are drawn again, when the cursor rests.
    """

    ALLOW_SELECT = False
    _LEAST_WIDTH = 14

    def __init__(self) -> None:
        super().__init__()
        self._requested = self._shown = (0, 0)
        self.width = self._LEAST_WIDTH
        """Cells, with the corner."""
        self._moved = False
        """Whether the cursor has moved since the timer began."""
        self._timer: Timer | None = None

    def show(self, row: int, total: int, *, at_once: bool = False) -> None:
        """The cursor is on row `row`, the first being 0, of `total`."""
        is_other_list = total != self._requested[1]
        self._requested = (row, total)
        if at_once or is_other_list:
            self._draw()
            return
        self._moved = True
        if self._timer is None and self._requested != self._shown:
            self._wait()

    def _wait(self) -> None:
        # Not stopped and started with each key: that would cost more than to look again.
        self._moved = False
        self._timer = self.set_timer(REST_SECONDS, self._waited)

    def _waited(self) -> None:
        self._timer = None
        if self._moved:
            self._wait()
        else:
            self._draw()

    def _draw(self) -> None:
        if self._shown == self._requested:
            return
        self._shown = self._requested
        # It only grows: a filter's fewer rows are no reason to lay the screen out again.
        if self.width < (width := self.width_for(self._shown[1])):
            self.styles.width = self.width = width
            if self.parent is not None:
                self.parent.refresh()
        # Without the corner, which does not change.
        self.refresh(Region(0, 0, self.width - _CORNER, 1))

    @classmethod
    def width_for(cls, total: int) -> int:
        """Cells for every position among so many rows: only more digits move the line."""
        digits = len(f"{total:,}")
        return max(cls._LEAST_WIDTH, 2 * digits + len(" of ") + 2 + _CORNER)

    def render_line(self, y: int) -> Strip:
        """The position, in the colours of its title line."""
        del y
        row, total = self._shown
        line, shown, width = self.parent, glyphs_of(self), self.size.width
        text = f" {row + 1:,} of {total:,} " if total else ""
        rule, corner = line.look if isinstance(line, TitleLine) else ("frame", "")
        styles = styles_of(self.app)
        before = shown.rule * max(0, width - _CORNER - len(text))
        return strip_of(
            [(before, rule), (text, ""), (f"{shown.rule}{corner}", rule)], styles, width
        )


class TitleLine(Widget):
    """The line above a pane: its name, counts by state, what is loaded, and the position.

    What has no room is dropped: what is loaded first, then the counts from the last one on; the
    subject is cut when no count is left, and name and position stay.
    """

    ALLOW_SELECT = False

    def __init__(
        self,
        name: str = "",
        *,
        position: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        """Make the line; with a `position` it says on which row of how many the cursor is."""
        super().__init__(id=id)
        self._said: tuple[str, tuple[Piece, ...], tuple[str, ...], str] = (name, (), (), "")
        """The name, the counts, the ways to say what is loaded, and the way that stays."""
        self._subject = ""
        self._position = Position() if position else None
        self._is_focused = False
        self.is_joined = False
        """Whether the pane above shares this line as its lower edge."""

    def compose(self) -> ComposeResult:
        """The position, where there is one."""
        if self._position is not None:
            yield self._position

    # What it says

    def title(
        self,
        name: str,
        counts: Sequence[Piece] = (),
        loaded: str | Sequence[str] = "",
        position: tuple[int, int] | None = None,
        *,
        subject: str = "",
        least: str = "",
    ) -> None:
        """Say this; all texts are clean already.

        Args:
            name: What the pane is, one or two words.
            counts: Counts by state with their tokens: `("× 1 failed", "error")`.
            loaded: What is loaded, or a few ways to say it, the longest first.
            position: The cursor's row, the first being 0, and how many there are; see `position`.
            subject: What the pane is about, behind the name: a filter, the ID of a node.
            least: The shortest way to say what is loaded, for which a long subject is cut.
        """
        ways = (loaded,) if isinstance(loaded, str) else tuple(loaded)
        said = (name, tuple(counts), (*ways, least), least)
        before = self._subject
        if said != self._said:
            self._said, self._subject = said, subject
            self.refresh()
        elif subject != before:
            self._subject = subject
            self._refresh_subject(max(cells(before), cells(subject)))
        if position is not None:
            self.position(*position)

    def position(self, row: int, total: int) -> None:
        """The cursor is on row `row`, the first being 0, of `total`: said when it rests."""
        if self._position is not None:
            self._position.show(row, total)

    # How it looks

    @property
    def look(self) -> tuple[str, str]:
        """The token of its line, and the glyph at its right end."""
        shown = glyphs_of(self)
        corner = shown.tee_right if self.is_joined else shown.top_right
        return ("title" if self._is_focused else "frame"), corner if is_boxed(self) else shown.rule

    def focus_moved(self, here: bool) -> None:
        """The pane has the focus now, or has lost it."""
        if here is not self._is_focused:
            self._is_focused = here
            self._refresh_all()

    def join(self, joined: bool) -> None:
        """Share this line with the pane above, or do no more."""
        if joined is not self.is_joined:
            self.is_joined = joined
            self._refresh_all()

    def _refresh_subject(self, width: int) -> None:
        """Draw again up to the end of a subject that is, or was, that wide.

        The line behind it is long. It stays as it is where all has room with either subject.
        """
        name, counts, loaded, _ = self._said
        end = _CORNER + cells(name) + 2 + width + 2
        more = max(map(cells, loaded), default=0) + 4 + _LEAST_RULE + self._end
        if counts or end + more > self.size.width:
            self.refresh()
        else:
            self.refresh(Region(0, 0, end, 1))

    @property
    def _end(self) -> int:
        """Cells of the place, or of the corner alone."""
        return self._position.width if self._position is not None else _CORNER

    def _refresh_all(self) -> None:
        self.refresh()
        if self._position is not None:
            self._position.refresh()

    def render_line(self, y: int) -> Strip:
        """The line, up to the place or with the right corner."""
        del y
        return strip_of(self._pieces(), styles_of(self.app), self.size.width)

    def _pieces(self) -> list[Piece]:
        width, shown = self.size.width, glyphs_of(self)
        token, right = self.look
        left = shown.rule
        if is_boxed(self):
            left = shown.tee_left if self.is_joined else shown.top_left
        # The place lies over the end of the line, and has the corner.
        end = self._end
        room = max(0, width - _CORNER - end)
        pieces = [(f"{left}{shown.rule}", token), *self._fitted(room, token, shown)]
        pieces.append((shown.rule * (end - 1) + right, token))
        return pieces

    def _fitted(self, room: int, token: str, shown: Glyphs) -> list[Piece]:
        """The texts with the line between them, in exactly `room` cells."""
        name = "title-name" if self._is_focused else "frame-name"
        said, all_counts, ways, least = self._said
        title, subject = f" {said} " if said else "", self._subject
        counts, taken = list(all_counts), cells(title)
        spare = cells(least) + 4 if least and self._subject else 0
        left = room - taken - _LEAST_RULE - spare
        wide = cells(subject) + 2 if subject else 0
        while counts and _width(counts) + wide > left:
            counts.pop()
        left -= _width(counts)
        if wide > left:
            fits = left - 2 >= min(_LEAST_SUBJECT, wide)
            subject = fit(subject, left - 2, shown.ellipsis).rstrip() if fits else ""
            wide = cells(subject) + 2 if subject else 0
        left += spare - wide
        loaded = next((each for each in ways if each and cells(each) + 4 <= left), "")
        if taken > room:
            return [(fit(title, room, shown.ellipsis), name)]
        pieces: list[Piece] = [(title, name)]
        if subject:
            pieces.append((f" {subject}", ""))
        for index, (text, token_of_text) in enumerate(counts):
            pieces += [(" " if not index and not subject else "  ", ""), (text, token_of_text)]
        if len(pieces) > 1:
            pieces.append((" ", ""))
        used = sum(cells(text) for text, _ in pieces)
        end = f" {loaded} " if loaded else ""
        rule = room - used - cells(end) - (_LEAST_RULE if end else 0)
        pieces.append((shown.rule * rule, token))
        return pieces + ([(end, ""), (shown.rule * _LEAST_RULE, token)] if end else [])


class Body(Vertical):
    """What is in a pane, within its sides where it has some."""


class Pane(Vertical):
    """A title line and, below it, a body with what is added to the pane."""

    def __init__(self, title: TitleLine, *children: Widget, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.title_line = title
        self.body = Body(*children)

    def compose(self) -> ComposeResult:
        """The title line above the body."""
        yield self.title_line
        yield self.body

    def compose_add_child(self, widget: Widget) -> None:
        """What a screen puts into the pane is in its body."""
        self.body.compose_add_child(widget)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The title says so."""
        del event
        self.title_line.focus_moved(True)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The title says so no more, unless the focus is coming back."""
        del event
        self.title_line.focus_moved(isinstance(self.screen.focused, OutsidePanes))


def stack(panes: Sequence[Pane], apart: bool = False) -> None:
    """Let these panes, from the top, share their edges; or let each have its own box."""
    for index, pane in enumerate(panes):
        pane.title_line.join(index > 0 and not apart)
        pane.set_class(index < len(panes) - 1 and not apart, "-above")


def stack_by_size(panes: Sequence[Pane], size: Size, *, zoomed: bool = False) -> bool:
    """Let two panes of a screen of that size share an edge; whether only one of them has room."""
    alone = zoomed or size.width < _BOTH_FROM.width or size.height < _BOTH_FROM.height
    stack(panes, alone or size.width >= SIDE_BY_SIDE_FROM)
    return alone


def _width(pieces: Sequence[Piece]) -> int:
    return sum(2 + cells(text) for text, _ in pieces)
