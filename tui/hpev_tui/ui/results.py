"""What other threads, and time, hand over to the UI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.message import Message

from hpev_tui.session.results import Ticket
from hpev_tui.session.timing import Cancel


@dataclass
class ResultReady(Message):
    """The result of a request has come, a value or a Failure; see `session.results`."""

    ticket: Ticket
    value: object


class AppTimers:
    """Textual's timers, as what waits for time sees them."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app

    def after(self, seconds: float, call: Callable[[], None]) -> Cancel:
        """Call something once, after so many seconds."""
        return self._app.set_timer(seconds, call).stop
