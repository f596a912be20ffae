"""Phrases in texts: `*`, sentences, and spellings that make no difference."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from help.cases import every
from hpev_tui.rules.phrasebook import Phrasebook


def has(phrase: str, text: str) -> bool:
    return Phrasebook([(phrase, 1)]).meaning(text) is not None


@every(
    ("phrase", "text", "expected"),
    [
        ("a b", "the a b c", True),
        ("a b", "the a  b", True),
        ("a b", "the a\n\t b", True),
        ("a b", "a\u00a0b", True),
        ("a b", "b a", False),
        ("A b", "a B", True),
        ("a * b", "a b", True),
        ("a * b", "a c b", True),
        ("a * b", "b c a", False),
        ("a * b", "a c. b", False),
        ("a * b", "a c; b", False),
        ("a * b", "a ml.p5.48xlarge b", True),
        ("a b", "x. y. a b", True),
        ("a * a", "xax", False),
        ("no + room", "there is no p5.48xlarge room", True),
        ("no + room", "No one two three (room)", True),
        ("no + room", "no one two three four room", False),
        ("no + room", "no room", False),
        ("no + room", "now in room", False),
        ("no + room", "know some room", False),
        ("no + room", "a no. b room", False),
        ("no one but no + room", "no one but no p5 room", True),
        ("no + room * is", "no p5 room here is", True),
        ("it's", "its", True),
        ("its", "it\u2019s", True),
        ('say "no"', "say “no”", True),
        ("say no", 'say \\"no\\"', True),
        ("type(s) of", "type s of", True),
        ("a-b", "a\u2011b", True),
        ("Instance Group x", "IG x", True),
        ("Instance Group x", "InstanceGroup x", True),
        ("IG x", "instance group x", True),
        ("IG x", "big x", False),
        ("lifecycle", "life cycle", True),
        ("EC2 Instance x", "EC2InstanceId x", True),
        ("1 of 20", "3 of 45", True),
        ("1 of 20", "3 of 4", False),
        ("a", "", False),
        ("instance x", "instance i-0391f86fa0fe0d465 x", False),
        ("instance * x", "instance i-0391f86fa0fe0d465 x", True),
    ],
)
def test_a_phrase_is_found_or_not(phrase: str, text: str, expected: bool) -> None:
    assert has(phrase, text) is expected


def test_the_first_phrase_of_the_book_counts() -> None:
    book = Phrasebook([("b", "first"), ("a", "second")])
    assert book.meaning("a b") == "first"
    assert book.meaning("a") == "second"
    assert book.meaning("c") is None


def test_a_book_that_has_seen_many_texts_still_knows() -> None:
    book = Phrasebook([("yes", True)])
    for word in map("".join, product("abcdefghij", repeat=4)):
        assert book.meaning(f"yes {word}") is True
        assert book.meaning(f"no {word}") is None


@pytest.mark.parametrize("phrase", ["", "*", " ' * "])
def test_a_phrase_needs_words(phrase: str) -> None:
    with pytest.raises(ValueError, match="without words"):
        Phrasebook([(phrase, 1)])


@given(st.text(), st.text(), st.text())
def test_no_text_is_too_strange(before: str, text: str, after: str) -> None:
    book = Phrasebook([("a * b", 1)])
    assert book.meaning(f"{before}{text}{after}") in (1, None)
    assert book.meaning(f"{text} a {text.strip('.;!? ')} b") in (1, None)


def test_all_phrases_that_are_in_a_text_are_found() -> None:
    book = Phrasebook([("a * b", "first"), ("b + d", "second"), ("z", "third"), ("d", "fourth")])
    assert book.meanings("a b c d") == {"first", "second", "fourth"}
    assert book.meanings("") == frozenset()
