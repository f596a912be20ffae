"""What an account needs of the program that it runs in, and how much it may ask for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from hpev_tui.session.bounds import BOUNDS, Bounds
from hpev_tui.session.details import REACH
from hpev_tui.session.paging import BATCH_SECONDS, MOST_PAGES
from hpev_tui.session.results import Changes, Ticket
from hpev_tui.session.timing import Timers
from hpev_tui.sources.loader import Loader
from hpev_tui.sources.processes import SdkProcesses
from hpev_tui.sources.rate_limit import RateLimit


class Limits(NamedTuple):
    """How much is asked for, how fast, and how much is kept; tests set their own."""

    rate_limit: Callable[[], RateLimit] = RateLimit
    """Makes what says when a background call may start."""
    batch_seconds: float = BATCH_SECONDS
    most_pages: int = MOST_PAGES
    reach: int = REACH
    bounds: Bounds = BOUNDS
    """How much of what is loaded is kept."""


@dataclass(frozen=True, eq=False, repr=False)
class Host:
    """What an account needs of the program that it runs in."""

    deliver: Callable[[Ticket, object], bool]
    """Hands the result of a request to the UI thread, from any thread; whether it can."""
    changed: Callable[[Changes], None]
    """Shows what has changed. UI thread only."""
    notify: Callable[[str, bool], object]
    """Says something to the user for a few seconds; True for what did not work. UI thread only."""
    now: Callable[[], float]
    """The clock, in seconds since the epoch."""
    timers: Timers
    processes: SdkProcesses
    """Where the AWS SDK runs."""
    nearby: Loader
    """Runs what is asked of this machine, which does not wait behind what the network holds up."""
    limits: Limits = field(default_factory=Limits)
    drawn: threading.Event = field(default_factory=threading.Event)
    """Set once the first frame is drawn: whatever another thread does would hold that up."""


class CodeQuestion(NamedTuple):
    """The SDK waits for an MFA code; `answer` takes it, or None where none is given."""

    question: str
    answer: Callable[[str | None], None]
