"""The tree of a detail, made from the JSON that was sent and the shapes of the service's model.

It is built from what the service sent, not from what the installed SDK makes of it, so that
nothing is left out: where the SDK's model lacks a member or differs, the node is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

from hpev_tui.detail.json_lines import (
    MAX_DEPTH,
    JsonLine,
    Kind,
    Path,
    json_lines,
    kind_of,
    one_line_json,
    pretty_json,
)
from hpev_tui.detail.shapes import DETAILS, METADATA, UNKNOWN, Shape
from hpev_tui.model.events import Json
from hpev_tui.text.clean import clean, parse_time, plain, utc_iso

__all__ = [
    "EVENT", "MAX_DEPTH", "NODE", "NOT_A_TIME", "NO_MEMBER", "TOO_DEEP", "TWO_MEMBERS", "UNKNOWN",
    "JsonLine", "Kind", "Node", "Path", "Row", "Shape", "Summary", "build", "copy_at",
    "default_expanded", "default_paths", "failure_message", "flatten", "json_lines",
    "node_logical_id", "value_at",
]  # fmt: skip

EVENT, NODE = "(event)", "(node)"
"""The first steps of the paths of two sections: of the one that holds the body, and of the one
that leads to the node's timeline. No member of the service's has such a name."""

Summary: TypeAlias = "tuple[tuple[str, str], ...]"
"""Texts, each with the name of the token that it is drawn in."""

NO_MEMBER = "no member set"
TWO_MEMBERS = "two members set"
NOT_A_TIME = "not a time"
TOO_DEEP = "nested too deep to expand"

_FAILURE = "FailureMessage"
_LONG_LIST = 20

_NUMBERS = (int, float)
_TYPES: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "integer": _NUMBERS,
    "long": _NUMBERS,
    "float": _NUMBERS,
    "double": _NUMBERS,
    "boolean": (bool,),
    # JSON's number, or text: whether it is a time shows when it is read.
    "timestamp": (*_NUMBERS, str),
}


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the body: a leaf, or a branch with children."""

    path: Path
    """Where the value is in the body: unique, and the same from event to event."""
    label: str
    """The member's name or `[3]`; empty for the root alone, which is drawn as its children."""
    kind: Kind
    value: str
    """The text of a leaf, with its line breaks; empty for a branch."""
    mark: str
    """What is unusual about it, or empty."""
    children: tuple[Node, ...]
    source: Json = field(repr=False, compare=False)
    """The value as it came, which has not been cleaned."""
    summary: Summary = ()
    """What a section says beside its label, folded or not."""

    @property
    def copy(self) -> str:
        """What is copied: a leaf's plain text, times in UTC, or a branch's JSON."""
        if isinstance(self.source, str) and self.kind is not Kind.TIME:
            return plain(self.source)
        return pretty_json(self.source) if self.children else self.value


class Row(NamedTuple):
    """A visible row of the tree."""

    node: Node
    depth: int
    expandable: bool
    expanded: bool


def build(body: Json, shape: Shape) -> Node:
    """Make the tree of a DescribeClusterEvent answer.

    The metadata's member that is set comes first, then the event's own fields in the service's
    order, then any others. The structures around these are shown only where they hold anything
    else. A body that is no structure is one node, with a label.

    Args:
        body: The decoded body, exactly as it was sent.
        shape: The operation's output shape.
    """
    if not isinstance(body, dict) or not body:
        return _node(body, shape, (), "body")
    event = body.get(DETAILS)
    if isinstance(event, dict) and event:
        children = _event(event, _member_shape(shape, DETAILS), (DETAILS,))
        children += [_member(body, name, shape, ()) for name in body if name != DETAILS]
    else:
        children = [_member(body, name, shape, ()) for name in body]
    return Node((), "", Kind.STRUCTURE, "", "", tuple(children), body)


def flatten(root: Node, expanded: Callable[[Path], bool] | AbstractSet[Path]) -> list[Row]:
    """The visible rows, in order.

    Args:
        root: What `build` made.
        expanded: The paths of the branches that are open.
    """
    is_open = expanded if callable(expanded) else expanded.__contains__
    rows: list[Row] = []

    def add(nodes: tuple[Node, ...], depth: int) -> None:
        for node in nodes:
            if not node.children:
                rows.append(Row(node, depth, False, False))
            elif is_open(node.path):
                rows.append(Row(node, depth, True, True))
                add(node.children, depth + 1)
            else:
                rows.append(Row(node, depth, True, False))

    add((root,) if root.label else root.children, 0)
    return rows


def default_expanded(node: Node) -> bool:
    """Whether a branch is open at first: all are but long lists."""
    if node.kind is Kind.LIST:
        return 0 < len(node.children) <= _LONG_LIST
    return bool(node.children)


def default_paths(root: Node) -> frozenset[Path]:
    """The paths of all branches that are open at first, for `flatten`."""
    paths: list[Path] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if default_expanded(node):
            paths.append(node.path)
        waiting += [child for child in node.children if child.children]
    return frozenset(paths)


def failure_message(body: Json) -> str:
    """The first FailureMessage anywhere in the body, clean; empty if there is none.

    It is looked for everywhere because which member of the metadata holds it varies.
    """
    return clean(_first_text(body, _FAILURE))


def node_logical_id(body: Json) -> str:
    """The first NodeLogicalId anywhere in the body, clean; empty if there is none."""
    return clean(_first_text(body, "NodeLogicalId"))


def value_at(body: Json, path: Path) -> Json:
    """The value at `path`.

    Raises:
        LookupError: there is none.
    """
    value = body
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value[step]
            continue
        if not isinstance(value, list) or isinstance(step, str):
            raise LookupError(step)
        value = value[step]
    return value


def copy_at(body: Json, path: Path) -> str:
    """What is copied of the value at `path`: plain text, or JSON; "" where there is none."""
    try:
        value = value_at(body, path)
    except LookupError:
        return ""
    return plain(value) if isinstance(value, str) else pretty_json(value)


def _first_text(body: Json, name: str) -> str:
    waiting: list[tuple[str, Json]] = [("", body)]
    while waiting:
        holder, value = waiting.pop()
        if isinstance(value, str):
            if holder == name and value.strip():
                return value
        elif isinstance(value, dict):
            waiting.extend(reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend((holder, item) for item in reversed(value))
    return ""


def _event(event: dict[str, Json], shape: Shape | None, path: Path) -> list[Node]:
    """The nodes of the metadata and of the event's own fields around it."""
    around = (DETAILS, METADATA)
    own = [_member(event, name, shape, path) for name in event if name not in around]
    parts: list[list[Node]] = []
    inner = event.get(DETAILS)
    if isinstance(inner, dict) and list(inner) == [METADATA]:
        parts.append(_metadata(inner, _member_shape(shape, DETAILS), (*path, DETAILS)))
    elif DETAILS in event:
        parts.append([_member(event, DETAILS, shape, path)])
    if METADATA in event:  # EventBridge's copy of an event may have it here.
        parts.append(_metadata(event, shape, path))
    return [*(first for first, *_ in parts), *own, *(each for _, *rest in parts for each in rest)]


def _metadata(holder: dict[str, Json], shape: Shape | None, path: Path) -> list[Node]:
    """The member that is set, or all members where not exactly one is; then those sent as null."""
    whole = _member(holder, METADATA, shape, path)
    metadata = holder[METADATA]
    if metadata is None:
        return [replace(whole, mark=NO_MEMBER)]
    filled = [child for child in whole.children if child.kind is not Kind.NULL]
    if not isinstance(metadata, dict) or len(filled) != 1:
        return [whole]
    heading = replace(filled[0], kind=Kind.UNION) if filled[0].children else filled[0]
    nulls = tuple(child for child in whole.children if child.kind is Kind.NULL)
    # They are of least interest.
    return [heading, *([replace(whole, children=nulls)] if nulls else [])]


def _member(structure: dict[str, Json], name: str, shape: Shape | None, path: Path) -> Node:
    """The node of a structure's member, which may be missing from the structure's shape."""
    inner = _member_shape(shape, name)
    unknown = shape is not None and shape.type == "structure" and inner is None
    label = clean(name) or '""'
    node = _node(structure[name], inner, (*path, name), label, name)
    return replace(node, mark=UNKNOWN) if unknown and not node.mark else node


def _node(value: Json, shape: Shape | None, path: Path, label: str, name: str = "") -> Node:
    """The node of any value.

    Args:
        value: The value.
        shape: What the model says of it; None where the model does not know it.
        path: Where it is.
        label: Its label, clean.
        name: The nearest member's name, for its kind.
    """
    if not value or not isinstance(value, (dict, list)):
        return _leaf(value, shape, path, label, name)
    if len(path) >= MAX_DEPTH:
        return Node(path, label, Kind.TEXT, one_line_json(value), TOO_DEEP, (), value)
    mark = _mark(value, shape)
    if isinstance(value, list):
        element = shape.element if shape else None
        items = [
            _node(item, element, (*path, index), f"[{index}]", name)
            for index, item in enumerate(value)
        ]
        return Node(path, label, Kind.LIST, "", mark, tuple(items), value)
    kind = Kind.UNION if shape and shape.union else Kind.STRUCTURE
    # The reason is what is looked for. (The sort leaves the others in their order.)
    names = sorted(value, key=lambda key: key != _FAILURE)
    children = tuple([_member(value, key, shape, path) for key in names])
    return Node(path, label, kind, "", mark, children, value)


def _leaf(value: Json, shape: Shape | None, path: Path, label: str, name: str) -> Node:
    kind = kind_of(value, name)
    mark = _mark(value, shape)
    text = clean(value, newlines=True) if isinstance(value, str) and value else ""
    if shape and shape.type == "timestamp" and kind not in (Kind.NULL, Kind.EMPTY):
        if parse_time(value) is None:
            kind, mark = (Kind.TEXT if text else kind), NOT_A_TIME
        else:
            kind = Kind.TIME
    elif shape and shape.enum and text:
        kind = Kind.ENUM
    if kind is Kind.TIME and (seconds := parse_time(value)) is not None:
        text = utc_iso(seconds)
    return Node(path, label, kind, text or one_line_json(value), mark, (), value)


def _mark(value: Json, shape: Shape | None) -> str:
    """What is unusual about a value: its type, a value not in the enum, a union's members."""
    if shape is None or value is None:
        return ""
    expected = _TYPES.get(shape.type, (object,))
    # Python's bool is an int; JSON's is no number.
    if not isinstance(value, expected) or (isinstance(value, bool) and int in expected):
        return f"the model has {shape.type}"
    if isinstance(value, str) and shape.enum and value not in shape.enum:
        return UNKNOWN
    if shape.union and isinstance(value, dict):
        count = sum(member is not None for member in value.values())
        return {0: NO_MEMBER, 1: "", 2: TWO_MEMBERS}.get(count, f"{count} members set")
    return ""


def _member_shape(shape: Shape | None, name: str) -> Shape | None:
    return shape.member(name) if shape else None


def branches(root: Node) -> Iterable[Path]:
    """Where the nodes are that have others below them."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.children:
            yield node.path
            stack.extend(node.children)


def member_of(root: Node) -> Path:
    """Which member of the metadata an event has, by its path: it lies deepest in the body."""
    for node in root.children:
        if node.path == (EVENT,):
            root = node
    return max([child.path for child in root.children], key=len, default=())
