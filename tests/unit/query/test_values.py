"""Wildcards: what they fit, and that no text makes them slow."""

from __future__ import annotations

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from hpev_tui.query.values import Value, Wild

LETTERS = st.sampled_from("ab.")
PATTERNS = st.lists(st.sampled_from(["a", "b", ".", "*", "?"]), max_size=8).map("".join)


def value(pattern: str) -> Value:
    """The value of a pattern: texts and wildcards."""
    parts: list[str | Wild] = []
    for wild, group in groupby(pattern, lambda char: char in "*?"):
        chars = list(group)
        parts += [Wild(char) for char in chars] if wild else ["".join(chars)]
    return Value(tuple(parts))


def fits(pattern: str, text: str) -> bool:
    """Whether a pattern fits a whole text, by trying everything."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(fits(pattern[1:], text[skipped:]) for skipped in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and fits(pattern[1:], text[1:])


@given(PATTERNS, st.text(LETTERS, max_size=8))
def test_a_whole_text_fits_as_trying_everything_says(pattern: str, text: str) -> None:
    assert bool(value(pattern).whole().match(text)) == fits(pattern, text)


@given(PATTERNS, st.lists(st.text(LETTERS, max_size=6), min_size=1, max_size=3))
def test_something_in_a_line_fits_as_trying_everything_says(pattern: str, lines: list[str]) -> None:
    match = value(pattern).anywhere().search("\n".join(lines))
    assert bool(match) == any(fits(f"*{pattern}*", line) for line in lines)


def test_many_wildcards_and_a_long_text_that_almost_fits_come_to_an_end() -> None:
    # With an ordinary pattern this would take longer than the universe has been there.
    pattern, text = "*".join("a" * 30) + "*b?c", "a" * 20_000
    assert not value(pattern).whole().match(text)
    assert not value(pattern).anywhere().search(text)
    assert value(pattern).anywhere().search(f"{text}b-c-")
    assert value(pattern).whole().match(f"{text}b-c")


def test_only_a_value_without_wildcards_is_literal() -> None:
    assert value("ab").literal == "ab"
    assert value("").literal == ""
    assert value("a?").literal is None
    assert value("*").literal is None
