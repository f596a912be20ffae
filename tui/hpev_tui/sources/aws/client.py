"""The event source that asks Amazon SageMaker, or the demo's endpoint, through boto3."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from uuid import uuid4

import botocore

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
from hpev_tui.model.failure import Failure, SourceError, unreadable
from hpev_tui.sources import Identity
from hpev_tui.sources.aws import wire
from hpev_tui.sources.aws.failures import THROTTLED, Asker, failure_of
from hpev_tui.sources.aws.models import OPERATIONS
from hpev_tui.sources.call_stats import CallStats
from hpev_tui.text.clean import clean

PAGE_SIZE = 100
"""The service's own limit on MaxResults for these calls (botocore's service model)."""

MOST_ROWS = 500
"""Rows of a page at most. What an endpoint sends beyond its limit is handed on in as many pages:
the screen's process takes in such a page in some 20 ms, and 100,000 rows at once in seconds."""

_REST = "hpev-tui-rest-"
"""What the tokens begin with of the rest of such an answer, which is here already."""


class AwsSource:
    """The read-only calls through one boto3 client, which threads may share."""

    def __init__(
        self,
        client: Any,  # noqa: ANN401
        asker: Asker,
        stats: CallStats,
        endpoint_url: str = "",
        *,
        demo: bool = False,
    ) -> None:
        """Make the calls of one client.

        Args:
            client: boto3's, for SageMaker.
            asker: who asks, for the texts of failures.
            stats: counts calls and throttlings.
            endpoint_url: the address to call instead of the service's own.
            demo: whether that is the demo's.
        """
        self._client = client
        self._asker = asker._replace(partition=client.meta.partition or "")
        self._account = ""
        self._stats = stats
        self._changed = threading.Lock()
        self._under_way = 0
        self._closing = self._closed = False
        self._long: tuple[str, str, dict[str, Json]] | None = None
        """The last answer that was too long: where its rows are, how its tokens begin, itself."""
        self.identity = Identity(
            clean(asker.region), clean(asker.profile), _without_login(endpoint_url), demo
        )
        # An SDK that is too old does not know it.
        self._described = client.meta.service_model.operation_model("DescribeClusterEvent")
        listing = client.meta.service_model.operation_model("ListClusterEvents")
        self._event_filters = frozenset(listing.input_shape.members)
        for operation in OPERATIONS:
            client.meta.events.register(f"before-parse.sagemaker.{operation}", wire.keep_body)
        client.meta.events.register("response-received.sagemaker", self._look_for_throttling)

    def _look_for_throttling(self, parsed_response: object = None, **_: object) -> None:
        """Handle each answer, also those after which the SDK tries again by itself."""
        error = parsed_response.get("Error") if isinstance(parsed_response, dict) else None
        if isinstance(error, dict) and error.get("Code") in THROTTLED:
            self._stats.throttle()

    @cached_property
    def detail_shape(self) -> Shape:
        """See `EventSource.detail_shape`."""
        # Reading it takes some milliseconds, which the first page need not wait for.
        from hpev_tui.sources.aws.documentation import shape_of

        return shape_of(self._described.output_shape)

    def facts(self) -> list[tuple[str, str]]:
        """See `EventSource.facts`."""
        # It takes a while, and nothing else needs it.
        import boto3

        return [
            ("boto3", boto3.__version__),
            ("botocore", botocore.__version__),
            ("Endpoint", _without_login(self._client.meta.endpoint_url)),
            ("Credentials", clean(self._asker.credentials_from)),
        ]

    def close(self, *, at_once: bool) -> None:
        """See `EventSource.close`."""
        with self._changed:
            self._closing = True
            self._closed = self._closed or at_once
            idle = not self._under_way
        if idle:
            self._client.close()

    def clusters(self, token: str | None) -> Page[Cluster]:
        """See `EventSource.clusters`."""
        return wire.clusters(self._list("ListClusters", "ClusterSummaries", token))

    def cluster(self, name_or_arn: str) -> ClusterInfo:
        """See `EventSource.cluster`."""
        body = self._call("DescribeCluster", "ClusterArn", ClusterName=name_or_arn)
        return wire.cluster_info(body)

    def events(self, name_or_arn: str, sent: ServiceFilter, token: str | None) -> Page[Event]:
        """See `EventSource.events`."""
        return wire.events(self.events_body(name_or_arn, sent, token))

    def events_body(
        self, name_or_arn: str, sent: ServiceFilter, token: str | None
    ) -> dict[str, Json]:
        """The answer that `events` reads a page from. Raises as that does."""
        filters = {
            "NodeId": sent.node_id,
            "InstanceGroupName": sent.instance_group_name,
            "ResourceType": sent.resource_type,
            "OperationId": sent.operation_id,
            "EventTimeAfter": sent.after,
            "EventTimeBefore": sent.before,
        }
        # One that the SDK does not know (OperationId before botocore 1.44.3) it refuses; without it
        # more comes, of which the same is listed.
        given = {
            name: value
            for name, value in filters.items()
            if value not in ("", None) and name in self._event_filters
        }
        return self._list("ListClusterEvents", "Events", token, ClusterName=name_or_arn, **given)

    def nodes(self, name_or_arn: str, token: str | None) -> Page[ClusterNode]:
        """See `EventSource.nodes`. Nodes that are still being provisioned come too."""
        return wire.nodes(
            self._list(
                "ListClusterNodes",
                "ClusterNodeSummaries",
                token,
                ClusterName=name_or_arn,
                IncludeNodeLogicalIds=True,
            )
        )

    def detail(self, name_or_arn: str, event_id: str) -> EventDetail:
        """See `EventSource.detail`."""
        body = self._call(
            "DescribeClusterEvent", "EventDetails", ClusterName=name_or_arn, EventId=event_id
        )
        return EventDetail(event_id, body)

    def _list(
        self, operation: str, key: str, token: str | None, **params: object
    ) -> dict[str, Json]:
        """One page. An answer with the token that was sent is refused: pages would never end."""
        if token is not None:
            if (rest := self._rest_of_answer(key, token)) is not None:
                return rest
            params["NextToken"] = token
        body = self._call(operation, key, list, MaxResults=PAGE_SIZE, **params)
        if token is not None and body.get("NextToken") == token:
            raise unreadable(operation, "NextToken repeats the one that was sent")
        if len(_rows_of(body, key)) > MOST_ROWS:
            self._long = key, f"{_REST}{uuid4()}-", body
            return _part(self._long, 0)
        return body

    def _rest_of_answer(self, key: str, token: str) -> dict[str, Json] | None:
        """The next rows of the last answer that was too long; None where the token is not its own.

        The service refuses the token of one that is gone, as that of a page that it has forgotten.
        """
        long = self._long
        if long is None or long[0] != key or not token.startswith(long[1]):
            return None
        return _part(long, int(token[len(long[1]) :]))

    def _call(
        self, operation: str, key: str, kind: type = object, **params: object
    ) -> dict[str, Json]:
        method = getattr(self._client, botocore.xform_name(operation))
        with self._call_under_way():
            try:
                body = wire.decode(operation, method(**params), key, kind)
            except SourceError:
                raise
            except Exception as error:
                asker = self._asking_for(str(params.get("ClusterName", "")))
                raise SourceError(failure_of(error, operation, asker)) from error
        self._account = self._account or wire.account_of(wire.cluster_arn(body, key))
        return body

    def _asking_for(self, name_or_arn: str) -> Asker:
        """Who asks for a cluster, with what is known of whose it is."""
        if account := wire.account_of(name_or_arn):
            return self._asker._replace(account=account, cluster_arn=name_or_arn)
        return self._asker._replace(account=self._account)

    @contextmanager
    def _call_under_way(self) -> Iterator[None]:
        """Count a call; the last one to end closes a client that is to be closed."""
        with self._changed:
            if self._closed:
                raise SourceError(Failure("other", "Account closed", "", retryable=False))
            self._under_way += 1
        self._stats.call()
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                last = self._closing and not self._under_way
            if last:
                self._client.close()


def _rows_of(body: dict[str, Json], key: str) -> list[Json]:
    rows = body[key]
    return rows if isinstance(rows, list) else []


def _part(long: tuple[str, str, dict[str, Json]], start: int) -> dict[str, Json]:
    """A page of an answer that was too long, whose last one has the service's own token."""
    key, mark, body = long
    rows, end = _rows_of(body, key), start + MOST_ROWS
    following = {"NextToken": f"{mark}{end}"} if end < len(rows) else {}
    return {**body, key: rows[start:end], **following}


def _without_login(address: str) -> str:
    """An address to show and to copy; the SDK itself makes no use of a login in it."""
    if not {"@", "?"} & set(address):
        return clean(address)
    from hpev_tui.text.secrets import redacted  # Most addresses need none of it.

    return clean(redacted(address))
