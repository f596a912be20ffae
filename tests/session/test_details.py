"""Which details are asked for, in which order, and what is dropped again: one queue by hand."""

from __future__ import annotations

import pytest

from help.details import DETAIL, ERRORS, NO, Details
from hpev_tui.model.failure import Failure
from hpev_tui.session.details import GATHERED_AHEAD, NEAREST_AHEAD
from hpev_tui.sources.loader import Priority

OF_TEN = ("Error", "Info", "Info", "Warn", "Info", "Info", "Info", "Info", "Info", "Info")

# The four claims


def test_what_is_needed_comes_first_then_the_cursor_the_view_and_what_is_gathered() -> None:
    it = Details()
    it.store.gather(it.ids(90, 91))
    it.see(10, 13, current=10)
    it.rest_on(50, 49, 51)
    it.need(70)
    assert it.waiting[70] is it.waiting[50] is Priority.DEMAND
    assert [n for n, how in it.waiting.items() if how is Priority.VISIBLE] == [10, 11, 12]
    assert it.waiting[90] is it.waiting[91] is Priority.PREFETCH
    assert 49 not in it.waiting


@pytest.mark.parametrize("failure", [None, NO])
def test_neighbours_follow_once_the_detail_under_the_cursor_has_come_or_failed(
    failure: Failure | None,
) -> None:
    it = Details(levels=("Info",))
    it.rest_on(5, 6, 4)
    assert it.waiting == {5: Priority.DEMAND}
    it.come(5, failure=failure)
    assert it.waiting == {6: Priority.PREFETCH, 4: Priority.PREFETCH}
    it.come(6, 4)
    assert it.waiting == {}
    # Where it is loaded already they are asked for at once.
    it.rest_on(6, 7, 5)
    assert it.waiting == {7: Priority.PREFETCH}


def test_of_the_rows_in_view_only_failures_are_asked_for() -> None:
    it = Details(40, OF_TEN)
    it.see(0, 40)
    assert it.waiting == dict.fromkeys([0, 3, 10, 13, 20, 23, 30, 33], Priority.VISIBLE)


def test_then_come_those_around_the_view_the_nearest_first_a_few_at_a_time() -> None:
    it = Details()
    it.see(50, 52, current=50)
    assert it.waiting == {
        **dict.fromkeys([50, 51], Priority.VISIBLE),
        **dict.fromkeys([52, 49], Priority.PREFETCH),
    }
    assert len(it.waiting) == NEAREST_AHEAD
    order = it.come_in_turn()
    assert order == [50, 51, *(n for k in range(50) for n in (52 + k, 49 - k) if n < 100)]
    assert it.asked == order


def test_after_what_is_listed_come_those_that_a_filter_hides_from_the_cursor_outwards() -> None:
    it = Details(20)
    it.store.seen(it.rows[4:6], range(2), it.rows[4])
    assert it.come_in_turn() == [4, 5, 3, 2, 6, 1, 7, 0, *range(8, 20)]


def test_a_few_of_what_is_gathered_are_asked_for_at_a_time() -> None:
    it = Details(levels=("Info",))
    gathered = range(20)
    it.store.gather(it.ids(*gathered))
    assert list(it.waiting) == list(range(GATHERED_AHEAD))
    assert it.store.is_gathering
    assert it.come_in_turn() == list(gathered)
    assert not it.store.is_gathering


def test_what_an_overview_is_not_right_without_somebody_waits_for() -> None:
    it = Details(kinds=True)
    it.see(0, 3, current=0)
    it.store.gather(it.ids(90, 91), is_awaited=True)
    assert {number: it.waiting[number] for number in (90, 91)} == dict.fromkeys(
        (90, 91), Priority.DEMAND
    )
    it.store.gather(it.ids(90, 91))
    assert it.waiting[90] is not Priority.DEMAND


def test_only_so_far_around_the_view_is_seen_to() -> None:
    it = Details(100, reach=5)
    it.see(50, 52, current=50)
    assert sorted(it.come_in_turn()) == list(range(45, 57))


def test_without_reasons_nothing_is_asked_for_because_it_is_in_view() -> None:
    it = Details(reasons=False)
    it.see(0, 30, current=0)
    assert it.asked == []


# Changing claims


def test_what_nobody_claims_any_more_is_dropped_unless_it_is_under_way() -> None:
    it = Details(levels=("Info",))
    it.store.gather(it.ids(*range(4)))
    it.start(0)
    it.store.gather(())
    assert it.waiting == {}
    it.come(0)
    it.rest_on(50)
    it.rest_on(60)
    assert it.waiting == {60: Priority.DEMAND}
    assert it.store.cancel() is False


def test_an_event_moves_up_and_down_with_its_claim() -> None:
    it = Details(levels=ERRORS)
    it.see(10, 13)
    assert it.priority(11) is Priority.VISIBLE
    it.rest_on(11)
    assert it.priority(11) is Priority.DEMAND
    it.rest_on(12)
    assert (it.priority(11), it.priority(12)) == (Priority.VISIBLE, Priority.DEMAND)
    it.see(12, 13)
    assert it.priority(11) is Priority.PREFETCH
    it.need(11)
    assert it.priority(11) is Priority.DEMAND
    assert it.store.cancel()
    assert it.priority(11) is Priority.PREFETCH
    # None of that was asked for anew.
    assert len(it.asked) == len(set(it.asked))


def test_what_is_under_way_is_not_asked_for_again_until_its_result_was_handed_over() -> None:
    it = Details(levels=("Info",))
    it.rest_on(5)
    it.start(5)
    it.rest_on(50)
    it.rest_on(5)
    # It is loaded, and what says so waits among the messages.
    it.loaded.add(it.rows[5].event_id, DETAIL)
    it.rest_on(50)
    it.rest_on(5)
    it.need(5)
    assert (it.asked.count(5), it.needs) == (1, ["it"])
    it.store.arrived(it.rows[5].event_id, DETAIL)
    it.rest_on(5)
    assert it.asked.count(5) == 1


def test_nothing_waits_once_it_is_closed() -> None:
    it = Details()
    it.store.gather(it.ids(80))
    it.see(0, 5, current=0)
    it.rest_on(40)
    it.need(60)
    it.store.close()
    assert it.waiting == {}
    assert not it.store.cancel()
    assert it.needs == []
    # An overview that lay over the list goes after it.
    it.store.gather(())
    assert it.waiting == {}
