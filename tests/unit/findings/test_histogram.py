"""The histogram's bars: each event is counted once, in the bar of its time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hpev_tui.findings.histogram import Bar, Histogram
from hpev_tui.model.events import Event
from hpev_tui.rules.levels import level_of
from hpev_tui.text.clean import parse_time

YEAR_1, YEAR_9999 = -62_135_596_800, 253_402_300_799


def at(time: float, level: str = "Info", description: str = "") -> Event:
    return Event(
        event_id="",
        event_time=time,
        odd_time="",
        event_level=level,
        resource_type="Instance",
        instance_group_name="",
        instance_id="",
        description=description,
        cluster_arn="",
        cluster_name="",
        operation_id="",
    )


def utc(text: str) -> int:
    seconds = parse_time(text)
    assert seconds is not None
    return int(seconds)


NOON = utc("2026-11-20T12:00:00Z")

times = st.one_of(
    st.floats(NOON, NOON + 100),
    st.integers(NOON, NOON + 200_000).map(float),
    st.floats(0, 4e9),
    st.floats(YEAR_1, YEAR_9999),
)
levels = st.sampled_from(["Error", "Warn", "Info", "Notice", ""])
descriptions = st.sampled_from(["Failed to start", "Drift detected: drift detected", "Fine"])
event_lists = st.lists(st.builds(at, times, levels, descriptions), max_size=40)
limits = st.integers(-1, 120)
offsets = st.sampled_from([0, 3_600, -5 * 3_600, 20_700, 14 * 3_600])


def counted(histogram: Histogram) -> Counter[tuple[int, str]]:
    """How many events of each kind there are in each bar."""
    return Counter(
        {
            (index, kind): count
            for index, bar in enumerate(histogram.bars)
            for kind, count in (("Error", bar.errors), ("Warn", bar.warns), ("", bar.others))
            if count
        }
    )


def starts(histogram: Histogram) -> list[int]:
    return [bar.start for bar in histogram.bars]


def sorted_rows(events: Sequence[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.event_time)


@given(event_lists, limits, offsets)
@example([at(NOON - 2.0**-22), at(NOON)], 5, 0)
def test_each_event_is_in_its_bar_whatever_the_order(
    events: list[Event], limit: int, offset: int
) -> None:
    rows = sorted_rows(events)
    histogram = Histogram.of(rows, limit, utc_offset=offset)

    def kind(event: Event) -> str:
        level, _ = level_of(event)
        return level if level in {"Error", "Warn"} else ""

    expected = Counter((histogram.bar_of(event.event_time), kind(event)) for event in rows)
    assert counted(histogram) == expected
    assert sum(bar.total for bar in histogram.bars) == len(rows)
    assert histogram == Histogram.of(rows[::-1], limit, utc_offset=offset)
    assert len(histogram.bars) <= max(1, limit)


@given(event_lists.filter(bool), limits)
def test_bars_leave_no_gap_and_name_their_newest_event(events: list[Event], limit: int) -> None:
    histogram = Histogram.of(sorted_rows(events), limit)
    width = histogram.width
    count = len(histogram.bars)
    assert starts(histogram) == [histogram.start + index * width for index in range(count)]
    assert histogram.bars[0].total
    assert histogram.bars[-1].total
    for index, bar in enumerate(histogram.bars):
        inside = [e.event_time for e in events if bar.start <= e.event_time < bar.start + width]
        assert bar.newest == max(inside, default=None)
        assert bar.total == len(inside)
        assert histogram.bar_of(histogram.time_of(index)) == index


@given(event_lists, event_lists, limits, offsets)
def test_adding_is_the_same_as_counting_again(
    some: list[Event], more: list[Event], limit: int, offset: int
) -> None:
    before = Histogram.of(sorted_rows(some), limit, utc_offset=offset)
    again = Histogram.of(sorted_rows([*some, *more]), limit, utc_offset=offset)
    assert before.added(more) == again


def test_levels_are_counted_apart_and_inferred_where_none_was_sent() -> None:
    rows = [
        at(NOON, "Error"),
        at(NOON, "", "Failed to provision EC2 Instance"),
        at(NOON, "Warn"),
        at(NOON, "Info"),
        at(NOON + 1, "Fatal"),
    ]
    assert Histogram.of(rows, 10).bars == (
        Bar(NOON, errors=2, warns=1, others=1, newest=NOON),
        Bar(NOON + 1, others=1, newest=NOON + 1),
    )


@pytest.mark.parametrize(
    ("span", "width", "text"),
    [
        (0, 1, "1 s"),
        (60, 1, "1 s"),
        (100, 5, "5 s"),
        (900, 15, "15 s"),
        (3_600, 60, "1 min"),
        (5 * 3_600, 300, "5 min"),
        (14 * 3_600, 900, "15 min"),
        (28 * 3_600, 1_800, "30 min"),
        (2 * 86_400, 3_600, "1 h"),
        (6 * 86_400, 10_800, "3 h"),
        (30 * 86_400, 43_200, "12 h"),
        (50 * 86_400, 86_400, "1 d"),
        (300 * 86_400, 7 * 86_400, "7 d"),
        (500 * 86_400, 14 * 86_400, "14 d"),
    ],
)
def test_the_width_is_the_smallest_round_one(span: int, width: int, text: str) -> None:
    histogram = Histogram.of([at(NOON), at(NOON + span)], 61)
    assert (histogram.width, histogram.width_text) == (width, text)


def test_bars_begin_when_the_clock_says() -> None:
    rows = [at(utc("2026-11-20T09:50:00Z")), at(utc("2026-11-20T10:07:00Z"))]
    quarters = Histogram.of(rows, 2)
    assert starts(quarters) == [utc("2026-11-20T09:45:00Z"), utc("2026-11-20T10:00:00Z")]

    days = [at(utc("2026-11-20T20:00:00Z")), at(utc("2026-11-22T01:00:00Z"))]
    assert starts(Histogram.of(days, 3))[0] == utc("2026-11-20T00:00:00Z")
    india = Histogram.of(days, 2, utc_offset=19_800)
    assert starts(india) == [utc("2026-11-20T18:30:00Z"), utc("2026-11-21T18:30:00Z")]


def test_weeks_begin_on_monday() -> None:
    rows = [at(utc("2026-11-20T12:00:00Z")), at(utc("2026-11-30T12:00:00Z"))]
    assert starts(Histogram.of(rows, 3)) == [
        utc("2026-11-16T00:00:00Z"),
        utc("2026-11-23T00:00:00Z"),
        utc("2026-11-30T00:00:00Z"),
    ]


def test_going_to_the_next_bar_with_events_leaves_out_the_empty_ones() -> None:
    histogram = Histogram.of([at(NOON), at(NOON + 3), at(NOON + 9)], 10)
    assert [histogram.next_filled(bar, 1) for bar in (-7, -1, 0, 1, 3, 9, 20)] == [
        *(0, 0, 3, 3, 9),
        *(None, None),
    ]
    assert [histogram.next_filled(bar, -1) for bar in (-7, 0, 1, 3, 9, 10, 30)] == [
        *(None, None),
        *(0, 0, 3, 9, 9),
    ]


def test_a_bar_leads_to_its_newest_event() -> None:
    rows = [at(NOON + 0.25), at(NOON + 0.75), at(NOON + 20)]
    histogram = Histogram.of(rows, 100)
    assert histogram.time_of(0) == NOON + 0.75
    assert histogram.time_of(1) == NOON + 1


def test_no_events_make_no_bars() -> None:
    histogram = Histogram.of([], 80)
    assert histogram.bars == ()
    assert histogram.next_filled(histogram.bar_of(NOON), 1) is None
    assert histogram.next_filled(histogram.bar_of(NOON), -1) is None


class CountingEvents(Sequence[Event]):
    """Rows that count how often one is looked at."""

    def __init__(self, rows: list[Event]) -> None:
        self._rows = rows
        self.looks = 0

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> Event:  # type: ignore[override]
        self.looks += 1
        return self._rows[index]


@pytest.mark.parametrize("order", [1, -1])
def test_each_row_is_looked_at_once_and_a_bar_adds_few_looks(order: int) -> None:
    rows = CountingEvents(
        [at(0)._replace(event_time=NOON + 7.0 * i) for i in range(5_000)][::order]
    )
    histogram = Histogram.of(rows, 100)
    assert sum(bar.total for bar in histogram.bars) == 5_000
    assert rows.looks < 5_000 + 102 * 16
