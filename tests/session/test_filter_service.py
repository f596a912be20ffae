"""What of a filter the service is asked for, and what is listed beyond what was loaded."""

from __future__ import annotations

import pytest

from help.events import LATER, NOW, mixed_rows
from help.model import listed
from hpev_tui.query import NOTHING_SENT

NODE = "i-00000003"
OPERATION = "0f868012-8e77-4e8e-b22c-6f8cb0288d54"
NOON = NOW - 2.5 * 3600


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        (f"node:{NODE}", {"NodeId": NODE}),
        ("group:system", {"InstanceGroupName": "system"}),
        ("type:instance", {"ResourceType": "Instance"}),
        (f"operation:{OPERATION.upper()}", {"OperationId": OPERATION}),
        ("since:9h", {"EventTimeAfter": NOW - 9 * 3600 - 1}),
        ("until:2026-05-12T12:00Z", {"EventTimeBefore": NOON + 1}),
        (
            "level:info group:system type:instance since:9d",
            {
                "InstanceGroupName": "system",
                "ResourceType": "Instance",
                "EventTimeAfter": NOW - 9 * 86400 - 1,
            },
        ),
    ],
)
def test_what_the_service_can_filter_is_sent(line: str, sent: dict[str, object]) -> None:
    it = listed(*mixed_rows(250), now=NOW)
    assert len(it.listed) == 100
    it.filter(line)
    assert it.model.loading.listing == it.model.filtering.query.pushdown() != NOTHING_SENT
    assert it.service.pages() == [{}, sent]


def test_what_is_loaded_already_is_not_asked_for() -> None:
    it = listed(*mixed_rows(250), now=NOW)
    it.filter("since:1h level:error")
    assert (len(it.listed), len(it.model.log.rows)) == (6, 100)
    assert it.model.loading.complete
    assert it.service.pages() == [{}]


@pytest.mark.parametrize(
    "line",
    [
        "group:w*",
        "-group:system",
        "group:system,x",
        "operation:0f868012",
        "level:error",
        "number",
        "/n/",
        "node:i",
    ],
)
def test_what_the_service_cannot_filter_is_not_sent(line: str) -> None:
    it = listed(*mixed_rows(90))
    assert it.model.loading.complete
    it.filter(line)
    assert not it.model.filtering.query.is_empty
    assert it.model.filtering.problems == []
    assert it.model.loading.complete
    assert it.model.loading.listing == NOTHING_SENT
    assert it.service.pages() == [{}]


def test_older_matching_events_are_found_beyond_what_is_loaded() -> None:
    rows = mixed_rows(900)
    for number in (40, 700, 850):
        rows[number]["InstanceGroupName"] = "rare"
    it = listed(*rows)
    it.filter("group:rare")
    assert it.model.loading.complete
    assert it.listed == [rows[number]["EventId"] for number in (40, 700, 850)]
    assert len(it.model.log.rows) == 102
    assert it.service.pages() == [{}, {"InstanceGroupName": "rare"}]


def test_the_pages_of_what_the_service_filters_go_on() -> None:
    it = listed(*mixed_rows(900))
    it.filter("group:system")
    assert (len(it.listed), len(it.model.log.rows)) == (100, 150)
    it.move_to(-1)
    it.answer_all()
    assert (len(it.listed), len(it.model.log.rows)) == (200, 250)
    assert not it.model.loading.complete
    pages = it.service.pages()
    assert [page.get("InstanceGroupName") for page in pages] == [None, "system", "system"]
    # Back to all events, of which these are too far down to be shown as the next ones.
    it.move_to(0)
    it.filter("")
    assert len(it.listed) == 250
    assert not it.model.loading.complete
    assert it.service.pages() == pages


def test_a_length_of_time_stays_where_it_was_while_the_line_changes() -> None:
    it = listed(*mixed_rows(900), now=NOW)
    it.filter("since:9h")
    assert (len(it.listed), len(it.model.log.rows)) == (100, 100)
    assert len(it.service.pages()) == 2
    it.now += 90
    it.filter("since:9h level:error")
    it.filter("since:9h")
    afters = {page.get("EventTimeAfter") for page in it.service.pages()}
    assert afters == {None, NOW - 9 * 3600 - 1}


def test_an_event_far_below_does_not_have_all_between_loaded_unasked() -> None:
    rows = mixed_rows(2000)
    rows[1900]["InstanceGroupName"] = "rare"
    it = listed(*rows, now=LATER)
    it.filter("group:rare")
    assert (len(it.listed), len(it.model.log.rows)) == (1, 101)
    it.move_to(0)
    it.filter("")
    # The cursor stays on it, below what is not loaded.
    assert len(it.listed) == 601
    assert not it.model.loading.complete
    assert it.cursor in it.model.gaps
    assert it.current_id == rows[1900]["EventId"]
    assert len(it.service.pages()) == 7
    it.model.load_all()
    it.answer_all()
    assert len(it.listed) == 2000
    assert it.model.loading.complete
    assert it.current_id == rows[1900]["EventId"]
