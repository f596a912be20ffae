"""What Textual leaves to do about the terminal: to give up the mouse."""

from __future__ import annotations

from textual.driver import Driver


class Mouse:
    """Who has the mouse: the program, or the terminal, which selects text with it.

    Textual 8.2.8 has no public call for it: these are the calls and the fields that its driver
    for Linux and macOS uses itself when it starts and stops. Others have none, and keep it.
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
                # The way to report, which the call before has set anew.
                driver._enable_mouse_pixels()
