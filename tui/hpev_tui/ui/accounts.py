"""The account that is looked at, those that were, and leaving one for another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App

from hpev_tui.model.settings import Settings
from hpev_tui.session.account import Account
from hpev_tui.session.host import CodeQuestion, Host
from hpev_tui.session.loaded import said_of_dropped
from hpev_tui.session.opening import account_of
from hpev_tui.sources.loader import Priority
from hpev_tui.ui.browser.others import said_of_successor
from hpev_tui.ui.browser.screen import BrowserScreen
from hpev_tui.ui.messages import ClusterPicked
from hpev_tui.ui.screens.base import screens_of

# The other screens are imported where they are opened: the first frame does not wait for them.
if TYPE_CHECKING:
    from hpev_tui.ui.screens.questions import PickItem

AccountKey = tuple[bool, str, str]
"""Whether it is the demo, the profile and the region: what data is kept apart by."""


class Accounts:
    """Keeps accounts apart: nothing of one is ever shown as another's."""

    def __init__(self, app: App[None], settings: Settings, host: Host) -> None:
        self._app = app
        self._host = host
        self._left: dict[AccountKey, Account] = {}
        """The accounts that have been looked at, the present one too; the latest last."""
        self._regions: dict[str, str] = {}
        """The region that each profile has led to."""
        self.current: Account = account_of(settings, host)

    @property
    def _settings(self) -> Settings:
        return self.current.settings

    def close(self) -> None:
        """Let the threads go; what waits for the network ends with the SDK's process."""
        self._host.processes.close()
        self.current.close()
        self._host.nearby.close()

    def identified(self) -> None:
        """It is known now which account the present one is."""
        identity = self.current.identity
        if identity is not None:
            key = (identity.demo, identity.profile, identity.region)
            self._left.pop(key, None)
            self._left[key] = self.current
            self._regions[identity.profile] = identity.region

    # Another account

    def can_leave_for(self, action: str) -> bool:
        """Whether another profile or region can be picked: the demo has one region, files none."""
        settings = self._settings
        return not settings.files and (action == "pick_profile" or not settings.demo)

    def pick_profile(self) -> None:
        """Offer the profiles."""
        from hpev_tui.ui.screens.questions import profile_choices

        identity = self.current.identity
        profile = identity.profile if identity and not identity.demo else self._settings.profile
        choices = partial(profile_choices, self._host.processes, profile)
        self._choose("Profiles", self._profile_picked, choices)

    def pick_region(self) -> None:
        """Offer the regions."""
        from hpev_tui.ui.screens.questions import region_choices

        identity = self.current.identity
        region = identity.region if identity else self._settings.region
        choices = partial(region_choices, self._host.processes, region)
        self._choose("Regions with SageMaker", self._region_picked, choices, takes_other=True)

    def _choose(
        self,
        title: str,
        picked: Callable[[str], None],
        choices: Callable[[], list[PickItem]],
        *,
        takes_other: bool = False,
    ) -> None:
        from hpev_tui.ui.screens.questions import ChooseScreen

        screen = ChooseScreen(title, picked, takes_other=takes_other)
        self._app.clear_notifications()
        self._app.push_screen(screen)
        self._host.nearby.want(
            ("choices", screen),
            choices,
            lambda result: screen.call_later(screen.choices_ready, result),
            Priority.DEMAND,
        )

    def _profile_picked(self, profile: str) -> None:
        """Go on with another profile."""
        identity, settings = self.current.identity, self._settings
        present = "" if identity is None or identity.demo else identity.region
        self._go_to(
            settings._replace(
                profile=profile,
                # As a start with --profile would have it; --region was for the one before.
                region=settings.region_of_environment,
                fallback_region=present or settings.fallback_region,
                demo=False,
            )
        )

    def _region_picked(self, region: str) -> None:
        """Go on in another region."""
        self._go_to(self._settings._replace(region=region))

    # Another cluster

    def show_other(self, cluster: str, region: str) -> None:
        """Look at another cluster, in another region where one is given."""
        if region:
            self._go_to(self._settings._replace(region=region))
            self._app.post_message(ClusterPicked(cluster))
        else:
            self._app.switch_screen(BrowserScreen(self.current, cluster))

    def show_successor(self, cluster: str) -> None:
        """A cluster was made again under its name: its events take the place of the other's."""
        for browser in screens_of(self._app, BrowserScreen):
            if browser.model.cluster == cluster:
                while self._app.screen is not browser:
                    self._app.pop_screen()
                follows = browser.model.polling.on
                screen = BrowserScreen(self.current, cluster, browser.model.filtering.text)
                self._app.switch_screen(screen)
                if follows:
                    screen.model.follow()
                is_saved = bool(self._settings.files)
                said = "" if is_saved else said_of_successor(self.current, cluster)
                self._host.notify(said or "The files were read again", False)

    def open_demo(self) -> None:
        """Begin again on the demo: nothing of the account that could not be opened is kept."""
        self._go_to(Settings(demo=True, ascii=self._settings.ascii))

    def _go_to(self, settings: Settings) -> None:
        region = settings.region or self._regions.get(settings.profile, "")
        self._leave_for(settings, self._left.get((settings.demo, settings.profile, region)))

    def _leave_for(self, settings: Settings, account: Account | None) -> None:
        """Look at another account, as it was left, or at one of which nothing is known yet."""
        from hpev_tui.ui.screens.picker import PickerScreen

        self.current.close()
        if account is None:
            self.current = account_of(settings, self._host)
        else:
            self.current = account
            account.begin(settings)
        self._make_room()
        while len(self._app.screen_stack) > 1:
            self._app.pop_screen()
        self._app.switch_screen(PickerScreen(self.current))
        self.current.connect()

    def _make_room(self) -> None:
        """Of all accounts that were left keep as many events as of other clusters."""
        most, dropped = self._host.limits.bounds.other_events, list[str]()
        for account in reversed(list(self._left.values())):
            if account is not self.current:
                dropped += account.loaded.make_room("", most)
                most = max(0, most - account.loaded.weight)
        if dropped:
            self._host.notify(said_of_dropped(dropped), False)

    def changed(self, account_id: str) -> None:
        """The answers are of another account by now, whose ID is "" where it is not known."""
        before = self.current
        if account_id:
            self._left = {key: each for key, each in self._left.items() if each is not before}
        self._leave_for(self._settings, None)
        if account_id:
            self._host.notify(
                f"Credentials changed from account {before.account_id} to {account_id}",
                False,
            )

    # MFA codes, and what is known of this run

    def ask_code(self, question: CodeQuestion) -> None:
        """Ask the user for an MFA code."""
        from hpev_tui.ui.screens.questions import CodeScreen

        answer = partial(self.current.answer, question.answer)
        self._app.clear_notifications()
        self._app.push_screen(CodeScreen(question.question, answer))

    def show_info(self) -> None:
        """Show versions, account, endpoint, calls, the way of copies and files."""
        from hpev_tui.ui.screens.info import InfoScreen, facts_of_run

        self._app.clear_notifications()
        self._app.push_screen(InfoScreen(facts_of_run(self.current)))
        self.current.gather_facts()
