"""Following: one small call for each poll, news in place, and the list where the person is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from by_hand import HandTimers, hand_timers
from hpev_tui.ui.browser.following import BUSY_SECONDS, PATIENCE, QUIET_SECONDS, USUAL_SECONDS
from made_up import MadeUp, Row, mixed_rows
from support import NOW, Run, account, event_row, running

OLD = 40
"""The newest event is so many minutes old, which leaves room for news."""


def old_rows(count: int) -> list[Row]:
    return mixed_rows(count + OLD)[OLD:]


class Followed:
    """A list that is followed, with polls by hand."""

    def __init__(self, service: MadeUp, run: Run, timers: HandTimers) -> None:
        self.service = service
        self.run = run
        self.timers = timers

    async def poll(self) -> None:
        """Let the time to the next poll pass, and wait until its answer has come."""
        calls = self.service.calls.count("ListClusterEvents")
        self.timers.go_off()
        await self.run.until(
            lambda: (
                self.service.calls.count("ListClusterEvents") > calls
                and not self.run.browser._loading.busy
            )
        )


@asynccontextmanager
async def followed(*rows: Row) -> AsyncIterator[Followed]:
    """Follow a cluster with these events; the first poll, which finds nothing, has been made."""
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows(f"{min(len(rows), 100)} loaded, ")
            timers = hand_timers(run)
            await run.keys("f")
            await run.shows("following")
            await run.until(lambda: len(service.pages()) == 2 and not run.browser._loading.busy)
            yield Followed(service, run, timers)


async def test_each_poll_is_one_call_for_what_is_new_and_a_little_before() -> None:
    rows = old_rows(350)
    async with followed(*rows) as it:
        after = rows[0]["EventTime"] - 300 - 1
        for number in range(3):
            it.service.add(event_row(OLD - 1 - number))
            await it.poll()
            await it.run.shows(f"{101 + number} loaded, older remain")
        afters = [page.get("EventTimeAfter") for page in it.service.pages()]
        # Not from where it began, but from the newest.
        assert afters == [None, after, after, after + 60, after + 120]
        assert all("NextToken" not in page for page in it.service.pages())


async def test_polls_come_every_ten_seconds_and_f_ends_them() -> None:
    async with followed(*old_rows(20)) as it:
        assert it.timers.waiting == [USUAL_SECONDS] == [10.0]
        await it.poll()
        assert it.timers.waiting == [10.0]
        await it.run.keys("f")
        await it.run.gone("following")
        assert it.timers.waiting == []
        assert len(it.service.pages()) == 3


async def test_late_events_are_put_in_their_place_and_none_stands_twice() -> None:
    rows = old_rows(20)
    async with followed(*rows) as it:
        late = event_row(9999, EventTime=rows[0]["EventTime"] - 150)
        new = event_row(5)
        it.service.add(late, new)
        await it.poll()
        await it.run.shows("22 loaded")
        await it.poll()
        expected = [new, *rows[:3], late, *rows[3:]]
        assert it.run.listed == [row["EventId"] for row in expected]


async def test_at_the_newest_row_the_list_moves_with_the_news() -> None:
    async with followed(*old_rows(60)) as it:
        new = [event_row(number) for number in (8, 7, 6)]
        it.service.add(*new)
        await it.poll()
        await it.run.shows("63 loaded")
        assert it.run.current == new[-1]["EventId"]
        assert it.run.events.cursor == 0
        assert it.run.events.in_view.start == 0
        assert " new  " not in it.run.text


async def test_elsewhere_the_cursor_stays_and_a_line_counts_the_news() -> None:
    rows = old_rows(60)
    async with followed(*rows) as it:
        await it.run.keys("j", "j")
        line = it.run.events.cursor - it.run.events.in_view.start
        it.service.add(event_row(8), event_row(7))
        await it.poll()
        await it.run.shows("62 loaded", " 2 new  following")
        assert it.run.current == rows[2]["EventId"]
        assert it.run.events.cursor == 4
        await it.run.until(lambda: it.run.events.cursor - it.run.events.in_view.start == line)
        it.service.add(event_row(6))
        await it.poll()
        await it.run.shows("63 loaded", " 3 new  following")
        await it.run.keys("g")
        await it.run.gone(" new  following")
        assert it.run.events.cursor == 0


async def test_without_following_nothing_moves_even_at_the_newest_row() -> None:
    rows = old_rows(60)
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("60 loaded")
            service.add(event_row(8))
            await run.keys("r")
            await run.shows("61 loaded", " 1 new  ")
            assert run.current == rows[0]["EventId"]
            assert run.events.cursor == 1


async def test_oldest_first_the_newest_row_is_the_last() -> None:
    rows = old_rows(60)
    async with followed(*rows) as it:
        await it.run.keys("S", "G")
        await it.run.shows("oldest first")
        it.service.add(event_row(8), event_row(7))
        await it.poll()
        await it.run.shows("62 loaded")
        assert it.run.current == event_row(7)["EventId"]
        await it.run.keys("k")
        it.service.add(event_row(6))
        await it.poll()
        await it.run.shows("63 loaded", " 1 new  following")
        assert it.run.current == event_row(8)["EventId"]


async def test_only_what_the_filter_keeps_is_news() -> None:
    async with followed(*old_rows(60)) as it:
        await it.run.keys("/", *"level:error group:system", "enter", "j")
        await it.run.shows("6 of 60 loaded")
        it.service.add(
            event_row(8),
            event_row(7, EventLevel="Error", InstanceGroupName="system"),
            event_row(6, EventLevel="Error", InstanceGroupName="workers"),
        )
        await it.poll()
        await it.run.shows("7 of 63 loaded", " 1 new  ")
        # The news of the whole cluster: another filter has them, too.
        assert "InstanceGroupName" not in it.service.pages()[-1]
        await it.run.keys("escape")
        await it.run.shows(" 63 loaded, the service has no older ones")


async def test_a_burst_longer_than_a_page_is_taken_in_whole() -> None:
    rows = old_rows(60)
    burst = [event_row(10_000 + number, EventTime=NOW - 1000 - number) for number in range(250)]
    async with followed(*rows) as it:
        it.service.add(*burst)
        await it.poll()
        await it.run.shows("310 loaded, the service has no older ones")
        assert it.run.listed == [row["EventId"] for row in (*burst, *rows)]
        # The beginning, the first poll, and three pages for what has come.
        assert len(it.service.pages()) == 5


async def test_p_pauses_and_goes_on_with_a_poll_at_once() -> None:
    async with followed(*old_rows(60)) as it:
        await it.run.keys("p")
        await it.run.shows("follow paused")
        assert it.timers.waiting == []
        it.service.add(event_row(8))
        assert len(it.service.pages()) == 2
        await it.run.keys("p")
        await it.run.shows("61 loaded", "following")
        await it.run.gone("follow paused")
        assert it.timers.waiting == [USUAL_SECONDS]
        assert len(it.service.pages()) == 3


async def test_p_does_nothing_where_nothing_is_followed() -> None:
    with MadeUp(*old_rows(60)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("60 loaded")
            await run.keys("p", "p", "j")
            assert run.events.cursor == 1
            assert "follow paused" not in run.text
            assert service.pages() == [{}]


async def test_polls_become_rarer_while_the_service_throttles_and_usual_again_with_news() -> None:
    async with followed(*old_rows(60)) as it:
        waits = []
        for _ in range(6):
            # The SDK tries three times before it gives up.
            it.service.fail("ListClusterEvents", 400, "ThrottlingException", "slow down", times=3)
            await it.poll()
            await it.run.shows("ListClusterEvents was throttled", "following every")
            # The timer that waits was set before the answer came; the next one will be rarer.
            waits.append(it.run.browser._following._seconds)
        assert waits == [20, 40, 80, 120, 120, 120] == [*waits[:3], *[BUSY_SECONDS] * 3]
        await it.run.shows("following every 120 s")
        it.service.add(event_row(8))
        await it.poll()
        await it.run.shows("61 loaded", "following")
        await it.run.gone("every", "was throttled")
        await it.poll()
        assert it.timers.waiting == [USUAL_SECONDS]


async def test_polls_become_rarer_where_nothing_comes() -> None:
    async with followed(*old_rows(60)) as it:
        waits = []
        for _ in range(PATIENCE + 6):
            await it.poll()
            waits.append(it.timers.waiting[0])
        assert waits[: PATIENCE - 1] == [USUAL_SECONDS] * (PATIENCE - 1)
        assert waits == sorted(waits)
        assert waits[-1] == QUIET_SECONDS
        assert it.timers.waiting == [QUIET_SECONDS]


async def test_the_end_of_the_list_still_loads_older_pages_after_polls_in_vain() -> None:
    async with followed(*old_rows(350)) as it:
        for _ in range(8):
            await it.poll()
        await it.run.keys("G")
        await it.run.shows("200 loaded, older remain")


async def test_a_poll_waits_for_nobody_and_nobody_for_it() -> None:
    async with followed(*old_rows(350)) as it:
        with it.service.hold("ListClusterEvents") as hold:
            await it.run.keys("G")
            await it.run.until(lambda: hold.waiting == 1)
            calls = len(it.service.pages())
            # A page is on its way: this poll is left out, and the next one comes all the same.
            it.timers.go_off()
            assert it.timers.waiting == [USUAL_SECONDS]
        await it.run.shows("200 loaded, older remain")
        assert len(it.service.pages()) == calls
        it.service.add(event_row(8))
        await it.poll()
        await it.run.shows("201 loaded, older remain")


async def test_the_bell_rings_on_a_new_error_where_it_is_switched_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with followed(*old_rows(60)) as it:
        rung: list[str] = []
        monkeypatch.setattr(it.run.app, "bell", lambda: rung.append("bell"))
        it.service.add(event_row(20, EventLevel="Error"))
        await it.poll()
        assert rung == []
        await it.run.keys(":", *"bell")
        await it.run.shows("Ring the terminal's bell on a new error")
        await it.run.keys("enter")
        await it.run.says("The bell rings on a new error while following")
        it.service.add(event_row(19, EventLevel="Warn"))
        await it.poll()
        assert rung == []
        # A level that was not sent counts as what it is taken for; two are one ring.
        it.service.add(
            event_row(18, EventLevel="Error"),
            event_row(17, EventLevel="", Description="Failed to provision EC2 Instance"),
        )
        await it.poll()
        assert rung == ["bell"]
        await it.poll()
        assert rung == ["bell"]


async def test_a_cluster_without_events_is_followed_like_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with MadeUp() as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("This cluster has no events")
            rung: list[str] = []
            monkeypatch.setattr(run.app, "bell", lambda: rung.append("bell"))
            run.browser.action_bell_on_error()
            it = Followed(service, run, hand_timers(run))
            await run.keys("f")
            await run.until(lambda: len(service.pages()) == 2 and not run.browser._loading.busy)
            for _ in range(PATIENCE):
                await it.poll()
            assert it.timers.waiting[0] > USUAL_SECONDS
            service.add(event_row(8, EventLevel="Error"))
            await it.poll()
            await run.shows("1 loaded, the service has no older ones", "Event number 8")
            assert rung == ["bell"]
