"""What goes wrong is said in a line, takes nothing away, and `r` goes on from there."""

from __future__ import annotations

import pytest

from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.scenario import World
from support import account, event_row, events_page, running

PAGE = events_page(*(event_row(number) for number in range(3)))

REFUSALS = {
    "AccessDeniedException": (1, "Not allowed to call ListClusterEvents", "IAM policy"),
    "ThrottlingException": (3, "ListClusterEvents was throttled", "ress r"),
    "ExpiredTokenException": (1, "The AWS credentials have expired", "press P"),
}
BODIES = {
    "cut short": (PAGE[:100], len(PAGE), "cut short"),
    "a proxy's page": (b"<html>Sign in</html>", None, "it is not JSON: '<html>Sign in</html>'"),
    "nothing": (b"", None, "it is not JSON"),
    "another answer": (b'{"Clusters":[]}', None, "it holds no Events"),
}


@pytest.mark.parametrize("code", REFUSALS)
async def test_a_refusal_in_the_middle_of_paging(endpoint: DemoEndpoint, code: str) -> None:
    times, words, advice = REFUSALS[code]
    async with running(account(endpoint, "train-p5")) as run:
        await run.shows("100 loaded, older remain")
        endpoint.fail("ListClusterEvents", 400, code, "not today", times=times)
        await run.keys("G")
        await run.shows(words, "not today", advice, "100 loaded, older remain")
        await run.keys("k")
        assert run.events.cursor == 98
        await run.keys("r")
        await run.shows("200 loaded, older remain")
        await run.gone(words)
        assert run.events.cursor == 98


@pytest.mark.parametrize("name", BODIES)
async def test_an_answer_that_cannot_be_read(endpoint: DemoEndpoint, name: str) -> None:
    body, length, words = BODIES[name]
    async with running(account(endpoint, "train-p5")) as run:
        await run.shows("100 loaded, older remain")
        endpoint.answer("ListClusterEvents", body, times=3, content_length=length)
        await run.keys("G")
        await run.until(lambda: words in " ".join(run.text.split()))
        assert "100 loaded, older remain" in run.text
        # Whatever the SDK has tried again by itself is used up now.
        while endpoint._hooks.take_reply("ListClusterEvents"):
            pass
        await run.keys("r")
        await run.shows("200 loaded")
        await run.gone(words)


async def test_the_network_goes_and_comes_back(world: World) -> None:
    endpoint = DemoEndpoint(world).start()
    port = int(endpoint.url.rpartition(":")[2])
    async with running(account(endpoint, "train-p5")) as run:
        await run.shows("100 loaded, older remain")
        await run.keys("enter", "escape")
        await run.shows("NodeLogicalId")
        endpoint.close()
        await run.keys("G")
        await run.shows("The service cannot be reached", "100 loaded, older remain")
        await run.keys("g")
        await run.shows("NodeLogicalId")
        with DemoEndpoint(world, port):
            await run.keys("G", "r")
            await run.shows("200 loaded, older remain")
            await run.gone("The service cannot be reached")


async def test_a_cluster_whose_state_is_not_to_be_had_shows_its_events(
    endpoint: DemoEndpoint,
) -> None:
    endpoint.fail("DescribeCluster", 400, "AccessDeniedException", "not this one")
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("the service has no older ones", "Not allowed to call DescribeCluster")
        await run.shows("NodeLogicalId")
        await run.keys("r")
        await run.shows("efa-lab · InService")
        await run.gone("Not allowed")


async def test_a_cluster_in_the_picker_whose_state_is_not_to_be_had(
    endpoint: DemoEndpoint,
) -> None:
    endpoint.fail("DescribeCluster", 400, "AccessDeniedException", "none of them", times=200)
    async with running(account(endpoint)) as run:
        await run.shows("empty-new       ", "  ?       ?  ")
        await run.keys("enter")
        await run.shows("Not allowed to call DescribeCluster")


async def test_events_that_may_not_be_listed(endpoint: DemoEndpoint) -> None:
    endpoint.fail("ListClusterEvents", 400, "AccessDeniedException", "no events for you")
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("Not allowed to call ListClusterEvents", "sagemaker:ListClusterEvents")
        await run.keys("r")
        await run.shows("the service has no older ones")
        await run.gone("Not allowed")
