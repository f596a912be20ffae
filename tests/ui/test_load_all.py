"""Loading all: how far it has come, and what stops it."""

from __future__ import annotations

from help.app import account, running
from help.endpoint import MadeUp
from help.events import mixed_rows
from help.rest import PageGate
from help.timers import HandTimers
from hpev_tui.ui.browser.status import PROGRESS_SECONDS


async def test_a_line_says_how_far_it_has_come() -> None:
    timers = HandTimers(by_hand=lambda seconds: seconds == PROGRESS_SECONDS)
    with MadeUp(*mixed_rows(350)) as service:
        async with running(account(service, "made-up"), timers=timers) as run:
            await run.shows("100 loaded, older available (L)")
            gate = PageGate(service)
            await run.keys("L")
            await run.shows("loading: 0 pages, 100 events, to 2026-05-12 12:51; esc stop")
            await gate.let_one_through(run)
            await run.shows("loading: 1 page, 200 events, to 2026-05-12 11:11; esc stop")
            await gate.let_one_through(run)
            await run.until(lambda: len(run.browser.model.log.rows) == 300)
            timers.go_off()
            await run.shows("loading: 2 pages, 300 events, to 2026-05-12 09:31; esc stop")
            gate.open()
            await run.shows("350 loaded, no older events")


async def test_esc_undoes_the_loading_before_anything_else() -> None:
    with MadeUp(*mixed_rows(1500)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older available (L)")
            await run.keys("1", "space")
            await run.shows("level:error", "1 marked", "of 700 loaded, older available (L) ─")
            with service.hold("ListClusterEvents"):
                await run.keys("L")
                await run.shows("esc stop")
                await run.keys("escape")
                await run.gone("esc stop")
                assert "1 marked" in run.text
                await run.keys("escape")
                await run.gone("1 marked")
                assert "level:error" in run.text
                await run.keys("escape")
                await run.gone("level:error")
