"""Some lines of text, folded to the width; what does not fit below is left out."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from hpev_tui.text import fit, wrap


class TextBlock(Widget):
    """Paragraphs, each with the name of the style it is drawn in, or "". The texts are clean."""

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
            self._paragraphs = tuple(paragraphs)
            self._width = 0
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        width = self.size.width
        if width != self._width:
            self._width = width
            self._lines = [
                (f" {line}", style)
                for text, style in self._paragraphs
                for line in wrap(text, max(1, width - 2))
            ]
        text, name = self._lines[y] if y < len(self._lines) else ("", "")
        style = self.get_component_rich_style(f"block--{name}") if name else self.rich_style
        return Strip([Segment(fit(text, width), style)]).adjust_cell_length(width, self.rich_style)
