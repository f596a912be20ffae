"""The timeline of a node where it has something to remark: a slow step, and what is a guess."""

from __future__ import annotations

import re

from help.app import Run, account, running
from help.endpoint import MadeUp
from help.events import LATER, NOW, event_row
from help.following import following
from help.troubled import comes_up, instance_id

ASKED_AGAIN = ("DescribeCluster", "ListClusterNodes")


async def timeline_of(run: Run, node: int, count: int) -> None:
    await run.shows(f"{count} loaded")
    await run.keys("M", "/", *instance_id(node)[-4:])
    await run.shows("1 of ")
    await run.keys("enter", "enter")
    await run.shows("1 attempt, 0 failed")


async def test_a_slow_step_is_marked_and_so_is_what_only_group_and_time_speak_for() -> None:
    rows = [row for node in range(1, 6) for row in comes_up(node, 4000 * node, 240)]
    rows += comes_up(9, 50_000, 900)
    with MadeUp(*rows) as service:
        # Its detail would say of which node it is.
        for _ in range(60):
            service.fail("DescribeClusterEvent", 400, "AccessDeniedException", "no")
        async with running(account(service, "made-up"), size=(160, 40)) as run:
            await timeline_of(run, 9, len(rows))
            await run.until(lambda: bool(re.search(r"├ lifecycle script +15m", run.text)))
            await run.shows("▲ slow: 5 other nodes took 4m, at most 4m")
            await run.shows("requested", "(node inferred from group and time)")


async def test_counts_and_nodes_are_asked_for_again_with_news_and_not_with_each() -> None:
    async with following(*comes_up(1, 0, 240), now=LATER) as it:
        await it.run.keys("M")
        await it.run.shows("ListClusterNodes ")
        await it.run.keys("escape")
        loader, calls = it.run.app.account.loader, it.service.calls
        await it.run.until(lambda: not loader._waiting and not loader._working)
        before = [calls.count(each) for each in ASKED_AGAIN]
        for number in range(2, 5):
            it.service.add(event_row(1000 + number, EventTime=NOW + 1000 * number))
            await it.poll()
            await it.run.shows(f"{3 + number + 1} loaded")
        await it.run.until(lambda: not loader._waiting and not loader._working)
        assert [calls.count(each) for each in ASKED_AGAIN] == [count + 1 for count in before]
