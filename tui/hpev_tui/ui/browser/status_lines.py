"""The lines around the list: header, filter, groups, and what is wrong."""

from __future__ import annotations

from hpev_tui.model.events import Event
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.groups import Standing
from hpev_tui.session.timing import Throttle
from hpev_tui.text.times import TimeMode
from hpev_tui.ui.browser import status
from hpev_tui.ui.overviews.words import in_short
from hpev_tui.ui.widgets.inputs import FilterBar
from hpev_tui.ui.widgets.text import NoticeBar, TextLine

GROUPS_SECONDS = 0.3
LOADING_SECONDS = 1.0
"""So long the line of groups stands at least, however fast details come in; and while pages do."""


class StatusLines:
    """The widgets around the list, and what they say."""

    def __init__(self, model: ClusterModel) -> None:
        timers, separator = model.account.host.timers, model.account.settings.separator
        self._model = model
        self.header = TextLine(id="header", separator=separator)
        self.filter_bar = FilterBar(
            model.filtering.suggestion, model.account.filter_history, id="filter-bar"
        )
        self.strip = TextLine(id="groups-strip", separator=separator)
        self.notice = NoticeBar(id="notice")
        self._throttle = Throttle(timers, GROUPS_SECONDS, self.show_groups)
        self._slow_throttle = Throttle(timers, LOADING_SECONDS, self.show_groups)
        self._groups_drawn: object = None
        """The revision of the groups that are shown."""
        self._group_texts: dict[tuple[Standing, TimeMode, float], str] = {}
        """What is said of the groups that are shown, by all that it depends on."""

    def close(self) -> None:
        """Draw nothing any more."""
        self._throttle.cancel()
        self._slow_throttle.cancel()

    def show(self, current: Event | None) -> bool:
        """Show all but the groups, which follow soon; whether what is wrong is something else."""
        problems, is_other_failure = self._model.filtering.problems, False
        self.show_header()
        if problems:
            self.notice.say(problems[0].reason)
        else:
            failure = status.failure(self._model) if self._model.rows else None
            is_other_failure = self.notice.show_failure(failure)
        self.filter_bar.underline(problems)
        self.show_summary(current)
        self.request_groups()
        return is_other_failure

    def show_header(self) -> None:
        """The cluster and whose it is, and how many calls were made."""
        self.header.show(*status.header(self._model))

    def show_summary(self, current: Event | None) -> None:
        """The filter and what else is in force on the left, how much is loaded on the right."""
        left = status.in_force(self._model, status.date_of(self._model, current))
        events = status.counted(self._model)
        self.filter_bar.show(left, status.loaded_of(self._model, events), events)

    def request_groups(self) -> None:
        """Show the groups as they stand now, soon. Before there are any, nothing is to wait for."""
        revision = self._model.groups_revision
        if revision is not None and revision != self._groups_drawn:
            throttle = self._slow_throttle if self._model.loading.busy else self._throttle
            throttle.request()

    def show_groups(self) -> None:
        """The groups in a line, the gravest first, as many as there is room for."""
        model, before = self._model, self._group_texts
        self._groups_drawn, standings = model.groups_revision, model.groups()
        keys = [(standing, model.time_mode, model.answered) for standing in standings]
        self._group_texts = {key: before.get(key) or in_short(model, *key[0]) for key in keys}
        self.strip.show([self._group_texts[key] for key in keys])
