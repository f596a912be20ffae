"""The app's part that copies, tells of it, and shares the mouse with the terminal."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from typing import TypeVar

from textual import events, on
from textual.screen import Screen

from hpev_tui.clipboard import Copies, Copy, Route
from hpev_tui.model.settings import Settings
from hpev_tui.text.clean import clean, plain
from hpev_tui.ui import messages
from hpev_tui.ui.screens.copies import CopiesScreen
from hpev_tui.ui.screens.copy_view import CopyView
from hpev_tui.ui.terminal.workarounds import (
    GuardedApp,
    Mouse,
    driver_of,
    remember_copy,
    write_between_frames,
)

ScreenKind = TypeVar("ScreenKind", bound=Screen[None])

TOAST_SECONDS = 5.0
MOUSE_RELEASED = (
    "The mouse is the terminal's now: select with it; F2 takes it back."
    " Shift (Option on a Mac) does the same"
)


class CopyingApp(GuardedApp):
    """Owns the copies and the mouse; the program's app builds on it."""

    def __init__(
        self, settings: Settings, *, css_path: list[str | PurePath], ansi_color: bool | None
    ) -> None:
        super().__init__(css_path=css_path, ansi_color=ansi_color)
        self._mouse = Mouse()
        self.copies = Copies(
            settings,
            partial(self.call_later, write_between_frames, self),
            copied=lambda copy: self.post_message(messages.Copied(copy)),
            saved=lambda *result: self.post_message(messages.CopySaved(*result)),
            route_found=lambda route: self.post_message(messages.RouteFound(route)),
        )

    @on(messages.CopyRequested)
    def _copy_requested(self, message: messages.CopyRequested) -> None:
        self.copies.copy(message.label, message.text)

    async def on_event(self, event: events.Event) -> None:
        """Make plain what is pasted: text fields show it as it comes (Textual 8.2.8)."""
        if isinstance(event, events.Paste):
            event.text = plain(event.text)
        await super().on_event(event)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy by the one service; Textual's selections and text fields call this too."""
        remember_copy(self, text)
        self.copies.copy("selection", text)

    @on(messages.Copied)
    def _copied(self, message: messages.Copied) -> None:
        copy = message.copy
        self.copies.add(copy)
        for listing in self._screens(CopiesScreen):
            listing.show_copies(list(self.copies.ring))
        if copy.outcome.route is Route.VIEW and not copy.outcome.failure:
            self._show_copy(copy)
        else:
            self._tell(*self.copies.line(copy))

    @on(messages.CopyViewRequested)
    def _copy_view_requested(self, message: messages.CopyViewRequested) -> None:
        self._show_copy(message.copy)

    def action_copy_view(self) -> None:
        """Show the last copy, to be selected."""
        if newest := self.copies.ring.newest:
            self._show_copy(newest)
        else:
            self._tell("Nothing is copied yet")

    def action_copies(self) -> None:
        """List the last copies."""
        self.clear_notifications()
        self.push_screen(CopiesScreen(list(self.copies.ring)))

    def _show_copy(self, copy: Copy) -> None:
        self.clear_notifications()
        if isinstance(self.screen, CopyView):
            self.screen.show_copy(copy)
        else:
            self.push_screen(CopyView(copy, partial(self._release_mouse, "copy view")))
        if copy.outcome.file is None:
            self.copies.save(copy)

    @on(messages.CopySaved)
    def _copy_saved(self, message: messages.CopySaved) -> None:
        for view in self._screens(CopyView):
            view.saved(message)

    def action_mouse(self) -> None:
        """Leave the mouse to the terminal, or take it back."""
        released = not self._mouse.is_released_for("F2")
        self._release_mouse("F2", released)
        self._tell(MOUSE_RELEASED if released else "The mouse is hpev-tui's again")

    def _release_mouse(self, reason: str, released: bool) -> None:
        change = self._mouse.release if released else self._mouse.take_back
        change(driver_of(self), reason)

    @on(messages.Notice)
    def _notice(self, message: messages.Notice) -> None:
        self._tell(message.text, message.wrong)

    def _tell(self, text: str, wrong: bool = False) -> None:
        self.clear_notifications()
        self.notify(
            clean(text),
            severity="warning" if wrong else "information",
            timeout=TOAST_SECONDS,
            markup=False,
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the copy view the mouse is the terminal's already; no list is shown in itself."""
        if action in ("mouse", "copy_view"):
            return not isinstance(self.screen, CopyView)
        if action == "copies":
            return not self._screens(CopiesScreen)
        return super().check_action(action, parameters)

    def _screens(self, kind: type[ScreenKind]) -> list[ScreenKind]:
        """The screens of a kind, but none whose widgets are not there yet or no longer."""
        if not self.is_running:
            return []
        return [each for each in self.screen_stack if isinstance(each, kind) and each.is_mounted]
