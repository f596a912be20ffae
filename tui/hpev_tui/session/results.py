"""Results of background work: which are still of use, and what each of them has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple, Protocol, TypeAlias

from hpev_tui.model.events import ClusterInfo, Event
from hpev_tui.model.failure import Failure
from hpev_tui.session.details import LoadedDetail
from hpev_tui.session.paging import PageBatch

Key: TypeAlias = tuple[object, ...]
"""What was asked: its kind, such as "events" or "detail", and what distinguishes it from others."""


class What(Enum):
    """What of an account or a cluster has changed."""

    IDENTITY = auto()
    """The region, the profile or the account are known."""
    ACCOUNT = auto()
    """The answers are of another account than before: nothing that is loaded is shown as its."""
    CLUSTERS = auto()
    """The region's list of clusters."""
    CLUSTER = auto()
    """What DescribeCluster says of the cluster `key`, or why it is not known."""
    RECREATED = auto()
    """The cluster `key`, which was looked at, is another one by now: made again under its name."""
    ROWS = auto()
    """The rows of the list have become more; see `Added`."""
    VIEW = auto()
    """Other rows are to be listed: another filter, another order."""
    CURSOR = auto()
    """The cursor is to go to the row `row`."""
    DETAIL = auto()
    """The detail of the event `key`, or why it cannot be had."""
    NODES = auto()
    """The nodes of the cluster `key`, or why they are not known."""
    NEW_ERROR = auto()
    """An event of level Error has come in while the list is followed."""
    TIMES = auto()
    """Times are shown in another way."""
    STATUS = auto()
    """What is under way, and nothing of what is listed."""
    FACTS = auto()
    """What there is to say of the connection."""
    QUESTION = auto()
    """The SDK waits for a code."""


class Added(NamedTuple):
    """Rows that were added to the list."""

    events: Sequence[Event]
    cursor: Event | None
    """The event that the cursor was on; None where it is to go to the newest."""
    same: int
    """How many of the first rows are as they were."""


class Change(NamedTuple):
    """One thing that has changed."""

    what: What
    key: str = ""
    row: int = 0
    added: Added | None = None
    value: object = None
    """The result itself, where it is stored nowhere."""


Changes: TypeAlias = Sequence[Change]


class OpenCluster(Protocol):
    """The cluster whose events are on the screen, as far as its account hands results to it."""

    cluster: str
    """The name or ARN that was asked for."""
    info: ClusterInfo | None
    """What DescribeCluster said of it last; None where it has not answered."""

    def info_arrived(self, result: ClusterInfo | Failure) -> None:
        """What DescribeCluster says of it has come, or why it cannot be had."""

    def pages_arrived(self, batch: PageBatch) -> Changes:
        """Pages of its events have come."""

    def detail_arrived(self, event_id: str, result: LoadedDetail | Failure) -> None:
        """The detail of an event has come, or why it cannot be had."""

    def close(self) -> None:
        """Ask for nothing any more."""


class PickerResults(Protocol):
    """The list of clusters, as far as its account hands results to it."""

    def described(self, cluster_arn: str) -> None:
        """What DescribeCluster says of a cluster has come, or why it cannot be had."""

    def arrived(self, key: Key, value: object) -> Changes:
        """What was asked under the key ("summary", ARN, part) has come, or a Failure."""


class ChangeNotifier:
    """Says what has changed: at once, or once at the end of what is done together."""

    def __init__(self, changed: Callable[[Changes], None]) -> None:
        self._changed = changed
        self._unsaid: dict[What, None] | None = None

    @contextmanager
    def together(self) -> Iterator[None]:
        """Say at the end, once, what has changed meanwhile."""
        if self._unsaid is not None:
            yield
            return
        self._unsaid = {}
        try:
            yield
        finally:
            unsaid, self._unsaid = self._unsaid, None
            self._changed([Change(what) for what in unsaid])

    def say(self, what: What) -> None:
        """Something has changed."""
        if self._unsaid is None:
            self._changed([Change(what)])
        else:
            self._unsaid[what] = None


@dataclass(frozen=True, slots=True, eq=False)
class Ticket:
    """What a request is known by when its result comes."""

    door: ResultDoor
    key: Key
    generation: int


Receiver: TypeAlias = Callable[[Key, object], Changes]
"""Takes in the result of what a key asked, and says what it has changed."""


class ResultDoor:
    """Where the results of one account's requests come in: the one place that drops stale ones.

    Out of date is what was asked before the account was left, or before its kind was asked again
    from the beginning; and whatever is of somebody else's account.
    """

    def __init__(
        self,
        receivers: Mapping[str, Receiver],
        other_account: Callable[[object], Changes] = lambda _: (),
    ) -> None:
        """Handle results.

        Args:
            receivers: What takes in the results of each kind of request.
            other_account: What has changed where a value shows that it is another account's;
                nothing where it does not.
        """
        self._receivers = dict(receivers)
        self._other_account = other_account
        self._generations = Counter[object]()
        self._is_closed = False

    def add_receiver(self, kind: str, receiver: Receiver) -> None:
        """Have the results of another kind of request taken in."""
        self._receivers[kind] = receiver

    def asked(self, key: Key) -> Ticket:
        """Something is asked now."""
        return Ticket(self, key, self._generations[key[0]])

    def restart(self, kind: str) -> None:
        """What was asked of this kind is asked again: its earlier results are out of date."""
        self._generations[kind] += 1

    def close(self) -> None:
        """The account is left: nothing that comes now is of use."""
        self._is_closed = True

    def arrived(self, ticket: Ticket, value: object) -> Changes:
        """The result of a request has come, a value or a Failure; what it has changed."""
        kind = ticket.key[0]
        if self._is_closed or ticket.door is not self:
            return ()
        if ticket.generation != self._generations[kind]:
            return ()
        if changes := self._other_account(value):
            return changes
        return self._receivers[str(kind)](ticket.key, value)
