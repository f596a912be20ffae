"""`q` while something hangs, and `ctrl+q` behind a million keys: until all has ended."""

from __future__ import annotations

import os
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.history import EVENT_ROW
from bench.meter import Meter
from bench.processes import UnmeasurableError, children, sdk_process, wait_ended
from bench.setting import CLUSTER, Setting
from bench.table import Figure, value_up_to
from help.scripted import ScriptedEndpoint
from help.terminal import hpev_command
from hpev_tui.demo.world import World

_CALL = "ListClusterEvents"
_LIMIT = 0.3
_TYPED = 1_000_000
_AHEAD_LIMIT = 0.5
_PATIENCE = 20.0


def figures(setting: Setting) -> list[Figure]:
    """A figure for each thing that hangs."""
    hanging: dict[str, Callable[[Setting], float]] = {
        "a call hangs": _call,
        "a credential_process hangs": _credential_process,
        "the SDK's process is being replaced": _replaced,
    }
    return [
        *(_figure(setting, f"quit while {name}", each, _LIMIT) for name, each in hanging.items()),
        _figure(setting, f"ctrl+q after {_TYPED:,} keys typed ahead", _typed_ahead, _AHEAD_LIMIT),
    ]


def _figure(
    setting: Setting, name: str, quit_once: Callable[[Setting], float], limit: float
) -> Figure:
    seconds = [quit_once(setting) for _ in range(setting.times(7, 3))]
    return Figure(
        name,
        statistics.median(seconds),
        "s",
        f"<= {limit} s",
        value_up_to(limit),
        note=f"median of {len(seconds)}, the longest {max(seconds):.2f} s; children end with it",
    )


def _call(setting: Setting) -> float:
    with _while_called(setting) as terminal:
        return _quit(terminal, [sdk_process(terminal.pid)])


def _replaced(setting: Setting) -> float:
    """The process is killed in the middle of a call, and `q` comes when there is another one."""
    with _while_called(setting) as terminal:
        first = sdk_process(terminal.pid)
        os.kill(first, signal.SIGKILL)
        return _quit(terminal, [_next_process(terminal, first)])


@contextmanager
def _while_called(setting: Setting) -> Iterator[Meter]:
    """The program, which waits for the answer to a call."""
    with (
        ScriptedEndpoint(World()) as endpoint,
        endpoint.hold(_CALL) as hold,
        Meter([*hpev_command(), CLUSTER], setting.pointing_to(endpoint.url)) as terminal,
    ):
        hold.wait_for(1)
        terminal.wait_for("? help")
        yield terminal


def _next_process(terminal: Meter, first: int) -> int:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        for pid in children(terminal.pid):
            if pid != first:
                return pid
    raise UnmeasurableError("no other process has been started")


def _credential_process(setting: Setting) -> float:
    program, pid_file = setting.scratch("get-keys"), setting.scratch("pid")
    program.write_text(
        f"#!/bin/sh\necho $$ >{pid_file}.part\nmv {pid_file}.part {pid_file}\nexec sleep 1000\n"
    )
    program.chmod(0o755)
    config = setting.scratch("config")
    config.write_text(f"[default]\ncredential_process = {program}\n")
    environment = setting.environment()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        del environment[name]
    environment["AWS_CONFIG_FILE"] = str(config)
    with Meter([*hpev_command(), CLUSTER], environment) as terminal:
        terminal.wait_for("? help")
        terminal.wait_for(lambda _: pid_file.exists())
        return _quit(terminal, [sdk_process(terminal.pid), int(pid_file.read_text())])


def _typed_ahead(setting: Setting) -> float:
    with setting.hpev(CLUSTER) as terminal:
        terminal.saw(EVENT_ROW)
        terminal.rest()
        terminal.write(b"j" * _TYPED, _PATIENCE)
        return _quit(terminal, [sdk_process(terminal.pid)], "ctrl+q")


def _quit(terminal: Meter, others: list[int], key: str = "q") -> float:
    """Seconds from the key to the end of the last process."""
    start = time.monotonic()
    terminal.press(key)
    ended = max(wait_ended(pid, _PATIENCE) for pid in (terminal.pid, *others))
    terminal.wait_exit()
    return ended - start
