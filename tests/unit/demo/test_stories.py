"""What happens in the stories, read from the endpoint."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.world import World
from unit.demo.raw import Clock, RawClient

if TYPE_CHECKING:
    from collections.abc import Sequence

MINUTE = 60.0


def member_of(detail: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The name and the fields of an event's metadata."""
    ((name, fields),) = detail["EventDetails"]["EventMetadata"].items()
    return name, fields


@pytest.fixture(scope="module")
def storm(raw: RawClient) -> list[dict[str, Any]]:
    """The storm's Error events with their details, oldest first."""
    events = raw.events("train-p5", SortOrder="Ascending")
    return [raw.detail(event) for event in events if event["EventLevel"] == "Error"]


def by_node(details: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    nodes = defaultdict(list)
    for detail in details:
        nodes[member_of(detail)[1]["NodeLogicalId"]].append(detail)
    return nodes


def test_each_fault_of_the_storm_makes_two_errors_about_a_second_apart(
    storm: list[dict[str, Any]],
) -> None:
    for errors in by_node(storm).values():
        assert len(errors) % 2 == 0
        for first, second in zip(errors[::2], errors[1::2], strict=True):
            assert 0.5 <= second["EventTime"] - first["EventTime"] <= 2
            assert first["Description"].startswith("Failed to provision EC2 Instance")
            assert second["Description"].startswith("Instance creation")
            assert member_of(first) == member_of(second)
            assert first.get("InstanceId") == second.get("InstanceId")


def test_the_attempts_of_the_storm_are_eight_to_twelve_minutes_apart(
    storm: list[dict[str, Any]],
) -> None:
    gaps = [
        later["EventTime"] - earlier["EventTime"]
        for errors in by_node(storm).values()
        for earlier, later in pairwise(errors[::2])
    ]
    assert len(gaps) > 100
    assert all(8 * MINUTE <= gap <= 12 * MINUTE for gap in gaps)


def test_the_latest_errors_of_the_storm_mostly_name_an_instance(
    storm: list[dict[str, Any]],
) -> None:
    latest = storm[-20:]
    named = [detail for detail in latest if "InstanceId" in detail]
    assert 10 <= len(named) < 20
    assert all("InstanceId" in detail for detail in storm[-2:])


def test_nodes_without_an_instance_are_known_by_their_logical_id(
    storm: list[dict[str, Any]],
) -> None:
    unnamed = [detail for detail in storm if "InstanceId" not in detail]
    assert unnamed
    assert all(member_of(detail)[1]["NodeLogicalId"] for detail in unnamed)


def test_a_lifecycle_script_fails_on_three_nodes_again_and_again(raw: RawClient) -> None:
    events = raw.events("lifecycle-lab")
    failed = [raw.detail(event) for event in events if "has Failed" in event["Description"]]
    assert len(by_node(failed)) == 3
    for detail in failed:
        name, fields = member_of(detail)
        assert (name, fields["LcsExecutionState"]) == ("Instance", "Failed")
        assert fields["FailureMessage"].count("\n") == 3
        stream = f"LifecycleConfig/gpu-workers/{detail['InstanceId']}"
        assert stream in detail["Description"]
        assert stream in fields["FailureMessage"]


def test_a_retry_cures_the_efa_failure(raw: RawClient) -> None:
    events = raw.events("efa-lab", InstanceGroupName="trainers", SortOrder="Ascending")
    details = [raw.detail(event) for event in events if event["ResourceType"] == "Instance"]
    for course in by_node(details).values():
        levels = [detail["EventLevel"] for detail in course]
        errors = [at for at, level in enumerate(levels) if level == "Error"]
        assert len(errors) == 2
        assert "EFA health checks" in member_of(course[errors[0]])[1]["FailureMessage"]
        assert course[-1]["Description"].endswith("completed successfully")
        assert course[-1]["InstanceId"] != course[errors[0]]["InstanceId"]
    assert any("security group" in json.dumps(raw.detail(event)) for event in events)


def test_health_monitoring_replaces_nodes_that_keep_their_logical_id(raw: RawClient) -> None:
    details = [raw.detail(event) for event in raw.events("health-g5", SortOrder="Ascending")]
    with_node = [
        detail
        for detail in details
        if "EventDetails" in detail and "NodeLogicalId" in member_of(detail)[1]
    ]
    instances_of = {
        node: list(dict.fromkeys(detail["InstanceId"] for detail in course))
        for node, course in by_node(with_node).items()
    }
    assert sorted(len(instances) for instances in instances_of.values()) == [1, 2, 3]
    assert sum("is unhealthy" in detail["Description"] for detail in details) == 3


def test_the_software_update_rolls_back(raw: RawClient) -> None:
    texts = [event["Description"] for event in raw.events("patch-rollback", SortOrder="Ascending")]
    course = [
        "has been scheduled for UpdateClusterSoftware",
        "PodDisruptionBudget",
        "entered ALARM state",
        "Initiating rollback",
        "rolled back successfully",
        "UpdateClusterSoftware rollback failed",
        "queued for node replacement",
        "completed successfully as part of instance replacement",
    ]
    indexes = [next(at for at, text in enumerate(texts) if part in text) for part in course]
    assert indexes == sorted(indexes)
    groups = raw.call("DescribeCluster", ClusterName="patch-rollback")["InstanceGroups"]
    assert groups[0]["SoftwareUpdateStatus"] == "RollbackComplete"


def test_slurm_has_events_of_its_database_and_its_health(raw: RawClient) -> None:
    details = [raw.detail(event) for event in raw.events("slurm-hpc")]
    members = [member_of(detail) for detail in details]
    rollbacks = {
        fields.get("RollbackStatus") for name, fields in members if name == "DatabaseConfiguration"
    }
    assert rollbacks == {"NotApplicable", "Reverted", "RevertFailed", None}
    reasons = {fields.get("Reason") for name, fields in members if name == "SlurmHealth"}
    assert reasons == {"DaemonDown", "DaemonDisabled", "DbUnreachable", None}
    assert any("drift detected" in detail["Description"] for detail in details)
    (kind,) = raw.call("DescribeCluster", ClusterName="slurm-hpc")["Orchestrator"]
    assert kind == "Slurm"


def test_the_quiet_cluster_is_quiet(raw: RawClient) -> None:
    assert {event["EventLevel"] for event in raw.events("quiet-prod")} == {"Info"}


def test_the_ordinary_clusters_are_mostly_fine(raw: RawClient) -> None:
    rows = [row for page in raw.pages("ListClusters") for row in page["ClusterSummaries"]]
    statuses = Counter(row["ClusterStatus"] for row in rows)
    assert statuses["InService"] > 100
    assert statuses["Failed"] == statuses["Deleting"] == 1


def test_descriptions_have_no_placeholder_left(raw: RawClient) -> None:
    for name in ("train-p5", "train-history", "slurm-hpc", "patch-rollback", "quiet-prod"):
        for event in raw.events(name):
            assert "{" not in event["Description"]
            assert "{" not in str(member_of(raw.detail(event))[1].get("FailureMessage"))


DIGEST = """
import hashlib, json
from hpev_tui.demo.operations import Operations
from hpev_tui.demo.world import World

operations = Operations(World(now=lambda: {at!r}, extra_events=300))
digest = hashlib.sha256()

def call(operation, **parameters):
    answer = operations.perform(operation, parameters)
    digest.update(json.dumps(answer).encode())
    return answer

rows = call("ListClusters")["ClusterSummaries"]
for name in [row["ClusterName"] for row in rows] + ["train-p5", "scale-up"]:
    mode = call("DescribeCluster", ClusterName=name).get("NodeProvisioningMode")
    call("ListClusterNodes", ClusterName=name, IncludeNodeLogicalIds=True)
    if mode:
        for event in call("ListClusterEvents", ClusterName=name)["Events"]:
            call("DescribeClusterEvent", ClusterName=name, EventId=event["EventId"])
print(digest.hexdigest())
"""


def digest_of_a_world(hash_seed: str, at: float) -> str:
    """The digest of a whole world, made in a process of its own."""
    environment = {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)}
    program = [sys.executable, "-c", DIGEST.format(at=at)]
    done = subprocess.run(program, env=environment, capture_output=True, check=True, text=True)
    assert len(done.stdout.strip()) == len(hashlib.sha256().hexdigest())
    return done.stdout


def test_a_world_is_the_same_in_every_process() -> None:
    at = 1_795_000_000.25
    first = digest_of_a_world("1", at)
    assert digest_of_a_world("2", at) == first
    assert digest_of_a_world("1", at + 0.125) != first


def test_the_ids_do_not_depend_on_when_the_world_starts() -> None:
    worlds = [World(now=Clock(at)) for at in (1_795_000_000.25, 1_799_999_999.5)]
    events = []
    for world in worlds:
        with DemoEndpoint(world) as endpoint, RawClient(endpoint.url) as raw:
            events.append([(e["EventId"], e["Description"]) for e in raw.events("train-p5")])
    assert events[0] == events[1]


def test_another_seed_makes_other_ids() -> None:
    ids = []
    for seed in (1, 2):
        world = World(now=Clock(), seed=seed)
        with DemoEndpoint(world) as endpoint, RawClient(endpoint.url) as raw:
            ids.append({event["EventId"] for event in raw.events("patch-rollback")})
    assert len(ids[0]) == len(ids[1])
    assert not ids[0] & ids[1]
