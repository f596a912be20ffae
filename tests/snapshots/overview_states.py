"""The states of the overviews that are pictured."""

from __future__ import annotations

from snapshots.state import LARGE, MIDDLE, SMALL, State

_ALL = ((), "no older events")
_TREE = ((), "NodeLogicalId")


OVERVIEW_STATES = (
    State(
        "signatures",
        ("2 kinds, 5 faults", " efa: EFA health checks", "○ 1d ago", "FAULTS"),
        cluster="efa-lab",
        steps=(
            _ALL,
            _TREE,
            (("u",), "2 kinds, 5 faults"),
            ((), "Too few nodes to compare: 4 failing, 2 healthy"),
        ),
        sizes=(SMALL, MIDDLE, LARGE),
    ),
    State(
        "groups",
        (
            "trainers",
            "recovered",
            "4 of 4, status InService",
            "CurrentCount is TargetCount",
            "Rule ",
            "Worked out from events",
        ),
        cluster="efa-lab",
        steps=(
            _ALL,
            _TREE,
            ((":", *"groups: counts"), "Instance groups: counts"),
            (("enter",), "Groups  2"),
            ((), "4 known nodes"),
        ),
        sizes=(SMALL, MIDDLE, LARGE),
    ),
    State(
        "nodes",
        ("Nodes  6", "● Running", "trainers", "Node "),
        cluster="efa-lab",
        steps=(_ALL, _TREE, (("M",), "Nodes  6")),
        sizes=(SMALL, MIDDLE, LARGE),
    ),
    State(
        "story",
        (
            "2 attempts, 1 failed",
            "failed after",
            "health checks",
        ),
        cluster="efa-lab",
        steps=(
            _ALL,
            _TREE,
            (("M",), "Nodes  6"),
            (("G", "enter"), "2 attempts, 1 failed"),
            ((), "efa: EFA health checks"),
        ),
        sizes=(SMALL,),
    ),
    State(
        "story",
        (
            "2 attempts, 1 failed",
            "failed after",
            "health checks",
            "until the next",
            "in service after",
        ),
        cluster="efa-lab",
        steps=(
            _ALL,
            _TREE,
            (("M",), "Nodes  6"),
            (("G", "enter"), "2 attempts, 1 failed"),
            ((), "efa: EFA health checks"),
        ),
        sizes=(MIDDLE, LARGE),
    ),
)
