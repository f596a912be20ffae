"""Data that attacks, through the real program: the bytes that reach the terminal, and copies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyte
import pytest

from help.attacks import leaving
from help.attacks.screen import Screen, cells
from help.attacks.service import Attacker, served
from help.attacks.shell import words
from help.attacks.strings import CHARACTERS, CONTROLS, FORMATS, MARKUP, SHELL
from help.terminal import Terminal, hpev, left_on
from hpev_tui.text.clean import clean, plain

pytestmark = pytest.mark.long

ENV = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_REGION": "us-west-2",
    # Copies go to the terminal, whatever the machine of the test has.
    "SSH_CONNECTION": "there",
}
GROUPS = {
    "controls": CONTROLS,
    "characters and markup": {**CHARACTERS, **MARKUP},
    "formats and shells": {**FORMATS, **SHELL},
}
HARMLESS = {str(number): f"harmless{number}" for number in range(4)}
OF_ALL = "iegnamxuylt"
"""The letters whose copies are taken of all rows at once, in this order."""
IN_LIST, IN_DETAIL = "enter detail", "enter open"
"""What the footer says where the focus is in the one or the other pane."""
HINT = "esc back. Select with the mouse, copy as in a shell"


@dataclass
class Walk:
    """A walk through the whole program: what it wrote, and what it copied."""

    service: Attacker
    raw: bytes
    copies: dict[str, str]
    jsons: list[str]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The events as the client got them."""
        arn = self.service.cluster(0)["ClusterArn"]
        rows = [self.service.row(number) for number in range(len(self.service.attacks))]
        return [served({**row, "ClusterArn": arn}) for row in rows]


@pytest.fixture(autouse=True, scope="module")
def counting() -> Iterator[None]:
    """Screens that count cells; see `attacks.screen`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pyte, "Screen", Screen)
        yield


@pytest.fixture(scope="module")
def baseline() -> Walk:
    """A walk through data that means no harm."""
    return walked(HARMLESS)


def walked(attacks: dict[str, str]) -> Walk:
    """Go through every screen, look at every row, copy by every letter, and quit."""
    service = Attacker(attacks)
    with service:
        count = len(attacks)
        with hpev("--endpoint-url", service.url, rows=64, columns=160, env=ENV) as terminal:
            through_the_picker(terminal, count)
            through_the_list(terminal, count)
            click_everywhere(terminal, count)
            terminal.press("?")
            terminal.wait_for(" Keys  ")
            terminal.press("q")
            terminal.wait_for("? help")
            copied = copies_of_all(terminal, count)
            jsons = copies_of_json(terminal, 3)
            through_the_copies(terminal, 8)
            terminal.press("q")
            assert terminal.wait_exit() == 0
            assert left_on(terminal.raw) == []
            return Walk(service, terminal.raw, copied, jsons)


def through_the_picker(terminal: Terminal, count: int) -> None:
    """The clusters, as many as there is room for, each column in its place."""
    terminal.wait_for(lambda text: text.count(" 6/6 ") >= min(count, 30))
    screen = cells(terminal)
    heading = next(row for row in screen if " CLUSTER " in "".join(row))
    rows = [row for row in screen if " 6/6 " in "".join(row)]
    name = "".join(heading).index("CLUSTER")
    assert_columns(heading, rows, {"STATUS": "S"})
    # The mark and a blank are in front of it.
    assert {"".join(row[name - 1 : name + 1]) for row in rows} == {" c"}
    terminal.press("enter")


def through_the_list(terminal: Terminal, count: int) -> None:
    """The events, each column in its place, and each event's detail, as a tree and as JSON."""
    terminal.wait_for(in_tree(0))
    for number in range(1, count):
        terminal.press("j")
        terminal.wait_for(in_tree(number))
    screen = cells(terminal)
    heading = next(row for row in screen if " TIME " in "".join(row))
    first = screen.index(heading) + 1
    rows = screen[first : first + count]
    # The message begins with its cause, where that is drawn already.
    assert_columns(heading, rows, {"TIME": "1", "GROUP": "g", "NODE": "i", "MESSAGE": "ud"})
    border = heading.index("│", 1)
    assert {row[border] for row in rows} == {"│"}
    terminal.press("v")
    # Every second one, which is enough in a terminal: each line of JSON has a test of its own.
    for number in range(count - 1, -1, -2):
        terminal.wait_for(f'"FailureMessage": "failed{number:02}')
        terminal.press("k", "k")
    terminal.press("g", "v")
    terminal.wait_for(in_tree(0))


def in_tree(number: int) -> Any:  # noqa: ANN401 - what Terminal.wait_for takes
    """Whether an event's detail is shown as a tree."""
    shown = re.compile(rf" FailureMessage +failed{number:02}")
    return lambda text: shown.search(text) is not None


def assert_columns(heading: list[str], rows: list[list[str]], starts: dict[str, str]) -> None:
    """In every row a column begins below its title, with one of these characters."""
    titles = "".join(heading)
    for title, start in starts.items():
        column = titles.index(title)
        for row in rows:
            assert row[column] in start, (title, "".join(row))
            assert set(row[max(1, column - 2) : column]) <= {" "}, (title, "".join(row))


def click_everywhere(terminal: Terminal, count: int) -> None:
    """Click on every row of both panes, which moves the cursors and does nothing else."""
    lines = terminal.screen_text().splitlines()
    first = next(number for number, line in enumerate(lines, 2) if " TIME " in line)
    rows = range(first, first + count)
    for column in (45, 62):
        for row in rows:
            click(terminal, column, row)
    terminal.wait_for(in_tree(count - 1))
    for column in (120, 130):
        for row in rows:
            click(terminal, column, row)
    terminal.wait_for(IN_DETAIL)
    click(terminal, 45, rows[-1])
    terminal.wait_for(IN_LIST)
    # The clicks have closed branches and moved the detail: it goes back to its top.
    terminal.press("tab")
    terminal.wait_for(IN_DETAIL)
    terminal.press("Z", "g")
    terminal.wait_for(in_tree(count - 1))
    terminal.press("tab")
    terminal.wait_for(IN_LIST)


def click(terminal: Terminal, column: int, row: int) -> None:
    """Press the left button on a cell, counted from 1, and let it go."""
    terminal.type(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")


def copies_of_all(terminal: Terminal, count: int) -> dict[str, str]:
    """What each letter copies of all rows."""
    terminal.press("g", *["space"] * count)
    terminal.wait_for(f"{count} marked")
    copied = {letter: copy_by(terminal, letter) for letter in OF_ALL}
    terminal.press("escape")
    # The toast of the last copy lies over the count of marks, but not over the marks.
    terminal.wait_for(lambda text: "│*" not in text)
    return copied


def copies_of_json(terminal: Terminal, count: int) -> list[str]:
    """The JSON of the first events."""
    terminal.press("g")
    jsons = []
    for number in range(count):
        terminal.wait_for(in_tree(number))
        jsons.append(copy_by(terminal, "j"))
        terminal.press("j")
    return jsons


def copy_by(terminal: Terminal, letter: str) -> str:
    """What is sent to the terminal for a letter."""
    mark = terminal.mark()
    terminal.press("y", letter)
    terminal.wait_for(lambda _: bool(leaving.copies(terminal._raw[mark:])))
    (copied,) = leaving.copies(terminal.since(mark))
    return copied


def through_the_copies(terminal: Terminal, count: int) -> None:
    """The list of copies, and the last of them in the copy view: those of the long texts."""
    terminal.type(":The last 20 copies")
    terminal.wait_for("The last 20 copies")
    terminal.press("enter")
    terminal.wait_for("─ Copies ")
    for _ in range(count):
        terminal.press("Y")
        terminal.wait_for(HINT)
        terminal.press("q")
        terminal.wait_for("─ Copies ")
        terminal.press("j")
    terminal.press("q")
    terminal.wait_for("? help")
    terminal.press("C")
    terminal.wait_for("HyperPod clusters")


@pytest.mark.parametrize("group", GROUPS)
def test_attacks_are_shown_and_copied_and_do_nothing(
    group: str, baseline: Walk, tmp_path: Path
) -> None:
    walk = walked(GROUPS[group])
    assert_every_sequence_is_our_own(walk, baseline)
    assert leaving.copies(walk.raw) == [*walk.copies.values(), *walk.jsons]
    assert_values_are_copied_cleaned(walk)
    assert_commands_are_the_same_words(walk, tmp_path)
    assert_addresses_and_tables_keep_their_form(walk)


def assert_every_sequence_is_our_own(walk: Walk, baseline: Walk) -> None:
    """Nothing reaches the terminal but what harmless data makes reach it, and text."""
    assert leaving.kinds(walk.raw) <= leaving.kinds(baseline.raw)
    assert list(leaving.unsafe(walk.raw)) == []
    own = set(leaving.sequences(baseline.raw))
    for attack in walk.service.attacks:
        for sequence in leaving.sequences(attack.encode("utf-8", "replace")):
            assert sequence in own or sequence not in walk.raw


FIELDS = {
    "i": "InstanceId",
    "e": "EventId",
    "g": "InstanceGroupName",
    "a": "ClusterArn",
}


def assert_values_are_copied_cleaned(walk: Walk) -> None:
    """What is copied by a letter is what the field holds, as it is shown."""
    for letter, name in FIELDS.items():
        assert walk.copies[letter] == joined(row[name] for row in walk.rows)
    details = [served(walk.service.detail(number)) for number in range(len(walk.rows))]
    inner = [
        detail["EventDetails"]["EventDetails"]["EventMetadata"]["Instance"] for detail in details
    ]
    assert walk.copies["m"] == joined(each["FailureMessage"] for each in inner)
    assert walk.copies["n"] == joined(each["NodeLogicalId"] for each in inner)
    assert [json.loads(text) for text in walk.jsons] == details[:3]


def joined(values: Iterator[str]) -> str:
    """The copy of several values, of which each is copied once."""
    return "\n".join(dict.fromkeys(plain(clean(value)) for value in values))


def assert_commands_are_the_same_words(walk: Walk, folder: Path) -> None:
    """A shell reads the copied commands as they are meant, and runs nothing else."""
    copied = words(f"{walk.copies['x']}\n{walk.copies['l']}", folder)
    options = ["--region", "us-west-2", "--endpoint-url", walk.service.url]
    expected = [
        [
            *("sagemaker", "describe-cluster-event"),
            *("--cluster-name", plain(clean(row["ClusterName"]))),
            *("--event-id", plain(clean(row["EventId"])), *options),
        ]
        for row in walk.rows
    ]
    assert copied[:-1] == expected
    first = plain(clean(walk.rows[0]["ClusterName"]))
    assert copied[-1] == [
        *("sagemaker", "list-cluster-events", "--cluster-name", first),
        *("--sort-by", "EventTime", "--sort-order", "Descending", *options),
    ]


def assert_addresses_and_tables_keep_their_form(walk: Walk) -> None:
    """One line for each event, whatever is in it."""
    page = "https://us-west-2.console.aws.amazon.com/sagemaker/home?region=us-west-2"
    names = dict.fromkeys(clean(row["ClusterName"]) for row in walk.rows)
    assert walk.copies["u"].splitlines() == [
        f"{page}#/cluster-management/{quote(name, safe='')}" for name in names
    ]
    # A heading, a blank line, the table's two, and one line for each event.
    lines = walk.copies["t"].splitlines()
    assert [line[:2] for line in lines] == ["##", "", *["| "] * 1, "|-", *["| "] * len(walk.rows)]
