"""Times in the list, and where `:goto` goes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from datetime import time as clock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from help.cases import every
from hpev_tui.query.values import parse_goto
from hpev_tui.text.times import TimeMode, date_in, exact_time, moment_in, time_cell, with_zone

LOCAL, UTC, RELATIVE = TimeMode
NOW = 1780334425.35  # 2026-06-01T17:20:25.350Z, 19:20:25.350 in Berlin
FIRST, LAST = -62135596800.0, 253402300799.0
"""The first and the last second of a calendar that has the years 1 to 9999."""

# POSIX rules, so that no zone database is needed.
BERLIN, NEW_YORK, KATHMANDU = "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0", "NPT-5:45"

Zone = Callable[[str], None]


@pytest.fixture(autouse=True)
def zone() -> Iterator[Zone]:
    """Sets the local time zone until the test ends; it is Berlin's at first."""
    with pytest.MonkeyPatch.context() as patch:

        def use(name: str) -> None:
            patch.setenv("TZ", name)
            time.tzset()

        use(BERLIN)
        yield use
    time.tzset()


def utc(*parts: int) -> float:
    return datetime(*parts, tzinfo=timezone.utc).timestamp()  # type: ignore[arg-type,misc]


# In the list


def test_each_way_has_its_heading_which_names_a_zone_other_than_utc(zone: Zone) -> None:
    for name, moment, heading in (
        (BERLIN, NOW, "CEST"),
        (BERLIN, NOW + 180 * 86400, "CET"),
        (NEW_YORK, NOW, "EDT"),
        (KATHMANDU, NOW, "NPT"),
        ("<+0530>-5:30", NOW, "+0530"),
        ("IST-5:30", NOW, "IST"),
        ("UTC0", NOW, "TIME"),
        (BERLIN, LAST * 2, "TIME"),
    ):
        zone(name)
        assert [mode.heading_at(moment) for mode in TimeMode] == [heading, "UTC", "AGO"], name


def test_a_time_on_its_own_has_its_zone_behind_it(zone: Zone) -> None:
    assert with_zone("19:20", NOW) == "19:20 CEST"
    assert with_zone("17:20", NOW, UTC) == "17:20 UTC"
    assert exact_time(NOW, LOCAL) == "2026-06-01 19:20 CEST"
    zone("UTC0")
    assert with_zone("17:20", NOW) == "17:20"


@pytest.mark.parametrize(
    ("mode", "cell", "date"),
    [(LOCAL, "01:20:25", "2026-06-02"), (UTC, "23:20:25", "2026-06-01")],
)
def test_the_clock_and_the_date_are_of_the_shown_zone(mode: TimeMode, cell: str, date: str) -> None:
    late = NOW + 6 * 3600
    assert time_cell(late, mode, NOW) == cell
    assert date_in(late, mode) == date


def test_relative_times_have_local_dates() -> None:
    assert date_in(NOW + 6 * 3600, RELATIVE) == "2026-06-02"


@pytest.mark.parametrize(
    ("ago", "cell"),
    [
        (0, "0s"),
        (0.9, "0s"),
        (42, "42s"),
        (59.9, "59s"),
        (60, "1m"),
        (12 * 60 + 59, "12m"),
        (3600, "1h"),
        (3 * 3600 + 12 * 60, "3h 12m"),
        (86399, "23h 59m"),
        (86400, "1d"),
        (3 * 86400 + 4 * 3600, "3d 4h"),
        (1000 * 86400 - 1, "999d 23h"),
        (1000 * 86400, "2y"),
        (1095 * 86400, "3y"),
        # A clock that is a little behind the service's.
        (-0.9, "0s"),
        (-1, "in 1s"),
        (-5 * 60, "in 5m"),
        (-3 * 3600 - 12 * 60, "in 3h"),
        (-4 * 86400 - 3600, "in 4d"),
    ],
)
def test_how_long_ago(ago: float, cell: str) -> None:
    assert time_cell(1_780_000_000 - ago, RELATIVE, 1_780_000_000) == cell


@given(st.floats(), st.floats(FIRST, LAST), st.sampled_from(TimeMode))
def test_a_time_takes_at_most_eight_cells(seconds: float, now: float, mode: TimeMode) -> None:
    cell = time_cell(seconds, mode, now)
    assert 2 <= len(cell) <= 8
    assert cell.isascii()
    assert len(time_cell(-seconds + now, mode, now)) <= 8


@every("mode", TimeMode)
@every(
    "seconds",
    [float("nan"), float("inf"), float("-inf"), 1e300, -1e300, FIRST - 1, LAST + 1, 1e12, -1e12],
)
def test_a_time_that_no_calendar_knows_is_dashes(mode: TimeMode, seconds: float) -> None:
    assert time_cell(seconds, mode, NOW) == "--:--:--"
    assert date_in(seconds, mode) == "-"
    assert moment_in(seconds, mode) is None


@pytest.mark.parametrize(
    ("name", "seconds", "date"), [(NEW_YORK, FIRST, "0001-01-01"), (KATHMANDU, LAST, "9999-12-31")]
)
def test_a_time_may_have_a_date_in_utc_only(
    zone: Zone, name: str, seconds: float, date: str
) -> None:
    zone(name)
    assert [date_in(seconds, mode) for mode in TimeMode] == ["-", date, "-"]


# :goto


@pytest.mark.parametrize(
    ("text", "mode", "moment"),
    [
        ("03:14", LOCAL, utc(2026, 6, 1, 1, 14)),
        ("03:14", RELATIVE, utc(2026, 6, 1, 1, 14)),
        ("03:14", UTC, utc(2026, 6, 1, 3, 14)),
        ("03:14:05", UTC, utc(2026, 6, 1, 3, 14, 5)),
        (" 3:14 ", UTC, utc(2026, 6, 1, 3, 14)),
        ("00:00", LOCAL, utc(2026, 5, 31, 22)),
        # Still to come, so yesterday's.
        ("19:20:26", LOCAL, utc(2026, 5, 31, 17, 20, 26)),
        ("19:20:25", LOCAL, utc(2026, 6, 1, 17, 20, 25)),
        ("18:00", UTC, utc(2026, 5, 31, 18)),
        ("23:59:59", UTC, utc(2026, 5, 31, 23, 59, 59)),
    ],
)
def test_a_time_of_day_is_the_last_one(text: str, mode: TimeMode, moment: float) -> None:
    assert parse_goto(text, NOW, NOW, mode) == moment


@pytest.mark.parametrize(
    ("mode", "moment"),
    # 23:30 UTC on the first is half past midnight of the second in Berlin.
    [(LOCAL, utc(2026, 3, 2, 2, 14)), (UTC, utc(2026, 3, 1, 3, 14))],
)
def test_a_time_of_day_is_on_the_day_of_the_event_under_the_cursor(
    mode: TimeMode, moment: float
) -> None:
    assert parse_goto("03:14", NOW, utc(2026, 3, 1, 23, 30), mode) == moment


def test_the_present_second_is_no_longer_to_come() -> None:
    assert parse_goto("17:20", utc(2026, 6, 1, 17, 20), NOW, UTC) == utc(2026, 6, 1, 17, 20)


def test_a_time_later_on_an_old_day_is_on_that_day() -> None:
    assert parse_goto("23:59", NOW, utc(2026, 3, 1, 1), UTC) == utc(2026, 3, 1, 23, 59)


def test_an_event_of_the_future_takes_nobody_there() -> None:
    assert parse_goto("03:14", NOW, NOW + 9 * 86400, UTC) == utc(2026, 6, 1, 3, 14)


def test_the_day_before_is_a_day_of_the_calendar_also_when_clocks_change() -> None:
    # 2026-03-29 has 23 hours in Berlin, 2026-10-25 has 25.
    spring = utc(2026, 3, 29, 6)
    assert parse_goto("09:00", spring, spring, LOCAL) == utc(2026, 3, 28, 8)
    assert parse_goto("04:00", spring, spring, LOCAL) == utc(2026, 3, 29, 2)
    autumn = utc(2026, 10, 25, 6)
    assert parse_goto("09:00", autumn, autumn, LOCAL) == utc(2026, 10, 24, 7)
    assert parse_goto("04:00", autumn, autumn, LOCAL) == utc(2026, 10, 25, 3)


def test_of_two_equal_readings_of_the_clock_it_is_the_first() -> None:
    autumn = utc(2026, 10, 25, 6)
    assert parse_goto("02:30", autumn, autumn, LOCAL) == utc(2026, 10, 25, 0, 30)


def test_a_reading_that_the_clock_skipped_is_an_hour_later() -> None:
    spring = utc(2026, 3, 29, 6)
    assert parse_goto("02:30", spring, spring, LOCAL) == utc(2026, 3, 29, 1, 30)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("90m", NOW - 5400),
        ("2d", NOW - 172800),
        ("2026-05-20T10:00Z", utc(2026, 5, 20, 10)),
        ("2026-05-20 10:00", utc(2026, 5, 20, 8)),
        ("2026-05-20", utc(2026, 5, 19, 22)),
    ],
)
@pytest.mark.parametrize("mode", TimeMode)
def test_anything_else_is_read_as_in_a_filter(text: str, moment: float, mode: TimeMode) -> None:
    assert parse_goto(text, NOW, NOW - 9e6, mode) == moment


@every(
    "text",
    [
        "",
        "3",
        "24:00",
        "03:60",
        "03:14:60",
        "03:14:5",
        "003:14",
        "03:14Z",
        "-1:00",
        "٠٣:١٤",
        "noon",
    ],
)
@every("mode", TimeMode)
def test_what_is_no_time_is_refused_with_examples(text: str, mode: TimeMode) -> None:
    with pytest.raises(ValueError, match=r'^".*": use 03:14, 90m'):
        parse_goto(text, NOW, NOW, mode)


def test_a_refusal_can_be_shown() -> None:
    with pytest.raises(ValueError, match="use 03:14") as refused:
        parse_goto("\x1b[31m\u202e", NOW, NOW, LOCAL)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("now", "near"), [(FIRST + 10, FIRST), (FIRST + 10, FIRST + 99), (NOW, float("-inf"))]
)
def test_there_is_no_day_before_the_first(now: float, near: float) -> None:
    with pytest.raises(ValueError, match="use 03:14"):
        parse_goto("00:01", now, near, UTC)


@given(
    st.text(alphabet="0123456789:-TZ. mhd", max_size=20),
    st.floats(FIRST, LAST),
    st.floats(allow_nan=True),
    st.sampled_from(TimeMode),
)
def test_any_text_is_a_time_or_a_value_error(
    text: str, now: float, near: float, mode: TimeMode
) -> None:
    with suppress(ValueError):
        assert FIRST - 86400 <= parse_goto(text, now, near, mode) <= LAST + 86400


@given(st.floats(0, 4e9), st.floats(0, 4e9), st.times(), st.sampled_from(TimeMode))
def test_a_time_of_day_is_shown_as_it_was_written_and_never_to_come(
    now: float, near: float, at: clock, mode: TimeMode
) -> None:
    written = f"{at:%H:%M:%S}"
    seconds = parse_goto(written, now, near, mode)
    assert seconds <= now
    shown = time_cell(seconds, UTC if mode is UTC else LOCAL, now)
    # The clock skips an hour in spring.
    assert shown == written or shown == f"{at.hour + 1:02}{written[2:]}"
    day = date_in(min(now, near), mode)
    before = datetime.fromisoformat(day) - timedelta(days=1)
    assert date_in(seconds, mode) in (day, before.date().isoformat())
