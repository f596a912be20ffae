"""Faults by chance: which of the table's may befall a reply, thrown by dice."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection

from help.faults.endpoint import Spoil
from help.faults.table import FAULTS, Never

RATE = 0.4
"""How many of the replies are spoiled."""

_PLACES = {
    "ListClusters": "picker",
    "ListClusterEvents": "follow",
    "DescribeClusterEvent": "detail",
}

Throw = Callable[[str, random.Random], Spoil | None]


def thrower(left_out: Collection[str], operations: Collection[str] = tuple(_PLACES)) -> Throw:
    """What spoils the replies to these operations, by every fault but those of these names."""
    spoils = {
        operation: [
            fault.spoil
            for fault in FAULTS
            if fault.name not in left_out
            and not isinstance(fault.seen.get(where, Never("")), Never)
        ]
        for operation, where in _PLACES.items()
        if operation in operations
    }

    def throw(operation: str, dice: random.Random) -> Spoil | None:
        possible = spoils.get(operation)
        return dice.choice(possible) if possible and dice.random() < RATE else None

    return throw
