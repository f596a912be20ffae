"""Holding a JSON answer against a shape of botocore's service model, strictly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

import botocore.session

if TYPE_CHECKING:
    from collections.abc import Iterator

Shape: TypeAlias = Any
"""A shape of botocore, which has no types."""

Value: TypeAlias = Any
"""A decoded JSON value, which may have any fault."""

_PYTHON_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "long": int,
    "boolean": bool,
    "timestamp": (int, float),
    "structure": dict,
    "map": dict,
    "list": list,
}


def output_shape(operation: str) -> Shape:
    """The shape of an operation's output."""
    model = botocore.session.get_session().get_service_model("sagemaker")
    return model.operation_model(operation).output_shape


def faults(value: Value, shape: Shape, where: str = "") -> Iterator[str]:
    """Each way in which a value breaks its shape: type, members, pattern, enum, limits."""
    kind = shape.type_name
    right = isinstance(value, _PYTHON_TYPES[kind]) and isinstance(value, bool) == (
        kind == "boolean"
    )
    if not right:
        yield f"{where}: {value!r} is no {kind}"
    elif kind == "structure":
        yield from _structure_faults(value, shape, where)
    elif kind == "list":
        yield from _limit_faults(len(value), shape, where)
        for item in value:
            yield from faults(item, shape.member, f"{where}[]")
    elif kind == "map":
        for name, item in value.items():
            yield from faults(name, shape.key, f"{where}<key>")
            yield from faults(item, shape.value, f"{where}<value>")
    elif kind == "string":
        yield from _text_faults(value, shape, where)
    else:
        yield from _limit_faults(value, shape, where)


def _structure_faults(value: dict[str, Any], shape: Shape, where: str) -> Iterator[str]:
    for name in shape.required_members:
        if name not in value:
            yield f"{where}: {name} is missing"
    if getattr(shape, "is_tagged_union", False) and len(value) != 1:
        yield f"{where}: a union with {len(value)} members"
    for name, item in value.items():
        if name in shape.members:
            yield from faults(item, shape.members[name], f"{where}.{name}")
        else:
            yield f"{where}: {name} is unknown"


def _text_faults(value: str, shape: Shape, where: str) -> Iterator[str]:
    yield from _limit_faults(len(value), shape, where)
    pattern = shape.metadata.get("pattern")
    if pattern and not re.fullmatch(pattern, value):
        yield f"{where}: {value!r} does not match {pattern}"
    if shape.enum and value not in shape.enum:
        yield f"{where}: {value!r} is not in the enum"


def _limit_faults(size: float, shape: Shape, where: str) -> Iterator[str]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is not None and size < low) or (high is not None and size > high):
        yield f"{where}: {size} is not from {low} to {high}"


def fields(value: Value, where: str = "") -> Iterator[str]:
    """The path of each field that a value has."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield f"{where}.{name}"
            yield from fields(item, f"{where}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from fields(item, where)


def shape_fields(shape: Shape, where: str = "") -> Iterator[str]:
    """The path of each field that a shape can have."""
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield f"{where}.{name}"
            yield from shape_fields(member, f"{where}.{name}")
    elif shape.type_name == "list":
        yield from shape_fields(shape.member, where)
