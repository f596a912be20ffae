"""Text for the terminal's own selection: no blank behind it, and long lines the terminal's own."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.strip import Strip

from hpev_tui.text.cells import clusters
from hpev_tui.ui.terminal.workarounds import write_between_frames
from hpev_tui.ui.theme import strip_of, styles_of
from hpev_tui.ui.widgets.lines import LineView


class Selectable(LineView):
    """A text, its long lines folded at the right edge; the keys of a list scroll it.

    Textual fills each row with blanks and ends it with a jump, so that a terminal's selection
    would hold blanks, and a line break where a long line is folded. What Textual has drawn is
    therefore written once more, in the same cells: on empty rows, and each long line in one
    piece, for the terminal to fold (DECAWM). It then knows that the rows belong together.
    """

    _text = ""
    _folded_at = 0
    _rows: Sequence[tuple[str, bool]] = ()
    """Each row, and whether it goes on with the line of the row above."""
    _is_to_write = False

    def show(self, text: str) -> None:
        """Show another text, from its top; its lines must be plain."""
        self._text = text
        self._folded_at = 0
        self._fold()
        self.scroll_to(y=0, animate=False, force=True)

    def on_resize(self, event: events.Resize) -> None:
        """Fold again."""
        self._fold()
        super().on_resize(event)

    def _fold(self) -> None:
        width = self.size.width
        if width and width != self._folded_at:
            self._folded_at = width
            self._rows = [
                (row, bool(number))
                for line in self._text.split("\n")
                for number, row in enumerate(fold(line, width))
            ]
            self.set_rows(len(self._rows), 0)

    def render_line(self, y: int) -> Strip:
        """One row, without a cursor."""
        row = y + self.scroll_offset.y
        text = self._rows[row][0] if row < len(self._rows) else ""
        if not self._is_to_write:
            self._is_to_write = True
            self.call_after_refresh(self._write)
        return strip_of([(text, "")], styles_of(self.app), self.size.width)

    def _write(self) -> None:
        """Write what is shown once more; see the class."""
        self._is_to_write = False
        if self.screen is self.app.screen and not self.app.is_headless:
            write_between_frames(self.app, self._as_the_terminal_folds())

    def _as_the_terminal_folds(self) -> str:
        """The rows in view as a terminal gets them that is to fold long lines itself."""
        left, top = self.region.x + 1, self.region.y + 1
        rows = range(self.scroll_offset.y, self.scroll_offset.y + self.size.height)
        written = ["\x1b[0m\x1b[?7h"]
        written += [f"\x1b[{top + line};{left}H\x1b[2K" for line in range(len(rows))]
        for line, row in enumerate(rows[: len(self._rows) - rows.start]):
            text, goes_on = self._rows[row]
            # Of other characters terminals differ in how many cells they take.
            if not (goes_on and line and text.isascii() and self._rows[row - 1][0].isascii()):
                written.append(f"\x1b[{top + line};{left}H")
            written.append(text)
        return "".join([*written, "\x1b[?7l"])

    def action_move(self, rows: int) -> None:
        """Scroll by some rows."""
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False, force=True)

    def action_move_to(self, row: int) -> None:
        """Scroll to the top, or with -1 to the bottom."""
        self.scroll_to(y=len(self._rows) if row < 0 else row, animate=False, force=True)

    def action_page(self, pages: float) -> None:
        """Scroll by a part of the page."""
        self.action_move(int(pages * max(1, self.size.height)) or (1 if pages > 0 else -1))


def fold(line: str, width: int) -> list[str]:
    """The pieces, of at most `width` cells, into which a terminal folds a line; one at least."""
    if line.isascii():
        return [line[start : start + width] for start in range(0, len(line), width)] or [""]
    pieces, room = [""], width
    for cluster, taken in clusters(line):
        if taken > room and pieces[-1]:
            pieces.append("")
            room = width
        pieces[-1] += cluster
        room -= taken
    return pieces
