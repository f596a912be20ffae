"""A test of many inputs names those on which it fails."""

from __future__ import annotations

import inspect

import pytest

from help.cases import every


def test_each_input_that_fails_is_named_and_the_others_go_on() -> None:
    seen: list[int] = []

    @every("number", range(5))
    def check(number: int, limit: int) -> None:
        seen.append(number)
        assert number < limit, "too much"

    with pytest.raises(AssertionError) as failed:
        check(limit=3)
    assert seen == [0, 1, 2, 3, 4]
    said = str(failed.value).splitlines()
    assert said[0] == "2 of 5 inputs fail:"
    assert [line.partition(":")[0] for line in said[1:]] == ["  3", "  4"]
    assert "too much" in said[1]
    check(limit=5)


def test_an_input_may_have_several_values_and_be_combined_with_others() -> None:
    seen: list[tuple[str, int, str]] = []

    @every("last", "xy")
    @every(("first", "second"), [("a", 1), ("b", 2)])
    def check(first: str, second: int, last: str) -> None:
        seen.append((first, second, last))
        assert (second, last) != (2, "y")

    with pytest.raises(AssertionError, match="1 of 4 inputs fail:\n  'y', 'b', 2: "):
        check()
    assert seen == [("a", 1, "x"), ("b", 2, "x"), ("a", 1, "y"), ("b", 2, "y")]


def test_what_is_no_input_is_a_fixture() -> None:
    @every("text", ["a"])
    def check(text: str, capsys: object) -> None: ...

    assert [*inspect.signature(check).parameters] == ["capsys"]


def test_nothing_to_check_is_a_fault() -> None:
    with pytest.raises(AssertionError):
        every("text", [])
