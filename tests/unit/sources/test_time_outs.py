"""A source that gets no answer in time gives the call up; what else is asked is answered."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

import pytest

from help.scripted import ScriptedEndpoint
from help.sdk import is_gone, wait_until
from help.source_run import CLUSTER, SECONDS, SourceRun
from hpev_tui.model.failure import Failure
from hpev_tui.sources.process import RESTARTED
from hpev_tui.sources.sdk_process import CallLimits, CallTimeoutError, Request

Started = Callable[..., SourceRun]


def test_a_call_has_a_limit_and_the_next_one_works(
    endpoint: ScriptedEndpoint, started: Started
) -> None:
    run = started()
    with endpoint.hold("ListClusters"):
        run.source.cluster(CLUSTER)
        run.limit()
        before = run.pid
        failure = run.failure(run.source.clusters, None)
    assert failure.kind == "network"
    assert failure.title == "ListClusters timed out after 0.3 s"
    assert "r to retry" in failure.advice
    wait_until(lambda: is_gone(before))
    assert run.source.clusters(None).items
    assert run.said == [RESTARTED]


def test_a_stopped_process_is_noticed_by_its_calls_limit(started: Started) -> None:
    run = started()
    run.source.clusters(None)
    run.limit()
    stopped = run.pid
    os.kill(stopped, signal.SIGSTOP)
    assert "timed out after" in run.failure(run.source.clusters, None).title
    wait_until(lambda: is_gone(stopped))
    assert run.source.clusters(None).items


def test_a_process_that_is_stopped_while_it_opens_fails_all_that_wait(started: Started) -> None:
    run = started()
    assert run.processes.ask("profiles") == []
    spare = run.processes._spare
    assert spare is not None
    spare.limits = CallLimits(seconds=0.3)
    os.kill(run.pid, signal.SIGSTOP)
    with run.source._opening:
        calls = [run.begin(run.failure, run.source.cluster, CLUSTER) for _ in range(3)]
        wait_until(lambda: all(call.running() for call in calls))
    titles = [
        failure.title for call in calls if isinstance(failure := call.result(SECONDS), Failure)
    ]
    assert titles == ["The AWS configuration timed out after 0.3 s"] * 3
    assert run.source.clusters(None).items


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The calls of this thread are given up at once; those of others are not."""
    wait, here = Request._wait, threading.current_thread()

    def wait_or_give_up(request: Request) -> object:
        if threading.current_thread() is here:
            raise CallTimeoutError
        return wait(request)

    monkeypatch.setattr(Request, "_wait", wait_or_give_up)


@pytest.mark.usefixtures("impatient")
def test_what_is_under_way_while_other_calls_are_given_up_is_asked_again_each_time(
    endpoint: ScriptedEndpoint, started: Started
) -> None:
    run = started()
    with endpoint.hold("DescribeCluster") as hold:
        call = run.begin(run.source.cluster, CLUSTER)
        for count in (1, 2, 3):
            hold.wait_for(count)
            assert "timed out" in run.failure(run.source.clusters, None).title
        hold.wait_for(4)
    assert call.result(SECONDS)
    assert run.said == [RESTARTED] * 3
    assert run.stats.calls == 4


@pytest.mark.usefixtures("impatient")
def test_what_is_under_way_while_another_call_is_given_up_has_its_own_limit(
    endpoint: ScriptedEndpoint, started: Started
) -> None:
    run = started()
    with endpoint.hold("DescribeCluster") as hold:
        call = run.begin(run.failure, run.source.cluster, CLUSTER)
        hold.wait_for(1)
        run.limit(0)
        run.failure(run.source.clusters, None)
        failure = call.result(SECONDS)
    assert isinstance(failure, Failure)
    assert failure.title == "DescribeCluster timed out after 0 s"
