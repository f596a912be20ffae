"""Saved events in place of an account: what files hold, and what only the service has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from hpev_tui.model.events import ClusterInfo, Event
from hpev_tui.model.failure import SAVED, WANTS_FRESH_KEYS, WANTS_FRESH_PROCESS, Failure
from hpev_tui.model.saved import SavedReport
from hpev_tui.model.settings import Settings
from hpev_tui.session.account import Account
from hpev_tui.session.cluster import ClusterModel
from hpev_tui.session.coverage import newest_time
from hpev_tui.session.fetching import Fetching, Queues
from hpev_tui.session.host import Host
from hpev_tui.session.listed import ListedDetails
from hpev_tui.session.loaded_details import LoadedDetail
from hpev_tui.session.results import Change, Changes, Key, What
from hpev_tui.session.timing import Clock
from hpev_tui.sources import Identity
from hpev_tui.sources.call_stats import CallStats
from hpev_tui.sources.loader import Priority
from hpev_tui.sources.rate_limit import CallBudget, RateLimit
from hpev_tui.sources.saved import SavedProcessSource
from hpev_tui.text.arns import region_of

_NO_LIMIT = CallBudget(a_second=100_000, most_a_second=100_000)
"""Files are read as fast as they can be: nobody shares them."""

_PIPES = ("/dev/fd/", "/proc/self/fd/")
"""What the names of pipes begin with, such as those that a shell makes of `<(...)`."""


def files_said(files: tuple[str, ...]) -> str:
    """What the screen calls these files."""
    if len(files) != 1:
        return f"{len(files)} files"
    if _is_read_once(files[0]):
        return "standard input" if files[0] == "-" else "a pipe"
    return files[0].rstrip("/").rpartition("/")[2] or files[0]


def _is_read_once(file: str) -> bool:
    return file == "-" or file.startswith(_PIPES)


class SavedClock(Clock):
    """See `Clock`: what came after the newest saved event nobody knows."""

    def __init__(self, account: SavedAccount) -> None:
        super().__init__(account.host.now)
        self._account = account

    def as_of(self, cluster: str, rows: Sequence[Event]) -> float:
        """See `Clock.as_of`: the time of the newest event of the files, whatever is loaded."""
        report = self._account.report
        newest = report.newest_of.get(cluster) if report else None
        if newest is None:
            return newest_time(rows) if rows else self.now()
        return newest

    def ages_from(self, answered: float) -> float:
        """See `Clock.ages_from`: what was saved has grown older."""
        del answered
        return self.now()


class SavedAccount(Account):
    """The clusters and events of files. What they lack can be fetched from the service.

    Nothing is asked of the service but by `fetch`.
    """

    SOURCE = SavedProcessSource
    source: SavedProcessSource

    def __init__(self, settings: Settings, host: Host) -> None:
        self.report: SavedReport | None = None
        """What was found in the files; None before they are read."""
        self.failed: Failure | None = None
        """Why they cannot be read at all."""
        self.has_opened = False
        """Whether the only cluster of the files was opened by itself."""
        self.fetching: Fetching | None = None
        """Asks the service; None before that is wanted."""
        self._service_limits = host.limits
        self._is_known = self._is_again = False
        limits = host.limits._replace(rate_limit=partial(RateLimit, _NO_LIMIT))
        super().__init__(settings, replace(host, limits=limits))
        self.clock = SavedClock(self)

    def begin(self, settings: Settings) -> None:
        """See `Account.begin`."""
        super().begin(settings)
        # The source counts in one of its own: what is read of files is no call of the service.
        self.stats = CallStats(self._throttled)
        self.door.add_receiver("report", self._report_arrived)
        self.detail_queue = Queues(lambda: (self.loader, self.fetching))

    def _throttled(self) -> None:
        if self.fetching is not None:
            self.fetching.loader.throttled()

    @property
    def identity(self) -> Identity | None:
        """Where the cluster is that is looked at, by its ARN, and what the command line says.

        What the environment says is about other clusters, maybe.
        """
        settings = self.settings
        region = region_of(self.cluster_arn) or settings.region
        at = Identity(region, settings.profile, settings.endpoint_url)
        return at if self._is_known else None

    @identity.setter
    def identity(self, value: Identity | None) -> None:
        self._is_known = value is not None

    @property
    def cluster_arn(self) -> str:
        """The ARN of the cluster that is looked at, "" where none is, or where it is not known."""
        if self.model is None:
            return ""
        log = self.log(self.model.cluster)
        return log.cluster_arn or (log.rows[0].cluster_arn if log.rows else "")

    # Reading

    def renew(self) -> None:
        """Read the files again: what is loaded stays until that is done."""
        if any(map(_is_read_once, self.settings.files)):
            self.host.notify("Standard input and pipes cannot be read again", True)
            return
        self._is_again = True
        self.source.renew()
        self.connect()

    @property
    def is_reading(self) -> bool:
        """Whether the standard input is being read, which can be stopped."""
        return self.source.can_stop

    def stop_reading(self) -> bool:
        """Read no more of the standard input; whether it was being read."""
        is_reading = self.is_reading
        if is_reading:
            self.source.stop_reading()
        return is_reading

    def _connected(self, _: Key, result: object) -> Changes:
        self.failed = result if isinstance(result, Failure) else None
        if isinstance(result, Identity):
            self.identity = result
            self._ask(("report",), lambda _: self.source.report(), Priority.DEMAND)
        return [Change(What.IDENTITY), Change(What.STATUS)]

    def _report_arrived(self, _: Key, result: object) -> Changes:
        changes: list[Change] = []
        if isinstance(result, SavedReport):
            self.report = result
            if self._is_again and result.events:
                changes = self._replace_events()
        elif isinstance(result, Failure):
            self.failed = result
        self._is_again = False
        if isinstance(self.model, SavedModel):
            self.model.dated()
            changes.append(Change(What.CLUSTER, self.model.cluster))
        return [Change(What.IDENTITY), Change(What.STATUS), Change(What.CLUSTERS), *changes]

    def _replace_events(self) -> list[Change]:
        """The files were read again: what was loaded of them makes room for what they hold now."""
        for kind in ("events", "detail", "nodes", "cluster"):
            self.door.restart(kind)
        self.nodes.clear()
        for cluster in list(self.loaded.logs):
            self.loaded.begin_anew(cluster)
        return [] if self.model is None else [Change(What.RECREATED, self.model.cluster)]

    def _nodes_arrived(self, key: Key, result: object) -> Changes:
        """See `Account`; when files were read says nothing of when the nodes were so."""
        changes = super()._nodes_arrived(key, result)
        self.loaded.nodes_seen.clear()
        return changes

    def _note(self, result: object) -> None:
        """Remember what has failed; whose account this is, files do not say."""
        if isinstance(result, Failure) and result.kind != SAVED:
            self.last_failure = result

    def _other_account(self, result: object) -> Changes:
        """Files may hold clusters of several accounts."""
        del result
        return ()

    # What the service is asked for

    def fetch(self) -> None:
        """Ask the service for details that the files lack, once a file was asked for them."""
        if self.fetching is None:
            self.fetching = Fetching(
                self.settings,
                replace(self.host, limits=self._service_limits),
                self.stats,
                self._codes.ask,
                lambda text: self._deliver(self.door.asked(("note",)), text),
            )
        self.fetch_failure = None
        self.fetching.begin()

    def _detail_arrived(self, key: Key, result: object) -> Changes:
        event_id, cluster = str(key[1]), str(key[2])
        fetching = self.fetching
        if fetching is None:
            return super()._detail_arrived(key, result)
        if isinstance(result, LoadedDetail):
            if fetching.done(event_id):
                self.source.keep(event_id, result.packed)
            return [*super()._detail_arrived(key, result), Change(What.STATUS)]
        assert isinstance(result, Failure)  # noqa: S101
        model = self.model
        if result.kind == SAVED and fetching.is_on and isinstance(model, SavedModel):
            event = self.log(cluster).event(event_id)
            arn = event.cluster_arn if event else ""
            priority = model.details.priority_of(event_id)
            deliver = partial(self._deliver, self.door.asked(key))
            fetching.want(event_id, arn or cluster, priority, deliver, self.source)
            return [Change(What.STATUS)]
        fetching.done(event_id)
        fetching.wants_fresh_process |= result.kind in WANTS_FRESH_PROCESS
        if result.kind not in WANTS_FRESH_KEYS:
            return [*super()._detail_arrived(key, result), Change(What.STATUS)]
        # None of the others can be had either; what the files have is still shown.
        self._note(result)
        self.fetch_failure = _without_pick(result)
        changes = [Change(What.STATUS)]
        for each in (event_id, *fetching.give_up()):
            changes += super()._detail_arrived(("detail", each, cluster), LACKING)
        return changes

    def close(self) -> None:
        """See `Account.close`."""
        super().close()
        if self.fetching is not None:
            self.fetching.close()


def _without_pick(failure: Failure) -> Failure:
    """A failure whose advice names no key that saved events have not."""
    for key, option in (("P to pick a profile", "--profile"), ("R to pick", "--region")):
        if failure.advice.startswith(key):
            return failure._replace(advice=f"Start again with {option}, or another environment")
    return failure


LACKING = Failure(
    SAVED, "The file has no metadata of this event", ":fetch asks the service", retryable=False
)
"""Why a detail is not shown that the service was not asked for, or did not give."""


class SavedModel(ClusterModel):
    """One cluster of saved events."""

    account: SavedAccount

    def __init__(self, account: SavedAccount, cluster: str, filter_text: str = "") -> None:
        super().__init__(account, cluster, filter_text)
        self._listed = ListedDetails(self.sections)
        self._undated: ClusterInfo | None = None
        """The cluster's state, until it is known of when it is."""
        self._groups.says_next = False
        self.log.is_saved = True
        self.loading.fills_all = True

    def refresh(self) -> None:
        """Read the files again, and ask again for what the service has not given."""
        if self.account.fetch_failure is not None:
            self.account.fetch()
            self.details.retry_seen()
        self.account.renew()
        self._notifier.say(What.STATUS)

    def follow(self) -> None:
        """Say that nothing follows."""
        text = "Saved events cannot be followed: open the cluster without files"
        self.account.host.notify(text, True)

    def fetch(self) -> None:
        """Ask the service for the details that the files lack, those in view first."""
        self.account.fetch()
        self.details.retry_seen()
        self._notifier.say(What.STATUS)

    def detail_of(self, event: Event, noise: str = "") -> LoadedDetail | Failure | None:
        """See `ClusterModel.detail_of`; of an event without metadata what is listed of it."""
        detail = super().detail_of(event, noise)
        if not isinstance(detail, Failure) or detail.kind != SAVED:
            return detail
        return self._listed.shown(event, detail, noise)

    def info_arrived(self, result: ClusterInfo | Failure) -> None:
        """See `ClusterModel.info_arrived`; of when it is, the report of the files says."""
        is_dated = self.account.report is not None or self.account.failed is not None
        self._undated = None if is_dated or isinstance(result, Failure) else result
        if self._undated is None:
            super().info_arrived(result)

    def dated(self) -> None:
        """The report of the files has come, or cannot come."""
        if self.last_answer is not None:
            self.last_answer = self.account.clock.as_of(self.cluster, self.log.rows)
        if self._undated is not None:
            self.info_arrived(self._undated)

    def stop(self) -> bool:
        """See `ClusterModel.stop`; reading ends with what has come."""
        return self.account.stop_reading() or super().stop()
