"""Lines and blocks of text, and the notices among them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from hpev_tui.model.failure import NO_ACCOUNT, Failure
from hpev_tui.text.cells import ASCII_ELLIPSIS, ELLIPSIS, cells, fit, wrap

_LEAST = 12
"""How many cells the left side of a line keeps where the right one is cut."""


class TextLine(Widget):
    """A line with text on the left and on the right, drawn again only when it changes.

    Parts on the left are dropped from the end when the width runs out; the first is cut, and so is
    what is on the right. What is shown must be clean already; markup means nothing here.
    """

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, separator: str = "  ") -> None:  # noqa: A002
        super().__init__(id=id)
        self._separator = separator
        self._left: tuple[str, ...] = ()
        self._right = ""

    def show(self, left: Sequence[str], right: str = "") -> None:
        """Say this instead."""
        parts = tuple([part for part in left if part])
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
        right = self._right
        if cells(right) >= room:
            right = fit(right, room - _LEAST, ellipsis_of(self))
        room_left = room - (cells(right) + 2 if right else 0)
        parts = list(self._left)
        while len(parts) > 1 and cells(self._separator.join(parts)) > room_left:
            parts.pop()
        left = fit(self._separator.join(parts), max(0, room_left), ellipsis_of(self))
        return f" {left}  {right}" if right else f" {left}"


def ellipsis_of(widget: Widget) -> str:
    """What stands at the end of a text that was cut."""
    return ASCII_ELLIPSIS if widget.app.has_class("-ascii") else ELLIPSIS


class TextBlock(Widget):
    """Paragraphs, each with the name of the style it is drawn in, or "". The texts are clean.

    Where its height is `auto` it is as high as its text.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"block--strong", "block--dim"}  # noqa: RUF012 - as Textual declares it

    _paragraphs: Sequence[tuple[str, str]] = ()
    _lines: Sequence[tuple[str, str]] = ()
    _width = 0

    def show(self, paragraphs: Sequence[tuple[str, str]]) -> None:
        """Show these instead: texts with their styles, `strong`, `dim` or ""."""
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

    def _folded(self, width: int) -> list[tuple[str, str]]:
        return [
            (f" {line}", style)
            for text, style in self._paragraphs
            for line in wrap(text, max(1, width - 2))
        ]

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        width = self.size.width
        if width != self._width:
            self._width = width
            self._lines = self._folded(width)
        text, name = self._lines[y] if y < len(self._lines) else ("", "")
        ellipsis = ellipsis_of(self)
        if y == self.size.height - 1 < len(self._lines) - 1:
            text = f"{text} {ellipsis}"
        style = self.get_component_rich_style(f"block--{name}") if name else self.rich_style
        return Strip([Segment(fit(text, width, ellipsis), style)]).adjust_cell_length(
            width, self.rich_style
        )


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
        return Strip([Segment(fit(shown, width), self.rich_style)])


class RoomNotice(TextLine):
    """Over the header while the terminal is too small; the style sheet decides when that is."""

    def on_mount(self) -> None:
        """Say it."""
        self.show(["hpev-tui needs 60x15 cells"])


_TITLE = 200
"""Characters of what happened that are shown before a remedy: words may be long, and what to do
must be seen as well."""


def problem(failure: Failure, *, offers_demo: bool = True) -> str:
    """A failure in lines: what happened, what to do, and what to copy for that.

    The demo is offered where there is no account, unless there is something to look at already.
    """
    title = failure.title
    if failure.remedy and len(title) > _TITLE:
        title = f"{title[:_TITLE]}... (:info has all of it)"
    lines = [title]
    if failure.advice or failure.retryable:
        lines.append(failure.advice or "r tries again")
    if failure.remedy:
        lines.append(f"! copies: {failure.remedy}")
    if offers_demo and failure.kind in NO_ACCOUNT:
        lines.append("d opens the demo instead: it needs no account")
    return "\n".join(lines)


TITLE_LINES = 2
"""Of what happened, which may be long, so much is shown: what to do must be seen as well."""


class NoticeBar(Static):
    """Says what is wrong, or takes no room."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, markup=False)
        self._failure: Failure | None = None
        self._offers_demo = False

    def say(self, text: str) -> None:
        """Say this, or nothing; already clean text."""
        self._failure = None
        self._show(text)

    def show_failure(self, failure: Failure | None, *, offers_demo: bool = False) -> bool:
        """Say what went wrong, or nothing; whether that is something else than before."""
        changed = failure != self._failure
        self._failure, self._offers_demo = failure, offers_demo
        self._draw()
        return changed

    def on_resize(self, _: events.Resize) -> None:
        """There is room for more of it, or for less."""
        if self._failure is not None:
            self._draw()

    def _draw(self) -> None:
        if self._failure is None:
            self._show("")
            return
        lines = problem(self._failure, offers_demo=self._offers_demo).split("\n")
        # Its words wrap at blanks, so that the lines are not filled to their ends.
        room = TITLE_LINES * max(20, self.screen.size.width - 2) - 12
        lines[0] = fit(lines[0], room, ellipsis_of(self)).rstrip()
        self._show("\n".join(lines))

    def _show(self, text: str) -> None:
        # The same text again would lay the screen out anew.
        if text != self.content:
            self.update(text)
            self.display = bool(text)
