"""What is done once details have come that are needed, and what is asked for after a failure."""

from __future__ import annotations

import pytest

from help.details import DETAIL, ERRORS, NO, Details
from hpev_tui.model.failure import WANTS_FRESH_KEYS, Failure
from hpev_tui.sources.loader import Priority

# Needs


def test_a_need_is_served_once_when_all_of_it_has_come() -> None:
    it = Details(levels=("Info",))
    it.need(1, 2)
    it.come(2)
    assert it.needs == []
    it.come(1)
    assert it.needs == ["it"]
    it.come(1, 2)
    assert it.needs == ["it"]


def test_what_is_loaded_is_served_at_once() -> None:
    it = Details(levels=("Info",))
    it.come(1, 2)
    it.need(1, 2)
    assert (it.needs, it.waiting) == (["it"], {})
    assert not it.store.cancel()


def test_a_newer_need_takes_the_place_of_an_older_one() -> None:
    it = Details(levels=("Info",))
    it.need(1, name="the first")
    it.need(2, name="the second")
    assert list(it.waiting) == [2]
    it.come(1, 2)
    assert it.needs == ["the second"]


def test_a_need_that_was_given_up_is_served_no_more() -> None:
    it = Details(levels=("Info",))
    it.need(1)
    assert it.store.cancel()
    assert it.waiting == {}
    it.come(1)
    assert it.needs == []
    assert not it.store.cancel()


def test_a_need_of_which_one_fails_ends_with_that() -> None:
    it = Details(levels=("Info",))
    it.need(1, 2)
    it.come(1, failure=NO)
    assert (it.needs, it.waiting) == (["it: no such event"], {})
    it.come(2)
    assert it.needs == ["it: no such event"]


# Failures


def test_what_has_failed_is_not_asked_for_again_until_it_is_retried() -> None:
    it = Details(8, ERRORS)
    it.see(0, 4)
    it.come(2, failure=NO)
    assert it.store.get(it.rows[2].event_id) == NO
    it.come_in_turn()
    it.see(0, 4)
    it.store.gather(it.ids(2))
    assert (it.asked.count(2), it.waiting) == (1, {})
    it.store.retry()
    assert it.store.get(it.rows[2].event_id) is None
    it.come_in_turn()
    assert it.asked.count(2) == 2
    assert it.store.get(it.rows[2].event_id) is DETAIL


def test_what_has_failed_is_asked_for_again_where_the_cursor_rests_on_it_anew() -> None:
    it = Details(levels=("Info",))
    it.rest_on(5)
    it.come(5, failure=NO)
    assert it.waiting == {}
    it.rest_on(5)
    assert it.waiting == {5: Priority.DEMAND}


def test_what_has_failed_is_asked_for_again_where_something_needs_it() -> None:
    it = Details(levels=("Info",))
    it.rest_on(5)
    it.come(5, failure=NO)
    it.need(5)
    assert it.waiting == {5: Priority.DEMAND}
    it.come(5)
    assert (it.needs, it.store.failures) == (["it"], {})


@pytest.mark.parametrize("kind", WANTS_FRESH_KEYS)
def test_after_a_refusal_only_what_somebody_waits_for_is_asked_for_until_it_is_retried(
    kind: str,
) -> None:
    it = Details()
    it.store.gather(it.ids(90))
    it.see(0, 5, current=0)
    it.rest_on(0, 1)
    it.come(0, failure=Failure(kind, "not you"))
    assert it.waiting == {}
    assert not it.store.is_gathering
    it.see(10, 15, current=10)
    it.store.gather(it.ids(91))
    assert it.waiting == {}
    it.rest_on(10, 11)
    it.need(70)
    assert it.waiting == {70: Priority.DEMAND, 10: Priority.DEMAND}
    it.come(70, 10)
    assert it.waiting == {}
    it.store.retry()
    assert it.waiting[11] is Priority.VISIBLE
    assert it.waiting[91] is Priority.PREFETCH


def test_a_body_that_was_dropped_is_loaded_again_where_it_is_looked_at_and_nowhere_else() -> None:
    it = Details(count=10)
    it.rest_on(3, 4)
    it.come(3)
    it.come(4)
    it.rest_on(5)
    it.come_in_turn()
    it.loaded.drop_bodies()
    it.asked.clear()
    it.see(0, 6)
    it.come_in_turn()
    assert 3 not in it.asked
    it.rest_on(3)
    assert it.asked.count(3) == 1
    # What fails is not asked for again and again.
    it.come(3, failure=NO)
    assert it.asked.count(3) == 1
    assert it.store.ready(it.rows[3].event_id) == NO
    it.rest_on(3)
    it.come(3)
    assert it.store.missing([it.rows[3].event_id]) == []
