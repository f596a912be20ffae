"""Where events come from: the protocol that every source keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hpev_tui.detail import Shape
from hpev_tui.model import Cluster, ClusterInfo, ClusterNode, Event, EventDetail, Page
from hpev_tui.query import ServiceFilter


@dataclass(frozen=True, slots=True)
class Identity:
    """What the source's settings resolved to; an empty profile is the default chain."""

    region: str
    profile: str
    endpoint_url: str
    """The address that was given in place of the service's own, on the command line or in the
    environment, "" where none was."""
    demo: bool = False
    """Whether it is the built-in endpoint, whose profile is a name to show and no more."""


class EventSource(Protocol):
    """The five read-only calls. Each may be called from several threads at once.

    Every method blocks for as long as the service takes, and raises
    `hpev_tui.errors.SourceError`, and nothing else, when it cannot answer.
    """

    @property
    def identity(self) -> Identity:
        """The region and the profile in use."""

    @property
    def calls(self) -> int:
        """How many calls were made; the SDK's retries are part of their call."""

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
