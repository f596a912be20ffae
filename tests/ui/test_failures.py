"""What goes wrong is said in a line, takes nothing away, and `r` goes on from there."""

from __future__ import annotations

import pytest

from help.app import account, running
from help.events import event_row, events_page
from help.faults.endpoint import FaultyEndpoint
from help.faults.spoiling import empty_page
from help.scripted import ScriptedEndpoint
from hpev_tui.demo.world import World
from hpev_tui.session.host import Limits

PAGE = events_page(*(event_row(number) for number in range(3)))

REFUSALS = {
    "AccessDeniedException": (1, "Access denied: sagemaker:ListClusterEvents", "IAM policy"),
    "ThrottlingException": (3, "Throttled: ListClusterEvents", "r retry"),
    "ExpiredTokenException": (1, "AWS credentials expired", "P to pick a profile"),
}
BODIES = {
    "cut short": (PAGE[:100], len(PAGE), "cut off"),
    "a proxy's page": (b"<html>Sign in</html>", None, "not JSON: '<html>Sign in</html>'"),
    "nothing": (b"", None, "not JSON"),
    "another answer": (b'{"Clusters":[]}', None, "Events is missing"),
}


@pytest.mark.parametrize("code", REFUSALS)
async def test_a_refusal_in_the_middle_of_paging(endpoint: ScriptedEndpoint, code: str) -> None:
    times, words, advice = REFUSALS[code]
    async with running(account(endpoint, "train-p5")) as run:
        await run.shows("100 loaded, older available (L)")
        endpoint.fail("ListClusterEvents", 400, code, "not today", times=times)
        await run.keys("G")
        await run.shows(words, "not today", advice, "100 loaded, older available (L)")
        await run.keys("k")
        assert run.events.cursor == 98
        await run.keys("r")
        await run.shows("200 loaded, older available (L)")
        await run.gone(words)
        assert run.events.cursor == 98


@pytest.mark.parametrize("name", BODIES)
async def test_an_answer_that_cannot_be_read(endpoint: ScriptedEndpoint, name: str) -> None:
    body, length, words = BODIES[name]
    async with running(account(endpoint, "train-p5")) as run:
        await run.shows("100 loaded, older available (L)")
        endpoint.answer("ListClusterEvents", body, times=3, content_length=length)
        await run.keys("G")
        await run.until(lambda: words in " ".join(run.text.split()))
        assert "100 loaded, older available (L)" in run.text
        # Whatever the SDK has tried again by itself is used up now.
        endpoint.forget("ListClusterEvents")
        await run.keys("r")
        await run.shows("200 loaded")
        await run.gone(words)


async def test_clusters_that_have_no_end() -> None:
    with FaultyEndpoint() as service:
        service.spoil("ListClusters", empty_page)
        async with running(account(service), limits=Limits(most_pages=5)) as run:
            await run.shows(
                "Invalid answer to ListClusters: more pages after 5 pages", "not all loaded"
            )
            assert service.calls.count("ListClusters") == 6
            service.heal()
            await run.keys("r")
            await run.shows("Clusters  5")
            await run.gone("Invalid answer", "not all loaded")


async def test_the_network_goes_and_comes_back(world: World) -> None:
    endpoint = ScriptedEndpoint(world).start()
    port = int(endpoint.url.rpartition(":")[2])
    async with running(account(endpoint, "train-p5")) as run:
        await run.shows("100 loaded, older available (L)")
        await run.keys("enter", "escape")
        await run.shows("NodeLogicalId")
        endpoint.close()
        await run.keys("G")
        await run.shows("Cannot connect to the service", "100 loaded, older available (L)")
        # Back to the failure that the list has opened on: its detail is loaded.
        await run.keys("g", "j")
        await run.shows("NodeLogicalId")
        with ScriptedEndpoint(world, port):
            await run.keys("G", "r")
            await run.shows("200 loaded, older available (L)")
            await run.gone("Cannot connect to the service")


async def test_a_cluster_whose_state_is_not_to_be_had_shows_its_events(
    endpoint: ScriptedEndpoint,
) -> None:
    endpoint.fail("DescribeCluster", 400, "AccessDeniedException", "not this one")
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("no older events", "Access denied: sagemaker:DescribeCluster")
        await run.shows("NodeLogicalId")
        await run.keys("r")
        await run.shows("efa-lab   ● InService")
        await run.gone("Access denied")


async def test_a_cluster_in_the_picker_whose_state_is_not_to_be_had(
    endpoint: ScriptedEndpoint,
) -> None:
    endpoint.fail("DescribeCluster", 400, "AccessDeniedException", "none of them", times=200)
    async with running(account(endpoint)) as run:
        await run.shows("empty-new", "no DescribeCluster permission")
        await run.keys("enter")
        await run.shows("Access denied: sagemaker:DescribeCluster")


async def test_events_that_may_not_be_listed(endpoint: ScriptedEndpoint) -> None:
    endpoint.fail("ListClusterEvents", 400, "AccessDeniedException", "no events for you")
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("Access denied: sagemaker:ListClusterEvents", "sagemaker:ListClusterEvents")
        await run.keys("r")
        await run.shows("no older events")
        await run.gone("Access denied")
