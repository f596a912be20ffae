"""Lines and blocks of text, and the notices among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from hpev_tui.text.cells import cells, fit, wrap
from hpev_tui.text.lists import fit_list, left_out, plural
from hpev_tui.ui.theme import Piece, cut_pieces, glyphs_of, strip_of, styles_of

Part: TypeAlias = "str | tuple[str, ...]"
"""A part of a line, or a list of parts that belong together."""

GAP = "  "
"""Between parts that belong together."""

_LEAST = 12
"""How many cells the left side of a line keeps where the right one is cut."""


class TextLine(Widget):
    """A line with text on the left and on the right, drawn again only when it changes.

    Parts on the left are dropped from the end when the width runs out, and how many is said; the
    first is cut, and so is what is on the right. The first may have parts of its own, which are
    dropped last. What is shown must be clean already; markup means nothing here.
    """

    ALLOW_SELECT = False
    COUNTS = True
    """Whether it is said how many parts have no room."""

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
        separator: str = "  ",
        style: str = "",
    ) -> None:
        """Make a line that is drawn in a token of `ui/theme.py`."""
        super().__init__(id=id)
        self._separator = separator
        self._style = style
        self._left: tuple[Part, ...] = ()
        self._right = ""
        self._short: Callable[[], Sequence[str]] = tuple
        self._troubled = 0

    def show(
        self,
        left: Sequence[Part],
        right: str = "",
        *,
        short: Callable[[], Sequence[str]] = tuple,
        troubled: int = 0,
    ) -> None:
        """Say this instead.

        Where it lists what may be in trouble, the first `troubled` parts are; where these do not
        fit, `short` makes the texts that are shown.
        """
        self._short, self._troubled = short, troubled
        parts = tuple([part for part in left if part])
        if (parts, right) != (self._left, self._right):
            self._left, self._right = parts, right
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line itself; below it all is blank."""
        width = self.size.width
        text = self._arranged(width) if y == 0 else ""
        return strip_of(
            [(fit(text, width, ellipsis_of(self)), self._style)], styles_of(self.app), width
        )

    def _arranged(self, width: int) -> str:
        room = max(0, width - 2)
        right = self._right
        if cells(right) >= room:
            right = fit(right, room - _LEAST, ellipsis_of(self))
        room_left = room - (cells(right) + 2 if right else 0)
        left = self._fitted(max(0, room_left))
        if right:
            left += " " * (max(0, room_left) - cells(left))
        return f" {left}  {right}" if right else f" {left}"

    def _fitted(self, room: int) -> str:
        """What is on the left, in so many cells at most."""
        parts = [part if isinstance(part, str) else GAP.join(part) for part in self._left]
        first, ellipsis = next(iter(self._left), ""), ellipsis_of(self)
        if not self.COUNTS:
            while len(parts) > 1 and cells(self._separator.join(parts)) > room:
                parts.pop()
        others = f" {left_out(len(parts) - 1)}" if len(parts) > 1 else ""
        if isinstance(first, tuple) and cells(parts[0] + others) > room:
            more = len(parts) - 1
            return fit_list(first, room, GAP, more=more, fills=True, ellipsis=ellipsis)
        troubled = self._troubled
        rest = len(parts) - troubled
        named = self._separator.join(parts[:troubled]) + (f" {left_out(rest)}" if rest else "")
        if troubled and cells(named) > room:
            parts = self._shortened(parts, room)
        return fit_list(parts, room, self._separator, troubled=troubled, ellipsis=ellipsis)

    def _shortened(self, parts: list[str], room: int) -> list[str]:
        """The parts, the last ones short: as many as it takes for all of them to fit."""
        short = [*self._short()]
        for whole in range(len(short) - 1, 0, -1):
            mixed = parts[:whole] + short[whole:]
            if cells(self._separator.join(mixed)) <= room:
                return mixed
        return short or parts


def ellipsis_of(widget: Widget) -> str:
    """What stands at the end of a text that was cut."""
    return glyphs_of(widget).ellipsis


class Line(NamedTuple):
    """One line of texts with the tokens they are drawn in; cut where it has no room."""

    pieces: tuple[Piece, ...]


class Field(NamedTuple):
    """A label, and a text that is folded beside it."""

    label: str
    text: str
    cause: str = ""
    """What stands before the text, with a colon."""
    token: str = ""
    width: int = 9
    """Cells of the label with the blanks behind it; 0 for none."""
    mark: str = "dim"
    """The token of the label."""

    def lines(self, width: int) -> list[list[Piece]]:
        """Its lines in that width."""
        before = f"{self.cause}: " if self.cause else ""
        # A label of that width keeps a blank.
        label = f"{self.label} ".ljust(self.width) if self.width else ""
        folded = wrap(f"{before}{self.text}", max(1, width - 2 - cells(label)))
        lines: list[list[Piece]] = [
            [(f" {' ' * cells(label)}", ""), (text, self.token)] for text in folded
        ]
        first = folded[0] if folded else ""
        said = before[:-1] if first.startswith(before[:-1]) else ""
        lines[:1] = [[(f" {label}", self.mark), (said, "cause"), (first[len(said) :], self.token)]]
        return lines


Paragraph: TypeAlias = "tuple[str, str] | Line | Field"
"""A text, which is folded, with the token that it is drawn in; or one of the others."""


class TextBlock(Widget):
    """Paragraphs of clean texts. Where its height is `auto` it is as high as these."""

    ALLOW_SELECT = False
    _paragraphs: Sequence[Paragraph] = ()
    _lines: Sequence[Sequence[Piece]] = ()
    _width = 0

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show these instead."""
        if tuple(paragraphs) != self._paragraphs:
            before, self._paragraphs = len(self._lines), tuple(paragraphs)
            # Before it is laid out there is no width to fold a text to, which may be long.
            self._lines = self._folded(self._width) if self._width else []
            is_as_high = bool(self._width) and len(self._lines) == before
            self.refresh(layout=self.styles.is_auto_height and not is_as_high)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines that its text takes in that width."""
        del container, viewport
        return len(self._folded(width))

    def _folded(self, width: int) -> list[Sequence[Piece]]:
        return [line for each in self._paragraphs for line in _lines_of(each, width)]

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        width = self.size.width
        if width != self._width:
            self._width = width
            self._lines = self._folded(width)
        pieces = list(self._lines[y]) if y < len(self._lines) else []
        ellipsis, hidden = ellipsis_of(self), len(self._lines) - self.size.height
        room = width - 1
        if y == self.size.height - 1 and hidden > 0:
            mark = f" {left_out(hidden)} {plural(hidden, 'line')}"
            # A line that is cut ends with the ellipsis already.
            left = room - cells(f" {ellipsis}{mark}")
            if sum(cells(text) for text, _ in pieces) <= left:
                mark = f" {ellipsis}{mark}"
            pieces = [*cut_pieces(pieces, room - cells(mark), ellipsis), (mark, "dim")]
        return strip_of(cut_pieces(pieces, room, ellipsis), styles_of(self.app), width)


def _lines_of(paragraph: Paragraph, width: int) -> list[Sequence[Piece]]:
    if isinstance(paragraph, Line):
        return [((" ", ""), *paragraph.pieces)]
    if isinstance(paragraph, Field):
        return [*paragraph.lines(width)]
    text, token = paragraph
    return [((f" {line}", token),) for line in wrap(text, max(1, width - 2))]


class AboutLines(Widget):
    """One text in as many lines as there are, cut where they end. It must be clean already."""

    ALLOW_SELECT = False
    _text = ""

    def show(self, text: str) -> None:
        """Say this instead."""
        if text != self._text:
            self._text = text
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One of the lines."""
        width, last = self.size.width, self.size.height - 1
        # No more of a long text is wrapped than can be shown.
        lines = wrap(self._text[: width * (last + 2)], max(1, width - 2))
        text = " ".join(lines[y:]) if y == last else "".join(lines[y : y + 1])
        shown = fit(f" {text}" if text else "", max(0, width - 1), ellipsis_of(self))
        return strip_of([(shown, "dim")], styles_of(self.app), width)


class RoomNotice(TextLine):
    """Over the header while the terminal is too small; the style sheet decides when that is."""

    def __init__(self) -> None:
        super().__init__(style="chip")

    def on_resize(self) -> None:
        """Say how large the terminal is, and has to be."""
        width, height = self.screen.size
        self.show([f"hpev-tui needs 60x15 cells, this terminal has {width}x{height}."])
