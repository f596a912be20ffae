"""The app's messages: what the user asks for, and what has come of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.message import Message

from hpev_tui.clipboard import Copy
from hpev_tui.model.events import Event
from hpev_tui.model.failure import Failure


@dataclass(frozen=True, slots=True)
class PickItem:
    """One thing to choose: what it is, how it reads, and what else there is to say of it."""

    value: str
    label: str
    remark: str = ""


@dataclass
class ChoicesReady(Message):
    """What there is to choose from, for the screen that asked."""

    screen: object
    result: Sequence[PickItem] | Failure


@dataclass
class ProfilePicked(Message):
    """The user has picked this profile, "" for the SDK's default chain."""

    profile: str


@dataclass
class RegionPicked(Message):
    """The user has picked this region."""

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
class EventsRequested(Message):
    """The user wants the events that a filter keeps, from an overview of them."""

    filter_text: str


@dataclass
class EventRequested(Message):
    """The user wants an event among all others, from an overview of them."""

    event: Event


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
