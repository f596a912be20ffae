"""The last copies: `:copies`."""

from __future__ import annotations

import os
from pathlib import Path

from help.app import account, running
from help.events import event_row, events_page
from help.scripted import ScriptedEndpoint
from hpev_tui.clipboard import Clipboard, ClipboardRoute
from hpev_tui.ui.screens.copies import HINT, CopiesScreen, CopyLines, CopyView
from ui.test_copies import copied
from ui.test_copy_view import choose

TITLE = "─ Copies "


def answer(endpoint: ScriptedEndpoint) -> list[str]:
    """Three events; their IDs from the top."""
    rows = [event_row(number, InstanceGroupName="workers") for number in range(3)]
    endpoint.answer("ListClusterEvents", events_page(*rows))
    return [row["EventId"] for row in rows]


async def test_the_word_copies_finds_the_list_and_enter_copies_again(
    endpoint: ScriptedEndpoint,
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
        await run.shows("The last 20 copies")
        await run.keys("enter")
        await run.shows(
            TITLE,
            " sent     instance group  workers",
            f" sent     event ID        {second}",
            f" sent     event ID        {first}",
        )
        await run.keys("G", "enter")
        await run.says(f"OSC 52): event ID {first[:28]}… (Y show)")
        assert copied(run) == [first, second, "workers", first]
        # It is the last one now, and stands but once.
        await run.until(lambda: run.text.index(first) < run.text.index("workers"))
        assert run.the(CopyLines).row_count == 3
        await run.keys("q")
        await run.shows("3 loaded")


async def test_the_one_under_the_cursor_is_shown(endpoint: ScriptedEndpoint) -> None:
    first, _, _ = answer(endpoint)
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("3 loaded")
        await run.keys("c")
        await run.says(f"event ID {first[:28]}… (Y show)")
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


async def test_without_a_copy_the_list_says_how_to_make_one(endpoint: ScriptedEndpoint) -> None:
    answer(endpoint)
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("3 loaded")
        await run.app.run_action("copies")
        await run.shows(TITLE, "No copies yet.\n   c copy ID   y copy menu")
        await run.keys("enter", "Y", "escape")
        await run.shows("3 loaded")
        assert run.sent == []


async def test_what_nothing_took_is_called_shown(endpoint: ScriptedEndpoint) -> None:
    answer(endpoint)
    async with running(account(endpoint, "efa-lab")) as run:
        choose(run, "none")
        await run.shows("3 loaded")
        await run.keys("c")
        await run.until(lambda: isinstance(run.app.screen, CopyView))
        await run.keys("escape")
        choose(run, "file")
        await run.keys("y", "g")
        await run.says("Saved to ~/.cache/hpev-tui/last-copy: instance group workers (Y show")
        await run.app.run_action("copies")
        await run.shows(" written  instance group  workers", " shown    event ID        0000")


async def test_copies_are_made_in_the_order_of_their_keys(
    endpoint: ScriptedEndpoint, tmp_path: Path
) -> None:
    answer(endpoint)
    held, log = tmp_path / "held", tmp_path / "log"
    os.mkfifo(held)
    tool = tmp_path / "my-copy"
    # It waits with the first text, an ID, and with no other.
    tool.write_text(
        f'#!/bin/sh\ntext=$(cat)\ncase $text in 0*) cat {held};; esac\necho "$text" >> {log}\n'
    )
    tool.chmod(0o755)
    async with running(account(endpoint, "efa-lab")) as run:
        run.app.copies.clipboard = Clipboard(
            {**run.environ, "PATH": os.environ["PATH"]},
            run.sent.append,
            ClipboardRoute.of(f"cmd:{tool}"),
            seconds=60.0,
        )
        await run.shows("3 loaded")
        await run.keys("c", "y", "g")
        held.write_text("")
        await run.says("Copied instance group workers")
        assert [copy.text for copy in run.app.copies.ring] == [
            "workers",
            "00000000-0000-4000-8000-000000000000",
        ]
    assert log.read_text() == "00000000-0000-4000-8000-000000000000\nworkers\n"


async def test_a_defect_in_making_a_text_is_shown_and_the_next_copy_works(
    endpoint: ScriptedEndpoint,
) -> None:
    answer(endpoint)

    def broken() -> str:
        raise LookupError("no such row")

    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("3 loaded")
        run.app.copies.copy("rows", broken)
        await run.says("Not copied: internal error: LookupError('no such row')")
        await run.keys("y", "g")
        await run.says("instance group workers")
        assert copied(run) == ["workers"]
