"""What is shown of a body: all of an ordinary one, and a part of one that is very long."""

from __future__ import annotations

import json

import pytest

from hpev_tui.detail.json_lines import MAX_DEPTH, json_lines
from hpev_tui.detail.shapes import Shape
from hpev_tui.detail.shortened import MOST_TEXT, MOST_TEXTS, MOST_VALUES, shortened
from hpev_tui.detail.tree import build
from hpev_tui.model.events import Json
from hpev_tui.session.details import LoadedDetail


def nested(depth: int, value: Json) -> Json:
    for _ in range(depth):
        value = {"Inner": value}
    return value


@pytest.mark.parametrize(
    "body",
    [
        None,
        "text",
        {},
        {"Events": [1, 2.5, None, True, {"Empty": []}], "Message": "x" * MOST_TEXT},
        nested(3 * MAX_DEPTH, "deep"),
        list(range(MOST_VALUES - 1)),
    ],
)
def test_all_of_an_ordinary_body_is_shown(body: Json) -> None:
    assert shortened(body) is body


@pytest.mark.parametrize("depth", [0, 5, MAX_DEPTH - 1])
def test_a_long_text_is_cut_and_says_how_much_follows(depth: int) -> None:
    shown = shortened(nested(depth, "x" * 1_000_000))
    for _ in range(depth):
        assert isinstance(shown, dict)
        shown = shown["Inner"]
    assert shown == "x" * MOST_TEXT + "... (983,616 more characters: c copies all)"


def test_a_long_list_and_a_large_structure_say_how_many_values_follow() -> None:
    items = shortened(list(range(20_000)))
    assert isinstance(items, list)
    assert items[:-1] == list(range(MOST_VALUES - 1))
    assert items[-1] == "(9,001 more: y j copies all)"
    members = shortened({f"Key{number}": number for number in range(20_000)})
    assert isinstance(members, dict)
    assert list(members.items())[-1] == ("(9,001 more)", "y j copies all")
    assert len(members) == MOST_VALUES


@pytest.mark.parametrize(
    "body",
    [
        nested(3 * MAX_DEPTH, "x" * 1_000_000),
        {"y" * 1_000_000: 1},
        [f"{number} {'x' * 900}" for number in range(1_000)],
        [[{"Key": "x" * 90} for _ in range(100)] for _ in range(100)],
    ],
    ids=["deep", "name", "texts", "lists"],
)
def test_whatever_is_long_little_is_laid_out(body: Json) -> None:
    shown = shortened(body)
    assert len(json.dumps(shown)) < 3 * MOST_TEXTS + 20 * MOST_VALUES
    assert len(json_lines(shown)) < 3 * MOST_VALUES
    build(shown, Shape("structure"))


def test_a_loaded_detail_has_all_of_it_for_copies() -> None:
    body: Json = {"EventDetails": {"FailureMessage": "x" * 1_000_000}}
    detail = LoadedDetail.of(body, Shape("structure"))
    assert detail.whole is body
    assert len(detail.facts.failure_message) < 2 * MOST_TEXT
    small: Json = {"EventDetails": {"FailureMessage": "x"}}
    assert LoadedDetail.of(small, Shape("structure")).body is small
