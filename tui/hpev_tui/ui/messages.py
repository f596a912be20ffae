"""The app's messages: results of background work, and what a screen wants of the app.

A result carries the key that it was asked for, so that one out of date can be told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.message import Message

from hpev_tui.clipboard import Copy
from hpev_tui.model.events import Cluster, ClusterInfo, ClusterNode, Page
from hpev_tui.model.failure import Failure
from hpev_tui.session import LoadedDetail
from hpev_tui.session.paging import Answer, PageRun
from hpev_tui.sources import Identity


@dataclass(frozen=True, slots=True)
class PickItem:
    """One thing to choose: what it is, how it reads, and what else there is to say of it."""

    value: str
    label: str
    remark: str = ""


class Result(Message):
    """What an account's background work has come to."""

    origin: object = None
    """The account that was asked (`Context.mark`); the results of one that was left are dropped."""


@dataclass
class Connected(Result):
    """The source is open, or cannot be opened."""

    result: Identity | Failure


@dataclass
class ClustersReady(Result):
    """A page of clusters, asked for in the given run through the region's list."""

    generation: int
    result: Page[Cluster] | Failure


@dataclass
class ClusterReady(Result):
    """What DescribeCluster says of the cluster `key`, a name or an ARN."""

    key: str
    result: ClusterInfo | Failure


@dataclass
class PagesReady(Result):
    """Pages of the events of the cluster `key`, in the order in which they came.

    `last` says that `run` has ended, by the `failure` if there is one.
    """

    key: str
    run: PageRun
    answers: Sequence[Answer]
    last: bool = False
    failure: Failure | None = None


@dataclass
class NodesReady(Result):
    """All nodes of the cluster `key`, as they are now."""

    key: str
    result: Sequence[ClusterNode] | Failure


@dataclass
class DetailReady(Result):
    """One event's detail."""

    event_id: str
    result: LoadedDetail | Failure


@dataclass
class FactsReady(Result):
    """What there is to say of the connection, in names and values."""

    result: Sequence[tuple[str, str]] | Failure


@dataclass
class CodeRequested(Result):
    """The SDK waits for an MFA code; `answer` takes it, or None where none is given."""

    question: str
    answer: Callable[[str | None], None]


@dataclass
class ChoicesReady(Message):
    """What there is to choose from, for the screen that asked."""

    screen: object
    result: Sequence[PickItem] | Failure


@dataclass
class ProfilePicked(Message):
    """The user wants to go on with this profile, "" for the SDK's default chain."""

    profile: str


@dataclass
class RegionPicked(Message):
    """The user wants to go on in this region."""

    region: str


@dataclass
class RouteFound(Message):
    """Which way a copy would take now, in words."""

    route: str


@dataclass
class Copied(Message):
    """A copy is done."""

    copy: Copy


@dataclass
class CopySaved(Message):
    """A copy that is shown to be selected is in a file as well; or it is not, for a `problem`."""

    copy: Copy
    file: Path | None
    problem: str


@dataclass
class ClusterPicked(Message):
    """The user wants the events of the cluster of that name or ARN."""

    cluster: str


@dataclass
class CopyRequested(Message):
    """The user wants `text` on the clipboard; `label` names it in the toast.

    A function that makes the text is called in a background thread.
    """

    label: str
    text: str | Callable[[], str]


@dataclass
class CopyViewRequested(Message):
    """The user wants a copy shown, to select it with the mouse."""

    copy: Copy


@dataclass
class PickerRequested(Message):
    """The user wants the picker; with `only_back` only if it is where they came from."""

    only_back: bool = False


@dataclass
class Notice(Message):
    """A line for the user, shown for a few seconds; `wrong` when something did not work."""

    text: str
    wrong: bool = False
