"""The clusters of saved events, each with its events in the order of the service."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property

from hpev_tui.model.events import Cluster, ClusterInfo, Json, ServiceFilter
from hpev_tui.sources.aws import wire
from hpev_tui.sources.files.answers import EVENT_TIME, Answers, Object
from hpev_tui.text.clean import clean, parse_time

UNNAMED = "(no ClusterName)"
"""What stands for the name of a cluster where events have neither name nor ARN."""

_UNKNOWN = -math.inf
"""The time of an event whose own cannot be read: it comes last."""


class SavedCluster:
    """One cluster, and what there is of it."""

    def __init__(self, arn: str, name: str, events: list[tuple[float, Object]]) -> None:
        """Take its events, newest first, each with its time."""
        self.arn = arn
        self.name = name
        self.nodes: dict[tuple[str, str], Object] = {}
        """Rows of ListClusterNodes, the last ones of each node, by its IDs."""
        self.described: Object | None = None
        """The DescribeCluster answer."""
        self.summary: Object | None = None
        """Its row of ListClusters."""
        self._times = [time for time, _ in events]
        self._rows = [row for _, row in events]

    @property
    def ends(self) -> list[float]:
        """The times of the newest and the oldest event, as far as there are any."""
        times = self._times
        oldest = next((time for time in reversed(times) if time != _UNKNOWN), None)
        return [] if oldest is None else [times[0], oldest]

    @property
    def row(self) -> Cluster:
        """Its row in the list of clusters."""
        body = self.described or self.summary or {}
        rows = wire.clusters({"ClusterSummaries": [{**body, "ClusterName": self.name}]}).items
        return rows[0]._replace(cluster_arn=self.arn or self.name)

    @cached_property
    def info(self) -> ClusterInfo:
        """What DescribeCluster says of it, or only its names."""
        info = wire.cluster_info(self.described or self.summary or {})
        # A cluster with events is Continuous, whatever an old SDK leaves out.
        return info._replace(cluster_arn=self.arn, cluster_name=self.name, continuous=True)

    @cached_property
    def instance_ids(self) -> frozenset[Json]:
        """Those that its events name."""
        ids = (row.get("InstanceId") for row in self._rows)
        return frozenset(each for each in ids if isinstance(each, str) and each)

    def matching(self, sent: ServiceFilter, start: int) -> Iterator[tuple[int, Object]]:
        """The events that a filter lets through, from an index on, each with its index.

        The time after which they are counts as it does for the service, inclusive; the other not.
        """
        values = {
            "InstanceId": sent.node_id,
            "InstanceGroupName": sent.instance_group_name,
            "ResourceType": sent.resource_type,
            "OperationId": sent.operation_id,
        }
        terms = [(name, value) for name, value in values.items() if value]
        after = -math.inf if sent.after is None else sent.after
        before = math.inf if sent.before is None else sent.before
        for index in range(start, len(self._rows)):
            time, row = self._times[index], self._rows[index]
            if time < after:
                return
            if time < before and all(row.get(name) == value for name, value in terms):
                yield index, row


def clusters_of(answers: Answers) -> list[SavedCluster]:
    """The clusters of all events, those with the newest events first."""
    by_names: dict[tuple[Json, Json], list[tuple[float, Object]]] = {}
    for row in answers.events.values():
        names = row.get("ClusterArn"), row.get("ClusterName")
        try:
            events = by_names.setdefault(names, [])
        except TypeError:  # A list or an object in the place of a name.
            events = by_names.setdefault((None, None), [])
        events.append((_time_of(row), row))
    clusters = [
        SavedCluster(arn, name, sorted(events, key=_first, reverse=True))
        for (arn, name), events in _merged(by_names).items()
    ]
    clusters.sort(key=lambda each: max(each.ends, default=_UNKNOWN), reverse=True)
    _add_answers(clusters, answers)
    return clusters


def _merged(
    by_names: Mapping[tuple[Json, Json], list[tuple[float, Object]]],
) -> dict[tuple[str, str], list[tuple[float, Object]]]:
    """Events by ARN and name, both clean. What lacks one of them goes to the only one it can be."""
    clean_names = [(_text(arn), _text(name)) for arn, name in by_names]
    arns = {arn: name for arn, name in clean_names if arn and name}
    names: dict[str, set[str]] = {}
    for arn, name in clean_names:
        if arn and name:
            names.setdefault(name, set()).add(arn)
    merged: dict[tuple[str, str], list[tuple[float, Object]]] = {}
    for (arn, name), events in zip(clean_names, by_names.values(), strict=True):
        of_name = names.get(name, set())
        if arn:
            name = arns.get(arn) or name or arn.rpartition("/")[2]
        elif name and len(of_name) == 1:
            arn = next(iter(of_name))
            name = arns[arn]
        elif not name and len(arns) == 1:
            arn, name = next(iter(arns.items()))
        merged.setdefault((arn, name or UNNAMED), []).extend(events)
    return merged


def _add_answers(clusters: list[SavedCluster], answers: Answers) -> None:
    """Give each cluster what answers other than events say of it."""
    for cluster in clusters:
        for body in answers.clusters:
            if _is_of(cluster, body):
                cluster.described = body
        for body in answers.summaries:
            if _is_of(cluster, body):
                cluster.summary = body
    for rows in answers.nodes:
        if owner := _cluster_of_nodes(clusters, rows):
            for row in rows:
                owner.nodes[str(row.get("NodeLogicalId")), str(row.get("InstanceId"))] = row


def _cluster_of_nodes(clusters: list[SavedCluster], rows: list[Object]) -> SavedCluster | None:
    """The cluster of a ListClusterNodes answer, which does not name it: its instances do."""
    if len(clusters) == 1:
        return clusters[0]
    ids = {row["InstanceId"] for row in rows if isinstance(row.get("InstanceId"), str)}
    counts = [len(ids & cluster.instance_ids) for cluster in clusters]
    most = max(counts, default=0)
    return clusters[counts.index(most)] if most else None


def _is_of(cluster: SavedCluster, body: Object) -> bool:
    arn, name = _text(body.get("ClusterArn")), _text(body.get("ClusterName"))
    return arn == cluster.arn if arn and cluster.arn else name == cluster.name


def _text(value: Json) -> str:
    return clean(value) if isinstance(value, str) else ""


def _first(pair: tuple[float, Object]) -> float:
    return pair[0]


def _time_of(row: Object) -> float:
    """When an event was, as `parse_time` reads it; most forms take less time here."""
    value = row.get(EVENT_TIME)
    if type(value) is float and 0 < value < 1e10:
        return value
    if isinstance(value, str) and value[4:5] == value[7:8] == "-":
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            if moment.tzinfo is not None:
                return moment.timestamp()
    time = parse_time(value)
    return _UNKNOWN if time is None else time
