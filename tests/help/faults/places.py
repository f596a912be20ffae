"""The places of the matrix: what is loaded there, what is asked for, and what a user sees."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from help.app import POLL_SECONDS, SECONDS, Run, account, detail_lines, running
from help.endpoint import Rows
from help.events import CLUSTER_ID, LATER, NAME, Row, event_row, mixed_rows
from help.faults.endpoint import CLUSTERS, FaultyEndpoint
from help.faults.spoiling import only
from help.faults.table import LOADED, Cell, Comes
from help.timers import HandTimers, polls_by_hand
from hpev_tui.sources.sdk_process import CallLimits
from hpev_tui.ui.screens.cluster_list import ClusterList
from hpev_tui.ui.widgets.notes import Note

_OF_APP = ("loader-", "copy")
"""How the names of threads begin that may not outlive the app."""

SIZE = (160, 40)
"""Room for all that a cell looks for."""


class Stand:
    """A user in a place, who has loaded something and is about to ask for more.

    One app goes through all faults in a place: `again` loads as much as there was at first.
    """

    operation = "ListClusterEvents"
    asks: tuple[str, ...] = ()
    """The keys that ask for more."""

    def __init__(self, service: FaultyEndpoint, run: Run, timers: HandTimers) -> None:
        self.service = service
        self.run = run
        self.timers = timers

    async def load(self) -> None:
        """Wait until that is loaded which is there before anything goes wrong."""
        raise NotImplementedError

    async def again(self) -> None:
        """Be where nothing has been asked for yet, whatever has happened before."""
        raise NotImplementedError

    async def ask(self) -> None:
        """Ask for more; what was asked for is spoiled."""
        await self.run.keys(*self.asks)

    async def retry(self) -> None:
        """Ask again, once nothing is wrong any more."""
        await self.run.keys("r")

    @property
    def words(self) -> str:
        """The text where the place reports things, without line breaks."""
        return " ".join(self.run.text.split())

    def has(self, *, lost: bool) -> bool:
        """Whether all has come, but for the rows that were spoiled where those are `lost`."""
        listed = self.run.listed
        assert len(listed) == len(set(listed)), "An event stands there twice."
        return self.expected(lost=lost) <= set(listed)

    def expected(self, *, lost: bool) -> set[str]:
        """The IDs of the events that are to be there in the end."""
        raise NotImplementedError

    def still_loaded(self) -> bool:
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
        await self.run.shows("Clusters  3", *LOADED)
        await self.run.gone("loading")

    async def again(self) -> None:
        """See `Stand.again`: those that were new are gone."""
        self.service.spoil("ListClusters", only(*LOADED), times=1)
        await self.run.keys("r")
        await self.load()

    @property
    def _names(self) -> set[str]:
        return {cluster.cluster_name for cluster in self.run.the(ClusterList).clusters_in_view}

    def has(self, *, lost: bool) -> bool:
        """See `Stand.has`. Of the new ones the oldest comes first, and is spoiled."""
        expected = set(CLUSTERS[:-1] if lost else CLUSTERS)
        return expected <= self._names and "loading" not in self.run.text

    def still_loaded(self) -> bool:
        """See `Stand.still_loaded`."""
        return set(LOADED) <= self._names


class InCluster(Stand):
    """At the events of a cluster. Each fault has a cluster and events of its own."""

    count = 250
    first = 100
    """How many events the cluster has, and how many of them are loaded at first."""
    number = 0
    """The cluster's."""

    async def load(self) -> None:
        """See `Stand.load`."""
        await self.run.shows(f"{self.first} loaded", "Reason of number 0")

    async def again(self) -> None:
        """See `Stand.again`: in the next cluster."""
        self.number += 1
        name = name_of(self.number)
        self.service.rows = self.service.logs[name]
        await self.run.keys("C")
        await self.run.shows("HyperPod clusters")
        await self.run.keys("/", "ctrl+u", *name)
        await self.run.shows("1 of ")
        await self.run.keys("enter")
        await self.run.shows(f" {name}   ")
        await self.load()

    def loaded(self) -> set[str]:
        """See `Stand.loaded`."""
        return _ids(own_rows(self.number, self.first))


class AtList(InCluster):
    """At the end of a list, asking for the second of its pages."""

    asks = ("G",)

    async def load(self) -> None:
        """See `Stand.load`."""
        await super().load()
        await self.run.shows("older available (L)")

    def expected(self, *, lost: bool) -> set[str]:
        """See `Stand.expected`."""
        # Where a token was of no use, the page begins by time, and repeats an event.
        older = own_rows(self.number, 199)[100:]
        return self.loaded() | _ids(older[1::2] if lost else older)


class AtDetail(InCluster):
    """At the detail of an event, five rows below one whose detail has come."""

    operation = "DescribeClusterEvent"
    asks = ("j",) * 5

    @property
    def words(self) -> str:
        """See `Stand.words`."""
        tree = self.run.detail
        note = Note() if tree.row_count else tree._note
        keys = [" ".join(pair) for pair in note.keys]
        return " ".join(" ".join((note.text, *note.more, *keys, *detail_lines(self.run))).split())

    def has(self, *, lost: bool) -> bool:
        """See `Stand.has`; which words of the detail have come is said in the table."""
        del lost
        return self.run.detail.row_count > 0


class AtFollow(InCluster):
    """At a list that is followed, when three events have happened and a poll is due."""

    count = first = 40

    async def load(self) -> None:
        """See `Stand.load`."""
        await super().load()
        await self.run.keys("f")
        await self.run.shows("FOLLOW")
        await self.settled()
        self.service.add(*self._news)

    @property
    def _news(self) -> list[Row]:
        return [owned(event_row(-number), self.number) for number in (1, 2, 3)]

    async def settled(self) -> None:
        """Wait until no poll is under way."""
        await self.run.until(lambda: not self.run.browser.model.loading.busy)

    async def ask(self) -> None:
        """See `Stand.ask`: time passes."""
        self.timers.go_off()

    async def retry(self) -> None:
        """See `Stand.retry`: more time passes; nobody has to do anything."""
        await self.settled()
        self.timers.go_off()

    def expected(self, *, lost: bool) -> set[str]:
        """See `Stand.expected`; the newest of the three, and the oldest, are spoiled."""
        return self.loaded() | _ids(self._news[1:2] if lost else self._news)


_IN_CLUSTER: dict[str, type[InCluster]] = {"list": AtList, "detail": AtDetail, "follow": AtFollow}


def name_of(number: int) -> str:
    """The name of a cluster that a fault has."""
    return f"{NAME}-{number:02}"


def owned(row: Row, number: int) -> Row:
    """The row as it is in that cluster: no two events of an account have the same ID."""
    arn = row["ClusterArn"].replace(CLUSTER_ID, f"{number:012x}")
    return {**row, "ClusterArn": arn, "EventId": f"{number:08x}{row['EventId'][8:]}"}


def own_rows(number: int, count: int) -> list[Row]:
    """The newest events of a cluster."""
    return [owned(row, number) for row in mixed_rows(count)]


def _log(number: int, count: int) -> Rows:
    rows = own_rows(number, count)
    log = Rows(tuple(rows))
    for nth, row in enumerate(rows[:10]):
        reason = {"FailureMessage": f"Reason of number {nth}"}
        log.details[row["EventId"]] = {"EventMetadata": {"Instance": reason}}
    return log


def _ids(rows: Iterable[Row]) -> set[str]:
    return {row["EventId"] for row in rows}


@asynccontextmanager
async def standing(where: str, faults: int, patience: float) -> AsyncIterator[Stand]:
    """Be in a place, with what is loaded there before anything goes wrong, so many times.

    After `patience` seconds the SDK gives up on an answer that does not come.
    """
    before = _threads()
    kind = _IN_CLUSTER.get(where)
    logs = {name_of(n): _log(n, kind.count) for n in range(faults)} if kind else None
    with FaultyEndpoint(logs=logs) as service:
        if logs:
            service.rows = logs[name_of(0)]
        else:
            service.spoil("ListClusters", only(*LOADED), times=1)
        settings = account(service, name_of(0) if logs else "")
        timers, calls = polls_by_hand(), CallLimits(read_seconds=patience)
        async with running(settings, SIZE, lambda: LATER, timers, calls=calls) as run:
            stand = (kind or AtPicker)(service, run, timers)
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
