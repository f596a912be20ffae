"""The true answers about the clusters, against what the user can find out from the endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from help.truth import FailedNode, answers_of
from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.world import World
from unit.demo.raw import Clock, RawClient

if TYPE_CHECKING:
    from collections.abc import Iterator

# Two errors of one node that are no further apart are of one attempt.
SAME_ATTEMPT = 5.0

STORIES_WITH_FAILURES = {
    "train-p5",
    "lifecycle-lab",
    "efa-lab",
    "health-g5",
    "patch-rollback",
    "train-history",
}


@dataclass
class Trouble:
    """What the events of one node say."""

    group: str
    first: float
    last: float
    cause: str
    attempts: int = 1
    instance_id: str = ""


@pytest.fixture(scope="module")
def moving() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def world(moving: Clock) -> World:
    return World(now=moving, extra_events=1600)


@pytest.fixture(scope="module")
def raw(world: World) -> Iterator[RawClient]:
    with DemoEndpoint(world) as endpoint, RawClient(endpoint.url) as client:
        yield client


def from_events(raw: RawClient, cluster: str) -> tuple[FailedNode, ...]:
    """The answers as the events give them: texts, times and metadata, and nothing else."""
    nodes: dict[str, Trouble] = {}
    for event in raw.events(cluster, SortOrder="Ascending"):
        metadata = _instance_metadata(raw.detail(event))
        node = metadata.get("NodeLogicalId")
        if not node:
            continue
        trouble = nodes.get(node)
        if event["EventLevel"] == "Error":
            message = metadata["FailureMessage"]
            if trouble is None:
                time = event["EventTime"]
                trouble = nodes[node] = Trouble(event["InstanceGroupName"], time, time, message)
            elif event["EventTime"] - trouble.last > SAME_ATTEMPT:
                trouble.attempts += 1
                trouble.cause = message
            trouble.last = event["EventTime"]
        if trouble and "InstanceId" in event:
            trouble.instance_id = event["InstanceId"]
    running = _running(raw, cluster)
    answers = [
        FailedNode(
            node_logical_id=node,
            instance_id=trouble.instance_id,
            instance_group_name=trouble.group,
            cause=trouble.cause,
            first_failure=trouble.first,
            attempts=trouble.attempts,
            recovered=node in running,
        )
        for node, trouble in nodes.items()
    ]
    return tuple(sorted(answers, key=lambda answer: answer.first_failure))


def _instance_metadata(detail: dict[str, Any]) -> dict[str, Any]:
    metadata: dict[str, Any] = detail.get("EventDetails", {}).get("EventMetadata", {})
    return metadata.get("Instance", {})  # type: ignore[no-any-return]


def _running(raw: RawClient, cluster: str) -> set[str]:
    pages = raw.pages("ListClusterNodes", ClusterName=cluster, IncludeNodeLogicalIds=True)
    return {
        node["NodeLogicalId"]
        for page in pages
        for node in page["ClusterNodeSummaries"]
        if node["InstanceStatus"]["Status"] == "Running"
    }


def test_the_events_give_the_true_answers(world: World, raw: RawClient) -> None:
    truth = {}
    for cluster in world.clusters():
        name = cluster.plan.name
        truth[name] = answers_of(world, name)
        assert truth[name].cluster_name == name
        by_events = from_events(raw, name) if cluster.plan.continuous else ()
        assert by_events == truth[name].failed_nodes
    failed = {name for name, answers in truth.items() if answers.failed_nodes}
    assert failed > STORIES_WITH_FAILURES
    assert len(failed) < 20


def test_the_storm() -> None:
    world = World(now=Clock())
    nodes = answers_of(world, "train-p5").failed_nodes
    assert len(nodes) == 22
    assert {node.recovered for node in nodes} == {True, False}
    assert len([node for node in nodes if not node.recovered]) == 12
    assert {node.instance_group_name for node in nodes} == {"worker-p5", "worker-g5"}
    p5 = [node for node in nodes if node.instance_group_name == "worker-p5"]
    assert {node.cause for node in p5} == {
        "We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances. "
        "Please try again."
    }


def test_the_answers_grow_with_the_storm() -> None:
    clock = Clock()
    world = World(now=clock)
    with DemoEndpoint(world) as endpoint, RawClient(endpoint.url) as raw:
        before = {each.node_logical_id: each for each in answers_of(world, "train-p5").failed_nodes}
        clock.advance(1500)
        after = answers_of(world, "train-p5").failed_nodes
        assert from_events(raw, "train-p5") == after
    for node in after:
        earlier = before[node.node_logical_id]
        assert node.first_failure == earlier.first_failure
        assert (node.attempts > earlier.attempts) != node.recovered


def test_a_cluster_that_there_is_not() -> None:
    with pytest.raises(KeyError):
        answers_of(World(now=Clock()), "no-such-cluster")
