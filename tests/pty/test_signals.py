"""How the program ends: by a lost terminal, by ctrl+c, and with a call under way."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest

from help.terminal import SECONDS, Terminal, hpev, hpev_command, left_on

Leaving: TypeAlias = Callable[[Terminal], None]

PICKER = "HyperPod clusters"
HUNG_UP = 129
INTERRUPTED = 130


def test_a_hang_up_ends_it() -> None:
    with hpev("--demo") as terminal:
        terminal.wait_for(PICKER)
        terminal.hang_up()
        assert terminal.wait_exit() in (HUNG_UP, -signal.SIGHUP)


def test_a_hang_up_ends_it_where_the_signal_is_ignored() -> None:
    command = ["sh", "-c", "trap '' HUP; exec \"$@\"", "sh", *hpev_command(), "--demo"]
    with Terminal(command) as terminal:
        terminal.wait_for(PICKER)
        terminal.hang_up()
        assert terminal.wait_exit() == HUNG_UP


def test_a_hang_up_ends_it_where_no_signal_comes() -> None:
    with Terminal([*hpev_command(), "--demo"], controlling=False) as terminal:
        terminal.wait_for(PICKER)
        terminal.hang_up()
        assert terminal.wait_exit() == HUNG_UP


def test_ctrl_c_asks_once_and_quits_the_second_time() -> None:
    with hpev("--demo") as terminal:
        terminal.wait_for(PICKER)
        terminal.press("ctrl+c")
        terminal.wait_for("ctrl+c again to quit")
        # Two more, in case that this machine took longer than the first one is remembered. The
        # last may come when the terminal is as it was before the program, and interrupts it then.
        terminal.press("ctrl+c", "ctrl+c")
        assert terminal.wait_exit() in (0, INTERRUPTED)
        assert left_on(terminal.raw) == []


@pytest.fixture
def silent_service() -> Iterator[socket.socket]:
    """A service that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(SECONDS)
        yield listener


@pytest.mark.parametrize(
    ("leave", "status"),
    [
        (lambda terminal: terminal.press("q"), 0),
        (lambda terminal: terminal.press("ctrl+q"), 0),
        (lambda terminal: terminal.press("ctrl+c", "ctrl+c"), 0),
        (lambda terminal: terminal.signal(signal.SIGTERM), 143),
    ],
    ids=["q", "ctrl+q", "ctrl+c twice", "SIGTERM"],
)
def test_a_call_under_way_does_not_hold_up_the_end(
    silent_service: socket.socket, leave: Leaving, status: int
) -> None:
    host, port = silent_service.getsockname()
    env = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_REGION": "us-west-2",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
    }
    with hpev(env=env) as terminal:
        terminal.wait_for(PICKER)
        call, _ = silent_service.accept()
        with call:
            call.settimeout(SECONDS)
            assert call.recv(100).startswith(b"POST / ")
            leave(terminal)
            assert terminal.wait_exit() == status
            assert left_on(terminal.raw) == []
    # Had the end waited for the call's time limit, the call would have been tried again.
    silent_service.setblocking(False)
    with pytest.raises(BlockingIOError):
        silent_service.accept()
