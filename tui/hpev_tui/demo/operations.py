"""The five operations, on parameters that have been validated, and the pages of their listings.

Page tokens are opaque to the client, worthless for another query, and valid for ever. A token says
after which item to go on, rather than how many to skip: new items that arrive between two pages
neither repeat nor hide any.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from hpev_tui.demo.cluster import Cluster, DemoLog, EventQuery, within_times
from hpev_tui.demo.describe import cluster_description, cluster_summary, node_summary
from hpev_tui.demo.validation import ServiceError
from hpev_tui.demo.world import World

Parameters: TypeAlias = dict[str, Any]
Item = TypeVar("Item")

DEFAULT_PAGE = 100
"""How many items a page has when the call does not say. The service does not publish its own."""

# These may change from page to page; every other parameter is part of the query.
_NOT_THE_QUERY = ("NextToken", "MaxResults")
_DIGEST_BYTES = 9


class Operations:
    """What each operation answers about a world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._operations: dict[str, Callable[[Parameters], dict[str, Any]]] = {
            "ListClusters": self._list_clusters,
            "DescribeCluster": self._describe_cluster,
            "ListClusterEvents": self._list_cluster_events,
            "DescribeClusterEvent": self._describe_cluster_event,
            "ListClusterNodes": self._list_cluster_nodes,
        }

    def perform(self, operation: str, parameters: Parameters) -> dict[str, Any]:
        """The answer to a call.

        Raises:
            ServiceError: the service would refuse it.
        """
        given = {name: value for name, value in parameters.items() if value is not None}
        return self._operations[operation](given)

    def _list_clusters(self, given: Parameters) -> dict[str, Any]:
        clusters = [
            cluster
            for cluster in self._world.clusters()
            if given.get("NameContains", "") in cluster.plan.name
            and given.get("TrainingPlanArn", cluster.stage.training_plan_arn)
            == cluster.stage.training_plan_arn
            and _created_within(given, cluster.created)
        ]
        keys = [_order(given, cluster.created, cluster.plan.name) for cluster in clusters]
        page, token = page_of("ListClusters", given, clusters, keys)
        return {"ClusterSummaries": [cluster_summary(cluster) for cluster in page], **token}

    def _describe_cluster(self, given: Parameters) -> dict[str, Any]:
        return cluster_description(self._cluster(given), self._world.now())

    def _list_cluster_nodes(self, given: Parameters) -> dict[str, Any]:
        cluster = self._cluster(given)
        logical_ids = given.get("IncludeNodeLogicalIds", False)
        nodes = [
            node
            for node in cluster.nodes(self._world.now())
            if (logical_ids or node.instance_id)
            and given.get("InstanceGroupNameContains", "") in node.group
            and _created_within(given, node.since)
        ]
        # The service does not say what a node's NAME is; its instance's ID is what it has.
        keys = [(*_order(given, node.since, node.instance_id), node.logical_id) for node in nodes]
        page, token = page_of("ListClusterNodes", given, nodes, keys)
        rows = [node_summary(cluster.stage, node, logical_ids=logical_ids) for node in page]
        return {"ClusterNodeSummaries": rows, **token}

    def _list_cluster_events(self, given: Parameters) -> dict[str, Any]:
        log, count = self._events(given, "ListClusterEvents")
        query = EventQuery(
            group=given.get("InstanceGroupName"),
            instance_id=given.get("NodeId"),
            resource_type=given.get("ResourceType"),
            operation_id=given.get("OperationId"),
            after=_moment(given, "EventTimeAfter"),
            before=_moment(given, "EventTimeBefore"),
        )
        numbers = within_times(log, query, count)
        if given.get("SortOrder", "Descending") == "Descending":
            numbers = numbers[::-1]
        tokens = Tokens("ListClusterEvents", given)
        last = tokens.read(given.get("NextToken"))
        if last is not None:
            numbers = _beyond(numbers, last)
        size = given.get("MaxResults", DEFAULT_PAGE)
        # One more than a page shows whether another page follows.
        page = list(islice(log.matching(query, numbers), size + 1))
        answer: dict[str, Any] = {"Events": [log.summary(number) for number in page[:size]]}
        if len(page) > size:
            answer["NextToken"] = tokens.make(page[size - 1])
        return answer

    def _describe_cluster_event(self, given: Parameters) -> dict[str, Any]:
        log, _ = self._events(given, "DescribeClusterEvent")
        number = log.number_of(given["EventId"])
        if number is None:
            raise _not_found()
        return {"EventDetails": log.detail(number)}

    def _cluster(self, given: Parameters) -> Cluster:
        cluster = self._world.cluster(given["ClusterName"])
        if cluster is None:
            raise _not_found()
        return cluster

    def _events(self, given: Parameters, operation: str) -> tuple[DemoLog, int]:
        cluster = self._cluster(given)
        if not cluster.plan.continuous:
            message = (
                f"{operation} is only supported for cluster with NodeProvisioningMode "
                "set to Continuous"
            )
            raise ServiceError("ValidationException", message)
        return cluster.log(self._world.now())


def _not_found() -> ServiceError:
    return ServiceError("ResourceNotFound", "Resource being access is not found.")


def _created_within(given: Parameters, created: float) -> bool:
    after, before = _moment(given, "CreationTimeAfter"), _moment(given, "CreationTimeBefore")
    return (after is None or created >= after) and (before is None or created < before)


def _moment(given: Parameters, name: str) -> float | None:
    """A time that was given, to the millisecond: clients add up seconds and their fractions."""
    return round(given[name], 3) if name in given else None


def _order(given: Parameters, created: float, name: str) -> tuple[float | str, str]:
    return (name if given.get("SortBy") == "NAME" else created, name)


def _beyond(numbers: range, last: int) -> range:
    """Those of the numbers that follow `last`, which need not be among them any more."""
    if numbers.step > 0:
        return range(max(numbers.start, last + 1), numbers.stop)
    return range(min(numbers.start, last - 1), numbers.stop, -1)


class Tokens:
    """Makes and reads the tokens of one query."""

    def __init__(self, operation: str, parameters: Mapping[str, Any]) -> None:
        query = {name: parameters[name] for name in parameters if name not in _NOT_THE_QUERY}
        self._query = json.dumps([operation, query], sort_keys=True)

    def make(self, position: Any) -> str:  # noqa: ANN401
        """The token for what follows a position: a number, or a list of texts and numbers."""
        text = json.dumps(position, separators=(",", ":")).encode()
        return urlsafe_b64encode(self._digest(text) + text).decode()

    def read(self, token: str | None) -> Any:  # noqa: ANN401
        """The position that a token was made of, or None for no token.

        Raises:
            ServiceError: the token is not of this query.
        """
        if token is None:
            return None
        try:
            whole = urlsafe_b64decode(token.encode())
        except ValueError:
            whole = b""
        digest, text = whole[:_DIGEST_BYTES], whole[_DIGEST_BYTES:]
        if not text or digest != self._digest(text):
            raise ServiceError("ValidationException", "The pagination token is not valid.")
        return json.loads(text)

    def _digest(self, text: bytes) -> bytes:
        return blake2b(text + self._query.encode(), digest_size=_DIGEST_BYTES).digest()


def page_of(
    operation: str,
    parameters: Mapping[str, Any],
    items: Sequence[Item],
    keys: Sequence[tuple[Any, ...]],
) -> tuple[list[Item], dict[str, str]]:
    """One page of a listing that is sorted by the items' keys, and its NextToken as a field.

    No two items may have the same key.
    """
    descending = parameters.get("SortOrder") == "Descending"
    tokens = Tokens(operation, parameters)
    last = tokens.read(parameters.get("NextToken"))
    order = sorted(range(len(items)), key=keys.__getitem__, reverse=descending)
    if last is not None:
        after = tuple(last)
        order = [at for at in order if (keys[at] < after if descending else keys[at] > after)]
    size = parameters.get("MaxResults", DEFAULT_PAGE)
    page = order[:size]
    more = {"NextToken": tokens.make(keys[page[-1]])} if len(order) > size else {}
    return [items[at] for at in page], more
