"""Terminals of other kinds, other charsets and any size: each is drawn on, and left as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

import pytest

from help.scripted import ScriptedEndpoint
from help.states import environment
from help.terminal import Terminal, hpev, left_on
from hpev_tui.demo.world import World

# They take minutes, and are run once: not on every Python.
pytestmark = pytest.mark.system

TERMS = ("xterm", "xterm-256color", "screen", "tmux-256color", "linux", "vt100")
LOCALES: dict[str, Mapping[str, str]] = {
    "C.UTF-8": {"LANG": "C.UTF-8"},
    "C": {"LC_ALL": "C"},
    # As good as unset, to Python and to us.
    "unset": {"LANG": ""},
}
# Columns and rows.
SIZES = (
    (1, 1),
    (2, 1),
    (1, 100),
    (20, 5),
    (59, 15),
    (60, 14),
    (79, 24),
    (80, 23),
    (149, 40),
    (150, 40),
    (300, 100),
    (80, 24),
)

TINY = 20
"""Columns below which no title can be shown whole."""
HEADERS = (" efa-lab", " HyperPod")
"""How the first line begins of the screens that ask for more room."""

Steps: TypeAlias = tuple[tuple[tuple[str, ...], str], ...]
"""Keys, and what they have to show at 80x24 before the next are pressed."""

SCREENS: dict[str, Steps] = {
    "list": (),
    "detail": ((("enter", "+"), "NodeLogicalId"),),
    "JSON": ((("enter",), "NodeLogicalId"), (("v", "g"), '"ClusterArn"')),
    "help": ((("?",), " Keys  "),),
    "palette": (((":",), "part of a command"),),
    "filter": ((("/", *"level:error wor"), "level:error wor"),),
    "wrong filter": ((("/", '"'), "closing quote"),),
    "copy view": ((("c",), "Select with the mouse"),),
    "copies": (
        (("c",), "Select with the mouse"),
        (("escape",), "? help"),
        ((":", *"copies"), "The last 20 copies"),
        (("enter",), "─ Copies "),
    ),
    # One that something failed, which stays until a key.
    "notice": ((("enter", "/", *"zzzz", "enter"), "No match in this detail"),),
    "differences": ((("space", "space", "D"), "EventId"),),
    "load": ((("L",), "loaded"),),
}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint(World()) as started:
        yield started


def opened(
    endpoint: ScriptedEndpoint,
    *args: str,
    size: tuple[int, int] = (80, 24),
    env: Mapping[str, str] | None = None,
) -> Terminal:
    """The events of a small cluster."""
    columns, rows = size
    variables = {**environment(endpoint), **(env or {})}
    return hpev("efa-lab", "--no-reasons", *args, rows=rows, columns=columns, env=variables)


def ready(text: str) -> bool:
    """Whether the cluster's screen is all there."""
    return "EventId " in text and "? help" in text


def left(terminal: Terminal) -> None:
    """Leave, which restores the terminal."""
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    assert left_on(terminal.raw) == []
    assert not terminal.settings_changed


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("locale", LOCALES)
def test_any_terminal_is_drawn_on(endpoint: ScriptedEndpoint, term: str, locale: str) -> None:
    with opened(endpoint, env={"TERM": term, **LOCALES[locale]}) as terminal:
        terminal.wait_for(ready)
        terminal.press("j")
        terminal.press("?")
        terminal.wait_for(" Keys  ")
        terminal.press("q")
        terminal.wait_for(ready)
        left(terminal)


@pytest.mark.parametrize(
    ("args", "env"),
    [
        (("--ascii",), {}),
        ((), {"LC_ALL": "en_US.ISO-8859-1"}),
        # Where there is no such locale Python sets LC_CTYPE to C.UTF-8, in its own environment.
        ((), {"LANG": "ja_JP.eucJP"}),
    ],
    ids=["--ascii", "LC_ALL", "LANG"],
)
def test_ascii_where_the_terminal_wants_it(
    endpoint: ScriptedEndpoint, args: tuple[str, ...], env: dict[str, str]
) -> None:
    with opened(endpoint, *args, env={"TERM": "vt100", **env}) as terminal:
        terminal.wait_for(ready)
        for name in ("help", "palette", "filter", "copy view"):
            bring_up(terminal, SCREENS[name])
            words = SCREENS[name][-1][1]
            terminal.press("escape")
            terminal.wait_for(lambda text: words not in text)  # noqa: B023 - called at once
        bring_up(terminal, SCREENS["notice"])
        left(terminal)
        assert [byte for byte in terminal.raw if byte > 0x7F] == []


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_it_starts_in_any_size(endpoint: ScriptedEndpoint, size: tuple[int, int]) -> None:
    with opened(endpoint, size=size) as terminal:
        terminal.wait_raw(b"\x1b[?2004h")
        terminal.resize(24, 80)
        terminal.wait_for(ready)
        left(terminal)


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_the_same_after_every_size(endpoint: ScriptedEndpoint, name: str) -> None:
    with opened(endpoint) as terminal:
        terminal.wait_for(ready)
        bring_up(terminal, SCREENS[name])
        through_all_sizes(terminal)


def test_the_picker_is_the_same_after_every_size(endpoint: ScriptedEndpoint) -> None:
    with hpev(env=environment(endpoint)) as terminal:
        terminal.wait_for(lambda text: "Clusters  118" in text and "    …" not in text)
        through_all_sizes(terminal)


def bring_up(terminal: Terminal, steps: Steps) -> None:
    """Press what brings a screen up."""
    for keys, words in steps:
        terminal.press(*keys)
        terminal.wait_for(words)


def uncounted(text: str) -> str:
    """A screen without the count of calls: another size may have asked for more details."""
    return re.sub(r" +updated [\d:]+", "", text)


def heading(text: str) -> str:
    """How the first line of a screen begins, which may be that of a box; the rest may be cut."""
    return text.lstrip("╭─ ")[:2]


def through_all_sizes(terminal: Terminal) -> None:
    """Give a screen each size, one after the other, and find it as it was."""
    # The details beside the cursor come within a second, behind the calls of the start.
    terminal.quiet(1.5)
    before = uncounted(terminal.screen_text())
    for columns, rows in SIZES:
        mark = terminal.mark()
        terminal.resize(rows, columns)
        if (columns, rows) != (80, 24):
            terminal.wait_raw(b"\x1b[", mark)
        if columns >= TINY:
            too_small = columns < 60 or rows < 15
            asks = too_small and before.startswith(HEADERS)
            begin = heading(" hpev-tui needs" if asks else before)
            terminal.wait_for(lambda text: heading(text) == begin)  # noqa: B023 - called at once
    terminal.wait_for(lambda text: uncounted(text) == before)
    left(terminal)
