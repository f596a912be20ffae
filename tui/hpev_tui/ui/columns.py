"""How wide each column of the event list and of the picker is. Plain arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

GAP = 2
"""Blank cells between two columns."""

TIME, LEVEL, WHAT, MONTH_DAY = 8, 1, 8, 6
INSTANCE_ID = 19
"""`i-` and 17 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class EventColumns:
    """Cells for each column; 0 leaves a column out. The message takes what is left."""

    date: int
    what: int
    group: int
    node: int
    message: int


def event_columns(width: int, longest_group: int) -> EventColumns:
    """The columns of a list `width` cells wide, whose longest group name has that many cells.

    When the room runs out WHAT goes first, then the date, then NODE and GROUP are shortened;
    the message never has less than half of the width.
    """
    group = max(5, min(longest_group, 24))
    # A mark's cell, the time and the level with their gaps.
    fixed = 1 + TIME + GAP + LEVEL + GAP
    for date, what in ((MONTH_DAY, WHAT + GAP), (MONTH_DAY, 0), (0, 0)):
        used = fixed + date + what + group + GAP + INSTANCE_ID + GAP
        if width - used >= width / 2:
            return EventColumns(date, max(0, what - GAP), group, INSTANCE_ID, width - used)
    room = max(0, width // 2 - fixed - 2 * GAP)
    node = min(INSTANCE_ID, max(room - group, room * 3 // 5))
    group = max(0, min(group, room - node))
    used = fixed + (group + GAP if group else 0) + (node + GAP if node else 0)
    return EventColumns(0, 0, group, node, max(0, width - used))


@dataclass(frozen=True, slots=True)
class ClusterColumns:
    """Cells for each column of the picker; 0 leaves a column out."""

    name: int
    status: int
    events: int
    nodes: int
    created: int


def cluster_columns(width: int, longest_name: int) -> ClusterColumns:
    """The picker's columns; CREATED goes first when the room runs out, the name is cut last."""
    status, events, nodes, created = 14, 6, 13, 16
    name = max(8, min(longest_name, 63))
    # One cell on the left, and a gap behind each column but the last.
    used = 1 + GAP + status + GAP + events + GAP + nodes
    if width < used + name + GAP + created:
        return ClusterColumns(max(8, min(name, width - used)), status, events, nodes, 0)
    return ClusterColumns(name, status, events, nodes, created)
