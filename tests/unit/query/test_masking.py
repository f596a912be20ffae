"""The wording of an event: what is masked, and what makes two failures differ."""

from __future__ import annotations

import pytest

from hpev_tui.query import masked, wording
from hpev_tui.query.signature import fixed_parts
from unit.query.samples import event


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("", ""),
        ("EC2 Instance i-0391f86fa0fe0d465 is up", "EC2 Instance <id> is up"),
        ("old instance i-0391f86f", "old instance <id>"),
        ("without digits: i-abcdefab, arn:aws:iam::aws:role/x", "without digits: <id>, <arn>"),
        ("EKS node hyperpod-i-0391f86fa0fe0d465.", "EKS node hyperpod-<id>."),
        (
            "Subnet subnet-0a1b2c3d with [sg-0a1b2c3d, sg-0a1b2c3d4e5f60718]",
            "Subnet <id> with [<id>, <id>]",
        ),
        ("eni-0a1b2c3d4e5f60718 cr-0a1b2c3d4e5f60718 ami-0a1b2c3d", "<id> <id> <id>"),
        ("event 83ea0bb5-be77-45e8-a458-0a87f778a205 ended", "event <id> ended"),
        (
            "role arn:aws:iam::111122223333:role/Admin, and arn:aws-cn:s3:::bucket/key.",
            "role <arn>, and <arn>.",
        ),
        ("from 10.0.12.7 to 10.0.0.0/16.", "from <ip> to <ip>."),
        ("node ip-10-1-2-3 at fe80::1ff:fe23:4567:890a/64", "node <ip> at <ip>"),
        ("build 4.10.0.12.7 of v-10.0.12.7", "build <n> of v-10.0.12.7"),
        ("MAC 0a:1b:2c:3d:4e:5f", "MAC <ip>"),
        ("2001:db8:0:0:0:0:2:1 answers", "<ip> answers"),
        ("Current: 6/8 ready, 75% of 1,024", "Current: <n>/<n> ready, <n>% of <n>"),
        ("the 300-second baking period took 12.5.", "the <n>-second baking period took <n>."),
        (
            "at 2026-11-20 10:00:05Z, 14:30 and 14:30:05.250Z",
            "at <time> <n>:<n>:<n>Z, <n>:<n> and <n>:<n>:<n>Z",
        ),
        # Names and words with digits in them are no numbers.
        (
            "EC2 ml.p5.48xlarge in us-west-2 (use1-az4)",
            "EC2 ml.p5.48xlarge in us-west-2 (use1-az4)",
        ),
        ("a re-deadbeefed node", "a re-deadbeefed node"),
    ],
)
def test_what_is_an_event_s_own_is_masked(description: str, expected: str) -> None:
    assert masked(description) == expected


@pytest.mark.parametrize("owner", ["IG", "InstanceGroup", "Instance Group", "controller group"])
def test_the_event_s_own_names_are_masked_where_they_stand_as_names(owner: str) -> None:
    text = f"Failed to start {owner} worker-1 update in EKS Cluster train-p5"
    assert masked(text, "worker-1", "train-p5") == (
        f"Failed to start {owner} <group> update in EKS Cluster <cluster>"
    )


def test_a_name_that_is_a_word_of_the_sentence_masks_the_name_only() -> None:
    text = "Instance creation in Cluster creation and IG Instance failed"
    assert masked(text, "Instance", "creation") == (
        "Instance creation in Cluster <cluster> and IG <group> failed"
    )


def test_names_of_others_and_longer_names_stay() -> None:
    text = "IG worker-10, IG worker and IG 1worker in Cluster train-p5-b"
    assert masked(text, "worker-1", "train-p5") == text


def test_a_path_of_a_log_names_the_group_and_the_cluster() -> None:
    text = "see /aws/sagemaker/Clusters/train-p5/lw12 and LifecycleConfig/worker-1/i-0391f86f"
    assert masked(text, "worker-1", "train-p5") == (
        "see /aws/sagemaker/Clusters/<cluster>/lw12 and LifecycleConfig/<group>/<id>"
    )


def test_the_same_failure_in_another_group_has_the_same_wording() -> None:
    text = "Instance creation {} in Cluster train-p5 and IG {} failed"
    one = event("1", text.format("i-0391f86fa0fe0d465", "worker-1"), group="worker-1")
    two = event("2", text.format("i-0aaaaaaaaaaaaaaaa", "big"), group="big")
    other = event("3", text.format("i-0391f86fa0fe0d465", "worker-1"), group="worker-2")
    assert wording(one) == wording(two) != wording(other)


def test_the_fixed_parts_are_what_lies_between_masks() -> None:
    assert fixed_parts("EC2 <id> is not in <n>") == [" is not in ", "EC2 "]
    assert fixed_parts("<id>") == []
