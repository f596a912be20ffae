"""A source whose process ends or is renewed: what is asked is answered all the same."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from help.accounts import CONFIG, TokenService, token_service
from help.scripted import ScriptedEndpoint
from help.sdk import forks, is_gone, pids, wait_until
from help.source_run import CLUSTER, SECONDS, SourceRun
from hpev_tui.model.failure import Failure
from hpev_tui.model.settings import Settings
from hpev_tui.query import NOTHING_SENT
from hpev_tui.sources.process import RESTARTED
from hpev_tui.sources.processes import SdkProcesses
from hpev_tui.sources.sdk_process import CallLimits

Started = Callable[..., SourceRun]


# It ends, and another one takes its place


def test_killed_between_two_calls(started: Started) -> None:
    run = started()
    assert run.source.identity.region == "us-east-2"
    run.kill()
    assert run.source.clusters(None).items
    assert run.said == [RESTARTED]


def test_killed_before_it_was_of_use(settings: Settings, started: Started) -> None:
    """The process that was started before all else."""
    first = forks().start()
    run = started(processes=SdkProcesses(lambda: forks().start(), first=first))
    assert settings.endpoint_url
    os.kill(first.pid, signal.SIGKILL)
    assert run.source.clusters(None).items
    assert run.pid != first.pid


def test_killed_in_a_call_each_call_is_asked_once_more(
    endpoint: ScriptedEndpoint, started: Started
) -> None:
    run = started()
    with endpoint.hold("DescribeCluster") as hold:
        calls = [run.begin(run.source.cluster, CLUSTER) for _ in range(3)]
        hold.wait_for(3)
        run.kill()
        hold.wait_for(6)
    assert all(call.result(SECONDS) for call in calls)
    assert endpoint.calls.count("DescribeCluster") == 6
    assert run.said == [RESTARTED]
    assert run.stats.calls == 3


def test_killed_twice_in_one_call_it_gives_up_and_the_next_call_works(
    endpoint: ScriptedEndpoint, started: Started
) -> None:
    run = started()
    with endpoint.hold("ListClusters") as hold:
        call = run.begin(run.failure, run.source.clusters, None)
        for count in (1, 2):
            hold.wait_for(count)
            run.kill()
        failure = call.result(SECONDS)
    assert isinstance(failure, Failure)
    assert failure.title == "The AWS SDK process ended unexpectedly"
    assert failure.retryable
    assert run.source.clusters(None).items


@pytest.mark.parametrize("ahead", [0, 12])
def test_killed_after_a_page_the_next_ones_follow(started: Started, ahead: int) -> None:
    run = started()
    every = run.events()
    assert len(every) == len(set(every)) == 230
    assert run.events(ahead, after_first=run.kill) == every
    assert run.said == [RESTARTED]


def test_pages_that_have_come_ahead_of_the_end_are_not_lost(
    endpoint: ScriptedEndpoint, started: Started
) -> None:
    run = started()
    every = run.events()
    endpoint.calls.clear()
    source = run.source
    first = source.events(CLUSTER, NOTHING_SENT, None, 12)
    (request,) = source._ahead.values()
    wait_until(lambda: request.answers.qsize() == 2)
    run.kill()
    second = source.events(CLUSTER, NOTHING_SENT, first.next_token, 12)
    third = source.events(CLUSTER, NOTHING_SENT, second.next_token, 12)
    listed = [event.event_id for page in (first, second, third) for event in page.items]
    assert listed == every


def test_pages_that_nobody_wants_any_more_are_not_loaded(
    endpoint: ScriptedEndpoint, started: Started
) -> None:
    run = started()
    first = run.source.events(CLUSTER, NOTHING_SENT, None, 1)
    run.source.end_ahead(CLUSTER, NOTHING_SENT, first.next_token)
    # It waits for nothing that it would have to be ended for.
    (process,) = run.processes._taken
    wait_until(lambda: not process.is_busy)
    assert endpoint.calls.count("ListClusterEvents") <= 2


def test_it_is_said_for_a_while_that_there_is_another_process(started: Started) -> None:
    run = started(CallLimits(note_seconds=0.0))
    run.source.clusters(None)
    run.kill()
    run.source.clusters(None)
    assert run.said == [RESTARTED, ""]
    run.source.clusters(None)
    assert run.said == [RESTARTED, ""]


def test_what_is_no_sources_is_asked_once_more(started: Started) -> None:
    run = started()
    assert "us-east-1" in run.processes.ask("regions", "us-east-2")
    run.kill()
    assert "us-east-1" in run.processes.ask("regions", "us-east-2")
    # That one is the source's, too.
    assert run.source.clusters(None).items
    assert len(pids(run.processes)) == 1


def test_killed_while_it_is_asked_what_is_no_sources(started: Started) -> None:
    run = started()
    process = run.processes._any()
    stopped = run.pid
    os.kill(stopped, signal.SIGSTOP)
    call = run.begin(run.processes.ask, "regions", "us-east-2")
    wait_until(lambda: process.is_busy)
    os.kill(stopped, signal.SIGKILL)
    assert call.result(SECONDS)
    assert run.pid != stopped


# It leads elsewhere


def test_a_new_process_with_another_region_is_another_account(
    environment: pytest.MonkeyPatch, started: Started, tmp_path: Path
) -> None:
    run = started()
    run.source.clusters(None)
    environment.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    run.kill()
    for _ in range(2):
        failure = run.failure(run.source.clusters, None)
        assert failure.kind == "credentials"
        assert "now selects another profile or region" in failure.title
    run.source.renew()
    assert run.source.clusters(None).items
    assert run.source.identity.region == "eu-west-1"
    assert tmp_path


def test_renewed_it_has_a_fresh_process_which_is_asked_what_was_under_way(
    endpoint: ScriptedEndpoint, started: Started
) -> None:
    run = started()
    with endpoint.hold("ListClusters") as hold:
        call = run.begin(run.source.clusters, None)
        hold.wait_for(1)
        before = run.pid
        run.source.renew()
        hold.wait_for(2)
        assert run.pid != before
    assert call.result(SECONDS)
    wait_until(lambda: is_gone(before))
    assert not run.said


def test_closed_it_ends_what_is_under_way(endpoint: ScriptedEndpoint, started: Started) -> None:
    run = started()
    with endpoint.hold("ListClusters") as hold:
        call = run.begin(run.failure, run.source.clusters, None)
        hold.wait_for(1)
        before = run.pid
        run.source.close()
        failure = call.result(SECONDS)
        assert isinstance(failure, Failure)
        assert failure.title == "Account closed"
        wait_until(lambda: is_gone(before))
    assert run.failure(run.source.clusters, None) == failure
    assert not pids(run.processes)


# While a code is asked for


@pytest.fixture
def sts(
    settings: Settings, environment: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[TokenService]:
    del settings
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        environment.delenv(name)
    (tmp_path / "config").write_text(CONFIG)
    with token_service("123456") as service:
        environment.setenv("AWS_ENDPOINT_URL_STS", service.url)
        yield service


def test_killed_while_a_code_is_asked_for_the_next_process_gets_it(
    endpoint: ScriptedEndpoint, started: Started, sts: TokenService
) -> None:
    run = started(settings=Settings(profile="guarded", endpoint_url=endpoint.url))
    call = run.begin(run.source.clusters, None)
    assert run.has_asked.wait(SECONDS)
    run.kill()
    (questions,) = run.source._questions.values()
    wait_until(lambda: len(questions) == 2)
    run.has_code.set()
    assert call.result(SECONDS)
    assert len(run.questions) == 1
    assert sts.codes == ["123456"]


def test_a_code_that_is_given_while_there_is_no_process_is_not_asked_for_again(
    endpoint: ScriptedEndpoint, started: Started, sts: TokenService
) -> None:
    may_start = threading.Event()
    may_start.set()

    def start() -> object:
        assert may_start.wait(SECONDS)
        return forks().start()

    run = started(
        settings=Settings(profile="guarded", endpoint_url=endpoint.url),
        processes=SdkProcesses(start),  # type: ignore[arg-type]
    )
    call = run.begin(run.source.clusters, None)
    assert run.has_asked.wait(SECONDS)
    may_start.clear()
    run.kill()
    run.has_code.set()
    wait_until(lambda: bool(run.source._codes))
    may_start.set()
    assert call.result(SECONDS)
    assert len(run.questions) == 1
    assert sts.codes == ["123456"]


class Looks:
    """Answers that count how often they are looked for."""

    def __init__(self, answers: SimpleQueue[object]) -> None:
        self._answers = answers
        self.put = answers.put
        self.count = 0

    def get(self, timeout: float) -> object:
        self.count += 1
        return self._answers.get(timeout=timeout)


def test_the_time_in_which_a_code_is_typed_does_not_count(
    endpoint: ScriptedEndpoint, started: Started, sts: TokenService
) -> None:
    run = started(
        CallLimits(seconds=1.0), settings=Settings(profile="guarded", endpoint_url=endpoint.url)
    )
    call = run.begin(run.source.clusters, None)
    assert run.has_asked.wait(SECONDS)
    (process,) = run.processes._taken
    (request,) = process._requests.values()
    looks = request.answers = Looks(request.answers)  # type: ignore[assignment]
    wait_until(lambda: looks.count > 0)
    # The time is over, and begins anew.
    run.has_code.set()
    assert call.result(SECONDS)
    assert sts.codes == ["123456"]
