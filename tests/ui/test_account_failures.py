"""What keeps an account from being looked at is said with its own remedy, and `r` goes on."""

from __future__ import annotations

import json
import shlex
import time
from email.utils import formatdate
from pathlib import Path

import pytest

from help.accounts import Profiles
from help.app import Run, account, running
from help.endpoint import Witness
from help.events import event_row, events_page
from help.scripted import ScriptedEndpoint
from hpev_tui.clipboard import Copies
from hpev_tui.demo import wire
from hpev_tui.model.settings import Settings
from hpev_tui.session.host import Limits
from hpev_tui.sources.aws import opening
from hpev_tui.sources.rate_limit import BUDGET, CallBudget, RateLimit

CLUSTER = "arn:aws:sagemaker:us-west-2:111122223333:cluster/abcdefghijkl"
DENIED = (
    "User: arn:aws:sts::111122223333:assumed-role/Dev/me is not authorized to perform: "
    "sagemaker:{} on resource: {} because no identity-based policy allows it"
)


@pytest.fixture
def profiles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Profiles:
    return Profiles(monkeypatch, tmp_path)


async def copied(run: Run, kind: type[Copies] = Copies) -> str:
    """What `!` copies."""
    await run.keys("!")
    await run.says("remedy")
    copies = run.app.copies
    assert isinstance(copies, kind)
    assert copies.ring.newest is not None
    return copies.ring.newest.text


# Credentials


async def test_no_credentials(
    endpoint: ScriptedEndpoint, profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles.add("other", endpoint.url)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    async with running(account(endpoint)) as run:
        await run.shows("No AWS credentials", "P to pick a profile", "d demo: needs")
        # Keys that have come meanwhile are found by the next try.
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        await run.keys("r")
        await run.shows("empty-new")
        await run.gone("No AWS credentials", "d demo: needs")


async def test_no_region(endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    async with running(Settings(endpoint_url=endpoint.url)) as run:
        await run.shows("No valid AWS region", "R to pick a region")
        await run.keys("R", *"us-east-2")
        await run.shows("1 of ")
        await run.keys("enter")
        await run.shows("empty-new", "us-east-2")


async def test_an_unknown_profile(endpoint: ScriptedEndpoint, profiles: Profiles) -> None:
    profiles.add("known", endpoint.url)
    async with running(Settings(profile="unknown")) as run:
        await run.shows("AWS profile not found", "P to pick a profile")
        await run.keys("P", *"known")
        await run.shows("1 of 2")
        await run.keys("enter")
        await run.shows("empty-new", "known")


SSO = {
    "sso_session": "corp",
    "sso_account_id": "111122223333",
    "sso_role_name": "reader",
}


async def test_an_expired_sign_in_names_the_line_that_renews_it(
    profiles: Profiles, endpoint: ScriptedEndpoint, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    lines = [f"{key} = {value}" for key, value in SSO.items()]
    config.write_text(
        "\n".join(
            (
                "[sso-session corp]",
                "sso_region = us-west-2",
                "sso_start_url = https://corp.invalid/start",
                '[profile "ml prod"]',
                "region = us-west-2",
                f"endpoint_url = {endpoint.url}",
                *lines,
                "",
            )
        )
    )
    del profiles
    async with running(Settings(profile="ml prod")) as run:
        await run.shows("SSO session expired", "Run aws sso login --profile 'ml prod' in another")
        assert shlex.split(await copied(run)) == ["aws", "sso", "login", "--profile", "ml prod"]
        # The user has renewed it, here by giving the profile keys.
        config.write_text(
            f'[profile "ml prod"]\nregion = us-west-2\nendpoint_url = {endpoint.url}\n'
            "aws_access_key_id = key\naws_secret_access_key = secret\n"
        )
        await run.keys("r")
        await run.shows("empty-new")
        await run.gone("session expired")


async def test_keys_of_the_environment_that_have_expired(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint, "train-p5")) as run:
        await run.shows("100 loaded")
        endpoint.fail("ListClusterEvents", 400, "ExpiredTokenException", "The token is expired")
        await run.keys("G")
        await run.shows("credentials expired", "new keys in the environment", "100 loaded")
        assert run.events.row_count == 100


async def test_keys_of_a_file_that_have_expired(profiles: Profiles) -> None:
    with Witness() as endpoint:
        profiles.add("dev", endpoint.url)
        endpoint.fail("ListClusters", 400, "ExpiredToken", "The token is expired")
        async with running(Settings(profile="dev")) as run:
            await run.shows("credentials expired", "Renew them (the AWS configuration file)")
            await run.keys("r")
            await run.shows("empty-new")


async def test_it_says_by_how_much_a_clock_is_wrong(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = formatdate(time.time() + 25 * 60, usegmt=True)
    monkeypatch.setattr(wire, "formatdate", lambda **_: theirs)
    said = "Signature expired: 20260512T143000Z is now earlier than 20260512T145000Z"
    endpoint.fail("ListClusters", 400, "InvalidSignatureException", said)
    async with running(account(endpoint)) as run:
        await run.shows("The local clock is 25 min behind AWS time", "timedatectl")
        await run.keys("r")
        await run.shows("empty-new")


# Permissions


@pytest.mark.parametrize(
    ("operation", "cluster", "resource"),
    [("ListClusters", "", "*"), ("ListClusterEvents", "efa-lab", CLUSTER)],
)
async def test_a_refused_action_is_named_with_the_statement_that_would_allow_it(
    endpoint: ScriptedEndpoint, operation: str, cluster: str, resource: str
) -> None:
    message = DENIED.format(operation, resource)
    endpoint.fail(operation, 400, "AccessDeniedException", message)
    async with running(account(endpoint, cluster)) as run:
        words = f"Access denied: sagemaker:{operation}, no identity-based policy allows it"
        await run.shows(words, "! copies the policy", "to the IAM policy")
        assert json.loads(await copied(run)) == {
            "Effect": "Allow",
            "Action": f"sagemaker:{operation}",
            "Resource": resource,
        }
        await run.keys("r")
        await run.shows("empty-new" if not cluster else "no older events")
        await run.gone("Access denied")


async def test_a_refusal_of_more_than_its_room_still_says_what_to_do(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint, "train-p5"), size=(80, 24)) as run:
        await run.shows("100 loaded")
        message = DENIED.format("ListClusterEvents", CLUSTER)
        endpoint.fail("ListClusterEvents", 400, "AccessDeniedException", message)
        await run.keys("G")
        await run.shows(
            "Access denied: sagemaker:ListClusterEvents", "to the IAM policy", "! copies the policy"
        )
        assert run.events.size.height >= 4


async def test_without_details_the_list_works(endpoint: ScriptedEndpoint) -> None:
    denied = DENIED.format("DescribeClusterEvent", CLUSTER)
    endpoint.fail("DescribeClusterEvent", 400, "AccessDeniedException", denied, times=1000)
    async with running(account(endpoint, "train-p5")) as run:
        await run.shows("100 loaded", "Access denied: sagemaker:DescribeClusterEvent")
        await run.keys("j", "G")
        await run.shows("200 loaded")
        await run.until(lambda: run.browser._detail.failure is not None)
        await run.keys("!")
        await run.says("remedy")


class FewCalls(RateLimit):
    """Lets so many background calls start, and no more until the test says so."""

    def __init__(self, left: int) -> None:
        super().__init__(CallBudget(a_second=100_000))
        self.left = left

    def wait(self, now: float, *, demand: bool = False) -> float | None:
        """See `RateLimit.wait`."""
        return super().wait(now, demand=demand) if demand or self.left > 0 else 60.0

    def begin(self, now: float, *, demand: bool = False) -> None:
        """See `RateLimit.begin`."""
        self.left -= not demand
        super().begin(now, demand=demand)


async def test_details_that_are_denied_are_not_asked_for_one_by_one(
    endpoint: ScriptedEndpoint,
) -> None:
    denied = DENIED.format("DescribeClusterEvent", CLUSTER)
    endpoint.fail("DescribeClusterEvent", 400, "AccessDeniedException", denied, times=1000)
    # Those that are under way together when the first one is refused.
    limit = FewCalls(BUDGET.in_flight - BUDGET.reserved)
    settings = account(endpoint, "train-p5", reasons=True)
    async with running(settings, limits=Limits(rate_limit=lambda: limit)) as run:
        await run.shows("100 loaded", "Access denied: sagemaker:DescribeClusterEvent")
        loader = run.app.account.loader
        await run.until(lambda: not loader._waiting and not loader._working)
        assert endpoint.calls.count("DescribeClusterEvent") <= BUDGET.in_flight
        endpoint.forget("DescribeClusterEvent")
        limit.left = 1000
        await run.keys("r")
        await run.shows("capacity")


async def test_rows_that_are_no_events_are_counted(endpoint: ScriptedEndpoint) -> None:
    rows = [event_row(0), event_row(1, EventId=None), event_row(2)]
    endpoint.answer("ListClusterEvents", events_page(*rows), times=2)
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("Event number 0", "Event number 2", "1 unreadable", "2 loaded")
        await run.keys("r")
        await run.until(lambda: endpoint.calls.count("ListClusterEvents") == 2)
        await run.shows("1 unreadable")


# What is known of the run


async def test_info_shows_the_account_and_the_calls(endpoint: ScriptedEndpoint) -> None:
    endpoint.fail("ListClusters", 400, "ThrottlingException", "Rate exceeded", times=2)
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        await run.command("Cluster, versions, account, endpoint, calls, clipboard, files")
        await run.shows(
            "About this run",
            "us-west-2",
            "111122223333",
            endpoint.url,
            "environment variables",
            "Throttled     2",
            "osc52",
            "hpev-tui/used.json",
        )
        assert "secret" not in run.text
        await run.keys("c")
        await run.until(lambda: run.app.copies.ring.newest is not None)
        await run.keys("q")
        await run.gone("About this run")


async def test_info_has_the_whole_of_the_last_failure(endpoint: ScriptedEndpoint) -> None:
    message = DENIED.format("ListClusters", "*")
    endpoint.fail("ListClusters", 400, "AccessDeniedException", message)
    async with running(account(endpoint), size=(80, 24)) as run:
        await run.shows("Access denied: sagemaker:ListClusters")
        await run.keys(":", *"info")
        await run.shows("endpoint, calls")
        await run.keys("enter")
        await run.shows("About this run", "Last failure")
        shown = " ".join(" ".join(run.text.split()).split())
        assert "because no identity-based policy allows it" in shown


def test_the_time_outs_are_bounded() -> None:
    assert opening.CONNECT_SECONDS <= 5
    assert opening.READ_SECONDS <= 15
