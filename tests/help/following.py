"""A run that follows a cluster which a test makes; the polls come when the test says so.

async with following(*mixed_rows(40)) as it:
it.service.add(event_row(-1))
await it.poll()
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from help.app import Run, account, running
from help.endpoint import MadeUp
from help.events import LATER, Row
from help.timers import HandTimers, polls_by_hand


class Follower:
    """A run that follows a cluster, whose polls come when the test says so."""

    def __init__(self, service: MadeUp, run: Run, timers: HandTimers) -> None:
        self.service = service
        self.run = run
        self.timers = timers

    @property
    def asked(self) -> int:
        """How often the service was asked for events."""
        return len(self.service.pages())

    async def press(self, key: str) -> None:
        """Press a key that asks for news, and wait for the answer."""
        await self.run.keys(key)
        await self.settled()

    async def poll(self) -> None:
        """Let the time until the next poll pass, and wait until it is answered."""
        self.timers.go_off()
        await self.settled()

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        await self.run.until(lambda: not self.run.browser.model.loading.busy)


@asynccontextmanager
async def listed(*rows: Row, now: float = LATER) -> AsyncIterator[Follower]:
    """A list of these events."""
    with MadeUp(*rows) as service:
        timers = polls_by_hand()
        async with running(account(service, "made-up"), now=lambda: now, timers=timers) as run:
            await run.shows("loaded" if rows else "This cluster has no events")
            yield Follower(service, run, timers)


@asynccontextmanager
async def following(*rows: Row, now: float = LATER) -> AsyncIterator[Follower]:
    """A list of these events that is followed; its first poll is answered."""
    async with listed(*rows, now=now) as follower:
        await follower.press("f")
        await follower.run.shows("FOLLOW")
        yield follower
