"""What the documentation says of the value under the detail's cursor."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from hpev_tui.text import fit, wrap
from hpev_tui.ui.widgets.text_line import ellipsis_of


class AboutLines(Widget):
    """One text in as many lines as there are, cut where they end. It must be clean already."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._text = ""

    @property
    def text(self) -> str:
        """All that there is to say, whatever the room."""
        return self._text

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
