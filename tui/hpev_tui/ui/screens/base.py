"""What screens share: how they are found, what those of the service's data have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual.app import App
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from hpev_tui.session.results import Changes
from hpev_tui.ui.messages import CopyRequested

if TYPE_CHECKING:
    from hpev_tui.session.saved import SavedModel

ScreenKind = TypeVar("ScreenKind", bound=Screen[None])


def screens_of(app: App[None], kind: type[ScreenKind]) -> list[ScreenKind]:
    """The screens of a kind, but none whose widgets are not there yet or no longer."""
    if not app.is_running:
        return []
    return [each for each in app.screen_stack if isinstance(each, kind) and each.is_mounted]


class FramedScreen(Screen[None]):
    """A screen of panes. Only what shows the focus is drawn again when the focus moves."""

    # Textual draws the whole screen again, which took 11 kB at 120x36.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)


class DataScreen(FramedScreen):
    """A screen of what the service has sent, or of what keeps it from that."""

    is_outdated = False
    """Whether something has changed while another screen covered this one."""

    has_other = False
    """Whether there is another cluster to be shown: of the name, or in the ARN's own region."""

    _is_styled = False

    def update_node_styles(self, animate: bool = True) -> None:
        """Style all widgets again, but not when the screen is first shown.

        Textual then styles once more, without animation, what was styled as it was made (seen with
        Textual 8.2.8). That took as long as drawing the first frame.
        """
        if animate or self._is_styled:
            super().update_node_styles(animate)
        self._is_styled = self._is_styled or not animate

    def show_changes(self, changes: Changes) -> None:
        """Show what has changed."""
        raise NotImplementedError

    @property
    def remedy(self) -> str:
        """What would fix the failure that is shown, "" where it names nothing."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A remedy is copied, and another cluster shown, where there is one."""
        if action == "remedy":
            return bool(self.remedy)
        if action == "other":
            return self.has_other
        if action == "fetch":
            return self._saved is not None
        return super().check_action(action, parameters)

    @property
    def _saved(self) -> SavedModel | None:
        """The cluster that is looked at, where its events are saved ones."""
        model = getattr(self, "model", None)
        # A file of it is not imported for others.
        return model if model is not None and model.account.settings.files else None

    def action_fetch(self) -> None:
        """Ask the service for the details that saved events lack."""
        if (saved := self._saved) is not None:
            saved.fetch()

    def action_remedy(self) -> None:
        """Copy what the failure names to fix it."""
        if remedy := self.remedy:
            self.app.post_message(CopyRequested("remedy", remedy))
