"""The app for tests: on the demo's endpoint, through the real SDK, with a clock of the test's own.

    async def test_it(endpoint):
        async with running(account(endpoint, "train-p5")) as run:
            await run.shows("older available")
            await run.keys("j", "enter")

Nothing here sleeps and hopes: every wait ends with what it waits for, or fails after its limit.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

from textual._context import visible_screen_stack
from textual.app import App
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets._toast import Toast

from help.events import NOW
from help.sdk import sdk_processes
from help.sides import without_sides
from help.timers import HandTimers
from hpev_tui.clipboard import Clipboard
from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.demo.plan import REGION
from hpev_tui.model.settings import Settings
from hpev_tui.session.host import Limits
from hpev_tui.sources.rate_limit import CallBudget, RateLimit
from hpev_tui.sources.sdk_process import CallLimits
from hpev_tui.ui.app import HpevApp
from hpev_tui.ui.browser.screen import BrowserScreen
from hpev_tui.ui.screens.palette import Palette, PaletteLines
from hpev_tui.ui.widgets.detail_tree import DetailTree
from hpev_tui.ui.widgets.event_list import EventList

SECONDS = 60.0
"""How long a wait may take before it fails: far more than a busy machine needs."""

POLL_SECONDS = 0.01

READ_SECONDS = 0.03
"""How long a screen that is being drawn is not read again: that costs as much as drawing it."""

UNDRAWN_SECONDS = 0.5
"""After how long it is read although nothing was drawn."""

_CHARACTERS = {"enter": "\r", "tab": "\t", "space": " "}

Found = TypeVar("Found", bound=Widget)


class Clock:
    """A clock that stands still until the test moves it on."""

    def __init__(self) -> None:
        self.seconds = NOW

    def __call__(self) -> float:
        """The time, in seconds since the epoch."""
        return self.seconds


class Run:
    """A running app, and what a user at it does and sees."""

    def __init__(self, app: HpevApp) -> None:
        self.app = app
        self.pilot: Pilot[None]
        self.sent: list[str] = []
        """The sequences that copies have sent to the terminal."""
        # Over SSH there is no display's clipboard, whatever the machine of the test has.
        self.environ = {"SSH_CONNECTION": "there", "HOME": os.environ["HOME"]}
        app.copies.clipboard = Clipboard(self.environ, self.sent.append)
        self._drawn = 0
        app.post_display_hook = self._count_drawn  # type: ignore[method-assign]

    def _count_drawn(self) -> None:
        self._drawn += 1

    @property
    def text(self) -> str:
        """What stands on the screen, one line for each of its own, without the sides of boxes."""
        return without_sides(screen_text(self.app))

    @property
    def title(self) -> str:
        """What the title line of the list of events says, from its name on."""
        lines = (re.sub(r"^[^ ]+ ", "", line) for line in self.text.splitlines())
        return next(line for line in lines if re.match(r"(Events|Filter)\b", line))

    @property
    def drawn(self) -> str:
        """The same with the sides."""
        return screen_text(self.app)

    @property
    def toasts(self) -> str:
        """What the toasts on the screen say, unwrapped."""
        return "\n".join(toast._notification.message for toast in self.app.screen.query(Toast))

    @property
    def rings(self) -> int:
        """How often the bell has rung."""
        assert isinstance(self.app, RingingApp)
        return self.app.rings

    @property
    def events(self) -> EventList:
        """The list of events."""
        return self.app.screen.query_one(EventList)

    @property
    def browser(self) -> BrowserScreen:
        """The screen of a cluster's events."""
        screen = self.app.screen
        assert isinstance(screen, BrowserScreen)
        return screen

    @property
    def listed(self) -> list[str]:
        """The IDs of the listed events, from the top."""
        return [event.event_id for event in self.events.rows]

    @property
    def current(self) -> str:
        """The ID of the event under the cursor."""
        event = self.events.current
        assert event is not None
        return event.event_id

    @property
    def detail(self) -> DetailTree:
        """The detail of the event under the cursor."""
        return self.app.screen.query_one(DetailTree)

    def the(self, kind: type[Found]) -> Found:
        """The one widget of a kind on the screen."""
        return self.app.screen.query_one(kind)

    def post(self, *keys: str) -> None:
        """Type keys in one burst, and wait for nothing."""
        for key in keys:
            self.app.post_message(key_event(key))

    async def keys(self, *keys: str) -> None:
        """Type keys in one burst, and wait until the last one has had its effect."""
        self.post(*keys)
        arrived = asyncio.Event()
        self.app.call_later(arrived.set)
        await self.until(arrived.is_set)
        order = self.app.key_order
        await self.until(lambda: order._acting is None and not order._held)

    async def command(self, name: str) -> None:
        """Choose a command in the palette by the whole of its name."""
        await self.keys(":", *name)
        await self.until(lambda: self._offered is not None and name in self._offered)
        await self.keys("enter")
        await self.until(lambda: not isinstance(self.app.screen, Palette))

    @property
    def _offered(self) -> tuple[str, str] | None:
        """The name and the sentence of what enter runs in the palette."""
        item = self.the(PaletteLines).current
        return None if item is None else (item.name, item.does)

    def account_is_busy(self, held: int = 0) -> bool:
        """Whether more is asked for than the `held` calls, which are not answered."""
        loader = self.app.account.loader
        return bool(loader._waiting) or len(loader._working) != held

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until it is so."""
        end = time.monotonic() + SECONDS
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"It never came to be. On the screen:\n{self.text}")
            if not self.app.is_running:
                raise AssertionError("The app has ended.")
            await asyncio.sleep(POLL_SECONDS)

    async def shows(self, *words: str) -> None:
        """Wait until all these words stand on the screen."""
        await self._reads(
            lambda text: all(word in text for word in words),
            lambda text: f"{[word for word in words if word not in text]} never stood",
        )

    async def _reads(self, condition: Callable[[str], bool], fault: Callable[[str], str]) -> None:
        """Wait until the screen's text is so; it is read when something was drawn."""
        end = time.monotonic() + SECONDS
        while not condition(text := self.text):
            drawn, read = self._drawn, time.monotonic()
            if read > end or not self.app.is_running:
                raise AssertionError(f"{fault(text)} on the screen:\n{text}")
            await asyncio.sleep(READ_SECONDS)
            while self._drawn == drawn and time.monotonic() < read + UNDRAWN_SECONDS:
                await asyncio.sleep(POLL_SECONDS)

    async def says(self, words: str) -> None:
        """Wait until a toast says it."""
        await self.until(lambda: words in self.toasts)

    async def gone(self, *words: str) -> None:
        """Wait until none of these words stands on the screen."""
        await self._reads(
            lambda text: not any(word in text for word in words),
            lambda text: f"{[word for word in words if word in text]} always stood",
        )

    async def resized(self, width: int, height: int) -> None:
        """Give the terminal another size, and wait until the screen has it."""
        await self.pilot.resize_terminal(width, height)
        await self.until(lambda: self.app.screen.size == (width, height))

    async def ended(self) -> None:
        """Wait until the app has ended."""
        end = time.monotonic() + SECONDS
        while self.app.is_running:
            assert time.monotonic() < end, f"The app never ended:\n{self.text}"
            await asyncio.sleep(POLL_SECONDS)


def screen_text(app: App[Any]) -> str:
    """What stands on the screen of an app, one line for each of its own."""
    # Textual has no public way to read the screen but as a picture. What lies behind the palette
    # it keeps as it was drawn last, even if that was without it.
    visible_screen_stack.set(app._background_screens)
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


def key_event(key: str) -> Key:
    """The event of a key, which is given by its name or by its character."""
    if len(key) == 1:
        return Key(key if key.isalnum() else _character_to_key(key), key)
    return Key(key, _CHARACTERS.get(key))


UNHURRIED = Limits(rate_limit=partial(RateLimit, CallBudget(a_second=100_000)), batch_seconds=0.0)
"""As many background calls a second as there can be, and each page handed over at once."""


class RingingApp(HpevApp):
    """The app, which counts how often the bell rings."""

    rings = 0

    def bell(self) -> None:
        """Ring."""
        self.rings += 1


def app_with(
    settings: Settings,
    now: Callable[[], float],
    timers: HandTimers,
    limits: Limits,
    calls: CallLimits | None = None,
) -> RingingApp:
    """The app with these timers, some of which may be its own."""
    app = RingingApp(
        settings, now=now, timers=timers, limits=limits, processes=sdk_processes(calls)
    )
    timers.app = app
    return app


@asynccontextmanager
async def running(
    settings: Settings,
    size: tuple[int, int] = (120, 36),
    now: Callable[[], float] = lambda: NOW,
    timers: HandTimers | None = None,
    limits: Limits = UNHURRIED,
    calls: CallLimits | None = None,
) -> AsyncIterator[Run]:
    """Run the app with toasts, as on a terminal of that size.

    How many calls there may be a second is tested with the rate limit; here there is none.
    """
    timers = timers or HandTimers(by_hand=lambda _: False)
    run = Run(app_with(settings, now, timers, limits, calls))
    async with run.app.run_test(size=size, notifications=True) as run.pilot:
        yield run


def account(
    endpoint: DemoEndpoint,
    cluster: str = "",
    *,
    ascii_only: bool = False,
    reasons: bool = False,
    background: bool = False,
) -> Settings:
    """The settings of an account that the endpoint serves.

    Without `reasons` and `background`, so that a test knows which calls its keys make; those that
    are about what is fetched in advance ask for it.
    """
    return Settings(
        cluster=cluster,
        region=REGION,
        endpoint_url=endpoint.url,
        ascii=ascii_only,
        reasons=reasons,
        background=background,
    )


async def opened(run: Run) -> DetailTree:
    """Open the detail of the event under the cursor, in the whole of the room."""
    await run.until(lambda: run.events.row_count > 0)
    await run.keys("enter", "+")
    tree, room = run.detail, run.app.size
    # What is left of the room has a header, a title, sides, the documentation and a footer.
    await run.until(
        lambda: tree.size.width >= room.width - 2 and tree.size.height >= room.height - 6
    )
    await run.until(lambda: tree.row_count > 0)
    return tree


def detail_lines(run: Run) -> list[str]:
    """The lines of the detail on the screen."""
    tree = run.detail
    return [tree.render_line(y).text.rstrip() for y in range(tree.size.height)]
