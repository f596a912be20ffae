"""What is known of a listing: stretches, gaps, the page to ask for next, and where it ends."""

from __future__ import annotations

import pytest

from hpev_tui.model.events import ServiceFilter
from hpev_tui.session.coverage import Coverage, Request, Span, gaps
from unit.session.service import event

EVER = float("-inf")
NODE = ServiceFilter(node_id="i-0391f86f")


def listing(*pages: tuple[list[float], str | None]) -> Coverage:
    """A coverage whose first listing went through these pages."""
    coverage = Coverage()
    request: Request | None = coverage.head()
    for times, token in pages:
        assert request is not None
        coverage.add(request, times, token)
        request = coverage.further()
    return coverage


def test_nothing_is_known_before_anything_was_asked() -> None:
    coverage = Coverage()
    assert not coverage.ended
    assert not coverage.has_gap
    assert coverage.further() is None


def test_pages_follow_their_tokens_to_the_end() -> None:
    coverage = listing(([9, 8], "a"))
    request = coverage.further()
    assert request == Request(coverage.stretches[0].number, "a")
    assert not coverage.ended
    coverage.add(request, [7], None)
    assert coverage.ended
    assert not coverage.has_gap
    assert coverage.further() is None


def test_a_page_without_events_may_still_go_on() -> None:
    coverage = listing(([], "a"))
    assert coverage.further() == Request(coverage.stretches[0].number, "a")
    assert not coverage.ended


def test_an_empty_listing_has_ended() -> None:
    coverage = listing(([], None))
    assert coverage.ended
    assert coverage.further() is None


def test_a_beginning_without_its_page_is_asked_for_again_and_is_no_gap() -> None:
    coverage = listing(([9, 8], "a"))
    first = coverage.head()
    assert coverage.head() == first
    assert coverage.further() == first
    assert not coverage.has_gap
    assert not coverage.ended


def test_a_refresh_that_reaches_what_is_loaded_goes_on_where_that_ended() -> None:
    coverage = listing(([9, 8], "a"), ([7, 6], "b"))
    refresh = coverage.head()
    coverage.add(refresh, [10, 9, 8], "c")
    assert not coverage.has_gap
    assert coverage.further() == Request(refresh.stretch, "b")
    (stretch,) = coverage.stretches
    assert (stretch.newest, stretch.oldest) == (10, 6)


def test_a_refresh_of_a_listing_that_had_ended_knows_its_end() -> None:
    coverage = listing(([9, 8], "a"), ([7, 6], None))
    coverage.add(coverage.head(), [10, 9, 8], "c")
    assert coverage.ended
    assert coverage.further() is None


def test_a_gap_is_known_and_closed_before_anything_older_is_loaded() -> None:
    coverage = listing(([9, 8], "a"))
    refresh = coverage.head()
    coverage.add(refresh, [30, 29], "new 1")
    assert coverage.has_gap
    assert coverage.further() == Request(refresh.stretch, "new 1")
    coverage.add(Request(refresh.stretch, "new 1"), [28, 27], "new 2")
    assert coverage.has_gap
    coverage.add(Request(refresh.stretch, "new 2"), [26, 9, 8], "new 3")
    assert not coverage.has_gap
    assert coverage.further() == Request(refresh.stretch, "a")


def test_equal_times_do_not_close_a_gap_as_more_of_them_may_follow() -> None:
    coverage = listing(([9, 8], "a"))
    refresh = coverage.head()
    coverage.add(refresh, [30, 9], "new")
    assert coverage.has_gap
    coverage.add(Request(refresh.stretch, "new"), [9, 8], "next")
    assert not coverage.has_gap


def test_two_gaps_are_closed_newest_first() -> None:
    coverage = listing(([9], "a"))
    middle, newest = coverage.head(), Request(2, None)
    coverage.add(middle, [20], "b")
    assert coverage.head() == newest
    coverage.add(newest, [30], "c")
    assert coverage.further() == Request(newest.stretch, "c")
    coverage.add(Request(newest.stretch, "c"), [29, 19], "d")
    assert coverage.has_gap
    assert coverage.further() == Request(newest.stretch, "b")
    coverage.add(Request(newest.stretch, "b"), [19, 8], "e")
    assert not coverage.has_gap
    assert coverage.further() == Request(newest.stretch, "a")


def test_one_page_may_close_two_gaps() -> None:
    coverage = listing(([9], "a"))
    coverage.add(coverage.head(), [20], "b")
    newest = coverage.head()
    coverage.add(newest, [30, 20, 19, 9, 8], "c")
    assert not coverage.has_gap
    assert coverage.further() == Request(newest.stretch, "a")


def test_the_end_of_a_listing_closes_every_gap_below_it() -> None:
    """The service has forgotten what was loaded before; it is kept, and nothing is missing."""
    coverage = listing(([9], "a"))
    coverage.add(coverage.head(), [20], "b")
    coverage.add(coverage.head(), [], None)
    assert coverage.ended
    assert not coverage.has_gap
    (stretch,) = coverage.stretches
    assert (stretch.newest, stretch.oldest) == (20, 9)


def test_an_answer_that_is_out_of_date_changes_nothing() -> None:
    coverage = listing(([9, 8], "a"))
    stale = Request(coverage.stretches[0].number, "a")
    refresh = coverage.head()
    coverage.add(refresh, [10, 9, 8], "b")
    for request in (stale, refresh, Request(refresh.stretch, "b"), Request(99, None)):
        coverage.add(request, [1, 0], None)
    (stretch,) = coverage.stretches
    assert (stretch.newest, stretch.oldest, stretch.token) == (10, 8, "a")
    assert not coverage.ended


def test_an_answer_that_comes_twice_does_not_reopen_what_has_ended() -> None:
    coverage = Coverage()
    request = coverage.head()
    coverage.add(request, [9], None)
    coverage.add(request, [30, 29], "a")
    assert coverage.ended
    assert coverage.further() is None


def test_a_page_that_repeats_newer_events_lifts_nothing() -> None:
    coverage = listing(([9, 7], "a"), ([8], "b"))
    (stretch,) = coverage.stretches
    assert (stretch.newest, stretch.oldest) == (9, 7)


# A token that is of no use


def test_without_its_token_a_stretch_goes_on_by_time() -> None:
    coverage = listing(([9000, 8000], "a"))
    number = coverage.stretches[0].number
    coverage.distrust(number)
    request = coverage.further()
    assert request == Request(number, None, until=8000)
    # A second more, as the service's limit may not be part of the stretch.
    assert request.sent == ServiceFilter(before=8001)
    coverage.add(Request(number, "a"), [7000], "b")
    assert coverage.further() == request
    coverage.add(request, [8000, 7000], "c")
    assert coverage.further() == Request(number, "c", until=8000)
    assert coverage.covered() == [(7000, 9000)]


def test_a_refresh_takes_over_also_where_the_query_begins() -> None:
    coverage = listing(([9, 8], "a"))
    coverage.distrust(coverage.stretches[0].number)
    refresh = coverage.head()
    coverage.add(refresh, [10, 9, 8], "c")
    assert coverage.further() == Request(refresh.stretch, None, until=8)


def test_a_stretch_without_events_begins_at_the_newest_again() -> None:
    coverage = listing(([], "a"))
    number = coverage.stretches[0].number
    coverage.distrust(number)
    assert coverage.further() == Request(number, None)


# What is covered


def test_a_listing_is_known_up_to_the_newest_event_of_all_when_it_was_asked_for() -> None:
    rows = [event("of another listing", 9000)]
    coverage = Coverage(NODE, rows)
    request = coverage.head()
    rows.insert(0, event("came meanwhile", 9900))
    coverage.add(request, [8000], "a")
    assert coverage.newest == 9000
    assert coverage.covered() == [(8000, 9000)]


def test_a_beginning_is_asked_for_anew_when_there_is_news() -> None:
    rows = [event("a", 9000)]
    coverage = Coverage(NODE, rows)
    first = coverage.head()
    assert coverage.head() == first
    rows.insert(0, event("b", 9900))
    second = coverage.head()
    coverage.add(first, [8000], None)
    assert coverage.covered() == []
    coverage.add(second, [8000], None)
    assert coverage.covered() == [(EVER, 9900)]


def test_spans_are_covered_from_the_newest() -> None:
    coverage = listing(([9000, 8000], "a"))
    coverage.add(coverage.head(), [9900, 9800], "b")
    assert coverage.covered() == [(9800, 9900), (8000, 9000)]
    coverage.head()
    assert coverage.covered() == [(9800, 9900), (8000, 9000)]


@pytest.mark.parametrize(
    ("pages", "covered"),
    [
        ([], []),
        ([([], "a")], []),
        ([([], None)], [(EVER, EVER)]),
        ([([9], "a")], [(9, 9)]),
        ([([9, 8], None)], [(EVER, 9)]),
    ],
)
def test_an_end_covers_all_that_is_older(
    pages: list[tuple[list[float], str | None]], covered: list[Span]
) -> None:
    assert listing(*pages).covered() == covered


def test_an_empty_page_that_goes_on_covers_only_that_moment() -> None:
    coverage = Coverage(NODE, [event("of another listing", 9000)])
    coverage.add(coverage.head(), [], "a")
    assert coverage.covered() == [(9000, 9000)]


def test_what_is_reached_begins_right_above_the_oldest() -> None:
    coverage = listing(([9000, 8000], "a"))
    assert coverage.reaches(8000.5)
    # More events of that time may follow.
    assert not coverage.reaches(8000)
    coverage.add(coverage.head(), [9900, 9800], "b")
    assert not coverage.reaches(8500)
    assert coverage.reaches(9850)
    coverage.head()
    assert coverage.reaches(9850)


def test_after_the_end_everything_is_reached_and_before_the_beginning_nothing() -> None:
    assert not Coverage().reaches(9e9)
    assert not listing(([], "a")).reaches(9e9)
    assert listing(([9], None)).reaches(EVER)


@pytest.mark.parametrize(
    ("covered", "expected"),
    [
        ([], [(EVER, 9)]),
        ([(EVER, 9)], []),
        ([(5, 9)], [(EVER, 5)]),
        ([(EVER, 7)], [(7, 9)]),
        ([(1, 2), (5, 9), (3, 4)], [(4, 5), (2, 3), (EVER, 1)]),
        # They overlap, lie in each other, and end together.
        ([(5, 9), (3, 6), (4, 5), (EVER, 3.5)], []),
        ([(9, 9), (EVER, 9)], []),
        # Of the events of one moment some can be missing.
        ([(5, 9), (EVER, 5)], [(5, 5)]),
        ([(9, 9), (9, 9)], [(9, 9), (EVER, 9)]),
        ([(EVER, EVER), (EVER, 9)], []),
        ([(EVER, EVER)], [(EVER, 9)]),
    ],
)
def test_gaps_are_what_the_spans_leave(covered: list[Span], expected: list[Span]) -> None:
    assert gaps(covered, 9) == expected


@pytest.mark.parametrize("covered", [[], [(EVER, EVER)], [(EVER, EVER), (EVER, EVER)]])
def test_without_any_event_there_is_no_gap(covered: list[Span]) -> None:
    assert gaps(covered, EVER) == []
