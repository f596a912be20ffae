"""Answers of the five operations with an attack in them: in one value each, or in every value."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from help.events import NOW
from hpev_tui.demo.operations import Operations
from hpev_tui.demo.world import World

CLUSTER = "efa-lab"
KEYS = {
    "ListClusters": "ClusterSummaries",
    "DescribeCluster": "ClusterArn",
    "ListClusterEvents": "Events",
    "DescribeClusterEvent": "EventDetails",
    "ListClusterNodes": "ClusterNodeSummaries",
}
"""Each operation, and the key without which its answer is none."""

Path = tuple[str | int, ...]
"""Where something is in a body: names of members, and positions in lists."""


def valid_bodies() -> dict[str, dict[str, Any]]:
    """An answer of each operation, as the demo's service gives it, with rows and a token."""
    world = World(now=lambda: NOW)
    perform = Operations(world).perform
    named = {"ClusterName": CLUSTER}
    events = perform("ListClusterEvents", {**named, "MaxResults": 3})
    event_id = _fullest(perform)
    return {
        "ListClusters": perform("ListClusters", {"MaxResults": 2}),
        "DescribeCluster": perform("DescribeCluster", named),
        "ListClusterEvents": events,
        "DescribeClusterEvent": perform("DescribeClusterEvent", {**named, "EventId": event_id}),
        "ListClusterNodes": perform(
            "ListClusterNodes", {**named, "MaxResults": 2, "IncludeNodeLogicalIds": True}
        ),
    }


def _fullest(perform: Any) -> str:  # noqa: ANN401 - the demo's answers are of no fixed type
    """The event whose detail holds most."""
    named = {"ClusterName": CLUSTER}
    rows = perform("ListClusterEvents", {**named, "MaxResults": 100})["Events"]
    ids = [row["EventId"] for row in rows]
    size = {
        each: len(json.dumps(perform("DescribeClusterEvent", {**named, "EventId": each})))
        for each in ids
    }
    return str(max(ids, key=size.__getitem__))


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """The paths of strings and times: each may be an attack."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from paths(member, (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from paths(item, (*path, number))
    elif isinstance(value, str) or (path and str(path[-1]).endswith("Time")):
        yield path


def structures(value: object, path: Path = ()) -> Iterator[Path]:
    """The paths of structures: each may have an unknown member, whose name is an attack."""
    if isinstance(value, dict):
        yield path
        for name, member in value.items():
            yield from structures(member, (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from structures(item, (*path, number))


def inside(value: Any, path: Path) -> Any:  # noqa: ANN401 - JSON
    """The value at a path."""
    for step in path:
        value = value[step]
    return value


def attacked(body: dict[str, Any], attack: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The body with the attack in one value after the other, and in one name after the other."""
    for path in paths(body):
        made = copy.deepcopy(body)
        inside(made, path[:-1])[path[-1]] = attack
        yield path, made
    for path in structures(body):
        made = copy.deepcopy(body)
        inside(made, path)[attack] = {attack: [attack]}
        yield (*path, "(an unknown member)"), made


def saturated(body: Any, attack: str, *, name: str = "") -> Any:  # noqa: ANN401 - JSON
    """The body with the attack in every string, and in an unknown member of every structure.

    What is there stays, before the attack, so that IDs stay different; numbers stay.
    """
    if isinstance(body, dict):
        made = {key: saturated(member, attack, name=key) for key, member in body.items()}
        return {**made, f"Unknown{attack}": attack}
    if isinstance(body, list):
        return [saturated(item, attack, name=name) for item in body]
    if not isinstance(body, str) or name in ("NextToken", "NodeProvisioningMode"):
        return body
    return f"{body}{attack}"


def encoded(body: object) -> bytes:
    """The body as bytes; what is no ASCII comes as UTF-8 where it can."""
    try:
        return json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()
