"""The states of the program in which something ends or stops it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias

from help.scripted import ScriptedEndpoint
from help.terminal import SECONDS, Terminal, hpev, left_on

State: TypeAlias = Callable[[ScriptedEndpoint, Path], AbstractContextManager[Terminal]]
"""Brings the program into a state; the folder is the test's own."""


def environment(endpoint: ScriptedEndpoint, **more: str) -> dict[str, str]:
    """An account at the endpoint."""
    return {
        "AWS_ENDPOINT_URL": endpoint.url,
        "AWS_REGION": "us-west-2",
        "AWS_ACCESS_KEY_ID": "demo",
        "AWS_SECRET_ACCESS_KEY": "demo",
        "HPEV_CLIPBOARD": "none",
        **more,
    }


@contextmanager
def starting(endpoint: ScriptedEndpoint, _: Path) -> Iterator[Terminal]:
    """Nothing is drawn yet, but the terminal is in use."""
    with hpev(env=environment(endpoint)) as terminal:
        terminal.wait_raw(b"\x1b[?1049h")
        yield terminal


@contextmanager
def picking(endpoint: ScriptedEndpoint, _: Path) -> Iterator[Terminal]:
    """In the picker, whose rows are all there."""
    with hpev(env=environment(endpoint)) as terminal:
        # What is not known yet is an ellipsis; so are the ends of what is cut.
        terminal.wait_for(lambda text: "Clusters  118" in text and not re.search("… +…", text))
        terminal.quiet(0.5)
        yield terminal


@contextmanager
def waiting(endpoint: ScriptedEndpoint, _: Path) -> Iterator[Terminal]:
    """In a cluster's screen, whose calls are never answered."""
    with (
        endpoint.hold("ListClusterEvents") as held,
        endpoint.hold("DescribeCluster"),
        hpev("train-p5", env=environment(endpoint)) as terminal,
    ):
        held.wait_for(1)
        terminal.wait_for("Loading")
        yield terminal
        # What has ended until now has not waited for the answer.
        assert held.waiting


@contextmanager
def browsing(endpoint: ScriptedEndpoint, _: Path, **more: str) -> Iterator[Terminal]:
    """In a cluster's screen."""
    with hpev(
        "train-p5", "--no-reasons", "--no-background", env=environment(endpoint, **more)
    ) as terminal:
        terminal.wait_for(lambda text: bool(re.search("▾ (Why|Event) ", text)) and "? help" in text)
        # The details beside the cursor come with the next second's calls.
        terminal.quiet(1.2)
        yield terminal


@contextmanager
def typing(endpoint: ScriptedEndpoint, folder: Path) -> Iterator[Terminal]:
    """Typing a filter."""
    with browsing(endpoint, folder) as terminal:
        terminal.press("/", *"worker")
        terminal.wait_for(lambda text: "Filter" in text and "worker" in text.splitlines()[2])
        terminal.quiet(0.5)
        yield terminal


@contextmanager
def choosing(endpoint: ScriptedEndpoint, folder: Path) -> Iterator[Terminal]:
    """In the palette."""
    with browsing(endpoint, folder) as terminal:
        terminal.press(":")
        terminal.wait_for(lambda text: "part of a command" in text and "PgDn" in text)
        terminal.quiet(0.5)
        yield terminal


@contextmanager
def selecting(endpoint: ScriptedEndpoint, folder: Path) -> Iterator[Terminal]:
    """In the copy view, where the mouse is the terminal's."""
    with browsing(endpoint, folder) as terminal:
        terminal.press("c")
        terminal.wait_for(lambda text: "Select with" in text and not text.startswith("\n"))
        terminal.quiet(0.5)
        assert "mouse clicks" not in left_on(terminal.raw)
        yield terminal


@contextmanager
def copying(endpoint: ScriptedEndpoint, folder: Path) -> Iterator[Terminal]:
    """While a tool has a copy and hangs with it; it must not outlive the program."""
    tool = folder / "tool"
    command = f"cmd:sh -c 'echo $$ > {tool}.new; mv {tool}.new {tool}; exec sleep 600'"
    with browsing(endpoint, folder, HPEV_CLIPBOARD=command) as terminal:
        terminal.press("c")
        deadline = time.monotonic() + SECONDS
        while not tool.exists():
            assert time.monotonic() < deadline, "The tool was never started."
            time.sleep(0.01)
        yield terminal


STATES: tuple[State, ...] = (
    starting,
    picking,
    waiting,
    typing,
    choosing,
    selecting,
    copying,
)


def a_detail(text: str) -> bool:
    """Whether a screen's text shows a loaded detail, of whichever event the demo's newest is."""
    return "FailureMessage" in text or "EventId" in text
