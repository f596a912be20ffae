"""What a refusal says of who denies it, in each of the wordings of the IAM user guide."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from help.cases import every
from hpev_tui.rules.denials import (
    FILE_NAME,
    LISTING,
    Denial,
    Scope,
    denial_in,
    denial_rules,
    is_about,
    statement,
)
from hpev_tui.system.files import data_file

DATA = json.loads(data_file(FILE_NAME).read_text(encoding="utf-8"))
NAMES = [policy["names"][0] for policy in DATA["policies"]]

ACCOUNT = "111122223333"
CLUSTER = f"arn:aws:sagemaker:us-west-2:{ACCOUNT}:cluster/abcdefghijkl"
HERE = Scope("aws", "us-west-2", ACCOUNT)
OPERATION = "ListClusterEvents"
WHO = f"User: arn:aws:sts::{ACCOUNT}:assumed-role/Dev/me is not authorized to perform: "
EVENTS = f"{WHO}sagemaker:ListClusterEvents on resource: {CLUSTER}"


def read(text: str) -> Denial:
    denial = denial_in(text)
    assert denial is not None
    return denial


def allowed_by(text: str, scope: Scope = HERE, operation: str = OPERATION) -> dict[str, Any] | None:
    """The statement for a refusal's text."""
    made = statement(read(text), operation, scope)
    return json.loads(made) if made else None


# Who denies it


@every("name", NAMES)
def test_it_is_said_which_kind_of_policy_does_not_allow_it(name: str) -> None:
    """So each implicit denial is written in the IAM user guide."""
    text = f"{EVENTS} because no {name} allows the sagemaker:ListClusterEvents action"
    for written in (text, text.upper(), text.lower(), text.replace(" ", "\n ")):
        denial = read(written)
        assert denial.policy is not None
        assert (denial.policy.name, denial.explicit) == (name, False)
        assert denial.decision == f"no {name} allows it"
        assert denial.action.lower() == "sagemaker:listclusterevents"
        assert (denial.resource, denial.account) == (CLUSTER, ACCOUNT)


@every("name", NAMES)
@every("article", ["a", "an", "the"])
@every(
    "arn", ["", f": arn:aws:organizations::{ACCOUNT}:policy/o-1/service_control_policy/p-1", "."]
)
def test_it_is_said_which_kind_of_policy_denies_it_explicitly(
    name: str, article: str, arn: str
) -> None:
    text = f"{EVENTS} with an explicit deny in {article} {name}{arn}"
    for written in (text, text.upper(), text.lower()):
        denial = read(written)
        assert denial.policy is not None
        assert (denial.policy.name, denial.explicit) == (name, True)
        assert name in denial.decision
        assert "explicit deny" in denial.decision
        assert "overrides every allow" in denial.advice("sagemaker:ListClusterEvents")


@every(
    ("text", "decision", "advice"),
    [
        (EVENTS, "policy not named", "Add x:Y to the IAM policy"),
        ("Access Denied", "policy not named", "Add x:Y to the IAM policy"),
        (
            f"{EVENTS} because no policy allows it",
            "no policy allows it",
            "Add x:Y to the policy",
        ),
        (
            f"{EVENTS} with an explicit deny",
            "explicit deny in a policy",
            "An explicit deny in a policy overrides every allow",
        ),
        # Of both, the explicit deny decides: IAM looks for it first.
        (
            f"{EVENTS} because no identity-based policy allows it, with an explicit deny in a"
            " resource control policy",
            "explicit deny in a resource control policy",
            "An explicit deny in a resource control policy overrides every allow."
            " The organization's administrators can change it",
        ),
    ],
)
def test_what_is_not_said_is_not_guessed(text: str, decision: str, advice: str) -> None:
    assert read(text).decision == decision
    assert read(text).advice("x:Y") == advice


@every(
    ("reason", "decision"),
    [
        ("because the VPC endpoint policy does not allow it", "no VPC endpoint policy allows it"),
        (
            "because of a Deny in the policy of the organization's SCP",
            "explicit deny in a service control policy",
        ),
        ("because no identity based policies allow it", "no identity-based policy allows it"),
        (
            "explicitly denied by the resource control policy p-1",
            "explicit deny in a resource control policy",
        ),
        ("because it is so", "policy not named"),
    ],
)
def test_a_policy_that_is_named_in_other_words_is_named_all_the_same(
    reason: str, decision: str
) -> None:
    assert read(f"{EVENTS} {reason}").decision == decision


@every(
    ("text", "action", "policy"),
    [
        (
            "You are not authorized to perform this operation. User: arn:aws:sts::1:x is not"
            " authorized to perform: ec2:CreateNetworkInterface on resource:"
            " arn:aws:ec2:us-west-2:111122223333:subnet/subnet-0123456789abcdef0 with an explicit"
            " deny in a VPC endpoint policy",
            "ec2:CreateNetworkInterface",
            "VPC endpoint policy",
        ),
        (
            "Lifecycle scripts did not run successfully: download failed: An error occurred"
            " (AccessDenied) when calling the GetObject operation: User: arn:aws:sts::111122223333:"
            "assumed-role/exec/SageMaker is not authorized to perform: s3:GetObject on resource:"
            ' "arn:aws:s3:::lcs/scripts/on_create.sh" because no VPC endpoint policy allows the'
            " s3:GetObject action",
            "s3:GetObject",
            "VPC endpoint policy",
        ),
        (
            "User: x is not authorized to perform: kms:Decrypt on the resource associated with"
            " this ciphertext because no resource-based policy allows the kms:Decrypt action",
            "kms:Decrypt",
            "resource-based policy",
        ),
        ("Encountered an explicit deny in a service control policy.", "", "service control policy"),
    ],
)
def test_the_reason_of_an_event_is_read_as_well(text: str, action: str, policy: str) -> None:
    denial = read(text)
    assert denial.policy is not None
    assert (denial.action, denial.policy.name) == (action, policy)


@every(
    "text",
    [
        "",
        "We currently do not have sufficient capacity.",
        "The policy of the volume was updated, and allows it.",
        "No subnets in the capacity AZ",
    ],
)
def test_what_is_no_refusal_is_none(text: str) -> None:
    assert denial_in(text) is None


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    denial_in(text)
    denial = read(f"{WHO}{text} on resource: {text} with an explicit deny in {text}")
    assert denial.advice("x:Y").startswith("An explicit deny in a")


# The statement


@every(
    "reason",
    [
        "",
        " because no identity-based policy allows the sagemaker:ListClusterEvents action",
        " because no policy allows it",
    ],
)
def test_what_lacks_in_the_caller_s_policy_is_a_statement(reason: str) -> None:
    meant = {"Effect": "Allow", "Action": "sagemaker:ListClusterEvents", "Resource": CLUSTER}
    for scope in (HERE, HERE._replace(account="")):
        assert allowed_by(EVENTS + reason, scope) == meant
        assert allowed_by((EVENTS + reason).upper(), scope) == meant
    # An answer that names no resource, or nothing at all.
    anything = {**meant, "Resource": CLUSTER.replace("abcdefghijkl", "*")}
    assert allowed_by(f"{WHO}sagemaker:ListClusterEvents{reason}") == anything
    assert allowed_by("Access Denied") == anything
    assert statement(read("Access Denied"), OPERATION, HERE._replace(account="")) == ""


def test_the_cluster_that_was_asked_for_by_its_arn_is_the_resource() -> None:
    other = CLUSTER.replace("abcdefghijkl", "zzzzzzzzzzzz")
    made = statement(read(EVENTS), OPERATION, HERE, other)
    assert json.loads(made)["Resource"] == other


@every(
    "resource",
    ["", " on resource: *", f" on resource: arn:aws:sagemaker:us-west-2:{ACCOUNT}:cluster/*"],
)
def test_the_list_of_clusters_is_of_no_cluster(resource: str) -> None:
    text = f"{WHO}sagemaker:ListClusters{resource} because no identity-based policy allows it"
    meant = {"Effect": "Allow", "Action": "sagemaker:ListClusters", "Resource": "*"}
    assert allowed_by(text, HERE, "ListClusters") == meant


def test_a_list_of_another_account_s_clusters_is_made_no_statement() -> None:
    for arn in ("arn:aws:sagemaker:us-west-2:999999999999:cluster/*", "arn:aws:s3:::*"):
        assert allowed_by(f"{WHO}sagemaker:ListClusters on resource: {arn}", HERE, LISTING) is None


@every("name", [name for name in NAMES if name != "identity-based policy"])
def test_no_statement_stands_for_what_another_policy_must_allow(name: str) -> None:
    assert allowed_by(f"{EVENTS} because no {name} allows it") is None


@every("name", ["a policy", *(f"a {name}" for name in NAMES)])
def test_what_is_denied_explicitly_no_statement_would_allow(name: str) -> None:
    assert allowed_by(f"{EVENTS} with an explicit deny in {name}") is None
    assert allowed_by(f"{EVENTS} with an explicit deny") is None


@every(
    ("action", "resource"),
    [
        ("iam:PassRole", CLUSTER),
        ("sagemaker:DeleteCluster", CLUSTER),
        ("sagemaker:*", CLUSTER),
        ("*:*", CLUSTER),
        ("sagemaker:DescribeCluster", CLUSTER),
        ("sagemaker:ListClusterEvents", "*"),
        ("sagemaker:ListClusterEvents", "arn:aws:sagemaker:us-west-2:111122223333:cluster/*"),
        ("sagemaker:ListClusterEvents", "arn:aws:sagemaker:*:*:cluster/abcdefghijkl"),
        ("sagemaker:ListClusterEvents", CLUSTER.replace("us-west-2", "eu-west-1")),
        ("sagemaker:ListClusterEvents", CLUSTER.replace(ACCOUNT, "999999999999")),
        ("sagemaker:ListClusterEvents", CLUSTER.replace("arn:aws:", "arn:aws-cn:")),
        ("sagemaker:ListClusterEvents", CLUSTER.replace("cluster/", "model/")),
        ("sagemaker:ListClusterEvents", f"{CLUSTER}/../x"),
        ("sagemaker:ListClusterEvents", f'{CLUSTER}","x'),
        ("sagemaker:ListClusterEvents", "arn:aws:iam::111122223333:role/admin"),
        ("sagemaker:ListClusterEvents", "$(rm)`x`"),
        ("sagemaker:ListClusterEvents", "\x1b]52;c;x\x07"),
    ],
)
def test_what_names_something_else_is_made_no_statement(action: str, resource: str) -> None:
    text = f"{WHO}{action} on resource: {resource} because no identity-based policy allows it"
    made = allowed_by(text)
    assert made is None or made == {
        "Effect": "Allow",
        "Action": "sagemaker:ListClusterEvents",
        "Resource": CLUSTER,
    }
    if '"' not in resource:
        assert made is None
        assert not is_about(read(text), OPERATION, HERE)


def test_another_s_account_is_no_account_of_this_cluster() -> None:
    """Also where the answer agrees with itself."""
    text = EVENTS.replace(ACCOUNT, "999999999999")
    assert allowed_by(text) is None
    assert allowed_by(text.partition(" on resource")[0]) is None


# The file


@every("policy", DATA["policies"])
def test_each_kind_of_policy_says_where_it_comes_from(policy: dict[str, Any]) -> None:
    assert set(policy) == {
        *("names", "article", "allow", "owner", "identity", "source", "inferred")
    }
    assert policy["source"]
    assert policy["allow"].format(action="x:Y") != policy["allow"]
    for name in policy["names"]:
        assert denial_rules().policies[name.lower().replace("-", " ")].name == policy["names"][0]
