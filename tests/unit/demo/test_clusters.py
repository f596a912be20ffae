"""ListClusters, DescribeCluster and ListClusterNodes: filters, order, pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from unit.demo.raw import Client, Clock

NAMED = {
    "train-p5",
    "lifecycle-lab",
    "efa-lab",
    "health-g5",
    "scale-up",
    "patch-rollback",
    "slurm-hpc",
    "quiet-prod",
    "legacy-static",
    "empty-new",
}


def listed(client: Client, **parameters: object) -> list[dict[str, Any]]:
    """Every row of ListClusters."""
    pages = client.get_paginator("list_clusters").paginate(**parameters)
    return [row for page in pages for row in page["ClusterSummaries"]]


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["ClusterName"] for row in rows]


def test_more_clusters_than_a_page_holds(reader: Client) -> None:
    first = reader.list_clusters()
    assert len(first["ClusterSummaries"]) == 100
    rest = reader.list_clusters(NextToken=first["NextToken"])
    assert "NextToken" not in rest
    everything = names(first["ClusterSummaries"]) + names(rest["ClusterSummaries"])
    assert len(everything) == len(set(everything)) > 100
    assert set(everything) > NAMED


def test_the_oldest_cluster_comes_first_unless_asked_otherwise(reader: Client) -> None:
    rows = listed(reader)
    ages = [row["CreationTime"] for row in rows]
    assert ages == sorted(ages)
    assert names(listed(reader, SortOrder="Descending")) == names(rows)[::-1]
    assert names(listed(reader, SortBy="CREATION_TIME", SortOrder="Ascending")) == names(rows)


def test_by_name(reader: Client) -> None:
    ascending = names(listed(reader, SortBy="NAME"))
    assert ascending == sorted(ascending)
    assert names(listed(reader, SortBy="NAME", SortOrder="Descending")) == ascending[::-1]


@pytest.mark.parametrize("size", [1, 7, 99, 100])
def test_pages_of_any_size_hold_each_cluster_once(reader: Client, size: int) -> None:
    paged = listed(reader, PaginationConfig={"PageSize": size})
    assert names(paged) == names(listed(reader))


def test_name_contains(reader: Client) -> None:
    everything = names(listed(reader))
    assert names(listed(reader, NameContains="lab")) == [
        each for each in everything if "lab" in each
    ]
    assert listed(reader, NameContains="nothing-has-this") == []


def test_creation_time_limits_split_the_list(reader: Client) -> None:
    rows = listed(reader)
    middle = rows[40]["CreationTime"]
    assert listed(reader, CreationTimeBefore=middle) == rows[:40]
    assert listed(reader, CreationTimeAfter=middle) == rows[40:]


def test_training_plan(reader: Client) -> None:
    plans = [arn for row in listed(reader) for arn in row.get("TrainingPlanArns", ())]
    assert len(plans) > 1
    (summary,) = listed(reader, TrainingPlanArn=plans[0])
    assert summary["TrainingPlanArns"] == [plans[0]]
    described = reader.describe_cluster(ClusterName=summary["ClusterName"])
    assert plans[0] in [group.get("TrainingPlanArn") for group in described["InstanceGroups"]]
    assert listed(reader, TrainingPlanArn=plans[0] + "-other") == []


def test_an_arn_names_a_cluster_as_well_as_its_name(reader: Client) -> None:
    by_name = reader.describe_cluster(ClusterName="train-p5")
    by_arn = reader.describe_cluster(ClusterName=by_name["ClusterArn"])
    for answer in (by_name, by_arn):
        del answer["ResponseMetadata"]
    assert by_arn == by_name
    nodes = reader.list_cluster_nodes(ClusterName=by_name["ClusterArn"], MaxResults=1)
    assert len(nodes["ClusterNodeSummaries"]) == 1
    assert reader.list_cluster_events(ClusterName=by_name["ClusterArn"])["Events"]


def test_the_counts_of_the_groups_are_those_of_the_nodes(reader: Client) -> None:
    for name in sorted(NAMED):
        described = reader.describe_cluster(ClusterName=name)
        nodes = nodes_of(reader, name, IncludeNodeLogicalIds=True)
        for group in described["InstanceGroups"] + described.get("RestrictedInstanceGroups", []):
            up = [
                node
                for node in nodes
                if node["InstanceGroupName"] == group["InstanceGroupName"]
                and node["InstanceStatus"]["Status"] in ("Running", "SystemUpdating")
            ]
            assert group["CurrentCount"] == len(up), (name, group["InstanceGroupName"])


def test_the_storm_cluster_wants_forty_nodes_in_three_groups(
    reader: Client,
) -> None:
    described = reader.describe_cluster(ClusterName="train-p5")
    assert described["ClusterStatus"] == "InService"
    assert described["NodeProvisioningMode"] == "Continuous"
    assert len(described["InstanceGroups"]) == 3
    assert sum(group["TargetCount"] for group in described["InstanceGroups"]) == 40
    assert sum(group["CurrentCount"] for group in described["InstanceGroups"]) < 40
    assert len(described["VpcConfig"]["Subnets"]) == 4


def test_a_cluster_that_is_not_continuous_says_nothing_of_a_mode(reader: Client) -> None:
    assert "NodeProvisioningMode" not in reader.describe_cluster(ClusterName="legacy-static")


def nodes_of(client: Client, cluster: str, **parameters: object) -> list[dict[str, Any]]:
    pages = client.get_paginator("list_cluster_nodes").paginate(ClusterName=cluster, **parameters)
    return [node for page in pages for node in page["ClusterNodeSummaries"]]


def test_nodes_without_an_instance_are_listed_on_request(reader: Client) -> None:
    plain = nodes_of(reader, "train-p5")
    everything = nodes_of(reader, "train-p5", IncludeNodeLogicalIds=True)
    assert len(everything) == 40 > len(plain)
    assert all(node["InstanceId"] for node in plain)
    waiting = [node for node in everything if not node["InstanceId"]]
    assert len(waiting) == len(everything) - len(plain) == 12
    assert {node["InstanceStatus"]["Status"] for node in waiting} == {"Pending"}
    assert all("capacity" in node["InstanceStatus"]["Message"] for node in waiting)


def test_nodes_by_group_time_and_name(reader: Client) -> None:
    rows = nodes_of(reader, "train-p5")
    launched = [node["LaunchTime"] for node in rows]
    assert launched == sorted(launched)
    assert nodes_of(reader, "train-p5", SortOrder="Descending") == rows[::-1]
    ids = [node["InstanceId"] for node in nodes_of(reader, "train-p5", SortBy="NAME")]
    assert ids == sorted(ids)
    g5 = nodes_of(reader, "train-p5", InstanceGroupNameContains="g5")
    assert {node["InstanceGroupName"] for node in g5} == {"worker-g5"}
    assert len(g5) == 8
    middle = launched[12]
    assert nodes_of(reader, "train-p5", CreationTimeBefore=middle) == rows[:12]
    assert nodes_of(reader, "train-p5", CreationTimeAfter=middle) == rows[12:]
    assert nodes_of(reader, "train-p5", PaginationConfig={"PageSize": 3}) == rows


def test_a_replaced_node_keeps_its_logical_id(client: Client, clock: Clock) -> None:
    before = nodes_of(client, "health-g5", IncludeNodeLogicalIds=True)
    clock.advance(3600)
    after = nodes_of(client, "health-g5", IncludeNodeLogicalIds=True)
    instances = {node["NodeLogicalId"]: node["InstanceId"] for node in before}
    changed = [node for node in after if instances[node["NodeLogicalId"]] != node["InstanceId"]]
    assert len(changed) == 1
    assert {node["InstanceStatus"]["Status"] for node in after} == {"Running"}


def test_the_scale_up_goes_on_as_time_passes(client: Client, clock: Clock) -> None:
    def current() -> list[int]:
        groups = client.describe_cluster(ClusterName="scale-up")["InstanceGroups"]
        return [group["CurrentCount"] for group in groups]

    before = current()
    clock.advance(600)
    assert current()[0] > before[0]
    clock.advance(2 * 3600)
    assert current() == [64, 3]
