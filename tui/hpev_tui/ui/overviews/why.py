"""Why a group's verdict is what it is: its definition, and the events that it rests on."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from hpev_tui.findings.groups import Verdict
from hpev_tui.model.events import Event
from hpev_tui.rules.levels import level_letter, level_of, short_description
from hpev_tui.rules.says import says
from hpev_tui.session.about import About
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.tables.words import log_lines, moment
from hpev_tui.text.lists import many
from hpev_tui.ui.messages import EventRequested
from hpev_tui.ui.overviews.base import OverviewScreen
from hpev_tui.ui.overviews.panes import EXACT_MOMENT, Paragraphs
from hpev_tui.ui.theme import Piece
from hpev_tui.ui.widgets.table_list import Column, Row, widths_of


class WhyScreen(OverviewScreen):
    """The events that the verdict on one instance group rests on."""

    HEADING = "Why"
    COLUMNS = (
        Column("TIME", EXACT_MOMENT),
        Column("L", 1),
        Column("STEP", 38, goes=1),
        Column("MESSAGE", 0),
    )

    def __init__(self, model: ClusterModel, group: str, at: Hashable | None = None) -> None:
        super().__init__(model, at)
        self._group = group

    def again(self) -> WhyScreen:
        """See `OverviewScreen`."""
        return WhyScreen(self.model, self._group, self._list.current)

    @property
    def _verdict(self) -> Verdict | None:
        groups = self.model.groups()
        return next((v for group, v in groups if group.instance_group_name == self._group), None)

    def _row_keys(self) -> Sequence[Hashable]:
        verdict = self._verdict
        return [event.event_id for event in verdict.events] if verdict else []

    def _event(self, key: Hashable) -> Event | None:
        return self.model.log.event(str(key))

    def _make_row(self, key: Hashable) -> Row:
        event = self._event(key)
        if event is None:
            return Row([""] * len(self.COLUMNS))
        level, _ = level_of(event)
        names = (event.cluster_name, event.instance_group_name, event.instance_id)
        text = self._message_of(event) or short_description(event.description, *names)
        cause = self.model.filtering.drawn_why(event).cause
        token = {"Error": "error", "Warn": "warn"}.get(level, "")
        return Row(
            [
                moment(self.model, event.event_time, exact=True),
                level_letter(level),
                str(says(event.description) or "unknown"),
                f"{cause}: {text}" if cause else text,
            ],
            "" if token else "dim",
            tokens={0: token, 1: token} if token else {},
            cause=f"{cause}:" if cause else "",
        )

    def _column_widths(self, keys: Sequence[Hashable]) -> Mapping[str, int]:
        return widths_of(self.COLUMNS, map(self._make_row, keys))

    def _title_of_row(self, key: Hashable) -> tuple[str, Sequence[Piece]]:
        event = self._event(key)
        return ("", ()) if event is None else (event.resource_type, [(level_of(event)[0], "")])

    def _about(self, key: Hashable) -> Paragraphs:
        event = self._event(key)
        if event is None:
            return []
        said: Paragraphs = [(event.description, "strong")]
        if message := self._message_of(event):
            said.append((message, ""))
        return said + [(line, "") for line in log_lines(event, self._message_of(event))]

    def _made_of(self, loaded_events: str) -> str:
        return f"{loaded_events}; {self._loaded_details}"

    def _summary(self) -> str:
        return self._group

    def _explanation(self) -> str:
        verdict = self._verdict
        if verdict is None:
            return f"{self._group}: no longer in DescribeCluster"
        reason = f" ({verdict.reason})" if verdict.reason else ""
        rests = f"From the group's counts and {many(len(verdict.events), 'event')}."
        return f"{self._group} is {verdict.name}{reason}: {verdict.rule}. {rests}"

    def _missing_details(self) -> Sequence[str]:
        """Those of its events that failed."""
        verdict, details = self._verdict, self.model.account.details
        events = verdict.events if verdict else ()
        failed = [event for event in events if level_of(event)[0] != "Info"]
        return [event.event_id for event in failed if event.event_id not in details]

    def _events_of(self, key: Hashable) -> list[Event]:
        event = self._event(key)
        return [] if event is None else [event]

    def _about_of(self, key: Hashable) -> About:
        """The group, with the event of the row."""
        return About.of_group(self.model, self._group)._replace(event=self._event(key))

    def _copied(self, key: Hashable) -> tuple[str, str]:
        return "event ID", str(key)

    def _open(self, key: Hashable) -> None:
        """The event in the list."""
        if (event := self._event(key)) is not None:
            self.app.post_message(EventRequested(event))

    def _empty_note(self) -> str:
        return "From counts and nodes: no event says it."
