"""From the picker to a cluster: the filter, what is opened, and what keeps clusters away."""

from __future__ import annotations

import json
import re

import pytest

from help.app import account, running
from help.clusters import all_listed
from help.events import clusters_of
from help.scripted import ScriptedEndpoint
from hpev_tui.demo.plan import REGION
from hpev_tui.demo.world import World
from hpev_tui.model.failure import Failure
from hpev_tui.model.settings import Settings
from hpev_tui.ui.screens.picker import PickerScreen
from hpev_tui.ui.widgets.inputs import FilterInput


async def test_the_filter_looks_at_name_and_arn_as_it_is_typed(
    endpoint: ScriptedEndpoint, world: World
) -> None:
    cluster = world.cluster("efa-lab")
    assert cluster is not None
    async with running(account(endpoint)) as run:
        await all_listed(run, world)
        await run.keys("/", "l", "a")
        await run.gone("empty-new")
        await run.shows("efa-lab", "lifecycle-lab", f" of {len(world.clusters())}")
        await run.keys("b", "backspace", "backspace", "backspace", *cluster.stage.cluster_id)
        await run.shows("efa-lab", f"Clusters  1 of {len(world.clusters())}")
        await run.keys("escape")
        await all_listed(run, world)
        await run.keys("/", *"no-such-name")
        await run.shows("No match in ")


async def test_a_cluster_that_was_typed_before_the_list_came_is_opened_then(
    endpoint: ScriptedEndpoint,
) -> None:
    with endpoint.hold("ListClusters") as hold:
        async with running(account(endpoint)) as run:
            await run.until(lambda: hold.waiting == 1)
            await run.keys("/", *"efa-lab", "enter")
            assert run.the(FilterInput).has_focus
            hold.release()
            await run.shows("efa-lab   ● InService", "no older events")


async def test_enter_is_forgotten_when_the_filter_goes_on(
    endpoint: ScriptedEndpoint, world: World
) -> None:
    with endpoint.hold("ListClusters") as hold:
        async with running(account(endpoint)) as run:
            await run.until(lambda: hold.waiting == 1)
            await run.keys("/", *"efa", "enter", "-")
            hold.release()
            await run.shows("Clusters  1 of 118", "efa-lab")
            await run.keys("escape")
            await all_listed(run, world)


async def test_enter_where_nothing_matches_stays_in_the_filter(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("Clusters  118")
        await run.keys("/", *"efa-x", "enter", "backspace")
        await run.shows("Clusters  1 of 118")
        assert run.the(FilterInput).value == "efa-"


async def test_esc_clears_the_filter_that_a_cluster_was_opened_from(
    endpoint: ScriptedEndpoint, world: World
) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        assert "clear filter" not in run.text
        await run.keys("/", *"efa-lab", "enter")
        await run.shows("no older events")
        await run.keys("escape")
        await run.shows("Clusters  1 of 118", "esc clear filter")
        await run.keys("escape")
        await all_listed(run, world)
        await run.gone("clear filter", "efa-lab\n")


async def test_a_cluster_that_is_deleted_goes_with_the_next_whole_list(
    endpoint: ScriptedEndpoint,
) -> None:
    endpoint.answer("ListClusters", clusters_of("111122223333", "one", "two"))
    async with running(account(endpoint)) as run:
        await run.shows("Clusters  2", "one ", "two ")
        # Not where a row of the list is none: that may be the cluster.
        odd = json.loads(clusters_of("111122223333", "one"))
        odd["ClusterSummaries"].append({"ClusterStatus": "InService"})
        endpoint.answer("ListClusters", json.dumps(odd).encode())
        await run.keys("r")
        await run.until(lambda: endpoint.calls.count("ListClusters") == 2)
        await run.gone("loading")
        await run.shows("Clusters  2", "two ")
        # Nor where the list cannot be had.
        endpoint.fail("ListClusters", 400, "ValidationException", "no")
        await run.keys("r")
        await run.shows("ListClusters failed", "Clusters  2")
        endpoint.answer("ListClusters", clusters_of("111122223333", "one"))
        await run.keys("r")
        await run.shows("Clusters  1", "one ")
        await run.gone("two ", "Clusters  2")


async def test_a_region_without_clusters_says_so(endpoint: ScriptedEndpoint) -> None:
    endpoint.answer("ListClusters", b'{"ClusterSummaries":[]}')
    async with running(account(endpoint)) as run:
        await run.shows("No HyperPod clusters in this region.", "R region   P profile   r refresh")


async def test_a_new_cluster_without_events_opens_and_says_so(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        await run.keys("/", *"empty-new", "enter")
        await run.shows("No events yet in this cluster.", "r refresh   f follow")


async def test_a_cluster_that_is_not_continuous_opens_and_says_why_it_has_no_events(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        await run.keys("/", *"legacy", "enter")
        await run.shows(
            "legacy-static   ● InService",
            "This cluster has no events: NodeProvisioningMode is not Continuous.",
            "○ controller-machine 1/1",
        )
        # Nothing is said of what nobody can find out, and no view is offered of no event.
        assert "not known" not in run.text
        assert "JSON" not in run.text
        await run.keys("C")
        await run.shows("HyperPod clusters")


@pytest.mark.parametrize("by", ["name", "arn"])
async def test_a_cluster_on_the_command_line_opens_at_once(
    endpoint: ScriptedEndpoint, world: World, by: str
) -> None:
    cluster = world.cluster("efa-lab")
    assert cluster is not None
    given = "efa-lab" if by == "name" else cluster.stage.arn
    async with running(account(endpoint, given)) as run:
        await run.shows("efa-lab   ● InService", "no older events")
        assert endpoint.calls.count("ListClusters") == 0
        await run.keys("C")
        await run.shows("HyperPod clusters", "empty-new")


async def test_an_unknown_cluster_says_so_and_offers_the_picker(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint, "nowhere")) as run:
        await run.shows(f"Cluster nowhere not found in {REGION}", "C clusters")
        await run.keys("C")
        await run.shows("HyperPod clusters", "empty-new")


async def test_clusters_stay_when_the_network_ends_between_two_pages(
    endpoint: ScriptedEndpoint,
) -> None:
    rows = [
        {"ClusterArn": f"arn:{name}", "ClusterName": name, "ClusterStatus": "InService"}
        for name in ("early", "late")
    ]
    page = json.dumps({"ClusterSummaries": rows[:1], "NextToken": "more"}).encode()
    endpoint.answer("ListClusters", page)
    endpoint.fail("ListClusters", 400, "AccessDeniedException", "no longer")
    async with running(account(endpoint)) as run:
        await run.shows("early", "Access denied: sagemaker:ListClusters", "not all loaded")
        endpoint.answer("ListClusters", json.dumps({"ClusterSummaries": rows}).encode())
        await run.keys("r")
        await run.shows("early", "late", "Clusters  2")
        await run.gone("Access denied", "not all loaded")


async def test_without_credentials_it_says_what_is_missing_and_opens_the_demo(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    async with running(account(endpoint)) as run:
        await run.shows("No AWS credentials", "P to pick a profile", "d demo: needs no account")
        await run.keys("d")
        await run.shows("empty-new", "demo")
        await run.gone("credentials")
    assert endpoint.calls.operations() == ()


@pytest.mark.parametrize("cluster", ["", "train-p5"])
async def test_without_a_region_it_says_what_is_missing_and_opens_the_demo(cluster: str) -> None:
    async with running(Settings(cluster=cluster)) as run:
        await run.shows("region", "--region NAME", "d demo: needs no account")
        await run.keys("d")
        await run.shows("HyperPod clusters", "empty-new")


async def test_a_result_that_comes_before_the_screen_is_drawn_does_no_harm(
    endpoint: ScriptedEndpoint, world: World
) -> None:
    cluster = world.cluster("efa-lab")
    assert cluster is not None
    failure = Failure("network", "too early")
    async with running(account(endpoint)) as run:
        await all_listed(run, world)
        run.app.push_screen(PickerScreen(run.app.account))
        # The screen is on the stack, and has no widgets yet.
        ticket = run.app.account.door.asked(("cluster", cluster.stage.arn))
        run.app.show_changes(run.app.account.door.arrived(ticket, failure))
        await run.until(lambda: run.app.screen.is_mounted)
        await run.until(lambda: re.search(r"efa-lab .* 6/6", run.text) is not None)


async def test_the_demo_opens_as_soon_as_it_is_offered(endpoint: ScriptedEndpoint) -> None:
    endpoint.fail("DescribeCluster", 400, "ExpiredTokenException", "yesterday")
    with endpoint.hold("ListClusterEvents"):
        async with running(account(endpoint, "train-p5")) as run:
            await run.shows("d demo: needs no account")
            await run.keys("d")
            await run.shows("HyperPod clusters", "empty-new", "demo")
