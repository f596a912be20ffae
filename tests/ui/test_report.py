"""The incident report by its key: in the list and in every overview over it."""

from __future__ import annotations

from help.app import Run, account, running
from help.events import NAME
from help.troubled import SHORT, Troubled, instance_id
from hpev_tui.export.report import MOST_LINES
from ui.test_copies import copied

GROUPS = "Instance groups: counts, attempts, verdict, next attempt"


async def report(run: Run, count: int) -> str:
    """The report that `y r` copies, as the so many-th copy."""
    await run.keys("y", "r")
    await run.until(lambda: len(run.sent) == count)
    text = copied(run)[-1]
    assert len(text.split("\n")) <= MOST_LINES
    assert text.startswith(f"## HyperPod incident: `{NAME}`\n")
    return text


async def test_it_is_copied_in_every_list_and_is_of_all_that_is_loaded() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            text = await report(run, 1)
            assert f"\n```text\n{SHORT}\n```\n" in text
            assert "Only" not in text
            for number, (key, screen) in enumerate((("u", "Failures"), ("M", "Nodes")), start=2):
                await run.keys(key)
                await run.shows(screen)
                assert "- `worker-b`: 0 of 5 nodes" in await report(run, number)
                await run.keys("escape")
            await run.command(GROUPS)
            await run.shows(" Groups  2  ")
            assert "- `worker-b`: 0 of 5 nodes" in await report(run, 4)


async def test_a_few_reasons_are_read_first_and_without_permission_it_is_said_and_copied() -> None:
    with Troubled() as service:
        settings = account(service, NAME)._replace(reasons=False)
        async with running(settings) as run:
            await run.shows("72 loaded")
            text = await report(run, 1)
            assert "capacity" in text
            assert "lifecycle" in text
            assert service.calls.count("DescribeClusterEvent") < 14
    with Troubled() as service:
        service.fail("DescribeClusterEvent", 400, "AccessDeniedException", "not authorized", 99)
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            text = await report(run, 1)
            assert "- Reasons of 12 of 12 failure events: not loaded: `" in text


async def test_marks_the_filter_and_the_node_that_is_looked_at_decide_what_is_in_it() -> None:
    with Troubled() as service:
        async with running(account(service, NAME)) as run:
            await run.shows("72 loaded")
            await run.keys("/", *"group:worker-a", "enter")
            await run.shows("3 of 72 loaded")
            text = await report(run, 1)
            assert "- Only 3 events matching the filter `group:worker-a`" in text
            assert "`worker-b`" not in text
            await run.keys("escape", "g", "space")
            await run.shows("1 marked")
            assert "- Only 1 event marked" in await report(run, 2)
            # The details, which the failures are gathered with, name the nodes.
            await run.keys("escape", "u")
            await run.shows("2 kinds, 12 faults")
            await run.keys("escape", "M")
            await run.shows("Nodes")
            await run.keys("/", *instance_id(3), "enter")
            await run.shows("1 of 17 nodes")
            assert "- Only 2 events of the node" in await report(run, 3)
            await run.keys("enter")
            await run.shows("2 failed")
            assert "- Only 2 events of the node" in await report(run, 4)
