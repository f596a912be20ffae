"""The event log holds each loaded event once and in order, however the pages come."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from help.examples import examples
from hpev_tui.model.events import ServiceFilter
from hpev_tui.query import NOTHING_SENT
from hpev_tui.session.coverage import Request
from hpev_tui.session.event_log import EventLog
from unit.session.service import Service, event, page

EVER = float("-inf")
NODE = ServiceFilter(node_id="i-0391f86f")


def ids(log: EventLog) -> list[str]:
    return [each.event_id for each in log.rows]


@given(st.lists(st.integers(0, 1), max_size=40), st.integers(1, 7))
@settings(max_examples=examples(50))
def test_one_listing_keeps_the_services_order_of_equal_times(steps: list[int], size: int) -> None:
    service, log = Service(), EventLog()
    service.happen(*steps)
    request: Request | None = log.coverage.head()
    while request is not None:
        log.add(request, service.answer(request.sent, request.token, size))
        request = log.coverage.further()
    assert list(log.rows) == service.events


@given(st.lists(st.integers(0, 1), max_size=15), st.lists(st.integers(0, 1), max_size=15))
@settings(max_examples=examples(50))
def test_a_refresh_puts_equal_times_where_its_page_has_them(
    before: list[int], after: list[int]
) -> None:
    service, log = Service(), EventLog()
    for steps in (before, after):
        service.happen(*steps)
        log.add(log.coverage.head(), service.answer(NOTHING_SENT, None, 100))
        assert list(log.rows) == service.events


def test_a_page_in_the_middle_goes_on_with_the_time_that_the_one_before_ended_with() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("old", 1), then="t"))
    log.add(log.coverage.head(), page(event("a", 9), event("b", 5), then="u"))
    request = log.coverage.further()
    assert request is not None
    log.add(request, page(event("c", 5), event("d", 4), then="v"))
    assert ids(log) == ["a", "b", "c", "d", "old"]


def test_an_event_that_comes_again_changed_takes_the_place_of_what_it_was() -> None:
    log = EventLog()
    first = event("a", 5)
    second = event("b", 4)
    assert log.add(log.coverage.head(), page(first, first, second, then="t")) == [first, second]
    later = event("b", 9)._replace(instance_id="i-1", instance_group_name="g")
    assert log.take_changed() == []
    assert log.add(log.coverage.head(), page(later, event("a", 5), event("b", 1))) == []
    assert (log.event("a"), log.event("b")) == (first, later)
    assert list(log.rows) == [later, first]
    assert list(log.of_instance("i-1")) == [later]
    assert "g" in log.group_names
    assert log.take_changed() == [later]
    assert log.take_changed() == []
    # A time that cannot be read is guessed anew in each page.
    odd = event("c", 4)._replace(odd_time="soon")
    log.add(log.coverage.head(), page(odd))
    log.add(log.coverage.head(), page(odd._replace(event_time=3)))
    assert log.take_changed() == []
    assert log.event("c") is odd


def test_the_first_of_two_rows_with_one_id_counts_also_in_the_middle_of_the_log() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("new", 9), event("old", 1), then="t"))
    log.add(log.coverage.head(), page(event("x", 5), event("y", 4), event("x", 2), then="u"))
    assert ids(log) == ["new", "x", "y", "old"]
    assert [log.index(event_id) for event_id in ids(log)] == [0, 1, 2, 3]


def test_a_page_that_is_out_of_date_adds_its_events_and_no_more() -> None:
    log = EventLog()
    first = log.coverage.head()
    log.add(first, page(event("c", 3), then="t"))
    newer, older = event("d", 4), event("a", 1)
    assert log.add(first, page(newer, older, then=None)) == [newer, older]
    assert ids(log) == ["d", "c", "a"]
    assert not log.coverage.ended
    assert log.coverage.further() == Request(first.stretch, "t")


def test_a_time_that_could_not_be_read_closes_no_gap() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("old", 3), then="t"))
    odd = event("odd", 0.0, odd_time="yesterday")
    log.add(log.coverage.head(), page(odd, event("new", 9), then="u"))
    assert log.coverage.has_gap
    assert ids(log) == ["new", "old", "odd"]


def test_what_is_not_loaded_has_no_place() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("a", 1)))
    assert log.event("b") is None
    assert log.index("b") is None


def test_the_groups_that_occur_are_known() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("a", 2, group="workers"), event("b", 1, group="login")))
    log.add(log.coverage.head(), page(event("c", 3, group="spare"), event("a", 2, group="workers")))
    assert log.group_names == {"workers", "login", "spare"}


def test_the_instances_that_occur_are_known_in_the_order_in_which_they_came() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("a", 2, node="i-2"), event("b", 1, node="i-1")))
    log.add(log.coverage.head(), page(event("c", 3, node="i-3"), event("d", 3, node="i-2")))
    assert list(log.instance_ids) == ["i-2", "i-1", "i-3"]


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("83e", ["83e0", "83e01"]),
        ("83e0", ["83e0"]),
        ("83e02", ["83e02"]),
        ("3e0", []),
        ("83E", []),
    ],
)
def test_events_are_found_by_how_their_ids_begin(prefix: str, expected: list[str]) -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("83e0", 3), event("83e01", 2), event("83e02", 1)))
    assert [each.event_id for each in log.starting_with(prefix)] == expected


# Listings


def test_each_listing_has_its_own_coverage() -> None:
    log = EventLog()
    assert log.coverage_of(NOTHING_SENT) is log.coverage
    narrowed = log.coverage_of(NODE)
    assert narrowed is log.coverage_of(ServiceFilter(node_id="i-0391f86f"))
    assert narrowed.listing == NODE
    log.add(narrowed.head(), page(event("a", 9), then="t"))
    assert ids(log) == ["a"]
    assert narrowed.stretches
    assert not log.coverage.stretches


def test_nothing_is_complete_before_anything_was_asked() -> None:
    log = EventLog()
    for listing in (NOTHING_SENT, NODE, ServiceFilter(after=5)):
        assert not log.is_complete(listing)
        assert log.gaps(listing) == []


def test_an_empty_cluster_is_complete() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page())
    assert log.is_complete(NOTHING_SENT)
    assert log.is_complete(NODE)
    assert log.gaps(NODE) == []


def test_what_the_service_has_forgotten_since_leaves_no_gap() -> None:
    log = EventLog()
    log.add(log.coverage_of(NODE).head(), page(event("a", 9), then="t"))
    log.add(log.coverage.head(), page())
    assert log.gaps(NOTHING_SENT) == []
    assert log.is_complete(NOTHING_SENT)


def test_the_whole_listing_completes_every_narrower_one() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("a", 9), event("b", 5), then="t"))
    assert not log.is_complete(NODE)
    assert log.gaps(NODE) == [(EVER, 5)]
    request = log.coverage.further()
    assert request is not None
    log.add(request, page(event("c", 1)))
    assert log.is_complete(NODE)
    assert log.gaps(NODE) == []


def test_a_narrower_listing_completes_itself_and_no_other() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("a", 9), event("b", 5), then="t"))
    log.add(log.coverage_of(NODE).head(), page(event("c", 1)))
    assert log.is_complete(NODE)
    for listing in (NOTHING_SENT, ServiceFilter(node_id="i-0aaaaaaa")):
        assert not log.is_complete(listing)
        assert log.gaps(listing) == [(EVER, 5)]


def test_a_listing_with_a_beginning_is_complete_where_the_whole_one_has_reached_it() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("a", 9), event("b", 5), then="t"))
    assert log.is_complete(ServiceFilter(after=6))
    # There may be more events of that time.
    assert not log.is_complete(ServiceFilter(after=5))
    assert log.gaps(ServiceFilter(after=4)) == [(EVER, 5)]


def test_a_gap_above_the_end_of_a_listing_is_none_of_it() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("c", 3), event("d", 2)))
    log.add(log.coverage.head(), page(event("a", 9), event("b", 8), then="t"))
    assert log.gaps(NOTHING_SENT) == [(3, 8)]
    assert log.gaps(ServiceFilter(before=3)) == [(3, 8)]
    assert log.gaps(ServiceFilter(before=2)) == []
    assert log.is_complete(ServiceFilter(before=2))


def test_news_with_a_gap_below_is_a_gap_in_what_was_complete() -> None:
    """The node's own events of that time were never asked for."""
    log = EventLog()
    log.add(log.coverage_of(NODE).head(), page(event("c", 3), event("d", 2)))
    assert log.is_complete(NODE)
    log.add(log.coverage.head(), page(event("a", 9), event("b", 8), then="t"))
    assert not log.is_complete(NODE)
    assert log.gaps(NODE) == [(3, 8)]
    log.add(log.coverage_of(NODE).head(), page(event("c", 3), event("d", 2)))
    assert log.is_complete(NODE)


def test_news_of_a_narrower_listing_is_a_gap_in_the_whole_one() -> None:
    log = EventLog()
    log.add(log.coverage.head(), page(event("c", 3), event("d", 2)))
    log.add(log.coverage_of(NODE).head(), page(event("a", 9), event("b", 8), then="t"))
    assert not log.is_complete(NOTHING_SENT)
    assert log.gaps(NOTHING_SENT) == [(3, 9)]
    # The whole listing covers the node's older events.
    assert log.gaps(NODE) == [(3, 8)]
    log.add(log.coverage.head(), page(event("a", 9), event("b", 8), event("x", 4), event("c", 3)))
    assert log.is_complete(NOTHING_SENT)
    assert log.is_complete(NODE)


def test_rows_stay_the_same_object() -> None:
    log = EventLog()
    rows = log.rows
    log.add(log.coverage.head(), page(event("a", 1), then="t"))
    log.add(log.coverage.head(), page(event("b", 2), event("a", 1)))
    assert log.rows is rows
    assert len(rows) == 2


def test_ids_are_plain_until_one_of_a_page_is_not() -> None:
    for odd in ("00g0", "x", "0a-É", "00 0", "\ud800"):
        log = EventLog()
        for event_id in ("0123456789abcdefABCDEF-", odd, "00"):
            log.add(log.coverage.head(), page(event("a-0", 9), event(event_id, 5), then="more"))
            assert log.has_plain_ids is (log.event(odd) is None), (odd, event_id)
