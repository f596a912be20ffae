"""The filter's line: typed, applied, given up, taken back, completed, and refused with a reason."""

from __future__ import annotations

import re
from functools import partial

import pytest
from rich.style import Style

from help.app import Run, account, running
from help.endpoint import MadeUp
from help.events import event_row, mixed_rows
from hpev_tui.ui.browser.list_pane import ListPane
from hpev_tui.ui.widgets.inputs import QueryInput

HANGS = "/(z+)+$/"


def typed(run: Run) -> str:
    return run.the(QueryInput).value


def underlined(run: Run) -> str:
    """What of the line being typed is underlined."""
    strip = run.the(QueryInput).render_line(0)
    return "".join(segment.text for segment in strip if (segment.style or Style.null()).underline)


async def test_it_filters_as_it_is_typed_and_enter_keeps_it() -> None:
    with MadeUp(*mixed_rows(60)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("60 loaded, no older events")
            await run.keys("/", *"level:err")
            await run.shows("6 of 60 loaded")
            assert run.the(QueryInput).has_focus
            assert "Event number 13" in run.text
            assert "Event number 12" not in run.text
            await run.keys(*"or,w")
            await run.shows("12 of 60 loaded")
            # In the line every key is text.
            await run.keys(*"arn q1?")
            assert typed(run) == "level:error,warn q1?"
            await run.shows("0 of 60 loaded")
            await run.keys(*["backspace"] * 3, "enter")
            await run.shows("12 of 60 loaded, no older events")
            assert run.title.startswith("Events  level:error,warn")
            assert run.events.has_focus
            assert not run.the(QueryInput).display


async def test_esc_gives_the_line_up_and_then_takes_the_filter_away() -> None:
    with MadeUp(*mixed_rows(60)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("60 loaded")
            await run.keys("/", *"group:system", "enter")
            await run.shows("30 of 60 loaded, ")
            # The line begins with what is applied.
            await run.keys("/")
            assert typed(run) == "group:system"
            await run.keys(*" level:error")
            await run.shows("6 of 60 loaded")
            await run.keys("escape")
            await run.shows("30 of 60 loaded, ")
            assert run.title.startswith("Events  [service: group]  group:system ─")
            assert run.events.has_focus
            await run.keys("escape")
            await run.shows(" 60 loaded, no older events")
            assert "group:system" not in run.title
            assert len(run.listed) == 60


async def test_an_empty_line_is_no_filter() -> None:
    with MadeUp(*mixed_rows(20)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("20 loaded")
            await run.keys("/", *"level:warn", "enter")
            await run.shows("2 of 20 loaded")
            await run.keys("/", *["backspace"] * len("level:warn"), "enter")
            await run.shows(" 20 loaded, no older events")


async def test_the_arrows_bring_back_earlier_lines() -> None:
    with MadeUp(*mixed_rows(60)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("60 loaded")
            for line in ("level:error", "group:system", "level:error", "number"):
                await run.keys("escape", "/", *line, "enter")
            await run.keys("escape", "/", *"half")
            seen = []
            for key in ("up", "up", "up", "up", "down", "down", "down", "down"):
                await run.keys(key)
                seen.append(typed(run))
            # Each line once, where it was used last.
            assert seen[:4] == ["number", "level:error", "group:system", "group:system"]
            assert seen[4:] == ["level:error", "number", "half", "half"]
            await run.keys("up", "up", "enter")
            await run.shows("6 of 60 loaded, ")


async def test_the_first_arrow_brings_another_line_than_the_one_in_force() -> None:
    with MadeUp(*mixed_rows(60)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("60 loaded")
            await run.keys("/", *"level:error", "enter", "escape", "/", *"level:warn", "enter")
            await run.shows("level:warn")
            await run.keys("/", "up")
            assert typed(run) == "level:error"
            await run.keys("down")
            assert typed(run) == "level:warn"


@pytest.mark.parametrize("key", ["right", "tab"])
async def test_keys_and_loaded_values_are_completed(key: str) -> None:
    with MadeUp(*mixed_rows(60)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("60 loaded")
            await run.keys("/", "g")
            # What is offered stands behind the cursor before it is taken.
            await run.shows(" group: ")
            await run.keys(key, "s", key)
            assert typed(run) == "group:system"
            await run.keys(*" le", key, "E", key, *",w", key)
            assert typed(run) == "group:system level:Error,warn"
            await run.keys(*" no", key, *"i-00000003", key)
            assert typed(run).endswith(" node:i-00000003")
            assert run.the(QueryInput).has_focus


async def test_what_cannot_be_read_is_underlined_and_the_list_keeps_the_last_filter() -> None:
    with MadeUp(*mixed_rows(60)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("60 loaded")
            await run.keys("/", *"level:error", *' "number 1')
            await run.shows("Missing the closing quote.", "6 of 60 loaded")
            await run.until(lambda: underlined(run) == '"number 1')
            listed = run.listed
            await run.keys("enter")
            # The line says what is in force, and the reason still stands below.
            await run.until(lambda: run.title.startswith("Events  level:error ─"))
            assert "Missing the closing quote." in run.text
            assert run.listed == listed
            await run.keys("/")
            assert typed(run) == 'level:error "number 1'
            await run.keys('"')
            await run.gone("Missing the closing quote.")
            await run.shows("1 of 60 loaded")
            assert underlined(run) == ""


async def test_every_term_that_cannot_be_read_is_underlined() -> None:
    with MadeUp(*mixed_rows(20)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("20 loaded")
            await run.keys("/", *"since:soon level:error groups:x")
            await run.until(lambda: underlined(run) == "since:soongroups:x")
            await run.shows('"soon": use 90m')


async def test_a_line_that_cannot_be_read_does_not_stop_the_loading() -> None:
    with MadeUp(*mixed_rows(250)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("100 loaded, older available (L)")
            await run.keys("/", *"number", *' "', "enter")
            await run.shows("Missing the closing quote.", "100 of 100 loaded, ")
            await run.keys("G")
            await run.shows("200 of 200 loaded, older available (L)")
            await run.keys("escape")
            await run.gone("Missing the closing quote.")


async def test_a_regular_expression_without_end_is_refused_and_the_screen_lives() -> None:
    rows = mixed_rows(40)
    rows[30]["Description"] = "z" * 60 + "!"
    with MadeUp(*rows) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("40 loaded")
            await run.keys("/", *"level:info ", *HANGS)
            await run.shows("Regular expression too slow.")
            await run.until(lambda: underlined(run) == HANGS)
            # The list keeps the last filter that could be used.
            assert "32 of 40 loaded" in run.text
            await run.keys("enter", "j", "j")
            assert run.events.cursor == 2
            await run.until(lambda: run.title.startswith("Events  level:info ─"))
            await run.keys("escape")
            await run.gone("too slow")
            await run.shows(" 40 loaded, ")


async def test_a_regular_expression_that_hangs_with_a_new_event_is_refused_then() -> None:
    with MadeUp(*mixed_rows(40)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("40 loaded")
            await run.keys("/", *HANGS, "enter")
            await run.shows("0 of 40 loaded")
            service.add(event_row(-1, Description="z" * 60 + "!"))
            await run.keys("r")
            await run.shows("Regular expression too slow.")
            # No row may be missing for a filter that nobody can read.
            await run.shows(" 41 loaded, ")
            assert len(run.listed) == 41
            histogram = run.the(ListPane)._histogram
            assert histogram is not None
            assert sum(bar.total for bar in histogram.bars) == 41


def ends_with(run: Run, typed: str) -> bool:
    return run.browser.model.filtering.text.endswith(typed)


async def test_a_key_that_is_being_typed_empties_no_list() -> None:
    with MadeUp(*mixed_rows(40)) as service:
        async with running(account(service, "made-up")) as run:
            await run.shows("40 loaded")
            await run.keys("/")
            for typed in "since:2x":
                await run.keys(typed)
                await run.until(partial(ends_with, run, typed))
                assert len(run.listed) == 40, run.browser.model.filtering.text
            # The end of the word says that it is one.
            await run.keys(*["backspace"] * 3, "enter")
            await run.shows("0 of 40 loaded")


async def test_a_long_filter_leaves_room_for_the_counts() -> None:
    with MadeUp(*mixed_rows(40)) as service:
        async with running(account(service, "made-up"), size=(80, 24)) as run:
            await run.shows("40 loaded")
            await run.keys("/", *"level:info group:workers node:i-00000000,i-00000002", "enter")
            await run.until(lambda: bool(re.search(r"level:info .* 8 of 40 ", run.title)))
