"""A clean environment, and sources on the demo's endpoint."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from help.scripted import ScriptedEndpoint
from help.source_run import SourceRun
from hpev_tui.demo.world import World
from hpev_tui.model.settings import Settings
from hpev_tui.sources.aws.client import AwsSource
from hpev_tui.sources.aws.opening import open_demo
from hpev_tui.sources.sdk_process import CallLimits

NOW = 1780334425.35


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Neither settings nor credentials of the machine that runs the tests."""
    for name in os.environ:
        if name.startswith("AWS_") or name.lower().endswith(("_proxy", "_ca_bundle")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return monkeypatch


@pytest.fixture
def account(environment: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment with keys and a region."""
    environment.setenv("AWS_ACCESS_KEY_ID", "an-id")
    environment.setenv("AWS_SECRET_ACCESS_KEY", "a-key")
    environment.setenv("AWS_DEFAULT_REGION", "us-east-2")
    return environment


@pytest.fixture(scope="module")
def world() -> World:
    """A world that stands still, whose cluster `train-history` has 230 events."""
    return World(now=lambda: NOW, extra_events=230)


@pytest.fixture(scope="module")
def endpoint(world: World) -> Iterator[ScriptedEndpoint]:
    """Served to all tests of a module; each uses up the replies that it prepares."""
    with ScriptedEndpoint(world) as served:
        yield served


@pytest.fixture
def closing() -> Iterator[Callable[[AwsSource], AwsSource]]:
    """Closes the sources that are given to it when the test ends, as leaving them open warns."""
    sources: list[AwsSource] = []

    def close_later(source: AwsSource) -> AwsSource:
        sources.append(source)
        return source

    yield close_later
    for source in sources:
        source._client.close()


@pytest.fixture(scope="module")
def opened(endpoint: ScriptedEndpoint) -> Iterator[AwsSource]:
    """One source for all tests of a module."""
    source = open_demo(endpoint.url)
    yield source
    source._client.close()


@pytest.fixture
def source(
    opened: AwsSource, endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> AwsSource:
    """A source whose calls are counted from here, and whose retries come without a pause."""
    endpoint.calls.clear()
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    return opened


@pytest.fixture
def settings(account: pytest.MonkeyPatch, endpoint: ScriptedEndpoint) -> Settings:
    """Those of that account, on the endpoint."""
    del account
    endpoint.calls.clear()
    return Settings(endpoint_url=endpoint.url)


@pytest.fixture
def started(settings: Settings) -> Iterator[Callable[..., SourceRun]]:
    """Makes runs, and ends their processes."""
    runs: list[SourceRun] = []

    def start(limits: CallLimits | None = None, **given: object) -> SourceRun:
        runs.append(SourceRun(given.pop("settings", settings), limits, **given))  # type: ignore[arg-type]
        return runs[-1]

    yield start
    for run in runs:
        run.end()
