"""What a key costs the UI thread stays within its limits: calls of the product, see `bench.trace`.

Calls that draw a line are not among them: how often a line is drawn depends on the machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

LIMITS = {
    ("j, detail not loaded", "handling_calls"): 400,
    ("j, prefetched", "handling_calls"): 297,
    ("j, seen before", "handling_calls"): 130,
    ("letter in the filter", "handling_calls"): 670,
    ("PgDn, seen before", "handling_calls"): 240,
    ("y e", "handling_calls"): 295,
    ("letter in the filter", "verdicts"): 0,
    ("a detail under 2 overviews", "overviews"): 1,
}
"""What each action may cost; of calls, up to a twentieth more than it does."""

TESTS = Path(__file__).parents[1]


def test_no_action_costs_more_calls_than_it_may() -> None:
    # In a process of its own, in which no cache is filled.
    command = [sys.executable, "-m", "bench.trace", "--json"]
    traced = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, timeout=120)
    assert traced.returncode == 0, traced.stderr
    costs = json.loads(traced.stdout)
    assert all(cost["handling_calls"] for cost in costs.values()), costs
    # Both are counted by the names of functions, which may change.
    assert costs["a detail under 2 overviews"]["overviews"]
    assert costs["end: a page of events"]["verdicts"]
    measured = {(action, figure): costs[action][figure] for action, figure in LIMITS}
    assert {each: cost for each, cost in measured.items() if cost > LIMITS[each]} == {}
