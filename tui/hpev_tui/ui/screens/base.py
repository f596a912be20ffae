"""What screens share: how they are found, what those of the service's data have in common."""

from __future__ import annotations

from typing import TypeVar

from textual.app import App
from textual.screen import Screen

from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.results import Changes
from hpev_tui.ui.browser.copying import Copying
from hpev_tui.ui.messages import CopyRequested
from hpev_tui.ui.widgets.footer import CopyFooter

ScreenKind = TypeVar("ScreenKind", bound=Screen[None])


def screens_of(app: App[None], kind: type[ScreenKind]) -> list[ScreenKind]:
    """The screens of a kind, but none whose widgets are not there yet or no longer."""
    if not app.is_running:
        return []
    return [each for each in app.screen_stack if isinstance(each, kind) and each.is_mounted]


class DataScreen(Screen[None]):
    """A screen of what the service has sent, or of what keeps it from that."""

    is_outdated = False
    """Whether something has changed while another screen covered this one."""

    def show_changes(self, changes: Changes) -> None:
        """Show what has changed."""
        raise NotImplementedError

    @property
    def remedy(self) -> str:
        """What would fix the failure that is shown, "" where it names nothing."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A remedy is copied where there is one."""
        if action == "remedy":
            return bool(self.remedy)
        return super().check_action(action, parameters)

    def action_remedy(self) -> None:
        """Copy what the failure names to fix it."""
        if remedy := self.remedy:
            self.app.post_message(CopyRequested("remedy", remedy))


class ClusterScreen(DataScreen):
    """A screen of one cluster, from which its events are copied."""

    def __init__(self, model: ClusterModel) -> None:
        super().__init__()
        self.model = model
        self._copying = Copying(model, lambda message: self.app.post_message(message))

    def action_follow(self) -> None:
        """Ask for news from time to time, or no more."""
        self.model.follow()

    def action_load_all(self) -> None:
        """Load all older events."""
        self.model.load_all()

    def action_times(self) -> None:
        """Local times, UTC, or how long ago."""
        self.model.switch_times()

    def action_copy_menu(self) -> None:
        """Wait for the letter that says what to copy."""
        self.query_one(CopyFooter).ask()
