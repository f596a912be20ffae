"""What differs between two events' details, as a list and as a document of its own."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from hpev_tui.detail.json_lines import MAX_DEPTH, Path, one_line_json
from hpev_tui.detail.shapes import DETAILS, METADATA, Shape
from hpev_tui.model.events import Json


class Absent(Enum):
    """Stands for a value that is not there; null is one that is."""

    ABSENT = "(absent)"


Compared: TypeAlias = "Json | Absent"
_WRAPPERS = (DETAILS, DETAILS, METADATA)


def differences(a: Json, b: Json) -> list[tuple[Path, Compared, Compared]]:
    """Where two bodies differ, in their order: the path, and the value in each.

    Structures and lists that both have are compared inside. Values are equal where their JSON is.
    """
    rows: list[tuple[Path, Compared, Compared]] = []

    def compare(path: Path, one: Compared, other: Compared) -> None:
        if len(path) < MAX_DEPTH and isinstance(one, dict) and isinstance(other, dict):
            for name in {**one, **other}:
                compare((*path, name), one.get(name, Absent.ABSENT), other.get(name, Absent.ABSENT))
        elif len(path) < MAX_DEPTH and isinstance(one, list) and isinstance(other, list):
            for index in range(max(len(one), len(other))):
                compare((*path, index), _item(one, index), _item(other, index))
        elif (
            isinstance(one, Absent)
            or isinstance(other, Absent)
            or one_line_json(one) != one_line_json(other)
        ):
            rows.append((path, one, other))

    compare((), a, b)
    return rows


def _item(items: list[Json], index: int) -> Compared:
    return items[index] if index < len(items) else Absent.ABSENT


def comparison(a: Json, b: Json, names: tuple[str, str], shape: Shape) -> tuple[Json, Shape]:
    """The differences as a body and its shape, to be shown as a detail is: metadata first.

    `names` are those of the two bodies, which have one `shape`.
    """
    body: dict[str, Json] = {}
    members: dict[str, Shape] = {}
    rows = sorted(differences(a, b), key=lambda row: METADATA not in row[0])
    for path, *values in rows:
        title = _title(path, 3)
        if title in body:  # Only in bodies unlike any that the service documents.
            title = _title(path, 0)
        body[title] = {name: _shown(value) for name, value in zip(names, values, strict=True)}
        inner = shape.at(path)
        if inner is not None:
            there = {
                name: inner
                for name, value in zip(names, values, strict=True)
                if not isinstance(value, Absent)
            }
            members[title] = Shape(
                f"compared {inner.type}", there, documentation=inner.documentation
            )
    return body, Shape("structure", members)


def _shown(value: Compared) -> Json:
    return value.value if isinstance(value, Absent) else value


def _title(path: Path, wrappers: int) -> str:
    """A path as text, without so many of the structures that wrap the whole body."""
    for wrapper in _WRAPPERS[:wrappers]:
        if len(path) > 1 and path[0] == wrapper:
            path = path[1:]
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".") or "body"
