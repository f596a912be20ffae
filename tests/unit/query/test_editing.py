"""Changing the line by a key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpev_tui.query import with_term, without_begun_key, without_key
from hpev_tui.query.lexer import tokens
from hpev_tui.query.values import values_of

TERMS = (
    *("level:info", "-level:warn", "LEVEL:e", "level:", "level:a\\ b"),
    *("group:a,b", '"a level:b"', "a\\ b", "/x y/", "-", "cause:x"),
)
LINES = st.lists(st.sampled_from(TERMS), max_size=5).map("  ".join)
OPEN = st.sampled_from(["", ' "level:x', ' level:"x y', " /level:x", " x\\", " level:x\\"])


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("", ["error"], "level:error"),
        ("  ", ["error"], "level:error"),
        ("capacity", ["error"], "capacity level:error"),
        ("level:info", ["error", "warn"], "level:error,warn"),
        ("a  level:info   b", ["error"], "a level:error b"),
        ("a level:info -level:warn b Level:x", ["error"], "a level:error b"),
        ("level:error", ["error"], "level:error"),
        ('"a level:b"', ["error"], '"a level:b" level:error'),
        ('"open', ["error"], 'level:error "open'),
        ("a\\", ["error"], "level:error a\\"),
        ("", ["a b", "c,d", "*", ""], 'level:"a b","c,d","*",""'),
    ],
)
def test_a_term_takes_the_place_of_its_key_s(text: str, values: list[str], expected: str) -> None:
    assert with_term(text, "level", *values) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "-like:83ea"),
        ("like:77", "like:77 -like:83ea"),
        ("-like:77", "-like:77 -like:83ea"),
        ("-like:83ea x", "-like:83ea x"),
    ],
)
def test_a_negated_term_stands_beside_the_others(text: str, expected: str) -> None:
    assert with_term(text, "like", "83ea", negated=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("level:error", ""),
        ("a level:error  -level:info b", "a b"),
        ("a LEVEL:x", "a"),
        ('"level:a" level\\:b', '"level:a" level\\:b'),
        ('a level:"open b', "a"),
        ("a\\  level:x b", "a\\  b"),
    ],
)
def test_a_key_goes_with_all_its_terms(text: str, expected: str) -> None:
    assert without_key(text, "level") == expected


@given(LINES, OPEN, st.text(), st.booleans())
def test_the_term_is_there_and_the_other_terms_are_what_they_were(
    line: str, end: str, value: str, negated: bool
) -> None:
    before = line + end
    after = with_term(before, "level", value, negated=negated)
    ours = [token for token in tokens(after) if token.key == "level"]
    added = [token for token in ours if [v.literal for v in values_of(token.body)] == [value]]
    assert negated in [token.negated for token in added]
    assert len(ours) == 1 or negated
    others = [before[t.start : t.end] for t in tokens(before) if t.key != "level"]
    assert [after[t.start : t.end] for t in tokens(after) if t.key != "level"] == others


@given(LINES, OPEN)
def test_nothing_but_the_key_goes(line: str, end: str) -> None:
    before = line + end
    after = without_key(before, "level")
    others = [before[t.start : t.end] for t in tokens(before) if t.key != "level"]
    assert [after[t.start : t.end] for t in tokens(after)] == others


def test_a_last_word_that_begins_a_key_is_left_out() -> None:
    lines = {
        "since": "",
        "level:error -no": "level:error",
        "a LEV": "a",
        "l": "l",
        "lost": "lost",
        "since:2": "since:2",
        "since ": "since ",
        "": "",
    }
    assert {line: without_begun_key(line) for line in lines} == lines
