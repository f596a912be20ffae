"""Asks the service for the details that saved events lack, under the budget of calls."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from hpev_tui.model.failure import Failure
from hpev_tui.model.settings import Settings
from hpev_tui.session.details import DetailQueue, LoadedDetail
from hpev_tui.session.host import Host
from hpev_tui.session.results import Change, What
from hpev_tui.sources import AskCode, EventSource
from hpev_tui.sources.call_stats import CallStats
from hpev_tui.sources.loader import Loader, Priority
from hpev_tui.sources.process import ProcessSource
from hpev_tui.text.arns import region_of


class Queues:
    """What waits for a file and what waits for the service, as one; see `DetailQueue`."""

    def __init__(self, queues: Callable[[], Iterable[DetailQueue | None]]) -> None:
        self._queues = queues

    def move(self, key: Hashable, priority: Priority) -> None:
        """See `DetailQueue.move`."""
        for queue in filter(None, self._queues()):
            queue.move(key, priority)

    def drop(self, keys: Iterable[Hashable]) -> list[Hashable]:
        """See `DetailQueue.drop`."""
        waiting = list(keys)
        return [key for queue in filter(None, self._queues()) for key in queue.drop(waiting)]


_SAY_SECONDS = 0.1
_ENDED = (Change(What.STATUS),)


class Fetching:
    """The service, for one run: each region has a source of its own. UI thread only."""

    def __init__(
        self,
        settings: Settings,
        host: Host,
        stats: CallStats,
        ask_code: AskCode,
        say: Callable[[str], object],
    ) -> None:
        """Ask for nothing yet.

        Args:
            settings: The profile and the region of the command line and the environment.
            host: What the program gives, with the limits for calls of the service.
            stats: Counts calls and throttlings.
            ask_code: Asks the user for an MFA code.
            say: Shows what the source waits for; "" ends that.
        """
        self._settings = settings._replace(files=())
        self._host = host
        self._stats = stats
        self._ask_code = ask_code
        self._say = say
        self._sources: dict[str, ProcessSource] = {}
        """By region, "" for the one that the SDK finds."""
        self._waiting: dict[str, None] = {}
        """The `EventId` of each event that was asked for."""
        self.loader = Loader(rate_limit=host.limits.rate_limit())
        self.is_on = False
        """Whether the service is asked; not after it was in vain."""
        self.wants_fresh_process = False
        """Whether it has failed in a way that a new process may not."""

    @property
    def waiting(self) -> int:
        """How many details have not come."""
        return len(self._waiting)

    def begin(self) -> None:
        """Ask from now on, with credentials that are read again where that may help."""
        if not self.is_on or self.wants_fresh_process:
            for source in self._sources.values():
                source.renew()
        self.is_on, self.wants_fresh_process = True, False

    def want(
        self,
        event_id: str,
        cluster: str,
        priority: Priority,
        deliver: Callable[[LoadedDetail | Failure], object],
        saved: EventSource,
    ) -> None:
        """Ask for a detail; `saved` has the description of such an answer already."""
        source = self._source_of(cluster)

        def work() -> LoadedDetail:
            return LoadedDetail.of(source.detail(cluster, event_id).body, saved.detail_shape)

        self._waiting[event_id] = None
        self.loader.want(("detail", event_id), work, deliver, priority)

    def _source_of(self, cluster: str) -> ProcessSource:
        """The source for the region of an ARN; where `--region` is given that is meant."""
        settings = self._settings
        is_given = settings.region not in ("", settings.region_of_environment)
        region = settings.region if is_given else region_of(cluster) or settings.region
        if region not in self._sources:
            self._sources[region] = ProcessSource(
                self._host.processes,
                settings._replace(region=region),
                stats=self._stats,
                start=0.0,
                ask_code=self._ask_code,
                say=self._say,
            )
        return self._sources[region]

    def move(self, key: Hashable, priority: Priority) -> None:
        """See `DetailQueue.move`."""
        self.loader.move(key, priority)

    def drop(self, keys: Iterable[Hashable]) -> list[Hashable]:
        """See `DetailQueue.drop`."""
        dropped = self.loader.drop(keys)
        for key in dropped:
            if isinstance(key, tuple):
                self.done(str(key[1]))
        if dropped and not self._waiting:
            # Nothing comes after which it would be said that nothing is on its way any more.
            self._host.timers.after(_SAY_SECONDS, lambda: self._host.changed(_ENDED))
        return dropped

    def done(self, event_id: str) -> bool:
        """What was asked for an event has come, or nobody waits for it; whether it was asked."""
        was_asked = event_id in self._waiting
        self._waiting.pop(event_id, None)
        return was_asked

    def give_up(self) -> list[str]:
        """Ask no more; the events whose details will not come."""
        self.is_on = False
        dropped = self.drop([("detail", event_id) for event_id in self._waiting])
        return [str(key[1]) for key in dropped if isinstance(key, tuple)]

    def close(self) -> None:
        """Drop what waits, and end what is under way."""
        self.loader.close()
        for source in self._sources.values():
            source.close()
