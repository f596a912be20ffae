"""`hpev events` and `show`: which events, what of their reasons, and what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from help.endpoint import MadeUp
from help.events import NAME, Row, event_row, events_page, mixed_rows
from help.hpev_run import Ran, columns, hpev
from help.scripted import ScriptedEndpoint

NO_ROOM = "We currently do not have sufficient capacity to launch new ml.p5.48xlarge instances."

SINCE = "2026-05-12T13:00Z"


def ids(ran: Ran) -> list[str]:
    return [row["EventId"] for row in ran.document["rows"]]


def failed(number: int) -> Row:
    return event_row(number, EventLevel="Error", InstanceGroupName="workers")


@pytest.fixture
def service() -> Iterator[MadeUp]:
    """250 events, of ten of which one is an Error with a reason."""
    rows = mixed_rows(250)
    with MadeUp(*rows) as made:
        for row in rows:
            if row["EventLevel"] == "Error":
                metadata = {"EventMetadata": {"Instance": {"FailureMessage": NO_ROOM}}}
                made.rows.details[row["EventId"]] = metadata
        yield made


def events(service: ScriptedEndpoint, *argv: str) -> Ran:
    return hpev(service, "events", "--cluster", NAME, "--output", "json", *argv)


def test_the_newest_hundred_come_with_the_reason_of_each_failure(service: MadeUp) -> None:
    ran = events(service)
    assert ran.status == 0
    assert ids(ran) == [event_row(number)["EventId"] for number in range(100)]
    rows, coverage = ran.document["rows"], ran.document["coverage"]
    assert {row["failure_message"] for row in rows if row["level"] == "Error"} == {NO_ROOM}
    assert {row["cause"] for row in rows if row["level"] == "Error"} == {"capacity"}
    assert rows[3]["EventDetails"] == service.rows.details[rows[3]["EventId"]]
    assert coverage["events"]["older_remain"] is True
    assert coverage["reasons"] == {"needed": 20, "loaded": 20, "missing": 0, "why": []}
    assert service.calls.count("ListClusterEvents") == 1


@pytest.mark.parametrize(
    ("argv", "count", "older"),
    [
        (("--limit", "7"), 7, True),
        (("--limit", "130"), 130, True),
        (("--limit", "0"), 250, False),
        (("--since", "2026-05-12T13:00Z"), 91, False),
        (("--since", "2026-05-12T13:00Z", "--until", "2026-05-12T14:00Z"), 61, False),
        (("--filter", "level:error"), 25, False),
        (("--filter", "group:system", "--limit", "3"), 3, True),
    ],
)
def test_as_many_as_are_asked_for(
    service: MadeUp, argv: tuple[str, ...], count: int, older: bool
) -> None:
    ran = events(service, "--no-reasons", *argv)
    assert (ran.status, len(ids(ran))) == (0, count)
    assert ran.document["coverage"]["events"]["older_remain"] is older
    assert service.calls.count("DescribeClusterEvent") == 0


def test_a_filter_by_cause_reads_the_reasons_that_it_looks_for(service: MadeUp) -> None:
    ran = events(service, "--filter", "cause:capacity", "--limit", "3", "--since", SINCE)
    assert len(ids(ran)) == 3
    assert ran.document["coverage"]["reasons"]["missing"] == 0


def test_times_are_sent_to_the_service(service: MadeUp) -> None:
    events(service, "--since", "2026-05-12T13:00Z", "--no-reasons")
    (first, *_) = service.pages()
    assert first["EventTimeAfter"]


def test_missing_reasons_are_counted_with_why_and_end_with_3_or_1(service: MadeUp) -> None:
    for code, status, exits, kind in (
        ("AccessDeniedException", 400, 3, "access"),
        ("ResourceNotFound", 400, 1, "not-found"),
    ):
        service.fail("DescribeClusterEvent", status, code, "not today", times=100)
        ran = events(service)
        service.forget("DescribeClusterEvent")
        reasons = ran.document["coverage"]["reasons"]
        assert ran.status == exits
        assert len(ids(ran)) == 100
        assert (reasons["needed"], reasons["missing"]) == (20, 20)
        assert [each["kind"] for each in reasons["why"]] == [kind]
        missing = [row for row in ran.document["rows"] if row["level"] == "Error"]
        assert all(row["reason_missing"] and row["failure_message"] is None for row in missing)


@pytest.mark.long
def test_what_is_throttled_is_asked_for_again(service: MadeUp) -> None:
    # More often than the SDK itself tries again.
    service.fail("DescribeClusterEvent", 400, "ThrottlingException", "Rate exceeded", times=3)
    ran = events(service, "--limit", "4")
    assert (ran.status, ran.document["coverage"]["reasons"]["missing"]) == (0, 0)


def test_without_reasons_they_are_not_asked_for_and_are_no_fault(service: MadeUp) -> None:
    ran = events(service, "--no-reasons")
    assert ran.status == 0
    assert ran.document["coverage"]["reasons"]["why"] == [
        {"kind": "not-asked", "why": "--no-reasons", "count": 20}
    ]


def test_later_pages_that_fail_leave_what_came_and_a_status(service: MadeUp) -> None:
    service.answer("ListClusterEvents", events_page(*mixed_rows(100), more="100"))
    service.fail("ListClusterEvents", 400, "AccessDeniedException", "not today", times=50)
    ran = events(service, "--limit", "200", "--no-reasons")
    assert (ran.status, len(ids(ran))) == (3, 100)
    (missing,) = ran.document["coverage"]["missing"]
    assert missing["part"] == "older events"
    assert missing["kind"] == "access"


def test_a_cell_is_no_formula_and_no_escape_sequence() -> None:
    attacks = ("=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1", "\x1b[31m=x", "a|b", '"quoted", x')
    rows = [event_row(n, Description=text) for n, text in enumerate(attacks)]
    with MadeUp(*rows) as service:
        listing = hpev(service, "events", "--cluster", NAME, "--output", "csv")
        shown = columns(listing.table)["Description"]
        assert [text[0] for text in shown[:6]] == ["'"] * 6
        assert shown[8] == attacks[8]
        for output in ("csv", "tsv", "md", "table", "json", "jsonl"):
            ran = hpev(service, "events", "--cluster", NAME, "--output", output)
            assert "\x1b" not in ran.out
            if output == "md":
                assert "a\\|b" in ran.out


def test_a_line_is_an_event_as_the_service_describes_it(service: MadeUp) -> None:
    ran = hpev(service, "events", "--cluster", NAME, "--limit", "5", "--output", "jsonl")
    line = ran.lines[3]
    described = {**failed(3), "EventDetails": service.rows.details[line["EventId"]]}
    described["InstanceGroupName"] = line["InstanceGroupName"]
    assert {name: line[name] for name in described if name != "EventTime"} == {
        name: value for name, value in described.items() if name != "EventTime"
    }
    assert line["EventTime"] == "2026-05-12T14:27:00.000Z"
    assert json.loads(ran.err)["coverage"]["rows"] == {"shown": 5, "left_out": 95}


@pytest.mark.parametrize(
    ("query", "output", "printed"),
    [
        ("rows[].level", "json", '[\n  "Info",\n  "Info",\n  "Info",\n  "Error"\n]\n'),
        ("rows[?level=='Error'].cause", "jsonl", '"capacity"\n'),
        ("rows[].level", "table", "Info\nInfo\nInfo\nError\n"),
        ("rows[3:].{level: level, cause: cause}", "csv", "level,cause\nError,capacity\n"),
        ("rows[3:].[level, cause]", "tsv", "Error\tcapacity\n"),
        ("rows[3:].{a: level}", "md", "| A |\n|---|\n| Error |\n"),
        ("length(rows)", "table", "4\n"),
        ("nothing", "table", ""),
    ],
)
def test_an_expression_selects_in_every_format(
    service: MadeUp, query: str, output: str, printed: str
) -> None:
    argv = ("--cluster", NAME, "--limit", "4", "--query", query, "--output", output)
    assert hpev(service, "events", *argv).out == printed


def test_show_finds_an_event_by_its_beginning_on_a_later_page(service: MadeUp) -> None:
    event_id = event_row(233)["EventId"]
    ran = hpev(service, "show", event_id, "--cluster", NAME, "--output", "json")
    (row,) = ran.document["rows"]
    assert row["EventId"] == event_id
    assert row["failure_message"] == NO_ROOM
    labels = [each["label"] for each in row["sections"]]
    assert labels[0] == "Why"
    assert "enter" not in json.dumps(row["sections"])
    text = hpev(service, "show", event_id, "--cluster", NAME).out
    assert text.startswith("Why  capacity")
    assert NO_ROOM in text
    assert hpev(service, "show", "0", "--cluster", NAME).status == 2
    assert hpev(service, "show", "ff", "--cluster", NAME).status == 1
