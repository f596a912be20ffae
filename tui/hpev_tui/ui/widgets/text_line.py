"""One line of text in parts: headers, headings and the footer."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from hpev_tui.text import ASCII_ELLIPSIS, ELLIPSIS, cells, fit


class TextLine(Widget):
    """A line with text on the left and on the right, drawn again only when it changes.

    Parts on the left are dropped from the end when the width runs out; the first is cut. What is
    shown must be clean already; markup means nothing here.
    """

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, separator: str = "  ") -> None:  # noqa: A002
        super().__init__(id=id)
        self._separator = separator
        self._left: tuple[str, ...] = ()
        self._right = ""

    @property
    def text(self) -> str:
        """All that the line says, whatever the width."""
        return self._separator.join((*self._left, self._right))

    def show(self, left: Sequence[str], right: str = "") -> None:
        """Say this instead."""
        parts = tuple(part for part in left if part)
        if (parts, right) != (self._left, self._right):
            self._left, self._right = parts, right
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line itself; below it all is blank."""
        width = self.size.width
        text = self._arranged(width) if y == 0 else ""
        return Strip([Segment(fit(text, width, ellipsis_of(self)), self.rich_style)])

    def _arranged(self, width: int) -> str:
        room = max(0, width - 2)
        right = self._right if cells(self._right) < room else ""
        room_left = room - (cells(right) + 2 if right else 0)
        parts = list(self._left)
        while len(parts) > 1 and cells(self._separator.join(parts)) > room_left:
            parts.pop()
        left = fit(self._separator.join(parts), max(0, room_left), ellipsis_of(self))
        return f" {left}  {right}" if right else f" {left}"


def ellipsis_of(widget: Widget) -> str:
    """What stands at the end of a text that was cut."""
    return ASCII_ELLIPSIS if widget.app.has_class("-ascii") else ELLIPSIS


def show_notice(notice: Static, text: str) -> None:
    """Show a problem in the screen's notice, or take the notice away."""
    # The same text again would lay the screen out anew.
    if text != notice.content:
        notice.update(text)
        notice.display = bool(text)
