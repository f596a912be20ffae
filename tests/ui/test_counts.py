"""What a key and an idle screen cost, counted: the same at 10,000 events as at 100, or nothing."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from textual.message_pump import MessagePump
from textual.strip import Strip
from textual.widget import Widget

from help.app import Run, account, running
from help.endpoint import MadeUp
from help.events import mixed_rows
from help.timers import polls_by_hand
from hpev_tui.session.timing import USUAL_SECONDS
from hpev_tui.ui.widgets.event_list import EventList
from hpev_tui.ui.widgets.histogram import HistogramStrip
from hpev_tui.ui.widgets.text import TextLine

KEYS = ("j", "k", "ctrl+d", "pagedown", "pageup", "g")


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many lines each kind of widget has rendered."""
    counted: Counter[str] = Counter()

    def watch(kind: type[Widget]) -> None:
        real = kind.render_line

        def render_line(self: Widget, y: int) -> Strip:
            counted[kind.__name__] += 1
            return real(self, y)

        monkeypatch.setattr(kind, "render_line", render_line)

    for kind in (EventList, HistogramStrip, TextLine):
        watch(kind)
    return counted


def pending(run: Run) -> list[str]:
    """Every timer of the program that will go off by itself; Textual keeps some that wait."""
    cells = []
    nodes: list[MessagePump] = [run.app, *run.app.screen_stack]
    for screen in run.app.screen_stack:
        nodes += screen.query("*")
    for node in nodes:
        cells += [
            f"{node}: {timer}"
            for timer in node._timers
            if timer._task is not None and not timer._task.done() and timer._active.is_set()
        ]
    return cells


async def settled(run: Run) -> None:
    """Wait until nothing is under way: no call, timer, message or drawing."""

    def at_rest() -> bool:
        return not run.account_is_busy() and pending(run) == []

    # What ends last may begin something else: a timer calls, an answer has a timer started.
    is_at_rest = False
    while not is_at_rest:
        await run.until(at_rest)
        for _ in range(3):
            done = asyncio.Event()
            run.app.call_later(run.app.screen.call_after_refresh, done.set)
            await run.until(done.is_set)
        is_at_rest = at_rest()


async def cost_of_keys(count: int, rendered: Counter[str]) -> list[Counter[str]]:
    """What each of the keys renders in a list of so many events, all of them loaded."""
    costs = []
    with MadeUp(*mixed_rows(count)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded")
            await run.keys("L")
            await run.shows(f"{count:,} loaded, no older events")
            for key in KEYS:
                await settled(run)
                rendered.clear()
                await run.keys(key)
                await settled(run)
                costs.append(Counter(rendered))
    return costs


async def test_a_key_renders_as_many_rows_at_10_000_events_as_at_100(
    rendered: Counter[str],
) -> None:
    few = await cost_of_keys(100, rendered)
    many = await cost_of_keys(10_000, rendered)
    for key, small, large in zip(KEYS, few, many, strict=True):
        assert large["EventList"] == small["EventList"], key
        # A detail that comes in between counts in the header.
        assert large["TextLine"] <= small["TextLine"] + 1, key
        # The mark moves less often where a bar is longer.
        assert large["HistogramStrip"] <= small["HistogramStrip"], key
    # The row that the cursor leaves, and the one that it goes to.
    assert many[0]["EventList"] == 2


async def test_a_key_renders_as_many_rows_with_a_filter_as_without(
    rendered: Counter[str],
) -> None:
    with MadeUp(*mixed_rows(3000)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded")
            await run.keys("L")
            await run.shows("3,000 loaded, ")
            await run.keys("2", "S")
            await run.shows("600 of 3,000 loaded", "oldest first")
            await settled(run)
            rendered.clear()
            await run.keys("k")
            await settled(run)
            assert rendered["EventList"] == 2


async def test_an_older_page_below_the_screen_renders_no_row(rendered: Counter[str]) -> None:
    with MadeUp(*mixed_rows(350)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded")
            run.events.go_to(40)
            await settled(run)
            with service.hold("ListClusterEvents") as hold:
                await run.keys("j", "j", "j", "j", "j", "j", "j", "j", "j", "j", "j", "j")
                await run.until(lambda: hold.waiting == 1)
                await run.until(lambda: pending(run) == [])
                rendered.clear()
            await run.shows("200 loaded, older available (L)")
            await settled(run)
            assert rendered["EventList"] == 0


async def test_a_poll_that_finds_nothing_renders_no_row(rendered: Counter[str]) -> None:
    with MadeUp(*mixed_rows(350)) as service:
        timers = polls_by_hand()
        async with running(account(service, "made-up"), timers=timers) as run:
            await run.shows("100 loaded")
            await run.keys("f", "t")
            await run.shows("FOLLOW", "UTC")
            await run.until(lambda: len(service.pages()) == 2)
            await settled(run)
            rendered.clear()
            timers.go_off()
            await run.until(lambda: len(service.pages()) == 3)
            await settled(run)
            assert rendered["EventList"] == rendered["HistogramStrip"] == 0


STATES: dict[str, tuple[tuple[str, ...], str]] = {
    "a filter": (("2",), "level:warn,error"),
    "a filter being typed": (("/", *"level:er"), "10 of 100 loaded"),
    "a filter that cannot be read": (("/", '"'), "Missing the closing quote"),
    "an empty list": (("/", *"nothing", "enter"), "0 of "),
    "how long ago": (("t", "t"), "AGO"),
    "oldest first": (("S",), "oldest first"),
    "following": (("f",), "FOLLOW"),
    "marks": (("space", "space"), "2 marked"),
    "the histogram hidden": (("i",), "EventId"),
    "zoomed": (("+",), "Event number 20"),
}


@pytest.mark.parametrize("state", STATES)
async def test_an_idle_screen_renders_nothing_and_waits_for_nothing(
    state: str, rendered: Counter[str]
) -> None:
    keys, words = STATES[state]
    with MadeUp(*mixed_rows(100)) as service:
        async with running(account(service, "made-up"), timers=polls_by_hand()) as run:
            await run.shows("100 loaded, no older events", "EventId")
            await run.keys(*keys)
            await run.shows(words)
            await settled(run)
            calls = service.calls.operations()
            rendered.clear()
            # No timer is left that could end this.
            await settled(run)
            assert rendered == Counter()
            assert run.app._animator._animations == {}
            assert service.calls.operations() == calls


async def test_while_following_nothing_but_the_next_poll_is_waited_for() -> None:
    with MadeUp(*mixed_rows(100)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded", "EventId")
            await run.keys("f")
            await run.shows("FOLLOW")
            await run.until(lambda: len(service.pages()) == 2)
            await run.until(lambda: len(pending(run)) == 1)
            assert f"Timer({USUAL_SECONDS}" in pending(run)[0]
            await run.keys("f")
            await run.until(lambda: pending(run) == [])
