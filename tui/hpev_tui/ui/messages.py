"""The app's messages: what the user asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message

from hpev_tui.model.events import Event


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
class PickerRequested(Message):
    """The user wants the picker; with `only_back` only if it is where they came from."""

    only_back: bool = False


@dataclass
class Notice(Message):
    """A line for the user, shown for a few seconds; `wrong` when something did not work."""

    text: str
    wrong: bool = False
