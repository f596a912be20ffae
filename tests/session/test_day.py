"""The day in the background: how much is loaded, when, and what ends it."""

from __future__ import annotations

import pytest

from help.events import NOW, Row, event_row, ids, mixed_rows
from help.model import ModelRun
from help.source import THROTTLED
from hpev_tui.demo.plan import REGION
from hpev_tui.model.settings import Settings
from hpev_tui.sources.loader import Priority


def opened(*rows: Row, filter_text: str = "", background: bool = True) -> ModelRun:
    """A cluster of these events, of which nothing has come yet."""
    settings = Settings(region=REGION, background=background)
    return ModelRun(*rows, now=NOW, filter_text=filter_text, settings=settings)


def begun(*rows: Row, filter_text: str = "") -> ModelRun:
    """The same, whose first page is listed; the next one is asked for."""
    it = opened(*rows, filter_text=filter_text)
    it.answer("events")
    assert it.model.loading.is_filling
    return it


def every(seconds: float, count: int) -> list[Row]:
    """So many events, one in so many seconds."""
    return [event_row(n, EventTime=NOW - seconds * n) for n in range(count)]


def tokens(it: ModelRun) -> list[str | None]:
    return [page.get("NextToken") for page in it.service.pages()]


def priorities(it: ModelRun) -> list[Priority]:
    """How urgent the pages are that wait."""
    jobs = it.loader._jobs
    return [jobs[key][0] for key in it.loader.waiting if key[0] == "events"]


@pytest.mark.parametrize(
    ("seconds", "count", "loaded"),
    [
        (60, 9_000, 1_500),  # The 24 hours come after the thousand.
        (600, 9_000, 1_000),  # The thousand come after the 24 hours.
        (5, 9_000, 5_000),  # A storm, of which no more is loaded.
        (60, 250, 250),  # The service has no more.
        (0, 100, 100),
    ],
)
def test_both_24_hours_and_a_thousand_events_are_loaded_or_five_thousand_or_all(
    seconds: float, count: int, loaded: int
) -> None:
    it = opened(*every(seconds, count))
    it.answer_all()
    assert len(it.listed) == loaded
    # Each page once, the newest first.
    assert len(tokens(it)) == len(set(tokens(it))) == loaded // 100 + (loaded % 100 > 0)
    assert it.listed == ids(every(seconds, count))[:loaded] or seconds == 0
    assert not it.model.loading.is_under_way
    assert it.model.loading.complete == (loaded == count)


def test_it_begins_with_the_first_page_one_at_a_time_behind_all_else() -> None:
    it = opened(*mixed_rows(900))
    assert priorities(it) == [Priority.DEMAND]
    assert not it.model.loading.is_filling
    for _ in range(5):
        it.answer("events")
        assert priorities(it) == [Priority.LISTING] == [max(Priority)]
        assert it.model.loading.is_filling
        assert not it.model.loading.busy
    it.answer_all()
    assert not it.model.loading.is_filling


def test_with_the_switch_nothing_is_loaded_in_advance() -> None:
    it = opened(*mixed_rows(900), background=False)
    it.answer_all()
    assert len(it.service.pages()) == 1


def test_who_comes_near_the_end_or_loads_all_waits_for_the_same_page_and_for_no_other() -> None:
    rows = mixed_rows(2_000)
    it = begun(*rows)
    it.move_to(90)
    assert priorities(it) == [Priority.DEMAND]
    assert it.model.loading.busy
    it.answer("events")
    it.move_to(0)
    assert priorities(it) == [Priority.LISTING]
    it.model.load_all()
    assert priorities(it) == [Priority.DEMAND]
    it.answer_all()
    assert it.listed == ids(rows)
    assert len(tokens(it)) == len(set(tokens(it))) == 20


def test_a_page_that_is_under_way_is_not_asked_for_again_by_who_wants_it() -> None:
    rows = mixed_rows(900)
    it = begun(*rows)
    hand_over = it.loader.start("events")
    it.model.load_all()
    assert priorities(it) == []
    hand_over()
    it.take_in()
    it.answer_all()
    assert it.listed == ids(rows)
    assert len(tokens(it)) == len(set(tokens(it))) == 9


def test_a_poll_and_a_refresh_come_first_and_then_it_goes_on() -> None:
    rows = mixed_rows(900)
    it = begun(*rows)
    it.model.follow()
    assert Priority.DEMAND in priorities(it)
    it.answer_all()
    it.model.refresh()
    it.answer_all()
    assert it.listed == ids(rows)
    # The head was asked for three times, and once by the time of the newest event.
    assert len(tokens(it)) == 9 + 2


@pytest.mark.parametrize("way", ["leaving the cluster", "another account"])
def test_nothing_is_asked_for_once_nobody_looks(way: str) -> None:
    it = begun(*mixed_rows(900))
    if way == "another account":
        it.account.close()
    else:
        it.model.close()
    it.answer_all()
    assert len(it.service.pages()) == 1


def test_where_the_service_filters_only_that_is_loaded_and_then_the_day_goes_on() -> None:
    it = begun(*mixed_rows(900))
    it.filter("group:system")
    groups = [page.get("InstanceGroupName") for page in it.service.pages()]
    # The page of all events that waited is not asked for.
    assert groups == [None, *["system"] * 5]
    assert it.model.loading.complete
    it.filter("")
    groups = [page.get("InstanceGroupName") for page in it.service.pages()]
    assert groups[6:] == [None] * 8
    assert len(it.model.log.rows) == 900


@pytest.mark.parametrize(
    ("line", "oldest"),
    [("since:3h", 179), ("since:3h level:error", 179), ("until:2026-05-12T12:30Z", None)],
)
def test_times_of_the_filter_are_honoured(line: str, oldest: int | None) -> None:
    it = opened(*mixed_rows(5_000), filter_text=line)
    it.answer_all()
    numbers = [int(event.event_id.rpartition("-")[2], 16) for event in it.model.log.rows]
    if oldest is not None:
        # It has what is asked for, and not a page more.
        assert max(numbers) in (oldest, oldest + 1)
        assert len(it.service.pages()) == 2
    else:
        # A day before the time that was asked for.
        assert min(numbers) == 120
        assert 120 + 1_440 <= max(numbers) < 120 + 1_440 + 100


def test_what_nobody_waits_for_fails_without_a_word_and_is_not_asked_for_again() -> None:
    it = begun(*mixed_rows(900))
    it.service.fail("ListClusterEvents", THROTTLED)
    it.answer_all()
    assert it.model.loading.failure is None
    assert (len(it.listed), len(it.service.pages())) == (100, 2)
    it.model.refresh()
    it.answer_all()
    assert len(it.listed) == 900


def test_pages_that_are_empty_have_an_end() -> None:
    it = begun(*mixed_rows(900))
    it.service.is_endless = True
    it.answer_all()
    assert len(it.service.pages()) < 30
