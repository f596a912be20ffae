"""What is asked for before the screen is made: a named cluster's newest events."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from help.scripted import ScriptedEndpoint
from help.sdk import forks, wait_until
from help.source_run import CLUSTER, SECONDS, SourceRun
from hpev_tui import cli
from hpev_tui.model.settings import Settings
from hpev_tui.query import NOTHING_SENT
from hpev_tui.sources.processes import SdkProcesses, options_of, profile_of

Started = Callable[..., SourceRun]


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        (["train-p5"], ["train-p5"]),
        ([], [""]),
        # What the service is to filter is not known yet.
        (["train-p5", "--filter", "level:Error"], [""]),
        (["train-p5", "--since", "24h"], [""]),
        (["train-p5", "--demo"], []),
    ],
)
def test_the_events_of_a_named_cluster_are_asked_for_before_the_screen_is_made(
    monkeypatch: pytest.MonkeyPatch, line: list[str], asked: list[str]
) -> None:
    clusters: list[str] = []
    monkeypatch.setattr(SdkProcesses, "open_early", lambda *given: clusters.append(given[3]))
    cli._processes(cli.settings(line, {}), None)
    assert clusters == asked


def test_the_newest_events_are_at_hand_once_where_the_start_has_asked_for_them(
    settings: Settings, endpoint: ScriptedEndpoint, started: Started
) -> None:
    processes = SdkProcesses(lambda: forks().start(), first=forks().start())
    processes.open_early(profile_of(settings), options_of(settings, processes.limits, 0.0), CLUSTER)
    run = started(processes=processes)
    assert run.source.page_at_hand(CLUSTER, NOTHING_SENT, None) is None
    assert run.source.identity
    (request,) = run.source._ahead.values()
    wait_until(lambda: request.has_all)
    assert run.stats.calls == 0
    page = run.source.page_at_hand(CLUSTER, NOTHING_SENT, None)
    assert page is not None
    assert run.source.page_at_hand(CLUSTER, NOTHING_SENT, None) is None
    assert (run.stats.calls, endpoint.calls.count("ListClusterEvents")) == (1, 1)
    assert page == run.source.events(CLUSTER, NOTHING_SENT, None)


def test_what_the_start_has_asked_for_is_waited_for_and_not_asked_again(
    settings: Settings, endpoint: ScriptedEndpoint, started: Started
) -> None:
    processes = SdkProcesses(lambda: forks().start(), first=forks().start())
    with endpoint.hold("ListClusterEvents") as hold:
        processes.open_early(
            profile_of(settings), options_of(settings, processes.limits, 0.0), CLUSTER
        )
        run = started(processes=processes)
        assert run.source.identity
        hold.wait_for(1)
        assert run.source.page_at_hand(CLUSTER, NOTHING_SENT, None) is None
        call = run.begin(run.source.events, CLUSTER, NOTHING_SENT, None)
    assert call.result(SECONDS)
    assert (run.stats.calls, endpoint.calls.count("ListClusterEvents")) == (1, 1)
