"""`python -m hpev_tui.demo`, as a process."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from unit.demo.raw import RawClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Run = "Callable[..., subprocess.Popen[str]]"


@pytest.fixture
def run() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts the program; what still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "hpev_tui.demo", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def url_of(process: subprocess.Popen[str]) -> str:
    """The URL in the one line that the program prints."""
    assert process.stdout
    line = process.stdout.readline()
    url = re.match(r"http://127\.0\.0\.1:\d+", line)
    assert url, line
    assert f"AWS_ENDPOINT_URL={url[0]} " in line
    assert line.endswith("hpev-tui\n")
    return url[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_stopped(
    run: Callable[..., subprocess.Popen[str]], number: signal.Signals
) -> None:
    process = run("--events", "30")
    with RawClient(url_of(process)) as raw:
        assert len(raw.events("train-history")) == 30
        # The connection stays open, and does not keep the program.
        process.send_signal(number)
        rest, errors = process.communicate(timeout=30)
    assert (process.returncode, rest, errors) == (0, "", "")


def test_the_port_can_be_chosen(run: Callable[..., subprocess.Popen[str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = run("--port", str(port))
    assert url_of(process) == f"http://127.0.0.1:{port}"


def test_a_port_in_use_is_one_line(run: Callable[..., subprocess.Popen[str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        output, errors = run("--port", str(port)).communicate(timeout=30)
    assert output == ""
    assert errors.count("\n") == 1
    assert f"port {port}" in errors
    assert "in use" in errors


def test_a_port_in_use_is_status_1(run: Callable[..., subprocess.Popen[str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = run("--port", str(taken.getsockname()[1]))
        process.communicate(timeout=30)
    assert process.returncode == 1


@pytest.mark.parametrize(
    "arguments", [("--port", "70000"), ("--events", "-1"), ("--events", "many"), ("extra",)]
)
def test_a_command_line_that_cannot_be_understood(
    run: Callable[..., subprocess.Popen[str]], arguments: tuple[str, ...]
) -> None:
    process = run(*arguments)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert arguments[-1] in errors
    assert "Traceback" not in errors


def test_it_imports_neither_the_sdk_nor_the_user_interface() -> None:
    program = (
        "import sys, hpev_tui.demo.__main__, hpev_tui.demo.world as s\n"
        "world = s.World(extra_events=9)\n"
        "world.cluster('train-p5').log(world.now())\n"
        "print([name for name in ('boto3', 'botocore', 'textual') if name in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True, text=True
    )
    assert done.stdout == "[]\n"


def test_the_start_makes_no_cluster_and_reads_no_file() -> None:
    program = (
        "import sys\n"
        "sys.addaudithook(lambda name, given: name == 'open' and 'demo-wordings' in str(given[0])"
        " and print('read', flush=True))\n"
        "from hpev_tui.demo.endpoint import DemoEndpoint\n"
        "from hpev_tui.demo.world import World\n"
        "with DemoEndpoint(World(extra_events=100_000)) as endpoint:\n"
        "    print('hpev_tui.demo.cluster' in sys.modules)\n"
        "world = World()\n"
        "world.cluster('train-p5').log(world.now())\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True, text=True
    )
    assert done.stdout == "False\nread\n"
