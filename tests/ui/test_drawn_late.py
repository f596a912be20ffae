"""What nobody waits for is drawn late, and what nobody sees is not drawn, while things come in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from textual.strip import Strip

from help.app import Clock, Run, account, running
from help.endpoint import MadeUp
from help.events import NAME, event_row, mixed_rows, quiet_rows
from help.rest import PageGate
from help.sdk import forks, wait_until
from help.timers import HandTimers
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.sources.processes import SdkProcesses
from hpev_tui.ui import app
from hpev_tui.ui.app import HpevApp
from hpev_tui.ui.browser.list_controller import HISTOGRAM_SECONDS
from hpev_tui.ui.browser.status import PROGRESS_SECONDS
from hpev_tui.ui.overviews.base import GROWTH_SECONDS
from hpev_tui.ui.widgets.event_list import EventList
from hpev_tui.ui.widgets.frame import TitleLine
from hpev_tui.ui.widgets.histogram import HistogramStrip

_ARN = event_row(0)["ClusterArn"]


@contextmanager
def rows_drawn() -> Iterator[Counter[int]]:
    """How often each line of the list is drawn meanwhile."""
    drawn: Counter[int] = Counter()
    real = EventList.render_line
    with pytest.MonkeyPatch.context() as patch:

        def render_line(self: EventList, y: int) -> object:
            drawn[y] += 1
            return real(self, y)

        patch.setattr(EventList, "render_line", render_line)
        yield drawn


async def test_the_service_is_asked_while_the_screen_is_still_being_made() -> None:
    with MadeUp(*mixed_rows(5)) as service, pytest.MonkeyPatch.context() as patch:
        ready = HpevApp.on_ready

        def ready_when_asked(app: HpevApp) -> None:
            wait_until(lambda: service.calls.count("ListClusterEvents") == 1)
            ready(app)

        patch.setattr(HpevApp, "on_ready", ready_when_asked)
        async with running(account(service, "made-up")) as run:
            await run.shows("5 loaded")


@pytest.mark.parametrize(
    ("chosen", "operation", "shown"),
    [
        ({}, "ListClusters", " made-up "),
        ({"cluster": NAME}, "ListClusterEvents", "5 loaded"),
        ({"cluster": NAME, "filter_text": "level:Error"}, "DescribeCluster", "level:Error"),
        (
            {"cluster": event_row(0)["ClusterArn"], "filter_text": "level:Error"},
            "DescribeCluster",
            "level:Error",
        ),
    ],
)
async def test_what_was_asked_for_before_the_screen_was_made_is_not_asked_again(
    chosen: dict[str, str], operation: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MadeUp(*mixed_rows(5)) as service, service.hold(operation) as hold:
        settings = account(service)._replace(**chosen)  # type: ignore[arg-type]
        processes = SdkProcesses(lambda: forks().start(), first=forks().start())
        processes.open_early(settings)
        hold.wait_for(1)
        monkeypatch.setattr("help.app.sdk_processes", lambda _: processes)
        async with running(settings) as run:
            await run.until(lambda: run.account_is_busy())
            hold.release()
            await run.shows(shown)
            await run.until(lambda: not run.account_is_busy())
            assert service.calls.count(operation) == 1


class Collector:
    """Stands for the collector of garbage, which is off at the start."""

    def __init__(self, seen: Callable[[], object]) -> None:
        self._seen = seen
        self.done: list[tuple[str, object]] = []

    def isenabled(self) -> bool:
        return "enable" in dict(self.done)

    def freeze(self) -> None:
        self.done.append(("freeze", self._seen()))

    def enable(self) -> None:
        self.done.append(("enable", self._seen()))


@pytest.mark.parametrize(
    ("cluster", "operation", "shown"),
    [("made-up", "ListClusterEvents", "5 loaded"), ("", "ListClusters", " made-up ")],
)
async def test_the_collector_is_off_until_the_first_page_is_shown(
    cluster: str, operation: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MadeUp(*mixed_rows(5)) as service, service.hold(operation) as hold:
        async with running(account(service, cluster)) as run:
            collector = Collector(lambda: shown in run.text)
            monkeypatch.setattr(app, "gc", collector)
            await run.until(lambda: hold.waiting == 1)
            await run.keys("?", "q")
            assert not collector.done
            hold.release()
            await run.until(collector.isenabled)
            assert collector.done == [("freeze", True), ("enable", True)]
            await run.keys("r")
            await run.until(lambda: service.calls.count(operation) == 2)
            await run.until(lambda: not run.account_is_busy())
            assert len(collector.done) == 2


async def test_while_pages_come_the_header_is_not_drawn() -> None:
    clock = Clock()
    with MadeUp(*mixed_rows(350)) as service:
        async with running(account(service, "made-up"), now=clock) as run:
            await run.shows("100 loaded", "updated 14:30:00", "EventId")
            # What is answered later would be drawn with the time of then.
            await run.until(lambda: not run.account_is_busy())
            gate = PageGate(service)
            await run.keys("L")
            clock.seconds += 60
            await gate.let_one_through(run)
            await run.shows("loading: 1 page", "updated 14:30:00")
            gate.open()
            await run.shows("350 loaded", "updated 14:31:00")


@contextmanager
def titles_drawn() -> Iterator[list[str]]:
    """What title lines say that are drawn meanwhile."""
    drawn: list[str] = []
    real = TitleLine.render_line
    with pytest.MonkeyPatch.context() as patch:

        def render_line(self: TitleLine, y: int) -> Strip:
            strip = real(self, y)
            drawn.append(strip.text)
            return strip

        patch.setattr(TitleLine, "render_line", render_line)
        yield drawn


async def loaded(run: Run, events: int) -> None:
    """Wait until so many events are loaded, whatever is said of them."""
    await run.until(lambda: len(run.browser.model.log.rows) == events)


async def test_while_pages_come_the_title_counts_them_now_and_then() -> None:
    with MadeUp(*mixed_rows(650)) as service:
        timers = HandTimers(by_hand=lambda seconds: seconds == PROGRESS_SECONDS)
        assert PROGRESS_SECONDS == 2.0
        async with running(account(service, "made-up"), timers=timers) as run:
            await run.shows("100 loaded", "EventId")
            await run.until(lambda: not run.account_is_busy())
            gate = PageGate(service)
            await run.keys("L")
            await gate.let_one_through(run)
            await run.shows("loading: 1 page, 200 events")
            await run.pilot.pause()
            with titles_drawn() as drawn:
                for events in (300, 400):
                    await gate.let_one_through(run)
                    await loaded(run, events)
                    await run.pilot.pause()
                assert not drawn
            assert timers.waiting == [PROGRESS_SECONDS]
            timers.go_off()
            await run.shows("loading: 3 pages, 400 events")
            gate.open()
            await run.shows("650 loaded, no older events")
            assert not timers.waiting


async def test_what_is_waited_for_stands_in_the_header_at_once() -> None:
    with MadeUp(*mixed_rows(350)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older available (L)")
            gate = PageGate(service)
            await run.keys("L")
            await gate.let_one_through(run)
            await run.shows("loading: 1 page")
            run.app.account.note = "waiting for credential_process"
            await gate.let_one_through(run)
            await run.shows("waiting for credential_process")
            gate.open()


async def test_reasons_of_rows_out_of_view_draw_nothing_in_the_list() -> None:
    rows = [event_row(number, EventLevel="Info") for number in range(90)]
    for number in (3, 60, 70, 80):
        rows[number]["EventLevel"] = "Error"
    with MadeUp(*rows) as service:
        for number, row in enumerate(rows):
            if row["EventLevel"] == "Error":
                metadata = {"Instance": {"FailureMessage": f"broke for reason {number}"}}
                service.rows.details[row["EventId"]] = {"EventMetadata": metadata}
        timers = HandTimers(by_hand=lambda _: False)
        settings = account(service, "made-up", reasons=True)
        with service.hold("DescribeClusterEvent") as hold:
            async with running(settings, timers=timers) as run:
                await run.shows("90 loaded, no older events")
                await run.until(lambda: hold.waiting > 1)
                await run.until(lambda: timers.is_resting)
                await run.pilot.pause()
                with rows_drawn() as drawn:
                    hold.release()
                    await run.shows("broke for reason 3")
                    await run.until(lambda: not run.account_is_busy())
                    await run.until(lambda: len(run.app.account.details) >= 4)
                    await run.pilot.pause()
                    # The one that is seen; its line, and no other.
                    assert set(drawn) <= {3}, drawn
                    assert timers.waiting == []


async def test_while_pages_come_the_histogram_is_drawn_now_and_then() -> None:
    with MadeUp(*mixed_rows(650)) as service:
        timers = HandTimers(by_hand=lambda seconds: seconds == HISTOGRAM_SECONDS)
        async with running(account(service, "made-up"), timers=timers) as run:
            await run.shows("100 loaded", "EventId")
            gate = PageGate(service)
            await run.keys("L")
            for number in (1, 2, 3):
                await gate.let_one_through(run)
                await loaded(run, 100 + 100 * number)
            # That of the first page was drawn at once, and the others wait.
            assert (counted(run), timers.waiting) == (200, [HISTOGRAM_SECONDS])
            timers.go_off()
            assert counted(run) == 400
            gate.open()
            await run.shows("650 loaded, no older events")
            assert (counted(run), timers.waiting) == (650, [])


def counted(run: Run) -> int:
    """How many events the histogram on the screen has."""
    shown = run.the(HistogramStrip)._histogram
    assert shown is not None
    return sum(bar.total for bar in shown.bars)


async def test_while_pages_come_a_table_over_the_list_is_made_again_now_and_then() -> None:
    with MadeUp(*quiet_rows(650)) as service:
        timers = HandTimers(by_hand=lambda seconds: seconds == GROWTH_SECONDS)
        async with running(account(service, "made-up"), timers=timers) as run:
            await run.shows("100 loaded", "EventId")
            model, gate = run.browser.model, PageGate(service)
            await run.keys("L", "u")
            await run.shows("100 events, ")
            for number in (1, 2, 3):
                await gate.let_one_through(run)
                await run.until(partial(pages_came, model, number))
                await run.pilot.pause()
            # That of the first page was drawn at once, and the others wait.
            assert timers.waiting == [GROWTH_SECONDS]
            assert "200 events, " in run.text
            timers.go_off()
            await run.shows("400 events, ")
            gate.open()
            await run.shows("650 events, ")
            await run.until(lambda: timers.waiting == [])


def pages_came(model: ClusterModel, count: int) -> bool:
    return model.loading.pages == count
