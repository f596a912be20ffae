"""The places of the matrix: what is loaded there, what is asked for, and what a person sees."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from help.app import POLL_SECONDS, SECONDS, Run, account, detail_lines, running
from help.events import LATER, NAME, Row, event_row, mixed_rows
from help.faults.endpoint import CLUSTERS, FaultyEndpoint
from help.faults.spoiling import only
from help.faults.table import LOADED, Cell, Comes
from help.timers import HandTimers, hand_timers
from hpev_tui.ui.widgets.cluster_list import ClusterList

_OF_APP = ("loader-", "copy")
"""How the names of threads begin that may not outlive the app."""

SIZE = (160, 40)
"""Room for all that a cell looks for."""


class Stand:
    """A person in a place, who has loaded something and is about to ask for more."""

    operation = "ListClusterEvents"
    asks: tuple[str, ...] = ()
    """The keys that ask for more."""

    def __init__(self, service: FaultyEndpoint, run: Run) -> None:
        self.service = service
        self.run = run

    async def load(self) -> None:
        """Wait until that is loaded which is there before anything goes wrong."""
        raise NotImplementedError

    async def ask(self) -> None:
        """Ask for more; what was asked for is spoiled."""
        await self.run.keys(*self.asks)

    async def retry(self) -> None:
        """Ask again, once nothing is wrong any more."""
        await self.run.keys("r")

    @property
    def words(self) -> str:
        """What stands where the place tells of things, without line breaks."""
        return " ".join(self.run.text.split())

    def has(self, *, lost: bool) -> bool:
        """Whether all has come, but for the rows that were spoiled where those are `lost`."""
        listed = self.run.listed
        assert len(listed) == len(set(listed)), "An event stands there twice."
        return self.wanted(lost=lost) <= set(listed)

    def wanted(self, *, lost: bool) -> set[str]:
        """The IDs of the events that are to be there in the end."""
        raise NotImplementedError

    def kept(self) -> bool:
        """Whether what was loaded before is there still."""
        return self.loaded() <= set(self.run.listed)

    def loaded(self) -> set[str]:
        """The IDs of the events that were loaded before."""
        raise NotImplementedError


class AtPicker(Stand):
    """At the clusters, asking for them again; two are new."""

    operation = "ListClusters"
    asks = ("r",)

    async def load(self) -> None:
        """See `Stand.load`."""
        await self.run.shows("3 clusters", *LOADED)
        await self.run.gone("loading")

    @property
    def _names(self) -> set[str]:
        return {cluster.cluster_name for cluster in self.run.the(ClusterList).clusters_in_view}

    def has(self, *, lost: bool) -> bool:
        """See `Stand.has`. Of the new ones the oldest comes first, and is spoiled."""
        wanted = set(CLUSTERS[:-1] if lost else CLUSTERS)
        return wanted <= self._names and "loading" not in self.run.text

    def kept(self) -> bool:
        """See `Stand.kept`."""
        return set(LOADED) <= self._names


class AtList(Stand):
    """At the end of a list, asking for the second of its pages."""

    asks = ("G",)

    async def load(self) -> None:
        """See `Stand.load`."""
        await self.run.shows("100 loaded, older remain", "Reason of number 0")

    def wanted(self, *, lost: bool) -> set[str]:
        """See `Stand.wanted`."""
        # Where a token was of no use, the page begins by time, and repeats an event.
        older = mixed_rows(199)[100:]
        return self.loaded() | _ids(older[1::2] if lost else older)

    def loaded(self) -> set[str]:
        """See `Stand.loaded`."""
        return _ids(mixed_rows(100))


class AtDetail(Stand):
    """At the detail of an event, five rows below one whose detail has come."""

    operation = "DescribeClusterEvent"
    asks = ("j",) * 5

    async def load(self) -> None:
        """See `Stand.load`."""
        await self.run.shows("100 loaded, older remain", "Reason of number 0")

    @property
    def words(self) -> str:
        """See `Stand.words`."""
        tree = self.run.detail
        return " ".join(" ".join((tree._note, *detail_lines(self.run))).split())

    def has(self, *, lost: bool) -> bool:
        """See `Stand.has`; which words of the detail have come is told in the table."""
        del lost
        return self.run.detail.row_count > 0

    def loaded(self) -> set[str]:
        """See `Stand.loaded`."""
        return _ids(mixed_rows(100))


class AtFollow(Stand):
    """At a list that is followed, when three events have happened and a poll is due."""

    timers: HandTimers

    async def load(self) -> None:
        """See `Stand.load`."""
        self.timers = hand_timers(self.run)
        await self.run.shows("40 loaded", "Reason of number 0")
        await self.run.keys("f")
        await self.run.shows("following")
        await self.settled()
        self.service.add(*_NEWS)

    async def settled(self) -> None:
        """Wait until no poll is under way."""
        await self.run.until(lambda: not self.run.browser._loading.busy)

    async def ask(self) -> None:
        """See `Stand.ask`: time passes."""
        self.timers.go_off()

    async def retry(self) -> None:
        """See `Stand.retry`: more time passes; nobody has to do anything."""
        await self.settled()
        self.timers.go_off()

    def wanted(self, *, lost: bool) -> set[str]:
        """See `Stand.wanted`; the newest of the three, and the oldest, are spoiled."""
        return self.loaded() | _ids(_NEWS[1:2] if lost else _NEWS)

    def loaded(self) -> set[str]:
        """See `Stand.loaded`."""
        return _ids(mixed_rows(40))


_NEWS = [event_row(-number) for number in (1, 2, 3)]

_STANDS: dict[str, tuple[type[Stand], int, str]] = {
    "picker": (AtPicker, 0, ""),
    "list": (AtList, 250, NAME),
    "detail": (AtDetail, 250, NAME),
    "follow": (AtFollow, 40, NAME),
}


def _ids(rows: Iterable[Row]) -> set[str]:
    return {row["EventId"] for row in rows}


@asynccontextmanager
async def standing(place: str) -> AsyncIterator[Stand]:
    """Be in a place, with what is loaded there before anything goes wrong."""
    kind, count, cluster = _STANDS[place]
    rows, before = mixed_rows(count), _threads()
    with FaultyEndpoint(*rows) as service:
        for number, row in enumerate(rows[:10]):
            reason = {"FailureMessage": f"Reason of number {number}"}
            service.rows.details[row["EventId"]] = {"EventMetadata": {"Instance": reason}}
        service.spoil("ListClusters", only(*LOADED), times=1)
        async with running(account(service, cluster), size=SIZE, now=lambda: LATER) as run:
            stand = kind(service, run)
            await stand.load()
            yield stand
        await _wait_until_nothing_is_left(service, before)


def _threads() -> set[threading.Thread]:
    return {each for each in threading.enumerate() if each.name.startswith(_OF_APP)}


async def _wait_until_nothing_is_left(
    service: FaultyEndpoint, before: set[threading.Thread]
) -> None:
    """The app has ended: no thread of it goes on, and it holds no connection."""
    end = time.monotonic() + SECONDS
    while (left := _threads() - before) or service.connections:
        assert time.monotonic() < end, f"{left} and {service.connections} connections are left"
        # urllib3 closes a pool when nothing refers to it any more; the traceback of a failed call,
        # which is garbage by now, does so until the collector comes.
        gc.collect()
        await asyncio.sleep(POLL_SECONDS)


def is_there(stand: Stand, cell: Cell) -> bool:
    """Whether all is there that a cell says comes."""
    lost = isinstance(cell, Comes) and cell.lost
    words = cell.words if isinstance(cell, Comes) else ()
    return stand.has(lost=lost) and all(word in stand.words for word in words)
