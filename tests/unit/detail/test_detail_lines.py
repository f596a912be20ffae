# ruff: noqa: RUF001 - the service's own messages have curly quotes
"""The JSON of an event, and what holds for the tree and the lines of any JSON value."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpev_tui.detail.json_lines import one_line_json, pretty_json
from hpev_tui.detail.tree import (
    MAX_DEPTH,
    NOT_A_TIME,
    TOO_DEEP,
    UNKNOWN,
    JsonLine,
    Kind,
    Node,
    Shape,
    build,
    failure_message,
    flatten,
    json_lines,
)
from hpev_tui.model.events import Json
from hpev_tui.text.clean import clean, parse_time, utc_iso

TEXT = Shape("string")
SHAPE = Shape(
    "structure",
    {
        "EventDetails": Shape(
            "structure",
            {
                "EventTime": Shape("timestamp"),
                "Description": TEXT,
                "EventLevel": Shape("string", enum=("Info", "Warn", "Error")),
                "EventDetails": Shape(
                    "structure",
                    {
                        "EventMetadata": Shape(
                            "structure",
                            {
                                "Cluster": Shape("structure", {"FailureMessage": TEXT}),
                                "Instance": Shape(
                                    "structure",
                                    {"Count": Shape("integer"), "Ids": Shape("list", {}, TEXT)},
                                ),
                            },
                            union=True,
                        )
                    },
                ),
            },
        )
    },
)
NAMES = ["EventDetails", "EventMetadata", "Cluster", "Instance", "FailureMessage", "EventTime"]

keys = st.one_of(st.sampled_from(NAMES), st.text(st.characters(), max_size=4))
scalars: st.SearchStrategy[Json] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from(["i-0391f86fa0fe0d465", "arn:aws:iam::1:role/x", "Error", "\ud800", "a\r\n"]),
)
values: st.SearchStrategy[Json] = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=15,
)
bodies: st.SearchStrategy[Json] = st.one_of(
    values,
    st.fixed_dictionaries({"EventDetails": st.fixed_dictionaries({"EventDetails": values})}),
    st.dictionaries(st.sampled_from(["Cluster", "Instance", "New"]), values).map(
        lambda metadata: {"EventDetails": {"EventDetails": {"EventMetadata": metadata}}}
    ),
)


def walk(node: Node) -> list[Node]:
    return [node, *(below for child in node.children for below in walk(child))]


def resolve(body: Json, path: tuple[str | int, ...]) -> Json:
    for step in path:
        if isinstance(step, int):
            assert isinstance(body, list)
            body = body[step]
        else:
            assert isinstance(body, dict)
            body = body[step]
    return body


def scalar_paths(value: Json, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where the scalars and the empty lists and structures are."""
    if isinstance(value, dict) and value:
        return [p for key, item in value.items() for p in scalar_paths(item, (*path, key))]
    if isinstance(value, list) and value:
        return [p for index, item in enumerate(value) for p in scalar_paths(item, (*path, index))]
    return [path]


def shown(value: Json) -> str:
    if isinstance(value, str):
        return clean(value, newlines=True) or '""'
    return json.dumps(value)


@given(bodies)
def test_the_tree_shows_everything_once(body: Json) -> None:
    nodes = walk(build(body, SHAPE))
    leaves = {node.path: node for node in nodes if not node.children}
    paths = scalar_paths(body)
    assert set(leaves) == set(paths)
    assert len({node.path for node in nodes}) == len(nodes)
    for path in paths:
        value, node = resolve(body, path), leaves[path]
        if node.kind is Kind.TIME:
            seconds = parse_time(value)
            assert seconds is not None
            assert node.value == node.copy == utc_iso(seconds)
        else:
            assert node.value == shown(value)


@given(bodies)
def test_every_node_is_printable_and_is_what_its_path_says(body: Json) -> None:
    root = build(body, SHAPE)
    for node in walk(root):
        assert node.source == resolve(body, node.path)
        assert node.label == clean(node.label)
        assert node.label or node is root
        assert node.value == clean(node.value, newlines=True)
        if node.children:
            assert node.value == ""
            assert json.loads(node.copy) == json.loads(json.dumps(node.source))
        node.copy.encode("utf-8")


@given(bodies)
def test_rows_are_all_nodes_when_all_is_open(body: Json) -> None:
    root = build(body, SHAPE)
    nodes = walk(root) if root.label else walk(root)[1:]
    rows = flatten(root, lambda _: True)
    assert [row.node for row in rows] == nodes
    assert all(row.expanded == row.expandable == bool(row.node.children) for row in rows)


@given(values)
def test_lines_are_the_same_json(value: Json) -> None:
    lines = json_lines(value)
    # Two halves of a surrogate pair are one character to JSON.
    same = json.loads(json.dumps(value))
    assert json.loads("\n".join(line.text for line in lines)) == same
    assert json.loads(one_line_json(value)) == same
    for line in lines:
        assert clean(line.text) == line.text
        assert line.text[: 2 * line.depth + 1].count(" ") == 2 * line.depth
    assert {line.path for line in lines} >= set(scalar_paths(value))
    for line in lines:
        resolve(value, line.path)


@given(st.recursive(st.integers(), lambda inner: st.dictionaries(st.text("ab"), inner)))
def test_lines_look_as_everyones_json_does(value: Json) -> None:
    assert pretty_json(value) == json.dumps(value, indent=2)
    assert one_line_json(value) == json.dumps(value)


def test_lines_carry_place_and_kind() -> None:
    body: Json = {
        "EventTime": 1780334425.35,
        "SecurityGroupIds": ["sg-1", "a\u202e’\x9b\x1b"],
        "Empty": [],
        "\x7f": {"Arn": None},
    }
    assert json_lines(body) == [
        JsonLine("{", 0, (), Kind.STRUCTURE),
        JsonLine('  "EventTime": 1780334425.35,', 1, ("EventTime",), Kind.TIME),
        JsonLine('  "SecurityGroupIds": [', 1, ("SecurityGroupIds",), Kind.LIST),
        JsonLine('    "sg-1",', 2, ("SecurityGroupIds", 0), Kind.ID),
        JsonLine('    "a\\u202e’\\u009b\\u001b"', 2, ("SecurityGroupIds", 1), Kind.ID),
        JsonLine("  ],", 1, ("SecurityGroupIds",), Kind.LIST),
        JsonLine('  "Empty": [],', 1, ("Empty",), Kind.EMPTY),
        JsonLine('  "\\u007f": {', 1, ("\x7f",), Kind.STRUCTURE),
        JsonLine('    "Arn": null', 2, ("\x7f", "Arn"), Kind.NULL),
        JsonLine("  }", 1, ("\x7f",), Kind.STRUCTURE),
        JsonLine("}", 0, (), Kind.STRUCTURE),
    ]


def nest(levels: int, inner: Json) -> Json:
    for level in range(levels):
        inner = [inner] if level % 2 else {"FailureMessage": inner}
    return inner


@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, 5_000, 100_000])
def test_deep_nesting_is_cut_and_still_shown(levels: int) -> None:
    body = nest(levels, "bottom")
    rows = flatten(build(body, SHAPE), lambda _: True)
    last = rows[-1].node
    assert last.mark == TOO_DEEP
    assert len(last.path) == MAX_DEPTH
    assert last.value.count("bottom") == 1
    assert last.value.count("[") + last.value.count("{") == levels - MAX_DEPTH
    assert last.copy == last.value
    lines = json_lines(body)
    assert len(lines) == 2 * MAX_DEPTH + 1
    assert last.value in lines[MAX_DEPTH].text
    assert failure_message(body) == "bottom"


def test_what_just_fits_is_not_cut() -> None:
    assert not any(node.mark == TOO_DEEP for node in walk(build(nest(MAX_DEPTH, 1), SHAPE)))


def test_a_large_body_is_handled() -> None:
    enis: list[Json] = [{"CustomerEni": f"eni-{index:017x}"} for index in range(10_000)]
    body: Json = {"Instance": {"Enis": enis, "FailureMessage": "It’s a long story. " * 50_000}}
    assert len(walk(build(body, SHAPE))) == 20_004
    assert len(json_lines(body)) == 30_000 + 7
    assert len(failure_message(body)) == 950_000


def test_numbers_that_json_does_not_know_are_shown() -> None:
    body: Json = [float("nan"), float("inf"), -0.0, 10**40]
    values = [node.value for node in build(body, SHAPE).children]
    assert values == ["NaN", "Infinity", "-0.0", str(10**40)]


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("Text", "i-0391f86fa0fe0d465", Kind.ID),
        ("Text", "usw2-az1", Kind.ID),
        ("Text", "83EA0BB5-be77-45e8-a458-0a87f778a205", Kind.ID),
        ("Text", "well-known", Kind.TEXT),
        ("OperationId", "anything", Kind.ID),
        ("OperationId", "two words", Kind.TEXT),
        ("Text", "arn:aws-cn:sagemaker:cn-north-1:111122223333:cluster/x", Kind.ARN),
        ("Text", "arn:aws:iam::1:role/x is missing", Kind.TEXT),
        ("GroupName", "x" * 5_000, Kind.TEXT),
        ("CreationTime", 1780334425.35, Kind.NUMBER),
    ],
)
def test_kinds_of_values(name: str, value: Json, kind: Kind) -> None:
    assert json_lines({name: value})[1].kind is kind


@pytest.mark.parametrize(
    ("name", "value", "shown", "kind", "mark"),
    [
        ("EventTime", 1748794825350, "2025-06-01T16:20:25.350Z", Kind.TIME, ""),
        ("EventTime", "1748794825350", "2025-06-01T16:20:25.350Z", Kind.TIME, ""),
        ("EventTime", "2026-06-01T10:20:25.35-07:00", "2026-06-01T17:20:25.350Z", Kind.TIME, ""),
        ("EventTime", "2026-06-01 17:20Z", "2026-06-01T17:20:00.000Z", Kind.TIME, ""),
        ("EventTime", "yesterday", "yesterday", Kind.TEXT, NOT_A_TIME),
        ("EventTime", 1e300, "1e+300", Kind.NUMBER, NOT_A_TIME),
        ("EventTime", True, "true", Kind.BOOLEAN, NOT_A_TIME),
        ("EventTime", None, "null", Kind.NULL, ""),
        ("EventTime", [1], "", Kind.LIST, "the model has timestamp"),
        ("EventLevel", "Critical", "Critical", Kind.ENUM, UNKNOWN),
        ("EventLevel", 3, "3", Kind.NUMBER, "the model has string"),
        ("Description", {"a": 1}, "", Kind.STRUCTURE, "the model has string"),
        ("Description", "arn:aws:iam::1:role/x", "arn:aws:iam::1:role/x", Kind.ARN, ""),
    ],
)
def test_times_enums_and_wrong_types(
    name: str, value: Json, shown: str, kind: Kind, mark: str
) -> None:
    node = build({"EventDetails": {name: value}}, SHAPE).children[0]
    assert (node.label, node.value, node.kind, node.mark) == (name, shown, kind, mark)
