"""What the installed SDK's model says of a body's values, without the SDK."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hpev_tui.detail.json_lines import Path
from hpev_tui.model.events import Json
from hpev_tui.text.clean import clean

UNKNOWN = "not in this SDK's model"

DETAILS = "EventDetails"
METADATA = "EventMetadata"

ITEM = "- "
"""Begins a line of the documentation that is an item of a list."""

_COUNTED = {"string": " characters", "list": " items"}
_NOTES = {"EventId": "Not the id of the event's EventBridge copy."}
"""What the service's documentation of a member leaves out."""


class Shape(NamedTuple):
    """A service shape: what a value may be, and what the service's documentation says of it.

    `type` is the service model's own word (`structure`, `list`, `string`, `integer`,
    `timestamp`, …). `members` and the names of those that are `required` are filled for
    structures, `element` for lists. `minimum` and `maximum` count a string's characters and a
    list's items. `documentation` is clean text, with a line for each paragraph or item.
    """

    type: str
    members: Mapping[str, Shape] = {}
    element: Shape | None = None
    enum: tuple[str, ...] = ()
    union: bool = False
    documentation: str = ""
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    required: frozenset[str] = frozenset()

    def member(self, name: str) -> Shape | None:
        """The shape of a structure's member, None where the model does not know it.

        EventBridge's copy of an event may hold the metadata directly, which the service's own
        answer holds one level deeper.
        """
        shape = self.members.get(name)
        if shape is None and name == METADATA and DETAILS in self.members:
            return self.members[DETAILS].members.get(METADATA)
        return shape

    def at(self, path: Path) -> Shape | None:
        """The shape of the value at `path`, None where the model does not know it."""
        shape: Shape | None = self
        for step in path:
            if shape is None:
                return None
            shape = shape.member(step) if isinstance(step, str) else shape.element
        return shape


def documentation(shape: Shape, path: Path, value: Json = None) -> str:
    """What the model says of the value at `path`, as one line; empty for the whole body.

    In this order: the name, the type, the values and sizes that it may have, its description,
    and the pattern, which says least and takes most room.

    Args:
        shape: The shape of the whole body.
        path: Where the value is.
        value: The value; where the documentation has an item for it, that comes first.
    """
    if not path:
        return ""
    name = _name(path)
    inner: Shape | None = shape
    text = ""
    required = False
    for step in path:
        if inner is None:
            break
        required = step in inner.required
        inner = inner.member(step) if isinstance(step, str) else inner.element
        if inner is not None:
            # A list's items often have no documentation of their own.
            text = inner.documentation or (text if isinstance(step, int) else "")
    if inner is None:
        return f"{name}: {UNKNOWN}"
    facts = [_type(inner), "required" if required else "", _values(inner), _limits(inner)]
    lines = text.split("\n")
    own = [line[len(ITEM) :] for line in lines if line.startswith(f"{ITEM}{value}: ")]
    pattern = f"Matches {inner.pattern}" if inner.pattern else ""
    said = (
        f"{name}: {', '.join(filter(None, facts))}.",
        *own,
        *lines,
        _NOTES.get(name, ""),
        pattern,
    )
    return " ".join(clean(part) for part in said if part)


def _name(path: Path) -> str:
    """The last member's name, with the position in a list behind it."""
    start = max((index for index, step in enumerate(path) if isinstance(step, str)), default=0)
    steps = (f"[{step}]" if isinstance(step, int) else step for step in path[start:])
    return clean("".join(steps))


def _type(shape: Shape) -> str:
    if shape.type == "list" and shape.element is not None:
        return f"list of {shape.element.type}"
    return "union" if shape.union else shape.type


def _values(shape: Shape) -> str:
    return f"one of {' | '.join(shape.enum)}" if shape.enum else ""


def _limits(shape: Shape) -> str:
    unit = _COUNTED.get(shape.type, "")
    low, high = shape.minimum, shape.maximum
    if unit and not low:
        low = None  # Nothing has less than no characters.
    if low is not None and high is not None:
        return f"{low:,} to {high:,}{unit}"
    if high is not None:
        return f"at most {high:,}{unit}"
    return "" if low is None else f"at least {low:,}{unit}"
