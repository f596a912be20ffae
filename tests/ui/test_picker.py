"""The picker: every cluster of the region, what is known of each, and the way to its events."""

from __future__ import annotations

import re

import pytest

from help.app import Run, account, running
from help.clusters import all_listed
from help.events import NOW
from help.scripted import ScriptedEndpoint
from hpev_tui.demo.world import World
from hpev_tui.session.summaries import AHEAD
from hpev_tui.ui.screens.cluster_list import ClusterList
from hpev_tui.ui.screens.picker import PickerScreen

BACKGROUND = 3
"""How many calls that nobody waits for may be under way at once (loader.py)."""


def described(endpoint: ScriptedEndpoint) -> list[str]:
    """The ARNs of the clusters that were described, in the order of the calls."""
    return [call["ClusterName"] for call in endpoint.calls.list("DescribeCluster")]


def events_of(endpoint: ScriptedEndpoint) -> list[str]:
    """The clusters whose events were listed, in the order of the calls."""
    return [call["ClusterName"] for call in endpoint.calls.list("ListClusterEvents")]


async def rows_say(run: Run, *patterns: str) -> None:
    """Wait until a line of the screen says each of these."""
    await run.until(
        lambda: all(re.search(each, plain(run.text)) for each in patterns),
    )


def plain(text: str) -> str:
    """The lines of the screen without the sides of boxes."""
    return "".join(f"{line.strip('│').rstrip()}\n" for line in text.split("\n"))


def in_view(run: Run) -> set[str]:
    return {cluster.cluster_arn for cluster in run.the(ClusterList).clusters_in_view}


def waiting(run: Run) -> set[object]:
    """The clusters whose descriptions wait for their turn."""
    return {key[1] for key in run.app.account.loader._waiting if isinstance(key, tuple)}


async def test_the_clusters_of_every_page_are_listed(
    endpoint: ScriptedEndpoint, world: World
) -> None:
    names = {cluster.plan.name for cluster in world.clusters()}
    assert len(names) > 100
    async with running(account(endpoint), size=(120, 130)) as run:
        await all_listed(run, world)
        await run.until(lambda: all(f" {name} " in run.text for name in names))
    assert [call.get("NextToken", "") == "" for call in endpoint.calls.list("ListClusters")] == [
        True,
        False,
    ]


async def test_a_row_says_status_nodes_errors_the_last_event_and_what_failed_last(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint, reasons=True)) as run:
        await run.shows("CLUSTER", "STATUS", "NODES", "ERR 24H  LAST  LAST ERROR")
        await rows_say(
            run,
            r"▲ lifecycle-lab +InService +━+─+ 2/5 +\d+[+]? +\d+[smhd]  lifecycle: Lifecycle",
            r"● efa-lab +InService +6/6 +\d+ ",
            r"● empty-new +InService +0/0 +0 +-\n",
        )
        await run.keys("/", *"legacy-static")
        await rows_say(run, r"○ legacy-static +InService +5/5 +- +-  no events: not in Continuous")


async def test_without_reasons_a_row_says_nothing_of_events_and_none_are_asked_for(
    endpoint: ScriptedEndpoint, world: World
) -> None:
    async with running(account(endpoint)) as run:
        await all_listed(run, world)
        await rows_say(run, r"▲ lifecycle-lab +InService +━+─+ 2/5\n", r"● efa-lab .* 6/6\n")
        await run.until(lambda: not run.account_is_busy())
        assert "ERR 24H" not in run.text
    assert set(endpoint.calls.operations()) == {"ListClusters", "DescribeCluster"}


async def test_no_row_moves_while_what_is_said_of_it_comes(
    endpoint: ScriptedEndpoint, world: World
) -> None:
    with endpoint.hold("DescribeCluster") as counts, endpoint.hold("ListClusterEvents") as events:
        async with running(account(endpoint, reasons=True)) as run:
            await all_listed(run, world)
            names = [each.cluster_name for each in run.the(ClusterList).clusters_in_view]
            await rows_say(run, rf"× {names[0]} +Failed +… ")
            counts.release()
            await rows_say(run, rf"× {names[0]} +Failed +─+ 0/8 +… +…\n")
            events.release()
            await rows_say(run, rf"× {names[0]} +Failed +─+ 0/8 +\d+ +\d+[smhd]  capacity: We")
            await run.until(lambda: not run.account_is_busy())
            listed = [each.cluster_name for each in run.the(ClusterList).clusters_in_view]
            assert listed == names


async def test_only_clusters_in_view_are_asked_about_and_those_passed_by_are_not(
    endpoint: ScriptedEndpoint, world: World
) -> None:
    with endpoint.hold("ListClusterEvents") as hold:
        async with running(account(endpoint, reasons=True)) as run:
            await all_listed(run, world)
            await run.until(lambda: hold.waiting == AHEAD)
            under_way = events_of(endpoint)
            await run.keys("pagedown", "pagedown", "G")
            await run.until(lambda: in_view(run) <= set(described(endpoint)))
            hold.release()
            await run.until(lambda: not run.account_is_busy())
            view = run.the(ClusterList).clusters_in_view
            static = {each.plan.name for each in world.clusters() if not each.plan.continuous}
            shown = {each.cluster_name for each in view} - static
    asked = events_of(endpoint)
    assert set(asked) == set(under_way) | shown
    assert len(asked) == len(set(asked))
    assert endpoint.calls.most_in_flight("ListClusterEvents") <= AHEAD


async def test_a_denial_is_said_in_the_title_once_and_the_rows_have_dashes(
    endpoint: ScriptedEndpoint,
) -> None:
    endpoint.fail("DescribeClusterEvent", 400, "AccessDeniedException", "no", times=200)
    async with running(account(endpoint, reasons=True)) as run:
        await run.shows("no DescribeClusterEvent permission")
        endpoint.fail("ListClusterEvents", 400, "AccessDeniedException", "no", times=200)
        await run.keys("r")
        await run.shows("× 1 failed  no ListClusterEvents permission")
        await rows_say(run, r"efa-lab .* 6/6 +- +-  no ListClusterEvents permission")


async def test_s_sorts_and_the_cursor_stays_on_its_cluster(
    endpoint: ScriptedEndpoint, world: World
) -> None:
    names = sorted(cluster.plan.name for cluster in world.clusters())
    async with running(account(endpoint)) as run:
        await all_listed(run, world)
        await run.shows("problems first (s)")
        await run.keys("j", "j")
        current = run.the(ClusterList).current
        await run.keys("s")
        await run.shows("newest first (s)")
        await run.keys("s")
        await run.shows("by name (s)")
        view = run.the(ClusterList)
        assert view.current is current is not None
        assert names[view.cursor] == current.cluster_name


async def test_the_groups_of_the_cluster_under_the_cursor_are_shown_from_30_rows(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint, reasons=True)) as run:
        await run.keys("/", *"train-p5", "down")
        await run.shows(
            "created 2026-", "worker-p5     ml.p5.48xlarge", " 16/28  ▲ 12 short, retrying"
        )
        await run.shows("system-m5", "Last error", "capacity: We currently do not have")
        await run.resized(80, 24)
        await run.gone("worker-p5")


async def test_a_failure_that_was_the_last_error_is_said_once(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint, reasons=True)) as run:
        await run.keys("/", *"weather-finetune", "down")
        await run.shows("Last error", "capacity: We currently do not have")
        assert "Failure  We currently" not in run.text


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 36), (200, 50)])
async def test_titles_stand_above_their_columns_at_every_size(
    endpoint: ScriptedEndpoint, width: int, height: int
) -> None:
    async with running(account(endpoint, reasons=True), size=(width, height)) as run:
        await rows_say(run, r"lifecycle-lab .* \d+[smhd]  lifecycle:")
        lines = run.text.split("\n")
        heading = next(line for line in lines if "CLUSTER" in line)
        row = next(line for line in lines if "lifecycle-lab" in line)
        for title, text in (("CLUSTER", "lifecycle-lab"), ("STATUS", "InService")):
            assert heading.index(title) == row.index(text)
        assert heading.index("LAST ERROR") == row.index("lifecycle:")
        assert ("━" in row) == (width >= 100)


async def test_the_list_opens_at_its_top_whatever_the_order_of_the_pages(
    endpoint: ScriptedEndpoint, world: World
) -> None:
    async with running(account(endpoint)) as run:
        await all_listed(run, world)
        await run.keys("s")
        newest = min(world.clusters(), key=lambda cluster: NOW - cluster.created).plan.name
        current = run.the(ClusterList).current
        assert current is not None
        assert current.cluster_name == newest


async def test_only_clusters_in_view_are_described_and_few_at_a_time(
    endpoint: ScriptedEndpoint, world: World
) -> None:
    async with running(account(endpoint)) as run:
        await all_listed(run, world)
        await run.until(lambda: in_view(run) <= set(described(endpoint)))
        # With those that stood there before the second page came, if that took its time.
        before = set(described(endpoint))
        assert len(before) <= 2 * len(in_view(run))
        await run.keys("G")
        await run.until(lambda: set(described(endpoint)) == before | in_view(run))
    assert len(described(endpoint)) == len(set(described(endpoint))) < len(world.clusters())
    assert endpoint.calls.most_in_flight("DescribeCluster") <= BACKGROUND


async def test_rows_that_were_only_passed_by_are_not_described(
    endpoint: ScriptedEndpoint, world: World
) -> None:
    with endpoint.hold("DescribeCluster") as hold:
        async with running(account(endpoint)) as run:
            await all_listed(run, world)
            await run.until(lambda: hold.waiting == BACKGROUND)
            under_way = set(described(endpoint))
            await run.keys("pagedown", "pagedown", "pagedown", "G")
            await run.until(lambda: waiting(run) == in_view(run))
            hold.release()
            await run.until(lambda: in_view(run) <= set(described(endpoint)))
            await run.gone(" … ")
            assert set(described(endpoint)) == in_view(run) | under_way


async def test_the_picker_drops_nothing_that_the_opened_cluster_has_asked_for(
    endpoint: ScriptedEndpoint, world: World
) -> None:
    with endpoint.hold("DescribeCluster") as hold:
        async with running(account(endpoint)) as run:
            await all_listed(run, world)
            await run.until(lambda: hold.waiting == BACKGROUND)
            picker = run.app.screen
            assert isinstance(picker, PickerScreen)
            await run.keys("/", *"efa-lab", "enter")
            await run.until(lambda: "efa-lab" in waiting(run))
            # The rows of the list had not come to rest before it was left.
            picker._describe_visible()
            hold.release()
            await run.shows("efa-lab   ● InService")
