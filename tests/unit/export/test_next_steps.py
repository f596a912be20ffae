"""The next steps of an event: which there are, and their exact form."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from hpev_tui.export.next_steps import next_steps
from hpev_tui.export.step_values import Surroundings
from hpev_tui.model.events import ClusterNode, Event, GroupCount
from hpev_tui.rules.causes import TAGS
from unit.export.asking import DENIED, GROUP, INFO, MESSAGE, steps, texts
from unit.export.test_snippets import EVENT

KINDS = ("note", "value", "command", "url")
LOG_GROUP = "/aws/sagemaker/Clusters/ml-cluster/lw12e0dn1hhd"
STREAM = "LifecycleConfig/worker-p5/i-0391f86fa0fe0d465"
TARGET = "sagemaker-cluster:lw12e0dn1hhd_worker-p5-i-0391f86fa0fe0d465"


# Forms


def test_a_lifecycle_script_s_log_and_its_node() -> None:
    by_label = texts()
    assert by_label.pop("common reasons")
    assert by_label == {
        "log group": LOG_GROUP,
        "lifecycle log stream": STREAM,
        "lifecycle log": f"aws logs tail {LOG_GROUP} --log-stream-names {STREAM}"
        " --since 2026-06-01T14:20:25.350Z --region us-west-2",
        "lifecycle log in the console": "https://us-west-2.console.aws.amazon.com/cloudwatch/home"
        "?region=us-west-2#logsV2:log-groups/log-group/"
        "$252Faws$252Fsagemaker$252FClusters$252Fml-cluster$252Flw12e0dn1hhd"
        "/log-events/LifecycleConfig$252Fworker-p5$252Fi-0391f86fa0fe0d465",
        "SSM target": TARGET,
        "shell on the instance": f"aws ssm start-session --target {TARGET} --region us-west-2",
        "this event": "aws sagemaker describe-cluster-event --cluster-name ml-cluster"
        f" --event-id {EVENT.event_id} --region us-west-2",
        "cluster in the console": "https://us-west-2.console.aws.amazon.com/sagemaker/home"
        "?region=us-west-2#/cluster-management/ml-cluster",
    }


def test_an_efa_failure_has_no_lifecycle_log() -> None:
    by_label = texts("efa")
    assert "no lifecycle log" in by_label["no lifecycle log"]
    assert not any("LifecycleConfig" in text or "aws logs" in text for text in by_label.values())
    assert "VpcConfig.SecurityGroupIds" in by_label["its security groups"]


def test_a_capacity_failure_asks_for_the_type_that_the_message_names() -> None:
    by_label = texts("capacity", message=MESSAGE)
    assert by_label["zones that offer the type"] == (
        "aws ec2 describe-instance-type-offerings --location-type availability-zone"
        " --filters Name=instance-type,Values=p5.48xlarge --output table --region us-west-2"
    )
    assert "zones that offer the type" not in texts("capacity")
    assert not any("aws logs" in text for text in by_label.values())


@pytest.mark.parametrize(
    ("message", "instance_type"),
    [
        ("no ml.p6e-gb200.36xlarge, no ml.g5.8xlarge", "p6e-gb200.36xlarge"),
        ("launch new ml.c7i.metal-24xl.", "c7i.metal-24xl"),
        ("xml.p5.48xlarge", ""),
        ("ml.P5.48xlarge", ""),
        ("ml.$(id).x", ""),
    ],
)
def test_the_instance_type_is_taken_only_in_its_form(message: str, instance_type: str) -> None:
    command = texts("capacity", message=message).get("zones that offer the type", "")
    assert command.partition("Values=")[2].partition(" ")[0] == instance_type


def test_an_image_that_the_message_names_can_be_looked_up() -> None:
    by_label = texts("image", message="The image id '[ami-0abc1234def567890]' does not exist")
    assert by_label["the AMI"] == (
        "aws ec2 describe-images --image-ids ami-0abc1234def567890 --region us-west-2"
    )
    assert "the AMI" not in texts("image", message="ami-xyz and ami-0abc1234d")


def test_hardware_has_its_own_log_and_says_what_changes_the_cluster() -> None:
    by_label = texts("hardware")
    assert "SagemakerHealthMonitoringAgent/worker-p5/i-0391f86fa0fe0d465" in by_label["health log"]
    for step in steps("hardware"):
        changes = step.kind == "command" and "batch-re" in step.text
        assert step.label.endswith("(changes the cluster)") is changes


@pytest.mark.parametrize(
    ("description", "label"),
    [
        ("UpdateClusterSoftware for Instance i skipped due to PodDisruptionBudget …", "pods"),
        ("Baking period failed for IG g. Alarms [a] entered ALARM state. Initiating …", "alarms"),
    ],
)
def test_some_wordings_have_a_step_of_their_own(description: str, label: str) -> None:
    assert label in texts("unknown", EVENT._replace(description=description))
    assert label not in texts("unknown")


def test_access_entries_have_a_step_that_other_permissions_have_not() -> None:
    access = EVENT._replace(description="EKS Access Entries update failed for Cluster c")
    assert "EKS access" in texts("access", access)
    assert "EKS access" not in texts("access")


@pytest.mark.parametrize("tag", [*TAGS, ""])
def test_every_event_can_be_asked_for_again(tag: str) -> None:
    by_label = texts(tag)
    assert list(by_label)[-2:] == ["this event", "cluster in the console"]
    for step in steps(tag):
        assert step.kind in KINDS
        assert step.label
        assert step.source
        assert step.text.isprintable()


def test_an_event_whose_time_is_odd_has_the_last_hours_log() -> None:
    by_label = texts(event=EVENT._replace(odd_time="yesterday"))
    assert " --since 3h " in by_label["lifecycle log"]


def test_commands_ask_where_the_session_asks() -> None:
    shown = steps("hardware", region="eu-west-1", profile="ml prod", endpoint_url="http://h:1")
    for step in shown:
        words = shlex.split(step.text) if step.kind == "command" else []
        if words:
            assert words[words.index("--region") + 1] == "eu-west-1"
            assert words[words.index("--profile") + 1] == "ml prod"
            # The address is SageMaker's: logs and sessions are elsewhere.
            assert ("--endpoint-url" in words) is (words[1] == "sagemaker")


# What is not known is left out


def test_what_needs_a_node_is_not_there_without_one() -> None:
    by_label = texts(event=EVENT._replace(instance_id=""))
    assert set(by_label) == {
        "common reasons",
        "log group",
        "this event",
        "cluster in the console",
    }


def test_a_cluster_without_a_name_is_asked_for_by_its_arn() -> None:
    by_label = texts(event=EVENT._replace(cluster_name=""))
    assert f"--cluster-name {EVENT.cluster_arn} " in by_label["this event"]
    assert "log group" not in by_label
    assert "cluster in the console" not in by_label


def test_an_event_that_says_nothing_has_no_steps_but_notes() -> None:
    bare = Event("", 0.0, "", "", "", "", "", "", "", "", "")
    shown = [step for tag in (*TAGS, "") for step in steps(tag, bare) if step.kind != "note"]
    assert [step.label for step in shown] == ["quotas of clusters"]
    assert next_steps(bare, None, None) == []


# Partitions


@pytest.mark.parametrize(
    ("partition", "region", "host"),
    [
        ("aws", "eu-central-1", "eu-central-1.console.aws.amazon.com"),
        ("aws-cn", "cn-north-1", "console.amazonaws.cn"),
        ("aws-us-gov", "us-gov-west-1", "console.amazonaws-us-gov.com"),
        ("aws-eusc", "eusc-de-east-1", "console.amazonaws-eusc.eu"),
    ],
)
def test_the_console_of_each_partition(partition: str, region: str, host: str) -> None:
    arn = f"arn:{partition}:sagemaker:{region}:111122223333:cluster/lw12e0dn1hhd"
    shown = [step for step in steps(event=EVENT._replace(cluster_arn=arn)) if step.kind == "url"]
    assert len(shown) == 2
    for step in shown:
        assert step.text.startswith(f"https://{host}/")
        assert f"/home?region={region}#" in step.text
        assert step.inferred is (partition != "aws")


def test_a_partition_without_a_known_console_has_its_log_all_the_same() -> None:
    arn = "arn:aws-iso:sagemaker:us-iso-east-1:111122223333:cluster/lw12e0dn1hhd"
    shown = steps(event=EVENT._replace(cluster_arn=arn))
    assert LOG_GROUP in [step.text for step in shown]
    assert not any(step.kind == "url" for step in shown)
    assert "No known console URL for the partition aws-iso." in [step.text for step in shown]


# What fits the case


def around(**group: Any) -> Surroundings:  # noqa: ANN401 - any member
    """The cluster with its group so."""
    return Surroundings(INFO._replace(groups=(GROUP._replace(**group),)))


def test_storage_that_a_file_system_lacks_is_not_advised_about_like_instances() -> None:
    fsx = EVENT._replace(description="Failed to create FSx for IG worker-p5 in Cluster ml-cluster")
    message = "Insufficient storage capacity in the Availability Zone for a file system of 1 GiB."
    by_label = texts("capacity", fsx, message, around(file_system_gib=12000))
    assert "file system" in by_label["storage, not instances"]
    assert by_label["requested size"].startswith("12,000 GiB")
    for label in ("on demand", "reserved", "zones that offer the type", "training plan"):
        assert label not in by_label
    for word in ("instance type", "training plan", "Capacity Reservation"):
        assert not any(word in text for text in by_label.values())
    for event, said in ((fsx, ""), (EVENT, message)):
        assert "storage, not instances" in texts("capacity", event, said)
    assert "storage, not instances" not in texts("capacity", message=MESSAGE)


def test_the_security_groups_are_those_that_the_group_uses() -> None:
    own = texts("efa", around=around(security_group_ids=("sg-0bbbbbbbbbbbbbbb2", "sg-$(id)")))
    assert own["its security groups"] == "sg-0bbbbbbbbbbbbbbb2"
    assert "Values=sg-0bbbbbbbbbbbbbbb2 " in own["their rules"]
    assert "OverrideVpcConfig" in own["network of the group"]
    common = texts("efa", around=around())
    assert common["its security groups"] == "sg-0aaaaaaaaaaaaaaa1"
    assert "network of the group" not in common
    # Where they are not known the command asks for both.
    unknown = texts("efa")["its security groups"]
    assert "VpcConfig.SecurityGroupIds" in unknown
    assert "InstanceGroupName=='worker-p5'].OverrideVpcConfig.SecurityGroupIds" in unknown


@pytest.mark.parametrize(
    ("recovery", "said"),
    [
        ("Automatic", "Automatic: HyperPod reboots or replaces the node itself."),
        ("None", "None: HyperPod does not repair nodes."),
        ("", "Unknown."),
        ("Sometimes", "Unknown."),
    ],
)
def test_it_is_said_whether_hyperpod_repairs_by_itself(recovery: str, said: str) -> None:
    by_label = texts("hardware", around=Surroundings(INFO._replace(node_recovery=recovery)))
    assert by_label["NodeRecovery"].startswith(said)


def test_what_has_failed_many_times_is_not_called_transient() -> None:
    for failed, came_up, is_transient in ((0, 0, True), (2, 0, True), (3, 3, True), (24, 0, False)):
        by_label = texts("efa", around=Surroundings(INFO, None, failed, came_up))
        assert ("often transient" in by_label) is is_transient
        assert ("not transient" in by_label) is not is_transient
    assert "24 attempts failed, 0 succeeded" in by_label["not transient"]


REPLACE = "replace (changes the cluster)"


def test_a_slurm_controller_is_not_offered_a_replacement() -> None:
    slurm = INFO._replace(orchestrator="Slurm")
    for kind, is_offered, is_warned in (
        ("Controller", False, False),
        ("Compute", True, False),
        ("Login", True, False),
        ("", True, True),
    ):
        group = GROUP._replace(slurm_node_type=kind)
        by_label = texts("hardware", around=Surroundings(slurm._replace(groups=(group,))))
        assert (REPLACE in by_label) is is_offered
        assert ("not for a Slurm controller" in by_label) is is_warned
        assert ("a Slurm controller" in by_label) is (kind == "Controller")
        assert "reboot (changes the cluster)" in by_label
        assert (
            "often transient" in texts("efa", around=around(slurm_node_type=kind))
        ) is is_offered
    assert "not for a Slurm controller" in texts("hardware")
    assert "not for a Slurm controller" not in texts("hardware", around=around())


def test_a_session_is_with_the_present_group_and_the_log_is_of_the_group_of_then() -> None:
    node = ClusterNode(
        *(EVENT.instance_id, "", "team-green", "ml.p5.48xlarge", "Running", "", "", None)
    )
    by_label = texts(around=Surroundings(INFO, node))
    target = "sagemaker-cluster:lw12e0dn1hhd_team-green-i-0391f86fa0fe0d465"
    assert by_label["SSM target"] == target
    assert f"--target {target} " in by_label["shell on the instance"]
    assert by_label["lifecycle log stream"] == STREAM
    controller = GroupCount("team-green", 1, 1, slurm_node_type="Controller")
    moved = Surroundings(INFO._replace(groups=(GROUP, controller)), node)
    assert REPLACE not in texts("hardware", around=moved)
    odd = node._replace(instance_group_name="$(id)")
    assert texts(around=Surroundings(INFO, odd))["SSM target"] == TARGET


@pytest.mark.parametrize("tag", ["access", "lifecycle", "network", "unknown"])
def test_who_denies_a_role_or_a_script_is_said_first(tag: str) -> None:
    by_label = texts(tag, message=DENIED)
    assert list(by_label)[:2] == ["denied by", "fix"]
    assert by_label["denied by"].startswith(
        "Explicit deny in a VPC endpoint policy: ec2:CreateNetworkInterface on arn:aws:ec2:"
    )
    assert "overrides every allow" in by_label["fix"]
    assert "describe-vpc-endpoints" in by_label["policies of VPC endpoints"]
    assert "role" not in by_label
    script = "Lifecycle scripts did not run successfully: An error occurred (AccessDenied): " + (
        DENIED.replace("with an explicit deny in a", "because no") + " allows the action"
    )
    by_label = texts(tag, message=script)
    assert by_label["denied by"].startswith("No VPC endpoint policy allows it: ec2:Create")
    assert "to the policy of the VPC endpoint" in by_label["fix"]


def test_where_no_kind_of_policy_is_named_the_role_is_to_be_looked_at() -> None:
    by_label = texts("access", message=DENIED.partition(" with an")[0])
    assert "denied by" not in by_label
    assert "role" in by_label


def test_the_types_of_the_group_are_asked_for_where_the_message_names_none() -> None:
    types = ("ml.g5.12xlarge", "ml.g6.12xlarge")
    flexible = around(instance_type="", desired_instance_types=types)
    shown = texts("capacity", around=flexible)["zones that offer the type"]
    assert "Values=g5.12xlarge,g6.12xlarge " in shown
    named = texts("capacity", message="insufficient p5.48xlarge capacity", around=flexible)
    assert "Values=p5.48xlarge " in named["zones that offer the type"]


def test_a_training_plan_that_is_not_there_yet_is_said() -> None:
    shown = texts("capacity", around=around(training_plan_status="Scheduled"))
    assert "training plan is Scheduled" in shown["training plan"]
    assert "training plan" not in texts("capacity", around=around(training_plan_status="\x1b[2J"))


def test_a_subnet_without_addresses_is_no_matter_of_the_way_out() -> None:
    message = "The specified subnet does not have enough free addresses to satisfy the request."
    by_label = texts("network", message=message, around=around(subnets=("subnet-0bbbbbbbb", "x")))
    assert "the way out" not in by_label
    assert "--subnet-ids subnet-0bbbbbbbb --query" not in by_label["free addresses"]
    named = texts("network", message=f"{message} subnet-0123456789abcdef0", around=around())
    assert "--subnet-ids subnet-0123456789abcdef0 " in named["free addresses of its subnets"]
