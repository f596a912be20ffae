"""The main job in a real terminal: from the picker to the cause, and to an ID to paste."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

import pytest

from help.scripted import ScriptedEndpoint
from help.sides import without_sides
from help.terminal import Terminal, hpev
from help.truth import answers_of
from hpev_tui.demo.world import World

KEYS = 12
"""How many keys the way from the picker to a copied instance ID may take."""


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def endpoint(world: World) -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint(world).start() as started:
        yield started


def _environment(endpoint: ScriptedEndpoint) -> dict[str, str]:
    """An account at the endpoint, and a user who came over SSH."""
    return {
        "AWS_ENDPOINT_URL": endpoint.url,
        "AWS_REGION": "us-west-2",
        "AWS_ACCESS_KEY_ID": "demo",
        "AWS_SECRET_ACCESS_KEY": "demo",
        "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22",
    }


def _row_under_cursor(screen: str) -> str:
    """The first row of the list, which the cursor is on at first."""
    return _rows(screen)[0]


def _rows(screen: str) -> list[str]:
    """The rows of the event list that are on the screen."""
    return [line for line in screen.splitlines() if re.search(r"\d\d:\d\d:\d\d  [EWI] ", line)]


def _go_to_an_instance(terminal: Terminal) -> list[str]:
    """Move down to the next Error row that has an instance; the keys that it took."""
    row_text, position = " E capacity   worker-p5  i-", re.compile(r" (\d+) of [\d,]+ ")
    screen = terminal.wait_for(
        lambda text: "loaded" in text and row_text in text and bool(position.search(text))
    )
    shown = position.search(screen)
    assert shown is not None
    # The cursor begins on the newest event that is no repeat.
    below = _rows(screen)[int(shown[1]) - 1 :]
    downs = next(n for n, row in enumerate(below) if row_text in row)
    for _ in range(downs):
        terminal.press("j")
    return ["j"] * downs


def test_from_the_picker_to_the_cause_and_a_copied_instance_id(
    world: World, endpoint: ScriptedEndpoint
) -> None:
    with hpev(env=_environment(endpoint), columns=120, rows=36) as terminal:
        terminal.wait_for("InService")
        pressed = ["/", *"n-p5", "enter"]
        for key in pressed:
            terminal.press(key)
        pressed += _go_to_an_instance(terminal)
        # The cause of the storm's failures, as the scenario itself knows it.
        storm = answers_of(world, "train-p5")
        assert storm.failed_nodes
        cause = storm.failed_nodes[0].cause
        terminal.wait_for(lambda text: cause in " ".join(without_sides(text).split()))
        mark = terminal.mark()
        terminal.press("y", "i")
        pressed += ["y", "i"]
        assert len(pressed) <= KEYS
        terminal.wait_raw(b"\x07", mark)
        sent = re.search(rb"\x1b\]52;c;([^\x07]*)\x07", terminal.since(mark))
        assert sent is not None
        copied = base64.b64decode(sent.group(1)).decode()
        assert copied in {node.instance_id for node in storm.failed_nodes}
        terminal.wait_for(f"instance ID {copied}")


def test_an_idle_screen_sends_no_byte(endpoint: ScriptedEndpoint) -> None:
    with hpev("efa-lab", env=_environment(endpoint)) as terminal:
        terminal.wait_for("NodeLogicalId")
        # The reasons of the errors come at 5 a second, and their calls are counted 2 s later.
        terminal.quiet(2.5)
        mark = terminal.mark()
        with pytest.raises(AssertionError):
            terminal.wait_for(lambda _: terminal.since(mark) != b"", timeout=3)
        assert terminal.since(mark) == b""


def test_the_screen_survives_every_size(endpoint: ScriptedEndpoint) -> None:
    with hpev("train-p5", env=_environment(endpoint)) as terminal:
        terminal.wait_for("NodeLogicalId")
        terminal.resize(rows=1, columns=1)
        terminal.quiet(0.3)
        terminal.resize(rows=10, columns=40)
        terminal.wait_for("60x15")
        terminal.resize(rows=24, columns=80)
        terminal.wait_for(lambda text: "60x15" not in text and "MESSAGE" in text)
        first = _row_under_cursor(terminal.screen_text())
        assert "MESSAGE" in terminal.screen_text()
        terminal.press("G")
        terminal.wait_for(lambda text: _row_under_cursor(text) != first)


def test_keys_act_while_the_service_is_silent(endpoint: ScriptedEndpoint) -> None:
    with (
        endpoint.hold("DescribeClusterEvent") as held,
        hpev("train-p5", env=_environment(endpoint)) as terminal,
    ):
        terminal.wait_for("MESSAGE")
        held.wait_for(1)
        terminal.wait_for("Loading")
        terminal.press("?")
        terminal.wait_for(" Keys  ")
        terminal.press("q")
        terminal.wait_for("Loading")
        held.release()
        terminal.wait_for("NodeLogicalId ")
        terminal.press("q")
        assert terminal.wait_exit() == 0


def test_quitting_does_not_wait_for_the_service(endpoint: ScriptedEndpoint) -> None:
    with (
        endpoint.hold("ListClusterEvents") as held,
        hpev("train-p5", env=_environment(endpoint)) as terminal,
    ):
        held.wait_for(1)
        terminal.wait_for("Loading")
        terminal.press("q")
        # The reply is still held: only a program that does not wait for it can end.
        assert terminal.wait_exit() == 0
        assert held.waiting == 1
