"""Everything at random, for as long as one likes: `make soak`.

Two clusters grow while one of them is followed. Replies are spoiled by chance, keys are pressed,
the terminal is resized, and another cluster, profile or region is looked at. More events come than
are kept. In the end what is listed is the endpoint's truth, as much memory is taken as after the
first half of the time, and there are as many threads, file descriptors and child processes.

Before that a file of saved events is spoiled and read again (`saved_soak.py`).

HPEV_SOAK_SECONDS is how long it goes on; HPEV_SOAK_SEED repeats a run.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import random
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from help.accounts import Profiles, pick
from help.app import UNHURRIED, Run, running
from help.endpoint import Rows, foreign_names
from help.events import LATER, Row, mixed_rows
from help.faults.chance import thrower
from help.faults.endpoint import FaultyEndpoint, Spoil
from help.faults.places import name_of, owned
from help.faults.table import FAULTS, Comes
from help.saved_soak import soak_saved
from help.timers import LONGEST_REST, HandTimers, polls_by_hand
from hpev_tui.model.settings import Settings
from hpev_tui.session.bounds import Bounds
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.ui.browser.screen import BrowserScreen
from hpev_tui.ui.screens.picker import PickerScreen

LEAST_ROUNDS = 20
"""On a busy machine it goes on until there were so many."""

CLUSTERS = 2
BEGIN = 350
"""Events that each cluster has at first: soon there are more than are kept."""

LIMITS = UNHURRIED._replace(
    bounds=Bounds(
        most_events=400,
        kept_events=300,
        other_events=600,
        ready_details=20,
        ready_bytes=50_000,
        detail_bytes=100_000,
    )
)
FLAT = 1.1
"""So much more memory may be taken at the end than at the beginning."""

_KEYS = ("j", "k", "g", "G", "pagedown", "pageup", "space", "r", "J", "K", "e", "L", "o", "F", "t")
_OVERVIEWS = ("u", "m", "M", "?")
_SIZES = ((120, 36), (80, 24), (200, 60), (40, 12))
_PROFILES = ("dev", "prod")
_REGIONS = ("us-west-2", "eu-west-1")

# What only comes spoiled stays so until it is listed again; the page that takes too long is left
# out for its time, and so is what is a megabyte long.
_LYING = [fault.name for fault in FAULTS if isinstance(fault.seen.get("follow"), Comes)]
_ORDERLY = ("throttled for a while", "500 for a while", "reset for a while", "pages overlap")
_SLOW = ("hanging body", "text of 1 MB", "10,000 ENIs", "wrong types")
_of_lists = thrower(
    {*_LYING, *_SLOW} - {*_ORDERLY, "out of order", "page of none with a token"},
    ("ListClusters", "ListClusterEvents"),
)
_of_details = thrower(_SLOW, ("DescribeClusterEvent",))

# The endpoint, the tests, what counts, and lines that were drawn: of each Textual keeps what it was
# made of, in caches that have bounds, and that are full only after hundreds of rounds.
_NOT_COUNTED = [
    tracemalloc.Filter(False, name)
    for name in (
        *("*/hpev_tui/demo/*", "*/tests/*", tracemalloc.__file__),
        *("*/textual/cache.py", "*/textual/strip.py", "*/textual/_styles_cache.py"),
        *("*/rich/segment.py", "*/rich/cells.py"),
    )
]


class Taken(NamedTuple):
    """What the program takes of the machine."""

    memory: int
    """Bytes, as Python counts them."""
    threads: int
    descriptors: int
    children: int


def _taken(service: FaultyEndpoint) -> Taken:
    """What the program takes; the endpoint and the tests are in this process, too."""
    for _ in range(3):
        gc.collect()
    snapshot = tracemalloc.take_snapshot().filter_traces(_NOT_COUNTED)
    ours = [each for each in threading.enumerate() if each.name.startswith(("loader-", "copy"))]
    tasks = Path("/proc/self/task").glob("*/children")
    return Taken(
        sum(trace.size for trace in snapshot.traces),
        len(ours),
        len(os.listdir("/proc/self/fd")) - service.connections,  # noqa: PTH208
        sum(len(each.read_text().split()) for each in tasks),
    )


class Soak:
    """Two clusters that grow, and the user who moves about in them."""

    def __init__(self, service: FaultyEndpoint, run: Run, timers: HandTimers, seed: int) -> None:
        self._service = service
        self._run = run
        self._timers = timers
        self._dice = random.Random(seed)  # noqa: S311 - no secret
        self._cluster = 0
        self.happened = 0

    async def round(self) -> None:
        """Some events happen, a poll asks for them, and something is done."""
        for _ in range(self._dice.randrange(4)):
            self.happened += 1
            self._service.rows.add((_row(self._cluster, -self.happened),))
        if any(seconds > LONGEST_REST for seconds in self._timers.waiting):
            self._timers.go_off()
        chance = self._dice.random()
        if chance < 0.05:
            await self._run.resized(*self._dice.choice(_SIZES))
        elif chance < 0.08:
            await self.to_cluster(self._dice.randrange(CLUSTERS))
        elif chance < 0.1:
            key, names = self._dice.choice((("P", _PROFILES), ("R", _REGIONS)))
            await self._to_account(key, self._dice.choice(names))
        elif chance < 0.2:
            await self._overview(self._dice.choice(_OVERVIEWS))
        else:
            await self._run.keys(self._dice.choice(_KEYS))
        await self.settled()

    async def tour(self) -> None:
        """Go everywhere once: then all code is loaded, and as much is kept as will be."""
        for key, names in (("P", _PROFILES), ("R", _REGIONS), ("P", _PROFILES)):
            for name in names:
                await self._to_account(key, name)
                for number in range(CLUSTERS):
                    await self.to_cluster(number)
                    await self._run.keys("L")
                    await self.settled()
        for key in _OVERVIEWS:
            await self._overview(key)
        for key in _KEYS:
            await self._run.keys(key)
            await self.settled()
        for size in _SIZES:
            await self._run.resized(*size)

    async def _overview(self, key: str) -> None:
        await self._run.keys(key)
        await self.settled()
        await self._run.keys("escape")
        await self._run.until(lambda: isinstance(self._run.app.screen, BrowserScreen))

    async def settled(self) -> None:
        """Wait until no page is on its way."""
        model = self._run.app.account.model
        assert isinstance(model, ClusterModel)
        await self._run.until(lambda: not model.loading.busy)

    async def to_cluster(self, number: int) -> None:
        """Look at that cluster, and follow it."""
        with self._unspoiled():
            # Room for whole names.
            await self._run.resized(*_SIZES[0])
            await self._run.keys("C")
            await self._from_picker(number)

    async def _to_account(self, key: str, name: str) -> None:
        with self._unspoiled():
            await self._run.resized(*_SIZES[0])
            await pick(self._run, key, name)
            await self._run.until(lambda: isinstance(self._run.app.screen, PickerScreen))
            await self._from_picker(self._cluster)

    async def _from_picker(self, number: int) -> None:
        run, name = self._run, name_of(number)
        await run.until(lambda: isinstance(run.app.screen, PickerScreen))
        await run.shows("HyperPod clusters")
        await run.keys("/", "ctrl+u", *name)
        await run.shows(f"● {name}")
        await run.keys("enter")
        await run.until(lambda: isinstance(run.app.screen, BrowserScreen))
        self._cluster, self._service.rows = number, self._service.logs[name]
        await self.settled()
        await run.keys("f")

    @contextlib.contextmanager
    def _unspoiled(self) -> Iterator[None]:
        dice, self._service.dice = self._service.dice, None
        yield
        self._service.dice = dice

    async def mended(self) -> None:
        """Nothing is spoiled any more: wait for the truth of each cluster."""
        self._service.heal()
        for number in reversed(range(CLUSTERS)):
            await self.to_cluster(number)
            await self._run.keys("r", "L")
            await self.settled()
            rows = self._service.rows
            truth = [rows.summary(each)["EventId"] for each in reversed(range(rows.count(0.0)))]
            model = self._run.browser.model
            model.set_filter("")
            if model.view.oldest_first:
                await self._run.keys("o")
            await self._run.until(partial(self._is_true, truth))
        # Textual drops the lines that it has drawn for another size.
        for size in (_SIZES[1], _SIZES[0]):
            await self._run.resized(*size)

    def _is_true(self, truth: list[str]) -> bool:
        """Whether the newest are listed, without a gap; all of them where nothing was dropped."""
        model, listed = self._run.browser.model, self._run.listed
        whole = model.loading.complete and len(listed) == len(truth)
        return listed == truth[: len(listed)] and (whole or model.log.is_full) and not model.gaps


def _row(cluster: int, number: int) -> Row:
    (row,) = mixed_rows(1)
    at = float(row["EventTime"]) - 60 * number
    level = {3: "Error", 6: "Warn"}.get(-number % 10, "Info")
    own = {"EventId": f"00000000-0000-4000-8000-{-number + 0x100000:012x}", "EventTime": at}
    return owned(
        {**row, **own, "EventLevel": level, "InstanceId": f"i-0{-number % 50:07x}"}, cluster
    )


async def soak(seed: int, seconds: float, folder: Path) -> None:
    """Do it for so many seconds; `folder` is for the files of a user."""
    logs = {
        name_of(number): Rows(tuple(owned(row, number) for row in mixed_rows(BEGIN)))
        for number in range(CLUSTERS)
    }
    # From the beginning: what takes the place of something must be known for that to be missed.
    tracemalloc.start()
    with pytest.MonkeyPatch.context() as patch, FaultyEndpoint(logs=logs) as service:
        _user(patch, folder, service.url)
        service.rows, service.throw = logs[name_of(0)], _throw
        timers = polls_by_hand()
        settings = Settings(profile=_PROFILES[0], cluster=name_of(0))
        async with running(settings, now=lambda: LATER, timers=timers, limits=LIMITS) as run:
            await run.shows("loaded")
            it = Soak(service, run, timers, seed)
            await it.settled()
            await run.keys("f")
            await _rounds(it, service, seed, seconds)
    assert not [each for each in threading.enumerate() if each.name.startswith("loader-")]


def _throw(operation: str, dice: random.Random) -> Spoil | None:
    return (_of_details if operation == "DescribeClusterEvent" else _of_lists)(operation, dice)


def _user(patch: pytest.MonkeyPatch, folder: Path, url: str) -> None:
    """A user with two profiles, and nothing of this machine."""
    for name in foreign_names():
        patch.delenv(name)
    patch.setenv("HOME", str(folder))
    patch.setenv("XDG_STATE_HOME", str(folder / "state"))
    patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    patch.setenv("TZ", "UTC")
    profiles = Profiles(patch, folder)
    for name in _PROFILES:
        profiles.add(name, url)


async def _rounds(it: Soak, service: FaultyEndpoint, seed: int, seconds: float) -> None:
    await it.tour()
    begun, rounds, warm = time.monotonic(), 0, 0
    before: Taken | None = None
    while rounds < LEAST_ROUNDS or before is None or time.monotonic() - begun < seconds:
        # By then each cluster has had more events than are kept, and caches are full.
        if before is None and time.monotonic() - begun > seconds / 2:
            await it.mended()
            warm, before = rounds, _taken(service)
        service.dice = service.dice or random.Random(seed + rounds)  # noqa: S311 - no secret
        await it.round()
        # What the endpoint has read of requests looks like what the program has read of answers.
        service.calls.clear()
        rounds += 1
    await it.mended()
    after = _taken(service)
    print(
        f"{rounds:,} rounds, {service.spoiled:,} replies spoiled, {it.happened:,} events; memory "
        f"{before.memory:,} bytes after {warm:,} rounds, {after.memory:,} at the end; {after[1:]}"
    )
    assert after.memory <= FLAT * before.memory
    assert after[1:] <= before[1:], (before, after)


if __name__ == "__main__":
    given = int(os.environ.get("HPEV_SOAK_SEED") or random.randrange(1_000_000))  # noqa: S311
    # Shown where it fails, whatever fails, be it a thread of the endpoint's.
    print(f"HPEV_SOAK_SEED={given} repeats this run", flush=True)
    with tempfile.TemporaryDirectory() as home:
        asyncio.run(soak_saved(given, Path(home)))
        asyncio.run(soak(given, float(os.environ.get("HPEV_SOAK_SECONDS") or 60), Path(home)))
