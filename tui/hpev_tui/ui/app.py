"""The Textual app: keys, results and copies come in here, and go to the part that they concern."""

from __future__ import annotations

import asyncio
import atexit
import gc
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from textual import events, on
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message
from textual.screen import Screen

from hpev_tui.model.settings import Settings
from hpev_tui.session.account import Account
from hpev_tui.session.host import CodeQuestion, Host, Limits
from hpev_tui.session.results import Change, Changes, Ticket, What
from hpev_tui.session.timing import Cancel, Timers
from hpev_tui.sources.loader import Loader
from hpev_tui.sources.processes import SdkProcesses
from hpev_tui.system.files import styles
from hpev_tui.system.log_file import log_thread
from hpev_tui.text.clean import plain
from hpev_tui.ui import messages
from hpev_tui.ui.accounts import Accounts
from hpev_tui.ui.browser.screen import BrowserScreen
from hpev_tui.ui.commands import bindings
from hpev_tui.ui.overviews.messages import OverviewRequested
from hpev_tui.ui.screens.base import DataScreen, screens_of
from hpev_tui.ui.terminal.driver import TerminalDriver
from hpev_tui.ui.terminal.endings import end_on_signals
from hpev_tui.ui.terminal.incoming import MOST_PASTED
from hpev_tui.ui.terminal.workarounds import ToastApp, driver_of, is_gone, show_first
from hpev_tui.ui.theme import TERMINAL

if TYPE_CHECKING:
    from hpev_tui.clipboard import Copies
    from hpev_tui.ui.copies import CopyController

INTERRUPT_SECONDS = 2.0
"""How long the first ctrl+c is remembered."""


@dataclass(eq=False, repr=False)
class ResultReady(Message):
    """The result of a request has come, a value or a Failure; see `session.results`."""

    ticket: Ticket
    value: object


class HpevApp(ToastApp):
    """The program, which holds the accounts and the copies, and the screens over them."""

    TITLE = "hpev-tui"
    BINDINGS = bindings("app")
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (60, "-normal"), (100, "-broad"), (150, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (15, "-tall"), (30, "-high")]  # noqa: RUF012

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], float] = time.time,
        timers: Timers | None = None,
        limits: Limits | None = None,
        processes: SdkProcesses | None = None,
    ) -> None:
        """Make the app.

        Args:
            settings: What it was asked to do.
            now: The clock, in seconds since the epoch.
            timers: What lets time pass; None for the app's own timers.
            limits: How much is asked for, and how fast; None for the usual.
            processes: Where the AWS SDK runs; None starts one when it is needed.
        """
        super().__init__(
            css_path=list(styles()),
            # Without it Textual's NO_COLOR filter makes the terminal's own colours black on black;
            # with it every other theme loses its colours (both seen with Textual 8.2.8).
            ansi_color=bool(os.environ.get("NO_COLOR")) or None,
        )
        self._settings = settings
        self._host = Host(
            deliver=lambda *result: self.post_message(ResultReady(*result)),
            changed=self.show_changes,
            notify=self.notify_user,
            now=now,
            timers=timers or self,
            processes=processes or SdkProcesses(),
            nearby=Loader(threads=1),
            limits=limits or Limits(),
        )
        self._accounts = Accounts(self, settings, self._host)
        self.register_theme(TERMINAL)
        chosen = os.environ.get("TEXTUAL_THEME", "")
        self.theme = chosen if chosen in self.available_themes else TERMINAL.name
        self.stylesheet.set_variables(self.get_css_variables())
        if "TEXTUAL_ANIMATIONS" not in os.environ:
            self.animation_level = "none"
        self._last_interrupt = float("-inf")
        self._end_status: int | None = None

    @property
    def account(self) -> Account:
        """The account that is looked at."""
        return self._accounts.current

    def on_mount(self) -> None:
        """Connect; the account may be open already, in the SDK's process."""
        self.app_resume_signal.subscribe(self, lambda _: self.action_redraw())
        self.set_class(self.account.settings.ascii, "-ascii")
        self.account.connect()

    def get_default_screen(self) -> Screen[None]:
        """The cluster that the command line names, or the picker.

        Not pushed onto an empty screen of Textual's, which would be made and drawn first.
        """
        screen = self._browser(named) if (named := self._settings.cluster) else self._picker()
        # As Textual will do once it knows the screen's size, and style everything once more.
        for length, steps in (
            (self.size.width, self.HORIZONTAL_BREAKPOINTS),
            (self.size.height, self.VERTICAL_BREAKPOINTS),
        ):
            screen.add_class(max(step for step in steps if step[0] <= length)[1])
        show_first(screen)
        return screen

    async def on_event(self, event: events.Event) -> None:
        """Let keys act one after the other; see `KeyOrder`. Click on nothing that is gone.

        What is pasted is made plain: text fields show it as it comes (Textual 8.2.8).
        """
        if isinstance(event, events.Resize):
            self.forget_drawn()
        if isinstance(event, events.Paste):
            event.text = plain(event.text[:MOST_PASTED])
        if isinstance(event, events.MouseEvent) and is_gone(self, event):
            return
        if self.toast_stays and isinstance(event, events.Key):
            self.clear_notifications()
        takes_turns = isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded
        if not takes_turns or self.key_order.admit(event):
            await super().on_event(event)

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything again with the theme's colours.

        Before the first frame everything is being styled with them anyway: Textual 8.2.8 reads all
        style sheets a second time then, since a theme was chosen.
        """
        if self._host.drawn.is_set():
            super().refresh_css(animate)

    def on_ready(self) -> None:
        """The first frame is on the screen."""
        self._host.drawn.set()
        self._host.processes.may_start.set()
        if self._end_status is not None:
            self.exit(return_code=self._end_status)

    def on_unmount(self) -> None:
        """Let no tool of a copy outlive the program, and the threads go."""
        self.end_copies()
        self._accounts.close()

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver, mended."""
        chosen = super().get_driver_class()
        return TerminalDriver if chosen is LinuxDriver else chosen

    def end(self, status: int) -> None:
        """End with this status, once the first frame is there: before, screens are half made."""
        self._end_status = status
        if self._host.drawn.is_set():
            self.exit(return_code=status)

    def let_go(self) -> None:
        """Leave nothing behind, and wait for nothing: the process ends at once."""
        self.end_copies()
        driver = driver_of(self)
        if isinstance(driver, TerminalDriver):
            driver.let_go()

    def after(self, seconds: float, call: Callable[[], None]) -> Cancel:
        """See `Timers`: they are Textual's. What goes off while the app ends calls nothing."""
        # Its widgets may be gone then.
        return self.set_timer(seconds, lambda: call() if self.is_running else None).stop

    # Results of background work

    @on(ResultReady)
    def _result_ready(self, message: ResultReady) -> None:
        account = self.account
        had_no_account = account.has_no_account
        changes = account.door.arrived(message.ticket, message.value)
        if not gc.isenabled() and any(
            change.what in (What.ROWS, What.CLUSTERS) for change in changes
        ):
            self.call_after_refresh(_collect_garbage)
        # What fails first may be the one whose notice offers the demo.
        if account.has_no_account is not had_no_account and self.is_running:
            self.refresh_bindings()
        self.show_changes(changes)

    def show_changes(self, changes: Changes) -> None:
        """Show what has changed; a screen that another one covers does so when it comes back."""
        for change in changes:
            if change.what is What.ACCOUNT:
                self._accounts.changed(change.key)
                return
            if change.what is What.RECREATED:
                self._accounts.show_successor(change.key)
                return
            self._note(change)
        if not changes or not self.is_running:
            return
        is_covered = False
        for screen in reversed(self.screen_stack):
            if isinstance(screen, DataScreen) and is_covered:
                screen.is_outdated = True
            elif isinstance(screen, DataScreen) and screen.is_mounted:
                screen.show_changes(changes)
            # What is behind a modal one can be seen.
            is_covered = is_covered or not screen.is_modal

    def _note(self, change: Change) -> None:
        """Take note of a change that is no screen's own."""
        if change.what is What.IDENTITY:
            self._accounts.identified()
        elif change.what is What.NEW_ERROR:
            self.bell()
        elif change.what is What.QUESTION and isinstance(change.value, CodeQuestion):
            self._accounts.ask_code(change.value)
        elif change.what is What.FACTS:
            from hpev_tui.ui.screens.info import InfoScreen

            for screen in screens_of(self, InfoScreen):
                screen.add_result(change.value)

    # From screen to screen

    @on(messages.ClusterPicked)
    def _cluster_picked(self, message: messages.ClusterPicked) -> None:
        show = self.switch_screen if message.is_only else self.push_screen
        show(self._browser(message.cluster))

    @on(messages.OtherClusterRequested)
    def _other_requested(self, message: messages.OtherClusterRequested) -> None:
        self._accounts.show_other(message.cluster, message.region)

    @on(messages.PickerRequested)
    def _picker_requested(self, message: messages.PickerRequested) -> None:
        if any(screen.name == "picker" for screen in self.screen_stack):
            # It may have come to the top since this was asked for.
            if len(self.screen_stack) > 1:
                self.pop_screen()
        elif not message.only_back:
            self.switch_screen(self._picker())

    def _picker(self) -> Screen[None]:
        from hpev_tui.ui.screens.picker import PickerScreen

        return PickerScreen(self.account)

    def _browser(self, cluster: str) -> BrowserScreen:
        return BrowserScreen(self.account, cluster, self.account.settings.filter_text)

    @on(messages.EventsRequested)
    def _events_requested(self, message: messages.EventsRequested) -> None:
        for browser in screens_of(self, BrowserScreen):
            browser.show_filtered(message.filter_text, message.event)

    @on(messages.EventRequested)
    def _event_requested(self, message: messages.EventRequested) -> None:
        for browser in screens_of(self, BrowserScreen):
            browser.show_event(message.event)

    @on(OverviewRequested)
    def _overview_requested(self, message: OverviewRequested) -> None:
        for browser in screens_of(self, BrowserScreen):
            browser.show_overview(message.name, message.about, message.filter_text)

    # Accounts

    def action_pick_profile(self) -> None:
        """Pick another profile."""
        self._accounts.pick_profile()

    def action_pick_region(self) -> None:
        """Pick another region."""
        self._accounts.pick_region()

    def action_demo(self) -> None:
        """Begin again on the demo."""
        self._accounts.open_demo()

    def action_info(self) -> None:
        """Show versions, account, endpoint, calls, the way of copies and files."""
        self._accounts.show_info()
        self.copies.look_for_route()

    # Copies, and what is said

    @cached_property
    def _copying(self) -> CopyController:
        """Made when there is something to copy or save: the first frame waits for no import."""
        from hpev_tui.ui.copies import CopyController

        return CopyController(self, self._settings, self.notify_user)

    @property
    def copies(self) -> Copies:
        """The copies of this run."""
        return self._copying.copies

    def end_copies(self, *, farewell: bool = False) -> None:
        """End what copies have started; at the very end say where the last one is."""
        if "_copying" in self.__dict__:
            (self._copying.farewell if farewell else self.copies.stop)()

    @on(messages.SaveRequested)
    def _save_requested(self, message: messages.SaveRequested) -> None:
        self._copying.saves.save(message)

    @on(messages.CopyRequested)
    def _copy_requested(self, message: messages.CopyRequested) -> None:
        self.copies.copy(message.label, message.text)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy by the one service; Textual's selections and text fields call this too."""
        self._copying.copy_selection(text)

    def action_copy_view(self) -> None:
        """Show the last copy, to be selected."""
        self._copying.show_last()

    def action_copies(self) -> None:
        """List the last copies."""
        self._copying.list_copies()

    def action_mouse(self) -> None:
        """Leave the mouse to the terminal, or take it back."""
        self._copying.toggle_mouse()

    @on(messages.Notice)
    def _notice(self, message: messages.Notice) -> None:
        self.notify_user(message.text, message.wrong)

    # What is done with the whole program

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No screen is offered in itself; what leads nowhere is not offered."""
        if action == "help":
            return self.screen.name != "help"
        if action == "demo":
            # It is in one region, and offered where there is no account to look at.
            return self.account.has_no_account
        if action in ("pick_profile", "pick_region"):
            return self._accounts.can_leave_for(action)
        if action in ("info", "copies"):
            return all(screen.name != action for screen in self.screen_stack)
        if action in ("mouse", "copy_view"):
            # In the copy view the mouse is the terminal's already.
            return self.screen.name != "copy_view"
        return super().check_action(action, parameters)

    def action_help(self) -> None:
        """Show the keys that work where the focus is."""
        from hpev_tui.ui.screens.help import HelpScreen, header_of, panes_of

        self.push_screen(HelpScreen(panes_of(self.screen), header_of(self.screen)))

    def action_leave(self) -> None:
        """Leave this screen, and quit from the first one."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.exit(return_code=0)

    def action_redraw(self) -> None:
        """Draw the whole screen again, whatever has spoiled it."""
        self.forget_drawn()
        self.screen.refresh(layout=True)
        self.refresh(repaint=True, layout=True)

    def action_interrupt(self) -> None:
        """Quit on the second ctrl+c in a row; copying a selection comes before this."""
        now = time.monotonic()
        if now - self._last_interrupt < INTERRUPT_SECONDS:
            self.exit(return_code=0)
        self._last_interrupt = now
        self.notify_user("Press ctrl+c again to quit")

    def action_command_palette(self) -> None:
        """Find a command."""
        from hpev_tui.ui.browser.goto import goto_source, group_source
        from hpev_tui.ui.screens.palette import Palette, command_source

        screen = self.screen
        if not isinstance(screen, Palette):
            sources = (command_source(self, screen), goto_source(screen), group_source(screen))
            self.push_screen(Palette("Commands", sources))

    def search_themes(self) -> None:
        """Find a theme."""
        from hpev_tui.ui.screens.palette import Palette, theme_source

        self.push_screen(Palette("Themes", [theme_source(self)]))


def _collect_garbage() -> None:
    """The first page is shown: what the start has made stays, what comes now may be garbage."""
    gc.freeze()
    gc.enable()


async def _run_to_its_end(app: HpevApp) -> None:
    """Run the app until the user or a signal ends it."""
    if sys.__stdin__ is not None:
        end_on_signals(sys.__stdin__, app.end, app.let_go)
    await app.run_async()


def run(settings: Settings, processes: SdkProcesses | None = None) -> int:
    """Run the app on the terminal, with the SDK in these processes; the exit status."""
    # Without a handler of its own logging would write to the terminal, over the screen.
    logging.getLogger().addHandler(logging.NullHandler())
    threading.excepthook = log_thread
    # At the end the interpreter looks through all that the SDK has loaded for garbage, which
    # took most of the time that quitting took; what is frozen it leaves alone.
    atexit.register(gc.freeze)
    app = HpevApp(settings, processes=processes)
    asyncio.run(_run_to_its_end(app))
    app.end_copies(farewell=True)
    if app.failed:
        print(f"hpev-tui: {app.failed}", file=sys.stderr)
    return app.return_code or 0
