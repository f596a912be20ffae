"""Events that say nothing new are dimmed with the reason in words, and folded on request."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from help.app import Run, account, running
from help.endpoint import MadeUp
from help.events import NOW, Row, event_row, fault
from help.scripted import ScriptedEndpoint
from hpev_tui.demo.plan import REGION

SAME = "(repeat) "
LOST = "3 node(s) lost orchestration-ready status. Current: 6/8 orchestration-ready"


FAULTS = [fault(number) for number in range(1, 5)]
OTHERS = [event_row(100 + number, EventTime=NOW - 60 * number - 30) for number in range(1, 5)]
ROWS = [row for pair in FAULTS for row in pair] + OTHERS


def newest_first(*rows: Row) -> list[str]:
    return [row["EventId"] for row in sorted(rows, key=lambda row: -row["EventTime"])]


FIRSTS = [first for first, _ in FAULTS]


@asynccontextmanager
async def opened(*rows: Row) -> AsyncIterator[tuple[MadeUp, Run]]:
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up"), size=(200, 40)) as run:
            await run.shows(f"{len(rows)} loaded, no older events")
            yield service, run


def styles(run: Run, row: int) -> list[str]:
    """How the parts of a row are drawn, wherever the cursor is."""
    return [style for _, style in run.events.row_pieces(row, run.events.size.width)]


def text(run: Run, row: int) -> str:
    return "".join(part for part, _ in run.events.row_pieces(row, run.events.size.width))


async def test_the_second_error_of_a_pair_is_dimmed_and_says_why() -> None:
    async with opened(*ROWS) as (_, run):
        seconds = {second["EventId"] for _, second in FAULTS}
        others = {row["EventId"] for row in OTHERS}
        for row, event_id in enumerate(run.listed):
            # What is only for information is dimmed as well.
            assert (styles(run, row) == ["dim"]) is (event_id in seconds | others)
            assert (SAME in text(run, row)) is (event_id in seconds)
        # The detail says it, too; the cursor begins on an event that is no repeat.
        run.events.go_to(0)
        assert run.current in seconds
        await run.shows("Repeat: the same failure as")


async def test_f_folds_and_unfolds_with_the_cursor_on_its_event() -> None:
    async with opened(*ROWS) as (service, run):
        calls = service.calls.count("ListClusterEvents")
        run.events.go_to(4)
        here = run.current
        assert here == FAULTS[1][0]["EventId"]
        await run.keys("F")
        await run.shows("4 folded")
        assert run.listed == newest_first(*FIRSTS, *OTHERS)
        assert run.current == here
        assert SAME not in run.text
        await run.keys("F")
        await run.gone("folded")
        assert run.listed == newest_first(*ROWS)
        assert run.current == here
        assert service.calls.count("ListClusterEvents") == calls


async def test_from_an_event_that_is_folded_away_and_back() -> None:
    async with opened(*ROWS) as (_, run):
        run.events.go_to(3)
        away = FAULTS[1][1]["EventId"]
        assert run.current == away
        await run.keys("F")
        await run.until(lambda: run.current == FAULTS[1][0]["EventId"])
        await run.keys("F")
        assert run.current == away


def cluster(current: int, target: int) -> bytes:
    """The body of a DescribeCluster answer with one group."""
    body: dict[str, Any] = {
        "ClusterArn": f"arn:aws:sagemaker:{REGION}:111122223333:cluster/abcdefghijkl",
        "ClusterName": "made-up",
        "ClusterStatus": "InService",
        "NodeProvisioningMode": "Continuous",
        "InstanceGroups": [
            {"InstanceGroupName": "workers", "CurrentCount": current, "TargetCount": target}
        ],
    }
    return json.dumps(body).encode()


async def test_lost_readiness_is_noise_only_while_the_counts_differ() -> None:
    rows = [
        event_row(1, Description=LOST, EventLevel="Warn", ResourceType="Cluster"),
        event_row(2, Description="Something else", EventLevel="Warn", ResourceType="Cluster"),
    ]
    words = "(expected) 3 node(s) lost"
    with MadeUp(*rows) as service:
        service.answer("DescribeCluster", cluster(6, 8))
        async with running(account(service, "made-up"), size=(160, 30)) as run:
            await run.shows(words)
            assert styles(run, 0) == ["dim"]
            assert styles(run, 1) == ["warn", "", "cause", ""]
    with MadeUp(*rows) as service:
        service.answer("DescribeCluster", cluster(8, 8))
        async with running(account(service, "made-up"), size=(160, 30)) as run:
            await counts_are_known(run, service)
            assert "(expected" not in run.text
            assert styles(run, 0) == ["warn", "", "cause", ""]
            # More nodes are to come. What was seen before says nothing else by that.
            service.answer("DescribeCluster", cluster(8, 12))
            service.add(event_row(-1, Description=LOST, EventLevel="Warn", ResourceType="Cluster"))
            await run.keys("r")
            await run.shows("(expected) 3 node(s) lost")
            assert styles(run, 0) == ["dim"]
            assert styles(run, 1) == styles(run, 2) == ["warn", "", "cause", ""]


async def counts_are_known(run: Run, service: ScriptedEndpoint) -> None:
    await run.shows("2 loaded", "InService")
    assert service.calls.count("DescribeCluster") == 1
