"""Asking a listing for what is new and for nothing else, whatever else is under way."""

from __future__ import annotations

import pytest

from hpev_tui.model.events import ServiceFilter
from hpev_tui.query import NOTHING_SENT
from hpev_tui.session.coverage import Coverage, Request
from unit.session.test_coverage import NODE, listing


def test_a_request_names_its_listing_and_what_to_send() -> None:
    coverage = Coverage(NODE)
    request = coverage.head()
    assert (request.listing, request.sent) == (NODE, NODE)
    coverage.add(request, [9000], "a")
    assert coverage.further() == Request(request.stretch, "a", NODE)
    # A second more, as the service's limit may not be part of the stretch.
    poll = coverage.head(since=8700)
    assert poll.sent == ServiceFilter(node_id="i-0391f86f", after=8699)


def test_a_listing_that_begins_later_than_a_poll_stays_as_it_is() -> None:
    coverage = Coverage(ServiceFilter(after=8800))
    coverage.add(coverage.head(), [9000], "a")
    assert coverage.head(since=8700).sent == ServiceFilter(after=8800)


def polled(*, then: str | None = "a") -> tuple[Coverage, Request]:
    """A coverage of the times 9000 to 8000, and a look for what is new since 8700."""
    coverage = listing(([9000, 8000], then))
    return coverage, coverage.head(since=8700)


def test_a_poll_asks_for_nothing_that_is_older() -> None:
    _, poll = polled()
    assert (poll.token, poll.since, poll.listing) == (None, 8700, NOTHING_SENT)


@pytest.mark.parametrize("times", [[], [9000], [9900, 9000]])
def test_loading_goes_on_after_a_poll_where_it_was_and_without_the_polls_limit(
    times: list[float],
) -> None:
    coverage, poll = polled()
    coverage.add(poll, times, None)
    assert not coverage.has_gap
    assert not coverage.ended
    assert coverage.further() == Request(poll.stretch, "a")
    assert coverage.newest == max([9000, *times])


def test_a_poll_of_what_has_ended_knows_its_end() -> None:
    coverage, poll = polled(then=None)
    coverage.add(poll, [9900], None)
    assert coverage.ended
    assert coverage.further() is None


def test_a_poll_of_several_pages_leaves_a_gap_until_it_reaches_what_was_known() -> None:
    coverage, poll = polled()
    coverage.add(poll, [9900, 9800], "p")
    assert coverage.has_gap
    onwards = coverage.further()
    assert onwards == Request(poll.stretch, "p", since=8700)
    coverage.add(onwards, [9700, 9600], None)
    assert not coverage.has_gap
    assert coverage.further() == Request(poll.stretch, "a")


def test_a_poll_can_reach_another_one_that_is_not_done() -> None:
    coverage, first = polled()
    coverage.add(first, [9900, 9800], "p")
    second = coverage.head(since=9600)
    coverage.add(second, [9950], None)
    assert coverage.has_gap
    assert coverage.further() == Request(second.stretch, "p", since=8700)


@pytest.mark.parametrize("since", [9000.0, 9001.0])
def test_a_poll_that_would_miss_what_is_known_goes_on_to_the_end(since: float) -> None:
    coverage = listing(([9000, 8000], "a"))
    assert coverage.head(since).since is None


@pytest.mark.parametrize("token", ["a", None])
def test_where_no_event_is_known_a_poll_is_a_beginning(token: str | None) -> None:
    assert Coverage().head(since=8700).since is None
    coverage = listing(([], token))
    assert coverage.newest is None
    assert coverage.head(since=8700).since is None


def test_the_answer_to_a_poll_is_not_taken_for_the_answer_to_a_refresh() -> None:
    """The poll's end is not the listing's end."""
    coverage, poll = polled()
    refresh = coverage.head()
    assert refresh.since is None
    coverage.add(poll, [9900], None)
    assert not coverage.ended
    assert coverage.further() == refresh
    coverage.add(refresh, [9900, 9000, 8000], "r")
    assert coverage.further() == Request(refresh.stretch, "a")


def test_the_answer_to_a_refresh_is_not_taken_for_the_answer_to_a_poll() -> None:
    """The token of the refresh is for another query than the poll's."""
    coverage = listing(([9000, 8000], "a"))
    refresh = coverage.head()
    poll = coverage.head(since=8700)
    coverage.add(refresh, [9900, 9800], "r")
    assert coverage.further() == poll


def test_a_poll_that_never_got_its_page_is_asked_again() -> None:
    coverage, poll = polled()
    assert coverage.head(since=8700) == poll
    assert coverage.further() == poll
    assert not coverage.has_gap
