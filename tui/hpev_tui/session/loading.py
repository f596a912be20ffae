"""Which pages of a cluster's events to ask for next; one run of pages is under way at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hpev_tui.model.events import Event, ServiceFilter
from hpev_tui.model.failure import Failure
from hpev_tui.query import NOTHING_SENT
from hpev_tui.session.coverage import Coverage, Request
from hpev_tui.session.day import DAY
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.garbage import LoadedObjects
from hpev_tui.session.paging import AHEAD, Answer, PageBatch, PageRun, leads_back

OVERLAP = 300.0
"""Seconds before the newest event that are asked for again, as some events come late."""

FRUITLESS_PAGES = 5
"""After how many pages without a row near the cursor no more are loaded unasked."""

BARREN_PAGES = 20
"""After how many pages in a row that bring no event the rest of a poll is not asked for unasked:
a page may be empty though more follow, but a service in disorder would be asked for ever."""


class Goal(NamedTuple):
    """What older pages are loaded for: until `find` has found a row, or until there are none.

    `missed` is called where there are none, or where they could not be had. Both say to which row
    the cursor is to go, None for no row.
    """

    what: str
    find: Callable[[], int | None]
    missed: Callable[[], int | None]
    wants_all: bool = False
    """Whether all pages are wanted, so that they can be loaded ahead."""


class EventLoading:
    """Asks for what is new, for what is older, and for what a jump looks for."""

    def __init__(
        self, log: EventLog, ask: Callable[[PageRun], None], now: Callable[[], float]
    ) -> None:
        """Load into a log; `ask` asks for the pages of a run, `now` is in epoch seconds."""
        self._log = log
        self._ask_for = ask
        self._now = now
        self._objects = LoadedObjects()
        self._run: PageRun | None = None
        self._poll: PageRun | None = None
        self.goal: Goal | None = None
        """What is looked for."""
        self._unfinished: Goal | None = None
        """What was looked for when a page failed."""
        self._fruitless = 0
        self._barren = 0
        self._from_top = False
        self._answered: set[Request] = set()
        """The pages that have come, from the newest beginning on."""
        self.failure: Failure | None = None
        self.failed: Request | None = None
        """What was asked for where a page failed last."""
        self.fills = False
        """Whether pages are asked for that nobody waits for."""
        self.fills_all = False
        """Whether those are all pages, one after the other, as of a file: they cost nobody much."""
        self.given_up: Failure | None = None
        """Why a page that nobody waits for has failed: no more of those are asked for."""
        self.listing: ServiceFilter = NOTHING_SENT
        """What the service filters for the list as it is now."""
        self.pages = 0
        """How many pages have come since `seek`."""

    @property
    def busy(self) -> bool:
        """Whether a page is on its way that somebody waits for."""
        return self._run is not None and not self._run.background

    @property
    def is_filling(self) -> bool:
        """Whether a page is on its way that nobody waits for."""
        return self._run is not None and self._run.background

    @property
    def is_under_way(self) -> bool:
        """Whether a page is on its way."""
        return self._run is not None

    @property
    def complete(self) -> bool:
        """Whether the service has nothing more for the list as it is now."""
        return self._log.is_complete(self.listing)

    @property
    def coverage(self) -> Coverage:
        """What is loaded of the present listing."""
        return self._log.coverage_of(self.listing)

    @property
    def is_full(self) -> bool:
        """Whether no older events are loaded, as no more are kept. Gaps are closed all the same."""
        return self._log.is_full and not self.has_gap

    @property
    def has_gap(self) -> bool:
        """Whether something between two loaded stretches is to be loaded unasked."""
        if self.listing == NOTHING_SENT:
            # That of a poll is one of these. Asked at every key.
            return self._log.coverage.has_gap
        return self.coverage.has_gap or self._rest_of_poll is not None

    @property
    def _rest_of_poll(self) -> Request | None:
        """The next page of new events, where a poll has found more than a page of it."""
        whole = self._log.coverage
        further = whole.further() if whole.has_gap else None
        return further if further is not None and further.since is not None else None

    def restart(self) -> None:
        """Ask for the newest events, whatever has failed before, and go on with what was sought."""
        self.failure = self.given_up = None
        self.goal, self._unfinished = self.goal or self._unfinished, None
        self._fruitless = self._barren = 0
        self._ask(self.coverage.head(), 1)

    def narrow(self, listing: ServiceFilter) -> None:
        """The list shows another listing now: ask for its newest events where none are known."""
        if listing == self.listing:
            return
        self.listing = listing
        self._fruitless = self._barren = 0
        self.given_up = None
        self._end_filling()
        if not self.complete and not self.coverage.stretches:
            self._ask(self.coverage.head(), 1)
        self.fill()

    def poll(self) -> bool:
        """Ask for what is new and for nothing else; False where something else is waited for."""
        if self.busy:
            return False
        self._barren = 0
        # Of the whole cluster: its new events are those of every filter.
        whole = self._log.coverage
        newest = whole.newest
        if newest is None:
            self._ask(whole.head(), 1)
        else:
            # An event from the future must not hide those of the present.
            since = min(newest, self._now()) - OVERLAP
            self._ask(whole.head(since), 1)
        self._poll = self._run
        return True

    def is_poll(self, run: PageRun) -> bool:
        """Whether a run has asked for new events: in a poll, or in the rest of one."""
        return run is self._poll or run.first.since is not None

    def more(self) -> None:
        """Ask for an older page where nothing else is under way, and not for ever in vain."""
        if self.busy or self.goal is not None or self.failure is not None:
            return
        news = self._rest_of_poll
        if news is not None:
            # However much it is: it was asked for, and ends where the poll ends.
            if self._barren < BARREN_PAGES:
                self._ask(news, 1)
        elif not self.is_full and not self.complete and self._fruitless < FRUITLESS_PAGES:
            self._ask(self.coverage.further() or self.coverage.head(), 1)

    def fill(self) -> None:
        """Ask for an older page that nobody waits for, where the day is not loaded yet (`DAY`).

        It is of what is listed: where the service filters that, of those events.
        """
        failure = self.failure or self.given_up
        stopped = failure is not None or self._barren >= BARREN_PAGES or self.is_full
        if not self.fills or self.is_under_way or stopped or self._is_day_loaded:
            return
        further = self.coverage.further()
        if further is not None:
            self._ask(further, None if self.fills_all else 1, background=True)

    @property
    def _is_day_loaded(self) -> bool:
        gaps, before = self._log.gaps(self.listing), self.listing.before
        if not gaps or self.fills_all:
            return not gaps
        newest = self._now() if before is None else min(before, self._now())
        return DAY.is_loaded(len(self._log.rows), newest - gaps[0][1])

    def _end_filling(self) -> None:
        """Ask no more for the page that nobody waits for; where it is under way, it comes."""
        if self._run is not None and self._run.background:
            self._run.end()
            self._run = None

    def seek(self, goal: Goal) -> int | None:
        """Load older pages until the goal is reached or there are none; see `go_on`."""
        self.stop()
        self.pages = 0
        self.failure = None
        self._from_top = False
        self.goal = goal
        return self.go_on()

    def stop(self) -> bool:
        """Give up what is looked for; whether there was something. What has come stays."""
        sought, self.goal = self.goal is not None, None
        self._unfinished = None
        if sought and self._run is not None:
            self._run.end()
        return sought

    def close(self) -> None:
        """Look for nothing any more: the cluster is left."""
        self.stop()
        self._end_filling()
        self._objects.close()

    def take(self, batch: PageBatch) -> list[Event]:
        """Add pages; returns the events that are new."""
        fresh: list[Event] = []
        for request, page in batch.answers:
            fresh += self._log.add(request, page)
        self._objects.add(len(fresh))
        self.pages += len(batch.answers)
        batch.run.taken(batch)
        if batch.run is self._run:
            # A poll mostly finds nothing, and where it finds much, that has an end.
            if not self.is_poll(batch.run) and not batch.run.background:
                self._fruitless += len(batch.answers)
            self._barren = 0 if fresh else self._barren + len(batch.answers)
            self.failure = batch.failure
            self._look_at_tokens(batch)
            if self.failure is not None:
                self.failed = batch.run.first
            if batch.run.background and self.failure is not None:
                # Nobody has asked for it: what somebody asks for says what is wrong.
                self.failure, self.given_up = None, self.failure
            if batch.is_last or self._strays(batch.answers):
                batch.run.end()
                self._run = None
        return fresh

    def _look_at_tokens(self, batch: PageBatch) -> None:
        """Where a token is refused, or leads back, the next try goes on without it."""
        useless = batch.failure is not None and batch.failure.kind == "request"
        for request, page in batch.answers:
            if request.token is None:
                self._answered.clear()
            self._answered.add(request)
            further = request._replace(token=page.next_token)
            if page.next_token is not None and further in self._answered:
                self.failure, useless = leads_back("ListClusterEvents").failure, True
        if useless:
            first = batch.run.first
            self._log.coverage_of(first.listing).distrust(first.stretch)

    def _strays(self, answers: Sequence[Answer]) -> bool:
        """Whether the run has reached what was loaded before, and would load that again."""
        request, page = answers[-1]
        further = self._log.coverage_of(request.listing).further()
        return further != request._replace(token=page.next_token)

    def fruitful(self) -> None:
        """Some of what came is shown, or the user moves on."""
        self._fruitless = 0

    def go_on(self) -> int | None:
        """See whether the goal is reached, and load on where it is not.

        The row that the cursor is to go to, None for no row.
        """
        goal = self.goal
        if goal is None:
            return None
        row = goal.find()
        if row is not None:
            self.stop()
            return row
        if self.busy:
            return None
        further = self.coverage.further()
        # From the top again at most once: what that does not close would be asked for for ever.
        possible = (further is not None or not self._from_top) and not self.is_full
        if self.failure is None and not self.complete and possible:
            self._from_top = further is None
            self._ask(further or self.coverage.head(), None)
            return None
        self.goal = None
        self._unfinished = None if self.failure is None else goal
        return goal.missed()

    def _ask(self, request: Request, limit: int | None, *, background: bool = False) -> None:
        run = self._run
        if run is not None:
            if run.first == request and (run.background or limit == run.limit):
                if run.background:
                    # Now somebody waits for it. What else is to come is asked for after it.
                    run.background = False
                    self._ask_for(run)
                return
            # Its pages are added all the same when they come.
            run.end()
        meets = self._log.coverage_of(request.listing).meets(request)
        wants_all = self.goal.wants_all if self.goal is not None else background and self.fills_all
        ahead = AHEAD if wants_all else 0
        self._run = PageRun(request, limit, meets=meets, ahead=ahead, background=background)
        self._ask_for(self._run)
