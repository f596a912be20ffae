"""The states of the overviews that are pictured."""

from __future__ import annotations

from snapshots.state import LARGE, MIDDLE, SMALL, State, deny

_ALL = ((), "no older events")
_OPEN = ((), "older available (L)")
_TREE = ((), "NodeLogicalId")


OVERVIEW_STATES = (
    State(
        "signatures",
        (
            "2 kinds, 5 faults, none active",
            " efa: EFA health checks",
            "○ 1d ago",
            "FAULTS",
            "enter its events",
        ),
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
            "enter its events",
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
        ("Nodes  6", "● Running", "trainers", "Node ", "enter timeline", "esc events"),
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
            "until the next",
            "in service after",
            "enter event",
            "esc nodes",
        ),
        cluster="efa-lab",
        steps=(
            _ALL,
            _TREE,
            (("M",), "Nodes  6"),
            (("G", "enter"), "2 attempts, 1 failed"),
            ((), "efa: EFA health checks"),
            # At 80x24 the second attempt is further down.
            (("j",) * 10, "in service after"),
        ),
        sizes=(SMALL, MIDDLE, LARGE),
    ),
    State(
        "story-empty",
        (
            "i-0024be21d0c3a9579  system-m5  ● Running",
            "no attempts",
            "No loaded events of this node.",
        ),
        cluster="train-p5",
        steps=(
            _OPEN,
            _TREE,
            (("M", "/", *"0024be"), "1 of "),
            (("enter", "enter"), "No loaded events of this node."),
        ),
    ),
    State(
        "why",
        ("Why  gpu-workers", "gpu-workers is stuck", " E ", "lifecycle: Lifecycle", "esc groups"),
        cluster="lifecycle-lab",
        steps=(_OPEN, ((), "FailureMessage"), (("m",), "Groups  2"), (("w",), "Why  gpu-workers")),
        sizes=(SMALL, MIDDLE),
    ),
    State(
        "signatures-few-loaded",
        ("older available (L)", "L load older", "enter its events", "? help"),
        cluster="train-p5",
        steps=(_OPEN, _TREE, (("u",), "older available (L)"), ((), "× active")),
        sizes=(SMALL, MIDDLE),
    ),
    State(
        "signatures-loading",
        ("─ Failures ─", "Loading events…", "esc events"),
        cluster="efa-lab",
        steps=(((), "efa-lab   ● InService"), (("u",), "─ Failures ─")),
        prepare=lambda endpoint, _: endpoint.hold("ListClusterEvents"),
        held=1,
        held_before=1,
    ),
    State(
        "signatures-denied",
        (
            "Access denied: sagemaker:DescribeClusterEvent",
            "?: cause not known, reasons not loaded.",
            "! copy the fix",
        ),
        cluster="efa-lab",
        steps=(_ALL, (("u",), "?: cause not known")),
        prepare=deny("DescribeClusterEvent", times=40),
    ),
    State(
        "signatures-none",
        ("─ Failures ─", "No failures in the loaded events.", "no events loaded"),
        cluster="empty-new",
        steps=(((), "No events yet"), (("u",), "No failures")),
    ),
    State(
        "groups-few-loaded",
        ("older available (L)", "L load older", "worker-p5", "≥ "),
        cluster="train-p5",
        steps=(_OPEN, _TREE, (("m",), "Groups  3"), ((), "older available (L)")),
    ),
    State(
        "groups-denied",
        (
            "Access denied: sagemaker:DescribeCluster, policy not named",
            "(! copies the policy",
            "! copy the fix",
        ),
        cluster="efa-lab",
        steps=(_ALL, _TREE, (("m",), "Access denied")),
        prepare=deny("DescribeCluster", times=9, named=True),
    ),
    State(
        "nodes-denied",
        ("Access denied: sagemaker:ListClusterNodes", "in events", "trainers"),
        cluster="efa-lab",
        steps=(_ALL, _TREE, (("M",), "Access denied")),
        prepare=deny("ListClusterNodes", times=9),
    ),
    State(
        "nodes-loading",
        ("6 in events", "○ ?", "trainers"),
        cluster="efa-lab",
        steps=(_ALL, _TREE, (("M",), "in events"), (("g",), "1 of 6")),
        prepare=lambda endpoint, _: endpoint.hold("ListClusterNodes"),
        held=1,
        held_before=1,
    ),
    State(
        "nodes-filter-hides-all",
        ("No match in the loaded nodes.", "esc clear filter", "0 of 6 nodes"),
        cluster="efa-lab",
        steps=(_ALL, _TREE, (("M",), "Nodes  6"), (("/", *"nosuch", "enter"), "No match")),
    ),
    State(
        "ascii-signatures",
        ("x active", "active:  x ", "TREND"),
        cluster="train-p5",
        steps=(_OPEN, _TREE, (("u",), "x active")),
        sizes=(MIDDLE,),
        options={"ascii": True},
        without=("▁", "…", "─"),
    ),
)
