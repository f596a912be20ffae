"""The kind of each value of a decoded body, and the lines of its JSON."""

from __future__ import annotations

import re
from enum import Enum
from json import JSONEncoder
from typing import NamedTuple, TypeAlias

from hpev_tui.model.events import Json
from hpev_tui.text.clean import parse_time, printable_json

Path: TypeAlias = "tuple[str | int, ...]"
"""Where a value is in the body: names of members as they came, and positions in lists."""

MAX_DEPTH = 64
"""Values nested deeper than this are written on one line. The service's own go 7 deep. Every path
has all steps from the top, so without a limit memory would grow with the square of the depth."""


class Kind(Enum):
    """What a value is to its reader; each kind looks different."""

    ID = "id"
    ARN = "arn"
    NUMBER = "number"
    ENUM = "enum"
    TIME = "time"
    TEXT = "text"
    ONE_LINE = "one line"
    """Not wrapped: a command, of use as a whole only, or what few will read."""
    BOOLEAN = "boolean"
    NULL = "null"
    EMPTY = "empty"
    """A structure, list or text with nothing in it."""
    STRUCTURE = "structure"
    LIST = "list"
    UNION = "union"
    """A tagged union, or its one member that is set where only that is shown."""


class JsonLine(NamedTuple):
    """One line of the pretty-printed body.

    The line that closes a structure or a list has the path of the line that opens it.
    """

    text: str
    """Printable, with the indentation, two spaces for each level."""
    depth: int
    path: Path
    kind: Kind


_ENCODER = JSONEncoder(ensure_ascii=False)
_LONGEST_ID = 2048
"""As long as IAM's longest ARNs; anything longer is taken for text."""
_ARN = re.compile(r"arn:[^\s:]+:[^\s:]*:[^\s:]*:[^\s:]*:\S+")
# i-0391f86fa0fe0d465, subnet-0a1b2c3d, a UUID, usw2-az1.
_ID = re.compile(
    r"[a-z]{1,12}-[0-9a-f]{8,32}"
    r"|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    r"|[a-z]{2,5}[0-9]{1,2}-az[0-9]{1,2}"
)
_ID_NAMES = ("Id", "Ids", "Name", "Names")


def kind_of(value: Json, name: str) -> Kind:
    """The kind of a value, as far as the value itself shows it.

    `name` is the member that holds it, or that holds the list that holds it.
    """
    if value is None:
        return Kind.NULL
    if isinstance(value, bool):
        return Kind.BOOLEAN
    if isinstance(value, (int, float)):
        return Kind.TIME if _is_event_time(value, name) else Kind.NUMBER
    if not value:
        return Kind.EMPTY
    if isinstance(value, str):
        return _kind_of_text(value, name)
    return Kind.LIST if isinstance(value, list) else Kind.STRUCTURE


def _kind_of_text(value: str, name: str) -> Kind:
    if len(value) > _LONGEST_ID:
        return Kind.TEXT
    if _is_event_time(value, name):
        return Kind.TIME
    if _ARN.fullmatch(value):
        return Kind.ARN
    if _ID.fullmatch(value) or (name.endswith(_ID_NAMES) and len(value.split()) == 1):
        return Kind.ID
    return Kind.TEXT


def _is_event_time(value: float | str, name: str) -> bool:
    return name == "EventTime" and parse_time(value) is not None


def json_lines(body: Json) -> list[JsonLine]:
    """The body as it came, in its own order, pretty-printed: one line for each value.

    The lines together are the same JSON: unprintable characters are written as JSON escapes.
    Values nested deeper than `MAX_DEPTH` are on one line.
    """
    lines: list[JsonLine] = []
    _write(lines, body, "", "", (), "")
    return lines


def pretty_json(value: Json) -> str:
    """The lines of `json_lines` as one text."""
    return "\n".join([line.text for line in json_lines(value)])


def _write(lines: list[JsonLine], value: Json, lead: str, tail: str, path: Path, name: str) -> None:
    """Add the lines of one value: its name, if any, is the `lead`, a comma after it the `tail`.

    `name` is the nearest member's, for the value's kind.
    """
    depth = len(path)
    indent = "  " * depth
    kind = kind_of(value, name)
    if not value or depth >= MAX_DEPTH or not isinstance(value, (dict, list)):
        lines.append(JsonLine(f"{indent}{lead}{one_line_json(value)}{tail}", depth, path, kind))
        return
    last = len(value) - 1
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    lines.append(JsonLine(indent + lead + opening, depth, path, kind))
    if isinstance(value, dict):
        for index, (key, item) in enumerate(value.items()):
            comma = "," if index < last else ""
            _write(lines, item, one_line_json(key) + ": ", comma, (*path, key), key)
    else:
        for index, item in enumerate(value):
            _write(lines, item, "", "," if index < last else "", (*path, index), name)
    lines.append(JsonLine(indent + closing + tail, depth, path, kind))


def one_line_json(value: Json) -> str:
    """A value as printable JSON on one line, however deep it is nested."""
    if not isinstance(value, (dict, list)):
        return printable_json(_ENCODER.encode(value))
    # Python's own encoder raises RecursionError some thousand levels down.
    parts: list[str] = []
    waiting: list[str | tuple[Json]] = [(value,)]  # Text to write, or a value to take apart.
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            parts.append(item)
            continue
        (inner,) = item
        tokens: list[str | tuple[Json]]
        if isinstance(inner, dict) and inner:
            tokens = ["{"]
            for key, member in inner.items():
                tokens += [f"{_ENCODER.encode(key)}: ", (member,), ", "]
            tokens[-1] = "}"
        elif isinstance(inner, list) and inner:
            tokens = ["["]
            for member in inner:
                tokens += [(member,), ", "]
            tokens[-1] = "]"
        else:
            tokens = [_ENCODER.encode(inner)]
        waiting.extend(reversed(tokens))
    return printable_json("".join(parts))
