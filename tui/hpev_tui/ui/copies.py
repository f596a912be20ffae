"""The copies of a run, what is said of them, and whose the mouse is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hpev_tui.clipboard import Copies, Copy, Route
from hpev_tui.model.settings import Settings
from hpev_tui.ui import messages
from hpev_tui.ui.screens.copies import CopiesScreen
from hpev_tui.ui.screens.copy_view import CopyView
from hpev_tui.ui.terminal.workarounds import Mouse, driver_of, write_between_frames

if TYPE_CHECKING:
    from hpev_tui.ui.app import HpevApp

MOUSE_RELEASED = (
    "The mouse is the terminal's now: select with it; F2 takes it back."
    " Shift (Option on a Mac) does the same"
)


class CopyController:
    """Copies, shows what has become of a copy, and gives the mouse to the terminal and back."""

    def __init__(self, app: HpevApp, settings: Settings) -> None:
        self._app = app
        self._mouse = Mouse()
        self.copies = Copies(
            settings,
            partial(app.call_later, write_between_frames, app),
            copied=lambda copy: app.post_message(messages.Copied(copy)),
            saved=lambda *result: app.post_message(messages.CopySaved(*result)),
            route_found=lambda route: app.post_message(messages.RouteFound(route)),
        )

    def copied(self, copy: Copy) -> None:
        """A copy is done: say so, or show it where it has to be selected by hand."""
        self.copies.add(copy)
        for listing in self._app.screens_of(CopiesScreen):
            listing.show_copies(list(self.copies.ring))
        if copy.outcome.route is Route.VIEW and not copy.outcome.failure:
            self.show(copy)
        else:
            self._app.notify_user(*self.copies.line(copy))

    def show(self, copy: Copy) -> None:
        """Show a copy, to be selected with the mouse; it is saved to a file as well."""
        self._app.clear_notifications()
        if isinstance(self._app.screen, CopyView):
            self._app.screen.show_copy(copy)
        else:
            release = partial(self._release_mouse, "copy view")
            self._app.push_screen(CopyView(copy, release))
        if copy.outcome.file is None:
            self.copies.save(copy)

    def show_last(self) -> None:
        """Show the last copy, to be selected."""
        if newest := self.copies.ring.newest:
            self.show(newest)
        else:
            self._app.notify_user("Nothing is copied yet")

    def list_copies(self) -> None:
        """List the last copies."""
        self._app.clear_notifications()
        self._app.push_screen(CopiesScreen(list(self.copies.ring)))

    def toggle_mouse(self) -> None:
        """Leave the mouse to the terminal, or take it back."""
        released = not self._mouse.is_released_for("F2")
        self._release_mouse("F2", released)
        self._app.notify_user(MOUSE_RELEASED if released else "The mouse is hpev-tui's again")

    def _release_mouse(self, reason: str, released: bool) -> None:
        change = self._mouse.release if released else self._mouse.take_back
        change(driver_of(self._app), reason)
