# ruff: noqa: RUF001 - the service's own messages have curly quotes
"""Untrusted text becomes printable, and printable text fits the terminal's cells."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from wcwidth import wcwidth

from hpev_tui.text.cells import cells, fit, shorten_middle, wrap
from hpev_tui.text.clean import clean, parse_time, plain, printable_json, utc_iso

FAMILY = "👨\u200d👩\u200d👧"
HEART = "❤\ufe0f"

# Each of these is special to some function; any text of them is nastier than chance would find.
NASTY = [
    *("a", "b", " ", "  ", "0", "~", "é", "日", "語", "’", "😀", FAMILY, HEART, "1\ufe0f\u20e3"),
    *("\n", "\r", "\t", "\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9b", "\xa0", "\xad"),
    *("\u0301", "\u061c", "\u200b", "\u200d", "\u200e", "\u2028", "\u202e", "\u2066", "\u3000"),
    *("\u3164", "\ufe0e", "\ufe0f", "\ufeff", "\ud800", "\udc00", "\U000e0041", "©", "\\"),
    *("\U0001f1e9", "\U0001f3fd", "👍"),
]
texts = st.one_of(
    st.lists(st.sampled_from(NASTY), max_size=30).map("".join), st.text(st.characters())
)
cleaned = texts.map(clean)
printable = texts.map(lambda value: clean(value, newlines=True))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Failed to provision EC2 Instance i-0391f86fa0fe0d465", None),
        ("visit log group ‘/aws/sagemaker’ “now”", None),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x00\x08\x0b\x7f", "␀␈␋␡"),
        ("\x9b31m\x85", "\\x9b31m\\x85"),
        ("ab\u202edc\u2066\u200f\u061c", "ab\\u202edc\\u2066\\u200f\\u061c"),
        ("a\u2028b\u2029c\ufeff\u200b\xad", "a\\u2028b\\u2029c\\ufeff\\u200b\\xad"),
        ("\U000e0041", "\\U000e0041"),
        ("\ufffe\U0001ffff", "\\ufffe\\U0001ffff"),
        ("\ud800x\udfff", "\ufffdx\ufffd"),
        ("a\tb\xa0c\u3000d", "a b c d"),
        ("one \r\n  two\rthree\n\nfour\n", "one two three four"),
        ("\n", ""),
        (f"{FAMILY} {HEART} 1\ufe0f\u20e3", "👨👩👧 ❤ 1\u20e3"),
        ("👍\U0001f3fd \U0001f1e9\U0001f1ea", "👍\\U0001f3fd \\U0001f1e9\\U0001f1ea"),
        ("e" + "\u0301" * 6, "e" + "\u0301" * 4 + "\\u0301" * 2),
        ("pay\u200dpal", "pay\\u200dpal"),
        ("a\ufe0f", "a\\ufe0f"),
    ],
)
def test_clean_shows_what_would_act_or_hide(raw: str, shown: str | None) -> None:
    assert clean(raw) == (raw if shown is None else shown)


def test_clean_keeps_line_breaks_when_asked_to() -> None:
    assert clean("a\r\nb\rc\n\n d\x1b\n", newlines=True) == "a\nb\nc\n\n d␛\n"


@given(texts, st.booleans())
@example("\x1b\ufe0f", False)
@example("1\ufe0f\u200d❤", False)
@example("©\n\ufe0f", True)
def test_clean_leaves_nothing_that_acts_or_hides(raw: str, newlines: bool) -> None:
    shown = clean(raw, newlines=newlines)
    shown.encode("utf-8")
    assert clean(shown, newlines=newlines) == shown
    for char in shown.replace("\n", "") if newlines else shown:
        assert unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"}
        assert unicodedata.category(char) != "Cf"
        assert char == " " or not char.isspace()


@given(texts)
def test_what_is_clean_takes_the_same_cells_however_they_are_counted(raw: str) -> None:
    """Terminals that know no emoji made of several characters add up the characters' cells."""
    shown = [char for char in clean(raw) if unicodedata.category(char) != "Cn"]
    assert cells("".join(shown)) == sum(map(wcwidth, shown))


@given(st.text(st.characters(categories=["L", "N", "P", "S"], max_codepoint=0x2FF)))
def test_clean_changes_no_ordinary_text(value: str) -> None:
    assert clean(value) == value


@pytest.mark.parametrize(
    ("raw", "copied"),
    [
        ("arn:aws:sagemaker:us-west-2:111122223333:cluster/x", None),
        ("one\r\ntwo\r\n", "one\ntwo"),
        ("a\tb\xa0c", "a b c"),
        ("\x1b[31mred\x1b[0m\x9b\x00", "[31mred[0m"),
        ("i-\u200b0391\u202e\ufeff", "i-0391"),
        ("line\n\x07", "line"),
        ("\ud800", "\ufffd"),
    ],
)
def test_plain_leaves_out_what_cannot_be_seen(raw: str, copied: str | None) -> None:
    assert plain(raw) == (raw if copied is None else copied)


@given(texts)
def test_plain_is_visible_through_and_through(raw: str) -> None:
    copied = plain(raw)
    copied.encode("utf-8")
    assert plain(copied) == copied
    assert not copied.endswith("\n")
    for char in copied.replace("\n", ""):
        assert unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        assert not unicodedata.name(char, "").startswith("VARIATION SELECTOR")


@given(texts)
def test_printable_json_is_the_same_json(raw: str) -> None:
    document = printable_json(json.dumps([raw], ensure_ascii=False))
    assert clean(document) == document
    # Two halves of a surrogate pair are one character to JSON.
    assert json.loads(document) == json.loads(json.dumps([raw]))


@pytest.mark.parametrize(
    ("value", "width", "shown"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 5, "abcd…"),
        ("abcde", 5, "abcde"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日… "),
        ("日本語", 1, "…"),
        ("👨👩👧", 3, "👨…"),
        ("é" * 3, 2, "é…"),
        ("e\u0301" * 30, 4, "e\u0301" * 3 + "…"),
        ("e\u0301" * 5, 1, "…"),
        ("e\u0301\u0301\u0301\u0301\u0301", 1, "e\u0301\u0301\u0301\u0301\u0301"),
    ],
)
def test_fit(value: str, width: int, shown: str) -> None:
    assert fit(value, width) == shown


def test_fit_with_an_ascii_ellipsis() -> None:
    assert fit("abcdef", 4, "~") == "abc~"
    assert fit("日本語", 4, "~") == "日~ "


@given(cleaned, st.integers(0, 12))
def test_fit_takes_exactly_the_width(value: str, width: int) -> None:
    shown = fit(value, width)
    assert cell_len(shown) == cells(shown) == width
    if width and cell_len(value) <= width:
        assert shown == value + " " * (width - cell_len(value))
    elif width:
        assert value.startswith(shown.rstrip(" ").removesuffix("…"))


@pytest.mark.parametrize(
    ("value", "width", "shown"),
    [
        ("i-0391f86fa0fe0d465", 19, "i-0391f86fa0fe0d465"),
        ("i-0391f86fa0fe0d465", 10, "i-039…d465"),
        ("worker", 1, "…"),
        ("worker", 2, "w…"),
        ("worker", 0, ""),
        ("日本語日本語", 6, "日…語"),
    ],
)
def test_shorten_middle(value: str, width: int, shown: str) -> None:
    assert shorten_middle(value, width) == shown


@given(cleaned, st.integers(0, 12))
def test_shorten_middle_keeps_both_ends(value: str, width: int) -> None:
    shown = shorten_middle(value, width, "\x00")
    assert cells(shown.replace("\x00", "~")) <= width
    if "\x00" in shown:
        head, tail = shown.split("\x00")
        assert value.startswith(head)
        assert value.endswith(tail)
    elif width:
        assert shown == value


@pytest.mark.parametrize(
    ("value", "width", "lines"),
    [
        ("", 5, [""]),
        ("hello world foo bar", 7, ["hello", "world", "foo bar"]),
        ("hello   world", 5, ["hello", "world"]),
        ("a\n\nb\n", 5, ["a", "", "b", ""]),
        ("i-0391f86fa0fe0d465", 8, ["i-0391f8", "6fa0fe0d", "465"]),
        ("  indented", 5, ["  ind", "ented"]),
        ("  in dented", 5, ["  in", "dente", "d"]),
        ("         x", 4, ["", "x"]),
        ("‘a’      b", 3, ["‘a’", "b"]),
        ("         ’", 4, ["", "’"]),
        ("  ’indented", 5, ["  ’in", "dente", "d"]),
        ("日本語テキスト abc", 5, ["日本", "語テ", "キス", "ト", "abc"]),
        ("日本", 1, ["日", "本"]),
        ("日本", 0, ["日", "本"]),
        ("x 日", 1, ["x", "日"]),
        ("👨👩", 2, ["👨", "👩"]),
    ],
)
def test_wrap(value: str, width: int, lines: list[str]) -> None:
    assert wrap(value, width) == lines


@given(printable, st.integers(1, 12))
def test_wrap_fits_and_loses_only_blanks(value: str, width: int) -> None:
    lines = wrap(value, width)
    # No wide character fits into one cell.
    assert all(cell_len(line) <= max(width, 2) for line in lines)
    assert "".join(lines).replace(" ", "") == value.replace(" ", "").replace("\n", "")


@given(st.lists(st.text("ab’日", min_size=1, max_size=3), min_size=1), st.integers(6, 12))
def test_wrap_cuts_no_word_that_fits(words: list[str], width: int) -> None:
    lines = wrap(" ".join(words), width)
    assert [word for line in lines for word in line.split(" ")] == words
    for line, below in pairwise(lines):
        assert cells(line) + 1 + cells(below.split(" ")[0]) > width


@pytest.mark.parametrize("piece", ["word and ", "x", " ", "日本", "‘it’ is ", "e\u0301", "\n"])
def test_a_megabyte_is_handled(piece: str) -> None:
    value = piece * (1_000_000 // len(piece.encode()))
    lines = wrap(clean(value, newlines=True), 80)
    assert "".join(lines).replace(" ", "") == value.replace(" ", "").replace("\n", "")
    assert cells(fit(clean(value), 80)) == 80
    assert cells(shorten_middle(clean(value), 20)) <= 20


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        (1780334425.35, "2026-06-01T17:20:25.350Z"),
        (1748794825350, "2025-06-01T16:20:25.350Z"),
        ("1748794825350", "2025-06-01T16:20:25.350Z"),
        ("1748794825", "2025-06-01T16:20:25.000Z"),
        ("2026-06-01T10:20:25.350000-07:00", "2026-06-01T17:20:25.350Z"),
        ("2026-06-01 17:20:25Z", "2026-06-01T17:20:25.000Z"),
        ("2026-06-01T17:20Z", "2026-06-01T17:20:00.000Z"),
        ("2026-06-01T22:50:25,35+0530", "2026-06-01T17:20:25.350Z"),
        ("20260601T172025Z", "2026-06-01T17:20:25.000Z"),
        (" 2026-06-01 ", "2026-06-01T00:00:00.000Z"),
        (0, "1970-01-01T00:00:00.000Z"),
        (-1.5, "1969-12-31T23:59:58.500Z"),
    ],
)
def test_times_of_every_outlet_are_read(value: float | str, iso: str) -> None:
    seconds = parse_time(value)
    assert seconds is not None
    assert utc_iso(seconds) == iso


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, [], {}, "", "yesterday", "2026-13-01", "0000-01-01T00:00:00Z", "1e9"),
        *(float("nan"), float("inf"), 1e300, -1e300, 10**400, "9" * 400),
        *("2026-06-01T10:20:25+99:00", "9999-12-31T23:59:59-23:00"),
    ],
)
def test_what_is_no_time_is_none(value: object) -> None:
    assert parse_time(value) is None


@given(st.one_of(st.floats(), st.integers(), texts))
def test_no_time_raises(value: float | str) -> None:
    seconds = parse_time(value)
    if seconds is not None:
        again = parse_time(utc_iso(seconds))
        assert again is not None
        assert abs(again - seconds) <= 0.001


def test_absurd_seconds_are_written_as_they_are() -> None:
    assert utc_iso(1e300) == "1e+300"
    assert utc_iso(float("nan")) == "nan"


def test_cleaning_needs_no_third_party_module() -> None:
    program = (
        "import sys, hpev_tui.text.clean as t; t.clean('\\x1b’'); print('rich' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
