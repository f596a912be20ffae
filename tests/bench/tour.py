"""The tour of the actions that `trace` counts: the real app, on the demo's endpoint.

All that follows from a key is waited for, and nothing depends on how long it takes: the timers
that are due soon go off as soon as there is nothing else to do, and what other threads hand over
is given to the app piece by piece, each when the one before has had its effect.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable
from contextlib import closing
from math import inf
from typing import Any

from textual.message import Message

from bench.tracer import Cost, Tracer
from help.app import Run, account
from help.endpoint import foreign_names
from help.events import NOW
from help.scripted import ScriptedEndpoint
from hpev_tui.demo.world import World
from hpev_tui.model.failure import Failure
from hpev_tui.model.settings import Settings
from hpev_tui.session.details import LoadedDetail
from hpev_tui.sources.loader import Loader, Priority, Value
from hpev_tui.sources.rate_limit import CallBudget, RateLimit
from hpev_tui.ui.app import HpevApp

CLUSTER = "train-p5"
SIZE = (120, 36)

_SOON = 1.5
"""Seconds: a timer that is due sooner belongs to the action, the end of a toast does not."""
_POLL_SECONDS = 0.001


class HastyLoop(asyncio.SelectorEventLoop):
    """A loop whose clock, once it is stopped, goes on from timer to timer, and waits for none."""

    _stopped_at: float | None = None

    def time(self) -> float:
        """The clock that its timers go by."""
        return super().time() if self._stopped_at is None else self._stopped_at

    @property
    def is_busy(self) -> bool:
        """Whether there is something to do at once."""
        return bool(vars(self)["_ready"])

    def stop_clock(self) -> None:
        """From now on no timer goes off by itself."""
        self._stopped_at = self.time()

    def start_clock(self) -> None:
        """From now on timers go off as they should."""
        self._stopped_at = None

    def hasten(self) -> bool:
        """Have the next timer go off, if it is due soon; whether there is one."""
        timers: list[asyncio.TimerHandle] = vars(self)["_scheduled"]
        due = min((each.when() for each in timers if not each.cancelled()), default=inf)
        if due > self.time() + _SOON:
            return False
        self._stopped_at = max(due, self.time())
        return True


class CountingLoader(Loader):
    """A loader without a rate limit, of which one can see whether anything is to come."""

    def __init__(self) -> None:
        super().__init__(rate_limit=RateLimit(CallBudget(a_second=100_000)))
        self._lock = threading.Lock()
        self._undelivered = 0

    def want(
        self,
        key: Hashable,
        work: Callable[[], Value],
        deliver: Callable[[Value | Failure], object],
        priority: Priority,
    ) -> None:
        """See `Loader.want`."""

        def counted() -> Value:
            with self._lock:
                self._undelivered += 1
            return work()

        def delivered(result: Value | Failure) -> None:
            deliver(result)
            with self._lock:
                self._undelivered -= 1

        super().want(key, counted, delivered, priority)

    @property
    def is_busy(self) -> bool:
        """Whether anything waits or is under way."""
        return bool(self._waiting or self._working or self._undelivered)


class HeldApp(HpevApp):
    """The app, which gets what other threads hand over only when it is let through."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, now=lambda: NOW)
        self.account.loader.close()
        self.loader = self.account.loader = CountingLoader()
        self.account.detail_queue = self.loader
        self._held: list[Message] = []

    def post_message(self, message: Message) -> bool:
        """Hold it, if another thread posts it."""
        if threading.get_ident() == self._thread_id:
            return super().post_message(message)
        self._held.append(message)
        return True

    def let_through(self, *, details: bool) -> Message | None:
        """Hand over the next held message, which is the result; None, if there is none.

        Details come last, in the order of their events' IDs: who was first is a race of threads.
        """
        self._held.sort(key=_event_id)
        if not self._held or (_event_id(self._held[0]) and not details):
            return None
        message = self._held.pop(0)
        super().post_message(message)
        return message


def _event_id(message: Message) -> str:
    """The event whose detail a message brings; nothing, if it brings something else."""
    for value in vars(message).values():
        if isinstance(value, LoadedDetail):
            body: Any = value.body
            return str(body["EventDetails"]["EventId"])
    return ""


class Tour:
    """One run of the app, and what its actions cost."""

    def __init__(self, app: HeldApp, endpoint: ScriptedEndpoint, loop: HastyLoop) -> None:
        self._app = app
        self._loop = loop
        self._run = Run(app)
        self._endpoint = endpoint
        self.costs: dict[str, Cost] = {}
        self.calls: dict[str, Counter[tuple[str, str]]] = {}
        """The handling calls of each action, by file and name."""

    async def take(self) -> None:
        """All actions, one after the other."""
        async with self._app.run_test(size=SIZE, notifications=True) as self._run.pilot:
            self._loop.stop_clock()
            await self._rest()
            # From the top: the list begins on the newest event that is no repeat.
            await self._press("home", *"jjj")
            # Once the cursor rests, the next event's detail is fetched as well: go on before.
            self._run.post("j")
            await self._idle()
            await self._count("j, detail not loaded", "j", details=1)
            await self._count("the neighbour's detail")
            await self._count("j, prefetched", "j")
            await self._press(*"kk")
            await self._count("j, seen before", "j")
            await self._press("home", "/")
            await self._count("letter in the filter", "c")
            await self._press("escape", "escape", "home")
            await self._count("PgDn, details not loaded", "pagedown")
            await self._press("home")
            await self._count("PgDn, seen before", "pagedown")
            await self._count("end: a page of events", "end")
            await self._press("home")
            await self._count("y e", "y", "e", until=lambda: bool(self._run.toasts))
            await self._press("M", "enter", details=0)
            await self._count("a detail under 2 overviews", details=1)
            self._loop.start_clock()

    async def _press(self, *keys: str, details: int | None = None) -> None:
        for key in keys:
            self._run.post(key)
            await self._rest(details=details)

    async def _count(
        self,
        action: str,
        *keys: str,
        details: int | None = None,
        until: Callable[[], bool] = lambda: True,
    ) -> None:
        """Note what it costs to type keys, and to take in so many details, or all of them."""
        before = self._asked
        tracer = Tracer()
        tracer.start()
        self._run.post(*keys)
        await self._rest(until, details=details)
        tracer.stop()
        self.costs[action] = tracer.cost(self._asked - before)
        self.calls[action] = tracer.handling

    @property
    def _asked(self) -> int:
        """How often the service was asked."""
        return len(self._endpoint.calls.operations())

    async def _rest(
        self, until: Callable[[], bool] = lambda: True, *, details: int | None = None
    ) -> None:
        """Wait until nothing is to come any more but what stays held; and until it is so."""
        while True:
            await self._calm()
            passed = self._app.let_through(details=details != 0)
            if passed and details and _event_id(passed):
                details -= 1
            elif passed is None and until():
                return

    async def _calm(self) -> None:
        """Wait until no thread works for the app, its own one would sleep, and no timer is due."""
        await self._idle()
        while self._app.loader.is_busy or self._loop.hasten():
            await self._idle()

    async def _idle(self) -> None:
        """Wait until there is nothing to do in this thread."""
        await asyncio.sleep(0)
        while self._loop.is_busy:
            await asyncio.sleep(0)
        # Lets other threads have the interpreter, which wait for it otherwise.
        time.sleep(_POLL_SECONDS)


def tour() -> Tour:
    """Take the tour, in an environment with nothing of this machine."""
    for name in foreign_names():
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="hpev-trace-") as home:
        os.environ.update(_environment(home))
        time.tzset()
        with ScriptedEndpoint(World(now=lambda: NOW)) as endpoint:
            settings = account(endpoint, CLUSTER)
            with closing(HastyLoop()) as loop:
                taken = Tour(HeldApp(settings), endpoint, loop)
                loop.run_until_complete(taken.take())
    return taken


def _environment(home: str) -> dict[str, str]:
    nothing = f"{home}/nothing"
    return {
        "HOME": home,
        "XDG_STATE_HOME": home,
        "AWS_CONFIG_FILE": nothing,
        "AWS_SHARED_CREDENTIALS_FILE": nothing,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "TZ": "UTC",
    }
