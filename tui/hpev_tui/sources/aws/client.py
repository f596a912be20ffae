"""The event source that asks Amazon SageMaker, or the demo's endpoint, through boto3."""

from __future__ import annotations

import os
from itertools import count
from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES
from botocore.exceptions import NoRegionError
from botocore.loaders import Loader

from hpev_tui import __version__
from hpev_tui.detail import Shape
from hpev_tui.errors import Failure, SourceError
from hpev_tui.model import Cluster, ClusterInfo, ClusterNode, Event, EventDetail, Json, Page
from hpev_tui.query import ServiceFilter
from hpev_tui.sources import Identity
from hpev_tui.sources.aws import wire
from hpev_tui.sources.aws.failures import failure_of
from hpev_tui.text import clean

PAGE_SIZE = 100
"""The service's own limit on MaxResults for these calls (botocore's service model)."""

OPERATIONS = (
    "ListClusters",
    "DescribeCluster",
    "ListClusterEvents",
    "DescribeClusterEvent",
    "ListClusterNodes",
)


class AwsSource:
    """The read-only calls through one boto3 client, which threads may share."""

    def __init__(
        self,
        client: Any,  # noqa: ANN401
        profile: str,
        endpoint_url: str,
        *,
        demo: bool = False,
    ) -> None:
        self._client = client
        self._counter = count(1)
        self.calls = 0
        region = client.meta.region_name or ""
        self.identity = Identity(clean(region), clean(profile), endpoint_url, demo)
        model = client.meta.service_model
        self.detail_shape: Shape = wire.shape_of(
            model.operation_model("DescribeClusterEvent").output_shape
        )
        for operation in OPERATIONS:
            client.meta.events.register(f"before-parse.sagemaker.{operation}", wire.keep_body)

    def clusters(self, token: str | None) -> Page[Cluster]:
        """See `EventSource.clusters`."""
        return wire.clusters(self._list("ListClusters", "ClusterSummaries", token))

    def cluster(self, name_or_arn: str) -> ClusterInfo:
        """See `EventSource.cluster`."""
        body = self._call("DescribeCluster", "ClusterArn", ClusterName=name_or_arn)
        return wire.cluster_info(body)

    def events(self, name_or_arn: str, sent: ServiceFilter, token: str | None) -> Page[Event]:
        """See `EventSource.events`."""
        filters = {
            "NodeId": sent.node_id,
            "InstanceGroupName": sent.instance_group_name,
            "ResourceType": sent.resource_type,
            "EventTimeAfter": sent.after,
            "EventTimeBefore": sent.before,
        }
        given = {name: value for name, value in filters.items() if value not in ("", None)}
        return wire.events(
            self._list("ListClusterEvents", "Events", token, ClusterName=name_or_arn, **given)
        )

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
        """One page. A token that leads to itself would be followed for ever."""
        if token is not None:
            params["NextToken"] = token
        body = self._call(operation, key, list, MaxResults=PAGE_SIZE, **params)
        if token is not None and body.get("NextToken") == token:
            raise wire.unreadable(operation, "its NextToken is the one that was sent")
        return body

    def _call(
        self, operation: str, key: str, kind: type = object, **params: object
    ) -> dict[str, Json]:
        method = getattr(self._client, botocore.xform_name(operation))
        # Several threads call; a counter of C, unlike `+=`, misses none.
        self.calls = next(self._counter)
        try:
            return wire.decode(operation, method(**params), key, kind)
        except SourceError:
            raise
        except Exception as error:
            raise SourceError(failure_of(error, operation)) from error


def open_source(profile: str | None, region: str | None, endpoint_url: str | None) -> AwsSource:
    """A source on the person's own account, by boto3's own chains for all that is None.

    Takes about a quarter of a second, so call it in a background thread.

    Raises:
        SourceError: no such profile, no region, or a setting that botocore cannot use.
    """
    try:
        base = botocore.session.Session()
        session = boto3.Session(profile_name=profile, region_name=region, botocore_session=base)
        if not session.region_name:
            # An empty AWS_DEFAULT_REGION makes botocore call a host without a name.
            raise NoRegionError
        # botocore would ask on the terminal, which the screen has.
        roles = base.get_component("credential_provider").get_provider("assume-role")
        roles._prompter = _refuse_to_ask
        client = session.client("sagemaker", endpoint_url=endpoint_url, config=_config())
        shown = session.profile_name
        address = endpoint_url or _configured_endpoint()
        return AwsSource(client, "" if shown == "default" else shown, address)
    except Exception as error:
        raise SourceError(failure_of(error, "The AWS set-up")) from error


def _configured_endpoint() -> str:
    """The endpoint that botocore takes from the environment, by its own rules; "" for none.

    A command that is pasted into another shell needs it; one from a profile comes with that.
    """
    if os.environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        return ""
    names = ("AWS_ENDPOINT_URL_SAGEMAKER", "AWS_ENDPOINT_URL")
    return next((value for name in names if (value := os.environ.get(name))), "")


def _refuse_to_ask(_: str) -> str:
    raise SourceError(
        Failure(
            "credentials",
            "This AWS profile asks for an MFA code, and there is nowhere to type one",
            "Export its keys with 'aws configure export-credentials', and leave the profile out",
            retryable=False,
        )
    )


def open_demo(url: str) -> AwsSource:
    """A source on the demo's endpoint, which nothing in the environment can break.

    Every setting that botocore would read from the environment or from the AWS configuration
    files (profiles, proxies, endpoints, retry modes) is cut off, and so is ~/.aws/models.
    """
    blank = {
        name: (None, None, default, convert)
        for name, (_, _, default, convert) in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()
    }
    nowhere = (None, None, os.devnull, None)
    session = botocore.session.Session(
        {**blank, "config_file": nowhere, "credentials_file": nowhere}
    )
    models = Loader(
        extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False
    )
    session.register_component("data_loader", models)
    client = boto3.Session(
        aws_access_key_id="demo",
        aws_secret_access_key="demo",  # noqa: S106 - no secret: the demo's endpoint checks none
        region_name="us-west-2",
        botocore_session=session,
    ).client("sagemaker", endpoint_url=url, config=_config(proxies={}))
    return AwsSource(client, "demo", url, demo=True)


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
