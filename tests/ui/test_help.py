"""The help: every key that works in a place, in columns, of either pane, found by what is typed."""

from __future__ import annotations

import pytest

from help.app import Run, account, running
from help.scripted import ScriptedEndpoint
from hpev_tui.ui.commands import BEHIND, COMMANDS, key_text, live_commands
from hpev_tui.ui.commands.groups import GROUPS, PANES, keys_at
from hpev_tui.ui.commands.table import LABELS
from hpev_tui.ui.overviews.failures import FailuresScreen
from hpev_tui.ui.overviews.groups import GroupsScreen
from hpev_tui.ui.overviews.nodes import NodesScreen
from hpev_tui.ui.overviews.timeline import TimelineScreen
from hpev_tui.ui.overviews.why import WhyScreen
from hpev_tui.ui.screens.help import HelpScreen
from hpev_tui.ui.screens.picker import PickerScreen

OPEN = ("/", *"efa-lab", "enter")

FIELDS = ("filter", "query", "choice", "code", "save", "search", "find", "palette")
"""Scopes of text fields, in which `?` is text."""

OWN_FOOTER = (*FIELDS, "help")
"""Scopes whose keys the help does not list: their footers have them."""

WAYS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "empty-new"),
    (OPEN, "NodeLogicalId"),
    ((*OPEN, "tab"), "NodeLogicalId"),
    ((*OPEN, "tab", "v"), '"EventDetails"'),
    ((*OPEN, "u"), "Failures"),
    ((*OPEN, "m"), "trainers"),
    ((*OPEN, "m", "w"), "─ Why"),
    ((*OPEN, "M"), "Nodes"),
    ((*OPEN, "M", "enter"), "imeline"),
    ((":", *"info", "enter"), "botocore"),
    ((":", *"copies", "enter"), "─ Copies ─"),
)


def test_each_command_with_a_key_has_one_entry_and_no_other_has_one() -> None:
    listed = [
        command for entries in GROUPS.values() for entry in entries for command in entry.commands
    ]
    with_help = [each.id for each in COMMANDS if each.keys and each.scope not in OWN_FOOTER]
    assert sorted(listed) == sorted(with_help)
    assert set(PANES) <= {command.scope for command in COMMANDS}


def test_each_key_of_a_text_field_or_of_the_help_is_in_its_footer() -> None:
    hidden = [
        command.id
        for command in COMMANDS
        if command.scope in (*FIELDS, "help") and command.keys and not command.footer
    ]
    assert hidden == []


def test_three_columns_have_room_at_120() -> None:
    # A row of the list has 117 cells: a blank, and three times the keys, what they do, and gaps.
    for entries in GROUPS.values():
        for entry in entries:
            assert len(entry.says) <= 22, entry.says


async def go(run: Run, keys: tuple[str, ...], words: str) -> None:
    """Press keys, the last one when what it may act on is there; wait for the words."""
    if keys:
        *before, last = keys
        await run.keys(*before)
        await run.until(lambda: not run.account_is_busy())
        await run.pilot.pause()
        await run.keys(last)
        await run.shows(words)


@pytest.mark.parametrize(("keys", "words"), WAYS)
async def test_every_key_that_works_in_a_place_is_one_question_mark_away(
    endpoint: ScriptedEndpoint, keys: tuple[str, ...], words: str
) -> None:
    async with running(account(endpoint), size=(120, 60)) as run:
        await run.shows("empty-new")
        await go(run, keys, words)
        app = run.app
        named = {command.id for command in COMMANDS}
        live: dict[str, set[str]] = {}
        for active in app.screen.active_bindings.values():
            binding = active.binding
            name = binding.id or BEHIND.get(binding.key, "")
            if active.enabled and name in named:
                live.setdefault(name, set()).add(binding.key)
        focused = app.screen.focused
        assert focused is not None
        assert {name: set(each) for name, each in keys_at(focused).items()} == live
        await run.keys("?")
        await run.shows("─ Keys", "LEVELS", "CAUSES")
        shown = [line.split() for line in run.text.splitlines()]
        missing = [
            (name, key)
            for name, each in live.items()
            for key in key_text(",".join(each))
            if not any(key in line for line in shown)
        ]
        assert missing == []


async def test_tab_shows_the_keys_of_the_other_pane(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint, "efa-lab"), size=(120, 50)) as run:
        await run.shows("NodeLogicalId")
        await run.keys("?")
        await run.shows("Keys  event list", "mark row", "tab other pane")
        assert "next, previous match" not in run.text
        await run.keys("tab")
        await run.shows("Keys  detail", "next, previous match")
        assert "mark row" not in run.text
        await run.keys("tab")
        await run.shows("Keys  event list")


async def test_without_another_pane_there_is_no_tab(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        await run.keys("?")
        await run.shows("Keys  clusters", "esc close")
        assert "tab" not in run.text


def groups_in_a_row(run: Run) -> int:
    """The most groups that stand beside one another."""
    rows = [line.replace("│", " ").split() for line in run.text.splitlines()]
    return max(sum(word in GROUPS for word in row) for row in rows)


@pytest.mark.parametrize(("width", "count"), [(200, 3), (120, 3), (99, 2), (80, 2), (70, 1)])
async def test_the_room_says_how_many_columns_there_are(
    endpoint: ScriptedEndpoint, width: int, count: int
) -> None:
    async with running(account(endpoint, "efa-lab"), size=(width, 50)) as run:
        await run.shows("loaded")
        await run.keys("?")
        await run.shows("VIEWS", "FILTER")
        assert groups_in_a_row(run) == count


async def test_a_key_is_found_as_it_is_typed(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint, "efa-lab")) as run:
        await run.shows("loaded")
        await run.keys("?", "/", "w")
        # A key of that name goes before words with that letter.
        await run.shows("w W", "next, previous warning")
        assert "zoom" not in run.text
        await run.keys("r", "a", "p")
        await run.shows("wrap, expand all")
        assert "next, previous warning" not in run.text
        await run.keys("z", "z")
        await run.shows("No key found")
        await run.keys("escape")
        await run.shows("zoom", "next, previous warning")
        await run.keys("escape")
        await run.until(lambda: not isinstance(run.app.screen, HelpScreen))


async def test_the_help_scrolls_and_says_which_lines_are_in_view(
    endpoint: ScriptedEndpoint,
) -> None:
    async with running(account(endpoint, "efa-lab"), size=(80, 24)) as run:
        await run.shows("loaded")
        await run.keys("?")
        await run.shows(" 1-")
        await run.keys("j", "j")
        await run.shows(" 3-")
        await run.keys("G")
        await run.shows("cause:NAME filters")
        await run.keys("k", "g")
        await run.shows(" 1-", "VIEWS")


async def test_the_footer_and_the_help_are_made_from_one_table(endpoint: ScriptedEndpoint) -> None:
    async with running(account(endpoint)) as run:
        await run.shows("empty-new")
        labels = {label for _, label in live_commands(run.app, footer_only=True)}
        own = set(LABELS["PickerScreen"].values())
        assert labels - own <= {command.label for command in COMMANDS if command.footer}


FOOTERS = (
    ((), (" enter open", "s sort", ": commands", "q quit  ? help")),
    (OPEN, (" enter detail", "u failures", "m groups", "M nodes", "/ filter", "? help")),
    ((*OPEN, "tab"), ("/ search", "l expand  h collapse", "? help")),
    ((*OPEN, "u"), (" enter its events", "n its nodes", "c copy message", "? help")),
    ((*OPEN, "m"), (" enter its events", "n its nodes", "c copy name", "? help")),
    ((*OPEN, "M"), (" enter timeline", "s sort", "f follow", "? help")),
    ((*OPEN, "M", "enter"), (" enter event", "? help")),
)


@pytest.mark.parametrize(("keys", "said"), FOOTERS)
async def test_a_footer_names_what_opens_and_ends_with_help_at_any_width(
    endpoint: ScriptedEndpoint, keys: tuple[str, ...], said: tuple[str, ...]
) -> None:
    words = next(words for way, words in WAYS if way == keys)
    async with running(account(endpoint), size=(160, 40)) as run:
        await run.shows("empty-new")
        await go(run, keys, words)

        def last() -> str:
            return run.text.splitlines()[-1].rstrip()

        # It follows the focus when that has moved.
        await run.until(lambda: all(part in last() for part in said) and last().endswith("? help"))
        for width in (120, 80, 60):
            await run.resized(width, 40)
            await run.until(lambda: last().endswith("? help"))


def test_the_screens_with_names_of_their_own_for_commands_are_there() -> None:
    overviews = (FailuresScreen, GroupsScreen, NodesScreen, TimelineScreen, WhyScreen)
    screens = (PickerScreen, *overviews)
    assert set(LABELS) == {each.__name__ for each in screens}
    assert {name for names in LABELS.values() for name in names} <= {each.id for each in COMMANDS}
