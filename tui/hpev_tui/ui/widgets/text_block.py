"""Some lines of text, folded to the width; an ellipsis stands for what does not fit below."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from hpev_tui.text import fit, wrap
from hpev_tui.ui.widgets.text_line import ellipsis_of


class TextBlock(Widget):
    """Paragraphs, each with the name of the style it is drawn in, or "". The texts are clean.

    Where its height is `auto` it is as high as its text.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"block--strong", "block--dim"}  # noqa: RUF012 - as Textual declares it

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._paragraphs: tuple[tuple[str, str], ...] = ()
        self._lines: list[tuple[str, str]] = []
        self._width = 0

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
