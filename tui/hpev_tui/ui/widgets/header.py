"""The first line of a screen: which cluster, its status, whose it is, and as of when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.strip import Strip
from textual.widget import Widget

from hpev_tui.text.cells import cells, fit
from hpev_tui.ui.theme import Piece, glyphs_of, status_mark, strip_of, styles_of

_GAP = "  "
_LEAST_NAME = 8


class Header(NamedTuple):
    """What the line says. All texts are clean."""

    name: str
    """Of the cluster, or of the screen."""
    status: str = ""
    """The ClusterStatus, as the service spells it."""
    parts: Sequence[str] = ()
    """The region, the account, the profile: dropped from the last one on."""
    right: str = ""
    """When the last answer came, or what is waited for."""

    @property
    def texts(self) -> list[str]:
        """What it says of the cluster, for a copy."""
        return [text for text in (self.name, self.status, *self.parts) if text]


class HeaderLine(Widget):
    """The line; name, status and the right side stay when the width runs out."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.header = Header("")
        """What it says."""

    def show(self, header: Header) -> None:
        """Say this instead."""
        header = header._replace(parts=tuple(filter(None, header.parts)))
        if header != self.header:
            self.header = header
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line itself; below it all is blank."""
        width, styles = self.size.width, styles_of(self.app)
        return strip_of(self._arranged(width) if y == 0 else [], styles, width)

    def _arranged(self, width: int) -> list[Piece]:
        name, status, parts, right = self.header
        shown = glyphs_of(self)
        mark, token = status_mark(status, shown)
        state = f"{_GAP}{mark} {status}" if status else ""
        if right and cells(state) + cells(right) > width - 3 - _LEAST_NAME - len(_GAP):
            # What is waited for is long: it is all that matters then.
            status = state = ""
        # A blank on both sides of the name, one at the end of the line.
        right = fit(
            right, min(cells(right), max(0, width - 3 - _LEAST_NAME - len(_GAP))), shown.ellipsis
        )
        room = width - 3 - cells(state) - (cells(right) + len(_GAP) if right else 0)
        name = fit(name, min(cells(name), max(_LEAST_NAME, room)), shown.ellipsis)
        room -= cells(name)
        fitting = list(parts)
        while fitting and sum(len(_GAP) + cells(part) for part in fitting) > room:
            fitting.pop()
        text = "".join(f"{_GAP}{part}" for part in fitting)
        room -= cells(text)
        pieces: list[Piece] = [(f" {name} ", "header-name")]
        if status:
            pieces += [(state[: len(_GAP)], ""), (state[len(_GAP) :], token)]
        pieces.append((text, ""))
        if right:
            # At the right edge, where all of it has room.
            pieces.append((f"{' ' * max(0, room)}{_GAP}{right}", ""))
        return pieces
