"""What differs between two bodies, as a list and as a document that is shown like a detail."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpev_tui.detail.differences import Absent, Compared, comparison, differences
from hpev_tui.detail.json_lines import MAX_DEPTH, Path
from hpev_tui.detail.shapes import Shape, documentation
from hpev_tui.detail.tree import Node, build
from hpev_tui.model.events import Json

NO = Absent.ABSENT
TEXT = Shape("string", documentation="Some text.")
SHAPE = Shape(
    "structure",
    {
        "EventDetails": Shape(
            "structure",
            {
                "EventTime": Shape("timestamp"),
                "Count": Shape("integer"),
                "EventDetails": Shape(
                    "structure",
                    {
                        "EventMetadata": Shape(
                            "structure",
                            {"Instance": Shape("structure", {"FailureMessage": TEXT})},
                        )
                    },
                ),
            },
        )
    },
)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ({"A": 1, "B": [1, {"C": 2}]}, {"B": [1, {"C": 2}], "A": 1}, []),
        (
            {"A": 1, "B": 2},
            {"B": 3, "C": None},
            [(("A",), 1, NO), (("B",), 2, 3), (("C",), NO, None)],
        ),
        ({"A": [1, 2, 3]}, {"A": [1, 5]}, [(("A", 1), 2, 5), (("A", 2), 3, NO)]),
        ({"A": {"B": {"C": "x"}}}, {"A": {"B": {"C": "y"}}}, [(("A", "B", "C"), "x", "y")]),
        ({"A": {"B": 1}}, {"A": [1]}, [(("A",), {"B": 1}, [1])]),
        ({"A": {}}, {"A": {"B": 1}}, [(("A", "B"), NO, 1)]),
        ({"A": []}, {"A": {}}, [(("A",), [], {})]),
        ({"A": 1}, {"A": True}, [(("A",), 1, True)]),
        ({"A": 0}, {"A": False}, [(("A",), 0, False)]),
        ({"A": float("nan")}, {"A": float("nan")}, []),
        (None, {"A": 1}, [((), None, {"A": 1})]),
        ("x", "x", []),
    ],
)
def test_differences(a: Json, b: Json, expected: list[tuple[Path, Compared, Compared]]) -> None:
    assert differences(a, b) == expected


values: st.SearchStrategy[Json] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(["a", "b"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("ABC"), inner, max_size=3)
    ),
)


def put(body: Json, path: Path, value: Compared) -> Json:
    """The body with that value there instead, or nothing there."""
    if not path:
        assert not isinstance(value, Absent)
        return value
    step, *rest = path
    if isinstance(step, int):
        assert isinstance(body, list)
        old: Json = body[step] if step < len(body) else None
        new = [] if value is NO and not rest else [put(old, tuple(rest), value)]
        return [*body[:step], *new, *body[step + 1 :]]
    assert isinstance(body, dict)
    others = {name: item for name, item in body.items() if name != step}
    if value is NO and not rest:
        return others
    return {**others, step: put(body.get(step), tuple(rest), value)}


@given(values, values)
def test_putting_in_what_differs_makes_one_body_the_other(a: Json, b: Json) -> None:
    rows = differences(a, b)
    # From the end, so that the items of a list that go do not move those before them.
    for path, _, value in reversed(rows):
        if value is NO:
            a = put(a, path, value)
    for path, _, value in rows:
        if value is not NO:
            a = put(a, path, value)
    same = json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True)
    assert same, rows
    assert differences(b, b) == []


def test_deep_nesting_ends_somewhere() -> None:
    one: Json = 1
    other: Json = 2
    for _ in range(5_000):
        one, other = [one], [other]
    ((path, _, _),) = differences(one, other)
    assert len(path) == MAX_DEPTH


def outline(node: Node, depth: int = 0) -> str:
    text = f"{'  ' * depth}{node.label} {node.value}".rstrip()
    lines = [f"{text} ({node.kind.value})" + (f" <{node.mark}>" if node.mark else "")]
    return "\n".join([*lines, *(outline(child, depth + 1) for child in node.children)])


def event(metadata: Json, **fields: Json) -> Json:
    return {"EventDetails": {**fields, "EventDetails": {"EventMetadata": metadata}}}


def test_a_comparison_is_shown_as_a_detail_with_the_metadata_first() -> None:
    a = event({"Instance": {"FailureMessage": "no\x1b room"}}, EventTime=1, Count=7, New={"A": 1})
    b = event({"Instance": {"FailureMessage": "gone", "Odd": [1]}}, EventTime=2, New={"A": 2})
    body, shape = comparison(a, b, ("one", "two"), SHAPE)
    assert "\n".join(outline(node) for node in build(body, shape).children) == (
        """\
Instance.FailureMessage (structure)
  one no␛ room (text)
  two gone (text)
Instance.Odd (structure) <not in this SDK's model>
  one (absent) (text)
  two (list)
    [0] 1 (number)
EventTime (structure)
  one 1970-01-01T00:00:01.000Z (time)
  two 1970-01-01T00:00:02.000Z (time)
Count (structure)
  one 7 (number)
  two (absent) (text)
New.A (structure) <not in this SDK's model>
  one 1 (number)
  two 2 (number)"""
    )
    said = documentation(shape, ("Instance.FailureMessage",))
    assert said == "Instance.FailureMessage: compared string. Some text."
    assert documentation(shape, ("Instance.FailureMessage", "one")) == "one: string. Some text."


def test_equal_bodies_and_titles_that_clash_are_no_trouble() -> None:
    body, shape = comparison(event({}), event({}), ("one", "two"), SHAPE)
    assert body == {}
    assert build(body, shape).value == "{}"
    a = event({"Instance": 1}, Instance=1)
    b = event({"Instance": 2}, Instance=2)
    body, _ = comparison(a, b, ("one", "two"), SHAPE)
    assert isinstance(body, dict)
    assert list(body) == ["Instance", "EventDetails.Instance"]
    body, _ = comparison("x", "y", ("one", "two"), SHAPE)
    assert body == {"body": {"one": "x", "two": "y"}}
