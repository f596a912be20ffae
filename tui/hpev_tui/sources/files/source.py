"""The event source of saved events: it answers from files as the service would."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence

from hpev_tui.detail.shapes import Shape
from hpev_tui.model.events import (
    Cluster,
    ClusterInfo,
    ClusterNode,
    Event,
    EventDetail,
    Json,
    Page,
    ServiceFilter,
)
from hpev_tui.model.failure import SAVED, Failure, SourceError
from hpev_tui.model.saved import SavedReport
from hpev_tui.sources import Identity
from hpev_tui.sources.aws import wire
from hpev_tui.sources.files.answers import DETAILS, WITH_METADATA
from hpev_tui.sources.files.bounds import BOUNDS, Bounds
from hpev_tui.sources.files.clusters import SavedCluster, clusters_of
from hpev_tui.sources.files.loading import Loaded, load, shown_name
from hpev_tui.sources.files.reading import STDIN
from hpev_tui.text.arns import region_of
from hpev_tui.text.clean import clean, utc_iso

PAGE_SIZE = 100
"""Rows of a page, as the service's own limit is."""

_TOKEN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


class SavedSource:
    """See `EventSource`. The files are read by the first call that needs what is in them."""

    def __init__(
        self,
        paths: Sequence[str],
        stdin: int | None = None,
        shape: Callable[[], Shape] = lambda: Shape("structure"),
        bounds: Bounds = BOUNDS,
    ) -> None:
        """Read nothing yet.

        Args:
            paths: Files and folders; `-` stands for standard input.
            stdin: The descriptor of that, which is read once.
            shape: Makes the description of a detail, which the SDK has; see `detail_shape`.
            bounds: How much is read.
        """
        self._paths = paths
        self._stdin = stdin
        self._shape = shape
        self._bounds = bounds
        self._reading = threading.Lock()
        self._contents: _Contents | None = None
        self._generation = 0
        self._is_closed = False

    # What was read

    def report(self) -> SavedReport:
        """What was read, and what could not be."""
        return self._read().report

    @property
    def identity(self) -> Identity:
        """See `EventSource.identity`: the region of the newest events' cluster."""
        newest = next(iter(self._read().clusters), None)
        return Identity(region_of(newest.arn) if newest is not None else "", "", "")

    @property
    def detail_shape(self) -> Shape:
        """See `EventSource.detail_shape`."""
        return self._shape()

    def facts(self) -> list[tuple[str, str]]:
        """See `EventSource.facts`: how many files were read, and of when the events are."""
        report = self.report()
        facts = [("Files read", f"{report.files:,}")]
        if report.oldest is not None and report.newest is not None:
            facts.append(("Oldest event", utc_iso(report.oldest)))
            facts.append(("Newest event", utc_iso(report.newest)))
        return facts

    # The calls

    def clusters(self, token: str | None) -> Page[Cluster]:
        """See `EventSource.clusters`: those of which there are events, the newest first."""
        contents = self._read()
        start = self._start(token)
        rows = [each.row for each in contents.clusters[start : start + PAGE_SIZE]]
        following = start + PAGE_SIZE
        more = following < len(contents.clusters)
        return Page(tuple(rows), self._token(following) if more else None)

    def cluster(self, name_or_arn: str) -> ClusterInfo:
        """See `EventSource.cluster`: what is known without DescribeCluster, or its answer."""
        return self._cluster(name_or_arn).info

    def events(
        self, name_or_arn: str, sent: ServiceFilter, token: str | None, ahead: int = 0
    ) -> Page[Event]:
        """See `EventSource.events`; nothing is loaded ahead."""
        del ahead
        return wire.events(self.events_body(name_or_arn, sent, token))

    def events_body(
        self, name_or_arn: str, sent: ServiceFilter, token: str | None
    ) -> dict[str, Json]:
        """A page as ListClusterEvents would answer it, in its wire format; newest first."""
        cluster = self._cluster(name_or_arn)
        rows: list[Json] = []
        at = cluster.matching(sent, self._start(token))
        for index, row in at:
            if len(rows) == PAGE_SIZE:
                return {"Events": rows, "NextToken": self._token(index)}
            rows.append(row)
        return {"Events": rows}

    def page_at_hand(self, name_or_arn: str, sent: ServiceFilter, token: str | None) -> None:
        """See `EventSource.page_at_hand`: there is none."""

    def end_ahead(self, name_or_arn: str, sent: ServiceFilter, token: str | None) -> None:
        """See `EventSource.end_ahead`: nothing is loaded ahead."""

    def nodes(self, name_or_arn: str, token: str | None) -> Page[ClusterNode]:
        """See `EventSource.nodes`: the rows of ListClusterNodes answers."""
        cluster = self._cluster(name_or_arn)
        if not cluster.nodes:
            raise SourceError(
                Failure(
                    SAVED,
                    "Saved events hold no nodes",
                    "Open the cluster itself to see its nodes as they are now",
                    retryable=False,
                )
            )
        start = self._start(token)
        rows = list(cluster.nodes.values())
        body: dict[str, Json] = {"ClusterNodeSummaries": [*rows[start : start + PAGE_SIZE]]}
        if start + PAGE_SIZE < len(rows):
            body["NextToken"] = self._token(start + PAGE_SIZE)
        return wire.nodes(body)

    def detail(self, name_or_arn: str, event_id: str) -> EventDetail:
        """See `EventSource.detail`, for an event of which there is such an answer."""
        del name_or_arn  # An EventId is of one event.
        contents = self._read()
        event = contents.loaded.answers.events.get(event_id)
        if event is None:
            raise SourceError(Failure("not-found", "The files do not have this event", ""))
        if event_id not in contents.loaded.answers.kinds:
            raise SourceError(
                Failure(
                    SAVED,
                    "The file has no metadata of this event",
                    ":fetch asks the service",
                    retryable=False,
                )
            )
        return EventDetail(event_id, {DETAILS: event})

    def renew(self) -> None:
        """See `EventSource.renew`: the next call reads the files again.

        What came by standard input cannot be read again; where that is among them, all is kept.
        """
        if STDIN not in self._paths:
            with self._reading:
                self._contents = None

    def close(self, *, at_once: bool = True) -> None:
        """See `EventSource.close`."""
        del at_once
        self._is_closed = True
        self._contents = None

    # How

    def _read(self) -> _Contents:
        if self._is_closed:
            raise SourceError(Failure("other", "Account closed", "", retryable=False))
        with self._reading:
            if self._contents is None:
                self._generation += 1
                self._contents = _Contents(
                    load(self._paths, self._stdin, self._bounds), self._paths
                )
            return self._contents

    def _cluster(self, name_or_arn: str) -> SavedCluster:
        contents = self._read()
        cluster = contents.by_arn.get(name_or_arn) or contents.by_name.get(name_or_arn)
        if cluster is None:
            title = f"The files hold no events of cluster {clean(name_or_arn)}"
            raise SourceError(Failure("not-found", title, "", retryable=False))
        return cluster

    def _token(self, index: int) -> str:
        return f"{self._generation}-{index}"

    def _start(self, token: str | None) -> int:
        """The index that a token stands for. Those of files as they were before are refused."""
        if token is None:
            return 0
        match = _TOKEN.fullmatch(token)
        if match is None or int(match[1]) != self._generation:
            raise SourceError(Failure("request", "The files were read again since this page"))
        return int(match[2])


class _Contents:
    """What was read of files, by cluster."""

    def __init__(self, loaded: Loaded, paths: Sequence[str]) -> None:
        self.loaded = loaded
        answers = loaded.answers
        self.clusters = clusters_of(answers)
        # Of several with one name the one with the newest event, as the service has that now.
        self.by_name = {each.name: each for each in reversed(self.clusters)}
        self.by_arn = {each.arn: each for each in self.clusters}
        times = [time for each in self.clusters for time in each.ends]
        names = {**self.by_name, **self.by_arn}
        self.report = SavedReport(
            names=tuple(shown_name(path) for path in paths),
            files=loaded.files,
            events=len(answers.events),
            with_metadata=sum(kind == WITH_METADATA for kind in answers.kinds.values()),
            oldest=min(times, default=None),
            newest=max(times, default=None),
            clusters=tuple(each.name for each in self.clusters),
            newest_of={name: each.ends[0] for name, each in names.items() if each.ends},
            problems=loaded.problems,
        )
