"""One cluster as it is known: its events, what is listed of them, and what else is known of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from hpev_tui.model.events import ClusterInfo, Event
from hpev_tui.model.failure import Failure
from hpev_tui.session.account import Account
from hpev_tui.session.coverage import newest_time
from hpev_tui.session.details import DetailStore, LoadedDetail, PackedDetail
from hpev_tui.session.dropping import Dropping
from hpev_tui.session.filtering import Filtering
from hpev_tui.session.groups import Groups, Standings
from hpev_tui.session.jumping import Cursor, Jumping, of_level
from hpev_tui.session.loading import EventLoading, Goal
from hpev_tui.session.paging import NodeList, PageBatch
from hpev_tui.session.results import Added, Change, ChangeNotifier, Changes, What
from hpev_tui.session.sections import Sections
from hpev_tui.session.timing import Debounce, Polling
from hpev_tui.session.view import View
from hpev_tui.text.times import TimeMode

NEAR_END = 50
"""Rows left below the cursor or the screen when older events are asked for."""

TYPED_SECONDS = 0.4
"""How long a filter must stand while it is typed before the service is asked for its events."""

COUNTS_SECONDS = 30.0
"""So long the groups' counts, and the nodes where those were asked for, are good while events come
in: the control plane changes coarsely (awslabs/awsome-distributed-ai: every 30 to 60 s will do)."""


class ClusterModel:
    """One cluster whose events are looked at. UI thread only; knows no widget.

    `cluster` is the name or ARN that was asked for. What an account has loaded of it stays with the
    account; the filter and what is under way go with this.
    """

    def __init__(self, account: Account, cluster: str, filter_text: str = "") -> None:
        host = account.host
        self.account = account
        self.cluster = cluster
        account.look_at(self)
        self.log = account.log(cluster)
        self.cursor: Callable[[], Cursor] = Cursor
        """Where the cursor of the list is."""
        self.info: ClusterInfo | None = None
        """What DescribeCluster said last; None where it has not answered."""
        self.info_seen: float | None = None
        """When it said so, in seconds since the epoch."""
        self.info_failure: Failure | None = None
        self.last_answer: float | None = None
        """When the service last answered, in seconds since the epoch."""
        self.time_mode = TimeMode.LOCAL
        self.gaps: frozenset[int] = frozenset()
        """The rows above which events are not loaded."""
        self.marked: dict[str, Event] = {}
        """The events that the user has marked, by their `EventId`."""
        self.new_count = 0
        """How many events have come in that the user has not gone to."""
        self.rings = False
        """Whether the bell rings on a new error."""
        self.is_typing = False
        """Whether a filter is being typed."""
        self.details = DetailStore(
            self.log,
            account.details,
            account.detail_queue,
            partial(account.describe_event, cluster),
            reasons=account.settings.reasons,
            reach=host.limits.reach,
        )
        self.sections = Sections(account, cluster, self.log, lambda: self.time_mode)
        self.filtering = Filtering(account.details, self.log, host.now, self._view_changed)
        self.filtering.text = filter_text
        self.loading = EventLoading(self.log, partial(account.list_events, cluster), host.now)
        self.loading.fills = account.settings.background
        self.polling = Polling(host.timers, self.loading.poll)
        self.jumping = Jumping(
            self.filtering,
            self.loading,
            lambda: self.cursor().event,
            lambda text: host.notify(text, False),
        )
        self._typed = Debounce(host.timers, TYPED_SECONDS, self.narrow)
        self._is_unsettled = False
        """Whether the filter changes with every key, so that nothing is asked for it yet."""
        self._groups, self._counted = Groups(self.log, lambda: self.nodes), 0.0
        self._notifier, self._dropping = ChangeNotifier(host.changed), Dropping(self, host)

    # Coming and going

    def open(self) -> None:
        """List what is loaded already, and ask for the newest events."""
        self.filtering.apply(self.filtering.text)
        self.loading.listing = self.filtering.query.pushdown()
        self._ask_again()

    def refresh(self) -> None:
        """Ask for what is new, and again for what failed, with fresh keys where those failed."""
        self.account.renew()
        self.sections.forget_nodes()
        self.details.retry()
        self._ask_again()

    def _ask_again(self) -> None:
        self.info_failure = None
        self.account.describe_cluster(self.cluster)
        self.loading.restart()
        self._notifier.say(What.STATUS)

    def close(self) -> None:
        """Ask for nothing any more."""
        self.polling.stop()
        self._typed.cancel()
        self.filtering.stop()
        self._dropping.stop()
        self.loading.close()
        self.details.close()
        if self.account.model is self:
            self.account.model = None

    # What is listed

    @property
    def view(self) -> View:
        """The rows that are listed."""
        return self.filtering.view

    @property
    def rows(self) -> Sequence[Event]:
        """The events that are listed, from the top."""
        return self.filtering.view.rows

    def row_of(self, event: Event | None) -> int:
        """The row of an event, or the one nearest to its time; without one, the newest to read."""
        view = self.filtering.view
        if event is None:
            return view.newest_row(self.noise)
        row = view.index(event)
        return view.nearest(event.event_time) if row is None else row

    def set_filter(self, text: str) -> None:
        """List what another filter keeps."""
        with self._notifier.together():
            self.loading.stop()
            self.filtering.apply(text, typing=self.is_typing)
            self._notifier.say(What.STATUS)

    def set_order(self) -> None:
        """List the oldest events first, or the newest again."""
        with self._notifier.together():
            self.filtering.turn_round()
            self._view_changed()

    def set_folded(self) -> None:
        """List one row for the two events of a fault, or both again."""
        with self._notifier.together():
            self.filtering.fold()
            self._view_changed()

    def switch_times(self) -> None:
        """Show times in the next way."""
        modes = list(TimeMode)
        self.time_mode = modes[(modes.index(self.time_mode) + 1) % len(modes)]
        self._notifier.say(What.TIMES)

    def toggle_mark(self, event: Event) -> None:
        """Mark an event, or take its mark away."""
        if self.marked.pop(event.event_id, None) is None:
            self.marked[event.event_id] = event

    def _find_gaps(self) -> None:
        self.gaps = self.view.starts_of_gaps(self.log.gaps(self.loading.listing))

    def _view_changed(self) -> None:
        self.new_count = 0
        self._find_gaps()
        with self._notifier.together():
            self._notifier.say(What.VIEW)
            self._is_unsettled = self.is_typing
            if self._is_unsettled:
                self._typed.restart()
            else:
                self._typed.cancel()
                self.narrow()

    def narrow(self) -> None:
        """Ask the service for what the filter keeps, where it can filter that."""
        if self.is_typing and self.filtering.problems:
            # What could be read of a half-typed line is not what is looked for.
            return
        self._is_unsettled = False
        self.loading.narrow(self.filtering.query.pushdown())
        self._notifier.say(What.STATUS)

    # Older events, and new events

    def near_end(self, rows_left: float) -> None:
        """Ask for older events where few rows are left below, and close gaps at once."""
        is_near = rows_left < NEAR_END or self.loading.has_gap
        if is_near and not self._is_unsettled and not self.filtering.busy:
            self.loading.more()

    def load_all(self) -> None:
        """Load all older events."""
        self.loading.seek(Goal("loading", lambda: None, lambda: None, wants_all=True))
        self._notifier.say(What.STATUS)

    def stop(self) -> bool:
        """Give up what is waited or looked for; whether there was something."""
        if stopped := self.details.cancel() or self.loading.stop():
            self._notifier.say(What.STATUS)
        return stopped

    def follow(self) -> None:
        """Follow new events, or stop following."""
        self.polling.switch()
        self._notifier.say(What.STATUS)

    def switch_bell(self) -> None:
        """Ring the bell on a new error, or no more."""
        self.rings = not self.rings
        said = "on: rings on a new error while following" if self.rings else "off"
        self.account.host.notify(f"Bell {said}", False)

    def pause(self) -> None:
        """Let the list stand, or go on following."""
        self.polling.pause()
        self._notifier.say(What.STATUS)

    def to_same_node(self, step: int) -> int | None:
        """The row of the next event of the node under the cursor; None where there is none yet."""
        return self.jumping.to_same_node(self.log, self.account.details, step)

    # What is known

    def noise(self, rows: Sequence[Event], start: int, stop: int) -> dict[str, str]:
        """Why events from row `start` to before `stop` say nothing new."""
        return self._groups.noise(rows, start, stop)

    def detail_of(self, event: Event, noise: str = "") -> LoadedDetail | Failure | None:
        """An event's detail with its remarks and sections, why it is not known, or None.

        `noise` is why the event says nothing new.
        """
        detail = self.details.get(event.event_id)
        if isinstance(detail, PackedDetail):
            detail = self.details.ready(event.event_id)
        if isinstance(detail, LoadedDetail):
            return self.sections.added_to(event, detail, noise)
        return detail

    @property
    def answered(self) -> float:
        """When the service last answered, in seconds since the epoch; now where it has not."""
        last = self.last_answer
        return self.account.clock.as_of(self.cluster, self.log.rows) if last is None else last

    @property
    def nodes(self) -> NodeList | Failure | None:
        """The cluster's nodes, why they are not known, or None before they were asked for."""
        return self.account.nodes.get(self.cluster)

    def ask_for_nodes(self) -> None:
        """Ask for the nodes where that was not done yet."""
        if self.nodes is None:
            self.account.list_nodes(self.cluster)

    def groups(self) -> Standings:
        """Each instance group with its verdict, the worst first; the same until events come."""
        return self._groups.standings(self.answered)

    @property
    def groups_revision(self) -> object:
        """A value that changes whenever the groups may stand differently; None without groups."""
        return self._groups.revision(self.answered)

    # Results

    def info_arrived(self, result: ClusterInfo | Failure) -> None:
        """The cluster's state has come, or has failed."""
        self.info_failure = result if isinstance(result, Failure) else None
        if isinstance(result, Failure):
            # The events may still be readable; what stops them is shown on their own account.
            return
        self.info = self.sections.info = result
        self.info_seen = self.last_answer = self.account.clock.as_of(self.cluster, self.log.rows)
        self._groups.add(result, self.info_seen)
        if self._groups.needs_nodes:
            self.ask_for_nodes()

    def detail_arrived(self, event_id: str, result: LoadedDetail | Failure) -> None:
        """An event's detail has come: its words may be what a filter looks for."""
        self.details.arrived(event_id, result)
        self.filtering.recheck(event_id)

    def pages_arrived(self, batch: PageBatch) -> Changes:
        """Pages of events have come."""
        # Before the rows change, which the list shares with the log.
        before = list(self.rows[-1:])
        current, at_newest = self.cursor()
        count, newest = len(self.rows), newest_time(self.log.rows)
        begun = bool(self.log.coverage.covered())
        fresh = self.loading.take(batch)
        listed = self.filtering.add(fresh)
        self._dropping.look(fresh, self.log.take_changed())
        if batch.answers:
            self.last_answer = self.account.clock.as_of(self.cluster, self.log.rows)
        # What only comes in above the cursor, far below the newest, is no reason to go on for ever.
        if any(current is None or event.event_time <= current.event_time for event in listed):
            self.loading.fruitful()
        polled = self.loading.is_poll(batch.run)
        news = fresh if polled and begun else [e for e in fresh if e.event_time > newest]
        if at_newest and self.polling.moves:
            current = None
        elif count:
            self.new_count += len({e.event_id for e in listed} & {e.event_id for e in news})
        appended = self.rows[count - 1 : count] == before and not self.view.oldest_first
        self._find_gaps()
        changes = [Change(What.ROWS, added=Added(listed, current, count if appended else 0))]
        if batch.is_last and polled:
            changes += self._poll_answered(news if begun else [], batch.failure)
        if (row := self.loading.go_on()) is not None:
            self.jumping.target = self.rows[row]
            changes.append(Change(What.CURSOR, row=row))
        # A gap is closed whether or not the list is on the screen.
        self.near_end(float("inf"))
        self.loading.fill()
        return changes

    def events_dropped(self) -> None:
        """The oldest events were dropped just now: the others are listed."""
        self._find_gaps()
        self._notifier.say(What.VIEW)

    def _poll_answered(self, news: Sequence[Event], failure: Failure | None) -> list[Change]:
        """A poll was answered: where something has happened, counts and nodes may have changed."""
        now, throttled = self.account.host.now(), bool(failure and failure.kind == "throttled")
        self.polling.answered(len(news), throttled=throttled, now=now)
        if news and now - self._counted >= COUNTS_SECONDS:
            self._counted = now
            self.account.describe_cluster(self.cluster)
            if self.nodes is not None:
                self.account.list_nodes(self.cluster)
        return [Change(What.NEW_ERROR)] if self.rings and any(map(of_level("Error"), news)) else []
