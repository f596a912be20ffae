"""The next steps of an event: which there are, and their exact form."""

from __future__ import annotations

import shlex

import pytest

from hpev_tui.export.next_steps import next_steps
from hpev_tui.model.events import Event
from hpev_tui.rules.causes import TAGS
from unit.export.asking import MESSAGE, steps, texts
from unit.export.test_snippets import EVENT

KINDS = ("note", "value", "command", "url")
LOG_GROUP = "/aws/sagemaker/Clusters/ml-cluster/lw12e0dn1hhd"
STREAM = "LifecycleConfig/worker-p5/i-0391f86fa0fe0d465"
TARGET = "sagemaker-cluster:lw12e0dn1hhd_worker-p5-i-0391f86fa0fe0d465"


# Forms


def test_a_lifecycle_script_s_log_and_its_node() -> None:
    by_label = texts()
    assert by_label.pop("what to look for")
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
        "shell on it, while it exists": f"aws ssm start-session --target {TARGET}"
        " --region us-west-2",
        "this event": "aws sagemaker describe-cluster-event --cluster-name ml-cluster"
        f" --event-id {EVENT.event_id} --region us-west-2",
        "cluster in the console": "https://us-west-2.console.aws.amazon.com/sagemaker/home"
        "?region=us-west-2#/cluster-management/ml-cluster",
    }


def test_an_efa_failure_has_no_lifecycle_log() -> None:
    by_label = texts("efa")
    assert "no lifecycle log exists" in by_label["no lifecycle log"]
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
    for label, text in by_label.items():
        changes = "batch-re" in text
        assert label.endswith("(changes the cluster)") is changes


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
        "what to look for",
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
