"""Loading all: what stops it, what goes on with it, and that nothing is asked for twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from help.events import NOW, ids, mixed_rows
from help.model import ModelRun, listed
from help.source import DENIED, REFUSED


def load_all(it: ModelRun) -> None:
    it.model.load_all()
    it.answer_all()


def tokens(it: ModelRun, start: int = 0) -> list[str | None]:
    return [page.get("NextToken") for page in it.service.pages()[start:]]


def after_pages(it: ModelRun, count: int, call: Callable[[], object]) -> None:
    """Do something once so many pages of the next run have come."""
    came = 0

    def page_came() -> None:
        nonlocal came
        came += 1
        if came == count:
            call()

    it.page_came = page_came


def test_all_pages_are_asked_for_once() -> None:
    rows = mixed_rows(1450)
    it = listed(*rows)
    assert len(it.listed) == 100
    it.move_to(1)
    load_all(it)
    assert it.listed == ids(rows)
    assert it.model.loading.complete
    assert it.cursor == 1
    assert len(tokens(it)) == len(set(tokens(it))) == 15
    # There is nothing left to ask for.
    load_all(it)
    assert len(it.service.pages()) == 15


def test_when_it_is_stopped_nothing_that_came_is_lost() -> None:
    rows = mixed_rows(900)
    it = listed(*rows)
    stopped: list[bool] = []
    after_pages(it, 2, lambda: stopped.append(it.model.stop()))
    load_all(it)
    assert stopped == [True]
    assert it.model.loading.goal is None
    # The page that was under way has come, and no other one.
    assert it.listed == ids(rows[:300])
    assert not it.model.loading.complete
    assert len(it.service.pages()) == 3
    assert not it.model.stop()
    # Later it goes on from there.
    load_all(it)
    assert it.listed == ids(rows)
    assert it.model.loading.complete
    assert len(tokens(it)) == len(set(tokens(it))) == 9


def test_a_failure_in_the_middle_leaves_all_and_a_refresh_goes_on() -> None:
    rows = mixed_rows(900)
    it = listed(*rows)
    after_pages(it, 2, lambda: it.service.fail("ListClusterEvents"))
    load_all(it)
    assert it.listed == ids(rows[:300])
    assert (it.model.loading.failure, it.model.loading.goal) == (DENIED, None)
    it.model.refresh()
    it.answer_all()
    assert it.model.loading.failure is None
    assert it.listed == ids(rows)
    assert it.model.loading.complete
    # The newest page once more, and the one that was refused.
    assert len(tokens(it)) == 11
    assert len(set(tokens(it))) == 9


def test_after_a_filter_a_refresh_goes_on_with_nothing() -> None:
    it = listed(*mixed_rows(900))
    it.service.fail("ListClusterEvents")
    load_all(it)
    assert it.model.loading.failure == DENIED
    it.filter("number")
    it.model.refresh()
    it.answer_all()
    assert it.model.loading.failure is None
    assert (len(it.listed), len(it.model.log.rows)) == (100, 100)
    assert not it.model.loading.complete
    assert len(it.service.pages()) == 3


@pytest.mark.parametrize("new", [300, 330])
def test_after_a_gap_it_loads_the_gap_and_then_what_is_older(new: int) -> None:
    rows = mixed_rows(new + 350)
    it = listed(*rows[new:])
    it.service.add(*rows[:new])
    it.model.refresh()
    held = it.loader.start("events")
    it.service.fail("ListClusterEvents")
    held()
    it.take_in()
    it.answer_all()
    assert (len(it.listed), it.model.loading.failure) == (200, DENIED)
    assert it.model.gaps == {100}
    calls = len(it.service.pages())
    load_all(it)
    assert it.listed == ids(rows)
    assert it.model.loading.complete
    assert it.current_id == rows[new]["EventId"]
    # Three pages until one meets what is loaded, and then the three that are older.
    assert len(tokens(it, calls)) == len(set(tokens(it, calls))) == 6
    assert None not in tokens(it, calls)


def test_with_a_filter_of_the_services_it_loads_what_the_filter_keeps() -> None:
    it = listed(*mixed_rows(900))
    it.filter("group:system")
    assert (len(it.listed), len(it.model.log.rows)) == (100, 150)
    assert not it.model.loading.complete
    load_all(it)
    assert (len(it.listed), len(it.model.log.rows)) == (450, 500)
    assert it.model.loading.complete
    groups = [page.get("InstanceGroupName") for page in it.service.pages()]
    assert groups == [None, *["system"] * 5]


@pytest.mark.parametrize("way", ["a refresh", "loading all"])
def test_a_token_that_is_not_taken_any_more(way: str) -> None:
    rows = mixed_rows(450)
    it = listed(*rows)
    it.service.refused_token = it.model.loading.coverage.stretches[0].token
    assert it.service.refused_token is not None
    it.move_to(-1)
    it.answer_all()
    assert (it.model.loading.failure, len(it.listed)) == (REFUSED, 100)
    if way == "a refresh":
        it.model.refresh()
        it.answer_all()
        assert it.model.loading.failure is None
    load_all(it)
    assert it.model.loading.failure is None
    assert it.listed == ids(rows)
    assert it.model.loading.complete
    asked = [page.get("EventTimeBefore") for page in it.service.pages()]
    # By time, from the oldest that is loaded; nothing that is loaded comes twice.
    assert asked.count(NOW - 99 * 60 + 1) == 4
