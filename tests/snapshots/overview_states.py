"""The states of the overviews that are pictured."""

from __future__ import annotations

from snapshots.state import LARGE, SMALL, State

_ALL = ((), "no older events")
_TREE = ((), "NodeLogicalId")


OVERVIEW_STATES = (
    State(
        "signatures",
        ("2 signatures of 5 faults", "[efa] EFA health checks", "quiet 1d", "FAULTS"),
        cluster="efa-lab",
        steps=(
            _ALL,
            _TREE,
            (("u",), "2 signatures of 5 faults"),
            ((), "Too few nodes to compare: 4 failing, 2 healthy"),
        ),
        sizes=(SMALL, LARGE),
    ),
    State(
        "groups",
        ("trainers", "recovered", "CurrentCount 4", "Rule:", "Worked out from events"),
        cluster="efa-lab",
        steps=(
            _ALL,
            _TREE,
            ((":", *"groups: counts"), "Groups: counts"),
            (("enter",), "2 instance groups"),
            ((), "4 known nodes"),
        ),
        sizes=(SMALL, LARGE),
    ),
    State(
        "nodes",
        ("Nodes  6", "● Running", "trainers", "Node "),
        cluster="efa-lab",
        steps=(_ALL, _TREE, (("M",), "Nodes  6")),
        sizes=(SMALL, LARGE),
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
        sizes=(LARGE,),
    ),
)
