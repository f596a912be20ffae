"""Wire JSON and a plain description of the service's shapes → a tree of plain nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shape:
    """A service shape without the SDK: what a value may be.

    `type` is the service model's own word (`structure`, `list`, `string`, `integer`,
    `timestamp`, …). `members` is filled for structures, `element` for lists.
    """

    type: str
    members: Mapping[str, Shape] = field(default_factory=dict)
    element: Shape | None = None
    enum: tuple[str, ...] = ()
    union: bool = False
