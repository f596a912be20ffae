"""The overviews of a cluster's screen, the way to them and back, and the strip of its groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hpev_tui.export.snippets import Snippet
from hpev_tui.model.events import ClusterInfo, Event
from hpev_tui.model.failure import Failure
from hpev_tui.session.event_log import EventLog
from hpev_tui.sources.loader import Priority
from hpev_tui.text.times import TimeMode
from hpev_tui.ui.browser import texts
from hpev_tui.ui.browser.gathering import Gathering
from hpev_tui.ui.browser.loading import Goal
from hpev_tui.ui.browser.panes import PanesScreen
from hpev_tui.ui.context import Context
from hpev_tui.ui.messages import DetailReady
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.standing import in_short, standing
from hpev_tui.ui.settle import Throttle
from hpev_tui.ui.widgets.text import TextLine

ROOM_FOR_STRIP = 24
"""From so many rows of the screen on, the groups have a line of their own."""

GROUPS_SECONDS = 0.3
LOADING_SECONDS = 1.0
"""So long the line of groups stands at least, however fast details come in; and while pages do."""

COUNTS_SECONDS = 30.0
"""So long the groups' counts, and the nodes where those were asked for, are good while events come
in: the control plane changes coarsely (awslabs/awsome-distributed-ai: every 30 to 60 s will do)."""


@dataclass(frozen=True, slots=True)
class _WayBack:
    """The overviews that the list was opened from, and the filter that stood before and stands."""

    overviews: Sequence[OverviewScreen]
    before: str
    filter_text: str


class OverviewingScreen(PanesScreen):
    """A cluster's screen that overviews can lie on (see `overviews.watched.Watched`)."""

    def __init__(self, context: Context, cluster: str, filter_text: str = "") -> None:
        super().__init__(context, cluster, filter_text)
        self._gathering = Gathering(context, cluster)
        self._way_back: _WayBack | None = None
        self._counted = 0.0
        self._throttle = Throttle(self, GROUPS_SECONDS, self._show_groups)
        self._slow_throttle = Throttle(self, LOADING_SECONDS, self._show_groups)

    # What the overviews need

    @property
    def context(self) -> Context:
        """See `Watched`."""
        return self._shared

    @property
    def event_log(self) -> EventLog:
        """See `Watched`."""
        return self._log

    @property
    def info(self) -> ClusterInfo | None:
        """See `Watched`."""
        return self._info

    @property
    def answered(self) -> float:
        """See `Watched`."""
        return self._shared.now() if self._answered is None else self._answered

    @property
    def covered_from(self) -> float | None:
        """See `Watched`."""
        covered = self._log.coverage.covered()
        return covered[0][0] if covered else None

    @property
    def time_mode(self) -> TimeMode:
        """See `Watched`."""
        return self._pane.time_mode

    @property
    def gathering(self) -> Gathering:
        """See `Watched`."""
        return self._gathering

    @property
    def loaded_words(self) -> str:
        """See `Watched`."""
        return texts.made_of(self._log, self.time_mode, busy=self._busy)

    def copy_of_events(self, snippet: Snippet, events: Sequence[Event]) -> None:
        """See `Watched`."""
        self._copying.start(snippet, events)

    def action_follow(self) -> None:
        """Ask for news from time to time, or no more."""
        self._following.switch()
        self._show_state()

    def action_load_all(self) -> None:
        """Load all older events."""
        self._loading.seek(Goal("loading", lambda: False, lambda: None))
        self._show_summary()

    def action_refresh(self) -> None:
        """Ask for what is new, and again for what failed, with fresh keys where those failed."""
        self._shared.renew()
        self._details.retry()
        self._ask_again()

    # The way to them and back. What they are made of is imported when it is looked at first: before
    # the first frame every import is waited for.

    def action_signatures(self) -> None:
        """One row for each failure signature."""
        from hpev_tui.ui.overviews.signatures import SignaturesScreen

        self._lay(SignaturesScreen(self))

    def action_groups(self) -> None:
        """How each instance group stands."""
        from hpev_tui.ui.overviews.groups import GroupsScreen

        self._lay(GroupsScreen(self))

    def action_nodes(self) -> None:
        """Every node of this cluster."""
        from hpev_tui.ui.overviews.nodes import NodesScreen

        self._lay(NodesScreen(self))

    def _lay(self, overview: OverviewScreen) -> None:
        self._way_back = None
        self.app.push_screen(overview)

    def show_filtered(self, text: str) -> None:
        """See `Watched`."""
        self._leave_overviews(text)
        self._filter_by_key(text)

    def show_event(self, event: Event) -> None:
        """See `Watched`."""
        keeps = self._view.index(event) is not None
        self._leave_overviews(self._filtering.text if keeps else "")
        self._go_to_event(event)

    def _leave_overviews(self, filter_text: str) -> None:
        stack = self.app.screen_stack
        above = [each for each in stack[stack.index(self) :] if isinstance(each, OverviewScreen)]
        again = [each.again() for each in above]
        self._way_back = _WayBack(again, self._filtering.text, filter_text)
        for _ in above:
            self.app.pop_screen()

    def _return_to_overviews(self) -> bool:
        """Show the overviews that the list was opened from, unless another filter has come."""
        way, self._way_back = self._way_back, None
        if way is None or self._filtering.text != way.filter_text:
            return False
        self._filter_by_key(way.before)
        for overview in way.overviews:
            self.app.push_screen(overview)
        return True

    def _filter_by_key(self, text: str) -> None:
        raise NotImplementedError

    def _go_to_event(self, event: Event) -> None:
        raise NotImplementedError

    # What comes in

    def detail_ready(self, message: DetailReady) -> None:
        """An event's detail has come: an overview may wait for it."""
        super().detail_ready(message)
        self._gathering.detail_ready(message)
        self._want_groups()

    def _heard(self, news: Sequence[Event], failure: Failure | None) -> None:
        """A poll was answered: where something has happened, counts and nodes may have changed."""
        super()._heard(news, failure)
        now = self._shared.now()
        if news and now - self._counted >= COUNTS_SECONDS:
            self._counted = now
            self._shared.describe_cluster(self.cluster, Priority.VISIBLE)
            if self.cluster in self._shared.session.nodes:
                self._shared.list_nodes(self.cluster)

    def _show_state(self) -> None:
        super()._show_state()
        self._want_groups()

    def _want_groups(self) -> None:
        """Show the groups as they stand now, soon. Before there are any, nothing is to wait for."""
        if self._info is not None:
            (self._slow_throttle if self._loading.busy else self._throttle).want()

    def _arrange(self) -> None:
        super()._arrange()
        roomy = self.size.height >= ROOM_FOR_STRIP and not self._zoomed
        self.query_one("#groups-strip").display = roomy

    def action_times(self) -> None:
        """Local times, UTC, or how long ago."""
        self._pane.switch_times(self._shared.now())
        self._show_summary()
        self._show_groups()

    def _show_groups(self) -> None:
        """The groups in a line, the gravest first, as many as there is room for."""
        parts = [in_short(self, group, verdict) for group, verdict in standing(self)]
        self.query_one("#groups-strip", TextLine).show(parts)
