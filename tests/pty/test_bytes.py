"""How many bytes a key sends until the screen is at rest, at both sizes: the budgets of the design.

The details of the events differ in two lines, and the previews of the clusters in a few words:
one that differs wholly costs its pane.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest

from help.endpoint import DemoWorld
from help.events import NOW, event_row
from help.faults.endpoint import FaultyEndpoint
from help.scripted import ScriptedEndpoint
from help.states import environment
from help.terminal import Terminal, hpev

SIZES = [(120, 36), (80, 24)]
AT_REST = 0.5
"""Seconds without a byte: twice as long as the cursor rests before what it is on is drawn."""
MESSAGE = "We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances."
LEVELS = ("Error", "Info", "Warn", "Info")

pytestmark = [pytest.mark.long, pytest.mark.parametrize("size", SIZES, ids=["120x36", "80x24"])]


def alike() -> FaultyEndpoint:
    text = "Cluster update started successfully"
    rows = [event_row(n, ResourceType="Cluster", Description=text) for n in range(95)]
    return FaultyEndpoint(*rows)


def mixed() -> FaultyEndpoint:
    return FaultyEndpoint(
        *[
            event_row(
                n,
                InstanceGroupName="worker-p5",
                InstanceId=f"i-0{n * 7919:016x}",
                EventLevel=LEVELS[n % 4],
                Description=f"{MESSAGE} Attempt {n}",
            )
            for n in range(95)
        ]
    )


def shows_row(row: int, screen: str) -> bool:
    """Whether the title says that the cursor is on that row."""
    return f" {row} of " in screen


class Counter:
    """Counts what follows a key; `shows` says when a screen has the answer to it."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal

    def sent(self, key: str, shows: Callable[[str], object] = bool) -> int:
        terminal = self._terminal
        mark = terminal.mark()
        terminal.press(key)
        terminal.wait_for(lambda screen: terminal.mark() > mark and bool(shows(screen)))
        terminal.quiet(AT_REST)
        return terminal.mark() - mark

    def steps(self, first: int) -> list[int]:
        """The bytes of some `j`, from the row before this one on, with what is drawn at rest."""
        return [self.sent("j", partial(shows_row, row)) for row in range(first, first + 4)]


def opened(service: ScriptedEndpoint, size: tuple[int, int], *args: str) -> Terminal:
    terminal = hpev(*args, columns=size[0], rows=size[1], env=environment(service))
    terminal.wait_for("? help")
    return terminal


def row_of(screen: str) -> int:
    """The row under the cursor, as the title says."""
    position = re.search(r"(\d+) of 95", screen)
    return int(position[1]) if position else 0


def test_a_row_with_its_detail(size: tuple[int, int]) -> None:
    with alike() as service, opened(service, size, "made-up", "--no-reasons") as terminal:
        terminal.wait_for("EventId")
        terminal.quiet(2.0)
        count = Counter(terminal)
        assert max(count.steps(2)) <= 700
        page = count.sent("pagedown", lambda screen: row_of(screen) > 5)
        assert page <= 2500
        focus = 3000 if size == SIZES[0] else 1800
        assert count.sent("enter") <= focus
        assert count.sent("escape") <= focus
        mark = terminal.mark()
        terminal.quiet(5.0)
        assert terminal.mark() == mark


def test_a_row_of_the_list_alone(size: tuple[int, int]) -> None:
    with mixed() as service, opened(service, size, "made-up", "--no-reasons") as terminal:
        terminal.wait_for("InstanceId")
        terminal.press("+")
        terminal.wait_for(lambda screen: "InstanceId" not in screen)
        terminal.quiet(2.0)
        count = Counter(terminal)
        assert max(count.steps(2)) <= 350
        assert count.sent("pagedown", lambda screen: row_of(screen) > 5) <= 5000


def test_a_cluster_with_its_groups(size: tuple[int, int]) -> None:
    with ScriptedEndpoint(DemoWorld(lambda: NOW)) as service, opened(service, size) as terminal:
        terminal.wait_for(lambda screen: "1 of 118" in screen and not re.search("… +…", screen))
        terminal.press(*"j" * 15)
        terminal.wait_for("16 of 118")
        terminal.quiet(1.5)
        assert max(Counter(terminal).steps(17)) <= 360
