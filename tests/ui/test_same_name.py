"""A cluster that was made again under its name, and an ARN of another place, on the screen."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from help.app import account, running
from help.endpoint import MadeUp
from help.events import CLUSTER_ID, NAME, NOW, Row, event_row
from help.following import following
from help.scripted import ScriptedEndpoint
from hpev_tui.demo.plan import REGION
from hpev_tui.model.settings import Settings
from hpev_tui.ui.browser.screen import BrowserScreen
from hpev_tui.ui.screens.cluster_list import ClusterList

ARN = f"arn:aws:sagemaker:{REGION}:111122223333:cluster/"
GONE, PRESENT, NEXT = f"{ARN}goneabcdefgh", f"{ARN}{CLUSTER_ID}", f"{ARN}nextabcdefgh"
MADE = NOW - 60 * 50


def described(arn: str, created: float) -> bytes:
    return json.dumps(
        {
            "ClusterArn": arn,
            "ClusterName": NAME,
            "ClusterStatus": "InService",
            "CreationTime": created,
            "NodeProvisioningMode": "Continuous",
            "InstanceGroups": [
                {"InstanceGroupName": "workers", "CurrentCount": 2, "TargetCount": 2}
            ],
        }
    ).encode()


def failure(number: int, arn: str) -> Row:
    return event_row(
        number,
        ClusterArn=arn,
        EventLevel="Error",
        InstanceGroupName="workers",
        Description=f"Failed to provision EC2 Instance in Cluster {NAME} and IG workers",
    )


@pytest.fixture
def again() -> Iterator[MadeUp]:
    """A cluster with two events, whose name another one with three failures had before."""
    rows = [event_row(10), event_row(11), *(failure(each, GONE) for each in (60, 61, 62))]
    with MadeUp(*rows) as service:
        service.answer("DescribeCluster", described(PRESENT, MADE), times=50)
        yield service


async def test_each_of_both_can_be_read_and_neither_is_mixed_into_the_other(again: MadeUp) -> None:
    async with running(account(again, NAME)) as run:
        await run.shows("2 loaded, no older events", "recreated 2026-05-12 13:40")
        await run.shows("3 of another ARN hidden (B)", "B other cluster")
        await run.gone("Failed to provision")
        await run.keys("u")
        await run.shows("0 kinds, 0 faults", "No failures in the loaded events")
        await run.keys("escape", "B")
        await run.shows("earlier cluster of this name, until 2026-05-12 13:40", "3 loaded")
        await run.shows("Failed to provision")
        await run.gone("recreated", "Event number 10")
        await run.keys("M")
        await run.shows("Nodes  0")
        # Back, as from anything else.
        await run.keys("escape", "escape")
        await run.shows("recreated 2026-05-12 13:40", "Event number 10")
        await run.gone("Failed to provision")
        # The picker knows it from here.
        await run.keys("C")
        await run.shows("Clusters  1", "recreated")
        await run.until(lambda: len(run.the(ClusterList).clusters_in_view) == 1)


async def test_it_is_made_again_while_it_is_followed() -> None:
    async with following(event_row(60), event_row(61)) as it:
        run, service = it.run, it.service
        await run.shows("2 loaded")
        await run.keys("u")
        service.answer("DescribeCluster", described(NEXT, MADE), times=50)
        service.add(event_row(20, ClusterArn=NEXT, Description="A new life"))
        it.timers.go_off()
        await run.says(
            "made-up was recreated 2026-05-12 13:40."
            " These are the new cluster's events; B earlier cluster"
        )
        await run.shows("A new life", "recreated 2026-05-12 13:40", "FOLLOW")
        await run.gone("Event number 60")
        await run.keys("B")
        await run.shows("Event number 60", "Event number 61", "earlier cluster of this name")
        await run.gone("A new life")


async def test_an_arn_of_another_region_is_opened_there_with_one_key(
    endpoint: ScriptedEndpoint,
) -> None:
    asked = Settings(
        cluster=PRESENT.replace(REGION, "us-east-2"), region=REGION, endpoint_url=endpoint.url
    )
    async with running(asked) as run:
        await run.shows("This ARN is in us-east-2; the current region is us-west-2")
        await run.shows("B open in us-east-2", "B other cluster")
        await run.keys("B")
        await run.shows("This ARN is in account 111122223333, us-east-2", "P other profile")
        assert run.app.account.settings.region == "us-east-2"
        assert isinstance(run.app.screen, BrowserScreen)
        assert not run.app.screen.has_other
        assert "the current region" not in run.text
