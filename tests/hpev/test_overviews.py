"""`hpev failures` and `status`: of which events they are made, whatever limits them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from help.endpoint import MadeUp
from help.events import NAME, Row, event_row, fault, mixed_rows
from help.hpev_run import hpev

NO_EFA = "EFA health checks did not run successfully."


@pytest.fixture
def service() -> Iterator[MadeUp]:
    """One node that has failed, with its reason."""
    with MadeUp(*fault(0)) as made:
        metadata = {"EventMetadata": {"Instance": {"FailureMessage": NO_EFA}}}
        made.rows.details[event_row(0)["EventId"]] = metadata
        made.rows.details[event_row(1)["EventId"]] = metadata
        yield made


def week_old(count: int) -> list[Row]:
    """Events of a week before, a second apart, the oldest of which is a failure."""
    rows = [event_row(5000 + number) for number in range(count)]
    for number, row in enumerate(rows):
        row["EventTime"] = event_row(0)["EventTime"] - 7 * 86_400 - number
    rows[-1] |= {**fault(0)[0], "EventTime": rows[-1]["EventTime"], "EventId": "f" * 36}
    return rows


@pytest.mark.parametrize("verb", ["failures", "status"])
def test_a_filter_is_applied_when_the_time_is_over(service: MadeUp, verb: str) -> None:
    argv = ("--cluster", NAME, "--filter", "group:none", "--timeout", "1s", "--output", "json")
    since = ("--since", "2026-05-12T00:00Z", *["--fail-on", "error"] * (verb == "status"))
    with service.hold("DescribeCluster"):
        ran = hpev(service, verb, *argv, *since)
    assert ran.status == 4
    assert sum(row.get("faults", row.get("errors")) for row in ran.document["rows"]) == 0


@pytest.mark.parametrize("verb", ["failures", "nodes", "groups", "status"])
def test_files_are_read_to_their_end(service: MadeUp, tmp_path: Path, verb: str) -> None:
    file = tmp_path / "events.json"
    file.write_text(json.dumps({"Events": week_old(1500)}))
    ran = hpev(service, verb, str(file), "--output", "json")
    assert ran.document["coverage"]["events"]["loaded"] == 1500
    assert ran.document["coverage"]["events"]["older_remain"] is False


def test_failures_before_a_time_are_of_a_day_before_it() -> None:
    with MadeUp(*mixed_rows(1500), *week_old(900)) as service:
        argv = ("failures", "--cluster", NAME, "--no-reasons", "--output", "json")
        ran = hpev(service, *argv, "--until", "2026-05-10T00:00Z")
        assert [row["faults"] for row in ran.document["rows"]] == [1], ran.err


def test_the_day_of_saved_events_ends_with_the_newest(service: MadeUp, tmp_path: Path) -> None:
    file = tmp_path / "events.json"
    file.write_text(json.dumps({"Events": week_old(10)}))
    for conditions, status, said in (
        ("error", 10, ""),
        ("stuck", 1, "--fail-on stuck cannot be known"),
        ("stuck,error", 10, "--fail-on stuck cannot be known"),
        ("warn", 0, ""),
    ):
        ran = hpev(service, "status", str(file), "--fail-on", conditions, "--output", "json")
        assert (ran.status, said in ran.err) == (status, True), conditions
        assert ran.document["rows"][0]["errors"] == 1
