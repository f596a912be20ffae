"""The picker: every cluster of the region, what is known of each, and the way to its events."""

from __future__ import annotations

import json
import re

import pytest

from help.app import Run, account, running
from help.events import NOW, clusters_of
from help.scripted import ScriptedEndpoint
from hpev_tui.demo.plan import REGION
from hpev_tui.demo.world import World
from hpev_tui.model.failure import Failure
from hpev_tui.model.settings import Settings
from hpev_tui.session.summaries import AHEAD
from hpev_tui.ui.screens.cluster_list import ClusterList
from hpev_tui.ui.screens.picker import PickerScreen
from hpev_tui.ui.widgets.inputs import FilterInput

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


async def all_listed(run: Run, world: World) -> None:
    await run.shows(f"Clusters  {len(world.clusters())}")
    await run.gone("loading")


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
            "created 2026-", "worker-p5  ml.p5.48xlarge", " 16/28  ▲ 12 short, retrying"
        )
        await run.shows("system-m5", "Last error", "capacity: We currently do not have")
        await run.resized(80, 24)
        await run.gone("worker-p5")


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
        await run.shows("There is no HyperPod cluster in this region", "R region")


async def test_a_new_cluster_without_events_opens_and_says_so(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        await run.keys("enter")
        await run.shows("No events yet in this cluster", "r refresh")


async def test_a_cluster_that_is_not_continuous_opens_and_says_why_it_has_no_events(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        await run.keys("/", *"legacy", "enter")
        await run.shows("legacy-static has no events", "NodeProvisioningMode is not Continuous")
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
        await run.gone("Not allowed", "not all loaded")


async def test_without_credentials_it_says_what_is_missing_and_opens_the_demo(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    async with running(account(endpoint)) as run:
        await run.shows("No AWS credentials", "Press P to pick", "d demo: needs no account")
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
