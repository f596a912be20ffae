"""A storm of keys, clicks and resizes, in bulk; then the program is alive and leaves cleanly.

Nothing in a storm can quit the program, or what is left of the storm would meet nothing; see
`unquittable`. A signal ends it in the end.

HPEV_STORM_SEED repeats a storm, HPEV_STORM_KEYS makes the short one longer. 20,000 keys take
minutes, and are for `make test-system`.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from help import unquittable
from help.events import mixed_rows
from help.examples import examples
from help.faults.chance import thrower
from help.faults.endpoint import FaultyEndpoint
from help.states import environment
from help.storm import NOISE, Size, pieces
from help.terminal import Terminal, left_on

pytestmark = pytest.mark.long

KEYS = [
    int(os.environ.get("HPEV_STORM_KEYS") or 2_000),
    # Two minutes on an idle core, more on a busy one.
    pytest.param(20_000, marks=pytest.mark.system),
]
BULK = 4096
"""Bytes in one write: as many as the kernel holds for a program that is busy."""
PATIENCE = 600.0
"""Seconds in which the program must be done with a storm."""
END_OF_PASTE = b"\x1b[201~"
# Written so, it makes no Alt key of what follows.
ESCAPE = b"\x1b[27u"
LAYERS = 20
"""More than there are to leave, from wherever a storm ends."""
WORD = "calm-at-last"
UNQUITTABLE = Path(unquittable.__file__)


@pytest.fixture
def seed(record_property: Callable[[str, object], None]) -> int:
    """The storm's seed, which is printed at the end of the run."""
    chosen = int(os.environ.get("HPEV_STORM_SEED") or time.time_ns() % 1_000_000)
    record_property("seed of a storm", chosen)
    print("HPEV_STORM_SEED:", chosen)
    return chosen


@pytest.mark.parametrize("keys", KEYS)
def test_a_storm_on_the_demo(seed: int, tmp_path: Path, keys: int) -> None:
    weather(pieces(seed, keys), tmp_path, {}, "--demo")


@pytest.mark.parametrize("keys", KEYS)
def test_a_storm_on_a_service_that_fails(seed: int, tmp_path: Path, keys: int) -> None:
    with FaultyEndpoint(*mixed_rows(400)) as endpoint:
        endpoint.throw = thrower(("hanging body",))
        endpoint.dice = random.Random(seed)  # noqa: S311 - no secret
        weather(pieces(seed, keys), tmp_path, environment(endpoint))


SENT = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.sampled_from(NOISE),
        # A sequence of its own making: introducer, parameters and an end, or none.
        st.builds(
            lambda *parts: b"".join(parts),
            st.sampled_from(
                [b"\x1b[", b"\x1b[<", b"\x1b[?", b"\x1bO", b"\x1b]52;", b"\x1bP", b"\x9b"]
            ),
            st.text("0123456789;:-", max_size=12).map(str.encode),
            st.sampled_from(
                [b"", *(bytes([code]) for code in range(0x40, 0x7F)), b"\x07", b"\x1b\\"]
            ),
        ),
    ),
    max_size=30,
)
"""What a terminal, or what stands in its place, may send; with all that a storm has of it."""


def test_any_bytes_are_keys_or_nothing(tmp_path: Path) -> None:
    """All examples go to one program, which is alive after each of them."""
    log = tmp_path / "log"
    command: list[str | Path] = [sys.executable, UNQUITTABLE, "--demo", "--log-file", log]
    with Terminal(command, env={"HPEV_CLIPBOARD": "osc52"}, cwd=tmp_path) as terminal:
        terminal.wait_for("HyperPod clusters")
        number = count()

        @settings(max_examples=examples(40), suppress_health_check=list(HealthCheck))
        @given(SENT)
        def check(sent: list[bytes]) -> None:
            word = f"{WORD}-{next(number)}"
            terminal.write(b"".join(sent) + END_OF_PASTE, PATIENCE)
            terminal.write(ESCAPE * LAYERS + b":" + word.encode())
            terminal.wait_for(word, PATIENCE)

        check()
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit() == 128 + signal.SIGTERM
        assert left_on(terminal.raw) == []
    assert "Traceback" not in log.read_text()


def weather(storm: Iterator[bytes | Size], folder: Path, env: dict[str, str], *args: str) -> None:
    """Let a storm go over the program, which must be alive and well then."""
    log = folder / "log"
    command: list[str | Path] = [sys.executable, UNQUITTABLE, *args, "--log-file", log]
    with Terminal(command, env={**env, "HPEV_CLIPBOARD": "osc52"}, cwd=folder) as terminal:
        terminal.wait_for("HyperPod clusters")
        pour(terminal, storm)
        calm(terminal)
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit() == 128 + signal.SIGTERM
        assert left_on(terminal.raw) == []
        assert not terminal.settings_changed
    said = log.read_text()
    assert "internal error" not in said
    assert "Traceback" not in said


def pour(terminal: Terminal, storm: Iterator[bytes | Size]) -> None:
    """Write a storm in bulk, with the resizes between."""
    bulk = b""
    for piece in storm:
        if isinstance(piece, bytes):
            bulk += piece
            if len(bulk) < BULK:
                continue
        terminal.write(bulk, PATIENCE)
        bulk = b""
        if isinstance(piece, tuple):
            terminal.resize(*piece)
    terminal.write(bulk + END_OF_PASTE, PATIENCE)


def calm(terminal: Terminal) -> None:
    """The program is alive after a storm: keys, which act after all before, open the palette."""
    terminal.resize(24, 80)
    terminal.write(ESCAPE * LAYERS + b":" + WORD.encode())
    terminal.wait_for(WORD, PATIENCE)
