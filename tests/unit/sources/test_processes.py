"""The processes of a run: how many there are, what is said where none can be had, and the end."""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

import pytest

from help.scripted import ScriptedEndpoint
from help.sdk import forks, is_gone, pids, wait_until
from help.source_run import SECONDS, SourceRun
from hpev_tui.model.failure import Failure, SourceError
from hpev_tui.model.settings import Settings
from hpev_tui.sources.frames import Channel
from hpev_tui.sources.processes import CHILD, SdkProcesses
from hpev_tui.sources.sdk_process import CallLimits, SdkProcess, Started
from hpev_tui.system.children import ChildProcess

Starting = Callable[..., SourceRun]


class Children:
    """Starts processes, and knows all that were started."""

    def __init__(self) -> None:
        self.pids: list[int] = []

    def start(self) -> Started:
        child = forks().start()
        self.pids.append(child.pid)
        return child

    def alive(self) -> list[int]:
        return [each for each in self.pids if not is_gone(each)]


class Scripted:
    """A process that sends what a test gives it."""

    def __init__(self) -> None:
        self.channel, theirs = socket.socketpair()
        self.end = Channel(theirs)

    def kill(self) -> None:
        self.end.close()

    reap = kill


def test_a_program_that_is_named_gets_no_more_time_and_its_end_gives_the_call_all_of_it() -> None:
    child = Scripted()
    process = SdkProcess(child, CallLimits())
    resumed = []
    for number, program in enumerate(("get-keys", ""), 1):
        request = process.ask("call")
        child.end.send(("waiting", program))
        child.end.send(("value", number, True, None))
        request.next()
        resumed.append(process.resumed > 0.0)
    process.kill()
    assert resumed == [False, True]


# How many there are


class Permission(threading.Event):
    """Says when somebody waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.awaited = threading.Event()

    def wait(self, timeout: float | None = None) -> bool:
        self.awaited.set()
        return super().wait(timeout)


def test_none_is_started_before_it_may_be(endpoint: ScriptedEndpoint, started: Starting) -> None:
    children = Children()
    processes = SdkProcesses(children.start, starts_later=True)
    processes.may_start = permission = Permission()
    run = started(
        settings=Settings(region="us-a-1", endpoint_url=endpoint.url), processes=processes
    )
    answers: SimpleQueue[object] = SimpleQueue()
    asking = threading.Thread(target=lambda: answers.put(run.source.clusters(None).items))
    asking.start()
    assert permission.awaited.wait(SECONDS)
    assert children.pids == []
    permission.set()
    assert answers.get(timeout=SECONDS)
    asking.join()
    assert len(children.pids) == 1


def test_regions_of_a_profile_have_one_process_another_profile_has_another(
    endpoint: ScriptedEndpoint, started: Starting
) -> None:
    children = Children()
    processes = SdkProcesses(children.start)
    for region, profile, count in (("a", "", 1), ("b", "", 1), ("b", "p", 2), ("c", "p", 2)):
        settings = Settings(profile=profile, region=f"us-{region}-1", endpoint_url=endpoint.url)
        run = started(settings=settings, processes=processes)
        if profile:
            assert "not found" in run.failure(run.source.clusters, None).title
        else:
            assert run.source.clusters(None).items
        run.source.close()
        assert len(children.pids) == count
    wait_until(lambda: children.alive() == children.pids[1:])
    processes.close()
    wait_until(lambda: not children.alive())


def test_a_hundred_switches_leave_one_process(
    endpoint: ScriptedEndpoint, account: pytest.MonkeyPatch, tmp_path: Path, started: Starting
) -> None:
    assert account
    (tmp_path / "config").write_text("[profile p0]\n[profile p1]\n")
    children = Children()
    processes = SdkProcesses(children.start)
    for number in range(100):
        settings = Settings(profile=f"p{number % 2}", endpoint_url=endpoint.url)
        run = started(settings=settings, processes=processes)
        # It is left at any moment: before a process, while it opens, when it is open.
        opening = run.begin(lambda run=run: run.source.identity)
        if number % 20 == 0:
            assert opening.result(SECONDS)
        run.source.close()
    last = started(settings=Settings(endpoint_url=endpoint.url), processes=processes)
    assert last.source.clusters(None).items
    wait_until(lambda: len(children.alive()) == 1)
    assert children.alive() == pids(processes)
    processes.close()


# The end


@pytest.mark.parametrize(
    "moment", ["while a call hangs", "while it is replaced", "while it is stopped", "at rest"]
)
def test_the_end_ends_them_and_starts_none(
    endpoint: ScriptedEndpoint, started: Starting, moment: str
) -> None:
    children = Children()
    run = started(processes=SdkProcesses(children.start))
    with endpoint.hold("ListClusters") as hold:
        call = run.begin(run.failure, run.source.clusters, None)
        hold.wait_for(1)
        if moment == "at rest":
            hold.release()
        if moment == "while it is replaced":
            os.kill(run.pid, signal.SIGKILL)
        if moment == "while it is stopped":
            os.kill(run.pid, signal.SIGSTOP)
        run.processes.close()
        if moment == "while a call hangs":
            failure = call.result(SECONDS)
            assert isinstance(failure, Failure)
            assert failure.title == "Account closed"
        wait_until(lambda: not children.alive())
    with pytest.raises(SourceError):
        run.processes.ask("profiles")
    assert len(children.pids) <= 2
    call.exception(SECONDS)


def test_one_whose_channel_is_closed_ends_even_while_it_starts() -> None:
    """Whatever has ended the program has closed it."""
    child = ChildProcess(CHILD)
    child.channel.close()
    wait_until(lambda: is_gone(child.pid))
    child.reap()


# None can be had


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (OSError(errno.EAGAIN, os.strerror(errno.EAGAIN)), "Resource temporarily unavailable"),
        (OSError(errno.EMFILE, os.strerror(errno.EMFILE)), "Too many open files"),
        (RuntimeError("can't start new thread"), "can't start new thread"),
    ],
)
def test_none_can_be_started_until_there_is_room(
    started: Starting, error: Exception, why: str
) -> None:
    children = Children()
    errors = [error]

    def start() -> Started:
        if errors:
            raise errors.pop()
        return children.start()

    run = started(processes=SdkProcesses(start))
    failure = run.failure(run.source.clusters, None)
    assert failure.title == f"Cannot start the AWS SDK process: {why}"
    assert "ulimit -u -n" in failure.advice
    assert run.source.clusters(None).items


def test_a_python_that_is_gone_is_not_taken_for_a_limit(
    started: Starting, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(processes=SdkProcesses(lambda: ChildProcess(CHILD)))
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", "/nowhere/python")
        failure = run.failure(run.source.clusters, None)
    assert "Cannot start the AWS SDK process: No such file or directory" in failure.title
    assert failure.advice == "Python was replaced or removed: restart hpev-tui"


def test_one_whose_sdk_is_broken_says_so_and_r_starts_another(
    started: Starting,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / "botocore").mkdir()
    broken = tmp_path / "botocore/__init__.py"
    broken.write_text("raise ImportError('no good: aws_secret_access_key=abcdef')")
    run = started(processes=SdkProcesses(lambda: ChildProcess(CHILD)))
    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr(sys, "path", [str(tmp_path), *sys.path])
        failure = run.failure(run.source.clusters, None)
    assert failure.title == (
        "Cannot load the AWS SDK (ImportError: no good: aws_secret_access_key=****)"
    )
    assert failure.retryable
    assert "Traceback (most recent call last):" in caplog.messages
    assert "abcdef" not in caplog.text
    assert run.source.clusters(None).items


class Mute:
    """A process that is none: it says what the test says."""

    def __init__(self) -> None:
        self.channel, self.end = socket.socketpair()
        self.is_killed = False

    def kill(self) -> None:
        self.is_killed = True
        self.end.close()

    def reap(self) -> None:
        self.kill()


@pytest.mark.parametrize("sent", [b"\x00\x00\x00\x01?", b"\x00\x00\x00\x01i", b"\x00\x00\x00\x01N"])
def test_one_that_sends_nonsense_is_replaced(
    started: Starting, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    mute = Mute()
    others: list[Started] = [mute]
    run = started(processes=SdkProcesses(lambda: others.pop() if others else forks().start()))
    mute.end.sendall(sent)
    assert run.source.clusters(None).items
    wait_until(lambda: mute.is_killed)
    assert "unreadable message" in caplog.text


# It hangs where nothing but its end helps


def test_a_handshake_that_hangs_is_ended_by_the_calls_limit(
    account: pytest.MonkeyPatch, started: Starting
) -> None:
    assert account
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"https://127.0.0.1:{server.getsockname()[1]}"
        run = started(settings=Settings(endpoint_url=url))
        assert run.source.identity
        run.limit()
        failure = run.failure(run.source.clusters, None)
    assert failure.title == "ListClusters timed out after 0.3 s"


def test_a_resolver_that_hangs_is_ended_by_the_calls_limit(
    account: pytest.MonkeyPatch, started: Starting
) -> None:
    assert account
    run = started(
        settings=Settings(endpoint_url="http://nowhere.invalid"),
        processes=SdkProcesses(lambda: ChildProcess("help.hanging_resolver")),
    )
    assert run.source.identity
    run.limit()
    failure = run.failure(run.source.clusters, None)
    assert failure.title == "ListClusters timed out after 0.3 s"
    assert not pids(run.processes)


def test_the_list_of_profiles_has_a_limit_too(started: Starting) -> None:
    run = started()
    process = run.processes._any()
    process.limits = CallLimits(seconds=0.3)
    os.kill(run.pid, signal.SIGSTOP)
    with pytest.raises(SourceError, match=r"The list of profiles timed out after 0.3 s"):
        run.processes.ask("profiles")
    assert run.processes.ask("profiles") == []
