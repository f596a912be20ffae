"""What DescribeCluster says of why something is incomplete can be read where that is asked."""

from __future__ import annotations

import json
from typing import Any

from help.app import account, running
from help.endpoint import MadeUp
from help.events import NAME, event_row
from help.troubled import cluster_body

GROUPS = "Instance groups: counts, attempts, verdict, next attempt"
REASON = "The execution role of instance group head could not be assumed. Check its trust policy."
KARPENTER = "The CustomResourceDefinition nodeclaims.karpenter.sh exists already."


def described(groups: dict[str, dict[str, Any]], **cluster: object) -> MadeUp:
    """A cluster with these groups, of which DescribeCluster says this beside their counts."""
    body = json.loads(cluster_body(**dict.fromkeys(groups, (0, 2))))
    for group, said in zip(body["InstanceGroups"], groups.values(), strict=True):
        group.update(said)
    service = MadeUp(event_row(1))
    service.answer("DescribeCluster", json.dumps({**body, **cluster}).encode(), times=20)
    return service


async def test_the_cluster_s_screen_says_why_it_failed_and_info_has_all_of_it() -> None:
    scaling = {"Status": "Failed", "AutoScalerType": "Karpenter", "FailureMessage": KARPENTER}
    cluster = {"ClusterStatus": "Failed", "FailureMessage": REASON * 3, "AutoScaling": scaling}
    with described({"p5": {}}, **cluster) as service:
        async with running(account(service, NAME), size=(80, 24)) as run:
            await run.shows("Cluster Failed: The execution role", "(:info has the full text)")
            assert f"AutoScaling (Karpenter) Failed: {KARPENTER}" in " ".join(run.text.split())
            await run.command("Cluster, versions, account, endpoint, calls, clipboard, files")
            await run.shows("About this run", "FailureMessage", "AutoScaling")
            said = " ".join(run.text.split())
            assert said.count("Check its trust policy.") == 3
            assert f"AutoScaling Karpenter Failed: {KARPENTER}" in said


async def test_a_group_says_its_training_plan_its_update_and_its_types() -> None:
    groups: dict[str, dict[str, Any]] = {
        "p5": {
            "TrainingPlanArn": "arn:aws:sagemaker:us-west-2:111122223333:training-plan/tp",
            "TrainingPlanStatus": "Expired",
            "SoftwareUpdateStatus": "Failed",
        },
        "flex": {
            "InstanceType": None,
            "InstanceRequirements": {"DesiredInstanceTypes": ["ml.g5.xlarge", "ml.g6.xlarge"]},
        },
    }
    with described(groups, NodeRecovery="None") as service:
        async with running(account(service, NAME)) as run:
            await run.shows(
                "× p5    ────────── 0/2  stuck  "
                "training plan Expired  2 nodes missing  update: patch failed\n"
            )
            await run.command(GROUPS)
            await run.shows(
                " Groups  2  NodeRecovery None",
                " p5  × stuck  ml.p5.48xlarge",
                "Problem   training plan Expired, software update Failed",
                "Training plan    Expired arn:aws:sagemaker:us-west-2:111122223333:training-plan/t",
            )
            await run.keys("j")
            await run.shows(" flex  × stuck  ml.g5.xlarge, ml.g6.xlarge")


async def test_of_forty_groups_those_in_trouble_are_named_and_the_others_counted() -> None:
    groups: dict[str, dict[str, Any]] = {f"team{number:02}": {} for number in range(40)}
    for name, group in groups.items():
        group["CurrentCount"] = 0 if name in ("team33", "team37") else 2
    with described(groups) as service:
        async with running(account(service, NAME), size=(80, 24)) as run:
            await run.shows(" team33 0/2 × stuck  2 missing  +1 ▲  +38 ●\n")
            await run.resized(80, 30)
            await run.shows(
                " team33 0/2 × stuck  2 missing\n team37 0/2 × stuck  2 missing\n",
                " ● team00 2/2   ● team01 2/2   ● team02 2/2   ● team03 2/2  +34 ●   steady\n",
            )


async def test_of_many_groups_in_trouble_it_says_how_many_have_no_room() -> None:
    with described({f"team{number:02}": {} for number in range(40)}) as service:
        async with running(account(service, NAME), size=(80, 24)) as run:
            await run.shows(" team00 0/2 × stuck  2 missing  +39 ▲\n")
            await run.resized(80, 30)
            await run.shows(
                " team03 0/2 × stuck  2 missing\n × team04 0/2 stuck (2 nodes missing)  +35 ▲\n"
            )
