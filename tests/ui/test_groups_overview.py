"""How each group stands: in the strip of the cluster's screen, and in its overview."""

from __future__ import annotations

from help.app import account, running
from help.endpoint import MadeUp
from help.events import NAME, event_row
from help.troubled import Troubled, cluster_body
from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.ui.widgets.text import TextLine

GROUPS = "Instance groups: counts, attempts, verdict, next attempt"


async def test_the_strip_names_the_group_in_the_gravest_state_first(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "train-p5"), size=(80, 24)) as run:
        await run.shows("worker-p5 16/28 ▲ retrying")
        assert all(len(line) <= 80 for line in run.text.splitlines())


async def test_without_room_there_is_no_strip(endpoint: DemoEndpoint) -> None:
    async with running(account(endpoint, "train-p5"), size=(80, 23)) as run:
        await run.shows("100 loaded")
        await run.until(lambda: run.browser.model.info is not None)
        assert "retrying" not in run.text
        await run.resized(80, 24)
        await run.shows("worker-p5 16/28 ▲ retrying")


async def test_the_overview_says_the_verdict_its_rule_and_the_last_result(
    endpoint: DemoEndpoint,
) -> None:
    async with running(account(endpoint, "lifecycle-lab")) as run:
        await run.shows("older available (L)")
        await run.command(GROUPS)
        await run.shows("From 100 events", "older available (L)", "L load older")
        await run.keys("L")
        # All that is loaded is said in the title line, where all of it is read.
        await run.shows("145 events", "no older events")
        await run.gone("L load older")
        await run.shows(
            "gpu-workers",
            "0/3",
            "stuck",
            "0 of 3, 3 missing",
            "15 failed in a row on 3 known nodes, 3 still down",
            "Rule      CurrentCount is below TargetCount, and no event of a node in the last",
            "Worked out from events; not a service status",
            "60 to 90 minutes without a new attempt",
        )
        await run.keys("enter")
        await run.shows("group:gpu-workers")
        await run.keys("escape")
        await run.shows(" Groups ", "Rule  ")


async def test_why_shows_the_events_that_a_verdict_rests_on_and_enter_opens_one(
    endpoint: DemoEndpoint,
) -> None:
    async with running(account(endpoint, "patch-rollback")) as run:
        await run.command(GROUPS)
        await run.shows("worker-p4", "rolled back", "RollbackComplete")
        await run.keys("w")
        await run.shows(
            "Why",
            "worker-p4 is rolled back: CurrentCount is TargetCount, and SoftwareUpdateStatus",
            "From the group's counts and",
            "InstanceGroup bake failed in patch",
        )
        await run.keys("enter")
        await run.until(lambda: run.browser.is_current)
        await run.keys("left_square_bracket")


async def test_where_too_little_is_loaded_nothing_is_said() -> None:
    with Troubled() as service:
        service.forget("DescribeCluster")
        service.answer("DescribeCluster", cluster_body(worker_c=(0, 5)), times=20)
        with service.hold("ListClusterEvents") as hold:
            async with running(account(service, NAME)) as run:
                await run.until(lambda: hold.waiting > 0)
                await run.shows("worker-c 0/5 not known (not all events loaded)")
                hold.release()
                await run.shows("0/5  stuck")


async def test_sentences_that_are_not_known_are_listed_in_the_info() -> None:
    with MadeUp(event_row(1), event_row(2, Description="EC2 Instance i-1 hibernated")) as service:
        async with running(account(service, NAME), size=(120, 60)) as run:
            await run.shows("2 loaded")
            await run.command("Cluster, versions, account, endpoint, calls, clipboard, files")
            await run.shows("Unknown text ", "1 of 'Event number 1'", "i-1 hibernated'")


async def test_without_describe_cluster_the_overview_says_so() -> None:
    with Troubled() as service:
        service.forget("DescribeCluster")
        for _ in range(20):
            service.fail("DescribeCluster", 400, "AccessDeniedException", "no")
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            assert run.the(TextLine)
            await run.command(GROUPS)
            await run.shows("× Access denied: sagemaker:DescribeCluster", "then r to retry")
