"""What is asked for before the screen is made, by what the command line says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from help.accounts import CONFIG, token_service
from help.scripted import ScriptedEndpoint
from help.sdk import forks, is_gone, wait_until
from help.source_run import CLUSTER, SECONDS, SourceRun
from hpev_tui import cli
from hpev_tui.model.settings import Settings
from hpev_tui.query import NOTHING_SENT
from hpev_tui.sources.process import ProcessSource
from hpev_tui.sources.processes import SdkProcesses, first_call

Started = Callable[..., SourceRun]


def source_of(settings: Settings, started: Started) -> tuple[ProcessSource, SourceRun]:
    """A source whose process was asked early what its settings are certain to need."""
    processes = SdkProcesses(lambda: forks().start(), first=forks().start())
    processes.open_early(settings)
    run = started(settings=settings, processes=processes)
    return run.source, run


@pytest.mark.parametrize(
    ("line", "call"),
    [
        (["train-p5"], ("events", "train-p5", NOTHING_SENT, None)),
        ([], ("clusters", None)),
        # What the service is to filter is not known yet.
        (["train-p5", "--filter", "level:Error"], ("cluster", "train-p5")),
        (["train-p5", "--since", "24h"], ("cluster", "train-p5")),
        (["--filter", "level:Error"], ("clusters", None)),
        (["saved.json"], ()),
    ],
)
def test_what_a_start_is_certain_to_need_is_asked_for(
    line: list[str], call: tuple[object, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "saved.json").touch()
    assert first_call(cli.settings(line, {})) == call


@pytest.mark.parametrize("line", [["train-p5"], [], ["train-p5", "--since", "24h"]])
def test_before_the_screen_is_made_there_is_a_connection_with_a_call(
    settings: Settings, endpoint: ScriptedEndpoint, line: list[str]
) -> None:
    argv = [*line, "--endpoint-url", settings.endpoint_url]
    processes = cli._processes(cli.settings(argv, {}), forks().start())  # type: ignore[arg-type]
    wait_until(lambda: len(endpoint.calls.operations()) == 1)
    processes.close()


def test_nothing_is_asked_early_of_the_demo() -> None:
    processes = cli._processes(cli.settings(["--demo"], {}), forks().start())  # type: ignore[arg-type]
    assert processes._spare is not None
    assert not processes._spare.is_busy
    processes.close()


def test_the_newest_events_are_at_hand_once_where_the_start_has_asked_for_them(
    settings: Settings, endpoint: ScriptedEndpoint, started: Started
) -> None:
    source, run = source_of(settings._replace(cluster=CLUSTER), started)
    assert source.page_at_hand(CLUSTER, NOTHING_SENT, None) is None
    assert source.identity
    (request,) = source._ahead.values()
    wait_until(lambda: request.has_all)
    assert run.stats.calls == 0
    page = source.page_at_hand(CLUSTER, NOTHING_SENT, None)
    assert page is not None
    assert source.page_at_hand(CLUSTER, NOTHING_SENT, None) is None
    assert (run.stats.calls, endpoint.calls.count("ListClusterEvents")) == (1, 1)
    assert page == source.events(CLUSTER, NOTHING_SENT, None)


@pytest.mark.parametrize(
    ("chosen", "operation", "name", "values"),
    [
        ({"cluster": CLUSTER}, "ListClusterEvents", "events", (CLUSTER, NOTHING_SENT, None)),
        ({}, "ListClusters", "clusters", (None,)),
        ({"cluster": CLUSTER, "filter_text": "x"}, "DescribeCluster", "cluster", (CLUSTER,)),
    ],
)
def test_what_the_start_has_asked_for_is_waited_for_and_not_asked_again(
    chosen: dict[str, str],
    operation: str,
    name: str,
    values: tuple[object, ...],
    settings: Settings,
    endpoint: ScriptedEndpoint,
    started: Started,
) -> None:
    with endpoint.hold(operation) as hold:
        source, run = source_of(settings._replace(**chosen), started)  # type: ignore[arg-type]
        assert source.identity
        hold.wait_for(1)
        assert source.page_at_hand(CLUSTER, NOTHING_SENT, None) is None
        call = run.begin(getattr(source, name), *values)
    first = call.result(SECONDS)
    assert (run.stats.calls, endpoint.calls.operations()) == (1, (operation,))
    # The next time it is asked anew.
    assert getattr(source, name)(*values) == first
    assert (run.stats.calls, endpoint.calls.operations()) == (2, (operation, operation))


def test_what_the_start_has_asked_a_process_that_has_ended_is_asked_again(
    settings: Settings, endpoint: ScriptedEndpoint, started: Started
) -> None:
    with endpoint.hold("ListClusters") as hold:
        source, run = source_of(settings, started)
        assert source.identity
        hold.wait_for(1)
        run.kill()
        call = run.begin(source.clusters, None)
        hold.wait_for(2)
    assert call.result(SECONDS)
    assert endpoint.calls.count("ListClusters") == 2


def test_what_nobody_waits_for_any_more_is_dropped(
    settings: Settings, endpoint: ScriptedEndpoint, started: Started
) -> None:
    with endpoint.hold("ListClusters") as hold:
        source, run = source_of(settings, started)
        assert source.identity
        hold.wait_for(1)
        before = run.pid
        source.close()
        wait_until(lambda: is_gone(before))
    assert not run.stats.calls


def test_a_question_that_comes_before_there_is_a_screen_is_asked_on_it(
    settings: Settings,
    endpoint: ScriptedEndpoint,
    environment: pytest.MonkeyPatch,
    started: Started,
    tmp_path: Path,
) -> None:
    assert settings.endpoint_url == endpoint.url
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        environment.delenv(name)
    (tmp_path / "config").write_text(CONFIG)
    with token_service("123456") as service:
        environment.setenv("AWS_ENDPOINT_URL_STS", service.url)
        source, run = source_of(settings._replace(profile="guarded"), started)
        process = run.processes._spare
        assert process is not None
        wait_until(lambda: bool(process._asked_early))
        call = run.begin(source.clusters, None)
        assert run.has_asked.wait(SECONDS)
        run.has_code.set()
        assert call.result(SECONDS)
        assert (service.codes, len(run.questions)) == (["123456"], 1)
    assert endpoint.calls.operations() == ("ListClusters",)
