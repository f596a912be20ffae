"""The event source that asks Amazon SageMaker, or the demo's endpoint, through boto3."""

from __future__ import annotations

import os
from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES

from hpev_tui import __version__
from hpev_tui.detail import Shape
from hpev_tui.errors import SourceError
from hpev_tui.model import Cluster, ClusterInfo, Event, EventDetail, Json, Page
from hpev_tui.sources import Identity
from hpev_tui.sources.aws import wire
from hpev_tui.sources.aws.failures import failure_of

PAGE_SIZE = 100
"""The service's own limit on MaxResults for these calls (botocore's service model)."""

OPERATIONS = ("ListClusters", "DescribeCluster", "ListClusterEvents", "DescribeClusterEvent")


class AwsSource:
    """The read-only calls through one boto3 client, which threads may share."""

    def __init__(self, client: Any, profile: str, endpoint_url: str) -> None:  # noqa: ANN401
        self._client = client
        self.identity = Identity(client.meta.region_name or "", profile, endpoint_url)
        model = client.meta.service_model
        self.detail_shape: Shape = wire.shape_of(
            model.operation_model("DescribeClusterEvent").output_shape
        )
        for operation in OPERATIONS:
            client.meta.events.register(f"before-parse.sagemaker.{operation}", wire.keep_body)

    def clusters(self, token: str | None) -> Page[Cluster]:
        """See `EventSource.clusters`."""
        return wire.clusters(self._call("ListClusters", "ClusterSummaries", **_paging(token)))

    def cluster(self, name_or_arn: str) -> ClusterInfo:
        """See `EventSource.cluster`."""
        body = self._call("DescribeCluster", "ClusterArn", ClusterName=name_or_arn)
        return wire.cluster_info(body)

    def events(self, name_or_arn: str, token: str | None) -> Page[Event]:
        """See `EventSource.events`."""
        body = self._call("ListClusterEvents", "Events", ClusterName=name_or_arn, **_paging(token))
        return wire.events(body)

    def detail(self, name_or_arn: str, event_id: str) -> EventDetail:
        """See `EventSource.detail`."""
        body = self._call(
            "DescribeClusterEvent", "EventDetails", ClusterName=name_or_arn, EventId=event_id
        )
        return EventDetail(event_id, body)

    def _call(self, operation: str, key: str, **params: object) -> dict[str, Json]:
        method = getattr(self._client, botocore.xform_name(operation))
        try:
            answer = method(**params)
        except Exception as error:
            raise SourceError(failure_of(error, operation)) from error
        return wire.decode(operation, answer, key)


def open_source(profile: str | None, region: str | None, endpoint_url: str | None) -> AwsSource:
    """A source on the person's own account, by boto3's own chains for all that is None.

    Takes about a quarter of a second, so call it in a background thread.

    Raises:
        SourceError: no such profile, no region, or an endpoint that is no URL.
    """
    try:
        session = boto3.Session(profile_name=profile, region_name=region)
        client = session.client("sagemaker", endpoint_url=endpoint_url, config=_config())
    except Exception as error:
        raise SourceError(failure_of(error, "The AWS set-up")) from error
    shown = session.profile_name
    return AwsSource(client, "" if shown == "default" else shown, endpoint_url or "")


def open_demo(url: str) -> AwsSource:
    """A source on the demo's endpoint, which nothing in the environment can break.

    Every setting that botocore would read from the environment or from the AWS configuration
    files (profiles, proxies, endpoints, retry modes) is cut off.
    """
    blank = {
        name: (None, None, default, convert)
        for name, (_, _, default, convert) in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()
    }
    nowhere = (None, None, os.devnull, None)
    session = botocore.session.Session(
        {**blank, "config_file": nowhere, "credentials_file": nowhere}
    )
    client = boto3.Session(
        aws_access_key_id="demo",
        aws_secret_access_key="demo",  # noqa: S106 - no secret: the demo's endpoint checks none
        region_name="us-west-2",
        botocore_session=session,
    ).client("sagemaker", endpoint_url=url, config=_config(proxies={}))
    return AwsSource(client, "demo", url)


def _config(proxies: dict[str, str] | None = None) -> Config:
    # Bounds the worst wait; more than eight connections are never in use at once.
    return Config(
        connect_timeout=3,
        read_timeout=10,
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=8,
        proxies=proxies,
        user_agent_extra=f"hpev-tui/{__version__}",
    )


def _paging(token: str | None) -> dict[str, object]:
    paging: dict[str, object] = {"MaxResults": PAGE_SIZE}
    if token is not None:
        paging["NextToken"] = token
    return paging
