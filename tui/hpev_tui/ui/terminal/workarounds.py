"""What Textual 8.2.8 has no public way to do, in functions that say what they are for.

Every private name that is used in this package stands with its reason in the package's tests.
"""

from __future__ import annotations

import logging
from typing import Any

from rich.text import Text
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.driver import Driver
from textual.notifications import Notify
from textual.screen import Screen
from textual.widgets import Input

from hpev_tui.text.clean import clean
from hpev_tui.ui.terminal.drawn import Changes, Drawn
from hpev_tui.ui.terminal.key_order import KeyOrder

log = logging.getLogger(__name__)

TOAST_SECONDS = 5.0
"""How long a toast is shown."""

STAYS_SECONDS = 86_400.0
"""How long one is shown that says what did not work, unless a key is pressed."""


class GuardedApp(App[None]):
    """An app that ends by itself when it meets a defect, instead of by Textual's traceback."""

    failed = ""
    """Why the program stopped by itself, for the line after the screen is gone."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - Textual's own
        super().__init__(**options)
        self.key_order = KeyOrder(self)
        """Lets keys act one after the other."""

    def end(self, status: int) -> None:
        """End with this exit status."""
        self.exit(return_code=status)

    def _handle_exception(self, error: Exception) -> None:
        log.critical("internal error", exc_info=error)
        if self.is_headless:
            super()._handle_exception(error)
        else:
            from hpev_tui.text.secrets import redacted  # Hardly ever needed.

            self.failed = f"internal error: {clean(redacted(repr(error)))}"
            self.exit(return_code=1)


class DrawingApp(GuardedApp):
    """An app that sends the cells which have changed, and no others."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Textual's own
        super().__init__(*args, **options)
        self._drawn = Drawn()

    def _display(self, screen: Screen[Any], renderable: Any) -> None:  # noqa: ANN401 - Rich's
        if isinstance(renderable, (ChopsUpdate, LayoutUpdate)):
            renderable = Changes(self._drawn, renderable)
        super()._display(screen, renderable)

    def forget_drawn(self) -> None:
        """The terminal may show something else: the next frame draws all of it."""
        self._drawn.forget()


class ToastApp(DrawingApp):
    """An app with one toast at a time."""

    toast_stays = False
    """Whether the toast stays until a key is pressed."""

    def notify_user(self, text: str, wrong: bool = False) -> None:
        """Say something in place of what was said before.

        It is shown for a few seconds; with `wrong`, which is for what did not work, until a key.
        """
        mark = ("x " if self.has_class("-ascii") else "× ") if wrong else ""
        self.notify(
            mark + clean(text),
            severity="warning" if wrong else "information",
            timeout=STAYS_SECONDS if wrong else TOAST_SECONDS,
            markup=False,
        )

    def on_notify(self, event: Notify) -> None:
        """Take away what was said before: Textual, which acts on this next, would keep it."""
        self.clear_notifications()
        self.toast_stays = event.notification.severity != "information"

    def clear_notifications(self) -> None:
        """Take the toast away, with the container that Textual leaves on the screen."""
        self.toast_stays = False
        for screen in self.screen_stack:
            screen.query("ToastHolder").remove()
        super().clear_notifications()


class StarredInput(Input):
    """A field that hides what is typed behind asterisks.

    Textual draws bullets, which not every terminal has, and has no option for it.
    """

    @property
    def _value(self) -> Text:
        return Text("*" * len(self.value), no_wrap=True, overflow="ignore", end="")


def show_first(screen: Screen[None]) -> None:
    """Prepare a screen that is not pushed but is there from the start, so that it can be left.

    `switch_screen` takes back what `push_screen` puts there.
    """
    screen._push_result_callback(screen, None)


def is_gone(app: App[Any], event: events.MouseEvent) -> bool:
    """Whether what the mouse is over is gone already, which Textual does not expect.

    A place outside of the screen, which has become smaller meanwhile, would take the focus away.
    """
    width, height = app.size
    if not app.screen_stack or not (0 <= event.x < width and 0 <= event.y < height):
        return True
    if not isinstance(event, events.MouseDown):
        return False
    widget, _ = app.screen.get_widget_and_offset_at(int(event.x), int(event.y))
    return widget is not None and not widget.is_attached


def remember_copy(app: App[Any], text: str) -> None:
    """Let text fields paste what was copied, without copying it in Textual's way."""
    app._clipboard = text


def driver_of(app: App[Any]) -> Driver | None:
    """What writes to the terminal; None before it is there."""
    return app._driver


def write_between_frames(app: App[Any], text: str) -> None:
    """Write to the terminal at once; this thread writes each frame without a pause."""
    driver = app._driver
    if driver is not None:
        driver.write(text)
        driver.flush()


class Mouse:
    """Who has the mouse: the program, or the terminal, which selects text with it.

    These are the calls and the fields that Textual's driver for Linux and macOS uses itself when
    it starts and stops. Others have none, and keep it.
    """

    def __init__(self) -> None:
        self._released_for: set[str] = set()

    def is_released_for(self, reason: str) -> bool:
        """Whether the terminal has the mouse for this reason."""
        return reason in self._released_for

    def release(self, driver: Driver | None, reason: str) -> None:
        """Give the mouse to the terminal; it stays there until the last reason is taken back."""
        if driver and not self._released_for and hasattr(driver, "_disable_mouse_support"):
            driver._disable_mouse_support()
            # Else it would be taken again when the program is stopped and goes on (SIGCONT).
            driver._mouse = False
        self._released_for.add(reason)

    def take_back(self, driver: Driver | None, reason: str) -> None:
        """Take a reason back, and with the last one the mouse."""
        if reason not in self._released_for:
            return
        self._released_for.remove(reason)
        if driver and not self._released_for and hasattr(driver, "_enable_mouse_support"):
            driver._mouse = True
            driver._enable_mouse_support()
            if getattr(driver, "_mouse_pixels", False) and hasattr(driver, "_enable_mouse_pixels"):
                # The way to report, which the call before has set again.
                driver._enable_mouse_pixels()
