"""What denies a call, and what answered in its place, is in view in every usual size."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from help.app import Run, account, running
from help.events import NAME, event_row
from help.faults import spoiling
from help.faults.endpoint import FaultyEndpoint
from hpev_tui.clipboard import Copies

SIZES = [(120, 36), (80, 24)]
CLUSTER = "arn:aws:sagemaker:us-west-2:111122223333:cluster/{}"
WHO = "User: arn:aws:sts::111122223333:assumed-role/ops-bastion/alex is not authorized to perform: "


@pytest.fixture
def service() -> Iterator[FaultyEndpoint]:
    with FaultyEndpoint(event_row(1), event_row(2)) as endpoint:
        yield endpoint


async def reads(run: Run, *words: str) -> None:
    """Wait until these words stand on the screen, which may break their lines."""
    await run.until(lambda: all(each in " ".join(run.text.split()) for each in words))


async def refusal(run: Run, service: FaultyEndpoint, operation: str, ending: str) -> None:
    """Let an operation be refused by words that end so."""
    resource = CLUSTER.format("abcdefghijkl")
    message = f"{WHO}sagemaker:{operation} on resource: {resource} {ending}"
    service.spoil(operation, spoiling.refusing(400, "AccessDeniedException", message))
    await run.keys("r")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("ending", "decision", "fix"),
    [
        (
            "because no VPC endpoint policy allows the sagemaker:ListClusterEvents action",
            "no VPC endpoint policy allows it",
            "to the policy of the VPC endpoint",
        ),
        (
            "with an explicit deny in a service control policy: arn:aws:organizations::1:policy/p",
            "explicit deny in a service control policy",
            "The organization's administrators",
        ),
        (
            "because no permissions boundary allows the sagemaker:ListClusterEvents action",
            "no permissions boundary allows it",
            "in the permissions boundary",
        ),
    ],
)
async def test_who_denies_is_in_view_and_no_statement_is_offered(
    service: FaultyEndpoint, size: tuple[int, int], ending: str, decision: str, fix: str
) -> None:
    async with running(account(service, NAME), size=size) as run:
        await run.shows("2 loaded")
        await refusal(run, service, "ListClusterEvents", ending)
        await reads(run, f"Access denied: sagemaker:ListClusterEvents, {decision}", fix)
        await run.gone("IAM", "(! copies")
        await run.keys("C")
        await refusal(run, service, "ListClusters", ending)
        await reads(run, f"Access denied: sagemaker:ListClusters, {decision}", fix)
        await run.gone("IAM", "(! copies")


@pytest.mark.parametrize("size", SIZES)
async def test_only_what_was_asked_for_becomes_a_statement(
    service: FaultyEndpoint, size: tuple[int, int]
) -> None:
    async with running(account(service, NAME), size=size) as run:
        await run.shows("2 loaded")
        for action, resource in (
            ("iam:PassRole", "*"),
            ("sagemaker:ListClusterEvents", CLUSTER.replace("111122223333", "999999999999")),
        ):
            message = f"{WHO}{action} on resource: {resource.format('abcdefghijkl')}"
            spoil = spoiling.refusing(400, "AccessDeniedException", message)
            service.spoil("ListClusterEvents", spoil)
            await run.keys("r")
            await reads(run, "no policy statement is offered", "Add sagemaker:ListClusterEvents")
            await run.gone("(! copies")
        await refusal(run, service, "ListClusterEvents", "because no identity-based policy allows")
        await reads(run, "no identity-based policy allows it", "! copies the policy statement")
        await run.keys("!")
        await run.says("remedy")
        copies = run.app.copies
        assert isinstance(copies, Copies)
        assert copies.ring.newest is not None
        assert json.loads(copies.ring.newest.text) == {
            "Effect": "Allow",
            "Action": "sagemaker:ListClusterEvents",
            "Resource": CLUSTER.format("abcdefghijkl"),
        }


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("cluster", ["", NAME])
async def test_a_page_of_a_proxy_is_no_answer_of_the_service(
    service: FaultyEndpoint, size: tuple[int, int], cluster: str
) -> None:
    body = b"<html><head><title>407 Proxy Authentication Required</title></head>Access Denied"
    for operation in ("ListClusters", "DescribeCluster", "ListClusterEvents"):
        spoil = spoiling.foreign(407, body, Content_Type="text/html", Server="gateway")
        service.spoil(operation, spoil)
    async with running(account(service, cluster), size=size) as run:
        operation = "ListClusterEvents" if cluster else "ListClusters"
        said = f"A proxy or gateway answered {operation}, not AWS"
        await reads(run, said, "status 407", "HTTPS_PROXY")
        await reads(run, "NO_PROXY", "Proxy login needed")
        await run.gone("IAM")
        service.heal()
        await run.keys("r")
        await run.gone("A proxy or gateway")
