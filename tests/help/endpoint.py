"""Endpoints for tests, and an environment in which nothing of this machine is found.

    with MadeUp(*(event_row(number) for number in range(250))) as service:
        async with running(account(service, "made-up")) as run:
            ...
            service.add(event_row(-1))

Prepared answers come in the order of the calls; of a `MadeUp` every call gets what it asks for.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import create_loader

from help.events import CLUSTER_ID, NAME, NOW, Row, event_detail, event_row, events_page
from help.scripted import ScriptedEndpoint
from hpev_tui.demo.cluster import Cluster, EventQuery
from hpev_tui.demo.endpoint import ServiceCall
from hpev_tui.demo.plan import DAY, ClusterPlan, GroupPlan, Stage
from hpev_tui.demo.wire import Reply
from hpev_tui.demo.world import Seeded, World


def foreign_names() -> list[str]:
    """The variables of this environment that could change what the program does or draws."""
    foreign = (
        "AWS_",
        "TEXTUAL_THEME",
        "TEXTUAL_ANIM",
        "SSH_",
        "LC_",
        "LANG",
        "NO_COLOR",
        "XDG_",
        "HPEV_C",
    )
    return [
        name for name in os.environ if name.startswith(foreign) or name.lower().endswith("_proxy")
    ]


_one_loader = cache(create_loader)
"""The SDK's reader of service models, made once."""


@pytest.fixture(autouse=True)
def surroundings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """An environment with nothing of this machine, in UTC, with the keys of an account."""
    for name in foreign_names():
        monkeypatch.delenv(name)
    nothing = tmp_path / "nothing"
    monkeypatch.setenv("HOME", str(tmp_path))
    # Not in that home, where tests look for what they have saved.
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(nothing))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(nothing))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    # The SDK waits up to some seconds before it tries again; how often it tries stays its own.
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0.0)
    # Reading the service's model takes a tenth of a second; it is the same for every test.
    monkeypatch.setattr("botocore.loaders.create_loader", _one_loader)
    yield
    monkeypatch.undo()
    time.tzset()


class DemoWorld(World):
    """The demo's account, whose cluster efa-lab is the one of `event_row`'s ARN."""

    def _make_clusters(self) -> dict[str, Cluster]:
        clusters = super()._make_clusters()
        stage = clusters["efa-lab"].stage
        stage.cluster_id = CLUSTER_ID
        stage.__dict__.pop("arn", None)
        return clusters


@pytest.fixture(scope="session")
def world() -> World:
    """The demo's account at a moment that stays."""
    return DemoWorld(now=lambda: NOW)


@pytest.fixture
def endpoint(world: World) -> Iterator[ScriptedEndpoint]:
    """An endpoint that serves that account."""
    with ScriptedEndpoint(world) as served:
        yield served


class Rows:
    """An event log (see `demo.cluster.DemoLog`) of rows as ListClusterEvents sends them.

    An event keeps its number only while none is added that is older: a late event must be newer
    than the pages that have been loaded, or their tokens lead elsewhere.
    """

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self._rows: list[Row] = []
        self.details: dict[str, Any] = {}
        """The inner EventDetails of some events by their ID; the others have none."""
        self.add(rows)

    def add(self, rows: tuple[Row, ...]) -> None:
        """Put rows among the others, by time."""
        # A new list: another thread may be reading the old one.
        self._rows = sorted((*self._rows, *rows), key=lambda row: row["EventTime"])

    def count(self, now: float) -> int:
        """How many there are."""
        del now
        return len(self._rows)

    def time(self, number: int) -> float:
        """When an event happened."""
        return float(self._rows[number]["EventTime"])

    def summary(self, number: int) -> Row:
        """An event as ListClusterEvents shows it."""
        return {name: value for name, value in self._rows[number].items() if value != ""}

    def detail(self, number: int) -> Row:
        """An event as DescribeClusterEvent shows it."""
        row = self.summary(number)
        details = self.details.get(row["EventId"])
        return row if details is None else {**row, "EventDetails": details}

    def number_of(self, event_id: str) -> int | None:
        """The number of an event, or None if there is no such event."""
        ids = [row["EventId"] for row in self._rows]
        return ids.index(event_id) if event_id in ids else None

    def matching(self, query: EventQuery, numbers: range) -> Iterator[int]:
        """Those of the numbers whose events pass the filters, in that order."""
        filters = {
            "InstanceGroupName": query.group,
            "InstanceId": query.instance_id,
            "OperationId": query.operation_id,
            "ResourceType": query.resource_type,
        }
        for number in numbers:
            row = self._rows[number]
            if all(value in (None, row.get(name)) for name, value in filters.items()):
                yield number


class _OneCluster(World):
    def __init__(self, log: Rows) -> None:
        super().__init__(now=lambda: NOW)
        self._rows = log

    def _make_clusters(self) -> dict[str, Cluster]:
        groups = (GroupPlan("workers", "ml.p5.48xlarge", 1, 1),)
        stage = Stage(ClusterPlan(NAME, 30 * DAY, groups, lambda _: ()), Seeded(1), NOW)
        stage.cluster_id = CLUSTER_ID
        return {NAME: Cluster(stage, self._rows)}


class MadeUp(ScriptedEndpoint):
    """The endpoint of an account with the one cluster."""

    def __init__(self, *rows: Row) -> None:
        self.rows = Rows(rows)
        super().__init__(_OneCluster(self.rows))

    def add(self, *rows: Row) -> None:
        """Let these happen, too."""
        self.rows.add(rows)

    def pages(self) -> list[dict[str, Any]]:
        """The parameters of each call for a page, without what all of them have."""
        common = ("ClusterName", "MaxResults", "SortBy", "SortOrder")
        return [
            {name: value for name, value in call.items() if name not in common}
            for call in self.calls.list("ListClusterEvents")
        ]


class Witness(ScriptedEndpoint):
    """An endpoint that notes with which key, for which region, each call was signed."""

    def __init__(self, world: World | None = None) -> None:
        super().__init__(world or World(now=lambda: NOW))
        self.signed: list[tuple[str, str]] = []

    def reply(self, call: ServiceCall) -> Reply:
        signature = re.search(
            "Credential=([^/]+)/[0-9]+/([^/]+)/", call.headers.get("authorization", "")
        )
        if signature:
            self.signed.append((signature[1], signature[2]))
        return super().reply(call)


def serve(endpoint: ScriptedEndpoint, details: object, **fields: object) -> None:
    """Let the list hold one event, with these details."""
    endpoint.answer("ListClusterEvents", events_page(event_row(1, **fields)))
    endpoint.answer("DescribeClusterEvent", event_detail(1, details, **fields))
