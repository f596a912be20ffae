"""Points in time as users write them, wherever they are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpev_tui.query import parse_when

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc).timestamp()


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Local time is one hour ahead of UTC in winter, two in summer."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
        time.tzset()
        yield
    time.tzset()


def utc(*parts: int) -> float:
    return datetime(*parts, tzinfo=timezone.utc).timestamp()  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90m", 5400),
        ("24h", 86400),
        ("7d", 604800),
        ("45s", 45),
        ("2w", 1209600),
        ("1.5h", 5400),
        ("1h30m", 5400),
        ("2D", 172800),
        (" 0s ", 0),
    ],
)
def test_a_length_of_time_is_so_long_ago(text: str, seconds: float) -> None:
    assert parse_when(text, NOW) == NOW - seconds


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20T10:00Z", utc(2026, 11, 20, 10)),
        ("2026-11-20t10:00z", utc(2026, 11, 20, 10)),
        ("2026-11-20 10:00 UTC", utc(2026, 11, 20, 10)),
        ("2026-11-20T10:00:30Z", utc(2026, 11, 20, 10, 0, 30)),
        ("2026-11-20T10:00:30.250Z", utc(2026, 11, 20, 10, 0, 30, 250_000)),
        ("2026-11-20T10:00:30,25Z", utc(2026, 11, 20, 10, 0, 30, 250_000)),
        ("2026-11-20T10:00+05:30", utc(2026, 11, 20, 4, 30)),
        ("2026-11-20T10:00-0800", utc(2026, 11, 20, 18)),
        ("2026-11-20T10:00+02", utc(2026, 11, 20, 8)),
        ("20261120T1000Z", utc(2026, 11, 20, 10)),
        ("2026-11-20Z", utc(2026, 11, 20)),
        # Without an offset it is the local clock.
        ("2026-11-20T10:00", utc(2026, 11, 20, 9)),
        ("2026-07-20T10:00", utc(2026, 7, 20, 8)),
        ("2026-07-20 10:00:15", utc(2026, 7, 20, 8, 0, 15)),
        ("2026-11-20", utc(2026, 11, 19, 23)),
        ("20261120", utc(2026, 11, 19, 23)),
    ],
)
def test_iso_8601_is_read_in_all_the_forms_that_people_write(text: str, moment: float) -> None:
    assert parse_when(text, NOW) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "90",
        "m",
        "2 h",
        "-2h",
        "2h ago",
        "yesterday",
        "10:00",
        "1800000000",
        "2026-11",
        "2026-11-20T10",
        "2026-13-01",
        "2026-02-30T10:00Z",
        "2026-11-20T25:00Z",
        "2026-11-20T10:00+25:00",
        "2026-11-20T10:00Zulu",
        "0001-01-01",
        "1000000w",
        f"{'9' * 400}d",
        "٩m",
    ],
)
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="use 90m, 24h, 7d or ISO 8601"):
        parse_when(text, NOW)


@given(st.text(alphabet="0123456789-:TZ+. smhdw", max_size=24))
def test_any_text_is_a_time_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert utc(1, 1, 1) <= parse_when(text, NOW) <= utc(9999, 12, 31, 23, 59, 59, 999_999)


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2100, 1, 1)))
def test_a_moment_that_was_written_with_its_offset_is_read_back(moment: datetime) -> None:
    local = moment.replace(microsecond=0, tzinfo=timezone.utc).astimezone()
    assert parse_when(local.isoformat(), NOW) == local.timestamp()
