"""What is concluded of small clusters made after reports from the field."""

from __future__ import annotations

from hpev_tui.findings.nodes import message_of, still_down
from hpev_tui.model.events import GroupCount, Json
from unit.findings.field import CAPACITY, EFA, SCRIPTS, Field
from unit.query.samples import NOW

ONE, TWO, THREE = "i-025ec8a75274be99b", "i-0ce48c2c8a26c28c1", "i-0e78d3757cca01af6"
NODE, OTHER = "9f451b3c-1048-4406-99cb-7c7a3c5ff1ab", "8eeb0f4b-f876-4f0e-bbb2-a5f480929e0b"
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


def group(name: str, current: int, target: int, **said: Json) -> dict[str, Json]:
    """A group of DescribeCluster."""
    return {
        "InstanceGroupName": name,
        "CurrentCount": current,
        "TargetCount": target,
        "Status": "InService",
        **said,
    }


def node(name: str, logical: str, status: str, group: str, message: str = "") -> dict[str, Json]:
    """A node of ListClusterNodes."""
    state: dict[str, Json] = {"Status": status, **({"Message": message} if message else {})}
    return {
        "InstanceGroupName": group,
        "InstanceId": name,
        "NodeLogicalId": logical,
        "InstanceStatus": state,
    }


def replaced_twice() -> Field:
    """A faulty instance is taken away, its successor fails, and again."""
    it = Field(
        groups=[group("gpu", 7, 8)], nodes=[node("", NODE, "Pending", "gpu", message=CAPACITY)]
    )
    of_node = {"group": "gpu", "NodeLogicalId": NODE}
    whole = "as part of instance replacement in Cluster c and IG gpu"
    it.says(2 * HOUR, f"Instance {ONE} is unhealthy.", "Warn", instance=ONE, **of_node)
    it.says(119 * MINUTE, f"Instance {ONE} is starting {whole}", instance=ONE, **of_node)
    it.says(
        70 * MINUTE,
        f"Instance {TWO} creation failed {whole}",
        "Error",
        instance=TWO,
        FailureMessage=f"Instance replacement failed: {EFA}",
        **of_node,
    )
    failed = "Failed to provision EC2 Instance in Cluster c and IG gpu"
    it.says(50 * MINUTE, failed, "Error", FailureMessage=CAPACITY, **of_node)
    ends = f"Termination of EC2 Instance {ONE} is currently in progress in Cluster c and IG gpu"
    it.says(42 * MINUTE, ends, instance=ONE, **of_node)
    text = f"Instance {ONE} deletion completed successfully {whole}"
    it.says(40 * MINUTE, text, instance=ONE, **of_node)
    return it


def test_the_deletion_of_the_old_instance_is_no_success_of_its_replacement() -> None:
    it = replaced_twice()
    verdict = it.verdicts()["gpu"]
    assert (verdict.name, verdict.attempts, verdict.nodes, verdict.down) == ("retrying", 2, 1, 1)
    assert it.findings().groups.history("gpu").came_up == []
    attempts = it.attempts(NODE)
    assert [(each.instance_id, each.outcome) for each in attempts] == [
        *((ONE, ""), (TWO, "failed"), ("", "failed")),
    ]
    last = attempts[0].moments[-1]
    assert last.step is not None
    assert (last.step.label, last.took) == ("terminated", 2 * MINUTE)


def test_of_the_node_list_only_what_runs_is_up() -> None:
    it = replaced_twice()
    findings = it.findings()
    names = [NODE]
    assert still_down(names, it.listed, findings.identities, findings.groups) == 1
    assert still_down(names, None, findings.identities, findings.groups) == 1
    # In a group that is complete others have come up in its place.
    complete = [GroupCount("gpu", 8, 8)]
    assert still_down(names, it.listed, findings.identities, findings.groups, complete) == 0
    it.nodes = [node(TWO, NODE, "Running", "gpu")]
    assert still_down(names, it.listed, findings.identities, findings.groups) == 0


def rolled_back() -> Field:
    """An update fails on the lifecycle script, which runs three times; the group is rolled back."""
    it = Field(
        groups=[group("h100", 4, 4, SoftwareUpdateStatus="RollbackComplete")],
        nodes=[
            node(THREE, OTHER, "Running", "h100", message=f'Failed with the error: "{SCRIPTS}"')
        ],
    )
    of_node = {"group": "h100", "instance": THREE, "NodeLogicalId": OTHER}
    of_group = {"group": "h100", "kind": "InstanceGroup"}
    where = "in Cluster c and IG h100"
    it.says(26 * HOUR, f"Instance creation started successfully {where}", **of_node)
    it.says(25 * HOUR, f"Instance creation {THREE} {where} completed successfully", **of_node)
    text = "UpdateClusterSoftware initiated for IG h100 in Cluster c using ROLLING strategy."
    it.says(3 * HOUR, text, **of_group)
    it.says(178 * MINUTE, f"Instance {THREE} in IG h100 cordoned and pods evicted.", **of_node)
    text = f"Root volume replacement started for Instance {THREE} in IG h100."
    it.says(175 * MINUTE, text, **of_node)
    text = f"Instance lifecycle script execution for EC2 Instance {THREE} has Failed. To view more"
    for ago in (160, 148, 136):
        it.says(ago * MINUTE, text, "Error", FailureMessage=SCRIPTS, **of_node)
    text = f"Instance {THREE} in IG h100 failed to update. Rollback initiated."
    it.says(134 * MINUTE, text, "Error", **of_node)
    text = "UpdateClusterSoftware failed for IG h100 in Cluster c. Initiating rollback."
    it.says(133 * MINUTE, text, "Error", **of_group)
    text = f"Instance {THREE} in IG h100 rolled back successfully to previous AMI."
    it.says(110 * MINUTE, text, **of_node)
    return it


def test_an_update_that_was_rolled_back_is_no_recovery_and_its_script_failed_three_times() -> None:
    it = rolled_back()
    verdict = it.verdicts()["h100"]
    assert (verdict.name, verdict.attempts, verdict.nodes, verdict.down) == ("rolled back", 3, 1, 0)
    assert len(verdict.events) == 7
    outcomes = [each.outcome for each in it.attempts(OTHER)]
    assert outcomes == ["ready", "failed", "failed", "failed"]
    took = [m.took for each in it.attempts(OTHER) for m in each.moments if m.took is not None]
    assert max(took) == HOUR
    (row, *_) = it.findings().signatures.rows
    assert (row.signature.tag, row.faults, len(row.nodes)) == ("lifecycle", 3, 1)


def test_the_message_of_a_node_that_runs_is_of_an_earlier_failure() -> None:
    it = rolled_back()
    (listed,) = it.listed
    events, facts = it.events[::-1], it.findings().facts
    assert message_of(listed, events, facts) == (NOW - 136 * MINUTE, True)
    # It still runs, whatever is loaded.
    assert message_of(listed, [], {}) == (None, True)
    pending = listed._replace(status="Pending")
    assert message_of(pending, events, facts) == (NOW - 136 * MINUTE, True)
    assert message_of(pending, events[:8], facts) == (NOW - 136 * MINUTE, False)
    assert message_of(pending, [], {}) == (None, False)


def test_a_group_whose_nodes_are_checked_is_not_stuck_nor_one_that_waits_for_its_plan() -> None:
    plan = "arn:aws:sagemaker:us-west-2:111122223333:training-plan/next-week"
    it = Field(
        groups=[
            group("new", 2, 4, OnStartDeepHealthChecks=["InstanceStress"]),
            group("later", 0, 8, TrainingPlanArn=plan, TrainingPlanStatus="Scheduled"),
        ],
        nodes=[
            node(ONE, NODE, "DeepHealthCheckInProgress", "new"),
            node(TWO, OTHER, "DeepHealthCheckInProgress", "new"),
            node(THREE, "c", "Running", "new"),
        ],
    )
    where = "in Cluster c and IG new"
    for instance, logical in ((ONE, NODE), (TWO, OTHER)):
        of_node = {"group": "new", "NodeLogicalId": logical}
        it.says(115 * MINUTE, f"Instance creation started successfully {where}", **of_node)
        text = f"EC2 Instance {instance} successfully provisioned {where}"
        it.says(108 * MINUTE, text, instance=instance, **of_node)
        text = f"Instance lifecycle script execution for EC2 Instance {instance} has Succeeded"
        it.says(100 * MINUTE, text, instance=instance, **of_node)
    verdicts = it.verdicts()
    names = {name: each.name for name, each in verdicts.items()}
    assert names == {"new": "checking", "later": "waiting"}
    assert verdicts["new"].checking == 2


def test_events_of_the_cluster_are_of_no_group_and_differ_by_no_groups_name() -> None:
    colours = ("blue", "green", "grey", "red")
    it = Field(groups=[group(name, 3, 8) for name in colours])
    for number in range(20):
        name = colours[number % 4]
        it.says(
            (5 + 3 * number) * MINUTE,
            f"Failed to provision EC2 Instance in Cluster c and IG {name}",
            "Error",
            group=name,
            NodeLogicalId=f"791597df-d471-44a7-8ed7-e8679451{number:04x}",
            FailureMessage=CAPACITY,
        )
    text = "Cluster c update failed"
    it.says(70 * MINUTE, text, "Error", kind="Cluster", FailureMessage=CAPACITY)
    for name in colours[:3]:
        it.says(
            80 * MINUTE,
            f"2 node(s) lost orchestration-ready status in InstanceGroup {name}. Current: 3/8.",
            "Warn",
            kind="Cluster",
            FailureMessage=f"Nodes of InstanceGroup {name} did not become ready in time.",
        )
    rows = it.findings().signatures.rows
    assert [(row.faults, len(row.nodes), len(row.groups)) for row in rows] == [
        *((21, 20, 4), (3, 0, 0)),
    ]
    assert rows[1].signature.text == "Nodes of InstanceGroup <group> did not become ready in time."
    assert {each.name for each in it.verdicts().values()} == {"retrying"}
