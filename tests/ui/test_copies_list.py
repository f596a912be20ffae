"""The last copies: `:copies`."""

from __future__ import annotations

from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.ui.screens.copies import CopiesScreen, CopyLines
from hpev_tui.ui.screens.copy_view import HINT, CopyView
from support import account, event_row, events_page, running
from ui.test_copies import copied
from ui.test_copy_view import choose

TITLE = "The last copies"


def answer(endpoint: DemoEndpoint) -> list[str]:
    """Three events; their IDs from the top."""
    rows = [event_row(number, InstanceGroupName="workers") for number in range(3)]
    endpoint.answer("ListClusterEvents", events_page(*rows))
    return [row["EventId"] for row in rows]


async def test_the_word_copies_finds_the_list_and_enter_copies_again(
    endpoint: DemoEndpoint,
) -> None:
    first, second, _ = answer(endpoint)
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("3 loaded")
        for keys in (("c",), ("j", "c"), ("y", "g")):
            count = len(run.sent)
            await run.keys(*keys)
            await run.until(lambda: len(run.sent) > count)  # noqa: B023 - it is called at once
        await run.says("instance group workers")
        await run.keys(":", *"copies")
        await run.shows("Copies: the last twenty")
        await run.keys("enter")
        await run.shows(
            TITLE,
            " sent     instance group  workers",
            f" sent     event ID        {second}",
            f" sent     event ID        {first}",
        )
        await run.keys("G", "enter")
        await run.says(f"OSC 52: event ID {first}")
        assert copied(run) == [first, second, "workers", first]
        # It is the last one now, and stands but once.
        await run.until(lambda: run.text.index(first) < run.text.index("workers"))
        assert run.the(CopyLines).row_count == 3
        await run.keys("q")
        await run.shows("3 loaded")


async def test_the_one_under_the_cursor_is_shown(endpoint: DemoEndpoint) -> None:
    first, _, _ = answer(endpoint)
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("3 loaded")
        await run.keys("c")
        await run.says(f"event ID {first}")
        await run.keys("y", "g")
        await run.says("instance group workers")
        await run.app.run_action("copies")
        await run.shows(TITLE)
        await run.keys("j", "Y")
        await run.shows(HINT)
        assert run.text.startswith(f"{first}\n")
        await run.keys("escape")
        await run.shows(TITLE)
        assert isinstance(run.app.screen, CopiesScreen)


async def test_without_a_copy_the_list_says_how_to_make_one(endpoint: DemoEndpoint) -> None:
    answer(endpoint)
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("3 loaded")
        await run.app.run_action("copies")
        await run.shows(TITLE, "Nothing is copied yet: c copies an ID")
        await run.keys("enter", "Y", "escape")
        await run.shows("3 loaded")
        assert run.sent == []


async def test_what_nothing_took_is_called_shown(endpoint: DemoEndpoint) -> None:
    answer(endpoint)
    async with running(account(endpoint, "efa-lab")) as run:
        choose(run, "none")
        await run.shows("3 loaded")
        await run.keys("c")
        await run.until(lambda: isinstance(run.app.screen, CopyView))
        await run.keys("escape")
        choose(run, "file")
        await run.keys("y", "g")
        await run.says("Written to ~/.cache/hpev-tui/last-copy: instance group workers (Y opens")
        await run.app.run_action("copies")
        await run.shows(" written  instance group  workers", " shown    event ID        0000")
