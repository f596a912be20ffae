"""The Textual app: owns session, loader and clipboard, and routes results to the screens."""

from __future__ import annotations

import asyncio
import atexit
import gc
import logging
import os
import sys
import time
from collections.abc import Callable, Iterable

from textual import events, on
from textual.app import SystemCommand
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen
from textual.theme import ThemeProvider

from hpev_tui.model.failure import Failure
from hpev_tui.model.settings import Settings
from hpev_tui.system.files import styles
from hpev_tui.text.clean import clean
from hpev_tui.text.secrets import redacted
from hpev_tui.ui import messages
from hpev_tui.ui.accounts_app import AccountsApp
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.screens.browser import BrowserScreen
from hpev_tui.ui.screens.help import HelpScreen
from hpev_tui.ui.screens.picker import PickerScreen
from hpev_tui.ui.terminal.driver import TerminalDriver
from hpev_tui.ui.terminal.endings import end_on_signals
from hpev_tui.ui.terminal.key_order import KeyOrder
from hpev_tui.ui.terminal.palette import Palette, palette_commands
from hpev_tui.ui.terminal.workarounds import driver_of, is_gone, show_first
from hpev_tui.ui.theme import TERMINAL

INTERRUPT_SECONDS = 2.0
"""How long the first ctrl+c is remembered."""


class HpevApp(AccountsApp):
    """The program. `now` is the clock, in seconds since the epoch, which pictures fix."""

    TITLE = "hpev-tui"
    BINDINGS = bindings("app")
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (60, "-normal"), (150, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (15, "-tall")]  # noqa: RUF012

    def __init__(self, settings: Settings, now: Callable[[], float] = time.time) -> None:
        # Without it Textual's NO_COLOR filter makes the terminal's own colours black on black;
        # with it every other theme loses its colours (both seen with Textual 8.2.8).
        super().__init__(
            settings,
            now,
            css_path=list(styles()),
            ansi_color=bool(os.environ.get("NO_COLOR")) or None,
        )
        self.register_theme(TERMINAL)
        chosen = os.environ.get("TEXTUAL_THEME", "")
        self.theme = chosen if chosen in self.available_themes else TERMINAL.name
        if "TEXTUAL_ANIMATIONS" not in os.environ:
            self.animation_level = "none"
        self._key_order = KeyOrder(self)
        self._last_interrupt = float("-inf")
        self._end_status: int | None = None
        self.failed = ""
        """Why the program stopped by itself, for the line after the screen is gone."""

    def on_mount(self) -> None:
        """Connect; the SDK is imported in a background thread."""
        self.app_resume_signal.subscribe(self, lambda _: self.action_redraw())
        self.set_class(self._settings.ascii, "-ascii")
        self.shared.connect()

    def get_default_screen(self) -> Screen[None]:
        """The cluster that the command line names, or the picker.

        Not pushed onto an empty screen of Textual's, which would be made and drawn first.
        """
        cluster = self._settings.cluster
        screen = self._browser(cluster) if cluster else PickerScreen(self.shared)
        # As Textual will do once it knows the screen's size, and style everything once more.
        for length, steps in (
            (self.size.width, self.HORIZONTAL_BREAKPOINTS),
            (self.size.height, self.VERTICAL_BREAKPOINTS),
        ):
            screen.add_class(max(step for step in steps if step[0] <= length)[1])
        show_first(screen)
        return screen

    async def on_event(self, event: events.Event) -> None:
        """Let keys act one after the other; see `KeyOrder`. Click on nothing that is gone."""
        if isinstance(event, events.MouseDown) and is_gone(self, event):
            return
        if not isinstance(event, events.Key) or event.is_forwarded or self._key_order.admit(event):
            await super().on_event(event)

    def on_ready(self) -> None:
        """The first frame is on the screen."""
        self._drawn.set()
        if self._end_status is not None:
            self.exit(return_code=self._end_status)

    def on_unmount(self) -> None:
        """Let no tool of a copy outlive the program."""
        self.copies.stop()

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver, mended."""
        chosen = super().get_driver_class()
        return TerminalDriver if chosen is LinuxDriver else chosen

    def end(self, status: int) -> None:
        """End with this status, once the first frame is there: before, screens are half made."""
        self._end_status = status
        if self._drawn.is_set():
            self.exit(return_code=status)

    def let_go(self) -> None:
        """Leave nothing behind, and wait for nothing: the process ends at once."""
        self.copies.stop()
        driver = driver_of(self)
        if isinstance(driver, TerminalDriver):
            driver.let_go()

    # Results of background work

    @on(messages.ClustersReady)
    def _clusters_ready(self, message: messages.ClustersReady) -> None:
        result = message.result
        arns = () if isinstance(result, Failure) else [each.cluster_arn for each in result.items]
        if self._is_stale(message) or any(map(self._is_of_another_account, arns[:1])):
            return
        self._learn_of_account(result)
        for picker in self._screens(PickerScreen):
            picker.clusters_ready(message)

    @on(messages.ClusterReady)
    def _cluster_ready(self, message: messages.ClusterReady) -> None:
        result = message.result
        if self._is_stale(message):
            return
        if not isinstance(result, Failure) and self._is_of_another_account(result.cluster_arn):
            return
        # It may be the first to fail, and then its notice is the one that offers the demo.
        self._learn_of_account(result)
        for picker in self._screens(PickerScreen):
            picker.cluster_ready(message)
        for browser in self._screens(BrowserScreen):
            browser.cluster_ready(message)
        self._overviews_changed()

    @on(messages.PagesReady)
    def _pages_ready(self, message: messages.PagesReady) -> None:
        events = [event for _, page in message.answers for event in page.items[:1]]
        if self._is_stale(message) or any(
            self._is_of_another_account(event.cluster_arn) for event in events[:1]
        ):
            return
        self._learn_of_account(message.failure)
        for browser in self._screens(BrowserScreen):
            browser.pages_ready(message)
        self._overviews_changed()

    @on(messages.DetailReady)
    def _detail_ready(self, message: messages.DetailReady) -> None:
        if self._is_stale(message):
            return
        self._learn_of_account(message.result)
        if not isinstance(message.result, Failure):
            self.shared.session.add_detail(message.event_id, message.result)
        for browser in self._screens(BrowserScreen):
            browser.detail_ready(message)
        self._overviews_changed()
        self.shared.heard(message.event_id)

    @on(messages.NodesReady)
    def _nodes_ready(self, message: messages.NodesReady) -> None:
        if self._is_stale(message):
            return
        self._learn_of_account(message.result)
        self.shared.session.add_nodes(message.key, message.result)
        for browser in self._screens(BrowserScreen):
            browser.nodes_ready(message)
        self._overviews_changed()

    def _overviews_changed(self) -> None:
        for overview in self._screens(OverviewScreen):
            overview.changed()

    # From screen to screen

    @on(messages.ClusterPicked)
    def _cluster_picked(self, message: messages.ClusterPicked) -> None:
        self.push_screen(self._browser(message.cluster))

    @on(messages.PickerRequested)
    def _picker_requested(self, message: messages.PickerRequested) -> None:
        if any(isinstance(screen, PickerScreen) for screen in self.screen_stack):
            self.pop_screen()
        elif not message.only_back:
            self.switch_screen(PickerScreen(self.shared))

    def _browser(self, cluster: str) -> BrowserScreen:
        return BrowserScreen(self.shared, cluster, self._settings.filter_text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No screen is offered in itself."""
        if action == "help":
            return not isinstance(self.screen, HelpScreen)
        return super().check_action(action, parameters)

    def action_help(self) -> None:
        """Show the keys that work where the focus is."""
        self.push_screen(HelpScreen.of(self))

    def action_leave(self) -> None:
        """Leave this screen, and quit from the first one."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.exit(return_code=0)

    def action_redraw(self) -> None:
        """Draw the whole screen again, whatever has spoiled it."""
        self.screen.refresh(layout=True)
        self.refresh(repaint=True, layout=True)

    def action_interrupt(self) -> None:
        """Quit on the second ctrl+c in a row; copying a selection comes before this."""
        now = time.monotonic()
        if now - self._last_interrupt < INTERRUPT_SECONDS:
            self.exit(return_code=0)
        self._last_interrupt = now
        self._tell("Press ctrl+c again to quit")

    def action_command_palette(self) -> None:
        """Find a command."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(placeholder="part of a command"))

    def search_themes(self) -> None:
        """Find a theme."""
        self.push_screen(Palette([ThemeProvider], placeholder="part of a theme's name"))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the command palette offers: every live command, and the themes."""
        yield from palette_commands(self, screen)
        yield SystemCommand("Theme", "Choose other colours", self.action_change_theme)

    def end_by_defect(self, error: Exception) -> None:
        """A defect of this program: end with one line instead of a traceback on the screen."""
        self.failed = f"a defect in hpev-tui stopped it: {redacted(clean(repr(error)))}"
        self.exit(return_code=1)


async def _run_until_told(app: HpevApp) -> None:
    """Run the app until the person or a signal ends it."""
    if sys.__stdin__ is not None:
        end_on_signals(sys.__stdin__, app.end, app.let_go)
    await app.run_async()


def run(settings: Settings) -> int:
    """Run the app on the terminal; the result is the exit status."""
    # Without a handler of its own logging would write to the terminal, over the screen.
    logging.getLogger().addHandler(logging.NullHandler())
    # At the end the interpreter looks through all that the SDK has loaded for garbage, which
    # took most of the time that quitting took; what is frozen it leaves alone.
    atexit.register(gc.freeze)
    app = HpevApp(settings)
    asyncio.run(_run_until_told(app))
    app.copies.farewell()
    if app.failed:
        print(f"hpev-tui: {app.failed}", file=sys.stderr)
    return app.return_code or 0
