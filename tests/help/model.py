"""One cluster's model without a screen: its service in memory, its threads and its time by hand.

it = listed(*mixed_rows(250))
it.move_to(60)
it.answer_all()
assert len(it.model.rows) == 200
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from help.events import LATER, NAME, Row
from help.source import HandLoader, MemorySource
from help.timers import HandTimers
from hpev_tui.demo.plan import REGION
from hpev_tui.model.events import Event
from hpev_tui.model.settings import Settings
from hpev_tui.session.account import Account
from hpev_tui.session.bounds import BOUNDS, Bounds
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.host import Host, Limits
from hpev_tui.session.jumping import Cursor
from hpev_tui.session.results import Change, Changes, Ticket, What
from hpev_tui.sources.processes import SdkProcesses


class AccountRun:
    """An account whose requests are answered, and whose results are handed over, by the test."""

    def __init__(
        self,
        *rows: Row,
        now: float = LATER,
        settings: Settings | None = None,
        most_pages: int = 9,
        bounds: Bounds = BOUNDS,
    ) -> None:
        self.now = now
        """The clock, in seconds since the epoch."""
        self.service = MemorySource(*rows)
        self.timers = HandTimers()
        self.changes: list[Change] = []
        """What has changed, as it was said."""
        self.notices: list[str] = []
        self.results: list[tuple[Ticket, object]] = []
        """What was answered, and was not handed over yet."""
        self.page_came: Callable[[], object] = lambda: None
        """What the user does between two pages of one run."""
        drawn = threading.Event()
        drawn.set()
        self.host = Host(
            deliver=self._deliver,
            changed=self.show,
            notify=lambda text, _: self.notices.append(text),
            now=lambda: self.now,
            timers=self.timers,
            processes=SdkProcesses(),
            nearby=HandLoader(),
            limits=Limits(batch_seconds=0.0, most_pages=most_pages, bounds=bounds),
            drawn=drawn,
        )
        self.account = Account(settings or Settings(region=REGION, background=False), self.host)
        self.begun()

    def begun(self) -> None:
        """The account has begun: its requests are answered by this service, and by hand."""
        self.account.loader.close()
        self.loader = self.account.loader = HandLoader(self._between_pages)
        self.account.detail_queue = self.loader
        self.account.source = self.service

    def _deliver(self, ticket: Ticket, value: object) -> bool:
        self.results.append((ticket, value))
        return True

    def _between_pages(self) -> None:
        self.take_in()
        self.page_came()

    def take_in(self) -> None:
        """Hand over what was answered."""
        results, self.results = self.results, []
        for ticket, value in results:
            self.show(self.account.door.arrived(ticket, value))

    def show(self, changes: Changes) -> None:
        """Something has changed."""
        self.changes += changes

    def answer(self, kind: str = "") -> None:
        """Answer the first of what waits, of that kind, and hand that over."""
        self.loader.start(kind)()
        self.take_in()

    def answer_all(self) -> None:
        """Answer, and hand over, until nothing waits."""
        while self.loader.waiting:
            self.answer()


class ModelRun(AccountRun):
    """A model, and what a list with a cursor does with it: see `ListController`."""

    def __init__(
        self,
        *rows: Row,
        now: float = LATER,
        filter_text: str = "",
        settings: Settings | None = None,
        bounds: Bounds = BOUNDS,
        cluster: str = NAME,
    ) -> None:
        super().__init__(*rows, now=now, settings=settings, bounds=bounds)
        self.cursor = 0
        self._anchor: Event | None = None
        self.model = ClusterModel(self.account, cluster, filter_text)
        self.model.cursor = lambda: Cursor(self.current, self._at_newest)
        self.model.open()

    @property
    def current(self) -> Event | None:
        """The event under the cursor."""
        rows = self.model.rows
        return rows[self.cursor] if rows else None

    @property
    def current_id(self) -> str:
        """Its ID."""
        assert self.current is not None
        return self.current.event_id

    @property
    def listed(self) -> list[str]:
        """The IDs of the listed events, from the top."""
        return [event.event_id for event in self.model.rows]

    @property
    def _at_newest(self) -> bool:
        return self.cursor == self.model.row_of(None)

    def said(self, what: What) -> list[Change]:
        """The changes of that sort."""
        return [change for change in self.changes if change.what is what]

    def show(self, changes: Changes) -> None:
        """Something has changed: the cursor stays on its event, and more is asked for near it."""
        super().show(changes)
        for change in changes:
            if change.what is What.ROWS and change.added is not None:
                self._put(self.model.row_of(change.added.cursor))
            elif change.what is What.VIEW:
                self.cursor = self.model.row_of(self._anchor)
            elif change.what is What.CURSOR:
                self._put(change.row)
        if any(change.what is not What.DETAIL for change in changes):
            self._near_end()

    def _put(self, row: int) -> None:
        self.cursor = row
        self._anchor = self.current

    def move_to(self, row: int | None) -> None:
        """The user goes to a row; a negative one is counted from the end, None is none."""
        if row is None:
            return
        self._put(row % len(self.model.rows))
        if self._at_newest:
            self.model.new_count = 0
        self._near_end()

    def _near_end(self) -> None:
        gaps, rows = self.model.gaps, len(self.model.rows)
        if self.model.view.oldest_first:
            self.model.near_end(self.cursor - max(gaps, default=0))
        else:
            self.model.near_end(min(gaps, default=rows) - self.cursor)

    def poll(self) -> None:
        """Let the time until the next poll pass, and have it answered."""
        self.timers.go_off()
        self.answer_all()

    def filter(self, text: str) -> None:
        """Show what a filter keeps, and have all answered."""
        self.model.set_filter(text)
        self.answer_all()

    async def looked_through(self) -> None:
        """Wait until a filter has looked through all rows."""
        while self.model.filtering.busy:
            await asyncio.sleep(0)
        self.answer_all()


def listed(
    *rows: Row, now: float = LATER, filter_text: str = "", bounds: Bounds = BOUNDS
) -> ModelRun:
    """A cluster of these events, of which the newest page is listed."""
    run = ModelRun(*rows, now=now, filter_text=filter_text, bounds=bounds)
    run.answer_all()
    return run


def following(*rows: Row, now: float = LATER, bounds: Bounds = BOUNDS) -> ModelRun:
    """A list that is followed; its first poll is answered."""
    run = listed(*rows, now=now, bounds=bounds)
    run.model.follow()
    run.answer_all()
    return run


class Slices:
    """Holds what goes over rows after each slice, until it is let go."""

    def __init__(self) -> None:
        self.held = 0
        self._free = asyncio.Event()

    async def pause(self) -> None:
        """What is done between two slices."""
        self.held += 1
        await self._free.wait()

    def let_go(self) -> None:
        """Hold no more."""
        self._free.set()

    async def hold(self, count: int) -> None:
        """Wait until so many are held."""
        while self.held < count:
            await asyncio.sleep(0)
