"""One tour of the program: every screen is opened, and every key of the table of commands pressed.

Each Python runs it, so that none is without a line that the others can run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from help.accounts import CONFIG, token_service
from help.app import Run, account, key_event, running
from help.endpoint import MadeUp
from help.events import CLUSTER_ID, NAME, event_row
from help.scripted import ScriptedEndpoint
from hpev_tui.model.settings import Settings
from hpev_tui.ui.commands import COMMANDS

DENIED = "User: me is not authorized to perform: sagemaker:{} because no policy allows it"

Steps = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
"""Keys to press one after the other, and what stands on the screen then."""

PICKER: Steps = (
    ((), ("empty-new", "Clusters  118")),
    (("j", "down", "k", "up", "G", "end", "g", "home"), ("empty-new",)),
    (("ctrl+d", "ctrl+u", "pagedown", "pageup"), ("empty-new",)),
    (("?",), (" Keys  ",)),
    (("escape", "?", "q"), ("empty-new",)),
    (("?", "/", *"sort", "enter", "/", "escape"), (" Keys  ",)),
    (("escape", "s", "s", "s"), ("empty-new",)),
    (("r",), ("Clusters  118",)),
    (("/", *"lab", "down", "up", "escape"), ("Clusters  118",)),
    (("/", *"-lab", "escape", "/", *"efa-", "enter"), ("no older events",)),
    (("q",), ("Clusters  1 of 118",)),
    (("enter",), ("efa-lab   ●",)),
    (("escape",), ("Clusters  1 of 118",)),
    (("escape",), ("Clusters  118",)),
    (("/", *"train-p5"), ("Clusters  1 of 118",)),
    (("enter",), ("100 loaded, older available (L)", "NodeLogicalId")),
)
LIST: Steps = (
    (("?",), (" Keys  event list",)),
    (("tab",), (" Keys  detail",)),
    (("escape",), ("loaded",)),
    (("j", "k", "G", "g", "home", "ctrl+d", "ctrl+u"), ("loaded",)),
    (("1",), ("level:error",)),
    (("2",), ("level:warn,error",)),
    (("0", "e", "E", "w", "W", "o", "O", "[", "]"), ("loaded",)),
    (("*",), ("like:",)),
    (("escape", "#"), ("-like:",)),
    (("escape", "S"), ("oldest first",)),
    (("S", "t"), ("UTC",)),
    (("t", "t", "F"), ("loaded",)),
    (("F", "i", "i", "<", ">"), ("loaded",)),
    (("f",), ("FOLLOW",)),
    (("p",), ("PAUSED",)),
    (("p", "f"), ("loaded",)),
    (("L",), ("no older events",)),
    (("r",), ("no older events",)),
)
QUERY: Steps = (
    (("/", *"group:work", "tab"), ("group:worker",)),
    (("enter",), (" of ",)),
    (("/", "up", "down", "escape"), ("group:worker",)),
    (("escape",), ("loaded",)),
    (("/", *"level:e", "right", "enter"), ("level:error",)),
    (("escape",), ("loaded",)),
)
DETAIL: Steps = (
    (("g", "enter"), ("NodeLogicalId",)),
    (("h", "left", "l", "right", "h", "enter"), ("Instance",)),
    (("/", *"Cluster", "enter", "n", "N"), ("Cluster",)),
    (("escape", "/", *"x", "escape"), ("Cluster",)),
    (("v",), ('"EventDetails": {',)),
    (("v", "z", "z", "Z", "+"), ("NodeLogicalId",)),
    (("+", "c"), ("Sent to the terminal",)),
    (("y",), ("n logical ID",)),
    (("i", "tab"), ("Sent to the terminal",)),
)
MARKS: Steps = (
    (("space", "j", "space"), ("2 marked",)),
    (("D",), ("(absent)",)),
    (("escape", "escape", "y", "x"), ("Sent to the terminal",)),
    (("Y",), ("aws sagemaker",)),
    (("q",), ("loaded",)),
    (("Y", "escape"), ("loaded",)),
)
OVERVIEWS: Steps = (
    (("u",), ("Failures", "capacity: ")),
    (("j", "k", "c"), ("Sent to the terminal",)),
    (("y", "t"), ("Sent to the terminal",)),
    (("f", "f", "L", "t", "t", "t", "r"), ("Failures",)),
    (("enter",), ("like:",)),
    (("escape",), ("Failures",)),
    (("n",), ("─ Nodes  ",)),
    (("escape", "escape", "M"), ("Nodes  40",)),
    (("s", "s", "s"), ("Nodes  40",)),
    (("/", *"gpu", "escape", "/", *"Pending", "enter"), ("Nodes  Pending", "esc clear filter")),
    (("enter",), ("attempts, ",)),
    (("escape", "escape"), ("─ Nodes  40",)),
    (("m",), ("─ Groups  3  NodeRecovery",)),
    (("u",), ("Failures",)),
    (("M",), ("Nodes  40",)),
    (("M",), ("loaded, no older events",)),
    (("m",), ("─ Groups  3  NodeRecovery",)),
    (("escape",), ("loaded, no older events",)),
)
OTHERS: Steps = (
    ((":", "down", "up", "pagedown", "pageup", *"info", "enter"), ("About this run",)),
    (("q",), ("loaded",)),
    ((":", *"zz"), ("No command zz",)),
    (("escape", "ctrl+p"), ("part of a command",)),
    (("escape", "f2"), ("mouse",)),
    (("f2", "ctrl+l"), ("loaded",)),
    (("P",), ("(no profile)",)),
    (("down", "up", "escape", "R"), ("us-west-2",)),
    (("escape", "C"), ("clusters",)),
    (("P", "escape", "R", *"us-east-2"), ("1 of ",)),
    (("enter",), ("us-east-2",)),
    (("ctrl+c",), ("Press ctrl+c again to quit",)),
)
NAMED: tuple[tuple[str, str, Steps], ...] = (
    (
        "groups",
        "─ Groups  3  NodeRecovery",
        ((("w",), ("From the group's counts",)), (("escape", "q"), ("loaded",))),
    ),
    ("bell", "Bell on: rings on a new error", ()),
    ("save-list", "Saved ", ()),
    ("save-timeline", "Saved ", ()),
    ("save-report", "Saved ", ()),
    # Of that name there is one now.
    ("save-report", "enter overwrites it", ((("escape",), ("loaded",)),)),
    ("save-report", "enter overwrites it", ((("enter",), ("loaded",)),)),
    (
        "copies",
        "─ Copies ",
        ((("enter", "Y"), ("esc back",)), (("q", "q"), ("loaded",))),
    ),
    ("copies", "─ Copies ", ((("escape",), ("loaded",)),)),
    ("info", "About this run", ((("c", "enter", "q"), ("loaded",)),)),
    ("info", "About this run", ((("escape",), ("loaded",)),)),
)
"""The commands that no key is for, what stands on the screen then, and the keys there."""

MADE_AGAIN: Steps = (
    ((), ("1 loaded", "1 of another ARN hidden (B)")),
    (("B",), ("earlier cluster of this name",)),
)
WITHOUT_DETAILS: Steps = (
    ((), ("Access denied: sagemaker:DescribeClusterEvent",)),
    (("!",), ("OSC 52): remedy",)),
    (("u",), ("Failures", "Access denied: ")),
    (("!",), ("OSC 52): remedy",)),
    (("escape", "C"), ("Access denied: sagemaker:ListClusters",)),
    (("!",), ("OSC 52): remedy",)),
)
WITHOUT_ACCOUNT: Steps = (
    ((), ("No AWS credentials",)),
    (("P",), ("(no profile)", "guarded")),
    ((*"guarded",), ("1 of ",)),
    (("enter",), ("MFA code for the profile's role",)),
    (("escape", "r"), ("mfa/me",)),
    ((*"123456", "enter"), ("empty-new",)),
)
DEMO: Steps = (
    ((), ("No AWS credentials",)),
    (("d",), ("empty-new",)),
)


class Tour:
    """Presses keys, and notes the commands that they are for."""

    def __init__(self) -> None:
        self.done: set[tuple[str, str]] = set()
        """The commands, each with its key."""
        self.screens: set[type[Screen[Any]]] = set()
        """The kinds of screens that were on top."""

    def note(self, run: Run, key: str) -> None:
        """Note what a key is for that is about to be pressed."""
        self.screens.add(type(run.app.screen))
        event, focused = key_event(key), run.app.screen.focused
        active = run.app.screen.active_bindings.get(event.key)
        typed = focused is not None and focused.check_consume_key(event.key, event.character)
        if active is not None and active.enabled and not typed:
            # Textual's own binding hands over where nothing is selected.
            name = "interrupt" if key == "ctrl+c" else active.binding.id
            self.done.add((name or "", event.key))

    async def walk(self, run: Run, steps: Steps) -> None:
        """Go the steps."""
        for keys, words in steps:
            for key in keys:
                self.note(run, key)
                await run.keys(key)
            await run.shows(*words)

    async def call(self, run: Run, name: str, words: str) -> None:
        """Choose a command in the palette, and wait until a toast or the screen says this."""
        (sentence,) = (command.help for command in COMMANDS if command.id == name)
        await run.command(sentence)
        await run.until(lambda: words in run.toasts + run.text)
        self.done.add((name, ""))


async def test_every_screen_is_opened_and_every_key_is_pressed(
    endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tour = Tour()
    # Where files are saved
    monkeypatch.chdir(tmp_path)
    async with running(account(endpoint), size=(120, 36)) as run:
        for steps in (PICKER, LIST, QUERY, DETAIL, MARKS, OVERVIEWS):
            await tour.walk(run, steps)
        for name, words, steps in NAMED:
            await tour.call(run, name, words)
            await tour.walk(run, steps)
        await tour.walk(run, OTHERS)
        tour.note(run, "ctrl+q")
        run.post("ctrl+q")
        await run.ended()
    gone = event_row(1)["ClusterArn"].replace(CLUSTER_ID, "goneabcdefgh")
    with MadeUp(event_row(1), event_row(2, ClusterArn=gone)) as made_again:
        async with running(account(made_again, NAME)) as run:
            await tour.walk(run, MADE_AGAIN)
        saved = tmp_path / "saved.json"
        saved.write_text(json.dumps({"Events": [event_row(1, EventLevel="Error")]}))
        files = Settings(files=(str(saved),), endpoint_url=made_again.url)
        async with running(files) as run:
            await run.shows("reason not in the files")
            await tour.call(run, "fetch", "as of")
            await run.gone("reason not in the files")
    for operation in ("DescribeClusterEvent", "ListClusters"):
        denied = DENIED.format(operation)
        endpoint.fail(operation, 400, "AccessDeniedException", denied, times=1000)
    async with running(account(endpoint, "efa-lab")) as run:
        await tour.walk(run, WITHOUT_DETAILS)
    endpoint.forget("ListClusters")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    async with running(account(endpoint)) as run:
        await tour.walk(run, DEMO)
    (tmp_path / "config").write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    with token_service("123456") as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", service.url)
        async with running(account(endpoint)) as run:
            await tour.walk(run, WITHOUT_ACCOUNT)
    commands = {(command.id, key) for command in COMMANDS for key in command.keys.split(",")}
    assert commands - tour.done == set()
    assert {*screens_below(Screen)} - tour.screens == set()


def screens_below(kind: type[Screen[Any]]) -> Iterator[type[Screen[Any]]]:
    """The program's screens that are of a kind, and that no other is made from."""
    for below in kind.__subclasses__():
        yield from screens_below(below)
    if kind.__module__.startswith("hpev_tui.") and not kind.__subclasses__():
        yield kind
