"""The app's messages: what the user asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message

from hpev_tui.model.events import Event


@dataclass(eq=False, repr=False)
class ClusterPicked(Message):
    """The user wants the events of the cluster of that name or ARN."""

    cluster: str
    is_only: bool = False
    """Whether there is no other: then its screen takes the place of the list."""


@dataclass(eq=False, repr=False)
class OtherClusterRequested(Message):
    """The user wants another cluster in place of this one: of its name, or in another region."""

    cluster: str
    region: str = ""


@dataclass(eq=False, repr=False)
class EventsRequested(Message):
    """The user wants the events that a filter keeps, from an overview of them.

    The cursor goes to `event`, where there is one.
    """

    filter_text: str
    event: Event | None = None


@dataclass(eq=False, repr=False)
class EventRequested(Message):
    """The user wants an event among all others, from an overview of them."""

    event: Event


@dataclass(eq=False, repr=False)
class CopyRequested(Message):
    """The user wants `text` on the clipboard; `label` names it in the toast.

    A function that makes the text is called in a background thread.
    """

    label: str
    text: str | Callable[[], str]


@dataclass(eq=False, repr=False)
class SaveRequested(Message):
    """The user wants a text in a file: `label` says what it is, `name` is the file's.

    `text` makes it, in a background thread; where it makes none, `nothing` says why.
    """

    label: str
    name: str
    text: Callable[[], str]
    nothing: str


@dataclass(eq=False, repr=False)
class PickerRequested(Message):
    """The user wants the picker; with `only_back` only if it is where they came from."""

    only_back: bool = False


@dataclass(eq=False, repr=False)
class Notice(Message):
    """A line for the user, shown for a few seconds; `wrong` when something did not work."""

    text: str
    wrong: bool = False
