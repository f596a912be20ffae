"""The real AWS CLI against `python -m hpev_tui.demo`: each operation, with its own paging."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from help.app import running
from hpev_tui.export.listing import list_command
from hpev_tui.model.events import Event
from hpev_tui.model.settings import Settings
from hpev_tui.query import NOTHING_SENT, Query, no_fields, parse
from hpev_tui.session.coverage import Request
from hpev_tui.session.event_log import EventLog
from hpev_tui.session.view import View
from hpev_tui.sources.aws.client import AwsSource
from hpev_tui.sources.aws.opening import open_demo
from hpev_tui.text.clean import aws_options, utc_iso

pytestmark = pytest.mark.system

ROOT = Path(__file__).resolve().parents[2]
HISTORY = "train-history"
HISTORY_EVENTS = 260

Answer: TypeAlias = Any
"""What the CLI printed, decoded."""


class Cli:
    """The `aws` program, set up for the endpoint and for nothing else of this machine."""

    def __init__(self, program: str, url: str) -> None:
        self._program = program
        self._environment = {
            "PATH": os.environ["PATH"],
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "demo",
            "AWS_SECRET_ACCESS_KEY": "demo",
            "AWS_DEFAULT_REGION": "us-west-2",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_PAGER": "",
            "NO_PROXY": "*",
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `aws sagemaker` with these arguments."""
        return subprocess.run(
            [self._program, "sagemaker", *arguments, "--output", "json"],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def ask(self, *arguments: str) -> Answer:
        """What a call prints that succeeds."""
        return _printed(self.run(*arguments))

    def type(self, command: str) -> Answer:
        """What a command prints that succeeds, as it is typed into a shell."""
        script = f'aws() {{ {shlex.quote(self._program)} "$@"; }}\n{command} --output json'
        shell = ["/bin/sh", "-c", script]
        # The command itself has to say where to ask.
        elsewhere = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_DEFAULT_REGION": ""}
        environment = {**self._environment, **elsewhere}
        return _printed(
            subprocess.run(shell, env=environment, capture_output=True, text=True, timeout=120)
        )


def _printed(done: subprocess.CompletedProcess[str]) -> Answer:
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def program() -> str:
    """The AWS CLI of `HPEV_AWS_CLI`, or else the one that `make test-system` installs."""
    path = Path(os.environ.get("HPEV_AWS_CLI") or ROOT / ".venv-awscli/bin/aws")
    if not path.is_file():
        pytest.fail(f"There is no {path}: `make test-system` makes it.", pytrace=False)
    return str(path)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The URL that the endpoint prints as a program of its own."""
    command = [sys.executable, "-m", "hpev_tui.demo", "--events", str(HISTORY_EVENTS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as endpoint:
        try:
            assert endpoint.stdout
            yield endpoint.stdout.readline().split()[0]
        finally:
            endpoint.terminate()
    assert endpoint.returncode == 0


@pytest.fixture(scope="module")
def cli(program: str, url: str) -> Cli:
    """The CLI on the endpoint."""
    return Cli(program, url)


async def test_the_command_that_the_demo_copies_shows_the_event(program: str) -> None:
    async with running(Settings(cluster="train-p5", demo=True, demo_stands_still=True)) as run:
        await run.shows("older available (L)", "NodeLogicalId")
        await run.keys("y", "x", "y", "e")
        await run.until(lambda: len(run.sent) == 2)
        command, event_id = (base64.b64decode(each[7:-1]).decode() for each in run.sent)
        assert command.startswith("aws sagemaker ")
        shell = f'aws() {{ "{program}" "$@"; }}; {command} --output json'
        # The command says where to ask; only the keys are the shell's.
        keys = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "NO_PROXY": "*"}
        done = await asyncio.to_thread(
            subprocess.run,
            ["/bin/sh", "-c", shell],
            env={"PATH": os.environ["PATH"], "AWS_CONFIG_FILE": os.devnull, **keys},
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["EventDetails"]["EventId"] == event_id


def test_list_clusters_over_several_pages(cli: Cli) -> None:
    rows = cli.ask("list-clusters")["ClusterSummaries"]
    names = [row["ClusterName"] for row in rows]
    assert len(names) == len(set(names)) > 100
    assert {"train-p5", "empty-new", HISTORY} < set(names)
    some = cli.ask(
        "list-clusters", "--page-size", "60", "--query", "ClusterSummaries[].ClusterName"
    )
    assert some == names


def test_list_clusters_with_filters(cli: Cli) -> None:
    filters = ["--name-contains", "lab", "--sort-by", "NAME", "--sort-order", "Descending"]
    rows = cli.ask("list-clusters", *filters)["ClusterSummaries"]
    assert [row["ClusterName"] for row in rows] == ["lifecycle-lab", "efa-lab"]


def test_describe_cluster_by_name_and_by_arn(cli: Cli) -> None:
    by_name = cli.ask("describe-cluster", "--cluster-name", "train-p5")
    assert by_name["NodeProvisioningMode"] == "Continuous"
    assert len(by_name["InstanceGroups"]) == 3
    by_arn = cli.ask("describe-cluster", "--cluster-name", by_name["ClusterArn"])
    assert by_arn["ClusterName"] == "train-p5"


def test_list_cluster_nodes(cli: Cli) -> None:
    of_cluster = ["--cluster-name", "train-p5"]
    nodes = cli.ask("list-cluster-nodes", *of_cluster, "--include-node-logical-ids")
    ids = [node["NodeLogicalId"] for node in nodes["ClusterNodeSummaries"]]
    assert len(ids) == len(set(ids)) == 40
    group = ["--instance-group-name-contains", "system", "--page-size", "3"]
    some = cli.ask("list-cluster-nodes", *of_cluster, *group)["ClusterNodeSummaries"]
    assert {node["InstanceGroupName"] for node in some} == {"system-m5"}
    assert len(some) == 4


def test_list_cluster_events_over_several_pages(cli: Cli) -> None:
    events = cli.ask("list-cluster-events", "--cluster-name", HISTORY)["Events"]
    assert len({event["EventId"] for event in events}) == len(events) == HISTORY_EVENTS
    of_cluster = ["--cluster-name", HISTORY, "--sort-order", "Ascending"]
    oldest = cli.ask("list-cluster-events", *of_cluster, "--page-size", "33")["Events"]
    assert oldest == events[::-1]


def test_list_cluster_events_in_parts(cli: Cli) -> None:
    of_cluster = ["--cluster-name", HISTORY]
    first = cli.ask("list-cluster-events", *of_cluster, "--max-items", "120")
    token = first["NextToken"]
    rest = cli.ask("list-cluster-events", *of_cluster, "--starting-token", token)
    everything = cli.ask("list-cluster-events", *of_cluster)
    assert first["Events"] + rest["Events"] == everything["Events"]
    page = cli.ask("list-cluster-events", *of_cluster, "--max-results", "5")
    assert len(page["Events"]) == 5
    assert page["NextToken"]


def test_list_cluster_events_with_filters(cli: Cli) -> None:
    filters = ["--instance-group-name", "worker-p5", "--resource-type", "Instance"]
    events = cli.ask("list-cluster-events", "--cluster-name", "train-p5", *filters)["Events"]
    assert len(events) > 200
    assert {event["InstanceGroupName"] for event in events} == {"worker-p5"}
    node = next(event["InstanceId"] for event in events if "InstanceId" in event)
    of_node = ["--cluster-name", "train-p5", "--node-id", node]
    events = cli.ask("list-cluster-events", *of_node)["Events"]
    assert {event["InstanceId"] for event in events} == {node}
    long_ago = ["--cluster-name", "train-p5", "--event-time-before", "2020-01-01T00:00:00Z"]
    assert cli.ask("list-cluster-events", *long_ago)["Events"] == []


@pytest.fixture(scope="module")
def source(url: str) -> Iterator[AwsSource]:
    """The program's own way to the endpoint."""
    source = open_demo(url)
    yield source
    source._client.close()


def shown(source: AwsSource, query: Query, *, oldest_first: bool) -> Sequence[Event]:
    """What the list shows of a filter once everything is loaded that it asks the service for."""
    log, sent = EventLog(), query.pushdown()
    request: Request | None = log.coverage_of(sent).head()
    while request is not None:
        log.add(request, source.events(HISTORY, request.sent, request.token))
        request = log.coverage_of(sent).further()
    return View(log, query, no_fields, oldest_first=oldest_first).rows


@pytest.mark.parametrize("oldest_first", [False, True])
@pytest.mark.parametrize(
    "line",
    [
        "",
        "group:worker-p5 type:instance",
        "type:cluster",
        "node:{node}",
        "since:{since} until:{until}",
        "group:worker-p5 since:{since}",
    ],
)
def test_the_copied_command_lists_what_the_list_shows(
    cli: Cli, url: str, source: AwsSource, line: str, oldest_first: bool
) -> None:
    rows = source.events(HISTORY, NOTHING_SENT, None).items
    # The service is asked for a second more at each end, so take times when nothing happened.
    quiet = [
        utc_iso((newer.event_time + older.event_time) / 2)
        for newer, older in pairwise(rows)
        if newer.event_time - older.event_time > 5
    ]
    node = next(row.instance_id for row in rows if row.instance_id)
    query = parse(line.format(node=node, since=quiet[-1], until=quiet[0]), now=0, find=lambda _: [])
    assert isinstance(query, Query)
    expected = shown(source, query, oldest_first=oldest_first)
    assert expected
    assert (len(expected) == HISTORY_EVENTS) is (line == "")
    command = list_command(
        HISTORY,
        query.pushdown(),
        aws_options("us-west-2", "", url),
        oldest_first=oldest_first,
    )
    rows = cli.type(command)["Events"]
    assert [row["EventId"] for row in rows] == [row.event_id for row in expected]


def test_describe_cluster_event(cli: Cli) -> None:
    of_cluster = ["--cluster-name", "train-p5"]
    listed = ["list-cluster-events", *of_cluster, "--max-items", "30"]
    errors = cli.ask(*listed, "--query", "Events[?EventLevel=='Error']")
    event_id = errors[0]["EventId"]
    detail = cli.ask("describe-cluster-event", *of_cluster, "--event-id", event_id)["EventDetails"]
    assert detail["Description"] == errors[0]["Description"]
    metadata = detail["EventDetails"]["EventMetadata"]["Instance"]
    assert "sufficient capacity" in metadata["FailureMessage"]
    assert metadata["NodeLogicalId"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["list-cluster-events", "--max-results", "101"], "ValidationException", "'maxResults'"),
        (["list-cluster-events", "--node-id", "x"], "ValidationException", "'nodeId'"),
    ],
)
def test_what_is_refused(cli: Cli, arguments: list[str], code: str, message: str) -> None:
    done = cli.run(*arguments, "--cluster-name", "train-p5")
    assert done.returncode != 0
    assert code in done.stderr
    assert message in done.stderr


@pytest.mark.parametrize(
    ("cluster", "code", "message"),
    [
        ("no-such-cluster", "ResourceNotFound", "Resource being access is not found."),
        ("legacy-static", "ValidationException", "NodeProvisioningMode set to Continuous"),
    ],
)
def test_clusters_without_events(cli: Cli, cluster: str, code: str, message: str) -> None:
    done = cli.run("list-cluster-events", "--cluster-name", cluster)
    assert done.returncode != 0
    assert code in done.stderr
    assert message in done.stderr
