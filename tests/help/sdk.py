"""The SDK's processes for tests, each forked from one that has imported and read all already.

A start takes some milliseconds instead of half a second. All else is as it is: a process of its
own, with the environment and the working folder that the test has at that moment, and the
program's own code at both ends.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from unittest.mock import patch

from hpev_tui.sources.processes import SdkProcesses
from hpev_tui.sources.sdk_process import CallLimits

_MOST_BYTES = 1 << 20
_PID_BYTES = 8


class ForkedChild:
    """A forked process with the SDK; see `ChildProcess`."""

    def __init__(self, pid: int, channel: socket.socket) -> None:
        self.pid = pid
        self.channel = channel

    def kill(self) -> None:
        """End it with all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def reap(self) -> None:
        """End it; the process that it was forked from does the rest."""
        self.kill()


class Forks:
    """The process that is forked: it lives as long as this one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )

    def start(self) -> ForkedChild:
        """Fork a process, which has the environment and the working folder of this one."""
        ours, theirs = socket.socketpair()
        with self._lock, theirs:
            surroundings = marshal.dumps((dict(os.environ), str(Path.cwd())))
            socket.send_fds(self._socket, [surroundings], [theirs.fileno()])
            pid = int.from_bytes(self._socket.recv(_PID_BYTES), "big")
        return ForkedChild(pid, ours)


@cache
def forks() -> Forks:
    """The one that all tests of this process share."""
    return Forks()


def sdk_processes(limits: CallLimits | None = None) -> SdkProcesses:
    """The processes of one run of the app, of which there is none yet."""
    return SdkProcesses(lambda: forks().start(), limits)


def pids(processes: SdkProcesses) -> list[int]:
    """Those of a run's processes that it has not given up."""
    every = (*processes._taken, processes._spare)
    return [each._child.pid for each in every if each is not None and not each.is_lost]  # type: ignore[attr-defined]


def pid(processes: SdkProcesses) -> int:
    """The one process of a run."""
    (one,) = pids(processes)
    return one


def is_gone(process: int) -> bool:
    """Whether a process has ended."""
    try:
        return ") Z " in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return True


def wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until it is so, or fail after a time that is far more than a busy machine needs."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "It never came to be."
        time.sleep(0.005)


def _read_everything() -> None:
    from botocore.loaders import create_loader

    from hpev_tui.demo import cluster, endpoint, history, stories  # noqa: F401
    from hpev_tui.sources.aws import opening

    patch("botocore.loaders.create_loader", cache(create_loader)).start()
    # The SDK waits up to some seconds before it tries again; how often it tries stays its own.
    patch("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0.0).start()
    opening.open_demo("http://127.0.0.1:1").close(at_once=True)


def _serve(number: int) -> None:
    """Fork whenever the other end of the socket asks for it, until it is gone."""
    from hpev_tui.sources.aws.child import serve

    _read_everything()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    asking = socket.socket(fileno=number)
    while True:
        surroundings, handles, _, _ = socket.recv_fds(asking, _MOST_BYTES, 1)
        if not surroundings:
            return
        if os.fork():
            os.close(handles[0])
            continue
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        environ, folder = marshal.loads(surroundings)  # noqa: S302 - from the tests
        os.environ.clear()
        os.environ.update(environ)
        time.tzset()
        with contextlib.suppress(OSError):
            os.chdir(folder)
        asking.sendall(os.getpid().to_bytes(_PID_BYTES, "big"))
        asking.close()
        try:
            serve(socket.socket(fileno=handles[0]))
        finally:
            os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
