"""Random faults while a growing cluster is followed: in the end the list is the endpoint's truth.

HPEV_SOAK_SECONDS makes it run for that long instead of some rounds; HPEV_SOAK_SEED repeats a run.
The program of this file runs in a process of its own: it measures memory, and what other tests have
left in theirs (tables that grow by megabytes in one step) would be counted with it.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import time
import tracemalloc

from help.app import Run, account, running
from help.events import LATER, NAME, event_row, mixed_rows
from help.faults.chance import thrower
from help.faults.endpoint import FaultyEndpoint
from help.timers import HandTimers, polls_by_hand

ROUNDS = 40
WARM_UP = 15
"""Rounds before memory is looked at: until all code has run, and the caches have filled."""

BYTES_PER_EVENT = 4_000
"""What the program may keep for each event that has come, the details looked at included."""

BYTES_FOR_ALL = 2_000_000
"""What it may keep beside that: caches, and tables of Python's that grow in steps."""

# The first takes too long; the next two stay with their event, and would hide what else there is;
# other types in the place of its ID make another event of one, which is in no truth.
_throw = thrower(
    ("hanging body", "text of 1 MB", "10,000 ENIs", "wrong types"),
    ("ListClusterEvents", "DescribeClusterEvent"),
)
_not_its_own = tracemalloc.Filter(False, tracemalloc.__file__)


class Soak:
    """A cluster that grows while it is followed, and the user who moves about in it."""

    def __init__(self, service: FaultyEndpoint, run: Run, timers: HandTimers, seed: int) -> None:
        self._service = service
        self._run = run
        self._timers = timers
        self._dice = random.Random(seed)  # noqa: S311 - no secret
        self.happened = 0

    async def round(self) -> None:
        """Some events happen, a poll asks for them, and a key is pressed."""
        for _ in range(self._dice.randrange(4)):
            self.happened += 1
            self._service.add(event_row(-self.happened))
        self._timers.go_off()
        await self._run.keys(self._dice.choice(("j", "k", "g", "space", "r", "J", "K")))
        await self.settled()
        listed = self._run.listed
        assert len(listed) == len(set(listed))

    async def settled(self) -> None:
        """Wait until no page is on its way."""
        await self._run.until(lambda: not self._run.browser.model.loading.busy)

    async def mended(self) -> None:
        """Nothing is spoiled any more: wait for the truth, which `r` and a poll bring."""
        self._service.heal()
        await self._run.keys("r")
        await self.settled()
        self._timers.go_off()
        await self.settled()
        rows = self._service.rows
        truth = {rows.summary(number)["EventId"] for number in range(rows.count(0.0))}
        await self._run.until(lambda: set(self._run.listed) == truth)
        assert len(self._run.listed) == len(truth)


def _memory() -> int:
    """The bytes that the program keeps; the endpoint and the tests are in this process, too."""
    gc.collect()
    others = [tracemalloc.Filter(False, name) for name in ("*/hpev_tui/demo/*", "*/tests/*")]
    snapshot = tracemalloc.take_snapshot().filter_traces([*others, _not_its_own])
    return sum(trace.size for trace in snapshot.traces)


async def _soak(seed: int, seconds: float) -> None:
    # From the beginning: fresh credentials make a client anew, and the old one's memory must be
    # known for it to be missed.
    tracemalloc.start()
    with FaultyEndpoint(*mixed_rows(40)) as service:
        service.throw = _throw
        timers = polls_by_hand()
        async with running(account(service, NAME), now=lambda: LATER, timers=timers) as run:
            await run.shows("40 loaded")
            soak = Soak(service, run, timers, seed)
            await run.keys("f")
            await soak.settled()
            service.dice = random.Random(seed)  # noqa: S311 - no secret
            await _rounds(soak, service, seconds)


async def _rounds(soak: Soak, service: FaultyEndpoint, seconds: float) -> None:
    end, rounds, before, happened = time.monotonic() + seconds, 0, 0, 0
    while rounds < ROUNDS or time.monotonic() < end:
        if rounds == WARM_UP:
            before, happened = _memory(), soak.happened
        await soak.round()
        # What the endpoint has read of requests looks like what the program has read of answers.
        service.calls.clear()
        rounds += 1
    grown, events = _memory() - before, soak.happened - happened
    await soak.mended()
    print(
        f"{rounds:,} rounds, {service.spoiled:,} replies spoiled, {soak.happened:,} events, "
        f"memory grown by {grown:,} bytes for {events:,} of them"
    )
    assert grown < BYTES_FOR_ALL + BYTES_PER_EVENT * events


if __name__ == "__main__":
    given = int(os.environ.get("HPEV_SOAK_SEED") or random.randrange(1_000_000))  # noqa: S311
    # Shown where it fails, whatever fails, be it a thread of the endpoint's.
    print(f"HPEV_SOAK_SEED={given} repeats this run", flush=True)
    asyncio.run(_soak(given, float(os.environ.get("HPEV_SOAK_SECONDS") or 0)))
