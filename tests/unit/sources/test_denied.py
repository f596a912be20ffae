"""What an AccessDenied message says, in each of the wordings of the IAM user guide."""

from __future__ import annotations

import json

import pytest

from hpev_tui.sources.aws.failures import read_denial

CLUSTER = "arn:aws:sagemaker:us-west-2:111122223333:cluster/abcdefghijkl"
WHO = "User: arn:aws:sts::111122223333:assumed-role/Dev/me is not authorized to perform: "
EVENTS = f"{WHO}sagemaker:ListClusterEvents on resource: {CLUSTER}"


@pytest.mark.parametrize(
    ("message", "action", "resource", "where"),
    [
        (EVENTS, "sagemaker:ListClusterEvents", CLUSTER, "IAM policy"),
        (
            f"{EVENTS} because no identity-based policy allows the sagemaker:ListClusterEvents"
            " action",
            "sagemaker:ListClusterEvents",
            CLUSTER,
            "IAM policy",
        ),
        (
            f"{EVENTS} because no permissions boundary allows the x action",
            "sagemaker:ListClusterEvents",
            CLUSTER,
            "permissions boundary",
        ),
        (
            f"{EVENTS} because no service control policy allows the x action",
            "sagemaker:ListClusterEvents",
            CLUSTER,
            "service control policy",
        ),
        (
            f"{WHO}sts:AssumeRole on resource: arn:aws:iam::1:role/x",
            "sts:AssumeRole",
            "arn:aws:iam::1:role/x",
            "IAM policy",
        ),
        ("not this one", "sagemaker:DescribeCluster", "", "IAM policy"),
        (f"{WHO}sagemaker:ListClusters", "sagemaker:ListClusters", "", "IAM policy"),
    ],
)
def test_who_may_not_do_what_and_what_would_allow_it(
    message: str, action: str, resource: str, where: str
) -> None:
    denial = read_denial(message, "DescribeCluster")
    assert (denial.action, denial.resource) == (action, resource)
    assert f"Ask for {action} in the {where}" in denial.advice
    statement = json.loads(denial.statement)
    assert statement["Effect"] == "Allow"
    assert statement["Action"] == action
    anything = "*" if action == "sagemaker:ListClusters" else "arn:aws:sagemaker:*:*:cluster/*"
    assert statement["Resource"] == (resource or anything)


@pytest.mark.parametrize(
    ("reason", "where"),
    [
        ("with an explicit deny in a service control policy", "a service control policy"),
        ("with an explicit deny in an identity-based policy", "an identity-based policy"),
        ("with an explicit deny", "a policy"),
    ],
)
def test_what_is_denied_explicitly_no_statement_would_allow(reason: str, where: str) -> None:
    denial = read_denial(f"{EVENTS} {reason}", "ListClusterEvents")
    assert denial.statement == ""
    assert "denied explicitly in" in denial.advice
    assert where.split(" ", 1)[1] in denial.advice


def test_a_message_that_means_harm_is_cut_to_what_an_arn_can_be() -> None:
    denial = read_denial(f"{WHO}sagemaker:X on resource: $(rm)`x`\"'; y", "ListClusterEvents")
    assert denial.resource == "$(rm)`x`\"'"
    assert json.loads(denial.statement)["Resource"] == denial.resource
