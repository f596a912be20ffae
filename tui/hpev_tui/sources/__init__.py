"""Where events come from: the protocol of every source."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol, TypeAlias

from hpev_tui.detail.shapes import Shape
from hpev_tui.model.events import (
    Cluster,
    ClusterInfo,
    ClusterNode,
    Event,
    EventDetail,
    Page,
    ServiceFilter,
)

AskCode: TypeAlias = Callable[[str], str | None]
"""Asks the user for a one-time code and blocks until there is one; None where none is given."""


class Identity(NamedTuple):
    """What the source's settings resolved to; an empty profile is the default chain."""

    region: str
    profile: str
    endpoint_url: str
    """The address to call instead of the service's own, from the command line or the environment;
    "" where none was given."""
    demo: bool = False
    """Whether it is the built-in endpoint, whose profile is only a name to show."""


class EventSource(Protocol):
    """The five read-only calls. Each may be called from several threads at once.

    Every method blocks for as long as the service takes, and raises
    `hpev_tui.model.failure.SourceError`, and nothing else, when it cannot answer.
    """

    @property
    def identity(self) -> Identity:
        """The region and the profile in use."""

    @property
    def detail_shape(self) -> Shape:
        """The installed service model's description of a DescribeClusterEvent answer."""

    def clusters(self, token: str | None) -> Page[Cluster]:
        """One page (at most 100) of the region's clusters, in the service's order."""

    def cluster(self, name_or_arn: str) -> ClusterInfo:
        """One cluster's state."""

    def events(
        self, name_or_arn: str, sent: ServiceFilter, token: str | None, ahead: int = 0
    ) -> Page[Event]:
        """One page (at most 100) of those of a cluster's events that `sent` names, newest first.

        Up to `ahead` pages that follow it may be loaded before they are asked for.
        """

    def page_at_hand(
        self, name_or_arn: str, sent: ServiceFilter, token: str | None
    ) -> Page[Event] | None:
        """A page that has come before it was asked for; None where there is none. Never blocks."""

    def end_ahead(self, name_or_arn: str, sent: ServiceFilter, token: str | None) -> None:
        """Load no more pages ahead; the one with this token would have been asked for next."""

    def nodes(self, name_or_arn: str, token: str | None) -> Page[ClusterNode]:
        """One page (at most 100) of a cluster's nodes as they are now."""

    def detail(self, name_or_arn: str, event_id: str) -> EventDetail:
        """One event with its metadata."""

    def facts(self) -> list[tuple[str, str]]:
        """Facts about the connection to show: names and values, clean, without secrets."""

    def renew(self) -> None:
        """Read settings and credentials again, which may lead elsewhere; never blocks.

        What is under way is asked again.
        """

    def close(self) -> None:
        """Refuse every call from now on, and end those under way; never blocks."""
