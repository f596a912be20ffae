"""The same cluster from the service and from a file of saved events: the same screens."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from help.app import Run, account, detail_lines, running
from help.endpoint import MadeUp
from help.events import NAME, NOW, event_row, fault, ids
from help.rest import is_position_old
from help.saved import save
from help.troubled import SHORT, Troubled
from hpev_tui.model.settings import Settings
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.ui.widgets.table_list import TableList
from ui.test_copies import copied

EVENTS = 72
FAULTS = 12
LAST = NOW - 60
"""When the newest event happened: nobody knows what came later, and both begin then."""

Opened: TypeAlias = Callable[[], AbstractAsyncContextManager[Run]]
"""Opens the cluster, and waits until its events and the reasons of its failures are loaded."""


@pytest.fixture(scope="module")
def served() -> Iterator[Troubled]:
    with Troubled() as service:
        yield service


@pytest.fixture(scope="module")
def saved(served: Troubled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What it answers, in a file."""
    return save(served.url, NAME, tmp_path_factory.mktemp("saved") / "made-up.jsonl")


@asynccontextmanager
async def opened_with(settings: Settings) -> AsyncIterator[Run]:
    async with running(settings, now=lambda: LAST) as run:
        await run.shows("72 loaded, no older", "retrying  capacity")
        facts = run.browser.model.log.findings
        await run.until(lambda: facts.signatures.waiting_count == 0)
        yield run


def ways(service: MadeUp, saved: Path) -> dict[str, Settings]:
    """How to open the cluster, from either of them."""
    return {
        "service": account(service, NAME, reasons=True, background=True),
        "file": Settings(files=(str(saved),)),
    }


@pytest.fixture(params=["service", "file"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def opened(way: str, served: Troubled, saved: Path) -> Opened:
    """The cluster, from either of them."""
    return lambda: opened_with(ways(served, saved)[way])


class TestOneBehaviour:
    """Each test runs on both: what differs is what only the service has."""

    async def test_list_detail_and_json(self, opened: Opened) -> None:
        async with opened() as run:
            assert len(run.listed) == EVENTS
            await run.keys("g", "enter")
            await run.shows(f"FailureMessage  {SHORT[:60]}")
            assert any("NodeLogicalId" in line for line in detail_lines(run))
            await run.keys("v")
            await run.shows('"EventDetails": {')

    async def test_filters_of_the_service_of_details_and_of_texts(self, opened: Opened) -> None:
        async with opened() as run:
            model = run.browser.model
            for text, count in (
                ("level:error", FAULTS),
                ("group:worker-b type:instance", 10),
                ("cause:capacity", 10),
                ('"lifecycle scripts"', 2),
                ("-type:instance", 2),
            ):
                model.set_filter(text)
                await run.until(lambda: not model.filtering.busy and not model.loading.busy)
                assert len(model.rows) == count, text

    async def test_folding_and_order(self, way: str, tmp_path: Path) -> None:
        faults = [fault(number) for number in range(1, 5)]
        others = [event_row(100 + number) for number in range(3)]
        with MadeUp(*(row for pair in faults for row in pair), *others) as service:
            saved = save(service.url, NAME, tmp_path / "faults.jsonl", described=False)
            async with running(ways(service, saved)[way], now=lambda: LAST) as run:
                await run.shows("11 loaded, no older")
                await run.keys("F")
                await run.shows("4 folded")
                rows = ids([*(first for first, _ in faults), *others])
                assert run.listed == rows
                await run.keys("S")
                await run.until(lambda: run.listed == rows[::-1])

    async def test_histogram(self, opened: Opened) -> None:
        async with opened() as run:
            await run.shows(
                " all ▇███████████▂       ▂█▂█ ", "12:31 to 14:29, 5 min a bar",
                " err                     ▂█▂█ ", "12 errors, 0 warnings",
            )  # fmt: skip

    async def test_failures_groups_nodes_and_a_timeline(self, opened: Opened) -> None:
        async with opened() as run:

            def table() -> list[list[str]]:
                return [row[:5] for row in run.app.screen.query_one(TableList).texts()[1:]]

            await run.keys("u")
            await run.shows("2 kinds, 12 faults", "5 nodes still down")
            assert [row[1:3] for row in table()] == [["10", "10"], ["2", "2"]]
            await run.keys("m")
            await run.shows("▲ 1 short of nodes", "▲ worker-b")
            await run.keys("M")
            await run.shows("● 10 Running")
            await run.keys("enter")
            await run.shows("Timeline", "attempt 2")
            why = f"failed after 0s  capacity: {SHORT}"
            failed = ["└ failed", "", "━", "Failed to provision EC2 Instance"]
            steps = [
                ["14:19:00", "attempt 1", "", "", why],
                ["14:19:00", *failed],
                ["", "", "10m", "", "until the next attempt"],
                ["14:29:00", "attempt 2", "", "", why],
                ["14:29:00", *failed],
            ]
            await run.until(lambda: table() == steps)


async def test_copies_are_the_same(served: Troubled, saved: Path) -> None:
    texts: dict[str, list[str]] = {}
    for way, settings in ways(served, saved).items():
        async with opened_with(settings) as run:
            await run.keys("g")
            for count, letter in enumerate("egnamxl", 1):
                await run.keys("y", letter)
                await run.until(lambda: len(run.sent) == count)  # noqa: B023
            endpoint = f" --endpoint-url {served.url}"
            texts[way] = [text.replace(endpoint, "") for text in copied(run)]
    assert texts["file"] == texts["service"]
    # The region is that of the cluster's ARN, and no profile of this machine is named.
    assert texts["file"][-1].endswith("--sort-order Descending --region us-west-2")


async def test_whole_screens_are_equal_but_for_what_needs_the_service(
    served: Troubled, saved: Path
) -> None:
    screens: list[list[str]] = []
    for settings in ways(served, saved).values():
        async with opened_with(settings) as run:
            shown = []
            assert run.browser.check_action("fetch", ()) is bool(settings.files)
            # There and back: the detail is drawn again with all that is known of its node by now.
            await run.keys("j", "k")
            for key, words in (
                ("g", "2 failed attempts loaded"),
                ("u", "5 nodes still down"),
                ("m", "short of nodes"),
                ("M", "10 Running"),
            ):
                await run.keys(key)
                await run.shows(words)
                model = run.app.account.model
                assert isinstance(model, ClusterModel)
                await run.until(lambda: not model.details.is_gathering)  # noqa: B023
                await run.until(lambda: not (run.account_is_busy() or is_position_old(run)))
                shown.append(_body(run.text))
            screens.append(shown)
    for of_service, of_file in zip(*screens, strict=True):
        assert of_service == of_file


def _body(text: str) -> str:
    """A screen without its header, and without what only the service knows."""
    text = "\n".join(text.splitlines()[1:])
    # When the next try is due, of what was saved nobody says; and nothing can be followed.
    text = re.sub(r"(, |  )next (about |~)[0-9:]+|~[0-9]{2}:[0-9]{2}:[0-9]{2}", "", text)
    text = re.sub(r"\(?ListClusterNodes [0-9:]+|  f follow", "", text)
    text = text.replace("no older saved", "no older events").replace(" - ", "   ")
    return re.sub(r"[─ ]+", " ", text)
