"""The states of the overviews that are pictured."""

from __future__ import annotations

from functools import partial

import pytest

from hpev_tui.demo.endpoint import DemoEndpoint
from hpev_tui.sources.rate_limit import RateLimit
from snapshots.state import LARGE, SMALL, State

_ALL = ((), "the service has no older ones")
_TREE = ((), "NodeLogicalId")


def _unhurried(_: DemoEndpoint, patch: pytest.MonkeyPatch) -> None:
    """As many calls a second as there can be, so that it comes to rest soon."""
    patch.setattr("hpev_tui.sources.loader.RateLimit", partial(RateLimit, a_second=100_000))


OVERVIEW_STATES = (
    State(
        "signatures",
        ("2 signatures of 5 faults", "[efa] EFA health checks", "quiet 1d", "FAULTS"),
        cluster="efa-lab",
        steps=(_ALL, _TREE, (("u",), "2 signatures of 5 faults"), ((), "(up 0/2)")),
        prepare=_unhurried,
        sizes=(SMALL, LARGE),
    ),
    State(
        "groups",
        ("trainers", "recovered", "CurrentCount 4", "Rule:", "reading of events"),
        cluster="efa-lab",
        steps=(
            _ALL,
            _TREE,
            ((":", *"groups: counts"), "Groups: counts"),
            (("enter",), "2 instance groups"),
            ((), "4 known nodes"),
        ),
        prepare=_unhurried,
        sizes=(SMALL, LARGE),
    ),
    State(
        "nodes",
        ("6 nodes by ListClusterNodes", "Running", "trainers", "NodeLogicalId"),
        cluster="efa-lab",
        steps=(_ALL, _TREE, (("M",), "6 nodes by ListClusterNodes")),
        prepare=_unhurried,
        sizes=(SMALL, LARGE),
    ),
    State(
        "story",
        ("2 attempts, 1 failed", "failed after", "health checks", "until the next", "ready"),
        cluster="efa-lab",
        steps=(
            _ALL,
            _TREE,
            (("M",), "6 nodes by ListClusterNodes"),
            (("G", "enter"), "2 attempts, 1 failed"),
            ((), "[efa] EFA health checks"),
        ),
        prepare=_unhurried,
        sizes=(LARGE,),
    ),
)
