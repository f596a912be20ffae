"""What a verb is about: the cluster, its events and the reasons of failures, loaded to the end."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from hpev_tui.arguments import BAD_COMMAND_LINE
from hpev_tui.model.events import ClusterInfo, Event
from hpev_tui.model.failure import Failure
from hpev_tui.query import NOTHING_SENT, parse_when
from hpev_tui.rules.causes import has_cause
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.day import DAY
from hpev_tui.session.headless import Headless, TimeLimitError
from hpev_tui.session.loading import Goal
from hpev_tui.session.opening import model_of
from hpev_tui.text.lists import listed, many
from hpev_tui.text.times import TimeMode
from hpev_tui.verbs.command_line import Command
from hpev_tui.verbs.exits import FAULT, NO_ACCESS, NO_TERMINAL, StopError, said_of, status_of
from hpev_tui.verbs.messages import Messages

ROUNDS = 3
"""How often reasons are asked for, where the service throttles them."""

MOST_DESCRIBED = 20
"""Of more clusters not all are described, once it is clear that several have events."""

AWAITED = 40
"""So many reasons are loaded as what somebody waits for, a few seconds' worth, as the overview of
failures does; the others as fast as the background may, which leaves others their share."""

AT_ONCE = 100
"""So many reasons are loaded before it is looked whether a filter needs more of them."""

_BY_REASON = {"", "/", "cause", "like"}
"""The keys of the terms for which the reason of an event decides whether it is kept."""


class Loaded:
    """One verb's cluster. Each method waits until what it loads has come, or has failed."""

    def __init__(self, command: Command, headless: Headless, messages: Messages) -> None:
        self.command = command
        self.headless = headless
        self.account = headless.account
        self.messages = messages
        self.is_late = False
        """Whether the time was over before all had come."""

    def stopped_by(self, failure: Failure) -> StopError:
        """The error to raise where a failure leaves nothing to print."""
        if self.messages.needs_terminal and failure.kind == "credentials":
            return StopError(NO_ACCESS, NO_TERMINAL)
        return StopError(status_of(failure) or FAULT, said_of(failure))

    @contextmanager
    def in_time(self) -> Iterator[None]:
        """Go on with what is loaded where the time is over."""
        try:
            yield
        except TimeLimitError:
            self.is_late = True

    # The cluster

    async def clusters(self, is_enough: Callable[[], object] = lambda: False) -> None:
        """The region's clusters, each described, or until that `is_enough`.

        Raises:
            StopError: not one could be listed.
        """
        clusters, messages = self.account.clusters, self.messages
        self.account.connect()
        self.account.list_clusters()
        await self.headless.until(lambda: not clusters.is_loading)
        await self.report()
        if clusters.failure is not None and not clusters.by_arn:
            raise self.stopped_by(clusters.failure)
        for arn in clusters.by_arn:
            self.account.describe_cluster(arn)

        def are_described() -> bool:
            count, of = len(clusters.infos), len(clusters.by_arn)
            messages.progress(f"Describing clusters: {count:,} of {of:,}" if count < of else "")
            return count >= of

        await self.headless.until(are_described, is_enough)

    async def cluster(self) -> str:
        """The cluster's name or ARN: the one that is named, or else the only one with events.

        Raises:
            StopError: there is no such cluster, or more than one.
        """
        if named := self.account.settings.cluster:
            return named
        clusters = self.account.clusters

        def continuous() -> list[str]:
            infos = clusters.infos.values()
            return [i.cluster_arn for i in infos if isinstance(i, ClusterInfo) and i.continuous]

        def is_clear() -> bool:
            return len(clusters.by_arn) > MOST_DESCRIBED and len(continuous()) > 1

        await self.clusters(is_clear)
        arns = continuous()
        if len(arns) < 2:
            # One that could not be described may have events, too.
            failed = [info for info in clusters.infos.values() if isinstance(info, Failure)]
            for failure in (*filter(None, [clusters.failure]), *failed):
                if failure.kind != "not-found":
                    raise self.stopped_by(failure)
        if len(arns) == 1:
            return clusters.asked_by(clusters.by_arn[arns[0]])
        region = self.account.identity.region if self.account.identity else "this region"
        where = "these files" if self.account.settings.files else region
        if not arns:
            text = f"no cluster in {where} has events: none is Continuous"
            raise StopError(BAD_COMMAND_LINE, text)
        names = sorted(clusters.asked_by(clusters.by_arn[arn]) for arn in arns)
        least = "at least " if len(clusters.infos) < len(clusters.by_arn) else ""
        text = f"{least}{many(len(arns), 'Continuous cluster')} in {where}: use --cluster"
        raise StopError(BAD_COMMAND_LINE, f"{text}: {listed(names, len(names))}")

    async def report(self) -> None:
        """What was read of saved events, where the account is of those.

        Raises:
            StopError: there is no event in them.
        """
        if not self.account.settings.files:
            return
        from hpev_tui.session.saved import SavedAccount  # For saved events only.

        account = self.account
        assert isinstance(account, SavedAccount)  # noqa: S101
        await self.headless.until(
            lambda: account.report is not None, lambda: account.failed is not None
        )
        if account.failed is not None:
            raise self.stopped_by(account.failed)
        if account.report is not None and not account.report.events:
            *others, last = [str(each) for each in account.report.problems] or ["no events"]
            for problem in others:
                self.messages.say(problem)
            raise StopError(FAULT, last)

    async def open(self) -> ClusterModel:
        """The cluster with its newest events and its state, as far as they can be had."""
        name = await self.cluster()
        self.account.connect()
        await self.report()
        model = model_of(self.account, name, self.account.settings.filter_text)
        model.time_mode = TimeMode.UTC
        model.open()
        await self.headless.until(lambda: not model.loading.busy)
        identified = lambda: self.account.identity is not None  # noqa: E731
        await self.headless.until(identified, lambda: self.account.last_failure is not None)
        return model

    async def described(self, model: ClusterModel) -> None:
        """What DescribeCluster says of it."""
        failed = lambda: model.info_failure is not None  # noqa: E731
        await self.headless.until(lambda: model.info is not None, failed)

    async def nodes(self, model: ClusterModel) -> None:
        """The nodes of ListClusterNodes, all pages of them."""
        model.ask_for_nodes()
        await self.headless.until(lambda: model.nodes is not None)

    # Events

    async def events(self, model: ClusterModel, rows: int | None = None) -> None:
        """Older events: all since `--since`, or so many rows (0 for all), else those of a day.

        The day ends with `--until`. A filter that keeps little does not lead further back than
        that day, or `--since`. Files are read to their end where rows do not say how far.
        """
        asked, log = self.command, model.log
        older = model.loading.coverage.further() is not None
        if not older or model.loading.failure is not None:
            return
        now, is_narrow = self.account.host.now(), bool(asked.filter_text or asked.until)
        by_day = is_narrow or rows is None
        if rows == 0 or (by_day and self.account.settings.files):
            await self.seek(model, "older events", lambda: None)
            return
        since = parse_when(asked.since, now) if asked.since else None
        end = min(now, parse_when(asked.until, now)) if asked.until else now

        def is_enough() -> bool:
            if rows and len(model.rows) >= rows:
                return True
            oldest = log.rows[-1].event_time if log.rows else now
            if since is not None:
                return oldest < since
            count = len(log.rows) - bisect_left(log.rows, -end, key=lambda e: -e.event_time)
            return by_day and DAY.is_loaded(count, end - oldest)

        # Page by page: what is loaded does not depend on how fast pages come.
        while not is_enough() and model.loading.failure is None:
            model.loading.fruitful()
            model.loading.more()
            if not model.loading.busy:
                return
            await self._until_loaded(model)

    async def seek(self, model: ClusterModel, what: str, find: Callable[[], int | None]) -> None:
        """Load older events until `find` gives a row, or there are none."""
        model.loading.seek(Goal(what, find, lambda: None, wants_all=True))
        await self._until_loaded(model)

    async def _until_loaded(self, model: ClusterModel) -> None:
        loading = model.loading

        def is_over() -> bool:
            is_busy = loading.busy or loading.goal is not None
            count = len(model.log.rows)
            self.messages.progress(f"Loading events: {count:,}" if is_busy else "")
            return not is_busy and not model.filtering.busy

        await self.headless.until(is_over)

    async def filter(self, model: ClusterModel) -> None:
        """Keep what the filter keeps, now that the events are loaded, also where the time is over.

        Raises:
            StopError: it cannot be read.
        """
        if self.command.filter_line != model.filtering.text or model.filtering.problems:
            model.set_filter(self.command.filter_line)
            with self.in_time():
                await self._until_loaded(model)
        await model.filtering.settled()
        for problem in model.filtering.problems:
            raise StopError(BAD_COMMAND_LINE, f"--filter: {problem.reason}")

    # Reasons

    async def reasons(self, model: ClusterModel, events: Sequence[Event]) -> None:
        """The reasons of those of these events that are failures."""
        ids = [event.event_id for event in events if has_cause(event)]
        await self.details(model, ids)

    def keeps_by_reason(self, model: ClusterModel) -> bool:
        """Whether it is for reasons, too, that the filter keeps events."""
        return any(term.key in _BY_REASON for term in model.filtering.query.terms)

    async def reasons_of_filter(self, model: ClusterModel, rows: int, read: list[Event]) -> None:
        """The reasons by which the filter keeps events, the newest first, until it keeps enough.

        The failures that it looks at are added to `read`.
        """
        if not self.keeps_by_reason(model):
            return
        failures = iter([event for event in model.log.rows if has_cause(event)])
        while part := list(islice(failures, AT_ONCE)):
            read += part
            await self.reasons(model, part)
            shown = model.rows[rows - 1 : rows] if rows else ()
            if shown and shown[0].event_time >= part[-1].event_time:
                return

    async def details(self, model: ClusterModel, ids: Sequence[str]) -> None:
        """The details of these events; what the service throttles is asked for again."""
        details, missing = model.details, model.details.missing(dict.fromkeys(ids))
        if not missing or not self.account.settings.reasons:
            return

        def have_come() -> bool:
            count = len(missing) - len(details.missing(missing))
            of = f"{count:,} of {len(missing):,}"
            self.messages.progress(f"Loading reasons: {of}" if details.is_gathering else "")
            return not details.is_gathering

        for _ in range(ROUNDS):
            for part, is_awaited in ((missing[:AWAITED], True), (missing, False)):
                details.gather(part, is_awaited=is_awaited)
                await self.headless.until(have_come)
            failures = [details.failures.get(each) for each in missing]
            if not any(each is not None and each.kind == "throttled" for each in failures):
                break
            details.retry()
        details.gather(())

    async def samples(self, model: ClusterModel, ids: Sequence[str] = ()) -> None:
        """The details of these events, and the first and the last of each kind of failure."""
        from hpev_tui.session.tables.failures import first_details, missing_details

        # What is read from files is read at once.
        more = missing_details if self.account.settings.files else first_details
        await self.details(model, list(dict.fromkeys([*ids, *more(model)])))

    def sampled(self, model: ClusterModel) -> list[Event]:
        """The failures whose reasons are loaded, or could not be had."""
        details = model.details
        return [e for e in model.log.rows if has_cause(e) and details.get(e.event_id) is not None]

    def older_remain(self, model: ClusterModel) -> bool:
        """Whether the service has older events of what was asked for."""
        return not model.log.is_complete(model.loading.listing or NOTHING_SENT)
