"""What is copied from the tree, its visible rows, and what is looked up in a body."""

from __future__ import annotations

import pytest

from hpev_tui.detail.layout import Layout, tree_lines
from hpev_tui.detail.tree import (
    Kind,
    Node,
    Shape,
    build,
    default_expanded,
    default_paths,
    failure_message,
    flatten,
    node_logical_id,
)
from hpev_tui.model.events import Json

UUID = "df268d19-f035-4f28-9b80-b956b92ae21e"
CAPACITY = "We currently do not have sufficient capacity. Please try again."
METADATA = ("EventDetails", "EventDetails", "EventMetadata")
SHAPE = Shape("structure")


def body(metadata: Json, **fields: Json) -> Json:
    return {"EventDetails": {**fields, "EventDetails": {"EventMetadata": metadata}}}


def walk(node: Node) -> list[Node]:
    return [node, *(below for child in node.children for below in walk(child))]


def test_what_is_copied() -> None:
    raw: Json = {
        "Instance": {
            "FailureMessage": "one\r\ntwo\t\u202e\n",
            "CustomerEni": None,
            "AdditionalEnis": {"EfaEnis": ["eni-1", "\x9b"]},
        }
    }
    tree = build(body(raw, EventTime=1748794825350, EventId=""), SHAPE)
    copies = {node.label: node.copy for node in walk(tree)}
    assert copies["FailureMessage"] == "one\ntwo "
    assert copies["CustomerEni"] == "null"
    assert copies["EfaEnis"] == '[\n  "eni-1",\n  "\\u009b"\n]'
    assert copies["AdditionalEnis"] == ('{\n  "EfaEnis": [\n    "eni-1",\n    "\\u009b"\n  ]\n}')
    assert copies["EventTime"] == "2025-06-01T16:20:25.350Z"
    assert copies["EventId"] == ""
    assert copies[""].startswith('{\n  "EventDetails": {')


def test_paths_are_the_same_from_event_to_event() -> None:
    first = build(body({"Instance": {"AdditionalEnis": {"EfaEnis": ["a"]}}}), SHAPE)
    second = build(body({"Instance": {"AdditionalEnis": {"EfaEnis": ["b", "c"]}}}), SHAPE)
    path = (*METADATA, "Instance", "AdditionalEnis", "EfaEnis")
    assert {node.path for node in walk(first)} < {node.path for node in walk(second)}
    assert [node.label for node in walk(first) if node.path == path] == ["EfaEnis"]


def long_list(length: int) -> Node:
    return build(body({"Cluster": {"EksRoleAccessEntries": ["a"] * length}}), SHAPE)


def test_long_lists_are_closed_to_begin_with() -> None:
    for length, visible in ((20, 22), (21, 2), (10_000, 2)):
        tree = long_list(length)
        rows = flatten(tree, default_paths(tree))
        assert len(rows) == visible
        assert rows[1].node.label == "EksRoleAccessEntries"
        assert rows[1].expandable
        assert rows[1].expanded is default_expanded(rows[1].node) is (length <= 20)
    assert not default_expanded(rows[1].node.children[0])


def test_rows_of_open_and_closed_branches() -> None:
    tree = long_list(10_000)
    cluster = (*METADATA, "Cluster")
    assert [row[1:] for row in flatten(tree, set())] == [(0, True, False)]
    assert [row[1:] for row in flatten(tree, {cluster})] == [(0, True, True), (1, True, False)]
    rows = flatten(tree, lambda path: path != ())
    assert len(rows) == 10_002
    assert rows[-1].node.path == (*cluster, "EksRoleAccessEntries", 9_999)
    assert rows[-1][1:] == (2, False, False)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (body({"Instance": {"FailureMessage": CAPACITY}}), CAPACITY),
        (body({"Cluster": None, "New": {"Deep": [{"FailureMessage": CAPACITY}]}}), CAPACITY),
        (body({"A": {"FailureMessage": " "}, "B": {"FailureMessage": "b"}}), "b"),
        (body({"A": {"B": {"FailureMessage": "inner"}, "FailureMessage": "outer"}}), "inner"),
        ({"EventDetails": {"EventMetadata": {"Instance": {"FailureMessage": "x"}}}}, "x"),
        (body({"A": {"FailureMessage": "one\r\n  two\x1b\n"}}), "one two␛"),
        (body({"A": {"FailureMessage": ["in a list"]}}), "in a list"),
        (body({"A": {"FailureMessage": {"Text": "no"}}}), ""),
        (body({"A": {"FailureMessage": 5}}, Description="FailureMessage"), ""),
        (None, ""),
    ],
)
def test_the_first_failure_message_is_found_anywhere(value: Json, message: str) -> None:
    assert failure_message(value) == message


def test_the_node_logical_id_is_found() -> None:
    assert node_logical_id(body({"Instance": {"NodeLogicalId": UUID}})) == UUID
    assert node_logical_id(body({"Instance": {"NodeLogicalId": None}})) == ""


def test_without_a_model_everything_is_shown_and_nothing_marked() -> None:
    event: dict[str, Json] = {"InstanceId": "i-0391f86f", "EventTime": 1, "Description": "text"}
    tree = build(body({"Instance": {"FailureMessage": CAPACITY}}, **event), SHAPE)
    assert [node.mark for node in walk(tree) if node.mark] == []
    assert [node.label for node in tree.children] == ["Instance", *event]
    assert [node.kind for node in tree.children[1:]] == [Kind.ID, Kind.TIME, Kind.TEXT]


def test_values_of_one_section_begin_in_one_column_wherever_they_were_sent() -> None:
    rows = (("a", "EventId"), ("b", "Cluster"), ("c", "zones that offer the type"))
    leaves = [Node((path, label), label, Kind.TEXT, "value", "", (), "") for path, label in rows]
    root = Node((), "", Kind.STRUCTURE, "", "", tuple(leaves), "")
    for width in (60, 80, 118):
        texts = [
            line.text
            for line in tree_lines(root, set(), Layout(width, wraps=True, ascii_only=False))
        ]
        aligned = texts if width >= 3 * len(rows[2][1]) else texts[:2]
        assert len({text.index("value") for text in aligned}) == 1, texts
