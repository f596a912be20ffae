"""The copy view: where no clipboard is reached, and on a key."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from help.app import Run, account, running
from help.events import event_detail, event_row, events_page
from help.scripted import ScriptedEndpoint
from hpev_tui.clipboard import Clipboard, ClipboardRoute
from hpev_tui.ui.browser.screen import BrowserScreen
from hpev_tui.ui.screens.copies import HINT, CopyView
from hpev_tui.ui.screens.picker import PickerScreen
from hpev_tui.ui.widgets.selectable import Selectable, fold

ROW = event_row(1, InstanceGroupName="workers")
KEPT = "~/.cache/hpev-tui/last-copy"


def copy_file_text() -> str:
    """What the file holds."""
    return (Path(os.environ["HOME"]) / ".cache/hpev-tui/last-copy").read_text()


def choose(run: Run, choice: str) -> None:
    run.app.copies.clipboard = Clipboard(run.environ, run.sent.append, ClipboardRoute.of(choice))


@pytest.fixture
def one_event(endpoint: ScriptedEndpoint) -> ScriptedEndpoint:
    """An endpoint with one event, whose message is long."""
    endpoint.answer("ListClusterEvents", events_page(ROW))
    details = {"EventMetadata": {"Instance": {"FailureMessage": "long " * 20_000}}}
    endpoint.answer("DescribeClusterEvent", event_detail(1, details))
    return endpoint


async def test_without_any_way_the_value_stands_alone_at_the_top_left(
    one_event: ScriptedEndpoint,
) -> None:
    async with running(account(one_event, "efa-lab"), size=(80, 24)) as run:
        choose(run, "none")
        await run.shows("1 loaded")
        await run.keys("c")
        await run.shows(HINT)
        lines = run.text.split("\n")
        assert lines[0] == ROW["EventId"]
        assert {*lines[1:-1]} == {""}
        assert run.sent == []
        assert not run.toasts
        await run.keys("escape")
        await run.shows("1 loaded")
        assert run.events.has_focus


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_a_key_shows_the_last_copy_and_keeps_it_in_a_file(
    one_event: ScriptedEndpoint, key: str
) -> None:
    async with running(account(one_event, "efa-lab")) as run:
        await run.shows("1 loaded")
        await run.keys("Y")
        await run.says("No copies yet")
        await run.keys("y", "g")
        await run.says("OSC 52): instance group workers (Y show)")
        await run.keys("Y")
        await run.shows(HINT, f"Also in {KEPT}.")
        assert run.text.startswith("workers\n")
        assert "Not in the clipboard" not in run.text
        assert copy_file_text() == "workers\n"
        await run.keys(key)
        await run.shows("1 loaded")
        assert isinstance(run.app.screen, BrowserScreen)


async def test_what_is_too_long_is_shown_with_the_reason_and_kept_whole(
    one_event: ScriptedEndpoint,
) -> None:
    async with running(account(one_event, "efa-lab"), size=(140, 36)) as run:
        await run.shows("FailureMessage")
        await run.keys("y", "m")
        why = "too long for the terminal clipboard (at most 56 kB)"
        await run.shows(HINT, f"Not in the clipboard: {why}.", f"Also in {KEPT}.")
        assert run.sent == []
        assert copy_file_text() == "long " * 20_000 + "\n"


async def test_long_values_are_folded_anywhere_and_scrolled_with_the_keys_of_a_list(
    one_event: ScriptedEndpoint,
) -> None:
    text = "long " * 20_000
    async with running(account(one_event, "efa-lab"), size=(80, 24)) as run:
        await run.shows("FailureMessage")
        await run.keys("y", "m")
        await run.shows("1-21 of 1,250")
        assert run.text.startswith(text[:79])
        await run.keys("j")
        await run.shows("2-22 of 1,250")
        await run.keys("pagedown", "k")
        await run.shows("22-42 of 1,250")
        await run.keys("G")
        await run.shows("1230-1250 of 1,250")
        await run.keys("g")
        await run.shows("1-21 of 1,250")
        await run.resized(62, 30)
        await run.shows(" of 1,613")
        assert run.text.split("\n")[:2] == [text[:62].rstrip(), text[62:124].rstrip()]


async def test_a_copy_that_ends_while_another_is_shown_takes_its_place(
    one_event: ScriptedEndpoint,
) -> None:
    async with running(account(one_event, "efa-lab")) as run:
        choose(run, "none")
        await run.shows("1 loaded")
        await run.keys("c")
        await run.shows(HINT, ROW["EventId"])
        run.app.copies.copy("test", "another\nand more")
        await run.shows("another\nand more\n")
        await run.gone(ROW["EventId"])
        await run.keys("escape")
        await run.shows("1 loaded")


async def test_nothing_invisible_of_the_text_reaches_the_view(one_event: ScriptedEndpoint) -> None:
    async with running(account(one_event, "efa-lab")) as run:
        choose(run, "none")
        await run.shows("1 loaded")
        run.app.copies.copy("test", "a\x1b]52;c;eA==\x07b\u202e[red]c\n")
        await run.shows("a]52;c;eA==b[red]c\n")


async def test_it_opens_over_the_picker_and_its_help_says_how_to_leave(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint)) as run:
        choose(run, "none")
        await run.shows("empty-new")
        run.app.copies.copy("test", "an id")
        await run.shows(HINT)
        await run.keys("?")
        await run.shows(" Keys  copy view", "close", "half page")
        # What makes no sense there is not offered.
        assert "Show the last copy" not in run.text
        assert "Leave the mouse" not in run.text
        await run.keys("q", "q")
        await run.shows("empty-new")
        assert isinstance(run.app.screen, PickerScreen)


async def test_the_screen_answers_while_a_tool_hangs(
    one_event: ScriptedEndpoint, tmp_path: Path
) -> None:
    held = tmp_path / "held"
    os.mkfifo(held)
    tool = tmp_path / "my-copy"
    tool.write_text(f"#!/bin/sh\nexec cat {held}\n")
    tool.chmod(0o755)
    async with running(account(one_event, "efa-lab")) as run:
        patient = Clipboard(
            run.environ, run.sent.append, ClipboardRoute.of(f"cmd:{tool}"), seconds=60.0
        )
        run.app.copies.clipboard = patient
        await run.shows("1 loaded")
        await run.keys("c", "?")
        await run.shows(" Keys  ")
        await run.keys("q")
        await run.gone(" Keys  ")
        assert not run.toasts
        # Opening the other end lets the tool go on.
        held.write_text("")
        await run.says(f"Copied event ID {ROW['EventId']}")


def test_rows_are_as_wide_as_the_screen_whatever_they_hold() -> None:
    assert fold("", 4) == [""]
    assert fold("abcd", 4) == ["abcd"]
    assert fold("abcd e", 4) == ["abcd", " e"]
    assert fold("日本語", 4) == ["日本", "語"]
    assert fold("a日本", 4) == ["a日", "本"]
    assert fold("日", 1) == ["日"]
    assert fold("e\u0301" * 3, 2) == ["e\u0301e\u0301", "e\u0301"]


async def test_a_terminal_gets_a_long_line_in_one_piece(one_event: ScriptedEndpoint) -> None:
    async with running(account(one_event, "efa-lab"), size=(62, 20)) as run:
        choose(run, "none")
        await run.shows("1 loaded")
        run.app.copies.copy("test", f"{'x' * 150}\nshort\n{'日' * 40}")
        await run.shows(HINT, "short")
        assert isinstance(run.app.screen, CopyView)
        written = run.the(Selectable)._as_the_terminal_folds()
    assert written.startswith("\x1b[0m\x1b[?7h\x1b[1;1H\x1b[2K\x1b[2;1H\x1b[2K")
    assert written.endswith("\x1b[?7l")
    # Of wide characters terminals may think differently: these are cut as they are shown.
    rows = "\x1b[1;1H" + "x" * 150 + "\x1b[4;1Hshort\x1b[5;1H" + "日" * 31 + "\x1b[6;1H" + "日" * 9
    assert rows in written
