"""Where events come from: the protocol of every source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from hpev_tui.detail.tree import Shape
from hpev_tui.model.events import Cluster, ClusterInfo, ClusterNode, Event, EventDetail, Page
from hpev_tui.query import ServiceFilter

AskCode: TypeAlias = Callable[[str], str | None]
"""Asks the user for a one-time code and blocks until there is one; None where none is given."""


@dataclass(frozen=True, slots=True)
class Identity:
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

    def events(self, name_or_arn: str, sent: ServiceFilter, token: str | None) -> Page[Event]:
        """One page (at most 100) of those of a cluster's events that `sent` names, newest first."""

    def nodes(self, name_or_arn: str, token: str | None) -> Page[ClusterNode]:
        """One page (at most 100) of a cluster's nodes as they are now."""

    def detail(self, name_or_arn: str, event_id: str) -> EventDetail:
        """One event with its metadata."""

    def facts(self) -> list[tuple[str, str]]:
        """Facts about the connection to show: names and values, clean, without secrets."""

    def close(self, *, at_once: bool) -> None:
        """Close the connection as soon as no call is under way; never blocks.

        With `at_once` no further call begins: it raises instead.
        """
