"""The copies and saves of a run, what is said of them, and whose the mouse is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from textual.app import App

from hpev_tui.clipboard import Copies, Copy, Route
from hpev_tui.model.settings import Settings
from hpev_tui.ui.saves import SaveController
from hpev_tui.ui.screens.base import screens_of
from hpev_tui.ui.screens.copies import CopiesScreen, CopyView
from hpev_tui.ui.screens.info import InfoScreen
from hpev_tui.ui.terminal.workarounds import Mouse, driver_of, remember_copy, write_between_frames

MOUSE_RELEASED = (
    "Mouse off: the terminal selects. F2 mouse on."
    " With the mouse on, Shift (Option on macOS) selects as well"
)


class CopyController:
    """Copies, shows how a copy ended, and gives the mouse to the terminal and back."""

    def __init__(
        self, app: App[None], settings: Settings, notify: Callable[[str, bool], None]
    ) -> None:
        """Copy for an app; `notify` says a line to the user, and whether it is a warning."""
        self._app = app
        self._notify = notify
        self._mouse = Mouse()
        self.saves = SaveController(app, notify)
        self.copies = Copies(
            settings,
            partial(app.call_later, write_between_frames, app),
            copied=partial(app.call_later, self._copied),
            saved=partial(app.call_later, self._saved),
            route_found=partial(app.call_later, self._route_found),
        )

    def copy_selection(self, text: str) -> None:
        """Copy what was selected on a screen or in a text field."""
        remember_copy(self._app, text)
        self.copies.copy("selection", text)

    def _copied(self, copy: Copy) -> None:
        """A copy is done: say so, or show it where it has to be selected by hand."""
        self.copies.add(copy)
        for listing in screens_of(self._app, CopiesScreen):
            listing.show_copies(list(self.copies.ring))
        if copy.outcome.route is Route.VIEW and not copy.outcome.failure:
            self._show(copy)
        else:
            self._notify(*self.copies.line(copy))

    def _show(self, copy: Copy) -> None:
        """Show a copy, to be selected with the mouse; it is saved to a file as well."""
        self._app.clear_notifications()
        if isinstance(self._app.screen, CopyView):
            self._app.screen.show_copy(copy)
        else:
            self._app.push_screen(CopyView(copy, partial(self._release_mouse, "copy view")))
        if copy.outcome.file is None:
            self.copies.save(copy)

    def _saved(self, copy: Copy, file: Path | None, problem: str) -> None:
        for view in screens_of(self._app, CopyView):
            view.saved(copy, file, problem)

    def _route_found(self, route: str) -> None:
        """Which way a copy would take now is known, in words."""
        for screen in screens_of(self._app, InfoScreen):
            screen.add([("Clipboard", route)])

    def farewell(self) -> None:
        """Print what nothing has confirmed: the last copy, and saves that do not end."""
        self.copies.farewell()
        for late in self.saves.finish():
            print(f"hpev-tui: {late}", file=sys.stderr)

    def show_last(self) -> None:
        """Show the last copy, to be selected."""
        if newest := self.copies.ring.newest:
            self._show(newest)
        else:
            self._notify("No copies yet", False)

    def list_copies(self) -> None:
        """List the last copies."""
        self._app.clear_notifications()
        self._app.push_screen(CopiesScreen(list(self.copies.ring), self._show))

    def toggle_mouse(self) -> None:
        """Leave the mouse to the terminal, or take it back."""
        released = not self._mouse.is_released_for("F2")
        self._release_mouse("F2", released)
        self._notify(MOUSE_RELEASED if released else "Mouse on", False)

    def _release_mouse(self, reason: str, released: bool) -> None:
        change = self._mouse.release if released else self._mouse.take_back
        change(driver_of(self._app), reason)
