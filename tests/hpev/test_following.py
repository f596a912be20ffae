"""`hpev watch` and `wait`: what they print, what ends them, and what they say meanwhile."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest

from help.endpoint import MadeUp
from help.events import NAME, NOW, event_row, fault
from help.hpev_run import Ran, hpev
from help.sdk import wait_until

NO_EFA = "EFA health checks did not run successfully."

SINCE = ("--since", "2026-05-12T14:25Z")


@pytest.fixture
def service() -> Iterator[MadeUp]:
    """Two faults with their reasons, of two nodes."""
    with MadeUp(*(row for number in (1, 2) for row in fault(number))) as made:
        metadata = {"EventMetadata": {"Instance": {"FailureMessage": NO_EFA}}}
        for number in range(10):
            made.rows.details[event_row(number)["EventId"]] = metadata
        yield made


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polls come fast, as do the counts."""
    monkeypatch.setattr("hpev_tui.session.timing.USUAL_SECONDS", 0.05)
    monkeypatch.setattr("hpev_tui.verbs.following.COUNTS_SECONDS", 0.05)


def watch(service: MadeUp, *argv: str) -> Ran:
    return hpev(service, "watch", "--cluster", NAME, "--output", "jsonl", *argv)


def add_after_a_poll(service: MadeUp) -> None:
    """Let another fault happen once the command follows."""
    service.calls.clear()
    wait_until(lambda: service.calls.count("ListClusterEvents") > 2)
    service.add(*fault(0))


def described(*groups: dict[str, object]) -> bytes:
    """The body of an answer to DescribeCluster."""
    arn = event_row(0)["ClusterArn"]
    body = {"ClusterArn": arn, "ClusterName": NAME, "ClusterStatus": "InService"}
    return json.dumps({**body, "CreationTime": NOW, "InstanceGroups": groups}).encode()


def test_a_filter_by_reason_finds_old_and_new_events(service: MadeUp) -> None:
    ran = watch(service, *SINCE, "--filter", "cause:efa", "--limit", "4")
    assert [row["cause"] for row in ran.lines] == ["efa"] * 4
    argv = ("--filter", "cause:efa", "--limit", "1")
    threading.Thread(target=add_after_a_poll, args=(service,)).start()
    ran = watch(service, *argv)
    assert [row["failure_message"] for row in ran.lines] == [NO_EFA]
    status = hpev(service, "status", "--cluster", NAME, *SINCE, *argv[:2], "--output", "json")
    assert status.document["rows"][0]["errors"] == 6
    assert status.document["coverage"]["reasons"]["loaded"] == 6


def test_what_has_come_is_printed_when_the_time_is_over(service: MadeUp) -> None:
    with service.hold("DescribeClusterEvent"):
        ran = watch(service, *SINCE, "--timeout", "1s")
        assert (ran.status, len(ran.lines)) == (4, 4)
        ran = watch(service, *SINCE, "--timeout", "1s", "--fail-on", "error")
        assert (ran.status, len(ran.lines)) == (10, 4)


def test_a_condition_on_groups_ends_it_without_an_event(service: MadeUp) -> None:
    assert watch(service, "--fail-on", "steady,recovered,not-known").status == 10
    group = {"CurrentCount": 0, "TargetCount": 1, "InstanceGroupName": "workers"}
    service.answer("DescribeCluster", described({**group, "CurrentCount": 1}), times=2)
    service.answer("DescribeCluster", described(group), times=99)
    service.calls.clear()
    assert watch(service, "--fail-on", "stuck").status == 10
    assert service.calls.count("DescribeCluster") > 2


def test_watch_and_wait_end_where_waiting_is_in_vain(service: MadeUp) -> None:
    service.answer("DescribeCluster", described())
    ran = hpev(service, "wait", "--cluster", NAME)
    assert (ran.status, "the cluster has no instance groups" in ran.err) == (1, True)
    short = described({"CurrentCount": 0, "TargetCount": 1, "InstanceGroupName": "workers"})
    service.answer("DescribeCluster", short)
    service.fail("DescribeCluster", 500, "InternalFailure", "not now", times=3)
    service.fail("DescribeCluster", 400, "ResourceNotFound", "no such cluster", times=99)
    ran = hpev(service, "wait", "--cluster", NAME)
    assert (ran.status, "still waiting" in ran.err) == (1, True), ran.err
    assert "Not found: DescribeCluster" in ran.err


def test_a_fault_that_has_passed_is_none_at_the_end(service: MadeUp) -> None:
    group = {"CurrentCount": 0, "TargetCount": 1, "InstanceGroupName": "workers"}
    service.answer("DescribeCluster", described(group))
    service.fail("DescribeCluster", 500, "InternalFailure", "not now", times=3)
    service.answer("DescribeCluster", described({**group, "CurrentCount": 1}), times=99)
    ran = hpev(service, "wait", "--cluster", NAME)
    assert (ran.status, "still waiting" in ran.err) == (0, True), ran.err
    assert "not loaded" not in ran.err


def test_a_filter_that_needs_reasons_is_refused_without_them(service: MadeUp) -> None:
    for query in ("cause:efa", "like:00000000"):
        ran = watch(service, "--no-reasons", "--filter", query)
        assert (ran.status, "leave out --no-reasons" in ran.err) == (2, True)
    assert service.calls.operations() == ()


@pytest.mark.parametrize(
    ("query", "output", "printed"),
    [
        ("level", "jsonl", '"Error"\n"Error"\n'),
        ("{level: level}", "csv", "level\nError\nError\n"),
        ("[level, cause]", "tsv", "Error\tefa\nError\tefa\n"),
        ("[level, cause]", "jsonl", '["Error", "efa"]\n["Error", "efa"]\n'),
        ("nothing", "jsonl", ""),
    ],
)
def test_an_expression_selects_of_each_event(
    service: MadeUp, query: str, output: str, printed: str
) -> None:
    argv = ("--limit", "2", "--query", query, "--output", output)
    assert watch(service, *SINCE, *argv).out == printed
