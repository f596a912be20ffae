"""Another profile or region is another account: nothing of one is shown under another's name."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from help.accounts import Profiles, pick
from help.app import account, running
from help.endpoint import Witness
from help.events import clusters_of
from hpev_tui.model.settings import Settings
from hpev_tui.text.clean import clean
from hpev_tui.ui.browser.screen import BrowserScreen
from ui.test_hostile_text import assert_harmless

ONE = clusters_of("111122223333", "one-cluster")
TWO = clusters_of("444455556666", "two-cluster")
HEADER = "HyperPod clusters"


@pytest.fixture
def first() -> Iterator[Witness]:
    with Witness() as endpoint:
        yield endpoint


@pytest.fixture
def second() -> Iterator[Witness]:
    with Witness() as endpoint:
        yield endpoint


@pytest.fixture
def profiles(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, first: Witness, second: Witness
) -> Profiles:
    """Two profiles: `dev` on the first endpoint, `prod`, in another region, on the second."""
    made = Profiles(monkeypatch, tmp_path)
    made.add("dev", first.url)
    made.add("prod", second.url, region="eu-west-1")
    return made


def used() -> dict[str, list[str]]:
    """What the file says of what was used last."""
    path = Path(os.environ["XDG_STATE_HOME"]) / "hpev-tui/used.json"
    used: dict[str, list[str]] = json.loads(path.read_text()) if path.exists() else {}
    return used


@pytest.mark.usefixtures("profiles")
async def test_a_profile_brings_its_own_region_keys_and_clusters(
    first: Witness, second: Witness
) -> None:
    first.answer("ListClusters", ONE)
    second.answer("ListClusters", TWO)
    async with running(Settings(profile="dev")) as run:
        await run.shows("one-cluster", f"{HEADER}   us-west-2  111122223333  dev")
        await run.keys("P")
        await run.shows("Profiles", "(no profile)", "dev           current", "prod")
        await run.keys("escape")
        await run.gone("Profiles")
        await pick(run, "P", "prod")
        await run.shows("two-cluster", f"{HEADER}   eu-west-1  444455556666  prod")
        assert "one-cluster" not in run.text
        assert set(first.signed) == {("key-of-dev", "us-west-2")}
        assert set(second.signed) == {("key-of-prod", "eu-west-1")}
        await run.until(lambda: used().get("profiles") == ["prod", "dev"])
        assert used()["regions"] == ["eu-west-1", "us-west-2"]
        # What was used last comes first.
        await run.keys("P")
        await run.shows("prod          current", "dev           recent")
        lines = run.text.splitlines()
        positions = [
            next(y for y, line in enumerate(lines) if name in line) for name in ("prod ", "dev ")
        ]
        assert positions == sorted(positions)


@pytest.mark.usefixtures("profiles")
@pytest.mark.parametrize("operation", ["ListClusters", "DescribeCluster"])
async def test_what_an_account_still_owes_is_not_shown_as_the_next_ones(
    first: Witness, second: Witness, operation: str
) -> None:
    second.answer("ListClusters", TWO, times=2)
    with first.hold(operation) as hold:
        async with running(Settings(profile="dev")) as run:
            await run.until(lambda: hold.waiting > 0)
            await pick(run, "P", "prod")
            await run.shows("two-cluster", "Clusters  1")
            left = run.app._host.nearby
            hold.release()
            # Its answer comes, and is dropped.
            await run.until(lambda: first.calls._in_flight[operation] == 0)
            await run.keys("r")
            await run.until(lambda: second.calls.count("ListClusters") == 2)
            await run.shows("two-cluster", "444455556666")
            assert "train-p5" not in run.text
            assert left is run.app._host.nearby


@pytest.mark.usefixtures("profiles")
async def test_events_that_were_held_never_reach_a_cluster_of_the_same_name(
    first: Witness, second: Witness
) -> None:
    """Both accounts have a cluster `efa-lab`, with the same events."""
    with first.hold("ListClusterEvents") as old, second.hold("ListClusterEvents") as new:
        async with running(Settings(profile="dev", cluster="efa-lab")) as run:
            await run.until(lambda: old.waiting == 1)
            await pick(run, "P", "prod")
            await run.shows("empty-new", "prod")
            await run.keys("/", *"efa-lab", "enter")
            await run.until(lambda: new.waiting == 1)
            old.release()
            await run.until(lambda: first.calls._in_flight["ListClusterEvents"] == 0)
            await run.keys("j")
            assert run.events.row_count == 0
            new.release()
            await run.shows("no older events", "eu-west-1")


@pytest.mark.usefixtures("profiles")
async def test_coming_back_shows_at_once_what_was_loaded(first: Witness) -> None:
    async with running(Settings(profile="dev", cluster="efa-lab")) as run:
        await run.shows("no older events")
        count = run.events.row_count
        await pick(run, "P", "prod")
        await run.shows("empty-new", "prod")
        with first.hold("ListClusterEvents"):
            await pick(run, "P", "dev")
            await run.shows("us-west-2", "dev")
            await run.shows("empty-new")
            await run.keys("/", *"efa-lab", "enter")
            await run.until(lambda: isinstance(run.app.screen, BrowserScreen))
            await run.until(lambda: run.events.row_count == count)


@pytest.mark.usefixtures("profiles")
async def test_a_region_keeps_the_profile(first: Witness) -> None:
    async with running(Settings(profile="dev")) as run:
        await run.shows("empty-new")
        await run.keys("R")
        await run.shows("Regions with SageMaker", "us-west-2", "current", "eu-central-1")
        await run.keys(*"ap-south-1")
        await run.shows("1 of ")
        await run.keys("enter")
        await run.shows("empty-new", f"{HEADER}   ap-south-1")
        assert first.signed[-1] == ("key-of-dev", "ap-south-1")
        await run.until(lambda: used().get("regions") == ["ap-south-1", "us-west-2"])
        await run.keys("R")
        await run.shows("recent")
        lines = [line for line in run.text.splitlines() if " recent" in line or " current" in line]
        assert [line.split() for line in lines] == [
            ["ap-south-1", "current"],
            ["us-west-2", "recent"],
        ]


@pytest.mark.usefixtures("profiles")
async def test_a_region_that_the_sdk_does_not_know_can_be_typed(first: Witness) -> None:
    async with running(Settings(profile="dev")) as run:
        await run.shows("empty-new")
        await run.keys("R", *"mars-north-1")
        await run.shows("0 of ", "enter use it as typed")
        await run.keys("enter")
        await run.shows(f"{HEADER}   mars-north-1")
        await run.until(lambda: first.signed[-1] == ("key-of-dev", "mars-north-1"))


async def test_the_default_chain_is_a_choice_as_well(
    profiles: Profiles, monkeypatch: pytest.MonkeyPatch, first: Witness
) -> None:
    del profiles
    monkeypatch.setenv("AWS_ENDPOINT_URL", first.url)
    async with running(Settings(profile="prod")) as run:
        await run.shows("empty-new", "eu-west-1", "prod")
        await pick(run, "P", "(no")
        # It has no region of its own, and the present one stays.
        await run.until(lambda: ("key", "eu-west-1") in first.signed)
        await run.gone("prod")


HARM = ("a[/]b", "[@click=app.quit]x[/]", "x\x1b]52;c;aGFybQ==\x07y", "r\u202eevil", "$(reboot)")


async def test_names_of_profiles_that_mean_harm_are_names(
    profiles: Profiles, first: Witness
) -> None:
    for name in HARM:
        profiles.add(f"'{name}'", first.url)
    first.answer("ListClusters", ONE, times=2 * len(HARM))
    async with running(Settings(profile="dev")) as run:
        await run.shows("one-cluster", "dev")
        for name in HARM:
            await run.keys("P")
            await run.shows(f"{len(HARM) + 3} of")
            assert_harmless(run)
            await run.keys(*clean(name)[:4].lower())
            await run.shows(clean(name))
            await run.keys("enter")
            await run.until(lambda: first.signed[-1][0].startswith("key-of"))
            await run.shows("one-cluster", clean(name))
            assert_harmless(run)


async def test_a_key_that_comes_before_the_choices_waits_for_them(
    profiles: Profiles, second: Witness
) -> None:
    del profiles
    second.answer("ListClusters", TWO)
    async with running(Settings(profile="dev")) as run:
        await run.shows("empty-new")
        await run.keys("P", *"prod", "enter")
        await run.shows("two-cluster")


async def test_a_configuration_that_cannot_be_read_is_said_where_profiles_are_chosen(
    profiles: Profiles, first: Witness
) -> None:
    async with running(account(first)) as run:
        await run.shows("empty-new")
        profiles.replace("[profile dev]", "[profile x\n=\n")
        await run.keys("P")
        await run.shows("Invalid AWS configuration")
        await run.keys("escape")
        await run.shows("empty-new")


async def test_r_reads_the_keys_anew_after_they_have_expired(
    profiles: Profiles, first: Witness
) -> None:
    async with running(Settings(profile="dev", cluster="train-p5", background=False)) as run:
        await run.shows("100 loaded, older available (L)")
        first.fail("ListClusterEvents", 400, "ExpiredTokenException", "too old")
        await run.keys("G")
        await run.shows("AWS credentials expired", "100 loaded")
        profiles.replace("key-of-dev", "new-key")
        calls = run.app.account.stats.calls
        await run.keys("r")
        await run.shows("200 loaded")
        await run.gone("credentials expired")
        assert first.signed[-1] == ("new-key", "us-west-2")
        # They are counted on.
        assert run.app.account.stats.calls > calls


async def test_fresh_keys_of_another_account_put_away_what_was_loaded(
    profiles: Profiles, first: Witness
) -> None:
    first.answer("ListClusters", ONE)
    async with running(Settings(profile="dev")) as run:
        await run.shows("one-cluster", "111122223333")
        first.fail("ListClusters", 400, "ExpiredTokenException", "too old")
        await run.keys("r")
        await run.shows("credentials expired", "one-cluster")
        profiles.replace("key-of-dev", "key-of-another")
        first.answer("ListClusters", TWO, times=2)
        await run.keys("r")
        await run.says("Credentials changed from account")
        await run.shows("two-cluster", "444455556666")
        assert "one-cluster" not in run.text


async def test_a_configuration_that_leads_elsewhere_puts_away_what_was_loaded(
    profiles: Profiles, first: Witness, second: Witness
) -> None:
    second.answer("ListClusters", TWO, times=2)
    async with running(Settings(profile="dev")) as run:
        await run.shows("empty-new", "us-west-2")
        first.fail("ListClusters", 400, "ExpiredTokenException", "too old")
        await run.keys("r")
        await run.shows("credentials expired")
        profiles.replace("region = us-west-2", "region = eu-north-1")
        profiles.replace(first.url, second.url)
        await run.keys("r")
        await run.shows(f"{HEADER}   eu-north-1", "two-cluster")
        assert "empty-new" not in run.text
