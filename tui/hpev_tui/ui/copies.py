"""The copies of a run, what is said of them, and whose the mouse is."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TypeVar

from textual import on
from textual.screen import Screen

from hpev_tui.clipboard import Copies, Copy, Route
from hpev_tui.model.settings import Settings
from hpev_tui.text.clean import clean
from hpev_tui.ui import messages
from hpev_tui.ui.screens.copies import CopiesScreen, CopyView
from hpev_tui.ui.screens.info import InfoScreen
from hpev_tui.ui.terminal.workarounds import (
    GuardedApp,
    Mouse,
    driver_of,
    remember_copy,
    write_between_frames,
)

ScreenKind = TypeVar("ScreenKind", bound=Screen[None])

MOUSE_RELEASED = (
    "The mouse is the terminal's now: select with it; F2 takes it back."
    " Shift (Option on a Mac) does the same"
)

TOAST_SECONDS = 5.0
"""How long something is said."""


class CopyingApp(GuardedApp):
    """An app that copies, says what has become of it, and lends its mouse to the terminal."""

    def __init__(self, settings: Settings, styles: list[Path], ansi_color: bool | None) -> None:
        super().__init__(css_path=list(styles), ansi_color=ansi_color)
        self._mouse = Mouse()
        self.copies = Copies(
            settings,
            partial(self.call_later, write_between_frames, self),
            copied=partial(self.call_later, self._copied),
            saved=partial(self.call_later, self._copy_saved),
            route_found=partial(self.call_later, self._route_found),
        )

    @on(messages.CopyRequested)
    def _copy_requested(self, message: messages.CopyRequested) -> None:
        self.copies.copy(message.label, message.text)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy by the one service; Textual's selections and text fields call this too."""
        remember_copy(self, text)
        self.copies.copy("selection", text)

    def _copied(self, copy: Copy) -> None:
        """A copy is done: say so, or show it where it has to be selected by hand."""
        self.copies.add(copy)
        for listing in self.screens_of(CopiesScreen):
            listing.show_copies(list(self.copies.ring))
        if copy.outcome.route is Route.VIEW and not copy.outcome.failure:
            self._show_copy(copy)
        else:
            self.notify_user(*self.copies.line(copy))

    def _show_copy(self, copy: Copy) -> None:
        """Show a copy, to be selected with the mouse; it is saved to a file as well."""
        self.clear_notifications()
        if isinstance(self.screen, CopyView):
            self.screen.show_copy(copy)
        else:
            self.push_screen(CopyView(copy, partial(self._release_mouse, "copy view")))
        if copy.outcome.file is None:
            self.copies.save(copy)

    def _copy_saved(self, copy: Copy, file: Path | None, problem: str) -> None:
        for view in self.screens_of(CopyView):
            view.saved(copy, file, problem)

    def _route_found(self, route: str) -> None:
        """Which way a copy would take now is known, in words."""
        for screen in self.screens_of(InfoScreen):
            screen.add([("Clipboard", route)])

    def action_copy_view(self) -> None:
        """Show the last copy, to be selected."""
        if newest := self.copies.ring.newest:
            self._show_copy(newest)
        else:
            self.notify_user("Nothing is copied yet")

    def action_copies(self) -> None:
        """List the last copies."""
        self.clear_notifications()
        self.push_screen(CopiesScreen(list(self.copies.ring), self._show_copy))

    def action_mouse(self) -> None:
        """Leave the mouse to the terminal, or take it back."""
        released = not self._mouse.is_released_for("F2")
        self._release_mouse("F2", released)
        self.notify_user(MOUSE_RELEASED if released else "The mouse is hpev-tui's again")

    def _release_mouse(self, reason: str, released: bool) -> None:
        change = self._mouse.release if released else self._mouse.take_back
        change(driver_of(self), reason)

    # For all that it does

    def screens_of(self, kind: type[ScreenKind]) -> list[ScreenKind]:
        """The screens of a kind, but none whose widgets are not there yet or no longer."""
        if not self.is_running:
            return []
        return [each for each in self.screen_stack if isinstance(each, kind) and each.is_mounted]

    @on(messages.Notice)
    def _notice(self, message: messages.Notice) -> None:
        self.notify_user(message.text, message.wrong)

    def notify_user(self, text: str, wrong: bool = False) -> None:
        """Say something for a few seconds, in place of what was said before."""
        self.clear_notifications()
        self.notify(
            clean(text),
            severity="warning" if wrong else "information",
            timeout=TOAST_SECONDS,
            markup=False,
        )
