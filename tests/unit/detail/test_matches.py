"""Finding a text in the lines of a detail, also where it was wrapped or is folded away."""

from __future__ import annotations

import pytest

from help.cases import every
from hpev_tui.detail.layout import (
    DetailLine,
    Layout,
    json_view,
    marked,
    matching_rows,
    pattern_of,
    to_open_in_json,
    to_open_in_tree,
    tree_lines,
)
from hpev_tui.detail.tree import Shape, build, json_lines
from hpev_tui.model.events import Json

BODY: Json = {
    "Message": "We do not have sufficient capacity to launch",
    "Word": "x" * 70 + "Needle",
    "Inside": {"Deep": [{"Name": "needle"}, "other"]},
}
MODEL = Shape("structure", {name: Shape("string") for name in ("Message", "Word")})
LAYOUT = Layout(30, wraps=True, ascii_only=True)


def tree(width: int = 30) -> list[DetailLine]:
    layout = LAYOUT._replace(width=width)
    return list(tree_lines(build(BODY, MODEL), lambda _: True, layout))


@every(
    ("text", "begins"),
    [
        ("capacity", ["capacity"]),
        ("CAPACITY", ["capacity"]),
        ("have sufficient", ["have"]),
        ("message", ["Message"]),
        ("needle", ["xNeedle", "needle"]),
        ("nothing such", []),
        (".", []),
        ("message  we", ["Message"]),
    ],
)
@every("width", [24, 30, 41, 200])
def test_a_match_is_found_however_its_value_is_wrapped(
    text: str, begins: list[str], width: int
) -> None:
    lines = tree(width)
    rows = matching_rows(lines, pattern_of(text))
    assert len(rows) == len(begins)
    if width == 200:
        assert all(begin in lines[row].text for row, begin in zip(rows, begins, strict=True))


def test_each_line_in_which_a_match_begins_is_found_once() -> None:
    line = [DetailLine(((text, ""),), ("A",)) for text in ("one two", "two one", "none")]
    assert matching_rows(line, pattern_of("two")) == [0, 1]
    assert matching_rows(line, pattern_of("o")) == [0, 1, 2]
    assert matching_rows(line, pattern_of("two two")) == [0]
    assert matching_rows(line, pattern_of("enon")) == [1]


def test_the_branches_around_matches_are_known() -> None:
    root = build(BODY, MODEL)
    needle = pattern_of("needle")
    around = {(), ("Inside",), ("Inside", "Deep"), ("Inside", "Deep", 0)}
    assert to_open_in_tree(root, needle) == around
    assert to_open_in_json(json_lines(BODY), needle) == around
    assert to_open_in_tree(root, pattern_of("Deep")) == {(), ("Inside",)}
    assert to_open_in_json(json_lines(BODY), pattern_of("absent")) == set()


def test_a_closed_branch_of_the_json_takes_one_line() -> None:
    closed = {("Inside", "Deep")}
    lines = [
        line.text.strip() for line in json_view(json_lines(BODY), lambda p: p not in closed, LAYOUT)
    ]
    assert lines[-4:] == ['"Inside": {', '"Deep": [~]', "}", "}"]
    (whole,) = json_view(json_lines(BODY), lambda _: False, LAYOUT)
    assert whole.text == " {~}"
    assert whole.branch


@pytest.mark.parametrize(
    ("pieces", "text", "shown"),
    [
        ([(" a", "id"), ("bc", "")], "b", [(" a", "id"), ("b", "match"), ("c", "")]),
        (
            [(" ab", "id"), ("cd", "")],
            "bc",
            [(" a", "id"), *[(c, "match") for c in "bc"], ("d", "")],
        ),
        ([(" abab", "")], "ab", [(" ", ""), ("ab", "match"), ("ab", "match")]),
        ([(" ab", "x")], "c", [(" ab", "x")]),
    ],
)
def test_what_matches_is_marked(
    pieces: list[tuple[str, str]], text: str, shown: list[tuple[str, str]]
) -> None:
    assert [piece for piece in marked(pieces, pattern_of(text)) if piece[0]] == shown
