"""The app's part that has to do with the account: opening one, and leaving it for another."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from queue import SimpleQueue

from textual import on
from textual.message import Message

from hpev_tui.model.failure import NO_ACCOUNT, WANTS_FRESH_KEYS, Failure
from hpev_tui.model.settings import Settings
from hpev_tui.session import Session
from hpev_tui.sources.call_stats import CallStats
from hpev_tui.sources.connection import Connection
from hpev_tui.sources.loader import Loader, Priority
from hpev_tui.system.recent import note_used
from hpev_tui.ui import messages
from hpev_tui.ui.context import Context
from hpev_tui.ui.copying_app import CopyingApp
from hpev_tui.ui.opening import opener
from hpev_tui.ui.screens.browser import BrowserScreen
from hpev_tui.ui.screens.choose import ChooseScreen, profile_choices, region_choices
from hpev_tui.ui.screens.info import InfoScreen, facts_of_run
from hpev_tui.ui.screens.mfa import CodeScreen
from hpev_tui.ui.screens.picker import PickerScreen

log = logging.getLogger(__name__)

AccountKey = tuple[bool, str, str]
"""Whether it is the demo, the profile and the region: what data is kept apart by."""


class AccountsApp(CopyingApp):
    """Owns the account that is looked at, and those that were. The program's app builds on it."""

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], float],
        *,
        css_path: list[str | PurePath],
        ansi_color: bool | None,
    ) -> None:
        super().__init__(settings, css_path=css_path, ansi_color=ansi_color)
        self._settings = settings
        self._now = now
        self._drawn = threading.Event()
        self._has_no_account = False
        self._sessions: dict[AccountKey, Session] = {}
        self._regions: dict[str, str] = {}
        """The region that each profile has led to."""
        self._asking: set[Callable[[str | None], None]] = set()
        """What takes the MFA codes that threads are waiting for."""
        self._last_failure: Failure | None = None
        # What is asked of this machine does not wait behind what the network holds up.
        self._nearby = Loader(threads=1)
        self.shared = self._share(settings, Session())

    def _share(self, settings: Settings, session: Session) -> Context:
        mark, loader = object(), Loader()

        def post(message: Message) -> bool:
            if isinstance(message, messages.Result):
                message.origin = mark
            return self.post_message(message)

        def ask_code(question: str) -> str | None:
            answers: SimpleQueue[str | None] = SimpleQueue()
            self._asking.add(answers.put)
            posted = post(messages.CodeRequested(question, answers.put))
            return answers.get() if posted else None

        return Context(
            session=session,
            loader=loader,
            connection=Connection(
                opener(settings, self._now, self._drawn, ask_code), CallStats(loader.throttled)
            ),
            post=post,
            now=self._now,
            ascii_only=settings.ascii,
            reasons=settings.reasons,
            mark=mark,
        )

    def on_unmount(self) -> None:
        """Let the threads go; those that wait for the network end with the process."""
        self._answer_nothing()
        self.shared.close()
        self._nearby.close()

    # What every result says of the account

    def _is_stale(self, message: messages.Result) -> bool:
        """Whether it is of an account that was left."""
        return message.origin is not None and message.origin is not self.shared.mark

    @on(messages.Connected)
    def _connected(self, message: messages.Connected) -> None:
        if self._is_stale(message) or isinstance(message.result, Failure):
            return
        identity, session = message.result, self.shared.session
        if session.identity not in (None, identity):
            # The configuration was changed meanwhile: it leads elsewhere now.
            self._leave_for(self._settings, Session())
            return
        session.identity = identity
        self._sessions[(identity.demo, identity.profile, identity.region)] = session
        self._regions[identity.profile] = identity.region
        for picker in self._screens(PickerScreen):
            picker.connected()
        for browser in self._screens(BrowserScreen):
            browser.connected()

    def _learn_of_account(self, result: object) -> None:
        """A result has come: whether there is an account, and whether other keys may help."""
        failure = result if isinstance(result, Failure) else None
        if failure is not None:
            self._last_failure = failure
            if failure.kind in WANTS_FRESH_KEYS:
                self.shared.wants_fresh_keys = True
        else:
            self._note_used()
        has_none = (
            failure is not None
            and failure.kind in NO_ACCOUNT
            and not self.shared.session.has_anything
        )
        if has_none is not self._has_no_account:
            self._has_no_account = has_none
            if self.is_running:
                self.refresh_bindings()

    def _note_used(self) -> None:
        """An answer has come: the profile and the region are of use."""
        session = self.shared.session
        identity = session.identity
        if session.is_noted or identity is None or identity.demo:
            return
        session.is_noted = True
        self._nearby.want(
            ("used", identity),
            partial(note_used, os.environ, identity.profile, identity.region),
            lambda _: None,
            Priority.DEMAND,
        )

    # Another account

    def action_pick_profile(self) -> None:
        """Pick another profile."""
        identity = self.shared.session.identity
        current = identity.profile if identity and not identity.demo else self._settings.profile
        self._choose(
            ChooseScreen("Profiles", messages.ProfilePicked), partial(profile_choices, current)
        )

    def action_pick_region(self) -> None:
        """Pick another region."""
        identity = self.shared.session.identity
        current = identity.region if identity else self._settings.region
        self._choose(
            ChooseScreen("Regions with SageMaker", messages.RegionPicked, takes_other=True),
            partial(region_choices, current),
        )

    def _choose(self, screen: ChooseScreen, choices: Callable[[], list[messages.PickItem]]) -> None:
        self.clear_notifications()
        self.push_screen(screen)
        self._nearby.want(
            ("choices", screen),
            choices,
            lambda result: self.post_message(messages.ChoicesReady(screen, result)),
            Priority.DEMAND,
        )

    @on(messages.ChoicesReady)
    def _choices_ready(self, message: messages.ChoicesReady) -> None:
        for screen in self._screens(ChooseScreen):
            if screen is message.screen:
                screen.choices_ready(message.result)

    @on(messages.ProfilePicked)
    def _profile_picked(self, message: messages.ProfilePicked) -> None:
        identity = self.shared.session.identity
        present = "" if identity is None or identity.demo else identity.region
        self._go_to(
            replace(
                self._settings,
                profile=message.profile,
                # As a start with --profile would have it; --region was for the one before.
                region=self._settings.region_of_environment,
                fallback_region=present or self._settings.fallback_region,
                demo=False,
            )
        )

    @on(messages.RegionPicked)
    def _region_picked(self, message: messages.RegionPicked) -> None:
        self._go_to(replace(self._settings, region=message.region))

    def action_demo(self) -> None:
        """Begin anew on the demo: nothing of the account that could not be opened is kept."""
        self._go_to(Settings(demo=True, ascii=self._settings.ascii))

    def _go_to(self, settings: Settings) -> None:
        """Leave this account for another: nothing of the one is ever shown as the other's."""
        region = settings.region or self._regions.get(settings.profile, "")
        kept = self._sessions.get((settings.demo, settings.profile, region))
        self._leave_for(settings, kept or Session())

    def _leave_for(self, settings: Settings, session: Session) -> None:
        self._answer_nothing()
        self.shared.close()
        self._settings = settings
        self._has_no_account = False
        self._last_failure = None
        # Its names are known, the person behind them may be another one by now.
        session.is_unsure = session.account_id != ""
        self.shared = self._share(settings, session)
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.switch_screen(PickerScreen(self.shared))
        self.shared.connect()

    def _is_of_another_account(self, cluster_arn: str) -> bool:
        """Whether fresh credentials have led to somebody else's clusters; then those are shown."""
        session, found = self.shared.session, account_id(cluster_arn)
        if not found:
            return False
        if session.is_unsure and found != session.account_id:
            before = session.account_id
            self._sessions = {k: s for k, s in self._sessions.items() if s is not session}
            self._leave_for(self._settings, Session())
            self._tell(f"The credentials are those of account {found} now, no more of {before}")
            return True
        session.is_unsure = False
        session.account_id = session.account_id or found
        return False

    # MFA codes

    @on(messages.CodeRequested)
    def _code_requested(self, message: messages.CodeRequested) -> None:
        if self._is_stale(message):
            message.answer(None)
        else:
            self.clear_notifications()
            self.push_screen(CodeScreen(message.question, partial(self._answer, message.answer)))

    def _answer(self, answer: Callable[[str | None], None], code: str | None) -> None:
        self._asking.discard(answer)
        answer(code)

    def _answer_nothing(self) -> None:
        """Let the threads go that wait for a code."""
        for answer in tuple(self._asking):
            self._answer(answer, None)

    # What is known of this run

    def action_info(self) -> None:
        """Show versions, account, endpoint, calls, the way of copies and files."""
        self.clear_notifications()
        stats, log_file = self.shared.connection.stats, self._settings.log_file
        facts = facts_of_run(self.shared.session, stats, self._last_failure, log_file)
        self.push_screen(InfoScreen(facts))
        self.shared.gather_facts()
        self.copies.look_for_route()

    @on(messages.FactsReady)
    def _facts_ready(self, message: messages.FactsReady) -> None:
        if self._is_stale(message):
            return
        result = message.result
        facts = [("Connection", result.title)] if isinstance(result, Failure) else list(result)
        for screen in self._screens(InfoScreen):
            screen.add(facts)

    @on(messages.RouteFound)
    def _route_found(self, message: messages.RouteFound) -> None:
        for screen in self._screens(InfoScreen):
            screen.add([("Clipboard", message.route)])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The demo, which is in one region, is offered where there is no account to look at."""
        if action == "demo":
            return self._has_no_account
        if action == "pick_region":
            return not self._settings.demo
        if action == "info":
            return not self._screens(InfoScreen)
        return super().check_action(action, parameters)


def account_id(cluster_arn: str) -> str:
    """The account in a cluster's ARN, "" where it is no ARN of an account."""
    fields = cluster_arn.split(":")
    found = fields[4] if len(fields) > 5 else ""
    return found if len(found) == 12 and found.isascii() and found.isdigit() else ""
