"""A line that asks for more room."""

from __future__ import annotations

from hpev_tui.ui.widgets.text_line import TextLine


class RoomNotice(TextLine):
    """Over the header while the terminal is too small; the style sheet decides when that is."""

    def on_mount(self) -> None:
        """Say it."""
        self.show(["hpev-tui needs 60x15 cells"])
