"""Following: its pause, what it says where the service is busy, and the bell."""

from __future__ import annotations

from help.app import Run
from help.events import NOW, event_row, mixed_rows
from help.following import following

# The pause


async def test_p_pauses_and_goes_on() -> None:
    rows = mixed_rows(40)
    async with following(*rows) as it:
        await it.run.keys("p")
        await it.run.shows("PAUSED")
        assert it.timers.waiting == []
        it.service.add(event_row(-1))
        assert it.asked == 2
        await it.press("p")
        await it.run.shows("41 loaded", "FOLLOW")
        await it.run.gone("paused")
        assert it.asked == 3
        assert it.timers.waiting == [10]


# How often


async def test_a_throttled_poll_says_so_and_the_next_one_comes_later() -> None:
    async with following(*mixed_rows(40)) as it:
        # As often as the SDK itself tries again.
        it.service.fail("ListClusterEvents", 400, "ThrottlingException", "slow down", times=3)
        await it.poll()
        await it.run.shows("Throttled: ListClusterEvents. Next try ~", "r retry now", "FOLLOW 20 s")
        assert it.timers.waiting == [20]
        it.service.add(event_row(-1))
        await it.poll()
        await it.run.shows("41 loaded")
        await it.run.gone("Throttled", "FOLLOW 20 s")
        assert it.timers.waiting == [10]


# The bell


async def ask_for_bell(run: Run) -> None:
    await run.command("Terminal bell on a new error: on, off")


async def test_the_bell_rings_on_a_new_error_only() -> None:
    async with following(*mixed_rows(40)) as it:
        it.service.add(event_row(-1, EventLevel="Error"))
        await it.poll()
        await it.run.shows("41 loaded")
        # Nobody has asked for it yet.
        assert it.run.rings == 0
        await ask_for_bell(it.run)
        await it.run.says("Bell on: rings on a new error while following")
        it.service.add(event_row(-2), event_row(-3, EventLevel="Warn"))
        await it.poll()
        await it.run.shows("43 loaded")
        assert it.run.rings == 0
        # One that comes late is news, too.
        late = event_row(9000, EventLevel="", EventTime=NOW + 90, Description="Failed to attach")
        it.service.add(event_row(-4), late)
        await it.poll()
        await it.run.shows("45 loaded")
        assert it.run.rings == 1
        await it.poll()
        assert it.run.rings == 1
        await ask_for_bell(it.run)
        await it.run.says("Bell off")
        it.service.add(event_row(-5, EventLevel="Error"))
        await it.poll()
        await it.run.shows("46 loaded")
        assert it.run.rings == 1
