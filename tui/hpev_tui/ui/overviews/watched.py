"""What the overviews need of the cluster's screen, on which they lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hpev_tui.export.snippets import Snippet
from hpev_tui.model.events import ClusterInfo, Event
from hpev_tui.session.event_log import EventLog
from hpev_tui.text.times import TimeMode
from hpev_tui.ui.browser.gathering import Gathering
from hpev_tui.ui.context import Context


class Watched(Protocol):
    """One cluster, of which events, details and nodes come in."""

    cluster: str
    """The name or ARN that was asked for."""

    @property
    def context(self) -> Context:
        """The session, the loader and the ways to ask for things."""

    @property
    def event_log(self) -> EventLog:
        """Its loaded events."""

    @property
    def info(self) -> ClusterInfo | None:
        """What DescribeCluster said last; None where it has not answered."""

    @property
    def answered(self) -> float:
        """When the service last answered, in seconds since the epoch; now where it has not."""

    @property
    def covered_from(self) -> float | None:
        """From when on all events are loaded up to the last answer; None where none are."""

    @property
    def time_mode(self) -> TimeMode:
        """How times are shown."""

    @property
    def gathering(self) -> Gathering:
        """What fetches the details that an overview is made of."""

    @property
    def loaded_words(self) -> str:
        """How many events are loaded, and whether there are others."""

    def header(self) -> tuple[list[str], str]:
        """The header: its parts, and what stands at its right."""

    def show_filtered(self, text: str) -> None:
        """Show the events that a filter keeps; `esc` comes back."""

    def show_event(self, event: Event) -> None:
        """Show one event among all; `esc` comes back."""

    def copy_of_events(self, snippet: Snippet, events: Sequence[Event]) -> None:
        """Copy a snippet of events, fetching what it needs."""

    def action_refresh(self) -> None:
        """Ask for what is new, and again for what failed."""

    def action_follow(self) -> None:
        """Ask for news from time to time, or no more."""

    def action_load_all(self) -> None:
        """Load all older events."""

    def action_times(self) -> None:
        """Show times in the next way."""
