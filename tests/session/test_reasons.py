"""Why events failed: what is asked for without a key, and what a filter makes of it."""

from __future__ import annotations

from collections import Counter

from help.details import ERRORS, Details
from help.events import Row, event_row
from help.model import ModelRun, listed
from help.source import REFUSED, THROTTLED

LEVELS = ("Error", "Info", "Warn", "Info", "Info")


def rows_of(count: int, levels: tuple[str, ...] = LEVELS) -> list[Row]:
    return [event_row(n, EventLevel=levels[n % len(levels)]) for n in range(count)]


def opened(rows: list[Row], message: str = "broke for reason {}") -> ModelRun:
    """The rows' cluster; each event has a message of its own."""
    it = listed(*rows)
    for number, row in enumerate(rows):
        metadata = {"Instance": {"FailureMessage": message.format(number)}}
        it.service.details[row["EventId"]] = {"EventMetadata": metadata}
    return it


def see(it: ModelRun, start: int = 0, stop: int = 28) -> None:
    """These rows are in view."""
    it.model.details.seen(it.model.rows, range(start, stop), it.current)


def described(it: ModelRun) -> list[int]:
    """The numbers of the events that were described, in the order of the calls."""
    calls = [given for name, given in it.service.calls if name == "DescribeClusterEvent"]
    return [int(call["EventId"].rpartition("-")[2], 16) for call in calls]


def test_the_nearest_are_above_and_below() -> None:
    it = Details(100, ERRORS)
    it.see(0, 28, current=0)
    it.start(0, 1)
    it.see(37, 63, current=50)
    it.rest_on(50, 51, 49)
    it.come(0, 1)
    order = it.come_in_turn()
    assert order[0] == 50
    distances = [max(37 - n, n - 63 + 1, 0) for n in order]
    # The cursor's neighbours are asked for by the same right as the nearest.
    assert distances == sorted(distances)
    assert Counter([*order, 0, 1]) == Counter(range(100))


def test_a_reason_is_found_by_the_filter_as_soon_as_it_is_known() -> None:
    rows = rows_of(90)
    it = opened(rows)
    see(it)
    it.answer_all()
    failures = {number for number, row in enumerate(rows) if row["EventLevel"] != "Info"}
    assert Counter(described(it)) == Counter(failures)
    it.filter('"reason 85"')
    assert it.listed == [rows[85]["EventId"]]
    assert len(it.model.log.rows) == 90
    assert it.model.filtering.why(it.model.rows[0])[:2] == ("unknown", "broke for reason 85")


def test_rows_join_a_filter_while_their_reasons_come() -> None:
    rows = rows_of(20, ("Error",))
    it = opened(rows, "Insufficient capacity, number {}")
    see(it, 0, 20)
    it.model.set_filter("cause:capacity")
    assert it.listed == []
    joined = []
    while it.loader.waiting:
        it.answer()
        joined.append(len(it.listed))
    assert joined == list(range(1, 21))
    assert it.listed == [row["EventId"] for row in rows]
    why = it.model.filtering.why(it.model.rows[7])
    assert why[:2] == ("capacity", "Insufficient capacity, number 7")
    assert set(Counter(described(it)).values()) == {1}


def test_a_failure_to_describe_is_not_tried_again_and_again() -> None:
    it = opened(rows_of(60, ("Error",)))
    it.service.fail("DescribeClusterEvent", REFUSED, times=10)
    see(it)
    it.answer_all()
    see(it)
    it.answer_all()
    assert Counter(described(it)) == Counter(range(60))
    assert len(it.account.details) == 60 - 10
    # Until the user asks for it.
    it.model.refresh()
    it.answer_all()
    see(it)
    it.answer_all()
    assert len(it.account.details) == 60
    assert len(described(it)) == 70


def test_what_was_throttled_is_asked_for_once_more_and_then_not_again() -> None:
    it = opened(rows_of(30, ("Error",)))
    it.service.fail("DescribeClusterEvent", THROTTLED, times=4)
    see(it, 0, 30)
    it.answer_all()
    assert len(it.account.details) == 30
    assert len(described(it)) == 34
    it = opened(rows_of(30, ("Error",)))
    it.service.fail("DescribeClusterEvent", THROTTLED, times=1_000)
    see(it, 0, 30)
    it.answer_all()
    assert set(Counter(described(it)).values()) == {2}
