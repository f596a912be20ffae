"""The event source whose calls are made by the SDK in a process of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from hpev_tui.detail.shapes import Shape
from hpev_tui.model.events import (
    Cluster,
    ClusterInfo,
    ClusterNode,
    Event,
    EventDetail,
    Page,
    ServiceFilter,
)
from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.model.settings import Settings
from hpev_tui.sources import AskCode, Identity
from hpev_tui.sources.call_stats import CallStats
from hpev_tui.sources.processes import (
    ELSEWHERE,
    LEFT,
    Attempts,
    SdkProcesses,
    given_up,
    options_of,
    profile_of,
)
from hpev_tui.sources.records import from_plain
from hpev_tui.sources.sdk_process import (
    Answer,
    Call,
    CallTimeoutError,
    ProcessLostError,
    Request,
    SdkProcess,
)

Result = TypeVar("Result")

RESTARTED = "The AWS SDK process was restarted"


class ProcessSource:
    """See `EventSource`. Opened by its first call; a failed opening is tried again by the next.

    Where the process ends during a call, the call is made again in another one, see `Attempts`.
    """

    def __init__(
        self,
        processes: SdkProcesses,
        settings: Settings,
        *,
        stats: CallStats,
        start: float,
        ask_code: AskCode,
        say: Callable[[str], object],
    ) -> None:
        """Nothing is asked yet.

        Args:
            processes: Where the process comes from.
            settings: Which account, or the demo.
            stats: Counts calls and throttlings.
            start: When the demo begins, in seconds since the epoch.
            ask_code: Asks the user for an MFA code.
            say: Shows what the source waits for, or what has happened to it; "" ends that.
        """
        self._processes = processes
        self._profile = profile_of(settings)
        self._stats = stats
        self._ask_code = ask_code
        self._say = say
        self._options = options_of(settings, processes.limits, start)
        self._opening = threading.Lock()
        self._openings = 0
        """How many openings have come to an end."""
        self._failed: Failure | None = None
        """Why the last one has failed."""
        self._at: tuple[SdkProcess, int] | None = None
        """The process, and the source's number in it, which is 0 while it is not open."""
        self._identity: Identity | None = None
        self._shape: Shape | None = None
        self._is_elsewhere = False
        """Whether a new process has led to another account; nothing is asked of that."""
        self._is_to_renew = self._is_closed = False
        self._ahead: dict[Call, Request] = {}
        """What was asked for before it is wanted, by the call: also the page that comes next."""
        self._asking = threading.Lock()
        self._questions: dict[str, list[Answer]] = {}
        """Who waits for the answer to a question that the user has before them."""
        self._codes: dict[str, str] = {}
        """Codes whose process had ended when they were given: the next one asks for them again."""
        self._restarted = 0.0
        """When the screen began to say that there is another process; 0 where it does not."""

    # The calls

    @property
    def identity(self) -> Identity:
        """See `EventSource.identity`; opens the source."""
        self._attempt("The AWS configuration", lambda *_: None)
        assert self._identity is not None  # noqa: S101 - it is open
        return self._identity

    @property
    def detail_shape(self) -> Shape:
        """See `EventSource.detail_shape`."""
        if self._shape is None:
            self._shape = self._call("detail_shape")
        return self._shape

    def clusters(self, token: str | None) -> Page[Cluster]:
        """See `EventSource.clusters`."""
        page: Page[Cluster] = self._call("clusters", token)
        return page

    def cluster(self, name_or_arn: str) -> ClusterInfo:
        """See `EventSource.cluster`."""
        info: ClusterInfo = self._call("cluster", name_or_arn)
        return info

    def nodes(self, name_or_arn: str, token: str | None) -> Page[ClusterNode]:
        """See `EventSource.nodes`."""
        page: Page[ClusterNode] = self._call("nodes", name_or_arn, token)
        return page

    def detail(self, name_or_arn: str, event_id: str) -> EventDetail:
        """See `EventSource.detail`."""
        detail: EventDetail = self._call("detail", name_or_arn, event_id)
        return detail

    def facts(self) -> list[tuple[str, str]]:
        """See `EventSource.facts`."""
        facts: list[tuple[str, str]] = self._call("facts")
        return facts

    def events(
        self, name_or_arn: str, sent: ServiceFilter, token: str | None, ahead: int = 0
    ) -> Page[Event]:
        """See `EventSource.events`."""

        def ask(process: SdkProcess, number: int) -> Page[Event]:
            request = self._asked_ahead(process, "events", name_or_arn, sent, token)
            if request is None:
                request = process.ask(
                    *("pages", number, name_or_arn, tuple(sent), token, ahead),
                    more_after=max(1, ahead // 3),
                )
            else:
                request.more()
            page: Page[Event] = from_plain(request.next())
            if not request.is_done:
                self._ahead["events", name_or_arn, sent, page.next_token] = request
            return page

        self._stats.call()
        return self._attempt("ListClusterEvents", ask)

    def page_at_hand(
        self, name_or_arn: str, sent: ServiceFilter, token: str | None
    ) -> Page[Event] | None:
        """See `EventSource.page_at_hand`."""
        key = "events", name_or_arn, sent, token
        request = self._ahead.get(key)
        if request is None or not request.has_all or self._ahead.pop(key, None) is None:
            return None
        self._stats.call()
        page: Page[Event] = from_plain(request.next())
        return page

    def end_ahead(self, name_or_arn: str, sent: ServiceFilter, token: str | None) -> None:
        """See `EventSource.end_ahead`."""
        request = self._ahead.pop(("events", name_or_arn, sent, token), None)
        if request is not None:
            request.end()

    def renew(self) -> None:
        """See `EventSource.renew`."""
        # Whoever opens it has the lock.
        self._is_to_renew = True
        at = self._at
        if at is not None and at[1]:
            self._processes.end(at[0])

    def close(self) -> None:
        """See `EventSource.close`."""
        self._is_closed = True
        at, self._at = self._at, None
        if at is not None:
            if at[1]:
                at[0].close_source(at[1])
            self._processes.give_back(at[0])

    # How a call is made

    def _call(self, name: str, *values: object) -> Any:  # noqa: ANN401 - what the method says
        if name in _OPERATIONS:
            self._stats.call()

        def ask(process: SdkProcess, number: int) -> object:
            request = self._asked_ahead(process, name, *values)
            return from_plain((request or process.ask("call", number, name, *values)).next())

        return self._attempt(_OPERATIONS.get(name, "The AWS SDK"), ask)

    def _asked_ahead(self, process: SdkProcess, *call: object) -> Request | None:
        """The request for a call that was made ahead, once; None where this process has none."""
        request = self._ahead.pop(call, None)
        return request if request is not None and request.process is process else None

    def _attempt(self, call: str, ask: Callable[[SdkProcess, int], Result]) -> Result:
        """Make a call, in a process that has the source open; again where it ends meanwhile."""
        result = self._asked(call, ask)
        seconds = self._processes.limits.note_seconds
        if self._restarted and time.monotonic() - self._restarted >= seconds:
            self._restarted = 0.0
            self._show("")
        return result

    def _asked(self, call: str, ask: Callable[[SdkProcess, int], Result]) -> Result:
        attempts = Attempts(call)
        while not self._is_closed:
            try:
                process, number = self._opened()
                try:
                    return ask(process, number)
                except CallTimeoutError:
                    raise given_up(process, call) from None
            except ProcessLostError as error:
                attempts.end(error.process)
        raise SourceError(LEFT)

    def _opened(self) -> tuple[SdkProcess, int]:
        """The process that has the source open, and its number there."""
        openings = self._openings
        with self._opening:
            if self._is_to_renew:
                self._begin_anew()
            at = self._at
            if at is not None and at[1] and not at[0].is_lost:
                return at
            if self._is_elsewhere:
                raise SourceError(ELSEWHERE)
            if self._failed is not None and self._openings != openings:
                # It was tried while this call waited for its turn.
                raise SourceError(self._failed)
            self._failed = None
            try:
                return self._open(at)
            except SourceError as error:
                self._failed = error.failure
                raise
            finally:
                self._openings += 1

    def _begin_anew(self) -> None:
        at, self._at, self._identity, self._failed = self._at, None, None, None
        self._is_to_renew = self._is_elsewhere = False
        self._codes.clear()
        if at is not None:
            self._processes.end(at[0])

    def _open(self, at: tuple[SdkProcess, int] | None) -> tuple[SdkProcess, int]:
        is_again = at is not None and at[0].is_lost
        if at is None or is_again:
            if at is not None:
                self._processes.end(at[0])
            at = self._processes.take(self._profile), 0
        process, self._at = at[0], at
        if self._is_closed:
            self._processes.end(process)
            raise SourceError(LEFT)
        try:
            number, plain = process.open(self._options, self)
        except CallTimeoutError:
            raise given_up(process, "The AWS configuration") from None
        identity: Identity = from_plain(plain)
        if identity.demo:
            # Its endpoint is to be where it was: commands that were copied name its address.
            self._options["port"] = urlsplit(identity.endpoint_url).port
        elif self._identity not in (None, identity):
            self._is_elsewhere = True
            raise SourceError(ELSEWHERE)
        self._identity = identity
        if self._is_closed:
            self._processes.end(process)
            raise SourceError(LEFT)
        if (early := process.early.pop(number, None)) is not None:
            self._ahead[early[0]] = early[1]
        self._at = process, number
        if is_again:
            self._restarted = time.monotonic()
            self._show(RESTARTED)
        return process, number

    def _show(self, text: str) -> None:
        if not self._is_closed:
            self._say(text)

    # What the process says: see `Listener`

    def throttled(self) -> None:
        """See `Listener.throttled`."""
        self._stats.throttle()

    def waiting(self, program: str, *, can_stop: bool = False) -> None:
        """See `Listener.waiting`."""
        del can_stop
        self._show(f"Waiting for credential_process: {program}" if program else "")

    def asked(self, question: str, answer: Answer) -> None:
        """See `Listener.asked`: asks once, also where a second process has the same question."""
        with self._asking:
            code = self._codes.pop(question, None)
            waiting = self._questions.setdefault(question, []) if code is None else []
            waiting.append(answer)
        if code is not None:
            answer(code)
        elif len(waiting) == 1:
            threading.Thread(target=self._ask_user, args=(question,), daemon=True).start()

    def _ask_user(self, question: str) -> None:
        code = self._ask_code(question)
        with self._asking:
            # Each of them, whether or not it is still there.
            are_there = [answer(code) for answer in self._questions.pop(question)]
            if code and not any(are_there):
                self._codes[question] = code


_OPERATIONS = {
    "clusters": "ListClusters",
    "cluster": "DescribeCluster",
    "nodes": "ListClusterNodes",
    "detail": "DescribeClusterEvent",
}
"""The service's name of each call; the others make none."""
